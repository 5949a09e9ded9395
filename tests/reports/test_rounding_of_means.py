"""Every sum a reader can make of rounded means comes out, and comes out right."""

from __future__ import annotations

import shutil
from itertools import product
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from openpyxl import load_workbook
from pyarrow import parquet
from sample import month_of, write_sample

from reports.load import read_results
from reports.money import GROUPS, PROGRAMME, RESULT_ACCOUNTS, Ints, column, sign
from reports.rounding import rounded_means
from reports.sheets import budgets
from reports.sheets.reconciliation import lines
from reports.statement import statement
from reports.words import words
from reports.workbook import write_workbook
from sim.ledger.accounts import ACCOUNTS, INDEX

MEANS = 5 + len(RESULT_ACCOUNTS)  # last row of the first block: below it are percentiles
GROUPED = {group: [column(a) for a in ACCOUNTS if a.group == group] for group in GROUPS}
SUMS = {
    **{account.key: [place] for place, account in enumerate(ACCOUNTS)},
    **GROUPED,
    "programme": [place for group in PROGRAMME for place in GROUPED[group]],
    "contribution": [place for group in GROUPS for place in GROUPED[group]],
}


def made_up(replications: int, months: int, seed: int) -> Ints:
    """A ledger of many accounts that balances in every month of every replication."""
    luck = np.random.default_rng(seed)
    found = luck.integers(-900, 900, (replications, months, len(ACCOUNTS)))
    found[:, :, luck.random(len(ACCOUNTS)) < 0.3] = 0
    found[:, :, 0] -= found.sum(axis=2)
    return np.asarray(found, np.int64)


@pytest.mark.parametrize(
    ("replications", "months", "seed"), list(product((2, 3, 5, 7, 20), (1, 2, 14), (1, 2)))
)
def test_every_sum_is_within_a_fen(replications: int, months: int, seed: int) -> None:
    """Accounts, groups, programme cost and contribution, of each month and of the run."""
    ledger = made_up(replications, months, seed)
    found = rounded_means(ledger)
    assert not found.sum(axis=1).any()
    for name, places in SUMS.items():
        exact, ours = ledger[:, :, places].sum(axis=2), found[:, places].sum(axis=1)
        off = [*(ours * replications - exact.sum(axis=0)), ours.sum() * replications - exact.sum()]
        assert max(map(abs, off)) < replications, name
    for name in ("programme", "contribution"):
        off = found[:, SUMS[name]].sum() * replications - ledger[:, :, SUMS[name]].sum()
        assert 2 * abs(off) <= replications, name


def test_whole_means_stay() -> None:
    """One replication, or many that agree, have nothing to round."""
    one = made_up(1, 5, 3)
    assert (rounded_means(one) == one[0]).all()
    assert (rounded_means(np.repeat(one, 4, axis=0)) == one[0]).all()


def test_a_ledger_that_fails_is_shown_as_it_is() -> None:
    """What is missing in a month is not made up for: the reconciliation has to find it."""
    ledger = made_up(3, 4, 5)
    ledger[:, 2, 1] += 300
    assert rounded_means(ledger).sum(axis=1) == pytest.approx([0, 0, 300, 0])


def test_the_page_the_months_and_the_budgets_say_the_same_fen(
    compared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three places show means of the same ledger: a reader who adds them up finds no difference."""
    folder = shutil.copytree(compared, tmp_path / "copy")
    results, wording = read_results(folder), words("en")
    shape = (results.replications, results.calendar.months)
    ledgers = {one.name: made_up(*shape, seed) for seed, one in enumerate(results.scenarios)}
    monkeypatch.setattr(type(results), "ledger", lambda self, name: ledgers[name])
    lines = statement(results, wording)
    book = load_workbook(write_workbook(results, wording), data_only=True)
    for place, scenario in enumerate(results.scenarios):
        sheet = book[f"{place + 1} {scenario.name}"]
        rows = {row[1]: row for row in sheet.iter_rows(max_row=MEANS, values_only=True)}
        months = results.calendar.months
        cells = {a.key: _fen(rows[wording.name(a)][3 : 3 + months]) for a in RESULT_ACCOUNTS}
        by_group = {
            wording(f"group.{group}"): sum(
                sign(a) * cells[a.key].sum() for a in RESULT_ACCOUNTS if a.group == group
            )
            for group in GROUPS
        }
        said = {line.name: _said(line.amounts[place]) for line in lines}
        assert {name: said[name] for name in by_group} == by_group
        costs = [a for a in RESULT_ACCOUNTS if a.group in (*PROGRAMME, "acquisition")]
        spent = np.sum([-sign(a) * cells[a.key] for a in costs], axis=0)
        assert budgets.three_budgets(results, scenario).ledger == spent.tolist()
        media = budgets.media_budget(results, scenario)
        assert media.ledger == (cells["media"] + cells["innovation_media"]).tolist()
        assert np.sum(media.spent, axis=0).tolist() == media.ledger


def test_what_is_owed_moves_as_its_account_does(tmp_path: Path) -> None:
    """From a month's opening to its closing: what the balance of the plan's own sheet says.

    What was issued and what expired stand there as well, under accounts of their own.
    """
    names = ("fila_333", "touch_heavy", "two_sided_referral")
    folder = write_sample(tmp_path, names, replications=7, days=200)
    results, wording = read_results(folder), words("en")
    book = load_workbook(write_workbook(results, wording), data_only=True)
    liability = {
        (row[0], row[1]): _fen(row[2:7])
        for row in book[wording("sheet.coupons")].iter_rows(min_row=4, values_only=True)
        if row[1]
    }
    for place, scenario in enumerate(results.scenarios):
        sheet = book[f"{place + 1} {scenario.name}"]
        owed = wording.name(ACCOUNTS[INDEX["coupon_liability"]])
        (row,) = (row for row in sheet.iter_rows(values_only=True) if row[1] == owed)
        moved = _fen(row[3 : 3 + results.calendar.months])
        assert moved.any()
        rows = {row[1]: row for row in sheet.iter_rows(max_row=MEANS, values_only=True)}
        granted, lapsed = (
            sum(_fen(rows[wording.name(ACCOUNTS[INDEX[key]])][3:][: len(moved)]) for key in keys)
            for keys in (["coupons_granted"], ["coupon_breakage", "reward_breakage"])
        )
        for m, month in enumerate(results.calendar.month_names()):
            opening, issued, redeemed, expired, closing = liability[scenario.title["en"], month]
            assert closing - opening == issued - redeemed - expired == -moved[m]
            assert expired == lapsed[m]
            assert issued == granted[m] or scenario.name == "two_sided_referral"  # rewards, too


BY_POINTS = (
    ("points_granted_fen", "points_granted", "points_liability"),
    ("points_spent_fen", "points_liability", "coupon_liability"),
    ("points_expired_fen", "points_liability", "loyalty_breakage"),
    ("member_coupon_redeemed_fen", "coupon_liability", "cash"),
    ("member_coupon_expired_fen", "coupon_liability", "loyalty_breakage"),
)


def _with_points(folder: Path) -> None:
    """Adds points, and coupons they are turned into, to the series and the ledger of a sample."""
    daily = parquet.read_table(folder / "kpis.parquet").to_pydict()
    ledger = parquet.read_table(folder / "ledger.parquet").to_pydict()
    names = ("scenario", "replication", "month", "account")
    place = {key: i for i, key in enumerate(zip(*(ledger[k] for k in names), strict=True))}
    months = month_of(len(daily["day"])).tolist()
    for k, (series, debit, credit) in enumerate(BY_POINTS):
        days = zip(daily["scenario"], daily["replication"], daily["day"], strict=True)
        for i, (scenario, replication, day) in enumerate(days):
            fen = (7919 * k + 104729 * day + 15485863 * replication) % 997 * (5 - k) // 5
            daily[series][i] = fen
            ledger["fen"][place[scenario, replication, months[day], debit]] += fen
            ledger["fen"][place[scenario, replication, months[day], credit]] -= fen
    daily["member_coupon_issued_fen"] = daily["points_spent_fen"]
    for name, table in (("kpis", daily), ("ledger", ledger)):
        parquet.write_table(pa.table(table), folder / f"{name}.parquet")


def test_what_stands_on_two_liability_sheets_is_one_amount(tmp_path: Path) -> None:
    """Points turned are coupons issued, and what lapsed of both is the breakage of the plan."""
    names = ("fila_333", "touch_heavy", "two_sided_referral")
    folder = write_sample(tmp_path, names, replications=7, days=200)
    _with_points(folder)
    results, wording = read_results(folder), words("en")
    # What is outstanding is a series of its own, which nothing here needs.
    off = {one.check for one in lines(results) if one.ledger != one.series}
    assert off <= {"coupon_outstanding", "points_outstanding"}
    book = load_workbook(write_workbook(results, wording), data_only=True)
    coupons, points = (
        [
            _fen(row[3:-3])
            for row in book[wording(f"sheet.{one}")].iter_rows(min_row=4, values_only=True)
            if row[1]
        ]
        for one in ("coupons", "points")
    )
    months = results.calendar.months
    for place, scenario in enumerate(results.scenarios):
        sheet = book[f"{place + 1} {scenario.name}"]
        rows = {row[1]: row for row in sheet.iter_rows(max_row=MEANS, values_only=True)}
        given, lapsed = (
            sum(_fen(rows[wording.name(ACCOUNTS[INDEX[key]])][3:][:months]) for key in keys)
            for keys in (
                ["coupons_granted", "referral_rewards"],
                ["coupon_breakage", "reward_breakage", "loyalty_breakage"],
            )
        )
        # A reward may be cash: then coupons issued are on no other sheet by themselves.
        own = scenario.name != "two_sided_referral"
        for m in range(months):
            issued, _, expired = coupons[place * months + m]
            _, turned, _, points_expired = points[place * months + m]
            assert issued == given[m] + turned or not own
            assert expired + points_expired == lapsed[m]


def _said(yuan: str) -> int:
    return round(float(yuan.replace(",", "").replace("−", "-")) * 100)


def _fen(yuan: tuple[float, ...]) -> Ints:
    return np.rint(np.array(yuan) * 100).astype(np.int64)
