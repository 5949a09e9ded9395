import json
import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet

from reports import rebuild
from reports import workbook as books
from reports.budget import against_budget, risk
from reports.load import read_results
from reports.money import GROUPS, PROGRAMME, RESULT_ACCOUNTS, column, contribution, cost, sign
from reports.sheets.months import FIRST, SIGN
from reports.sheets.reconciliation import CHECKS, STOCKS, lines
from reports.words import words
from sim.config.errors import InputError
from sim.config.said import Language
from sim.ledger.accounts import ACCOUNTS


def write_workbook(folder: Path, lang: Language) -> Path:
    return books.write_workbook(read_results(folder), words(lang))


@pytest.fixture(scope="module")
def book(compared: Path) -> Any:
    return openpyxl.load_workbook(write_workbook(compared, "en"), data_only=True)


def fen(value: Any) -> int:
    """A yuan cell as whole fen; a cell that is not whole fen is wrong."""
    whole = round(value * 100)
    assert value == whole / 100
    return whole


def block(sheet: Any, first: int, months: int) -> np.ndarray:
    """Cells of a block in fen, one row an account; the last column is the run."""
    rows = range(first, first + len(RESULT_ACCOUNTS) + 2)
    columns = range(FIRST + 1, FIRST + months + 2)
    return np.array([[fen(sheet.cell(r, c).value) for c in columns] for r in rows])


def test_mean_block_equals_the_ledger(compared: Path, book: Any) -> None:
    """Means add up along both edges, and their total is the ledger's to the fen."""
    results = read_results(compared)
    for place, scenario in enumerate(results.scenarios):
        ledger = results.ledger(scenario.name)
        cells = block(book[f"{place + 1} {scenario.name}"], 6, ledger.shape[1])
        *accounts, programme, total = cells
        signs = np.array([sign(a) for a in RESULT_ACCOUNTS])
        in_programme = np.array([a.group in PROGRAMME for a in RESULT_ACCOUNTS])
        accounts = signs[:, None] * np.array(accounts)
        assert (accounts[:, :-1].sum(axis=1) == accounts[:, -1]).all()
        assert (accounts.sum(axis=0) == total).all()
        assert (-accounts[in_programme].sum(axis=0) == programme).all()
        assert total[-1] == round(contribution(ledger).sum() / results.replications)
        for row, account in zip(accounts, RESULT_ACCOUNTS, strict=True):
            exact = -ledger[:, :, column(account)].mean(axis=0)
            assert np.abs(row[:-1] - exact).max() < 1


POINTS_AND_STORED = (
    "points_granted_fen",
    "points_spent_fen",
    "points_off_fen",
    "points_expired_fen",
    "topped_up_fen",
    "top_up_bonus_fen",
    "stored_used_fen",
)


def test_totals_are_live(compared: Path) -> None:
    """Totals are formulas, so that a changed cell changes them."""
    book = openpyxl.load_workbook(write_workbook(compared, "en"))
    sheet, months = book["1 baseline"], 5
    last = 6 + len(RESULT_ACCOUNTS)
    assert sheet.cell(6, FIRST + months + 1).value == "=SUM(D6:H6)"
    assert sheet.cell(last + 1, FIRST + 1).value.startswith("=SUMPRODUCT($C$6:")
    assert sheet.cell(6, SIGN + 1).value == 1
    assert book["Coupon liability"].cell(5, 3).value == "=G4"


def test_percentile_totals_are_percentiles_of_totals(compared: Path, book: Any) -> None:
    """P90 of the run is taken over replications, not added up over months."""
    results = read_results(compared)
    ledger = results.ledger("touch_heavy")
    sheet = book["3 touch_heavy"]
    rows = range(1, sheet.max_row + 1)
    start = next(r for r in rows if str(sheet.cell(r, 1).value).startswith("P90")) + 2
    programme = fen(sheet.cell(start + len(RESULT_ACCOUNTS), FIRST + ledger.shape[1] + 1).value)
    assert programme == round(np.percentile(cost(ledger, PROGRAMME).sum(axis=1), 90))


def test_groups_cover_every_account() -> None:
    """No account can fall between the lines of the report."""
    assert {a.group for a in ACCOUNTS} == {*GROUPS, "balance"}


def test_roll_forward_closes_on_the_liability(compared: Path, book: Any) -> None:
    """Each month opens where the last one closed; the last closes on what is outstanding."""
    results = read_results(compared)
    sheet, row = book["Coupon liability"], 4
    for scenario in results.scenarios:
        closing = 0
        for _ in range(results.calendar.months):
            opening, issued, redeemed, expired, closed = (
                fen(sheet.cell(row, c).value) for c in range(3, 8)
            )
            assert opening == closing
            assert closed == opening + issued - redeemed - expired
            closing, row = closed, row + 1
        row += 1
        exact = results.daily(scenario.name, "coupon_outstanding_fen")[:, -1].mean()
        assert abs(closing - exact) < 3


def test_points_and_stored_value_roll_forward(compared: Path, tmp_path: Path) -> None:
    """They have a sheet where a plan has them, and close on what the daily series say is owed."""
    assert not {"Points liability", "Stored value"} & set(
        openpyxl.load_workbook(write_workbook(compared, "en")).sheetnames
    )
    folder = Path(shutil.copytree(compared, tmp_path / "owed"))
    table = parquet.read_table(folder / "kpis.parquet").to_pydict()
    n = len(table["day"])
    for k, name in enumerate(POINTS_AND_STORED):
        table[name] = [(k + 3) * (day % 11) for day in range(n)]
    parquet.write_table(pa.table(table), folder / "kpis.parquet")
    results = read_results(folder)
    book = openpyxl.load_workbook(write_workbook(folder, "en"), data_only=True)
    for sheet, signs in (("Points liability", (1, -1, -1, -1)), ("Stored value", (1, 1, -1))):
        series = POINTS_AND_STORED[:4] if len(signs) == 4 else POINTS_AND_STORED[4:]
        row = 4
        for scenario in results.scenarios:
            owed = 0
            for _ in range(results.calendar.months):
                line = [fen(cell.value) for cell in book[sheet][row][2 : 4 + len(signs)]]
                assert line[0] == owed
                flows = zip(signs, line[1:-1], strict=True)
                owed = line[0] + sum(sign * flow for sign, flow in flows)
                assert line[-1] == owed
                row += 1
            row += 1
            exact = sum(
                sign * results.daily(scenario.name, name).sum(axis=1).mean()
                for sign, name in zip(signs, series, strict=True)
            )
            assert abs(owed - exact) < 5


def test_reconciliation_finds_no_difference(compared: Path, book: Any) -> None:
    """Every account equals the series it was booked from, in every replication."""
    found = list(lines(read_results(compared)))
    assert len(found) == (len(CHECKS) + len(STOCKS) + 1) * 3 * 3
    assert all(line.ledger == line.series for line in found)
    assert book["Reconciliation"].cell(3, 4).value == 0
    counted = {book["Reconciliation"].cell(row, 2).value for row in range(6, 6 + len(found))}
    assert counted == {1, 2, 3}  # as the page counts them


def test_reconciliation_shows_a_lost_fen(compared: Path, tmp_path: Path) -> None:
    """A single fen missing from the ledger is seen."""
    folder = Path(shutil.copytree(compared, tmp_path / "copy"))
    table = parquet.read_table(folder / "ledger.parquet").to_pydict()
    at = table["account"].index("revenue")
    table["fen"][at] += 1
    parquet.write_table(pa.table(table), folder / "ledger.parquet")
    off = [line for line in lines(read_results(folder)) if line.ledger != line.series]
    assert [line.check for line in off] == ["revenue", "balanced"]
    cell = openpyxl.load_workbook(write_workbook(folder, "en"), data_only=True)["Reconciliation"]
    assert cell.cell(3, 4).value == 2


def test_overrun_is_a_share_of_replications(compared: Path) -> None:
    """A budget between the cheapest and the dearest replication is overrun by some of them."""
    results = read_results(compared)
    scenario = results.scenarios[1]
    spent = np.sort(cost(results.ledger(scenario.name), PROGRAMME).sum(axis=1))
    scenario.plan["finance"]["budget"] = (spent[1] + 1) / 100 / 12
    found = risk(results, scenario)
    assert found is not None
    assert found.share == pytest.approx(1 / 3)
    # Clopper and Pearson: one of three.
    assert (found.low, found.high) == pytest.approx((0.00840, 0.90570), abs=1e-5)
    rows = against_budget(results, words("en"))
    assert rows[-1][2] == "33.3% (0.84% to 90.6%)"
    scenario.plan["finance"]["budget"] = 0
    assert risk(results, scenario) is None


def test_what_costs_nothing_cannot_overrun(compared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan without a programme is within its budget, and no interval doubts it."""
    results = read_results(compared)
    scenario = results.scenarios[0]
    scenario.plan["finance"]["budget"] = 1
    monkeypatch.setattr("reports.budget.cost", lambda ledger, groups: 0 * cost(ledger, groups))
    found = risk(results, scenario)
    assert found is not None
    assert (found.low, found.share, found.high) == (0, 0, 0)
    assert against_budget(results, words("en"))[-1][1] == "0%"


TAIL = 0.025 ** (1 / 3)


@pytest.mark.parametrize(("over", "low", "high"), [(0, 0, 1 - TAIL), (3, TAIL, 1)])
def test_overrun_of_none_or_all_is_not_certain(
    compared: Path, over: int, low: float, high: float
) -> None:
    """Three of three replications below the budget do not prove that it holds."""
    results = read_results(compared)
    scenario = results.scenarios[1]
    scenario.plan["finance"]["budget"] = 1e-9 if over else 1e9
    found = risk(results, scenario)
    assert found is not None
    assert (found.share, found.low, found.high) == pytest.approx((over / 3, low, high))


@pytest.mark.parametrize("title", ["=1+1", "{=1+1}", "https://example.com/plan"])
def test_a_title_is_text(compared: Path, title: str) -> None:
    """A plan may be called anything: no title becomes a formula or a link."""
    results = read_results(compared)
    results.scenarios[0].title["en"] = title
    book = openpyxl.load_workbook(books.write_workbook(results, words("en")))
    cell = book["Coupon liability"].cell(4, 1)
    assert (cell.value, cell.data_type, cell.hyperlink) == (title, "s", None)


def test_no_budget_is_said_not_counted(book: Any) -> None:
    """Without an approved budget there is no probability of overrun."""
    sheet = book["Summary"]
    assert sheet.cell(5, 2).value is None
    assert sheet.cell(6, 2).value == words("en")("book.no_budget")
    assert 0 <= sheet.cell(6, 6).value <= 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_number_of_the_summary_stands_under_what_it_is(compared: Path, lang: Language) -> None:
    """The interval of an overrun has rows of its own: it is no P50 and no P90."""
    results = read_results(compared)
    book = openpyxl.load_workbook(write_workbook(compared, lang), data_only=True)
    sheet = book[words(lang)("sheet.summary")]
    rows = {row[0]: row[1:] for row in sheet.iter_rows(min_row=4, values_only=True)}
    parts = rows[words(lang)("book.item")]
    scenario = results.scenarios[1]
    found = risk(results, scenario)
    assert found is not None
    for key, share in (("", found.share), ("_low", found.low), ("_high", found.high)):
        cells = rows[words(lang)(f"book.overrun{key}")]
        assert dict(zip(parts[4:8], cells[4:8], strict=True)) == {
            words(lang)("book.mean"): pytest.approx(share),
            **dict.fromkeys(("P10", "P50", "P90")),
        }
    label = words(lang)(
        "book.measured", name=words(lang).kpi("contribution"), unit=words(lang)("unit.yuan")
    )
    runs = results.runs(scenario.name, "contribution")
    expected = [runs.mean(), *np.percentile(runs, (10, 50, 90))]
    assert rows[label][4:8] == pytest.approx(expected)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_rebuild_writes_both(alone: Path, lang: str) -> None:
    """Page and workbook are made again from what is stored, in either language."""
    page, workbook = rebuild(alone, lang)  # type: ignore[arg-type]
    assert (page.name, workbook.name) == ("report.html", "budget.xlsx")
    names = openpyxl.load_workbook(workbook).sheetnames
    assert names[0] == words(lang)("sheet.summary")  # type: ignore[arg-type]
    assert not list(alone.glob("*.new"))


def test_same_data_same_workbook(alone: Path, tmp_path: Path) -> None:
    """The same results make the same bytes."""
    other = Path(shutil.copytree(alone, tmp_path / "other"))
    assert write_workbook(alone, "zh").read_bytes() == write_workbook(other, "zh").read_bytes()


def test_missing_file_is_named(compared: Path, tmp_path: Path) -> None:
    """Without its ledger a study has no workbook."""
    folder = Path(shutil.copytree(compared, tmp_path / "copy"))
    (folder / "ledger.parquet").unlink()
    with pytest.raises(InputError) as caught:
        write_workbook(folder, "en")
    assert Path(str(caught.value.file)).name == "ledger.parquet"


def test_assumptions_are_a_row_each_with_a_column_for_each_plan(book: Any, compared: Path) -> None:
    """Every plan's own value stands in its column; rows in which plans differ are marked and first.

    With five plans of some hundred settings, a row for each plan and setting could not be read."""
    results, sheet = read_results(compared), book["Assumptions"]
    head = [cell.value for cell in sheet[3]]
    assert head[:4] == ["Setting", "Meaning", "Unit", "Differs"]
    assert head[-2:] == ["Source", "File"]
    assert head[4:-2] == [scenario.title["en"] for scenario in results.scenarios]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=4)}
    said = [{one["key"]: one["value"] for one in s.assumptions} for s in results.scenarios]
    shown_as = {True: "true", False: "false"}
    assert set(rows) == set().union(*said)
    marks = []
    for key, row in rows.items():
        shown = [cell.value for cell in row[4:-2]]
        assert shown == [
            shown_as[own[key]] if isinstance(own.get(key), bool) else own.get(key) for own in said
        ]
        marks.append(row[3].value == "≠")
        assert marks[-1] == (len(set(shown)) > 1)
    assert marks == sorted(marks, reverse=True) and 0 < sum(marks) < len(marks)


def test_summary_shows_what_the_study_found(compared: Path, book: Any) -> None:
    """Numbers on the sheet are the study's own."""
    stored = json.loads((compared / "summary.json").read_text(encoding="utf-8"))
    sheet = book["Summary"]
    found = stored["baseline"]["programme_cost"]
    shown = [sheet.cell(9, c).value for c in (2, 3, 4, 5)]
    assert shown == pytest.approx([found[part] for part in ("mean", "p10", "p50", "p90")])


def recalculated(formula: str, sheet: Any) -> float:
    """The value of one of the few formulas the workbook uses, from the cells it shows."""
    text = formula.lstrip("=").replace("$", "")

    def cells(reference: str) -> np.ndarray:
        found = sheet[reference]
        rows = found if isinstance(found, tuple) else ((found,),)
        return np.array([[cell.value for cell in row] for row in rows], float).ravel()

    if whole := re.fullmatch(r"SUM\((.+)\)", text):
        return float(cells(whole[1]).sum())
    if product := re.fullmatch(r"(-?)SUMPRODUCT\(([^,]+),([^,]+)\)", text):
        total = float((cells(product[2]) * cells(product[3])).sum())
        return -total if product[1] else total
    if absolute := re.fullmatch(r"SUMPRODUCT\(ABS\((.+)\)\)", text):
        return float(np.abs(cells(absolute[1])).sum())
    if rounded := re.fullmatch(r"ROUND\(\((\w+)-(\w+)\)\*100,0\)", text):
        return float(round((cells(rounded[1])[0] - cells(rounded[2])[0]) * 100))
    terms = re.findall(r"([+-]?)([A-Z]+\d+|\d+)", text)
    values = [float(t) if t.isdigit() else cells(t)[0] for _, t in terms]
    return float(sum(-v if s == "-" else v for (s, _), v in zip(terms, values, strict=True)))


def test_formulas_give_the_values_shown(compared: Path, book: Any) -> None:
    """A spreadsheet that recalculates finds what the file already shows."""
    live = openpyxl.load_workbook(compared / "budget.xlsx")
    checked = 0
    for sheet in live.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    shown = book[sheet.title][cell.coordinate].value
                    again = recalculated(cell.value, book[sheet.title])
                    assert shown == pytest.approx(again, abs=0.001), (sheet.title, cell.coordinate)
                    checked += 1
    assert checked > 200
