"""What each plan costs, by account group, on one scale."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reports.figures.canvas import INK, Canvas, bare
from reports.intervals import band
from reports.money import COSTS, cost
from reports.numbers import tick
from reports.results import Results, Scenario


def draw(canvas: Canvas) -> Figure:
    """One panel for each group of costs and one for their sum; one bar for each scenario."""
    columns = 4 if canvas.wide else 1
    groups = [*_paid(canvas), "cost_total"]
    rows = -(-len(groups) // columns)
    figure = canvas.figure("costs", 0.9 + rows * (0.75 + canvas.rows(canvas.scenarios)))
    panels = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel()
    for axes in panels[len(groups) :]:
        axes.set_visible(False)
    for axes, group in zip(panels, groups, strict=False):
        axes.set_title(canvas.words(f"group.{group}"), fontsize=9)
        _panel(canvas, axes, COSTS if group == "cost_total" else (group,))
    return figure


def _paid(canvas: Canvas) -> list[str]:
    """The groups that cost some plan something: an empty panel would say nothing."""
    ledgers = [canvas.results.ledger(scenario.name) for scenario in canvas.scenarios]
    return [group for group in COSTS if any(cost(one, (group,)).any() for one in ledgers)]


def yuan_by_run(results: Results, scenario: Scenario, groups: tuple[str, ...]) -> tuple[float, ...]:
    """Cost of some groups over the whole run in yuan, mean and its interval."""
    values = band(cost(results.ledger(scenario.name), groups).sum(axis=1) / 100)
    return float(values.centre), float(values.low), float(values.high)


def _panel(canvas: Canvas, axes: Axes, groups: tuple[str, ...]) -> None:
    bare(axes, "x")
    scenarios = canvas.scenarios
    for row, scenario in enumerate(scenarios):
        mean, low, high = yuan_by_run(canvas.results, scenario, groups)
        axes.barh(row, mean, height=0.62, color=canvas.colour(scenario))
        axes.hlines(row, low, high, color=INK, lw=1)
        axes.annotate(
            tick(canvas.words, mean, "yuan"),
            (high if high > mean else max(mean, 0), row),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=7,
        )
    axes.set_yticks(range(len(scenarios)), [canvas.row_title(s) for s in scenarios])
    axes.tick_params(axis="y", labelcolor=INK)
    axes.set_ylim(len(scenarios) - 0.5, -0.5)
    axes.margins(x=0.3)
    canvas.value_axis(axes, "yuan", 3, axis="x")
