"""Real and simulated repeat orders of a fitted cohort, before and after the fit stopped looking."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reports.figures.canvas import GAIN, INK, SOFT, Canvas, bare
from reports.figures.marks import Mark
from reports.results import Holdout, Results


def draw(canvas: Canvas) -> Figure:
    """Cumulative orders above, orders a week with their interval below."""
    held = holdout_of(canvas.results)
    figure = canvas.figure("holdout", 5.6 if canvas.wide else 5.2)
    top, bottom = figure.subplots(2, 1, sharex=True)
    _pair(canvas, top, held.week, held.real.cumsum(), held.simulated.cumsum())
    bottom.fill_between(held.week, held.low, held.high, color=GAIN, alpha=0.16, lw=0)
    _pair(canvas, bottom, held.week, held.real, held.simulated)
    top.set_title(canvas.words("figure.holdout.cumulative"))
    bottom.set_title(canvas.words("figure.holdout.weekly"))
    bottom.set_xlabel(canvas.words("figure.holdout.x"), fontsize=8)
    boundary = held.calibration.sum() + 0.5  # weeks count from 1
    for axes in (top, bottom):
        axes.axvline(boundary, color=SOFT, lw=1, ls="--")
    top.annotate(
        canvas.words("figure.holdout.boundary"),
        (boundary, 0.04),
        xycoords=("data", "axes fraction"),
        xytext=(4, 0),
        textcoords="offset points",
        fontsize=7.5,
        color=SOFT,
    )
    return figure


def holdout_of(results: Results) -> Holdout:
    """The hold-out table of a fitted cohort."""
    assert results.holdout is not None, "the figure is drawn only where the table exists"
    return results.holdout


def holdout_error(held: Holdout) -> float:
    """Simulated less real orders of the hold-out weeks, relative to the real ones; NaN if none."""
    real = held.real[~held.calibration].sum()
    return float(held.simulated[~held.calibration].sum() / real - 1) if real else float("nan")


def _pair(
    canvas: Canvas, axes: Axes, week: np.ndarray, real: np.ndarray, simulated: np.ndarray
) -> None:
    bare(axes)
    axes.plot(week, real, color=INK, lw=1.4, ls="--")
    axes.plot(week, simulated, color=GAIN, lw=1.7)
    axes.set_xlim(week[0], week[-1])
    axes.margins(y=0.06)
    canvas.value_axis(axes, "orders", 5)
    marks = {"real": (real, Mark(INK, "--")), "simulated": (simulated, Mark(GAIN))}
    ends = [(float(y[-1]), canvas.words(f"figure.holdout.{k}"), m) for k, (y, m) in marks.items()]
    canvas.end_labels(axes, ends)
