"""Monitors (监测): figures the brand sees each morning, alarms, and what an alarm sets going."""

from __future__ import annotations

import math
from collections.abc import Callable

from sim.config.control import Monitor
from sim.measure.result import Ints
from sim.measure.tally import ROW

Figure = Callable[[Ints], float]  # of the rows of a window, shape (days, series)


def _share(numerator: str, denominator: str) -> Figure:
    def figure(rows: Ints) -> float:
        below = int(rows[:, ROW[denominator]].sum())
        return int(rows[:, ROW[numerator]].sum()) / below if below else math.nan

    return figure


def _total(series: str, less: str | None = None) -> Figure:
    def figure(rows: Ints) -> float:
        total = int(rows[:, ROW[series]].sum())
        return float(total - (int(rows[:, ROW[less]].sum()) if less else 0))

    return figure


def _retention(rows: Ints) -> float:
    buyers = int(rows[-1, ROW["buyers"]])
    return int(rows[-1, ROW["buyers_0_30"]]) / buyers if buyers else math.nan


_LEVELS: dict[str, Figure] = {
    "activity": _share("active", "members"),
    "conversion": _share("first_orders", "joined"),
    "clicks": _share("touches_clicked", "touches_opened"),
    "retention": _retention,
    "group_activity": _share("group_active", "group_members"),
}
_CHANGES: dict[str, Figure] = {  # held against the window before
    "orders_change": _total("orders"),
    "repeat_change": _total("orders", less="first_orders"),
    "order_value_change": _share("list_fen", "orders"),
    "opens_change": _total("touches_opened"),
    "redemption_change": _total("coupons_redeemed"),
}


def figure_of(metric: str, days: int, daily: Ints) -> float:
    """A monitor's figure from the days so far, shape (days, series); NaN if not defined (yet)."""
    if metric in _LEVELS:
        return _LEVELS[metric](daily[-days:]) if len(daily) >= days else math.nan
    if len(daily) < 2 * days:
        return math.nan
    before = _CHANGES[metric](daily[-2 * days : -days])
    if math.isnan(before) or before <= 0.0:
        return math.nan
    return _CHANGES[metric](daily[-days:]) / before - 1.0


class Watch:
    """One monitor at work."""

    def __init__(self, rule: Monitor) -> None:
        self.rule = rule
        self._days_running = 0
        self._quiet_until = 0
        self._sends_until = 0

    def alarm(self, day: int, daily: Ints) -> bool:
        """Look at the figure at the midnight of `day`; whether there is an alarm."""
        rule, figure = self.rule, figure_of(self.rule.metric, self.rule.window_days, daily)
        odd = figure > rule.threshold if rule.above else figure < rule.threshold  # NaN is not odd
        self._days_running = self._days_running + 1 if odd else 0
        if self._days_running < rule.for_days or day < self._quiet_until:
            return False
        self._quiet_until = day + rule.pause_days
        self._sends_until = day + rule.campaign_days
        return True

    def sends(self, day: int) -> bool:
        """Whether its campaign goes out today."""
        return bool(self.rule.campaign) and day < self._sends_until
