"""What differs between shoppers: made once, at birth, of variates at addresses of their own.

Where a variate is a gamma its shape is said, and its scale is one.
"""

from __future__ import annotations

from sim.behaviour.draws import beta_of
from sim.science import science

QUARTERS = 96  # of an hour in a day
LAWS = ("bgnbd", "mbgnbd", "paretonbd", "sbg")  # order laws, by number
BG_NBD, MBG_NBD, PARETO_NBD, SBG = range(4)


@science
def order_rate(law: int, x: float, alpha_weeks: float, period: float) -> float:
    """Repeat orders a day under an order law: gamma(r, alpha) in weeks (BG/NBD, Fader, Hardie and
    Lee 2005, eq. 1); a subscription orders once every `period` days.

    x: gamma of shape r.
    """
    return 1.0 / period if law == SBG else x / alpha_weeks / 7.0


@science
def stop_shape(law: int, a: float, s: float) -> float:
    """Shape of the first gamma that `stopping` is made of; that of the second is b."""
    return s if law == PARETO_NBD else a


@science
def stopping(law: int, x: float, y: float, beta_weeks: float) -> float:
    """What ends a shopper's buying: a chance after an order, beta(a, b) (BG/NBD, eq. 2), or
    (Pareto/NBD) a hazard a day, gamma(s, beta) in weeks (Schmittlein, Morrison and Colombo 1987).

    x, y: gammas of the shapes `stop_shape` and b.
    """
    return x / beta_weeks / 7.0 if law == PARETO_NBD else beta_of(x, y)


@science
def spend_rate(x: float, v: float) -> float:
    """Rate of a shopper's order values, 1/yuan: gamma(q, v) (Fader and Hardie 2013).

    x: gamma of shape q.
    """
    return x / v


@science
def share_trait(x: float, y: float) -> float:
    """A trait between 0 and 1: beta with the given mean and concentration a + b = spread.

    x, y: gammas of the shapes a = mean x spread and b = (1 - mean) x spread.
    """
    return beta_of(x, y)


@science
def scale_trait(x: float, mean: float, shape: float) -> float:
    """A positive trait: gamma with the given mean and shape. x: gamma of that shape."""
    return mean * x / shape


@science
def preferred_hour(deviate: float, centre: float, spread: float) -> int:
    """When a shopper likes to read, in quarters of an hour from 0 to 95: normal, wrapped at 24.

    deviate: a standard normal.
    """
    return int(4.0 * (centre + spread * deviate) + 0.5) % QUARTERS
