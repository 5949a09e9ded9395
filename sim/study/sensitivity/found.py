"""What a sensitivity study found, and how sure it is of each assumption."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from sim.study.compare import number
from sim.study.figure import change_ends, ends
from sim.study.grid import Value
from sim.study.samples import Floats
from sim.study.sensitivity.effects import Morris, Sobol
from sim.study.space import Factor
from sim.study.span import Span
from sim.study.stopped import Stopped

TURNS, OPENS, SETTLES, HOLDS, OPEN = "turns", "opens", "settles", "holds", "open"
STOPPED = "stopped"
"""What an assumption alone does to the winner of two; see `_verdict`."""


@dataclass(frozen=True)
class End:
    """One end of a factor's range, all else as written: the figure, and its change from there."""

    value: Value
    figure: Span
    change: Span

    @property
    def lived(self) -> bool:
        """Whether it has figures; else it stopped."""
        return self.figure.mean is not None


@dataclass(frozen=True)
class Row:
    """One factor.

    written: its value as written; None if the plans have none of their own.
    reach: the largest change among the ends and between them, in the KPI's unit; of those lived.
    verdict: what it does to the winner of two scenarios; None of one.
    turns_at: where the difference crosses zero, on straight lines between the three values tried.
    star, mean, spread: Morris; first, total: Sobol; None where it took no part.
    """

    factor: Factor
    written: object
    low: End
    high: End
    reach: float
    verdict: str | None
    turns_at: float | None
    star: Span | None = None
    mean: float | None = None
    spread: float | None = None
    first: Span | None = None
    total: Span | None = None


def between(kpi: str, *, compared: bool) -> tuple[float, float]:
    """Between what a figure of one plan can lie, or its difference between two."""
    return change_ends(kpi) if compared else ends(kpi)


def row(factor: Factor, written: object, figures: Floats, kpi: str, *, compared: bool) -> Row:
    """A factor from the figures as written, at its low and at its high end.

    Args:
        factor: the factor.
        written: its value as written, or None.
        figures: shape (3, replications); NaN at an end that stopped.
        kpi: the figure.
        compared: whether the figures are differences of two scenarios.
    """
    base, low, high = figures
    lies = between(kpi, compared=compared)
    moves = lies[0] - lies[1], lies[1] - lies[0]
    tried = [
        End(factor.value(at), Span.of(here, lies), Span.of(here - base, moves))
        for at, here in ((0.0, low), (1.0, high))
    ]
    means = figures.mean(axis=1)
    verdict = None
    if compared:
        verdict = _verdict(Span.of(base, lies), tried)
    return Row(
        factor,
        written,
        tried[0],
        tried[1],
        float(np.ptp(means[~np.isnan(means)])),
        verdict,
        _crossing(factor, written, means) if verdict == TURNS else None,
    )


def _verdict(base: Span, ends: Sequence[End]) -> str:
    """What moving one assumption does to the sign of a difference.

    TURNS: two of the three have opposite signs, each without zero in its interval. OPENS: as
    written the sign is known and at an end it is not. SETTLES: as written it is not, at an end it
    is. HOLDS: the same sign at all three. OPEN: known at none. STOPPED: nothing of it is seen, but
    an end stopped, so that neither of the last two can be said.
    """
    signs = {base.sign, *(end.figure.sign for end in ends if end.lived)}
    if {1, -1} <= signs:
        return TURNS
    if len(signs) == 1 and not all(end.lived for end in ends):
        return STOPPED
    if signs == {0}:
        return OPEN
    if 0 not in signs:
        return HOLDS
    return OPENS if base.sign else SETTLES


def _crossing(factor: Factor, written: object, means: Floats) -> float | None:
    """Where straight lines through (low, written, high) cross zero; None of a list of words."""
    if factor.listed is not None or not isinstance(written, int | float):
        return None
    base, low, high = (float(mean) for mean in means)
    places = (float(written), float(factor.low), float(factor.high))
    tried = sorted(zip(places, (base, low, high), strict=True))
    for (x0, y0), (x1, y1) in pairwise(tried):
        if y0 * y1 < 0:
            return x0 - y0 * (x1 - x0) / (y1 - y0)
    return None


@dataclass(frozen=True)
class Found:
    """A whole study.

    written: the figure as written.
    rows: factors that reach something, the one that does most first.
    luck: the share of a single run's variance that is luck, over the points tried all together.
    ahead: of two scenarios, the share of those points at which the second is ahead on average.
    unreached, refused: assumptions that change nothing, or contradict the plan, alone.
    stopped: points that stopped. incomplete: whether some of them are of the design that moves
    all together: its effects are taken over all of its points, and are undefined.
    """

    written: Span
    rows: list[Row]
    luck: float | None
    ahead: float | None
    unreached: list[str]
    refused: list[str]
    stopped: Stopped
    incomplete: bool

    @property
    def ranked(self) -> list[Row]:
        """Those that moved all together, the one that matters most first."""
        taking = [one for one in self.rows if one.star or one.total]
        return sorted(taking, key=lambda one: -(_centre(one.star) + _centre(one.total)))


def _centre(span: Span | None) -> float:
    return 0.0 if span is None or span.mean is None else span.mean


def with_effects(row: Row, found: Morris | Sobol, place: int) -> Row:
    """The row of a factor that took part in a design, at a place of it."""
    if isinstance(found, Morris):
        return replace(
            row,
            star=Span.at(found.star, place),
            mean=number(float(found.mean[place])),
            spread=number(float(found.spread[place])),
        )
    return replace(row, first=Span.at(found.first, place), total=Span.at(found.total, place))
