"""Summary: budget, cost and its risk, sales, contribution and unit economics of every plan."""

from __future__ import annotations

from typing import Any

from reports.budget import risk
from reports.results import Scenario
from reports.sheets.book import Book
from sim.measure.definitions import BY_KEY

LINES = (
    "programme_cost",
    "acquisition_cost",
    "net_sales",
    "contribution",
    "contribution_per_member",
    "cac",
    "ltv",
    "ltv_to_cac",
    "payback_months",
    "cost_per_retained",
    "coupon_outstanding",
    "members",
    "joined",
)
FIRST_LINE = 4


def write(book: Book) -> None:
    """One row an item, three columns (mean, P50, P90) a plan."""
    scenarios, words = book.results.scenarios, book.words
    note = words("book.summary_note", n=book.results.replications)
    sheet = book.sheet(words("sheet.summary"), note)
    sheet.write(2, 0, "", book.styles["head"])
    sheet.write(3, 0, words("book.item"), book.styles["head"])
    keys = ("budget", "overrun")
    for i, text in enumerate([words(f"book.{k}") for k in keys] + [_label(book, k) for k in LINES]):
        sheet.write(FIRST_LINE + i, 0, text, book.styles["text"])
    for i, scenario in enumerate(scenarios):
        _scenario(book, sheet, scenario, 1 + 3 * i)
    sheet.set_column(0, 0, 38)
    sheet.set_column(1, 3 * len(scenarios), 15)
    sheet.freeze_panes(FIRST_LINE, 1)
    sheet.repeat_columns(0)


def _label(book: Book, key: str) -> str:
    unit = book.words(f"unit.{BY_KEY[key].unit}")
    return book.words("book.measured", name=book.words.kpi(key), unit=unit)


def _scenario(book: Book, sheet: Any, scenario: Scenario, column: int) -> None:
    words, title = book.words, scenario.title[book.words.lang]
    sheet.merge_range(2, column, 2, column + 2, title, book.styles["head"])
    for i, part in enumerate(("mean", "p50", "p90")):
        sheet.write(3, column + i, words(f"book.{part}"), book.styles["head_right"])
    over = risk(book.results, scenario)
    if over is not None:
        sheet.write_number(FIRST_LINE, column, scenario.budget_yuan, book.styles["money"])
        for i, share in enumerate((over.share, over.low, over.high)):
            sheet.write_number(FIRST_LINE + 1, column + i, share, book.styles["share"])
        note = words("book.overrun_note")
        sheet.write_comment(FIRST_LINE + 1, column + 1, note, {"author": "siyu"})
    else:
        sheet.write_blank(FIRST_LINE, column, None, book.styles["money"])
        sheet.write_comment(FIRST_LINE, column, words("book.no_budget"), {"author": "siyu"})
        sheet.write(FIRST_LINE + 1, column, words("book.no_budget"), book.styles["text"])
    for i, key in enumerate(LINES):
        found, unit = book.results.summary[scenario.name][key], BY_KEY[key].unit
        for j, value in enumerate((found.mean, found.p50, found.p90)):
            book.number(sheet, FIRST_LINE + 2 + i, column + j, value, unit)
