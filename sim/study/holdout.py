"""A fitted cohort against the weeks that followed: how far off is the customer base itself?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.config.schema import Plan
from sim.measure.result import RunResult
from sim.statistics.intervals import Interval, mean_interval
from sim.study.compare import number
from sim.study.samples import Floats

HEADER = ("week", "real", "simulated", "low", "high", "phase")


@dataclass(frozen=True)
class Total:
    """Repeat orders of one phase. `error` is simulated / real - 1, with its 95 % interval."""

    phase: str
    weeks: int
    real: int
    simulated: float
    error: float | None
    error_low: float | None
    error_high: float | None


@dataclass(frozen=True)
class HoldOut:
    """Real and simulated repeat orders, scaled to the real number of customers.

    rows: as `HEADER`; week 1 is days 0 to 6; `low` and `high` is the 95 % interval of the mean.
    mape: mean absolute error of the cumulative curve as a share of the real one, over the weeks of
        the hold-out (over all weeks if the fit has seen them all); None if nobody repeated.
    """

    rows: tuple[tuple[object, ...], ...]
    totals: tuple[Total, ...]
    mape: float | None


def has_holdout(plan: Plan) -> bool:
    """Is this a fitted cohort with real weeks to hold it against?"""
    return plan.shoppers.start == "cohort" and bool(plan.shoppers.real_weekly_repeats)


def hold_out(plan: Plan, results: Sequence[RunResult]) -> HoldOut:
    """Hold the replications against the real weeks; weeks beyond either of the two are left out."""
    shoppers = plan.shoppers
    simulated = np.array([result.weekly_repeats for result in results], dtype=np.float64)
    simulated *= shoppers.real_customers / shoppers.initial
    weeks = min(simulated.shape[1], len(shoppers.real_weekly_repeats))
    simulated, real = simulated[:, :weeks], np.array(shoppers.real_weekly_repeats[:weeks])
    seen = min(shoppers.calibration_weeks, weeks)
    phases = [("calibration", slice(0, seen)), ("holdout", slice(seen, weeks))]
    totals = [_total(name, real[part], simulated[:, part]) for name, part in phases]
    return HoldOut(
        _rows(real, mean_interval(simulated), seen),
        tuple(total for total in totals if total.weeks),
        _mape(real, simulated, seen if seen < weeks else 0),
    )


def _rows(
    real: np.ndarray[tuple[int], np.dtype[np.int64]], found: Interval, seen: int
) -> tuple[tuple[object, ...], ...]:
    return tuple(
        (
            week + 1,
            int(real[week]),
            *(number(part[week]) for part in found),
            "calibration" if week < seen else "holdout",
        )
        for week in range(len(real))
    )


def _total(
    phase: str, real: np.ndarray[tuple[int], np.dtype[np.int64]], simulated: Floats
) -> Total:
    found = mean_interval(simulated.sum(axis=1, keepdims=True))
    mean, low, high = (number(part[0]) for part in found)
    orders = int(real.sum())
    errors = [
        None if value is None or not orders else value / orders - 1 for value in (mean, low, high)
    ]
    return Total(phase, len(real), orders, mean or 0.0, *errors)


def _mape(
    real: np.ndarray[tuple[int], np.dtype[np.int64]], simulated: Floats, start: int
) -> float | None:
    """Both curves run from week 1; only weeks from `start` on count."""
    actual = real.cumsum()[start:]
    model = simulated.mean(axis=0).cumsum()[start:]
    some = actual > 0
    return float(np.mean(np.abs(model[some] / actual[some] - 1))) if some.any() else None
