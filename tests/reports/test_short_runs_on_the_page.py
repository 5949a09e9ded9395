"""Pages of runs too short, or too few, for what a page usually shows; and of narrow pages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from matplotlib.axes import Axes
from matplotlib.text import Annotation
from sample import write_sample

from reports.budget import against_budget
from reports.figures import bridge, canvas, pictures_of, saving
from reports.load import read_results
from reports.page import render
from reports.words import words
from sim.config.said import Language
from sim.measure.definitions import KPIS


@pytest.mark.parametrize(("days", "shown"), [(59, False), (60, True)])
def test_months_nobody_lived_through_have_no_figure(tmp_path: Path, days: int, shown: bool) -> None:
    """The first to join have lived a month of 30 days when the last of their 30 days have, too."""
    results = read_results(write_sample(tmp_path, ("fila_333",), replications=2, days=days))
    assert ("retention" in [one.name for one in pictures_of(results)]) is shown


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_label_of_the_bridge_leaves_its_panel(compared: Path, lang: Language) -> None:
    """On a narrow page an amount would stand on the name of its row."""
    results = read_results(compared)
    with saving.look():
        figure = saving.settle(bridge.draw(canvas.Canvas(results, words(lang), wide=False)))
    labels = [(axes, one) for axes in figure.axes for one in axes.texts]
    assert len(labels) > 4
    assert [one.get_text() for axes, one in labels if not _inside(axes, one)] == []


def _inside(axes: Axes, label: Annotation) -> bool:
    panel, box = axes.get_window_extent(), label.get_window_extent()
    return bool(panel.x0 <= box.x0 and box.x1 <= panel.x1)


def test_one_replication_has_a_cost_and_no_percentile(alone: Path, compared: Path) -> None:
    """A mean of one, and a ninetieth percentile of one, are that one."""
    rows = {}
    for folder in (alone, compared):
        results = read_results(folder)
        for scenario in results.scenarios:
            scenario.plan["finance"]["budget"] = 1
        rows[folder] = [row[0] for row in against_budget(results, words("en"))]
    assert rows[alone] == ["Approved programme budget, yuan", "Programme cost", *rows[compared][3:]]
    assert rows[compared][1:3] == ["Programme cost, mean", "Programme cost, P90"]


def test_a_group_without_a_figure_is_not_unfolded(alone: Path) -> None:
    """Of a group of KPIs all of which are zero there is no fold of none to open."""
    results = read_results(alone)
    found = results.summary[results.reference.name]
    for kpi in KPIS:
        if kpi.group == "load":
            found[kpi.key] = replace(found[kpi.key], mean=0.0)
    page = render(results, words("en"))
    assert "Growth: " in page and "Load: " not in page


def test_of_one_plan_no_others_are_spoken_of(alone: Path, compared: Path) -> None:
    """Only where there are several do plans differ in what they set."""
    said = "those in which the plans differ first"
    pages = {folder: render(read_results(folder), words("en")) for folder in (alone, compared)}
    assert said not in pages[alone] and said in pages[compared]
