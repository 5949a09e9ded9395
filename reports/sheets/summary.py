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
BUDGET = ("budget", "overrun", "overrun_low", "overrun_high")
PARTS = ("mean", "p10", "p50", "p90")
FIRST_LINE = 4


def write(book: Book) -> None:
    """One row an item, a column for each of `PARTS` a plan; budget and risk in the first."""
    scenarios, words = book.results.scenarios, book.words
    note = words("book.summary_note", n=book.results.replications)
    sheet = book.sheet(words("sheet.summary"), note, note_width=10, note_lines=5)
    sheet.write(2, 0, "", book.styles["head"])
    sheet.write(3, 0, words("book.item"), book.styles["head"])
    texts = [*(words(f"book.{key}") for key in BUDGET), *(_label(book, key) for key in LINES)]
    for row, text in enumerate(texts, start=FIRST_LINE):
        sheet.write(row, 0, text, book.styles["text"])
    for i, scenario in enumerate(scenarios):
        _scenario(book, sheet, scenario, 1 + len(PARTS) * i)
    sheet.set_column(0, 0, 38)
    sheet.set_column(1, len(PARTS) * len(scenarios), 15)
    sheet.freeze_panes(FIRST_LINE, 1)
    sheet.repeat_columns(0)


def _label(book: Book, key: str) -> str:
    unit = book.words(f"unit.{BY_KEY[key].unit}")
    return book.words("book.measured", name=book.words.kpi(key), unit=unit)


def _scenario(book: Book, sheet: Any, scenario: Scenario, column: int) -> None:
    words, title = book.words, scenario.title[book.words.lang]
    sheet.merge_range(2, column, 2, column + len(PARTS) - 1, title, book.styles["head"])
    for i, part in enumerate(PARTS):
        sheet.write(3, column + i, words(f"book.{part}"), book.styles["head_right"])
    _budget(book, sheet, scenario, column)
    for row, key in enumerate(LINES, start=FIRST_LINE + len(BUDGET)):
        found, unit = book.results.summary[scenario.name][key], BY_KEY[key].unit
        for i, part in enumerate(PARTS):
            book.number(sheet, row, column + i, getattr(found, part), unit)


def _budget(book: Book, sheet: Any, scenario: Scenario, column: int) -> None:
    """What was approved, and the probability of an overrun with its interval below it.

    An interval beside it would stand under P50 and P90, and be read as these.
    """
    over = risk(book.results, scenario)
    if over is None:
        none = book.words("book.no_budget")
        sheet.write_blank(FIRST_LINE, column, None, book.styles["money"])
        sheet.write_comment(FIRST_LINE, column, none, {"author": "siyu"})
        sheet.write(FIRST_LINE + 1, column, none, book.styles["text"])
        return
    sheet.write_number(FIRST_LINE, column, scenario.budget_yuan, book.styles["money"])
    for row, share in enumerate((over.share, over.low, over.high), start=FIRST_LINE + 1):
        sheet.write_number(row, column, share, book.styles["share"])
