"""Intervals that keep their word: means, ratios, shares, their differences, several at once.

Every function takes independent replications along the first axis. What each of them covers, and
from how many replications on, is measured by `sim.study.coverage` and written in
docs/intervals.md; a method that did not keep its word there is not here.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

CONFIDENCE = 0.95
RESAMPLES = 1_999  # (RESAMPLES + 1) 0.025 is a whole number: the ends are order statistics
BOOTSTRAP_FROM = 10  # replications below which the studentised bootstrap is refused
STEADY = 0.1  # standard error of a denominator, relative to it
EXACT = 1e-12  # relative; sums of fen turned into yuan agree to this and no better
ALIKE = 1e-9  # what correlations of columns that follow from each other may lack to one
STILL = 1e-7  # by what part of itself a difference may seem to vary that does not: by rounding
MOMENTS = 10_000  # draws behind a simultaneous critical value; Monte Carlo error 1 %, of three
# replications 2.4 %


class Interval(NamedTuple):
    """An estimate with its 95 % interval, each of shape (quantities,); NaN where undefined."""

    centre: Floats
    low: Floats
    high: Floats


def never_varies(differences: Floats) -> npt.NDArray[np.bool_]:
    """Is a difference the same in every replication, but for rounding? Shape (quantities,)."""
    return np.asarray(np.ptp(differences, axis=0) <= STILL * np.abs(differences[0]))


def may_be_luck(differences: Floats, family: int = 1) -> npt.NDArray[np.bool_]:
    """Is a difference from nothing the same in so few replications that it may be luck?

    Counts that differ by one in both of two replications have no spread, and yet say next to
    nothing. In two worlds of one law, each with luck of its own beside what they share, no
    difference is likelier than none (Cauchy and Schwarz). So the chance that all of n replications
    differ by the same, but not by nothing, is largest where none, one more and one less are equally
    likely: 2 / 3^n, 22 % of two and 2.5 % of four. Of `family` differences one or another does
    so with at most that many times the chance, which must not exceed 5 %.

    Nothing in every replication is no such case. Shape (quantities,); false where undefined.
    """
    enough_of_them = 2.0 * family * 3.0 ** -len(differences) <= 1.0 - CONFIDENCE
    some = (differences != 0.0).any(axis=0)
    return np.asarray(never_varies(differences) & some & (not enough_of_them))


def possible(found: Interval, lowest: Floats | float, highest: Floats | float) -> Interval:
    """The part of an interval in which its quantity can lie: shares differ by at most one.

    The truth lies between `lowest` and `highest`, so what is cut off never held it: the interval
    holds it exactly as often as before. The estimate stays, and so does NaN.
    """
    low, high = np.maximum(found.low, lowest), np.minimum(found.high, highest)
    return Interval(found.centre, low, high)


def t_quantile(degrees: npt.ArrayLike) -> Floats:
    """Two-sided 95 % quantile of Student's t; NaN for no degrees of freedom."""
    degrees = np.asarray(degrees, dtype=np.float64)
    if not (degrees >= 1).any():  # one replication: a run should not wait for scipy
        return np.full(degrees.shape, np.nan)
    from scipy.special import stdtrit

    found: Floats = np.where(
        degrees >= 1, stdtrit(np.maximum(degrees, 1), (1 + CONFIDENCE) / 2), np.nan
    )
    return found


def mean_interval(samples: Floats) -> Interval:
    """Student's t interval of the mean; on differences of twin worlds, the paired t interval.

    The half width is t(0.975, n - 1) s / sqrt(n) (Law, Simulation Modeling and Analysis, section
    4.5). `samples` has shape (replications, quantities); NaN are left out, and fewer than two
    defined values leave `low` and `high` NaN.
    """
    known = ~np.isnan(samples)
    n = known.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(known, samples, 0.0).sum(axis=0) / n
        spread = np.where(known, samples - mean, 0.0)
        error = np.sqrt((spread**2).sum(axis=0) / (n - 1) / n)
    half = t_quantile(n - 1) * error
    return Interval(mean, mean - half, mean + half)


def ratio_interval(numerator: Floats, denominator: Floats) -> Interval:
    """Fieller's interval of a ratio of means, E[numerator] / E[denominator]: ROI, CAC, LTV.

    The values rho for which the mean of numerator - rho denominator is not separated from zero by
    a paired t test (Fieller, JRSS B 16(2), 1954), found as distances from the ratio so that large
    totals lose no digits. Both have shape (replications, quantities). The interval is the whole
    line where the mean denominator cannot be told from zero, and NaN where a value is NaN or there
    is only one replication.
    """
    ratio, x, rest = _linearised(numerator, denominator)
    middle, half = _fieller(x, rest, denominator - x, t_quantile(len(numerator) - 1))
    return Interval(ratio, ratio + middle - half, ratio + middle + half)


def _fieller(x: Floats, rest: Floats, dx: Floats, critical: Floats) -> tuple[Floats, Floats]:
    """Middle and half width, as distances from the ratio, of the rho a critical value allows.

    x: mean denominator; rest: numerator - ratio x denominator; dx: denominator - x. The half
    width is infinite where x cannot be told from zero.
    """
    n = len(rest)
    scale = critical**2 / (n * max(n - 1, 1))
    a = x**2 - scale * (dx**2).sum(axis=0)
    b = -scale * (rest * dx).sum(axis=0)
    c = scale * (rest**2).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        middle, half = b / a, np.sqrt(b**2 + a * c) / a
    return np.where(a <= 0.0, 0.0, middle), np.where(a <= 0.0, np.inf, half)


def share_interval(part: Floats, whole: Floats) -> Interval:
    """Interval of a share, E[part] / E[whole] with 0 <= part <= whole, that stays within [0, 1].

    Wilson's score interval (JASA 22, 1927) with Student's t and the variance of the ratio over
    replications in place of the binomial one, so that shoppers need not be independent (Korn and
    Graubard, Survey Methodology 24(2), 1998, give the same effective size to exact limits). Both
    have shape (replications, quantities). No width where the share is 0 or 1 in every
    replication; NaN as in `ratio_interval`.
    """
    n = len(part)
    share, x, rest = _linearised(part, whole)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = ((rest / x) ** 2).sum(axis=0) / (n - 1) / n
        room = share * (1.0 - share)
        w = np.where(room > 0.0, t_quantile(n - 1) ** 2 * variance / room, 0.0 * variance)
        half = np.sqrt(w * room + w**2 / 4.0)
        return Interval(
            share, (share + w / 2.0 - half) / (1 + w), (share + w / 2.0 + half) / (1 + w)
        )


def ratio_difference_interval(
    numerator: Floats, denominator: Floats, reference: tuple[Floats, Floats]
) -> Interval:
    """Interval of the difference between a ratio of means and that of its twin world.

    `reference` is (numerator, denominator) of the twin; all have shape (replications,
    quantities), row i of each being the same replication. Student's t on the paired differences of
    `ratio_terms`. Replace neither ratio by a mean of ratios: that estimates something else. NaN
    where it is the same in so few replications that it `may_be_luck`.
    """
    difference = ratio_terms(numerator, denominator) - ratio_terms(*reference)
    # A mean leaves undefined replications out; a pair that fails leaves nothing to compare.
    found = mean_interval(np.where(np.isnan(difference).any(axis=0), np.nan, difference))
    return _unless(may_be_luck(difference), found)


def _unless(untold: npt.NDArray[np.bool_], found: Interval) -> Interval:
    """An interval without ends where nothing can be told."""
    return Interval(found.centre, *(np.where(untold, np.nan, end) for end in found[1:]))


def ratio_terms(numerator: Floats, denominator: Floats) -> Floats:
    """What each replication says of a ratio of means: numbers whose mean is that ratio.

    The ratio linearised around its means (delta method; Cochran, Sampling Techniques, section
    6.5); over a fixed denominator, each replication's own ratio. Shape (replications,
    quantities); NaN where a value is NaN or the mean denominator is zero.
    """
    ratio, mean, rest = _linearised(numerator, denominator)
    fixed = (denominator == denominator[0]).all(axis=0)
    terms: Floats = np.where(fixed, numerator / mean, ratio + rest / mean)
    return terms


def _linearised(numerator: Floats, denominator: Floats) -> tuple[Floats, Floats, Floats]:
    """A ratio of means, the mean denominator, and numerator - ratio x denominator; NaN over 0."""
    total = denominator.mean(axis=0)
    mean = np.where(total == 0.0, np.nan, total)
    ratio = numerator.mean(axis=0) / mean
    return ratio, mean, numerator - ratio * denominator


def enough(denominator: Floats) -> npt.NDArray[np.bool_]:
    """Is there enough to divide by for `ratio_terms` to be trusted? Shape (quantities,).

    The standard error of the mean must be below a tenth of it (Cochran, Sampling Techniques,
    section 6.5); `denominator` has shape (replications, quantities), two replications or more.
    """
    error = denominator.std(axis=0, ddof=1) / np.sqrt(len(denominator))
    return np.asarray(error < STEADY * np.abs(denominator.mean(axis=0)))


def variance_factor(ours: Floats, theirs: Floats) -> Floats:
    """How many times less variance a paired difference has than one between independent seeds.

    (var ours + var theirs) / var(ours - theirs) over replications, shape (quantities,); both have
    shape (replications, quantities). NaN where undefined, and where the difference never varies
    by more than the rounding of its two sides.
    """
    found = np.full(ours.shape[1], np.nan)
    if len(ours) < 2:
        return found
    alone = ours.var(axis=0, ddof=1) + theirs.var(axis=0, ddof=1)
    paired = (ours - theirs).var(axis=0, ddof=1)
    rounding = EXACT * np.maximum(np.abs(ours), np.abs(theirs)).max(axis=0)
    np.divide(alone, paired, out=found, where=paired > rounding**2)
    return found


def studentised_interval(samples: Floats) -> Interval:
    """Studentised (bootstrap-t) interval of the mean, for KPIs that lean to one side.

    Ends are set by the bootstrap distribution of (mean* - mean) / error*, so that each end errs
    about equally often (Efron and Tibshirani, An Introduction to the Bootstrap, section 12.5).
    `samples` has shape (replications, quantities); NaN where any replication is undefined.

    Raises:
        ValueError: there are fewer replications than `BOOTSTRAP_FROM`.
    """
    mean, error = samples.mean(axis=0), samples.std(axis=0, ddof=1) / np.sqrt(len(samples))
    lower, upper = _bootstrap_t(samples - mean, "mean_interval")
    return Interval(mean, mean - upper * error, mean - lower * error)


def studentised_ratio_interval(numerator: Floats, denominator: Floats) -> Interval:
    """Studentised bootstrap interval of a ratio of means: ROI or CAC, where the side matters.

    Fieller's interval (`ratio_interval`) with the bootstrap's critical values of the pivot, one
    for each end, in place of Student's t (Hwang, Statistica Sinica 5, 1995). Shapes as there, and
    so is where it is the whole line or NaN.

    Raises:
        ValueError: there are fewer replications than `BOOTSTRAP_FROM`.
    """
    ratio, x, rest = _linearised(numerator, denominator)
    lower, upper = _bootstrap_t(rest, "ratio_interval")
    # As rho grows the pivot falls, or rises where the mean denominator is negative.
    lower, upper = np.where(x < 0.0, -upper, lower), np.where(x < 0.0, -lower, upper)
    ends = []
    for critical in (upper, lower):
        middle, half = _fieller(x, rest, denominator - x, critical)
        ends.append(ratio + middle - np.sign(critical) * half)
    return Interval(ratio, *ends)


def _bootstrap_t(centred: Floats, instead: str) -> tuple[Floats, Floats]:
    """The 2.5 and 97.5 % quantiles of bootstrapped mean / error; `centred` has mean zero.

    Raises:
        ValueError: there are fewer replications than `BOOTSTRAP_FROM`; `instead` does with fewer.
    """
    from sim.statistics.resampling import studentised_errors

    n = len(centred)
    if n < BOOTSTRAP_FROM:
        needs = f"the studentised bootstrap needs {BOOTSTRAP_FROM} replications or more, not {n}"
        raise ValueError(f"{needs}: use {instead}")
    errors = np.sort(studentised_errors(np.ascontiguousarray(centred), RESAMPLES), axis=0)
    rank = round((RESAMPLES + 1) * (1 - CONFIDENCE) / 2)
    return errors[rank - 1], errors[-rank]


def simultaneous_intervals(differences: Floats) -> Interval:
    """Intervals of several policies against one reference that hold all at once in 95 %.

    `differences` has shape (replications, policies): twin-world differences from the same
    reference. The half width is c s / sqrt(n), where c is the 95 % quantile of the largest |t| of
    normal samples with the policies' own correlation: Dunnett's idea (JASA 50, 1955) without his
    equal variances (max-t; Westfall and Young, Resampling-Based Multiple Testing, 1993). A policy
    that is undefined in some replication has NaN and does not count; one that differs by the
    same amount in every replication has no width, or no ends where that `may_be_luck`.
    """
    n = len(differences)
    defined = ~np.isnan(differences).any(axis=0)
    found = mean_interval(np.where(defined, differences, np.nan))
    spread = np.zeros(differences.shape[1]) if n < 2 else differences.std(axis=0, ddof=1)
    moving = defined & ~never_varies(differences)
    differing = defined & (differences != 0.0).any(axis=0)
    found = _unless(may_be_luck(differences, int(differing.sum())), found)
    if not moving.any():
        return found
    half = np.where(moving, critical_max_t(differences[:, moving]), 0.0) * spread / np.sqrt(n)
    low, high = found.centre - half, found.centre + half
    return Interval(
        found.centre, np.where(moving, low, found.low), np.where(moving, high, found.high)
    )


def critical_max_t(differences: Floats) -> float:
    """The 95 % quantile of max |t| over columns, shape (replications, columns), all with spread."""
    from sim.statistics.resampling import normal_moments

    n, columns = differences.shape
    if columns == 1:
        return float(t_quantile(n - 1))
    means, factors = normal_moments(columns, n - 1, MOMENTS)
    value, vector = np.linalg.eigh(np.corrcoef(differences.T))
    if value[-1] > (1.0 - ALIKE) * columns:
        # Each column follows from any other, as with two replications: all have the same |t|,
        # and so few degrees that what is drawn would miss its quantile by a tenth.
        return float(t_quantile(n - 1))
    # The symmetric root: there is one of it, where the sign of a vector is the processor's choice.
    root = (vector * np.sqrt(np.maximum(value, 0.0))) @ vector.T
    variance = (np.matmul(root, factors) ** 2).sum(axis=2) / (n - 1)
    largest = np.abs(means @ root.T / np.sqrt(variance)).max(axis=1)
    return float(np.quantile(largest, CONFIDENCE))
