"""From settings to files and page: members by stage, as counted."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from sim import cli

SMALL = ["shoppers.initial=150", "horizon_days=40", "replications=2", "workers=1", "engine=simpy"]


def rows_of(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize(
    ("lang", "view", "stage"),
    [("en", "Value by activity", "High value, active"), ("zh", "价值 x 活跃", "高价值·活跃")],
)
def test_stages_are_in_files_and_on_the_page(
    lang: str, view: str, stage: str, tmp_path: Path
) -> None:
    """Shares of the page are those of stages.csv; flows end in the stocks; no view, no section."""
    out = tmp_path / "out"
    asked = ["scenario=baseline", "views=all", *SMALL, f"lang={lang}", f"out={out}"]
    assert cli.main(["run", *asked]) == 0
    stocks, flows = rows_of(out / "stages.csv"), rows_of(out / "stage_flows.csv")
    ended: Counter[tuple[str, ...]] = Counter()
    for row in flows:
        ended[row["view"], row["replication"], row["day"], row["to"]] += int(row["people"])
    for row in stocks:
        key = (row["view"], row["replication"], row["day"], row["stage"])
        assert ended[key] == int(row["people"]), key
    last = [row for row in stocks if row["view"] == "value_activity" and row["day"] == "40"]
    mine = sum(int(row["people"]) for row in last if row["stage"] == "high_active")
    share = 100 * mine / sum(int(row["people"]) for row in last)
    page = re.sub(r"<[^>]+>", " ", (out / "report.html").read_text(encoding="utf-8"))
    after = page.split(view, 1)[1].split(stage, 1)[1].split("%", 1)[0].strip()
    assert float(after) == pytest.approx(share, abs=0.06)


def test_without_views_nothing_is_left_behind(tmp_path: Path) -> None:
    """Neither files nor a section."""
    out = tmp_path / "out"
    assert cli.main(["run", "scenario=baseline", *SMALL, "lang=en", f"out={out}"]) == 0
    assert not (out / "stages.csv").exists()
    assert 'id="stages"' not in (out / "report.html").read_text(encoding="utf-8")
