"""Messy order logs: every row is used, or reported with its line and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.config.errors import InputError
from sim.study.fit import fit_orders, render
from sim.study.fit.cells import parse_amount, parse_date
from sim.study.fit.orders import Orders, clean
from sim.study.fit.table import read_table

Write = Callable[[str], Path]
HEAD = "customer,date,amount\n"


def read(path: Path, *columns: str) -> Orders:
    orders = clean(read_table(path, *(columns or ("customer", "date", "amount"))))
    assert isinstance(orders, Orders)
    return orders


def seen(orders: Orders) -> list[tuple[int, int, float]]:
    return list(
        zip(orders.customer.tolist(), orders.day.tolist(), orders.value.tolist(), strict=True)
    )


PLAIN = [(0, 0, 10.0), (0, 7, 20.5), (1, 3, 30.0)]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        (HEAD + "A,2024-01-01,10\nA,2024-01-08,20.5\nB,2024-01-04,30\n", ()),
        ("A\t20240101\t10\nA\t20240108\t20.50\nB\t20240104\t30\n", ("1", "2", "3")),
        (
            "客户;日期;金额\nA;2024年1月1日;¥10\nA;2024/1/8;￥20.5\nB;2024.01.04;30\n",
            ("客户", "日期", "金额"),
        ),
        ("  A 20240101 2 10\r\n  A 20240108 1 20.5\r\n\r\n  B 20240104 1 30\r\n", ("1", "2", "4")),
        (
            "id,who,when,sum\n1,A,2024-01-01 09:30,10\n2,A,2024-01-08T10:00:00Z,20.5\n"
            "3,B,20240104235959,30\n",
            ("2", "3", "4"),
        ),
        ("Customer,DATE,amount\nA,2024-01-01,10\nA,2024-01-08,20.5\nB,2024-01-04,30\n", ()),
    ],
    ids=[
        "comma",
        "tab, no header",
        "semicolon, Chinese",
        "spaces",
        "numbers over a header",
        "case",
    ],
)
def test_common_forms_are_read_alike(write_log: Write, text: str, columns: tuple[str, ...]) -> None:
    """Separator, header, column choice and date form do not change the orders."""
    assert seen(read(write_log(text), *columns)) == PLAIN


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings_are_told_apart(tmp_path: Path, encoding: str) -> None:
    """UTF-8 with or without a mark and GB18030 give the same customers."""
    path = tmp_path / "orders.csv"
    path.write_bytes("客户,日期,金额\n张三,2024-01-01,10\n张三,2024-01-08,20\n".encode(encoding))
    assert seen(read(path, "客户", "日期", "金额")) == [(0, 0, 10.0), (0, 7, 20.0)]


def test_parquet_is_read_with_its_own_types(tmp_path: Path) -> None:
    """Integers, timestamps and floats of a Parquet file need no text."""
    path = tmp_path / "orders.parquet"
    when = [datetime(2024, 1, 1), datetime(2024, 1, 8), datetime(2024, 1, 4)]
    columns = {"customer": [1, 1, 2], "date": when, "amount": [10.0, 20.5, None]}
    pq.write_table(pa.table(columns), path)
    orders = read(path)
    assert seen(orders) == PLAIN[:2]
    assert [(issue.line, issue.kind) for issue in orders.issues] == [(3, "bad_amount")]


@pytest.mark.parametrize(
    ("rows", "found", "orders"),
    [
        (
            "A,2024-01-01,10\nA,2024-01-01,10\nA,2024-01-02,5\n",
            [(3, "duplicate")],
            [(0, 0, 10.0), (0, 1, 5.0)],
        ),
        (
            "A,2024-01-01,10\nA,2024-01-01,10\nA,2024-01-01,7\nB,2024-01-02,5\nB,2024-01-02,6\n",
            [(3, "equal_order")],
            [(0, 0, 27.0), (1, 1, 11.0)],
        ),
        (
            "A,2024-01-01 10:00,10\nA,2024-01-01 10:00,10\nA,2024-01-01 11:00,7\n"
            "A,2024-01-01 12:00,7\n",
            [(3, "duplicate")],
            [(0, 0, 24.0)],
        ),
        ("A,2024-01-01,10\nA,2024-01-01,7\n", [], [(0, 0, 17.0)]),
        ("A,2024-01-01,10\nA,2024-01-05,10\nA,2024-01-09,-10\n", [(4, "refund")], [(0, 0, 10.0)]),
        (
            "A,2024-01-01,10\nA,2024-01-05,12\nA,2024-01-09,-10\n",
            [(4, "refund")],
            [(0, 0, 12.0)],
        ),
        ("A,2024-01-01,10\nA,2024-01-02,-4\n", [(3, "refund_unmatched")], [(0, 0, 10.0)]),
        ("A,2024-01-01,10\nB,2024-01-02,-10\n", [(3, "refund_unmatched")], [(0, 0, 10.0)]),
        ("A,2024-01-02,-10\nA,2024-01-03,10\n", [(2, "refund_unmatched")], [(0, 0, 10.0)]),
        (
            "A,2024-01-01,10\nA,2024-01-02,-10\nA,2024-01-03,-10\nA,2024-01-09,8\n",
            [(3, "refund"), (4, "refund_unmatched")],
            [(0, 0, 8.0)],
        ),
        ("A,2024-01-01,10\nA,2024-01-02,0\n", [(3, "zero_amount")], [(0, 0, 10.0), (0, 1, 0.0)]),
        (
            "A,2024-01-01,10\nA,2024-13-01,5\nA,31/01/2024,5\nA,9999-12-31,5\nA,,5\n",
            [(3, "bad_date"), (4, "bad_date"), (5, "bad_date"), (6, "bad_date")],
            [(0, 0, 10.0)],
        ),
        (
            ",2024-01-01,10\nNULL,2024-01-01,10\nA,2024-01-01,10\n",
            [(2, "missing_customer"), (3, "missing_customer")],
            [(0, 0, 10.0)],
        ),
        (
            "A,2024-01-01,10\nA,2024-01-02,ten\nA,2024-01-02,nan\nA,2024-01-03\n",
            [(3, "bad_amount"), (4, "bad_amount"), (5, "bad_amount")],
            [(0, 0, 10.0)],
        ),
    ],
    ids=[
        "a row twice",
        "a row twice where customers order twice a day",
        "a row twice to the second",
        "two orders of one day are one",
        "a refund cancels the latest equal order",
        "a refund passes over other amounts",
        "a part refund",
        "a refund of another customer",
        "a refund before the order",
        "refunded twice",
        "zero",
        "dates that are none",
        "nobody",
        "amounts that are none",
    ],
)
def test_messy_rows(
    write_log: Write,
    rows: str,
    found: list[tuple[int, str]],
    orders: list[tuple[int, int, float]],
) -> None:
    """Each odd row is reported with its line, and only what is documented is left out."""
    result = read(write_log(HEAD + rows))
    assert [(issue.line, issue.kind) for issue in result.issues] == found
    assert seen(result) == orders


def test_an_order_number_makes_equal_rows_one_order(write_log: Write) -> None:
    """A column that differs in all different rows tells orders apart."""
    rows = "1,A,2024-01-01,10\n1,A,2024-01-01,10\n2,A,2024-01-01,7\n3,A,2024-01-01,6\n"
    orders = read(write_log("order,customer,date,amount\n" + rows))
    assert [issue.kind for issue in orders.issues] == ["duplicate"]
    assert orders.value.tolist() == [23.0]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20240229", date(2024, 2, 29)),
        ("2024-02-29T23:59:59.123+08:00", date(2024, 2, 29)),
        ("2023-02-29", None),
        ("2024-1", None),
        ("1900-01-01", None),
        ("45321", None),
    ],
    ids=str,
)
def test_dates(text: str, day: date | None) -> None:
    """A date is a day of the calendar between 1970 and 2099, as written."""
    found = parse_date(text)
    assert (found and date.fromordinal(found[0])) == day


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,234.50", 1234.5),
        ("-¥12", -12.0),
        ("1e2", 100.0),
        ("12,5", None),
        ("inf", None),
        ("1_000", None),
        ("", None),
    ],
    ids=str,
)
def test_amounts(text: str, amount: float | None) -> None:
    """Currency signs and thousands commas are read, a decimal comma is not guessed."""
    assert parse_amount(text) == amount


def test_a_messy_log_fits_and_says_so(write_log: Write, tmp_path: Path) -> None:
    """The console names each kind of odd row, its count and its first line."""
    good = "".join(
        f"{c},2024-01-{1 + (c * k) % 28:02d},{10 + c % 7 + k}\n"
        for c in range(1, 40)
        for k in (1, 2)
    )
    report = fit_orders(
        write_log(HEAD + "?,soon,1\n" + good), out=tmp_path / "out", label="试 ${x}"
    )
    assert "1 row: not a date, left out (first in line 2)" in render(report, "en")
    assert "1 行：日期无法识别，已剔除（首见第 2 行）" in render(report, "zh")
    assert "没有留出期" in render(report, "zh")
    assert 'label: "试 $ {x}"' in (tmp_path / "out" / "shoppers.yaml").read_text(encoding="utf-8")


REPEAT = HEAD + "A,2024-01-01,10\nA,2024-01-08,20\n"


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("", {}, "the order log is empty\n  file: {path}\n  allowed: one row for each order"),
        (HEAD, {}, "the order log is empty\n  file: {path}\n  allowed: one row for each order"),
        (
            "customer,date,amnt\nA,2024-01-01,10\n",
            {},
            "the order log has no column 'amount'\n  file: {path}\n  key: amount\n  value: amount\n"
            "  allowed: customer, date, amnt; or a column number from 1 to 3\n"
            "  did you mean: amnt",
        ),
        (
            REPEAT,
            {"amount": "4"},
            "the order log has no column 4\n  file: {path}\n  key: amount\n  value: 4\n"
            "  allowed: a column number from 1 to 3, or a column name",
        ),
        (
            HEAD + "A,yesterday,10\nA,2024-01-08,much\n",
            {},
            "the order log holds no order that can be used\n  file: {path}:2\n"
            "  value: 'yesterday'; allowed: 20240131, 2024-01-31, 2024/1/31 or 2024年1月31日, "
            "with or without a time of day\n"
            "  allowed: a customer, a date and an amount in each row (found 1 row: not a date, "
            "left out; 1 row: not an amount, left out)",
        ),
        (
            HEAD + "A,2024-01-01,10\nA,2024-01-01,20\nB,2024-01-08,20\n",
            {},
            "no customer bought again in the calibration: nothing to learn repeat buying from\n"
            "  file: {path}\n  value: 2 customers, 0 repeat orders\n"
            "  allowed: orders of one customer on two or more days; a later `until` takes in more",
        ),
        (
            HEAD + "A,2024-01-01,10\nA,8 January,20\n",
            {},
            "no customer bought again in the calibration: nothing to learn repeat buying from\n"
            "  file: {path}\n"
            "  value: 1 customer, 0 repeat orders (found 1 row: not a date, left out)\n"
            "  allowed: orders of one customer on two or more days; a later `until` takes in more",
        ),
        (
            HEAD + "A,2024-01-01,10\nA,2024-01-08,0\n",
            {},
            "no repeat order in the calibration has a value: nothing to learn spending from\n"
            "  file: {path}\n  key: amount\n  value: 1 repeat order, all of amount 0\n"
            "  allowed: amounts above 0",
        ),
        (
            REPEAT,
            {"until": date(2024, 2, 1)},
            "the calibration must end within the order log\n  file: {path}\n  key: until\n"
            "  value: 2024-02-01\n  allowed: 2024-01-01 to 2024-01-08",
        ),
        (
            REPEAT,
            {"currency_rate": 0.0},
            "the currency rate is not a price\n  key: currency_rate\n  value: 0.0\n"
            "  allowed: yuan for one unit of the log's currency, above 0",
        ),
        (
            REPEAT,
            {"people_per_customer": 0},
            "there must be someone to simulate\n  key: people_per_customer\n  value: 0\n"
            "  allowed: a whole number from 1",
        ),
    ],
    ids=[
        "empty file",
        "header only",
        "column misspelt",
        "column number",
        "no usable row",
        "nobody came back",
        "nobody came back but in a row left out",
        "no value",
        "until",
        "rate",
        "people",
    ],
)
def test_wrong_input_is_explained(
    write_log: Write, tmp_path: Path, text: str, options: dict[str, object], message: str
) -> None:
    """What is wrong, where, what is allowed; and no file is left behind."""
    path = write_log(text)
    with pytest.raises(InputError) as caught:
        fit_orders(path, out=tmp_path / "out", **options)  # type: ignore[arg-type]
    assert str(caught.value) == message.format(path=path)
    assert [file.name for file in tmp_path.iterdir()] == ["orders.csv"]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        (
            "none.csv",
            None,
            "the order log cannot be read: No such file or directory\n  file: {path}",
        ),
        (
            "book.xlsx",
            b"PK\x03\x04\x00\x00",
            "the order log is not text\n  file: {path}\n  allowed: a text table in UTF-8 or "
            "GB18030 (comma, tab, semicolon or spaces), or Parquet",
        ),
        (
            "broken.parquet",
            b"not parquet",
            "the order log is not Parquet\n  file: {path}\n  allowed: a text table in UTF-8 or "
            "GB18030 (comma, tab, semicolon or spaces), or Parquet",
        ),
    ],
    ids=["missing", "workbook", "broken Parquet"],
)
def test_unreadable_files_are_explained(
    tmp_path: Path, name: str, data: bytes | None, message: str
) -> None:
    """A file that is absent or of another kind is named, with what can be read."""
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        fit_orders(path, out=tmp_path / "out")
    assert str(caught.value) == message.format(path=path)


def test_results_need_a_folder(write_log: Write, tmp_path: Path) -> None:
    """A file in the place of the result folder is refused before any work."""
    out = tmp_path / "out"
    out.write_text("a file", encoding="utf-8")
    with pytest.raises(InputError, match="the results need a folder, this is a file"):
        fit_orders(write_log(REPEAT), out=out)


def test_a_fit_that_cannot_be_written_leaves_nothing(
    write_log: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder appears whole or not at all."""
    write_text = Path.write_text

    def full_disk(self: Path, text: str, **options: str) -> int:
        if self.name == "shoppers.yaml":
            raise OSError("no space left on device")
        return write_text(self, text, **options)

    log = write_log(REPEAT)
    monkeypatch.setattr(Path, "write_text", full_disk)
    with pytest.raises(OSError, match="no space left"):
        fit_orders(log, out=tmp_path / "out")
    assert [file.name for file in tmp_path.iterdir()] == ["orders.csv"]


def test_a_fit_that_is_ended_leaves_the_earlier_one(
    write_log: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told to end between two of its files it puts them all back; what is not its own stays."""
    rename, log, out = Path.rename, write_log(REPEAT), tmp_path / "out"
    fit_orders(log, out=out, label="first")
    (out / "notes.txt").write_text("mine")
    before = {file.name: file.read_bytes() for file in out.iterdir()}

    def ended(self: Path, target: Path) -> Path:
        if target == out / "shoppers.yaml" and "former" not in self.parts:
            raise KeyboardInterrupt
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", ended)
        with pytest.raises(KeyboardInterrupt):
            fit_orders(log, out=out, label="second")
    assert {file.name: file.read_bytes() for file in out.iterdir()} == before
    fit_orders(log, out=out, label="second")
    assert "second" in (out / "shoppers.yaml").read_text("utf-8")
    assert (out / "notes.txt").read_text() == "mine"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["orders.csv", "out"]


def test_later_customers_are_not_part_of_the_cohort(write_log: Write, tmp_path: Path) -> None:
    """Who first orders in the hold-out is counted in the log, but neither fitted nor tested."""
    rows = (
        REPEAT
        + "B,2024-01-05,30\nA,2024-01-20,10\nB,2024-01-28,5\nC,2024-01-21,9\nC,2024-01-29,9\n"
    )
    report = fit_orders(write_log(rows), out=tmp_path / "out", until=date(2024, 1, 14))
    assert (len(report.cohort.x), int(report.orders.customer.max()) + 1) == (2, 3)
    assert report.holdout is not None
    assert (report.holdout.days, report.holdout.actual) == (15, 2)
    assert report.holdout.weekly_actual == (1, 1)
    text = (tmp_path / "out" / "shoppers.yaml").read_text(encoding="utf-8")
    assert "first_orders: [1, 0, 0, 0, 1]  # fit" in text
    assert "real_weekly_repeats: [0, 1, 1, 1]  # fit" in text


@pytest.mark.parametrize(
    ("head", "meant"),
    [
        ("会员号,下单时间,实付", "customer=会员号"),
        ("Buyer ID,Day,Paid", "customer=Buyer ID"),
        ("a,b,c", None),
    ],
)
def test_a_column_of_another_name_is_suggested(
    write_log: Write, head: str, meant: str | None
) -> None:
    """An export with its own column names is told how to name them, not just refused."""
    with pytest.raises(InputError) as caught:
        read(write_log(f"{head}\n1,2024-01-01,10\n"))
    assert caught.value.nearest == meant


@pytest.mark.parametrize(("lang", "word"), [("en", "too few to rely on"), ("zh", "不足为凭")])
def test_a_handful_of_customers_is_not_believed(
    write_log: Write, tmp_path: Path, lang: str, word: str
) -> None:
    """Three orders make parameters, and a warning beside them."""
    rows = "1,2024-01-01,10\n1,2024-02-01,12\n2,2024-01-03,9\n"
    report = fit_orders(write_log(HEAD + rows), out=tmp_path / "out")
    assert word in render(report, lang)
