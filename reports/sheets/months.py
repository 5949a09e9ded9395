"""Month by account for one plan: the mean, which adds up, and percentiles, which do not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from xlsxwriter.utility import xl_range, xl_range_abs, xl_rowcol_to_cell

from reports.money import (
    BALANCE_ACCOUNTS,
    PROGRAMME,
    RESULT_ACCOUNTS,
    column,
    contribution,
    cost,
    sign,
    yuan,
)
from reports.results import Ints, Scenario
from reports.rounding import rounded_means
from reports.sheets.book import Book
from sim.ledger.accounts import Account

GROUP, ACCOUNT, SIGN, FIRST = 0, 1, 2, 3
PERCENTILES = (50, 90)


def sheet_name(scenario: Scenario, place: int) -> str:
    """Name of a plan's sheet; the number keeps long names apart."""
    return f"{place + 1} {scenario.name}"[:31]


def write(book: Book, scenario: Scenario, place: int) -> None:
    """Three blocks below each other: mean, P50 and P90 over replications."""
    note = book.words("book.months_note", n=book.results.replications)
    sheet = book.sheet(sheet_name(scenario, place), note, note_width=9)
    sheet.write(0, FIRST, scenario.title[book.words.lang], book.styles["title"])
    ledger = book.results.ledger(scenario.name)
    next_row = _mean_block(book, sheet, 3, ledger)
    for percent in PERCENTILES:
        next_row = _percentile_block(book, sheet, next_row, ledger, percent)
    sheet.set_column(GROUP, GROUP, 22)
    sheet.set_column(ACCOUNT, ACCOUNT, 30)
    sheet.set_column(SIGN, SIGN, 5)
    sheet.set_column(FIRST, FIRST + ledger.shape[1], 15)
    sheet.freeze_panes(3, FIRST)
    sheet.repeat_columns(0, SIGN)


def _mean_block(book: Book, sheet: Any, row: int, ledger: Ints) -> int:
    """Means in whole fen; totals are live formulas over them. Returns the next free row."""
    months = ledger.shape[1]
    row = _heading(book, sheet, row, "mean_block", months)
    means = rounded_means(ledger)
    cells = np.array([-means[:, column(a)] for a in RESULT_ACCOUNTS])
    for i, account in enumerate(RESULT_ACCOUNTS):
        _mean_row(book, sheet, row + i, sign(account) * cells[i])
    _names(book, sheet, row)
    _fold(sheet, row, RESULT_ACCOUNTS, ledger)
    last = row + len(RESULT_ACCOUNTS) - 1
    in_programme = np.array([a.group in PROGRAMME for a in RESULT_ACCOUNTS])
    first_programme, last_programme = np.flatnonzero(in_programme)[[0, -1]]
    lines = {
        "programme": ("-", row + int(first_programme), row + int(last_programme)),
        "contribution": ("", row, last),
    }
    values = {"programme": -cells[in_programme].sum(axis=0), "contribution": cells.sum(axis=0)}
    for i, (name, (minus, first, end)) in enumerate(lines.items(), start=1):
        _total_label(book, sheet, last + i, name)
        for m in range(months + 1):
            at = xl_range_abs(first, SIGN, end, SIGN)
            formula = f"={minus}SUMPRODUCT({at},{xl_range(first, FIRST + m, end, FIRST + m)})"
            value = values[name].sum() if m == months else values[name][m]
            sheet.write_formula(
                last + i, FIRST + m, formula, book.styles["total"], yuan(int(value))
            )
    return _balance(book, sheet, last + 4, ledger, means)


def _mean_row(book: Book, sheet: Any, row: int, fen: Ints) -> None:
    """An account's months and their live sum."""
    for m, value in enumerate(fen):
        sheet.write_number(row, FIRST + m, yuan(int(value)), book.styles["money"])
    formula = (
        f"=SUM({xl_rowcol_to_cell(row, FIRST)}:{xl_rowcol_to_cell(row, FIRST + len(fen) - 1)})"
    )
    total = yuan(int(fen.sum()))
    sheet.write_formula(row, FIRST + len(fen), formula, book.styles["money"], total)


def _balance(book: Book, sheet: Any, row: int, ledger: Ints, means: Ints) -> int:
    """How cash, stock and the coupon liability moved, mean over replications."""
    sheet.write(row, GROUP, book.words("book.balance"), book.styles["band"])
    for i, account in enumerate(BALANCE_ACCOUNTS):
        sheet.write(row + 1 + i, ACCOUNT, book.words.name(account), book.styles["text"])
        _mean_row(book, sheet, row + 1 + i, means[:, column(account)])
    _fold(sheet, row + 1, BALANCE_ACCOUNTS, ledger)
    return row + len(BALANCE_ACCOUNTS) + 3


def _percentile_block(book: Book, sheet: Any, row: int, ledger: Ints, percent: int) -> int:
    """Percentiles cell by cell; totals are percentiles of totals. Returns the next free row."""
    row = _heading(book, sheet, row, f"p{percent}_block", ledger.shape[1])
    _names(book, sheet, row)
    _fold(sheet, row, RESULT_ACCOUNTS, ledger)
    for i, account in enumerate(RESULT_ACCOUNTS):
        amounts = -sign(account) * ledger[:, :, column(account)]
        _percentile_row(book, sheet, row + i, amounts, percent, "money")
    last = row + len(RESULT_ACCOUNTS)
    for i, (name, amounts) in enumerate(
        (("programme", cost(ledger, PROGRAMME)), ("contribution", contribution(ledger)))
    ):
        _total_label(book, sheet, last + i, name)
        _percentile_row(book, sheet, last + i, amounts, percent, "total")
    return last + 4


def _percentile_row(
    book: Book, sheet: Any, row: int, amounts: Ints, percent: int, style: str
) -> None:
    """`amounts` has shape (replications, months); the last cell is the run's own percentile."""
    whole = np.concatenate([amounts, amounts.sum(axis=1, keepdims=True)], axis=1)
    for m, value in enumerate(np.rint(np.percentile(whole, percent, axis=0))):
        sheet.write_number(row, FIRST + m, yuan(int(value)), book.styles[style])


def _heading(book: Book, sheet: Any, row: int, title: str, months: int) -> int:
    for i in range(FIRST + months + 1):
        sheet.write(row, i, book.words(f"book.{title}") if i == 0 else "", book.styles["band"])
    names = [book.words(f"book.{k}") for k in ("group", "account", "sign")]
    total = book.words("book.total")
    book.head(sheet, row + 1, [*names, *book.results.calendar.month_names(), total], FIRST)
    return row + 2


def _names(book: Book, sheet: Any, row: int) -> None:
    """Group, account and sign down the left."""
    for i, account in enumerate(RESULT_ACCOUNTS):
        sheet.write(row + i, GROUP, book.words(f"group.{account.group}"), book.styles["text"])
        sheet.write(row + i, ACCOUNT, book.words.name(account), book.styles["text"])
        sheet.write_number(row + i, SIGN, sign(account), book.styles["sign"])


def _fold(sheet: Any, row: int, accounts: Sequence[Account], ledger: Ints) -> None:
    """Fold away the accounts a plan never touches, one below the other from `row` on.

    They stay in the sheet, within every sum: a reader who doubts it opens the fold.
    """
    for i, account in enumerate(accounts):
        if not ledger[:, :, column(account)].any():
            sheet.set_row(row + i, None, None, {"level": 1, "hidden": True})


def _total_label(book: Book, sheet: Any, row: int, name: str) -> None:
    sheet.write(row, GROUP, book.words(f"book.{name}"), book.styles["total_text"])
    for i in (ACCOUNT, SIGN):
        sheet.write_blank(row, i, None, book.styles["total_text"])
