"""Results into figures, a page and a workbook. Reads a result folder and nothing else."""

from __future__ import annotations

from pathlib import Path

from reports.whole import copied


def rebuild(folder: Path, lang: str) -> tuple[Path, ...]:
    """Write `report.html` (with `figures/`) and `budget.xlsx` anew from the stored results.

    A comparison under every set of evidence has both in the folder of each set; its own
    `report.html` is the page of the first set.

    Args:
        folder: a result folder (docs/decisions/0004-results.md).
        lang: language of both.

    Returns:
        The paths of the page and of the workbook; of every set, where there are several.

    Raises:
        InputError: a file of the folder is missing or does not hold what it should.
    """
    from reports.load import evidence_sets, read_results
    from reports.page import write_page
    from reports.words import words
    from reports.workbook import write_workbook

    sets = evidence_sets(folder)
    if sets:
        made = [path for name in sets for path in rebuild(folder / name, lang)]
        return (copied(made[0], folder / made[0].name), *made)
    results, wording = read_results(folder), words(lang)
    return write_page(results, wording), write_workbook(results, wording)
