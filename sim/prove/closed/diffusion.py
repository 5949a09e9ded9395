"""Bass: adoption by own impulse and by word of mouth.

Bass (1969), A New Product Growth for Model Consumer Durables, Management Science 15(5).
`p` is the coefficient of innovation, `q` of imitation, both per unit of time.
"""

from __future__ import annotations

import math


def adopted(p: float, q: float, t: float) -> float:
    """F(t), share of the market that has adopted by `t`."""
    faded = math.exp(-(p + q) * t)
    return (1.0 - faded) / (1.0 + q / p * faded)


def left(p: float, q: float, t: float) -> float:
    """1 - F(t), without the digits a difference from one would lose when few are left."""
    faded = math.exp(-(p + q) * t)
    return faded * (1.0 + q / p) / (1.0 + q / p * faded)


def peak(p: float, q: float) -> float:
    """When adoption is fastest, t* = ln(q / p) / (p + q); for q > p."""
    return math.log(q / p) / (p + q)


def adopted_variance(p: float, q: float, t: float) -> float:
    """Variance of the share adopted by `t`, times the size of the market, when it is large.

    Adopters are a Markov chain with steps of one at the rate f; about its mean it is Gaussian
    (Kurtz 1971, Limit theorems for sequences of jump Markov processes, J. Applied Probability
    8(2)): dv/dt = 2 (df/dF) v + f, which f(t)^2 times the integral of dF / f^2 solves.
    """
    share, rest = adopted(p, q, t), left(p, q, t)
    if rest == 0.0:
        return 0.0
    rate, both = p + q * share, p + q
    squares = rest**2 * (q / p - q / rate) + rest * share
    mixed = rest**2 * 2.0 * q / both * math.log(rate / p / rest)
    return rate**2 * (squares + mixed) / both**2
