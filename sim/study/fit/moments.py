"""Five numbers about buyers, as functions of BG/NBD, and the BG/NBD that has them.

People are followed for the same time from their first order. Of them a brand knows how many came
back, how often, how many often, and how many late. Time is in weeks, as in `btyd`, whose equations
(Fader, Hardie and Lee 2005) give three of the four; the fifth number is the mean order value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import product

import numpy as np
from scipy.optimize import least_squares
from scipy.special import hyp2f1

from sim.study.fit.btyd import BOUNDS, STARTS, BgNbd, expected_repeats, repeats_pmf
from sim.study.fit.orders import Floats

REPEAT_KEYS = ("bought_again", "orders", "bought_often", "active")
KEYS = (*REPEAT_KEYS, "order_value")
OFTEN = 3
"""Further orders of somebody who bought often: the fourth order is the third further one."""
LATE = 2 / 3
"""The last part of the time begins here."""
FINEST = 1e-7
"""No number is taken to be known better than this, relative to itself."""
MAGNITUDES = 12
"""Powers of ten a number may have; beyond them it is a slip of the finger."""
DEAF = 1e3
"""How much less a number counts that is allowed to give way to the others."""


@dataclass(frozen=True)
class Figure:
    """A number as typed: its value, and half a unit of its last digit."""

    text: str
    value: float
    half: float

    @classmethod
    def of(cls, text: str) -> Figure:
        """Read `0.41`, `2.30` or `41%`.

        Raises:
            ValueError: it is no finite number.
        """
        body, percent = text.strip().removesuffix("%"), text.strip().endswith("%")
        try:
            number = Decimal(body)
        except InvalidOperation:
            raise ValueError(text) from None
        exponent = number.as_tuple().exponent
        if not isinstance(exponent, int) or abs(number.adjusted()) > MAGNITUDES:
            raise ValueError(text)
        scale = 0.01 if percent else 1.0
        value = float(number) * scale
        half = 0.5 * 10.0**exponent * scale
        return cls(text.strip(), value, max(half, FINEST * abs(value)))


def not_lost_by(model: BgNbd, t: float, later: float = 0.0) -> float:
    """Chance to be no lost buyer `t` weeks after the first order, and to order not in `later` more.

    Of a rate gamma(r, alpha) and a dropout chance p beta(a, b) it is the mean of
    exp(-rate (p t + later)): orders that end a buyer come at rate times p.
    """
    scale = model.alpha + later
    z = t / scale
    series = hyp2f1(model.r, model.b, model.a + model.b, z / (1 + z))
    return float((model.alpha / (scale + t)) ** model.r * series)


def orders_between(model: BgNbd, begin: float, end: float) -> float:
    """Share of people with an order in weeks (begin, end] after their first order."""
    return not_lost_by(model, begin) - not_lost_by(model, begin, end - begin)


def numbers_of(model: BgNbd, weeks: float) -> dict[str, float]:
    """The four numbers about repeat buying of people followed for `weeks`, by name."""
    few = repeats_pmf(model, np.arange(OFTEN), weeks)
    return {
        "bought_again": 1 - float(few[0]),
        "orders": float(expected_repeats(model, np.array(weeks))),
        "bought_often": 1 - float(few.sum()),
        "active": orders_between(model, LATE * weeks, weeks),
    }


@dataclass(frozen=True)
class Solution:
    """The BG/NBD nearest to four numbers.

    misses: by number, the law's value less the one given, in halves of its last digit: within
        -1..1 the law has the number as it was typed.
    """

    model: BgNbd
    numbers: Mapping[str, float]
    misses: Mapping[str, float]

    @property
    def reached(self) -> bool:
        """Has the law all numbers to the digits given?"""
        return all(abs(miss) <= 1 for miss in self.misses.values())

    @property
    def at_bound(self) -> tuple[str, ...]:
        """Parameters on the edge of what can be simulated."""
        values = vars(self.model)
        return tuple(
            name
            for name, (low, high) in BOUNDS.items()
            if not low * 1.001 < values[name] < high / 1.001
        )


def solve(given: Mapping[str, Figure], weeks: float) -> Solution:
    """The law whose four numbers are nearest to those given, from several starts."""
    rate = given["orders"].value / weeks
    starts = [np.log([r, r / rate, a, b]) for r, a, b in STARTS]
    target = {name: given[name].value for name in REPEAT_KEYS}
    found = [_descend(target, dict.fromkeys(REPEAT_KEYS, 1.0), weeks, start) for start in starts]
    point = min(found, key=lambda one: one[1])[0]
    return polished(given, weeks, point)


def polished(given: Mapping[str, Figure], weeks: float, start: Floats) -> Solution:
    """The nearest law from a start in log-parameters, by the digits of each number."""
    target = {name: given[name].value for name in REPEAT_KEYS}
    digits = {name: given[name].value / given[name].half for name in REPEAT_KEYS}
    finest = max(digits.values())
    weights = {name: value / finest for name, value in digits.items()}
    point, _ = _descend(target, weights, weeks, start)
    model = _model(point)
    numbers = numbers_of(model, weeks)
    misses = {name: (numbers[name] - target[name]) / given[name].half for name in REPEAT_KEYS}
    return Solution(model, numbers, misses)


def nearest_beside(
    name: str, given: Mapping[str, Figure], weeks: float, start: BgNbd
) -> float | None:
    """The value of one number nearest to the one given that a law can have beside the others.

    None where the others cannot be had together either.
    """
    target = {one: given[one].value for one in REPEAT_KEYS}
    weights = {one: 1 / DEAF if one == name else 1.0 for one in REPEAT_KEYS}
    begins = [log_point(start), *(np.log([r, r * weeks, a, b]) for r, a, b in STARTS[:2])]
    ends = [_descend(target, weights, weeks, begin, steps=100) for begin in begins]
    numbers = numbers_of(_model(min(ends, key=lambda end: end[1])[0]), weeks)
    others = (one for one in REPEAT_KEYS if one != name)
    if any(abs(numbers[one] - target[one]) > given[one].half for one in others):
        return None
    return numbers[name]


def within_rounding(given: Mapping[str, Figure], weeks: float, best: Solution) -> list[BgNbd]:
    """Laws that all have the numbers as typed: the best one, and those towards the edges.

    Each number is moved to both ends of what its last digit leaves open, one alone and all at
    once; where no law has such numbers, the nearest one counts if it still has those typed.
    """
    alone = [
        tuple(sign if one == name else 0 for one in REPEAT_KEYS)
        for name in REPEAT_KEYS
        for sign in (-1, 1)
    ]
    models = [best.model]
    for signs in (*alone, *product((-1, 1), repeat=len(REPEAT_KEYS))):
        moved = {
            name: Figure("", given[name].value + sign * given[name].half, given[name].half)
            for name, sign in zip(REPEAT_KEYS, signs, strict=True)
        }
        if any(figure.value <= 0 for figure in moved.values()):
            continue
        model = polished(moved, weeks, log_point(best.model)).model
        numbers = numbers_of(model, weeks)
        # A millionth over the edge is the search's, not the law's.
        if all(
            abs(numbers[one] - given[one].value) <= given[one].half * (1 + 1e-4)
            for one in REPEAT_KEYS
        ):
            models.append(model)
    return models


def log_point(model: BgNbd) -> Floats:
    """The logarithms of r, alpha, a, b."""
    return np.log([model.r, model.alpha, model.a, model.b])


def _model(point: Floats) -> BgNbd:
    inside = zip(np.exp(point), BOUNDS.values(), strict=True)
    return BgNbd(*(float(np.clip(value, *bounds)) for value, bounds in inside))


def _descend(
    target: Mapping[str, float],
    weights: Mapping[str, float],
    weeks: float,
    start: Floats,
    steps: int = 400,
) -> tuple[Floats, float]:
    """Least squares of the logarithms of four numbers: the point and what is left there."""
    low, high = (np.log([pair[k] for pair in BOUNDS.values()]) for k in (0, 1))
    wanted = np.array([target[name] for name in REPEAT_KEYS])
    weight = np.array([weights[name] for name in REPEAT_KEYS])

    def apart(point: Floats) -> Floats:
        with np.errstate(all="ignore"):
            numbers = np.array(list(numbers_of(_model(point), weeks).values()))
            logs = np.log(np.maximum(numbers, 1e-12) / wanted)
        # Far out, where a series overflows, is far off.
        return np.asarray(weight * np.nan_to_num(logs, nan=30.0, posinf=30.0, neginf=-30.0))

    inside = np.clip(start, low + 1e-3, high - 1e-3)
    end = least_squares(
        apart, inside, bounds=(low, high), xtol=1e-13, ftol=1e-13, gtol=1e-13, max_nfev=steps
    )
    return np.asarray(end.x), float(end.cost)
