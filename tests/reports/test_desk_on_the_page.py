"""From settings to the page: what the service desk did stands where a reader looks for it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from reports.numbers import amount
from reports.words import words
from sim import cli
from sim.measure.definitions import BY_KEY

DESK = ("enquiries", "answer_wait", "answered_in_target")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_desk_is_on_the_page(lang: str, tmp_path: Path) -> None:
    """Each of its KPIs stands in the table of the page with its mean."""
    out = tmp_path / "desk"
    small = ["shoppers.initial=300", "horizon_days=60", "replications=2", "workers=1"]
    assert cli.main(["run", "scenario=service_desk", *small, f"lang={lang}", f"out={out}"]) == 0
    found = json.loads((out / "summary.json").read_text())["service_desk"]
    page = re.sub(r"<[^>]+>", " ", (out / "report.html").read_text(encoding="utf-8"))
    for key in DESK:
        said, kpi = words(lang), BY_KEY[key]
        value = amount(said, found[key]["mean"], kpi.unit)
        after = page.split(said.kpi(key), 1)[1][:200]
        assert value in after.split(), key
