"""Coupon liability roll-forward: opening + issued - redeemed - expired = closing."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from xlsxwriter.utility import xl_rowcol_to_cell

from reports.load import Ints, Results, Scenario
from reports.money import apportion, exact_mean, yuan
from reports.sheets.book import Book

FLOWS = ("issued", "redeemed", "expired")
KINDS = ("coupon", "reward_coupon", "member_coupon")
OPENING, CLOSING = 2, 6


def write(book: Book) -> None:
    """One row for each plan and month."""
    words = book.words
    note = words("book.coupons_note", n=book.results.replications)
    sheet = book.sheet(words("sheet.coupons"), note)
    keys = ("scenario", "month", "opening", *FLOWS, "closing", "closing_p50", "closing_p90")
    book.head(sheet, 2, [words(f"book.{key}") for key in keys], OPENING)
    row = 3
    for scenario in book.results.scenarios:
        row = _scenario(book, sheet, row, scenario) + 1
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 10)
    sheet.set_column(OPENING, CLOSING + 2, 16)
    sheet.freeze_panes(3, 2)
    sheet.repeat_rows(2)


def monthly(results: Results, scenario: Scenario, flow: str) -> Ints:
    """Face value of coupons of any kind by month in fen, shape (replications, months)."""
    daily = np.sum([results.daily(scenario.name, f"{kind}_{flow}_fen") for kind in KINDS], axis=0)
    calendar = results.calendar
    firsts = np.searchsorted(calendar.month_of_days(), np.arange(calendar.months))
    return np.add.reduceat(daily, firsts, axis=1)


def _scenario(book: Book, sheet: Any, row: int, scenario: Scenario) -> int:
    """The months of one plan; returns the row after its last."""
    flows = {flow: monthly(book.results, scenario, flow) for flow in FLOWS}
    means = {flow: _mean_fen(amounts) for flow, amounts in flows.items()}
    net = flows["issued"] - flows["redeemed"] - flows["expired"]
    closing = np.percentile(net.cumsum(axis=1), (50, 90), axis=0)
    opening, money = 0, book.styles["money"]
    for m, month in enumerate(book.results.calendar.month_names()):
        at = row + m
        sheet.write(at, 0, scenario.title[book.words.lang], book.styles["text"])
        sheet.write(at, 1, month, book.styles["text"])
        before = xl_rowcol_to_cell(at - 1, CLOSING)
        start = "=0" if m == 0 else f"={before}"
        sheet.write_formula(at, OPENING, start, money, yuan(opening))
        for i, flow in enumerate(FLOWS, start=OPENING + 1):
            sheet.write_number(at, i, yuan(means[flow][m]), money)
        opening += means["issued"][m] - means["redeemed"][m] - means["expired"][m]
        c, d, e, f = (xl_rowcol_to_cell(at, OPENING + i) for i in range(4))
        sheet.write_formula(at, CLOSING, f"={c}+{d}-{e}-{f}", money, yuan(opening))
        for i in range(2):
            sheet.write_number(at, CLOSING + 1 + i, yuan(round(closing[i, m])), money)
    return row + len(net[0])


def _mean_fen(amounts: Ints) -> list[int]:
    """Mean by month in whole fen that add up to the rounded mean of the run."""
    means = [exact_mean(amounts[:, m]) for m in range(amounts.shape[1])]
    return apportion(means, round(sum(means, Fraction(0))))
