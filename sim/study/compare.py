"""What the replications say: each KPI with its interval, and differences between twin worlds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from sim.measure.definitions import BY_KEY, KPIS
from sim.measure.ranking import HIGHER, LOWER, SAME, UNDECIDED
from sim.statistics.intervals import (
    Interval,
    enough,
    mean_interval,
    possible,
    ratio_difference_interval,
    ratio_interval,
    ratio_terms,
    share_interval,
    simultaneous_intervals,
    variance_factor,
)
from sim.study.figure import change_ends, ends
from sim.study.samples import Floats, Samples

Summary = dict[str, dict[str, float | int | None]]
"""By KPI: mean, low, high, p10, p50, p90, n."""

HEADER = (
    *("scenario", "reference", "kpi", "difference", "low", "high", "relative", "verdict"),
    "variance_factor",
)
_PERCENT = (10, 50, 90)
_KEYS = tuple(kpi.key for kpi in KPIS)


class Estimate(NamedTuple):
    """A figure and its 95 % interval by KPI, each of shape (kpis,); NaN where undefined.

    defined: replications in which the KPI is defined.
    """

    mean: Floats
    low: Floats
    high: Floats
    defined: npt.NDArray[np.int64]


def estimate(samples: Samples, kpis: Sequence[str] = _KEYS) -> Estimate:
    """Every KPI over its replications, with the interval that fits how it is defined.

    `kpis` says which are sampled; all of `KPIS` unless others are.

    A quotient is the quotient of its totals over all replications, not the mean of theirs, with
    Fieller's interval, or one that stays within [0, 1] if it is a share. A plain total (over 1)
    has the same as Student's t. A figure without a value in some replications (payback) is the
    mean over the others. An interval without bounds is NaN, and none passes what the figure can
    be (`sim.study.figure.ends`).
    """
    shares = np.array([BY_KEY[kpi].unit == "share" for kpi in kpis])
    ratio = ratio_interval(*samples)
    whole = Interval(*np.where(shares, share_interval(*samples), ratio))
    bounded = np.isfinite(ratio.low)
    gaps = np.isnan(samples.numerators).any(axis=0)
    some = mean_interval(samples.values)
    found = Interval(
        np.where(gaps, some.centre, whole.centre),
        np.where(gaps, some.low, np.where(bounded, whole.low, np.nan)),
        np.where(gaps, some.high, np.where(bounded, whole.high, np.nan)),
    )
    low, high = np.array([ends(kpi) for kpi in kpis]).T
    return Estimate(*possible(found, low, high), (~np.isnan(samples.values)).sum(axis=0))


def paired_difference(samples: Samples, reference: Samples) -> Interval:
    """The difference between twin worlds, KPI by KPI, each on its own.

    Between the quotients of totals, over paired replications. A KPI without a value in some
    replication of either world (payback) has no difference: leaving out the pairs that fail would
    compare survivors. NaN also where there is not `enough` to divide by. `samples` are of all of
    `KPIS`.
    """
    low, high = np.array([change_ends(kpi) for kpi in _KEYS]).T
    found = possible(ratio_difference_interval(*samples, reference), low, high)
    if len(samples.numerators) == 1:
        return found
    firm = enough(samples.denominators) & enough(reference.denominators)
    return Interval(found.centre, *(np.where(firm, end, np.nan) for end in found[1:]))


@dataclass(frozen=True)
class Comparison:
    """One KPI of one scenario against the reference, over paired replications.

    The intervals of all scenarios hold at once for each KPI (`simultaneous_intervals`). None where
    undefined; `reason` then is `undefined` (without a value in some replication of either world),
    `one replication`, `too few` (not `enough` to divide by), or `alike` (the same difference in so
    few replications that it `may_be_luck`). `relative` is difference / reference. `variance_factor`
    is by how much twin worlds beat independent seeds.
    The fields are `HEADER`'s, and `reason`, which the file leaves out.
    """

    scenario: str
    reference: str
    kpi: str
    difference: float | None
    low: float | None
    high: float | None
    relative: float | None
    verdict: str
    variance_factor: float | None
    reason: str | None


def compare(samples: Mapping[str, Samples]) -> list[Comparison]:
    """Every scenario against the first, KPI by KPI in the order of `KPIS`; none for one alone."""
    others = list(samples)[1:]
    if not others:
        return []
    told = {name: _Told.by(sample) for name, sample in samples.items()}
    columns = [_family(k, told, KPIS[k].key) for k in range(len(KPIS))]
    return [column[place] for place in range(len(others)) for column in columns]


def compare_one(samples: Mapping[str, Samples], kpi: str) -> list[Comparison]:
    """As `compare`, of samples of one KPI alone."""
    told = {name: _Told.by(sample) for name, sample in samples.items()}
    return _family(0, told, kpi)


class _Told(NamedTuple):
    """What one scenario's replications say of every KPI."""

    terms: Floats  # numbers whose mean is the KPI, shape (replications, kpis)
    values: Floats  # of the same shape
    defined: npt.NDArray[np.bool_]  # in every replication, shape (kpis,)
    firm: npt.NDArray[np.bool_] | None  # `enough` to divide by; None of one replication

    @classmethod
    def by(cls, samples: Samples) -> Self:
        terms = ratio_terms(*samples)
        firm = enough(samples.denominators) if len(terms) > 1 else None
        return cls(terms, samples.values, np.asarray(~np.isnan(terms).any(axis=0)), firm)


def _family(k: int, told: Mapping[str, _Told], kpi: str) -> list[Comparison]:
    """The k-th KPI told, of every scenario: the family whose intervals hold at once."""
    reference, *others = told
    theirs = told[reference].terms[:, [k]]
    ours = np.column_stack([told[name].terms[:, k] for name in others])
    reasons = [_reason(told[name], told[reference], k) for name in others]
    known = np.array([reason is None for reason in reasons])
    differences = ours - theirs
    family = simultaneous_intervals(np.where(known, differences, np.nan))
    family = possible(family, *change_ends(kpi))
    factors = variance_factor(ours, np.broadcast_to(theirs, ours.shape))
    base = float(theirs.mean())
    rows = []
    for j, name in enumerate(others):
        centre = number(differences[:, j].mean())
        low, high = number(family.low[j]), number(family.high[j])
        ours_k, theirs_k = (told[one].values[:, k] for one in (name, reference))
        verdict = judge(np.array_equal(ours_k, theirs_k, equal_nan=True), low, high)
        reason = reasons[j] or (None if low is not None else "alike")
        relative = None if centre is None or base == 0 else number(centre / base)
        facts = (centre, low, high, relative, verdict, number(factors[j]), reason)
        rows.append(Comparison(name, reference, kpi, *facts))
    return rows


def judge(equal: bool, low: float | None, high: float | None) -> str:
    """The verdict: an interval without zero separates, and only that.

    `same` is kept for KPIs that are exactly equal in every one of two or more replications: the
    policy cannot reach them.
    """
    if low is None or high is None:
        return UNDECIDED
    if equal:
        return SAME
    if low > 0:
        return HIGHER
    return LOWER if high < 0 else UNDECIDED


def _reason(ours: _Told, theirs: _Told, k: int) -> str | None:
    """Why there is no interval, if there is none."""
    if not (ours.defined[k] and theirs.defined[k]):
        return "undefined"
    if ours.firm is None or theirs.firm is None:
        return "one replication"
    return None if ours.firm[k] and theirs.firm[k] else "too few"


def summarise(samples: Samples) -> Summary:
    """Every KPI with its interval, and percentiles over the replications in which it is defined.

    `n` tells how many replications defined the KPI.
    """
    found, low_to_high = estimate(samples), _percentiles(samples.values)
    return {
        kpi.key: {
            "mean": number(found.mean[k]),
            "low": number(found.low[k]),
            "high": number(found.high[k]),
            **{f"p{p}": number(at[k]) for p, at in zip(_PERCENT, low_to_high, strict=True)},
            "n": int(found.defined[k]),
        }
        for k, kpi in enumerate(KPIS)
    }


def _percentiles(values: Floats) -> Floats:
    """Of the replications that define a KPI, shape (percentiles, kpis); NaN where none does."""
    gaps = np.isnan(values).any(axis=0)
    found = np.full((len(_PERCENT), values.shape[1]), np.nan)
    found[:, ~gaps] = np.percentile(values[:, ~gaps], _PERCENT, axis=0)
    for k in np.flatnonzero(gaps):
        defined = values[~np.isnan(values[:, k]), k]
        if defined.size:
            found[:, k] = np.percentile(defined, _PERCENT)
    return found


def number(value: float) -> float | None:
    """A plain float for a file, or None for NaN."""
    return None if math.isnan(value) else float(value)


def or_nan(value: float | None) -> float:
    """The float `number` was given, where a sentence is made of what a file keeps."""
    return math.nan if value is None else value
