"""Pareto/NBD: customers buy at constant rates until the end of an unseen lifetime.

Schmittlein, Morrison and Colombo (1987), Counting Your Customers, Management Science 33(1).
Likelihood and expectations as derived by Fader and Hardie (2005), A Note on Deriving the Pareto/NBD
Model and Related Expressions. Conventions and units are those of `sim.study.fit.btyd`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, roots_legendre

from sim.study.fit.cohort import Histories, distinct
from sim.study.fit.maximise import Maximum, maximise_over
from sim.study.fit.orders import Floats, Ints

BOUNDS = {"r": (1e-3, 1e3), "alpha": (1e-3, 1e4), "s": (1e-3, 1e3), "beta": (1e-3, 1e4)}
STARTS = ((0.5, 0.6, 12.0), (1.5, 0.3, 30.0))
_NODES, _LEGENDRE = roots_legendre(48)
PLACES, WEIGHTS = (_NODES + 1) / 2, _LEGENDRE / 2  # Gauss-Legendre on 0..1
AT_ONCE = (
    1024  # histories whose places fit a processor's cache; more at once take four times longer
)


@dataclass(frozen=True)
class ParetoNbd:
    """Purchase rates are gamma(r, alpha weeks), dropout rates are gamma(s, beta weeks)."""

    r: float
    alpha: float
    s: float
    beta: float


def _lost_against_alive(model: ParetoNbd, x: Ints, t_x: Floats, observed: Floats) -> Floats:
    """Log odds of having dropped out between the last order and now; -inf if it was just now."""
    parts = [slice(at, at + AT_ONCE) for at in range(0, len(x), AT_ONCE)]
    return np.concatenate([_odds(model, x[one], t_x[one], observed[one]) for one in parts])


def _odds(model: ParetoNbd, x: Ints, t_x: Floats, observed: Floats) -> Floats:
    """The same, of a few histories.

    The odds are the integral over y from t_x to T of
    s ((alpha + T) / (alpha + y))^(r + x) ((beta + T) / (beta + y))^s / (beta + y). The note writes
    it as hypergeometric functions, whose values are lost, or take minutes, at large parameters.
    Here it is summed, in u = log(c + y) with c the smaller of alpha and beta, at places that follow
    the exponential fall of the integrand where it begins.
    """
    r, alpha, s, beta = model.r, model.alpha, model.s, model.beta
    c, d = min(alpha, beta), max(alpha, beta)
    near, far = (r + x, s + 1) if alpha <= beta else (np.full(len(x), s + 1), r + x)
    span = np.log(c + observed) - np.log(c + t_x)
    fall = near - 1 + far * (c + t_x) / (d + t_x)
    fall = np.where(np.abs(fall * span) > 1e-6, fall, 1e-6 / np.maximum(span, 1e-300))
    reach = -np.expm1(-fall * span)
    left = np.log1p(-np.outer(reach, PLACES))  # log of exp(-fall u) at the places
    u = -left / fall[:, None]
    y = (c + t_x)[:, None] * np.exp(u) - c
    behind = np.log(d + y) - np.log(d + t_x)[:, None]
    heights = -(np.asarray(near)[:, None] - 1) * u - np.reshape(far, (-1, 1)) * behind - left
    with np.errstate(divide="ignore"):
        width = np.log(s * (c + t_x) * reach / fall) - np.log(beta + t_x)
        area = np.log(np.exp(heights) @ WEIGHTS)
    silence = (r + x) * np.log((alpha + observed) / (alpha + t_x)) + s * np.log(
        (beta + observed) / (beta + t_x)
    )
    return np.asarray(width + area + silence)


def log_likelihood(model: ParetoNbd, x: Ints, t_x: Floats, observed: Floats) -> Floats:
    """Log-likelihood of each customer, shape (customers,)."""
    r, alpha, s, beta = model.r, model.alpha, model.s, model.beta
    still_alive = (
        gammaln(r + x)
        - gammaln(r)
        + r * np.log(alpha)
        - (r + x) * np.log(alpha + observed)
        + s * (np.log(beta) - np.log(beta + observed))
    )
    return np.asarray(still_alive + np.logaddexp(0.0, _lost_against_alive(model, x, t_x, observed)))


def alive(model: ParetoNbd, x: Ints, t_x: Floats, observed: Floats) -> Floats:
    """P(alive at T | x, t_x, T = observed), shape (customers,)."""
    return np.exp(-np.logaddexp(0.0, _lost_against_alive(model, x, t_x, observed)))


def _weeks_alive(s: float, beta: Floats, t: Floats) -> Floats:
    """Expected weeks of life within the next `t`, dropout rates being gamma(s, beta)."""
    passed = np.log1p(t / beta)
    # s = 1 is a removable zero over zero.
    share = passed if abs(s - 1) < 1e-9 else -np.expm1(-(s - 1) * passed) / (s - 1)
    return np.asarray(beta * share)


def expected_repeats(model: ParetoNbd, t: Floats) -> Floats:
    """E[X(t)], repeat orders of a new customer in the first `t` weeks."""
    beta = np.array([model.beta])
    return model.r / model.alpha * _weeks_alive(model.s, beta, np.asarray(t, dtype=np.float64))


def conditional_repeats(
    model: ParetoNbd, t: Floats, x: Ints, t_x: Floats, observed: Floats
) -> Floats:
    """E[Y(t) | x, t_x, T = observed], repeat orders in the next `t` weeks."""
    rate = (model.r + x) / (model.alpha + observed)
    weeks = _weeks_alive(model.s, model.beta + observed, np.asarray(t))
    return np.asarray(rate * weeks * alive(model, x, t_x, observed))


def fit_paretonbd(x: Ints, t_x: Floats, observed: Floats) -> Maximum:
    """Maximum likelihood estimate of (r, alpha, s, beta) with standard errors; as `fit_bgnbd`."""

    def each(point: Floats, of: Histories) -> Floats:
        return log_likelihood(ParetoNbd(*point), of.x, of.t_x, of.observed)

    rate = x.sum() / observed.sum()
    starts = [(r, r / rate, s, beta) for r, s, beta in STARTS]
    return maximise_over(distinct(x, t_x, observed), each, starts, BOUNDS)
