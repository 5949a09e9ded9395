"""What differs between shoppers: drawn once, at birth, each trait at its own address."""

from __future__ import annotations

import math

from sim.behaviour.draws import beta, gamma
from sim.randomness import address as at
from sim.randomness.philox import uniform
from sim.science import science

QUARTERS = 96  # of an hour in a day
LAWS = ("bgnbd", "mbgnbd", "paretonbd", "sbg")  # order laws, by number
BG_NBD, MBG_NBD, PARETO_NBD, SBG = range(4)


@science
def purchase_rate(seed: int, replication: int, uid: int, r: float, alpha_weeks: float) -> float:
    """Repeat orders a day: gamma(r, alpha) in weeks (BG/NBD, Fader, Hardie and Lee 2005, eq. 1)."""
    return gamma(seed, replication, uid, at.RATE, 0, r) / alpha_weeks / 7.0


@science
def order_rate(
    seed: int, replication: int, uid: int, law: int, r: float, alpha_weeks: float, period: float
) -> float:
    """Repeat orders a day under an order law; a subscription orders once every `period` days."""
    if law == SBG:
        return 1.0 / period
    return purchase_rate(seed, replication, uid, r, alpha_weeks)


@science
def dropout_chance(seed: int, replication: int, uid: int, a: float, b: float) -> float:
    """Chance to stop buying after an order: beta(a, b) (BG/NBD, eq. 2)."""
    return beta(seed, replication, uid, at.DROPOUT_A, at.DROPOUT_B, a, b)


@science
def stopping(
    seed: int,
    replication: int,
    uid: int,
    law: int,
    a: float,
    b: float,
    s: float,
    beta_weeks: float,
) -> float:
    """What ends a shopper's buying: a chance after an order, or (Pareto/NBD) a hazard a day.

    The hazard is gamma(s, beta) in weeks (Schmittlein, Morrison and Colombo 1987).
    """
    if law == PARETO_NBD:
        return gamma(seed, replication, uid, at.DROPOUT_A, 0, s) / beta_weeks / 7.0
    return dropout_chance(seed, replication, uid, a, b)


@science
def spend_rate(seed: int, replication: int, uid: int, q: float, v: float) -> float:
    """Rate of a shopper's order values, 1/yuan: gamma(q, v) (Fader and Hardie 2013)."""
    return gamma(seed, replication, uid, at.SPEND, 0, q) / v


@science
def share_trait(
    seed: int, replication: int, uid: int, first: int, second: int, mean: float, spread: float
) -> float:
    """A trait between 0 and 1: beta with the given mean and concentration a + b = spread."""
    return beta(seed, replication, uid, first, second, mean * spread, (1.0 - mean) * spread)


@science
def scale_trait(
    seed: int, replication: int, uid: int, mechanism: int, mean: float, shape: float
) -> float:
    """A positive trait: gamma with the given mean and shape."""
    return mean * gamma(seed, replication, uid, mechanism, 0, shape) / shape


@science
def preferred_hour(seed: int, replication: int, uid: int, centre: float, spread: float) -> int:
    """When a shopper likes to read, in quarters of an hour from 0 to 95: normal, wrapped at 24."""
    w0, w1, _, _ = at.draw(seed, replication, uid, at.HOUR, 0)
    normal = math.sqrt(-2.0 * math.log(uniform(w0))) * math.cos(6.283185307179586 * uniform(w1))
    return int(4.0 * (centre + spread * normal) + 0.5) % QUARTERS
