"""The best plans of a search, lived again on luck the search has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.config.errors import StoppedError
from sim.statistics.intervals import (
    CONFIDENCE,
    mean_interval,
    possible,
    simultaneous_intervals,
)
from sim.study.figure import change_ends, ends
from sim.study.grid import Value
from sim.study.samples import Floats
from sim.study.span import Span


@dataclass(frozen=True)
class Tried:
    """A plan of the search.

    values: by key. stopped: why it could not be lived to the end, if so.
    digest: of the plan; None of one without figures: its values contradict each other, or it
    stopped.
    mean: of the figure over the replications of the search.
    within: the share of them within all limits; kept: whether that is enough.
    shortfall: see `limits.shortfall`.
    """

    values: dict[str, Value]
    digest: str | None
    mean: float = float("nan")
    within: float = 1.0
    shortfall: float = 0.0
    kept: bool = True
    stopped: StoppedError | None = None


@dataclass(frozen=True)
class Finalist:
    """A plan on fresh replications.

    tried: the plan, as the search found it; None for the plan as written.
    figure: its figure. change: against the plan as written, an interval that holds for all
    finalists at once. behind: how much less than the best it brings, likewise; None of the best.
    within: share of replications within all limits, with Wilson's interval.
    kept: whether that share is at least what was asked for.
    promised: the advantage over the plan as written in the search.
    """

    tried: Tried | None
    figure: Span
    change: Span
    behind: Span | None
    within: Span
    kept: bool
    promised: float


def candidates(tried: Sequence[Tried], start: str, nearest: int, *, maximise: bool) -> list[Tried]:
    """The different plans that keep the limits, best first; if none does, the `nearest` to it."""
    different = {one.digest: one for one in tried if one.digest not in (None, start)}
    kept = [one for one in different.values() if one.kept]
    sign = -1.0 if maximise else 1.0
    if kept:
        return sorted(kept, key=lambda one: sign * one.mean)
    return sorted(different.values(), key=lambda one: one.shortfall)[:nearest]


def holds(within: Sequence[bool], probability: float) -> bool:
    """Whether a plan is within all limits in as many fresh replications as was asked for."""
    return float(np.mean(within)) >= probability


def confirmed(
    plans: Sequence[Tried],
    figures: Floats,
    within: Sequence[Sequence[bool]],
    start_mean: float,
    probability: float,
    *,
    kpi: str,
    maximise: bool,
) -> list[Finalist]:
    """The plan as written and the finalists on fresh replications, the best finalist right after.

    Args:
        plans: the finalists.
        figures: of the plan as written and of each finalist, shape (1 + plans, replications).
        within: the same for whether each replication is within all limits.
        start_mean: the figure of the plan as written in the search.
        probability: the share of replications that have to be within.
        kpi: the figure.
        maximise: whether more is better.
    """
    sign = 1.0 if maximise else -1.0
    apart = change_ends(kpi)
    shares = [_share(one) for one in within]
    kept = [holds(one, probability) for one in within]

    def place_of(i: int) -> tuple[float, float]:
        far = 0.0 if kept[i] else probability - float(np.mean(within[i]))
        return far, -sign * float(figures[i].mean())

    order = sorted(range(1, len(plans) + 1), key=place_of)
    single = possible(mean_interval(figures.T), *ends(kpi))
    moved = (figures[1:] - figures[0]).T
    changes = possible(simultaneous_intervals(moved), *apart) if plans else None
    found = [
        Finalist(None, Span.at(single, 0), Span(0.0, None, None), None, shares[0], kept[0], 0.0)
    ]
    best, *others = order or [0]
    ahead = sign * (figures[best] - figures[others]).T
    lost = possible(simultaneous_intervals(ahead), *apart) if others else None
    for place, i in enumerate(order):
        assert changes is not None
        plan = plans[i - 1]
        behind = Span.at(lost, place - 1) if place and lost is not None else None
        change = Span.at(changes, i - 1)
        promised = plan.mean - start_mean
        found.append(
            Finalist(plan, Span.at(single, i), change, behind, shares[i], kept[i], promised)
        )
    return found


def _share(within: Sequence[bool]) -> Span:
    from scipy.stats import binomtest

    test = binomtest(int(sum(within)), len(within))
    ends = test.proportion_ci(CONFIDENCE, method="wilson")
    return Span(float(np.mean(within)), float(ends.low), float(ends.high))
