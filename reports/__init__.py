"""Results into figures, a page and a workbook. Reads a result folder and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Literal


def rebuild(folder: Path, lang: Literal["zh", "en"]) -> tuple[Path, Path]:
    """Write `report.html` (with `figures/`) and `budget.xlsx` anew from the stored results.

    Args:
        folder: a result folder (docs/decisions/0004-results.md).
        lang: language of both.

    Returns:
        The paths of the page and of the workbook.

    Raises:
        InputError: a file of the folder is missing or does not hold what it should.
    """
    from reports.load import read_results
    from reports.page import write_page
    from reports.words import words
    from reports.workbook import write_workbook

    results, wording = read_results(folder), words(lang)
    return write_page(results, wording), write_workbook(results, wording)
