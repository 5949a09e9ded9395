"""MBG/NBD: BG/NBD in which a customer may be lost right after the first order too.

Batislam, Denizel and Filiztekin (2007), Empirical validation and comparison of models for customer
base analysis, International Journal of Research in Marketing 24(3). Time in weeks; purchase rates
are gamma(r, alpha), the chance to be lost after each order is beta(a, b).
"""

from __future__ import annotations

import numpy as np
from scipy.special import betainc, betaln, gammaln, hyp2f1

from sim.study.fit.btyd import BgNbd


def expected_repeats(model: BgNbd, t: float) -> float:
    """E[X(t)], repeat orders of a new customer in `t` weeks."""
    r, alpha, a, b = model.r, model.alpha, model.a, model.b
    a = 1 + 1e-7 if abs(a - 1) < 1e-7 else a  # a removable zero over zero
    series = hyp2f1(r, b + 1, a + b, t / (alpha + t))
    return float(b / (a - 1) * (1 - (alpha / (alpha + t)) ** r * series))


def repeats_chance(model: BgNbd, k: int, t: float) -> float:
    """P(X(t) = k), repeat orders of a new customer in `t` weeks."""
    r, alpha, a, b = model.r, model.alpha, model.a, model.b
    share = t / (alpha + t)
    count = (
        gammaln(r + k) - gammaln(r) - gammaln(k + 1) + k * np.log(share) - r * np.log1p(t / alpha)
    )
    alive = np.exp(betaln(a, b + k + 1) - betaln(a, b) + count)
    made = betainc(k, r, share) if k else 1.0  # P(at least k orders, were nobody ever lost)
    return float(alive + np.exp(betaln(a + 1, b + k) - betaln(a, b)) * made)
