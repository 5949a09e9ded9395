"""What the figures stand on: assumptions with their sources, and the definition of every KPI."""

from __future__ import annotations

from typing import Any

from reports.numbers import value_text
from reports.sheets.book import Book
from sim.config.wording import source_words, unit_words
from sim.measure.definitions import KPIS


def write_assumptions(book: Book) -> None:
    """One row for each plan and setting."""
    words = book.words
    count = max(len(s.assumptions) for s in book.results.scenarios)
    note = words("page.assumptions_count", n=count)
    sheet = book.sheet(words("sheet.assumptions"), note, 6)
    keys = ("scenario", "setting", "value", "unit", "meaning", "source", "file")
    book.head(sheet, 2, [words(f"book.{key}") for key in keys])
    row = 3
    for scenario in book.results.scenarios:
        for setting in scenario.assumptions:
            texts = (
                unit_words(setting["unit"], words.lang),
                setting[f"meaning_{words.lang}"],
                source_words(setting["source"], words.lang),
            )
            sheet.write(row, 0, scenario.title[words.lang], book.styles["text"])
            sheet.write(row, 1, setting["key"], book.styles["text"])
            _value(book, sheet, row, setting["value"])
            for i, text in enumerate((*texts, setting["file"]), start=3):
                sheet.write_string(row, i, str(text), book.styles["wrapped"])
            row += 1
    for column, width in enumerate((24, 38, 20, 18, 50, 36, 28)):
        sheet.set_column(column, column, width)
    sheet.autofilter(2, 0, row - 1, len(keys) - 1)
    sheet.freeze_panes(3, 2)
    sheet.repeat_rows(2)


def _value(book: Book, sheet: Any, row: int, value: Any) -> None:
    """A number stays a number; anything else is shown as a reader would type it."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, 2, value, book.styles["text"])
    else:
        sheet.write_string(row, 2, value_text(value), book.styles["text"])


def write_definitions(book: Book) -> None:
    """One row a KPI."""
    words = book.words
    sheet = book.sheet(words("sheet.definitions"), words("page.definitions"), 3)
    book.head(sheet, 2, [words(f"book.{key}") for key in ("kpi", "group", "unit", "definition")])
    for row, kpi in enumerate(KPIS, start=3):
        sheet.write(row, 0, words.name(kpi), book.styles["text"])
        sheet.write(row, 1, words(f"group.{kpi.group}"), book.styles["text"])
        sheet.write(row, 2, words(f"unit.{kpi.unit}"), book.styles["text"])
        sheet.write(row, 3, words.definition(kpi), book.styles["wrapped"])
    for column, width in enumerate((30, 14, 12, 100)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(3, 1)
    sheet.repeat_rows(2)
