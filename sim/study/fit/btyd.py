"""BG/NBD: how customers buy again until they silently stop.

Equation numbers are those of Fader, Hardie and Lee (2005), "Counting Your Customers" the Easy
Way: An Alternative to the Pareto/NBD Model, Marketing Science 24(2). Time is in weeks.
Conventions: x repeat orders, the last at t_x weeks after the first order, observed for T
weeks (`observed`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, betaln, gammaln, hyp2f1

from sim.study.fit.cohort import Histories, distinct
from sim.study.fit.maximise import Maximum, maximise_over
from sim.study.fit.orders import Floats, Ints

# The ranges `sim.config.shoppers.Repeat` accepts: a fit outside could not be simulated.
BOUNDS = {"r": (1e-3, 1e3), "alpha": (1e-3, 1e4), "a": (1e-3, 1e3), "b": (1e-3, 1e3)}
STARTS = ((0.3, 0.5, 2.0), (1.0, 1.0, 3.0), (0.3, 0.1, 0.3), (3.0, 0.05, 1.0))


@dataclass(frozen=True)
class BgNbd:
    """Purchase rates are gamma(r, alpha weeks), dropout after a repeat order is beta(a, b)."""

    r: float
    alpha: float
    a: float
    b: float


def log_likelihood(model: BgNbd, x: Ints, t_x: Floats, observed: Floats) -> Floats:
    """Log-likelihood of each customer, shape (customers,); equation 6.

    Written as A1 A2 (A3 + A4) in logarithms, so that no power over- or underflows.
    """
    r, alpha, a, b = model.r, model.alpha, model.a, model.b
    repeats, place = np.unique(x, return_inverse=True)
    ways = (
        gammaln(r + repeats)
        - gammaln(r)
        + r * np.log(alpha)
        + betaln(a, b + repeats)
        - betaln(a, b)
    )
    still_alive = -(r + x) * np.log(alpha + observed)
    again = np.maximum(x, 1)  # dropout needs a repeat order; rows with x = 0 are masked below
    lost = np.log(a) - np.log(b + again - 1) - (r + x) * np.log(alpha + t_x)
    both = np.where(x > 0, np.logaddexp(still_alive, lost), still_alive)
    return np.asarray(ways[place] + both)


def repeats_of_the_living(
    r: ArrayLike, alpha: ArrayLike, a: float, b: ArrayLike, t: ArrayLike
) -> Floats:
    """Expected orders in `t` weeks of somebody alive now, who may drop out after each of them.

    The mean of (1 - exp(-rate t p)) / p over rates gamma(r, alpha) and dropout chances p
    beta(a, b), as in the numerator of equation 10. The printed hypergeometric function overflows
    for heavy buyers, its Euler transform where all customers drop out alike (a large `a`). Each is
    bounded where the other is not. Arguments broadcast against each other.
    """
    r, alpha, b, t = (np.asarray(one, dtype=np.float64) for one in (r, alpha, b, t))
    # a = 1 is a removable zero over zero; a step of 1e-7 moves the value by as little.
    a = 1 + 1e-7 if abs(a - 1) < 1e-7 else a
    z = t / (alpha + t)
    printed = r < a - 1
    power = np.where(printed, r, a - 1)
    series = hyp2f1(np.where(printed, r, a + b - 1 - r), np.where(printed, b, a - 1), a + b - 1, z)
    return np.asarray((a + b - 1) / (a - 1) * (1 - (1 - z) ** power * series))


def expected_repeats(model: BgNbd, t: Floats) -> Floats:
    """E[X(t)], repeat orders of a new customer in the first `t` weeks; equation 9."""
    return repeats_of_the_living(model.r, model.alpha, model.a, model.b, t)


def alive(model: BgNbd, x: Ints, t_x: Floats, observed: Floats) -> Floats:
    """P(alive at T | x, t_x, T = observed), shape (customers,).

    Fader, Hardie and Lee (2008), Computing P(alive) Using the BG/NBD Model. A customer without
    a repeat order is alive for certain: dropout happens at repeat orders only.
    """
    again = np.maximum(x, 1)
    log_odds = (
        np.log(model.a)
        - np.log(model.b + again - 1)
        + (model.r + x) * (np.log(model.alpha + observed) - np.log(model.alpha + t_x))
    )
    return np.where(x > 0, np.exp(-np.logaddexp(0.0, log_odds)), 1.0)


def conditional_repeats(model: BgNbd, t: Floats, x: Ints, t_x: Floats, observed: Floats) -> Floats:
    """E[Y(t) | x, t_x, T = observed], repeat orders in the next `t` weeks; equation 10."""
    living = repeats_of_the_living(model.r + x, model.alpha + observed, model.a, model.b + x, t)
    return living * alive(model, x, t_x, observed)


def repeats_pmf(model: BgNbd, k: Ints, t: float) -> Floats:
    """P(X(t) = k), repeat orders of a new customer in `t` weeks; equation 8.

    The sum in the equation is a negative binomial tail, a regularised incomplete beta function.
    """
    r, alpha, a, b = model.r, model.alpha, model.a, model.b
    k = np.asarray(k)
    share = t / (alpha + t)
    count = gammaln(r + k) - gammaln(r) - gammaln(k + 1) + k * np.log(share)
    none = r * np.log(alpha / (alpha + t))
    alive_at_t = np.exp(betaln(a, b + k) - betaln(a, b) + count + none)
    again = np.maximum(k, 1)
    at_least = betainc(again, r, share)
    dropped = np.exp(betaln(a + 1, b + again - 1) - betaln(a, b)) * at_least
    return np.asarray(alive_at_t + np.where(k > 0, dropped, 0.0))


def fit_bgnbd(x: Ints, t_x: Floats, observed: Floats) -> Maximum:
    """Maximum likelihood estimate of (r, alpha, a, b) with standard errors.

    Args:
        x: repeat orders, shape (customers,), at least one above zero.
        t_x: weeks from first to last order, shape (customers,).
        observed: weeks from first order to the last day seen (T), shape (customers,).
    """

    def each(point: Floats, of: Histories) -> Floats:
        return log_likelihood(BgNbd(*point), of.x, of.t_x, of.observed)

    rate = x.sum() / observed.sum()
    starts = [(r, r / rate, a, b) for r, a, b in STARTS]
    return maximise_over(distinct(x, t_x, observed), each, starts, BOUNDS)
