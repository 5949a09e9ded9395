"""Cascades of invitations as a Galton-Watson process with Poisson offspring.

The size of a cascade, its root included, follows the Borel distribution (Otter 1949, The
Multiplicative Process, Annals of Mathematical Statistics 20(2)). K < 1 is the mean number of
friends one member brings.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.special import gammaln

from sim.study.fit.orders import Floats, Ints

_NOTHING = 40.0  # of a logarithm: what comes after is less than the last digit of what came before


def mean_size(k: float) -> float:
    """Mean size of a cascade."""
    return 1.0 / (1.0 - k)


def size_variance(k: float) -> float:
    """Variance of the size of a cascade."""
    return k / (1.0 - k) ** 3


def variance_spread(k: float) -> float:
    """Variance of the squared distance of a size from the mean, kappa_4 + 2 kappa_2^2.

    What a sample says of this is far too low: one huge cascade in thousands makes most of it.
    Cumulants as of the generalised Poisson distribution (Consul 1989).
    """
    fourth = k * (1.0 + 8.0 * k + 6.0 * k**2) / (1.0 - k) ** 7
    return fourth + 2.0 * size_variance(k) ** 2


def size_chance(k: float, size: Ints) -> Floats:
    """P(a cascade has exactly `size` members), e^(-kn) (kn)^(n-1) / n!."""
    logarithm = -k * size + (size - 1) * np.log(k * size) - gammaln(size + 1)
    return np.asarray(np.exp(logarithm))


def size_at_least(k: float, size: int) -> float:
    """P(a cascade has `size` members or more), from the far end: a tail is small against one."""
    falls = k - 1.0 - math.log(k)  # of the log chance from one size to the next, in the end
    sizes = np.arange(size, size + math.ceil(_NOTHING / falls) + 1)
    return float(size_chance(k, sizes).sum())
