"""Pareto/NBD: customers who buy at their own rate and die after an exponential lifetime.

Schmittlein, Morrison and Colombo (1987), Counting Your Customers, Management Science 33(1);
formulas as in Fader and Hardie (2005), A Note on Deriving the Pareto/NBD Model. Time in weeks.
Purchase rates are gamma(r, alpha), death rates gamma(s, beta). `t_x` may be an array of histories.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import gammaln, hyp2f1


@dataclass(frozen=True)
class ParetoNbd:
    """Shapes r and s are pure numbers, alpha and beta are weeks."""

    r: float
    alpha: float
    s: float
    beta: float


def expected_repeats(model: ParetoNbd, t: float) -> float:
    """E[X(t)], repeat orders of a new customer in `t` weeks; s = 1 as its limit, a logarithm."""
    rate = model.r * model.beta / model.alpha
    if abs(model.s - 1.0) < 1e-9:
        return float(rate * np.log1p(t / model.beta))
    lived = -np.expm1((model.s - 1.0) * np.log(model.beta / (model.beta + t))) / (model.s - 1.0)
    return float(rate * lived)


def none_chance(model: ParetoNbd, t: float) -> float:
    """P(X(t) = 0): no repeat order of a new customer in `t` weeks, the likelihood of just that."""
    return float(np.exp(log_likelihood(model, 0, 0.0, t)))


def log_likelihood(model: ParetoNbd, x: int, t_x: Any, observed: float) -> Any:
    """Log-likelihood of one history: x repeat orders, the last at t_x, seen for `observed` weeks.

    The two ways to have that history, alive or dead by now, are added in logarithms.
    """
    alive = -(model.r + x) * np.log(model.alpha + observed) - model.s * np.log(
        model.beta + observed
    )
    total = model.r + model.s + x
    since, until = _log_died(model, x, t_x), _log_died(model, x, observed)
    with np.errstate(divide="ignore"):  # nobody died between an order and now if that is one moment
        dead = np.log(model.s / total) + since + np.log(-np.expm1(until - since))
    with np.errstate(invalid="ignore"):  # no number where the series has none, and said so by gates
        both = np.logaddexp(alive, dead)
    ways = gammaln(model.r + x) - gammaln(model.r)
    return ways + model.r * np.log(model.alpha) + model.s * np.log(model.beta) + both


def _log_died(model: ParetoNbd, x: int, since: Any) -> Any:
    """Logarithm of the integral over deaths after `since` weeks, whose powers no double would hold
    where a shape is large; the larger of alpha and beta leads the series."""
    total = model.r + model.s + x
    if model.alpha >= model.beta:
        lead, gap, second = model.alpha, model.alpha - model.beta, model.s + 1
    else:
        lead, gap, second = model.beta, model.beta - model.alpha, model.r + x
    series = hyp2f1(total, second, total + 1, gap / (lead + since))
    return np.log(series) - total * np.log(lead + since)


def alive(model: ParetoNbd, x: int, t_x: Any, observed: float) -> Any:
    """P(alive at `observed` | x, t_x)."""
    still = (
        gammaln(model.r + x)
        - gammaln(model.r)
        + model.r * np.log(model.alpha)
        + model.s * np.log(model.beta)
        - (model.r + x) * np.log(model.alpha + observed)
        - model.s * np.log(model.beta + observed)
    )
    return np.exp(still - log_likelihood(model, x, t_x, observed))


def conditional_repeats(model: ParetoNbd, t: float, x: int, t_x: Any, observed: float) -> Any:
    """E[repeat orders in the next `t` weeks | x, t_x, observed]."""
    later = ParetoNbd(
        model.r + x, model.alpha + observed, model.s, model.beta + observed
    )  # what is known of somebody alive at `observed`
    return alive(model, x, t_x, observed) * expected_repeats(later, t)
