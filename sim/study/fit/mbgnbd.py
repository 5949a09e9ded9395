"""MBG/NBD: BG/NBD whose customers may also stop right after their first order.

Batislam, Denizel and Filiztekin (2007), Empirical validation and comparison of models for customer
base analysis, International Journal of Research in Marketing 24(3); the same model is the CBG/NBD
of Hoppe and Wagner (2007), Marketing JRM 3(2). Conventions and units are those of
`sim.study.fit.btyd`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betaln, gammaln

from sim.study.fit.btyd import repeats_of_the_living
from sim.study.fit.cohort import Histories, distinct
from sim.study.fit.maximise import Maximum, maximise_over
from sim.study.fit.orders import Floats, Ints

BOUNDS = {"r": (1e-3, 1e3), "alpha": (1e-3, 1e4), "a": (1e-3, 1e3), "b": (1e-3, 1e3)}
STARTS = ((0.5, 0.9, 1.6), (1.0, 1.0, 3.0), (3.0, 0.1, 1.0))


@dataclass(frozen=True)
class MbgNbd:
    """Purchase rates are gamma(r, alpha weeks), dropout after any order is beta(a, b)."""

    r: float
    alpha: float
    a: float
    b: float


def _lost_against_alive(model: MbgNbd, x: Ints, t_x: Floats, observed: Floats) -> Floats:
    """Log odds of having dropped out right after the last order seen."""
    silence = np.log(model.alpha + observed) - np.log(model.alpha + t_x)
    return np.asarray(np.log(model.a) - np.log(model.b + x) + (model.r + x) * silence)


def log_likelihood(model: MbgNbd, x: Ints, t_x: Floats, observed: Floats) -> Floats:
    """Log-likelihood of each customer, shape (customers,)."""
    r, alpha, a, b = model.r, model.alpha, model.a, model.b
    still_alive = (
        gammaln(r + x)
        - gammaln(r)
        + r * np.log(alpha)
        - (r + x) * np.log(alpha + observed)
        + betaln(a, b + x + 1)
        - betaln(a, b)
    )
    return np.asarray(still_alive + np.logaddexp(0.0, _lost_against_alive(model, x, t_x, observed)))


def alive(model: MbgNbd, x: Ints, t_x: Floats, observed: Floats) -> Floats:
    """P(alive at T | x, t_x, T = observed), shape (customers,)."""
    return np.exp(-np.logaddexp(0.0, _lost_against_alive(model, x, t_x, observed)))


def expected_repeats(model: MbgNbd, t: Floats) -> Floats:
    """E[X(t)], repeat orders of a new customer in the first `t` weeks."""
    stays = model.b / (model.a + model.b)
    return stays * repeats_of_the_living(model.r, model.alpha, model.a, model.b + 1, t)


def conditional_repeats(model: MbgNbd, t: Floats, x: Ints, t_x: Floats, observed: Floats) -> Floats:
    """E[Y(t) | x, t_x, T = observed], repeat orders in the next `t` weeks."""
    living = repeats_of_the_living(model.r + x, model.alpha + observed, model.a, model.b + x + 1, t)
    return living * alive(model, x, t_x, observed)


def fit_mbgnbd(x: Ints, t_x: Floats, observed: Floats) -> Maximum:
    """Maximum likelihood estimate of (r, alpha, a, b) with standard errors; as `fit_bgnbd`."""

    def each(point: Floats, of: Histories) -> Floats:
        return log_likelihood(MbgNbd(*point), of.x, of.t_x, of.observed)

    rate = x.sum() / observed.sum()
    starts = [(r, r / rate, a, b) for r, a, b in STARTS]
    return maximise_over(distinct(x, t_x, observed), each, starts, BOUNDS)
