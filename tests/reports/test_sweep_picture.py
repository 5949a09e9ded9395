"""The picture of a sweep: a panel for each figure the keys move, and a word on the others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reports.figures.saving import look
from reports.sweep_picture import MAIN, PARTS, Swept, _figure
from reports.words import words
from sim.config.said import LANGUAGES, Language

MOVED, STILL, UNKNOWN = [1.0, 2.0, 3.0], [4.0, 4.0, 4.0], [np.nan] * 3


def swept(*rows: list[float], replications: int = 4) -> Swept:
    """Three points of one key, what each main KPI is there, and no chance in it."""
    table = {
        f"{kpi}_{part}": np.array(row) - (0.0 if part == "mean" else row[0])
        for kpi, row in zip(MAIN, rows, strict=True)
        for part in PARTS
    }
    manifest = {
        "scenarios": [{"title": {"zh": "不做私域", "en": "Nothing"}}],
        "replications": replications,
        "code_version": "1",
        "seed": 7,
        "stopped": {},
    }
    key = "touch.weekly_cap"
    return Swept((key,), {key: [1, 2, 3]}, table, manifest)


PANELS = [
    pytest.param((MOVED, MOVED, MOVED, MOVED), 4, [], id="all move"),
    pytest.param((MOVED, MOVED, STILL, UNKNOWN), 2, [2, 3], id="one is still, one unknown"),
    pytest.param((STILL, MOVED, STILL, STILL), 1, [0, 2, 3], id="one moves"),
    pytest.param((STILL, STILL, UNKNOWN, STILL), 3, [2], id="none moves: the still ones"),
    pytest.param((UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN), 4, [], id="nothing is known"),
    pytest.param(([1.0, np.nan, 1.0], MOVED, STILL, STILL), 2, [2, 3], id="known at some points"),
]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("rows", "panels", "named"), PANELS)
def test_what_no_key_moves_is_named_instead_of_drawn(
    rows: tuple[list[float], ...], panels: int, named: list[int], lang: Language
) -> None:
    """Each main KPI has a panel or stands below them."""
    said = words(lang)
    with look():
        figure = _figure(swept(*rows), said)
    assert sum(axes.get_visible() for axes in figure.axes) == panels
    below = figure.get_supxlabel()
    assert [place for place, kpi in enumerate(MAIN) if said.kpi(kpi) in below] == named


@pytest.mark.parametrize(("lang", "warning"), [("en", "chance"), ("zh", "偶然")])
def test_one_replication_tells_nothing_from_chance(lang: Language, warning: str) -> None:
    """No interval is promised where there is none."""
    for replications, told in ((1, True), (4, False)):
        with look():
            figure = _figure(swept(*[MOVED] * 4, replications=replications), words(lang))
        assert (warning in figure.get_supxlabel()) is told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_long_keys_leave_room_for_title_and_panels(lang: Language) -> None:
    """The names of two keys run neither into each other nor out of the picture."""
    keys = ("satisfaction.survey.response", "satisfaction.survey.noise")
    grid = swept(*[MOVED * 2] * len(MAIN))
    grid = replace(grid, keys=keys, values={keys[0]: [0.1, 0.2, 0.3], keys[1]: [0, 3]})
    with look():
        figure = _figure(grid, words(lang))
        figure.draw_without_rendering()
    (title,) = (one for one in figure.texts if keys[0] in one.get_text())
    above, beside = title.get_window_extent(), figure.legends[0].get_window_extent()
    assert not above.overlaps(beside)
    assert above.x1 < figure.bbox.x1
    panels = sum(axes.get_window_extent().width for axes in figure.axes[:2])
    assert panels > 0.55 * figure.bbox.width
