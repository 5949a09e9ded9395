"""The small page of a study that chooses its points can be read without eyes."""

import re
from pathlib import Path

from reports.leaf import Cell, LeafTable, write_leaf
from reports.words import words


def test_rows_and_picture_have_names(tmp_path: Path) -> None:
    """The first cell names its row, and the picture, which may be scrolled, has one name."""
    (tmp_path / "rank.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"></svg>')
    facts = {"initial": 100, "shoppers_label": "服饰 | Apparel", "horizon_days": 30}
    more = {"start_date": "2026-01-01", "replications": 1, "seed": 1}
    write_leaf(
        tmp_path,
        words("en"),
        title="What decides",
        sentences=["The cap does."],
        tables=[LeafTable("Shares", ("setting", "share"), [[Cell("cap"), Cell("0.7", "of 1")]])],
        picture="rank",
        manifest=facts | more,
    )
    page = (tmp_path / "report.html").read_text("utf-8")
    assert '<tr><th scope="row">cap</th><td>' in page
    assert re.findall(r'role="(?:img|region)" aria-label="([^"]*)"', page) == [
        "What decides",
        "Shares",
    ]
