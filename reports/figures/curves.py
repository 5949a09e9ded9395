"""Stocks and flows through time, one line a scenario, with the interval of the mean."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reports.figures.canvas import LABEL_WIDTH, Canvas, bare, drawn
from reports.intervals import band
from reports.results import Results, Scenario

Samples = npt.NDArray[Any]
MOST_POINTS = 200
MOST_SHADES = 6


def members(canvas: Canvas) -> Figure:
    """Members at the end of each day."""
    return _stock(canvas, "members", "members")


def active(canvas: Canvas) -> Figure:
    """Members active in the last 30 days, at the end of each day."""
    return _stock(canvas, "active", "active_30")


HEIGHTS = {1: 3.2, 2: 5.3, 3: 7.4}  # inches of so many panels below one another


def load(canvas: Canvas) -> Figure:
    """Touches per member and week, and what they cost in patience, if they cost any."""
    shown = loads(canvas.results)
    height = HEIGHTS[len(shown)] + (0.0 if canvas.wide else 0.4)
    figure = canvas.figure("load", canvas.roomy(height, panels=len(shown)))
    panels = figure.subplots(len(shown), 1, sharex=True, squeeze=False)[:, 0]
    for axes, name in zip(panels, shown, strict=True):
        axes.set_title(canvas.words(f"figure.load.{name}"))
        unit = "factor" if name == "touches" else "people"
        _lines(canvas, axes, shown[name], unit, 7 if name == "touches" else 1, from_zero=True)
        axes.tick_params(labelbottom=axes is panels[-1])
    return figure


def loads(results: Results) -> dict[str, dict[str, Samples]]:
    """What there is of touches a week, mutes and opt-outs: by name, then by scenario drawn.

    Less than a week has no touches a week; mutes and opt-outs of which there are none are no load.
    """
    series = {"touches": weekly_touches, "muted": muted, "opted_out": opted_out}
    found = {name: {s.name: of(results, s) for s in drawn(results)} for name, of in series.items()}
    return {name: lines for name, lines in found.items() if any(map(np.any, lines.values()))}


def weekly_touches(results: Results, scenario: Scenario) -> Samples:
    """Touches delivered per enrolled member and week, shape (replications, whole weeks).

    Members enrolled are averaged over the week; a week without any has no rate (NaN).
    """
    weeks = results.calendar.days // 7
    shape = (results.replications, weeks, 7)
    delivered = results.daily(scenario.name, "touches_delivered")[:, : weeks * 7].reshape(shape)
    enrolled = results.daily(scenario.name, "enrolled")[:, : weeks * 7].reshape(shape)
    members = enrolled.mean(axis=2)
    rate = np.full(members.shape, np.nan)
    np.divide(delivered.sum(axis=2), members, out=rate, where=members > 0)
    return rate


def muted(results: Results, scenario: Scenario) -> Samples:
    """Mutes since day 0, shape (replications, days)."""
    return np.cumsum(results.daily(scenario.name, "muted"), axis=1)


def opted_out(results: Results, scenario: Scenario) -> Samples:
    """Opt-outs since day 0, shape (replications, days)."""
    return np.cumsum(results.daily(scenario.name, "opted_out"), axis=1)


def _stock(canvas: Canvas, name: str, series: str) -> Figure:
    figure = canvas.figure(name, canvas.roomy(4.2 if canvas.wide else 3.9))
    axes = figure.subplots()
    samples = {s.name: canvas.results.daily(s.name, series) for s in canvas.scenarios}
    _lines(canvas, axes, samples, "people", 1)
    return figure


def _lines(
    canvas: Canvas,
    axes: Axes,
    samples: dict[str, Samples],
    unit: str,
    step: int,
    from_zero: bool = False,
) -> None:
    """Mean and interval of every scenario, `step` days between two points, named at the end.

    A scenario without any defined value has no line and no name.
    """
    bare(axes)
    ends = []
    # Many shades on top of each other hide the lines they belong to.
    shade = 0.16 if len(canvas.scenarios) <= MOST_SHADES else 0.04
    for scenario in canvas.scenarios:
        values = band(samples[scenario.name])
        points = _thinned(len(values.centre))
        days = (points + 0.5) * step
        colour = canvas.colour(scenario)
        axes.fill_between(
            days, values.low[points], values.high[points], color=colour, alpha=shade, lw=0
        )
        canvas.line(axes, scenario, days, values.centre[points])
        label = canvas.title(scenario, LABEL_WIDTH[canvas.wide])
        mark = canvas.mark(scenario)
        ends += [(float(y), label, mark) for y in values.centre[~np.isnan(values.centre)][-1:]]
    axes.margins(y=0.06)
    if from_zero:
        nothing = all(np.nansum(values) == 0 for values in samples.values())
        axes.set_ylim(0, 1 if nothing else None)
    canvas.month_axis(axes)
    canvas.value_axis(axes, unit, 5)
    if ends:
        canvas.end_labels(axes, ends)


def _thinned(length: int) -> npt.NDArray[np.int64]:
    """Points of a long series that the width of a page can show, the last one among them."""
    every = max(-(-length // MOST_POINTS), 1)  # of a run shorter than a week there is no week
    return np.arange(length - 1, -1, -every)[::-1]
