"""The luck of intervals, addressed: every resample has a name, so an interval never wobbles."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from sim.behaviour.draws import gamma
from sim.randomness.philox import WORD, block, uniform
from sim.science import Kinds, science, typed

Floats = npt.NDArray[np.float64]
Factors = npt.NDArray[np.float64]
Row = npt.NDArray[np.float64]
Kernel = TypeVar("Kernel", bound=Callable[..., object])

_RESAMPLE, _NORMAL, _CHI = 101 << 24, 102 << 24, 103 << 24  # beyond the codes of shoppers


def _kernel(function: Kernel) -> Kernel:
    """Compile a function over tables of numbers, rows one after the other in memory."""
    return typed(function, _kinds)


def _kinds() -> Kinds:
    from numba import float64

    from sim.science.compiling import KINDS

    return KINDS | {"Row": float64[::1], "Floats": float64[:, ::1], "Factors": float64[:, :, ::1]}


def studentised_errors(values: Floats, resamples: int) -> Floats:
    """Bootstrap copies of (mean - true mean) / standard error, shape (resamples, quantities).

    `values` has shape (n, quantities) and mean zero. Every quantity sees the same resamples. A
    resample without spread gives an infinite error, or zero where it hits the mean.
    """
    quantities = values.shape[1]
    errors = np.empty((resamples, quantities))
    _fill_errors(errors, values, np.empty(quantities), np.empty(quantities))
    return errors


@_kernel
def _fill_errors(errors: Floats, values: Floats, total: Row, squares: Row) -> None:
    """Fill in the errors; `total` and `squares` are room for one resample's sums."""
    n, quantities = values.shape
    for resample in range(len(errors)):
        total[:] = 0.0
        squares[:] = 0.0
        for place in range(n):
            word, _, _, _ = block(n & WORD, 0, resample, place, _RESAMPLE, 0)
            row = (word * n) >> 32
            for k in range(quantities):
                total[k] += values[row, k]
                squares[k] += values[row, k] * values[row, k]
        for k in range(quantities):
            mean = total[k] / n
            variance = (squares[k] - n * mean * mean) / (n - 1) / n
            if variance > 1e-12 * squares[k] / n:
                errors[resample, k] = mean / math.sqrt(variance)
            else:
                errors[resample, k] = 0.0 if mean == 0.0 else math.copysign(math.inf, mean)


@science
def _normal(quantities: int, degrees: int, d: int, k: int, j: int) -> float:
    """Standard normal variate (Box and Muller 1958) of one place of one draw."""
    w0, w1, _, _ = block(quantities, degrees, d, k, _NORMAL, j)
    return math.sqrt(-2.0 * math.log(uniform(w0))) * math.cos(2.0 * math.pi * uniform(w1))


@_kernel
def _fill(means: Floats, factors: Factors, degrees: int) -> None:
    draws, quantities, columns = factors.shape
    for d in range(draws):
        for k in range(quantities):
            means[d, k] = _normal(quantities, degrees, d, k, columns)
            for j in range(min(k, columns)):
                factors[d, k, j] = _normal(quantities, degrees, d, k, j)
            if k < columns:
                shape = (degrees - k) / 2.0
                factors[d, k, k] = math.sqrt(2.0 * gamma(quantities, degrees, d, _CHI, k, shape))


@lru_cache(maxsize=64)
def normal_moments(quantities: int, degrees: int, draws: int) -> tuple[Floats, Factors]:
    """Means and covariance factors of independent standard normal samples.

    Returns means of shape (draws, quantities) and factors F of shape (draws, quantities,
    min(quantities, degrees)) with F F' distributed as Wishart(identity, degrees) (Bartlett,
    Proceedings of the Royal Society of Edinburgh 53, 1933).
    """
    means = np.empty((draws, quantities))
    factors = np.zeros((draws, quantities, min(quantities, degrees)))
    _fill(means, factors, degrees)
    return means, factors
