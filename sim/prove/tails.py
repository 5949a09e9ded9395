"""How unlikely a count is, where a normal distribution does not tell.

A count of which a mean and a variance are known is binomial if it varies less than a Poisson count,
and negative binomial if it varies more: shares are the first exactly, Poisson counts lie between,
and of sums of other counts these are the laws with the same two moments.
"""

from __future__ import annotations

import math

from scipy.special import betainc, gammainc, gammaincc, ndtri

FARTHEST = -float(ndtri(5e-324))  # standard errors; no double holds a smaller chance
_ENOUGH = 100.0  # variance from which a count without much skew is as good as normal
_SKEW = 1.0 / math.sqrt(_ENOUGH)
_POISSON = 1e-9  # of variance over mean less one: nearer to it than that is it


def nearly_normal(mean: float, variance: float) -> bool:
    """Does the normal distribution tell how unlikely such a count is, to 3.5 standard errors?"""
    return variance >= _ENOUGH and abs(2.0 * variance / mean - 1.0) <= _SKEW * math.sqrt(variance)


def equivalent(seen: float, mean: float, variance: float) -> float:
    """The standard errors at which a normal tail is as unlikely as `seen` or more extreme is.

    Zero if that is no less likely than not: one of nothing much expected says nothing.

    mean, variance: of the count, both positive.
    """
    above = seen > mean
    chance = at_least(seen, mean, variance) if above else at_most(seen, mean, variance)
    size = min(FARTHEST, max(0.0, -float(ndtri(chance))))
    return size if above or not size else -size


def at_least(seen: float, mean: float, variance: float) -> float:
    """P(a count is `seen` or more)."""
    if seen <= 0.0:
        return 1.0
    over = variance / mean - 1.0
    if abs(over) < _POISSON:
        return float(gammainc(seen, mean))
    if over > 0.0:
        return float(betainc(seen, mean / over, over / (1.0 + over)))
    most = mean / -over
    return float(betainc(seen, most - seen + 1.0, -over)) if seen < most + 1.0 else 0.0


def at_most(seen: float, mean: float, variance: float) -> float:
    """P(a count is `seen` or less)."""
    if seen < 0.0:
        return 0.0
    over = variance / mean - 1.0
    if abs(over) < _POISSON:
        return float(gammaincc(seen + 1.0, mean))
    if over > 0.0:
        return float(betainc(mean / over, seen + 1.0, 1.0 / (1.0 + over)))
    most = mean / -over
    return float(betainc(most - seen, seen + 1.0, 1.0 + over)) if seen < most else 1.0
