"""The workbook for finance: `budget.xlsx`, amounts to the fen, totals as live formulas."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import xlsxwriter

from reports.load import read_results
from reports.sheets import coupons, months, reconciliation, reference, summary
from reports.sheets.book import Book
from reports.words import Lang, words


def write_workbook(folder: Path, lang: Lang) -> Path:
    """Write `budget.xlsx` into a result folder.

    Args:
        folder: the result folder (docs/decisions/0004-results.md).
        lang: language of the workbook.

    Raises:
        InputError: a file of the folder is missing or does not hold what it should.
    """
    results, wording = read_results(folder), words(lang)
    path = folder / "budget.xlsx"
    fresh = folder / "budget.xlsx.new"
    with xlsxwriter.Workbook(fresh) as file:
        # The day of the study, not of the writing: same results, same bytes.
        created = datetime.fromisoformat(results.manifest["created"]).replace(tzinfo=None)
        file.set_properties({"title": wording("book.title"), "created": created})
        book = Book.around(file, results, wording)
        summary.write(book)
        for place, scenario in enumerate(results.scenarios):
            months.write(book, scenario, place)
        coupons.write(book)
        reconciliation.write(book)
        reference.write_assumptions(book)
        reference.write_definitions(book)
    fresh.replace(path)
    return path
