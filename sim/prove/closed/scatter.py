"""How far repeat orders scatter between people: pairs of orders, and the variance they make.

Pairs are E[X (X - 1)], the mean number of ordered pairs of somebody's orders: the variance is pairs
+ mean - mean^2. What a sample says of it is too little where one buyer in thousands makes most of
the orders, or where hardly anybody has bought yet. Weeks throughout, models as elsewhere here.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy.special import betainc, betaln

from sim.prove.closed.pareto_nbd import ParetoNbd
from sim.study.fit.btyd import BgNbd

_NODES = 20_001  # of the trapezoids below, which are right to half a percent at worst
_SMALL = 1e-6  # share of the smallest scale below which a function is its limit


def variance(mean: Any, pairs: Any) -> Any:
    """Variance of a number of orders, of one or of each of many people."""
    return mean + pairs - mean**2


def bg_pairs(model: BgNbd, t: float, spared: int = 1) -> float:
    """Pairs of repeat orders in `t` weeks, where everybody may drop out after an order.

    spared: orders somebody must have survived to make two: 1 in the BG/NBD, 2 in the MBG/NBD.
    With rate L and dropout chance p a pair is made at u < v at the rate L^2 (1 - p)^spared
    exp(-L p v). Over rates this makes 2 (1 - p)^spared / p^2 times P(two or more arrivals, were
    they slowed by p), and over chances an integral, taken in log p.
    """
    r, alpha, a, b = model.r, model.alpha, model.a, model.b + spared
    at_zero = r * (r + 1.0) / 2.0 * (t / alpha) ** 2
    least = _SMALL * min(1.0, alpha / t) / (r + 1.0)
    logs = np.linspace(math.log(least), 0.0, _NODES)[:-1]  # nobody of chance one makes a pair
    p = np.exp(logs)
    weight = np.exp(a * logs + (b - 1.0) * np.log1p(-p) - betaln(a, b))
    values = betainc(2.0, r, p * t / (alpha + p * t)) / p**2 * weight
    over = float(np.trapezoid(values, logs)) + at_zero * float(betainc(a, b, least))
    survived = math.exp(betaln(a, b) - betaln(a, model.b))
    return 2.0 * survived * over


def pareto_pairs(model: ParetoNbd, t: float) -> float:
    """Pairs of repeat orders in `t` weeks of somebody with a lifetime: E[L^2] E[lived^2]."""
    least = _SMALL * min(t, model.beta / (model.s + 1.0))
    logs = np.linspace(math.log(least), math.log(t), _NODES)
    lived = np.exp(2.0 * logs - model.s * np.log1p(np.exp(logs) / model.beta))
    squared = 2.0 * float(np.trapezoid(lived, logs))
    return model.r * (model.r + 1.0) / model.alpha**2 * squared
