"""The workbook for finance: `budget.xlsx`, amounts to the fen, totals as live formulas."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import xlsxwriter

from reports.results import Results
from reports.sheets import budgets, liabilities, months, reconciliation, reference, summary
from reports.sheets.book import Book
from reports.whole import whole_file
from reports.words import Words


def write_workbook(results: Results, wording: Words) -> Path:
    """Write `budget.xlsx` into the result folder."""
    path = results.folder / "budget.xlsx"
    # A plan's title is text, whatever it begins with; formulas are written as such.
    text = {"strings_to_formulas": False, "strings_to_urls": False}
    with whole_file(path) as fresh, xlsxwriter.Workbook(fresh, text) as file:
        # The day of the study, not of the writing: same results, same bytes.
        created = datetime.fromisoformat(results.manifest["created"]).replace(tzinfo=None)
        file.set_properties({"title": wording("book.title"), "created": created})
        book = Book.around(file, results, wording)
        summary.write(book)
        for place, scenario in enumerate(results.scenarios):
            months.write(book, scenario, place)
        budgets.write(book)
        liabilities.write(book)
        reconciliation.write(book)
        reference.write_assumptions(book)
        reference.write_definitions(book)
    return path
