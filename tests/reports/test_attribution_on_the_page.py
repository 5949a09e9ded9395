"""From settings to file and page: what each rule credits, and the truth."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np

from reports.numbers import amount, factor
from reports.words import words
from sim import cli


def test_credit_is_in_a_file_and_on_the_page(tmp_path: Path) -> None:
    """Orders credited to all channels by last touch, and how many times the truth that is."""
    out = tmp_path / "out"
    small = ["shoppers.initial=150", "horizon_days=40", "replications=2", "workers=1"]
    asked = ["scenario=credit_by_rule", *small, "engine=simpy", "lang=en", f"out={out}"]
    assert cli.main(["run", *asked]) == 0
    with (out / "attribution.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["channel"] == "all"]
    mean = {
        rule: float(np.mean([float(row["orders"]) for row in rows if row["rule"] == rule]))
        for rule in ("true", "last_touch")
    }
    said = words("en")
    page = re.sub(r"<[^>]+>", " ", (out / "report.html").read_text(encoding="utf-8"))
    cells = page.split(said("attribution.last_touch"), 1)[1].split()[:5]  # channels, all, ratio
    over = mean["last_touch"] / mean["true"] if mean["true"] > 0 else float("nan")
    assert cells[3:] == [amount(said, mean["last_touch"], "orders"), factor(over)]
