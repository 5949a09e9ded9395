"""What the figures stand on: assumptions with their sources, and the definition of every KPI."""

from __future__ import annotations

from typing import Any

from reports.numbers import value_text
from reports.settings import Own, differs, settings_of
from reports.sheets.book import Book
from sim.config.wording import source_words, unit_words
from sim.measure.definitions import KPIS


def write_assumptions(book: Book) -> None:
    """One row for each setting, a column for each plan; first those in which plans differ."""
    words, scenarios = book.words, book.results.scenarios
    found = settings_of(scenarios)
    apart = {key for key, own in found.items() if differs(own, len(scenarios))}
    rows = sorted(found, key=lambda key: (key not in apart, key))
    note = words("page.assumptions_count", n=len(rows))
    if len(scenarios) > 1:
        note = words(
            "book.assumptions_note", n=len(rows), differing=len(apart), plans=len(scenarios)
        )
    sheet = book.sheet(words("sheet.assumptions"), note, 6)
    plans = [scenario.title[words.lang] for scenario in scenarios]
    before, after = ("setting", "meaning", "unit", "differs"), ("source", "file")
    heads = [words(f"book.{key}") for key in before], [words(f"book.{key}") for key in after]
    book.head(sheet, 2, [*heads[0], *plans, *heads[1]])
    for row, key in enumerate(rows, start=3):
        _assumption(book, sheet, row, key, found[key], key in apart)
    widths = (38, 44, 16, 9, *(18 for _ in plans), 36, 28)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.autofilter(2, 0, len(rows) + 2, len(widths) - 1)
    sheet.freeze_panes(3, 1)
    sheet.repeat_rows(2)


def _assumption(book: Book, sheet: Any, row: int, key: str, own: Own, apart: bool) -> None:
    """A setting: what it means, what each plan says, where that is from."""
    words, scenarios = book.words, book.results.scenarios
    first = next(iter(own.values()))
    meaning = first[f"meaning_{words.lang}"]
    mark = words("book.differs_mark") if apart else ""
    before = (key, meaning, unit_words(first["unit"], words.lang), mark)
    sources = (source_words(str(one["source"]), words.lang) for one in own.values())
    after = (sources, (str(one["file"]) for one in own.values()))
    texts = [*before, *(words("join.list").join(dict.fromkeys(one)) for one in after)]
    columns = [*range(len(before)), *(len(before) + len(scenarios) + place for place in (0, 1))]
    for column, text in zip(columns, texts, strict=True):
        sheet.write_string(row, column, text, book.styles["wrapped"])
    style = book.styles["differs" if apart else "text"]
    for column, scenario in enumerate(scenarios, start=len(before)):
        if scenario.name in own:
            _value(sheet, row, column, own[scenario.name]["value"], style)
        else:
            sheet.write_blank(row, column, None, style)


def _value(sheet: Any, row: int, column: int, value: Any, style: Any) -> None:
    """A number stays a number; anything else is shown as a reader would type it."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, column, value, style)
    else:
        sheet.write_string(row, column, value_text(value), style)


def write_definitions(book: Book) -> None:
    """One row a KPI."""
    words = book.words
    sheet = book.sheet(words("sheet.definitions"), words("page.definitions"), 3)
    keys = ("kpi", "kpi_group", "unit", "definition")
    book.head(sheet, 2, [words(f"book.{key}") for key in keys])
    for row, kpi in enumerate(KPIS, start=3):
        sheet.write(row, 0, words.name(kpi), book.styles["text"])
        sheet.write(row, 1, words(f"group.{kpi.group}"), book.styles["text"])
        sheet.write(row, 2, words(f"unit.{kpi.unit}"), book.styles["text"])
        sheet.write(row, 3, words.definition(kpi), book.styles["wrapped"])
    for column, width in enumerate((30, 14, 12, 100)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(3, 1)
    sheet.repeat_rows(2)
