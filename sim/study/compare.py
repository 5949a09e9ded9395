"""What the replications say: means with intervals, and paired differences between twin worlds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.measure.definitions import KPIS
from sim.study.intervals import mean_interval

Floats = npt.NDArray[np.float64]
Summary = dict[str, dict[str, float | int | None]]
"""By KPI: mean, low, high, p10, p50, p90, n."""

HEADER = ("scenario", "reference", "kpi", "difference", "low", "high", "relative", "verdict")
HIGHER, LOWER, UNDECIDED, SAME = "higher", "lower", "cannot separate", "same"


class Estimate(NamedTuple):
    """Mean and 95 % interval by KPI, each of shape (kpis,); NaN where undefined.

    defined: replications in which the KPI is defined; the others are left out.
    """

    mean: Floats
    low: Floats
    high: Floats
    defined: npt.NDArray[np.int64]


def estimate(samples: Floats) -> Estimate:
    """Student's t interval of the mean over replications (`sim.study.intervals.mean_interval`).

    `samples` has shape (replications, kpis) and NaN where a KPI is undefined; it needs two defined
    values, otherwise `low` and `high` are NaN.
    """
    return Estimate(*mean_interval(samples), (~np.isnan(samples)).sum(axis=0))


def paired_difference(samples: Floats, reference: Floats) -> Estimate:
    """Estimate of the difference between twin worlds, replication by replication.

    Both have shape (replications, kpis). A KPI that is undefined in any replication of either
    world has no difference: leaving out the pairs that fail would compare survivors.
    """
    difference = samples - reference
    undefined = np.isnan(difference).any(axis=0)
    return estimate(np.where(undefined, np.nan, difference))


@dataclass(frozen=True)
class Comparison:
    """One KPI of one scenario against the reference, over paired replications.

    None where undefined; `reason` then is `undefined` (in some replication of either world) or
    `one replication`. `relative` is difference / reference mean. The fields are `HEADER`'s, and
    `reason`, which the file leaves out.
    """

    scenario: str
    reference: str
    kpi: str
    difference: float | None
    low: float | None
    high: float | None
    relative: float | None
    verdict: str
    reason: str | None


def compare(samples: dict[str, Floats]) -> list[Comparison]:
    """Every scenario against the first, KPI by KPI in the order of `KPIS`.

    `samples` holds one array of shape (replications, kpis) for each scenario.
    """
    reference, *others = samples
    return [row for name in others for row in _against(name, reference, samples)]


def _against(name: str, reference: str, samples: dict[str, Floats]) -> list[Comparison]:
    ours, theirs = samples[name], samples[reference]
    found = paired_difference(ours, theirs)
    base = estimate(theirs).mean
    rows = []
    for k, kpi in enumerate(KPIS):
        difference, low, high = (number(part[k]) for part in found[:3])
        relative = None if difference is None or base[k] == 0 else number(difference / base[k])
        verdict = judge(ours[:, k] - theirs[:, k], low, high)
        reason = _reason(ours[:, k], theirs[:, k])
        rows.append(
            Comparison(name, reference, kpi.key, difference, low, high, relative, verdict, reason)
        )
    return rows


def judge(differences: Floats, low: float | None, high: float | None) -> str:
    """The verdict: an interval without zero separates, and only that.

    `same` is kept for differences that are exactly zero in every one of two or more replications:
    the policy cannot reach the KPI.
    """
    if low is None or high is None:
        return UNDECIDED
    if not differences.any():
        return SAME
    if low > 0:
        return HIGHER
    return LOWER if high < 0 else UNDECIDED


def _reason(ours: Floats, theirs: Floats) -> str | None:
    if np.isnan(ours - theirs).any():
        return "undefined"
    return "one replication" if len(ours) == 1 else None


def summarise(samples: Floats) -> Summary:
    """Mean, interval and percentiles of every KPI over the replications in which it is defined.

    `samples` has shape (replications, kpis); `n` tells how many replications defined the KPI.
    """
    found = estimate(samples)
    return {
        kpi.key: {
            "mean": number(found.mean[k]),
            "low": number(found.low[k]),
            "high": number(found.high[k]),
            **_percentiles(samples[:, k]),
            "n": int(found.defined[k]),
        }
        for k, kpi in enumerate(KPIS)
    }


def _percentiles(values: Floats) -> dict[str, float | None]:
    defined = values[~np.isnan(values)]
    if not defined.size:
        return {"p10": None, "p50": None, "p90": None}
    return {f"p{p}": float(np.percentile(defined, p)) for p in (10, 50, 90)}


def number(value: float) -> float | None:
    """A plain float for a file, or None for NaN."""
    return None if math.isnan(value) else float(value)
