"""From the reference's contribution to a scenario's: paired differences by account group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reports.figures.canvas import GAIN, INK, LOSS, UNCLEAR, Canvas, bare, fit_labels, legible
from reports.money import GROUPS, Ints, apportion, contribution, cost, exact_mean
from reports.numbers import tick
from reports.results import Results
from sim.statistics.intervals import simultaneous_intervals

Steps = Mapping[str, tuple[str, ...]]
"""What a difference is split into: by name the account groups of the report it holds."""

BY_GROUP: Steps = {group: (group,) for group in GROUPS}
BY_CAUSE: Steps = {"margin": ("sales", "goods")} | {
    group: (group,) for group in GROUPS if group not in ("sales", "goods")
}
"""More sales cost more goods: what is left of them is one cause, the gross margin (毛利)."""


@dataclass(frozen=True)
class Bar:
    """One step of the bridge, in fen; the last one is the total."""

    group: str
    fen: int
    low: float
    high: float

    @property
    def separated(self) -> bool:
        """Whether the interval leaves out zero, or the difference is the same in every run."""
        return self.low > 0 or self.high < 0


def bridges(results: Results, steps: Steps = BY_GROUP) -> dict[str, list[Bar]]:
    """Mean paired difference of contribution step by step, whole fen, then their total.

    By scenario. The steps add up exactly to the total; each is less than a fen from its exact mean.
    """
    effects = _effects(results, steps)
    families = {
        step: simultaneous_intervals(effect.astype(np.float64)) for step, effect in effects.items()
    }
    found = {}
    for place, scenario in enumerate(results.others):
        means = [exact_mean(effects[step][:, place]) for step in steps]
        fen = apportion(means, round(sum(means, Fraction(0))))
        found[scenario.name] = [
            Bar(step, value, float(family.low[place]), float(family.high[place]))
            for (step, family), value in zip(families.items(), [*fen, sum(fen)], strict=True)
        ]
    return found


def _effects(results: Results, steps: Steps) -> dict[str, Ints]:
    """What each step, and all together, add to contribution against the reference.

    Fen by step, each of shape (replications, scenarios): as in the comparison, the intervals of
    all scenarios hold at once.
    """
    found = {step: -cost(results.paired, groups).T for step, groups in steps.items()}
    return found | {"total": contribution(results.paired).T}


def draw(canvas: Canvas) -> Figure:
    """A panel for each scenario against the reference."""
    others, found = canvas.others, bridges(canvas.results)
    columns = 2 if canvas.wide and len(others) > 1 else 1
    rows = -(-len(others) // columns)
    figure = canvas.figure("bridge", 0.9 + (2.75 if canvas.wide else 2.9) * rows)
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes in panels[len(others) :]:
        axes.set_visible(False)
    steps = _moving([found[scenario.name] for scenario in others])
    for place, scenario in enumerate(others):
        axes = panels[place]
        axes.set_title(canvas.title(scenario), color=legible(canvas.colour(scenario)))
        _panel(canvas, axes, steps[place])
        axes.tick_params(labelleft=place % columns == 0)  # the same steps stand in each row
    fit_labels(figure, list(panels[: len(others)]))
    return figure


def _moving(panels: list[list[Bar]]) -> list[list[Bar]]:
    """The panels without the groups in which no plan differs: an empty row says nothing."""
    idle = {one.group for one in panels[0]} - {one.group for p in panels for one in p if one.fen}
    return [[one for one in p if one.group == "total" or one.group not in idle] for p in panels]


def _panel(canvas: Canvas, axes: Axes, steps: list[Bar]) -> None:
    """Floating horizontal bars from zero to the total, first group on top."""
    bare(axes, "x")
    start = 0.0
    for row, bar in enumerate(steps):
        origin = 0.0 if bar.group == "total" else start
        value = bar.fen / 100
        colour = UNCLEAR if not bar.separated else GAIN if value > 0 else LOSS
        axes.barh(row, value, left=origin, height=0.62, color=colour)
        axes.hlines(row, origin + bar.low / 100, origin + bar.high / 100, color=INK, lw=1)
        _label(canvas, axes, row, origin, bar)
        start = origin + value
    axes.axvline(0, color=INK, lw=0.8)
    axes.axhline(len(steps) - 1.5, color=INK, lw=0.4)
    axes.set_yticks(range(len(steps)), [canvas.words(f"group.{bar.group}") for bar in steps])
    axes.set_ylim(len(steps) - 0.5, -0.6)
    axes.use_sticky_edges = False
    axes.margins(x=0.22 if canvas.wide else 0.32)
    canvas.value_axis(axes, "yuan", 4, axis="x")


def _label(canvas: Canvas, axes: Axes, row: int, origin: float, bar: Bar) -> None:
    """The amount beside its bar, outside the whisker."""
    if bar.fen == 0:
        return
    gain = bar.fen > 0
    ends = [x / 100 for x in (bar.fen, bar.low, bar.high) if x == x]  # noqa: PLR0124 - NaN
    axes.annotate(
        ("+" if gain else "") + tick(canvas.words, bar.fen / 100, "yuan"),
        (origin + (max(ends) if gain else min(ends)), row),
        xytext=(3 if gain else -3, 0),
        textcoords="offset points",
        ha="left" if gain else "right",
        va="center",
        fontsize=7,
        # It may stand on the line at zero.
        bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none"},
    )
