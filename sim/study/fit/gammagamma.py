"""Gamma-Gamma: how much customers spend an order, and how that differs between them.

Fader and Hardie (2013), The Gamma-Gamma Model of Monetary Value. Order values within a customer
are gamma(p, nu), nu across customers is gamma(q, v); spend is taken to be independent of
frequency.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from sim.study.fit.maximise import Maximum, maximise
from sim.study.fit.orders import Floats, Ints

# The ranges `sim.config.shoppers.Spend` accepts; q > 1 so that the mean exists.
BOUNDS = {"p": (1e-2, 1e3), "q": (1.01, 1e3), "v": (1e-2, 1e6)}
STARTS = ((6.0, 4.0), (1.0, 2.0), (20.0, 10.0))


@dataclass(frozen=True)
class GammaGamma:
    """Shapes p and q are pure numbers, the scale v is in the log's currency."""

    p: float
    q: float
    v: float


def log_likelihood(model: GammaGamma, x: Ints, mean: Floats) -> Floats:
    """Log-density of the mean value of x orders, each customer, shape (customers,); eq. 1a."""
    p, q, v = model.p, model.q, model.v
    orders, place = np.unique(x, return_inverse=True)
    shapes = gammaln(p * orders + q) - gammaln(p * orders) - gammaln(q) + q * np.log(v)
    return np.asarray(
        shapes[place]
        + (p * x - 1) * np.log(mean)
        + p * x * np.log(x)
        - (p * x + q) * np.log(v + x * mean)
    )


def conditional_value(model: GammaGamma, x: Ints, mean: Floats) -> Floats:
    """Expected order value given the mean of x orders (0 orders: the population's); eq. 5."""
    return np.asarray(
        model.p * (model.v + x * mean) / (model.p * x + model.q - 1), dtype=np.float64
    )


def fit_gammagamma(x: Ints, mean: Floats) -> Maximum:
    """Maximum likelihood estimate of (p, q, v) with standard errors.

    Args:
        x: repeat orders with a value, shape (repeaters,), each at least 1.
        mean: their mean value in the log's currency, shape (repeaters,), above zero.
    """

    def total(point: Floats) -> float:
        return float(log_likelihood(GammaGamma(*point), x, mean).sum())

    middle = float(np.median(mean))
    starts = [(p, q, middle * (q - 1) / p) for p, q in STARTS]
    return maximise(total, starts, BOUNDS)
