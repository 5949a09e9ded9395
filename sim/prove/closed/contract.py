"""sBG: how long contracts last when the chance to end differs between customers.

Fader and Hardie (2007), How to Project Customer Retention, Journal of Interactive Marketing 21(1).
At each renewal a customer leaves with a chance of their own, beta(alpha, beta) across customers.
"""

from __future__ import annotations

import numpy as np
from scipy.special import betaln

from sim.study.fit.orders import Floats


def survival(alpha: float, beta: float, renewals: Floats) -> Floats:
    """S(t), share still a customer after `renewals` chances to leave; equation 6."""
    return np.asarray(np.exp(betaln(alpha, beta + renewals) - betaln(alpha, beta)))


def retention(alpha: float, beta: float, renewals: Floats) -> Floats:
    """r(t) = S(t) / S(t - 1), share of those still there who renew once more; equation 8."""
    return np.asarray((beta + renewals - 1) / (alpha + beta + renewals - 1))
