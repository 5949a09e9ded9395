"""Statistical tests of 32-bit words; each gives a p-value that is small for too bad or too good."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy import stats

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def two_sided(upper: float) -> float:
    """From a chance to exceed: small as well if the fit is too good to be luck."""
    return min(1.0, 2.0 * min(upper, 1.0 - upper))


def equal_frequencies(bins: Ints, count: int) -> float:
    """Pearson's chi-square: each of `count` bins is as likely as the others."""
    observed = np.bincount(bins, minlength=count)
    expected = len(bins) / count
    statistic = float(((observed - expected) ** 2).sum() / expected)
    return two_sided(float(stats.chi2.sf(statistic, count - 1)))


def pairs(first: Ints, second: Ints) -> float:
    """Pearson's chi-square of two streams side by side, by the top 6 bits of each."""
    return equal_frequencies((first >> 26) * 64 + (second >> 26), 4096)


def correlation(first: Floats | Ints, second: Floats | Ints) -> float:
    """Two streams do not correlate: r sqrt(n) is standard normal."""
    r = float(np.corrcoef(first, second)[0, 1])
    return float(2.0 * stats.norm.sf(abs(r) * math.sqrt(len(first))))


def bits_that_differ(first: Ints, second: Ints) -> float:
    """Words of two streams differ in a binomial (32, 1/2) number of bits."""
    apart = np.bitwise_count(first ^ second)
    observed = np.bincount(apart, minlength=33)
    expected = stats.binom(32, 0.5).pmf(np.arange(33)) * len(first)
    inner = slice(5, 28)  # bins of enough words; the tails are put together
    observed, expected = (
        np.array([row[:5].sum(), *row[inner], row[28:].sum()]) for row in (observed, expected)
    )
    statistic = float(((observed - expected) ** 2 / expected).sum())
    return two_sided(float(stats.chi2.sf(statistic, len(expected) - 1)))


def birthday_spacings(words: Ints, birthdays: int = 4096) -> float:
    """Marsaglia's test: equal spacings among 4,096 sorted words of 32 bits are Poisson (4)."""
    years = words[: len(words) // birthdays * birthdays].reshape(-1, birthdays)
    spacings = np.sort(np.diff(np.sort(years, axis=1), axis=1), axis=1)
    equal = int((np.diff(spacings, axis=1) == 0).sum())
    mean = len(years) * birthdays**3 / 2.0**34
    low, high = stats.poisson.cdf(equal, mean), stats.poisson.sf(equal - 1, mean)
    return float(min(1.0, 2.0 * min(low, high)))


def spread_of_flips(flips: Ints, trials: int) -> float:
    """Flips of each output bit are binomial (trials, 1/2): the squared z add up to chi-square."""
    z = (flips - trials / 2) / math.sqrt(trials / 4)
    return two_sided(float(stats.chi2.sf(float((z**2).sum()), z.size)))
