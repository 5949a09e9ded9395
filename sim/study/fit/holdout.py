"""The orders the fit has not seen, held against what the fitted model expects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sim.study.fit.cohort import Cohort, repeat_days
from sim.study.fit.orders import Floats, Ints, Orders


class Forecast(Protocol):
    """What a fitted model of repeat buying says about later orders."""

    def tracked(self, first: Ints, day: int) -> Floats:
        """Expected repeat orders up to `day` of customers of whom only the first day is known."""

    def foreseen(self, cohort: Cohort, days: int) -> Floats:
        """Expected orders of each customer in the next `days`, given what each has done."""


@dataclass(frozen=True)
class Holdout:
    """Repeat orders of the calibration's customers after its last day.

    days: days from the day after the calibration to the last day of the log.
    actual, expected: their repeat orders; expected given each customer's own (x, t_x, T).
    total_error: expected / actual - 1; None if there was no order at all.
    mae: mean absolute error of a customer's expected number of orders.
    weekly_actual: orders in each complete week of the hold-out.
    weekly_expected: the same from the model, knowing only each customer's first day.
    cumulative_mape: mean absolute error, relative to the real curve, of the cumulative repeat
        orders since day 0 at the end of each of those weeks; None without a complete week or
        where the real curve is still at zero.
    """

    days: int
    actual: int
    expected: float
    total_error: float | None
    mae: float
    weekly_actual: tuple[int, ...]
    weekly_expected: tuple[float, ...]
    cumulative_mape: float | None


def cumulative_expected(forecast: Forecast, cohort: Cohort, day: int) -> float:
    """Expected repeat orders of the cohort from each customer's first order to the end of `day`.

    Knows only the first days: the tracking curve of Fader, Hardie and Lee (2005), figure 4.
    """
    first, customers = np.unique(cohort.first, return_counts=True)
    return float(customers @ forecast.tracked(first, day))


def hold_out(
    forecast: Forecast, orders: Orders, cohort: Cohort, last_day: int, until: int | None = None
) -> Holdout | None:
    """Test of a model fitted on the orders up to `last_day`.

    The test ends with day `until`, or with the log; None if the log ends with `last_day`.
    """
    days = (int(orders.day.max()) if until is None else until) - last_day
    if days == 0:
        return None
    row, day = repeat_days(orders, cohort)
    later = (day > last_day) & (day <= last_day + days)
    real = np.bincount(row[later], minlength=len(cohort.x))
    foreseen = forecast.foreseen(cohort, days)
    ends = last_day + 7 * np.arange(days // 7 + 1)
    real_curve = np.array([(day <= end).sum() for end in ends])
    model_curve = np.array([cumulative_expected(forecast, cohort, int(end)) for end in ends])
    actual = int(real.sum())
    return Holdout(
        days=days,
        actual=actual,
        expected=float(foreseen.sum()),
        total_error=float(foreseen.sum() / actual - 1) if actual else None,
        mae=float(np.abs(foreseen - real).mean()),
        weekly_actual=tuple(np.diff(real_curve).tolist()),
        weekly_expected=tuple(np.diff(model_curve).tolist()),
        cumulative_mape=_mape(model_curve[1:], real_curve[1:].astype(np.float64)),
    )


def _mape(model_curve: Floats, real_curve: Floats) -> float | None:
    if not len(real_curve) or real_curve[0] == 0:
        return None
    return float((np.abs(model_curve - real_curve) / real_curve).mean())
