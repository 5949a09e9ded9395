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


def peak(p: float, q: float) -> float:
    """When adoption is fastest, t* = ln(q / p) / (p + q); for q > p."""
    return math.log(q / p) / (p + q)


def adoption_rate(p: float, q: float, t: float) -> float:
    """f(t), share of the market that adopts per unit of time at `t`."""
    share = adopted(p, q, t)
    return (p + q * share) * (1.0 - share)
