"""Variates have their distributions, at any shape."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.behaviour import draws
from sim.randomness import address as at

N = 20_000
UIDS = range(N)


@pytest.mark.parametrize("shape", [0.05, 0.243, 0.9, 1.0, 3.74, 40.0])
def test_gamma(shape: float) -> None:
    """Gamma variates follow the gamma distribution, below and above shape one."""
    values = [draws.gamma(7, 0, uid, at.RATE, 0, shape) for uid in UIDS]
    assert stats.kstest(values, stats.gamma(shape).cdf).pvalue > 0.001


@pytest.mark.parametrize(("a", "b"), [(0.793, 2.426), (0.2, 0.3), (30.0, 2.0)])
def test_beta(a: float, b: float) -> None:
    """Beta variates follow the beta distribution."""
    values = [draws.beta(7, 0, uid, at.DROPOUT_A, at.DROPOUT_B, a, b) for uid in UIDS]
    assert stats.kstest(values, stats.beta(a, b).cdf).pvalue > 0.001


@pytest.mark.parametrize(("a", "b"), [(0.001, 0.001), (0.003, 0.001), (0.0015, 0.0035)])
def test_beta_of_tiny_shapes(a: float, b: float) -> None:
    """Where both gammas are too small for a number, each end still has its share."""
    values = np.array([draws.beta(7, 0, uid, at.DROPOUT_A, at.DROPOUT_B, a, b) for uid in UIDS])
    law = stats.beta(a, b)
    for low, high in ((-1.0, 1e-6), (1e-6, 0.5), (0.5, 1.0 - 1e-6), (1.0 - 1e-6, 1.0)):
        found, chance = ((low < values) & (values <= high)).mean(), law.cdf(high) - law.cdf(low)
        assert abs(found - chance) <= 4.0 * np.sqrt(chance * (1.0 - chance) / N)


@pytest.mark.parametrize("mean", [0.0, 0.3, 5.0, 16.0, 70.0])
def test_poisson(mean: float) -> None:
    """Poisson counts have the distribution's mean and variance, in any number of pieces."""
    counts = np.array([draws.poisson(7, 0, uid, at.ARRIVALS, 3, mean) for uid in UIDS])
    tolerance = 4.5 * np.sqrt(max(mean, 1e-9) / N)
    assert abs(counts.mean() - mean) <= tolerance
    assert abs(counts.var() - mean) <= 4.5 * np.sqrt(2 * mean**2 / N + mean / N) + 1e-12


def test_geometric() -> None:
    """A geometric count is at least one and has its mean."""
    uniforms = (np.arange(N) + 0.5) / N
    counts = np.array([draws.geometric(float(u), 5.0) for u in uniforms])
    assert counts.min() == 1
    assert counts.mean() == pytest.approx(5.0, rel=0.01)
    assert draws.geometric(0.5, 1.0) == 1
