"""Replications are added until an interval is as narrow as asked, by a rule that keeps its word.

To stop at the first interval that is narrow enough is to favour replications that happen to lie
close together: the interval then holds the truth less often than it says (Chow and Robbins, Annals
of Mathematical Statistics 36, 1965: only in the limit of ever narrower ones does it not). The rule
here is that of Hoad, Robinson and Davies (Journal of the Operational Research Society 61, 2010): it
looks ahead, and stops at a number of replications only if the intervals after it, too, are narrow
enough. What it covers is measured by `sim.study.coverage` and written in docs/intervals.md.

The number follows from the replications in their order alone, so neither workers nor how many are
run at a time change it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from reports.precision import precision_told
from reports.words import words
from sim.config.errors import InputError
from sim.config.said import say
from sim.config.schema import Study
from sim.measure.definitions import BY_KEY, KPIS
from sim.study.compare import compare_one, estimate, number
from sim.study.figure import undefined
from sim.study.samples import Samples
from sim.study.twins import Twins
from sim.study.write import MANIFEST

PILOT = 10
"""Replications before which no interval is looked at."""

AHEAD = 5
"""Further replications whose intervals have to be narrow enough, too."""

_TOO_FAR = 0.8
"""Of the replications that seem to be needed so many are run before the next look."""


class Width(NamedTuple):
    """How narrow an interval is: the widest half, and the figure it is held against."""

    half: float
    level: float

    def within(self, share: float) -> bool:
        """Is the half at most such a share of the figure?"""
        return self.half <= share * abs(self.level)


@dataclass(frozen=True)
class Reached:
    """What a study that was asked for a precision came to.

    kpi: the figure; asked: the share asked for.
    replications: how many the results are made of; run: how many were run to see that they do.
    width: that of the interval over `replications`.
    kept: whether the rule was satisfied before the most that were allowed.
    """

    kpi: str
    asked: float
    replications: int
    run: int
    width: Width
    kept: bool

    def record(self) -> dict[str, Any]:
        """For the manifest."""
        return {
            "of": self.kpi,
            "asked": self.asked,
            "half_width": number(self.width.half) if math.isfinite(self.width.half) else None,
            "of_figure": number(self.width.level),
            "replications": self.replications,
            "replications_run": self.run,
            "kept": self.kept,
        }

    def told(self, lang: str, *, compared: bool) -> str:
        """One sentence for the terminal, as on the page."""
        said = words(lang)
        return precision_told(self.record(), compared, said)


def kept(out: Path) -> bool:
    """Whether the results in a folder are as precise as was asked for."""
    record = json.loads((out / MANIFEST).read_text("utf-8"))
    return bool(record["precision"]["kept"])


def replicate(twins: Twins, study: Study) -> Reached:
    """Run replications until the interval of `study.precision_of` is narrow enough.

    Of one scenario it is the interval of the figure, as a share of the figure; of several the
    intervals of the differences, which hold at once, as a share of the reference's figure.

    Raises:
        InputError: fewer replications are allowed than the rule looks at, or the figure is
            undefined in some replication.
    """
    first = max(study.replications, PILOT)
    most = study.most_replications
    if most < first + AHEAD:
        raise InputError(
            say("a precision cannot be seen in so few replications"),
            key="most_replications",
            value=most,
            allowed=say(
                "{least} or more: {first} and {ahead} to look ahead",
                least=first + AHEAD,
                first=first,
                ahead=AHEAD,
            ),
        )
    from sim.statistics.resampling import normal_moments  # what a plain run need not wait for

    place = KPIS.index(BY_KEY[study.precision_of])
    widths: list[Width] = []
    run = first + AHEAD
    while True:
        twins.up_to(run)
        samples = {name: Samples.of(found) for name, found in twins.runs(run).items()}
        for n in range(first + len(widths), run + 1):
            parts = {name: one.part(n, place) for name, one in samples.items()}
            widths.append(_width(parts, study.precision_of))
            normal_moments.cache_clear()  # of so many replications: the next look has others
        narrow = np.array([[one.within(study.precision)] for one in widths])
        at = int(settled(narrow)[0])
        if at >= 0 or run == most:
            break
        run = _next(run, widths[-1], study.precision, most)
    n = first + at if at >= 0 else most
    width = widths[n - first]
    kept = width.within(study.precision)
    return Reached(study.precision_of, study.precision, n, run, width, kept)


def settled(narrow: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """The first look from which on an interval stays narrow while the rule looks ahead.

    `narrow` has shape (looks, studies): whether it is narrow enough after each replication. -1
    where there is none yet.
    """
    looks = len(narrow)
    if looks <= AHEAD:
        return np.full(narrow.shape[1], -1)
    stays = np.logical_and.reduce([narrow[k : looks - AHEAD + k] for k in range(AHEAD + 1)])
    return np.where(stays.any(axis=0), stays.argmax(axis=0), -1)


def _next(run: int, width: Width, share: float, most: int) -> int:
    """How many to have before the next look: a variance goes with their number."""
    wanted = share * abs(width.level)
    seems = run * (width.half / wanted) ** 2 if wanted > 0.0 else 0.0
    ahead = math.ceil(_TOO_FAR * seems) + AHEAD if math.isfinite(seems) else 0
    return min(max(ahead, run + AHEAD), most)


def _width(samples: Mapping[str, Samples], kpi: str) -> Width:
    """The widest interval of a figure, from samples of it alone.

    Raises:
        InputError: the figure is undefined in some replication.
    """
    if any(np.isnan(one.values).any() for one in samples.values()):
        raise undefined("precision_of", kpi, "")
    reference = next(iter(samples.values()))
    found = estimate(reference, (kpi,))
    level = float(found.mean[0])
    if len(samples) == 1:
        return Width(_half(float(found.low[0]), float(found.high[0])), level)
    rows = compare_one(samples, kpi)
    return Width(max(_half(row.low, row.high) for row in rows), level)


def _half(low: float | None, high: float | None) -> float:
    """Half the width; infinite where there is no interval yet."""
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return math.inf
    return (high - low) / 2.0
