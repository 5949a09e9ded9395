"""What points of a space say: effects, shares of variance and luck, with intervals.

All take a figure in twin worlds, the same replications at every point. Intervals resample what
was drawn, rows of the design and replications, each with replacement and crossed (Owen, The
pigeonhole bootstrap, Annals of Applied Statistics 1(2), 2007).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.statistics.intervals import CONFIDENCE, Interval
from sim.study.samples import Floats

RESAMPLES = 999
LEVELS = 4
"""Of Morris' grid, for which his step of two thirds reaches all levels equally often."""

Integers = npt.NDArray[np.int64]


class Morris(NamedTuple):
    """Effects by factor, in the KPI's unit for a step over the whole range.

    star: mean of the absolute effects, mu*; mean: of the effects, mu; spread: their sigma.
    """

    star: Interval
    mean: Floats
    spread: Floats


class Sobol(NamedTuple):
    """Shares of the variance by factor: alone (first order), and with all it interacts with."""

    first: Interval
    total: Interval


def morris_places(factors: int, trajectories: int, seed: int) -> Floats:
    """Places of Morris' trajectories, shape (trajectories, factors + 1, factors)."""
    from SALib.sample.morris import sample

    places = sample(_problem(factors), trajectories, num_levels=LEVELS, seed=seed)
    return np.asarray(places, dtype=np.float64).reshape(trajectories, factors + 1, factors)


def sobol_places(factors: int, rows: int, seed: int) -> Floats:
    """Places of Saltelli's design without second order, shape (rows, factors + 2, factors).

    Of each row first its point of A, then A with each column from B in turn, then that of B.
    """
    from SALib.sample.sobol import sample

    places = sample(_problem(factors), rows, calc_second_order=False, seed=seed)
    return np.asarray(places, dtype=np.float64).reshape(rows, factors + 2, factors)


def _problem(factors: int) -> dict[str, object]:
    names = [str(i) for i in range(factors)]
    return {"num_vars": factors, "names": names, "bounds": [[0.0, 1.0]] * factors}


def elementary_effects(places: Floats, figures: Floats) -> Floats:
    """What a step over the whole range does, shape (trajectories, factors, replications).

    Args:
        places: as `morris_places` gives them.
        figures: the KPI there, shape (trajectories, factors + 1, replications).
    """
    steps = np.diff(places, axis=1)
    moved = np.abs(steps).argmax(axis=2)  # which factor each step moves; each once
    size = np.take_along_axis(steps, moved[:, :, None], axis=2)
    found = np.empty((figures.shape[0], places.shape[2], figures.shape[2]))
    np.put_along_axis(found, moved[:, :, None], np.diff(figures, axis=1) / size, axis=1)
    return found


def morris(effects: Floats, seed: int) -> Morris:
    """The measures of Morris from `elementary_effects`; the interval is that of mu*."""
    own = effects.mean(axis=2)
    rows, luck = _resamples(effects.shape[0], effects.shape[2], seed)
    stars = np.stack(
        [
            np.abs(effects[some][:, :, lucky].mean(axis=2)).mean(axis=0)
            for some, lucky in zip(rows, luck, strict=True)
        ]
    )
    spread = own.std(axis=0, ddof=1) if len(own) > 1 else np.full(own.shape[1], np.nan)
    return Morris(_ends(np.abs(own).mean(axis=0), stars), own.mean(axis=0), spread)


def sobol(figures: Floats, seed: int) -> Sobol:
    """First and total shares.

    Args:
        figures: the KPI at `sobol_places`, shape (rows, factors + 2, replications).
        seed: of the resamples.
    """
    rows, luck = _resamples(figures.shape[0], figures.shape[2], seed)
    copies = [
        figures[some][:, :, lucky].mean(axis=2) for some, lucky in zip(rows, luck, strict=True)
    ]
    found = [_shares(figures.mean(axis=2)), *(_shares(copy) for copy in copies)]
    first, total = (np.stack([one[k] for one in found]) for k in (0, 1))
    return Sobol(_ends(first[0], first[1:]), _ends(total[0], total[1:]))


def _shares(figures: Floats) -> tuple[Floats, Floats]:
    """SALib's estimators, which want figures around zero; nothing varies where all are equal."""
    from SALib.analyze.sobol import first_order, total_order

    if np.ptp(figures) == 0.0:
        none = np.zeros(figures.shape[1] - 2)
        return none, none
    scaled = (figures - figures.mean()) / figures.std()
    a, mixed, b = scaled[:, 0], scaled[:, 1:-1], scaled[:, -1]
    pairs = [(first_order(a, ab, b), total_order(a, ab, b)) for ab in mixed.T]
    return np.array([float(x) for x, _ in pairs]), np.array([float(y) for _, y in pairs])


def luck_share(figures: Floats) -> float:
    """The share of the variance of a single run that is luck, the rest being where it stands.

    Components of variance of the crossed table points x replications, by the method of moments
    (Searle, Casella and McCulloch, Variance Components, section 4.3). NaN of one replication,
    where nothing varies, or where a point has no figure.

    Args:
        figures: shape (points, replications).
    """
    points, replications = figures.shape
    if min(points, replications) < 2:
        return float("nan")
    by_point, by_run = figures.mean(axis=1), figures.mean(axis=0)
    rest = figures - by_point[:, None] - by_run + figures.mean()
    error = (rest**2).sum() / ((points - 1) * (replications - 1))
    luck = max(by_run.var(ddof=1) - error / points, 0.0) + error
    place = max(by_point.var(ddof=1) - error / replications, 0.0)
    return float(luck / (luck + place)) if luck + place > 0.0 else float("nan")


def _resamples(rows: int, replications: int, seed: int) -> tuple[Integers, Integers]:
    """Which rows and which replications make each copy, shape (RESAMPLES, …)."""
    draw = np.random.default_rng([seed, rows, replications])
    return (
        draw.integers(rows, size=(RESAMPLES, rows)),
        draw.integers(replications, size=(RESAMPLES, replications)),
    )


def _ends(centre: Floats, copies: Floats) -> Interval:
    """Percentiles of the copies, shape (RESAMPLES, factors); no interval of a single row."""
    outside = (1 - CONFIDENCE) / 2
    low, high = np.quantile(copies, [outside, 1 - outside], axis=0)
    return Interval(centre, low, high)
