"""An order log as a table of text: separated values in any common form, or Parquet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sim.config.errors import InputError, because, nearest
from sim.config.said import say
from sim.study.fit.cells import parse_amount, parse_date

ENCODINGS = ("utf-8-sig", "gb18030")
DELIMITERS = "\t;,"
FORMATS = say("a text table in UTF-8 or GB18030 (comma, tab, semicolon or spaces), or Parquet")

Row = tuple[int, tuple[str, ...]]
# What exports call the three columns, the most telling word first: to suggest, never to guess.
USUAL = {
    "customer": (
        "customer",
        "会员",
        "顾客",
        "客户",
        "用户",
        "买家",
        "手机",
        "member",
        "buyer",
        "user",
    ),
    "date": ("date", "日期", "下单时间", "支付时间", "时间", "time", "day"),
    "amount": ("amount", "实付", "支付金额", "金额", "付款", "paid", "total", "revenue", "price"),
}


@dataclass(frozen=True)
class Table:
    """The rows of a log as text, each with its line in the file (1-based; Parquet: its row).

    `columns` are the places of customer, date and amount in a row; rows have equal width.
    """

    rows: list[Row]
    columns: tuple[int, int, int]


def read_table(path: Path, customer: str, day: str, amount: str) -> Table:
    """Read a log; columns are named, or numbered from 1. Without any name a header is optional.

    Raises:
        InputError: the file cannot be read, is empty, or lacks a column.
    """
    keys = {"customer": customer, "date": day, "amount": amount}
    names: tuple[str, ...] | None
    if path.suffix.lower() in (".parquet", ".pq"):
        names, rows = _read_parquet(path)
    else:
        rows = _read_text(path)
        names = rows[0][1] if rows and _has_header(rows[0][1], keys) else None
        rows = rows[1:] if names is not None else rows
    if not rows:
        raise InputError(
            say("the order log is empty"), file=path, allowed=say("one row for each order")
        )
    width = len(names) if names is not None else len(rows[0][1])
    places = [_place(path, key, wanted, names, width) for key, wanted in keys.items()]
    return Table(_same_width(rows, width), (places[0], places[1], places[2]))


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = because(error)
        raise InputError(
            say("the order log cannot be read: {reason}", reason=reason), file=path
        ) from None


def _read_parquet(path: Path) -> tuple[tuple[str, ...], list[Row]]:
    try:
        table = pq.read_table(pa.BufferReader(_read_bytes(path)))
    except pa.ArrowException:
        raise InputError(say("the order log is not Parquet"), file=path, allowed=FORMATS) from None
    columns = [
        ["" if cell is None else str(cell).strip() for cell in column.to_pylist()]
        for column in table.columns
    ]
    return tuple(table.column_names), list(enumerate(zip(*columns, strict=True), start=1))


def _read_text(path: Path) -> list[Row]:
    text = _decode(path, _read_bytes(path))
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = next((mark for mark in DELIMITERS if mark in first), None)
    if delimiter is None:
        numbered = enumerate(text.splitlines(), start=1)
        return [(number, tuple(line.split())) for number, line in numbered if line.strip()]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = [(reader.line_num, tuple(cell.strip() for cell in cells)) for cells in reader]
    except csv.Error as error:
        raise InputError(
            say("the order log cannot be read: {reason}", reason=error),
            file=f"{path}:{reader.line_num}",
            allowed=FORMATS,
        ) from None
    return [row for row in rows if any(row[1])]


def _decode(path: Path, data: bytes) -> str:
    # A zero byte is in no text export, but in every workbook and archive.
    for encoding in () if b"\0" in data else ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(say("the order log is not text"), file=path, allowed=FORMATS)


def _has_header(cells: Sequence[str], keys: dict[str, str]) -> bool:
    """A first row is a header if a column is asked for by name, or if it looks like no order."""
    if not all(wanted.isdigit() for wanted in keys.values()):
        return True
    date_at, amount_at = int(keys["date"]) - 1, int(keys["amount"]) - 1
    if not (0 <= date_at < len(cells) and 0 <= amount_at < len(cells)):
        return False
    return parse_date(cells[date_at]) is None and parse_amount(cells[amount_at]) is None


def _place(path: Path, key: str, wanted: str, names: tuple[str, ...] | None, width: int) -> int:
    """Place of one column, from 0."""
    if wanted.isdigit():
        if 1 <= int(wanted) <= width:
            return int(wanted) - 1
        raise InputError(
            say("the order log has no column {wanted}", wanted=wanted),
            file=path,
            key=key,
            value=wanted,
            allowed=say("a column number from 1 to {width}, or a column name", width=width),
        )
    known = {name.casefold(): place for place, name in reversed(list(enumerate(names or ())))}
    if wanted.casefold() in known:
        return known[wanted.casefold()]
    raise InputError(
        say("the order log has no column '{wanted}'", wanted=wanted),
        file=path,
        key=key,
        value=wanted,
        allowed=say(
            "{names}; or a column number from 1 to {width}",
            names=", ".join(names or ()),
            width=width,
        ),
        nearest=nearest(wanted, names or ()) or _likely(key, names or ()),
    )


def _likely(key: str, names: Sequence[str]) -> str | None:
    """The column a shop's export would give this key, as it is typed; None if none looks so."""
    found = next((name for word in USUAL[key] for name in names if word in name.casefold()), None)
    return f"{key}={found}" if found else None


def _same_width(rows: list[Row], width: int) -> list[Row]:
    """Rows cut or filled with empty cells, so that a short row shows up as a missing value."""
    return [(line, (cells + ("",) * width)[:width]) for line, cells in rows]
