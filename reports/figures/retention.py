"""Share of newcomers still active by months since joining, join months pooled."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from reports.figures.canvas import LABEL_WIDTH, Canvas, bare
from reports.results import Results, Scenario
from sim.statistics.intervals import share_interval

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

DAYS_A_MONTH = 30


def draw(canvas: Canvas) -> Figure:
    """One line a scenario with whiskers over replications."""
    figure = canvas.figure("retention", canvas.roomy(4.4 if canvas.wide else 4.1))
    axes = figure.subplots()
    bare(axes)
    ends = []
    scenarios = canvas.scenarios
    apart, last = min(0.06, 0.6 / len(scenarios)), 0
    for i, scenario in enumerate(scenarios):
        shares = share_interval(*retention(canvas.results, scenario))
        ages = np.arange(len(shares.centre)) + apart * (i - (len(scenarios) - 1) / 2)
        mark = canvas.mark(scenario)
        axes.plot(ages, shares.centre, **mark.line(), **mark.markers())
        axes.vlines(ages, shares.low, shares.high, color=mark.colour, lw=1.2)
        last = max(last, len(shares.centre) - 1)
        if len(shares.centre):
            label = canvas.title(scenario, LABEL_WIDTH[canvas.wide])
            ends.append((float(shares.centre[-1]), label, mark))
    axes.set_ylim(0, 1)
    axes.set_xlim(-0.5, last + 0.5)
    axes.set_xlabel(canvas.words("figure.retention.x"), fontsize=8)
    canvas.value_axis(axes, "share", 5)
    axes.set_xticks(range(0, last + 1, -(-(last + 1) // (12 if canvas.wide else 6))))
    if ends:
        canvas.end_labels(axes, ends)
    return figure


def retention(results: Results, scenario: Scenario) -> tuple[Floats, Floats]:
    """Newcomers active and newcomers seen, by months since joining.

    Both of shape (replications, ages seen by every replication), summed over the join months
    whose every member lived through that age within the run.
    """
    rows = results.cohorts(scenario.name)
    seen = fully_seen(rows["join_month"], rows["age_month"], results.calendar.days)
    replication = np.unique(rows["replication"], return_inverse=True)[1]
    place = (replication[seen], rows["age_month"][seen])
    shape = (results.replications, int(rows["age_month"].max()) + 1)
    active, size = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    np.add.at(active, place, rows["active"][seen])
    np.add.at(size, place, rows["size"][seen])
    ages = int(np.cumprod((size > 0).all(axis=0)).sum())
    return active[:, :ages].astype(np.float64), size[:, :ages].astype(np.float64)


def fully_seen(join_month: Ints, age_month: Ints, days: int) -> npt.NDArray[np.bool_]:
    """Did even the last to join in that month live through that age within the run?

    Join months are blocks of 30 days from day 0; a member's month `age` ends 30 x (age + 1) days
    after its own join.
    """
    return np.asarray((join_month + 1 + age_month + 1) * DAYS_A_MONTH <= days)
