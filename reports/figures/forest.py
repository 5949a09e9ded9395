"""Paired differences of the main KPIs, each in its own unit."""

from __future__ import annotations

import math

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reports.figures.canvas import INK, Canvas, bare
from sim.measure.definitions import BY_KEY

KPIS = (
    "contribution", "net_sales", "programme_cost",
    "contribution_per_member", "cost_per_retained", "cac",
    "members", "active_30", "newcomer_retention_90",
    "repurchase_rate", "muted_share", "opted_out_share",
)  # fmt: skip


def draw(canvas: Canvas) -> Figure:
    """One panel for each KPI; one dot with its interval for each scenario."""
    columns = 3 if canvas.wide else 1
    kpis = [kpi for kpi in KPIS if _defined(canvas, kpi)]
    rows = -(-len(kpis) // columns)
    figure = canvas.figure("forest", 0.9 + rows * (0.8 + canvas.rows(canvas.others)))
    panels = figure.subplots(rows, columns, sharey=True, squeeze=False).ravel()
    for axes in panels[len(kpis) :]:
        axes.set_visible(False)
    for axes, kpi in zip(panels, kpis, strict=False):
        unit = _unit(kpi)
        named = "" if unit == "yuan" else f" [{canvas.words(f'unit.{unit}').strip()}]"  # ¥ is said
        axes.set_title(canvas.words.kpi(kpi) + named, fontsize=9)
        _panel(canvas, axes, kpi)
    return figure


def _defined(canvas: Canvas, kpi: str) -> bool:
    """Whether any scenario has a difference in this KPI; an empty panel would say nothing."""
    rows = (canvas.results.differences[s.name, kpi] for s in canvas.others)
    return any(not math.isnan(row.difference) for row in rows)


def _unit(kpi: str) -> str:
    """In what a difference is told: that of a share in percentage points."""
    unit = BY_KEY[kpi].unit
    return "points" if unit == "share" else unit


def _panel(canvas: Canvas, axes: Axes, kpi: str) -> None:
    bare(axes, "x")
    axes.axvline(0, color=INK, lw=0.8)
    others = canvas.others
    for row, scenario in enumerate(others):
        found = canvas.results.differences[scenario.name, kpi]
        colour = canvas.colour(scenario)
        clear = found.verdict in ("higher", "lower")
        axes.hlines(row, found.low, found.high, color=colour, lw=2)
        face = colour if clear else "white"
        axes.plot(found.difference, row, "o", ms=6, mfc=face, mec=colour, mew=1.6)
    axes.set_yticks(range(len(others)), [canvas.row_title(s) for s in others])
    axes.tick_params(axis="y", labelcolor=INK)
    axes.set_ylim(len(others) - 0.5, -0.5)
    axes.margins(x=0.12)
    canvas.value_axis(axes, _unit(kpi), 4, axis="x")
