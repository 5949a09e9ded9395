"""Does an interval keep its word if it was run until it was narrow? Measured where truth is known.

    python -m sim.study.narrowing                     print the table
    python -m sim.study.narrowing docs/intervals.md   write it into the page, between its marks

The rule is that of `sim.study.precision`, by its own function; beside it the rule it is there to
replace, which stops at the first interval that is narrow enough. The exit code is 1 if ours misses.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sim.statistics.intervals import (
    Interval,
    mean_interval,
    ratio_difference_interval,
    ratio_interval,
    share_interval,
    simultaneous_intervals,
)
from sim.statistics.resampling import normal_moments
from sim.study import known
from sim.study.coverage import CLAIMED, NO, SEED, Row, write
from sim.study.known import Floats, Known
from sim.study.precision import AHEAD, PILOT, settled

STUDIES = 4_000
FAMILIES = 500
"""Studies of several policies at once: each look of each needs its own critical value."""

ENOUGH = (12, 20, 40)
"""Replications that would be enough if the variance were known: what is asked for follows."""

MOST = 4
"""Times these, and the look ahead, no study goes farther."""

AT_FIRST, OURS = "the first narrow one (not shipped)", "narrow, and stays so (shipped)"
START, END = "<!-- narrowing: begin -->", "<!-- narrowing: end -->"

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Narrowed(Row):
    """As `Row`, of studies that stopped by themselves.

    asked: half width as a share of the figure. replications: on average. narrow: share of the
    studies whose interval was as narrow as asked.
    """

    asked: float = math.nan
    narrow: float = math.nan


@dataclass(frozen=True)
class Quantity:
    """A figure whose replications are known.

    parts: those of `Known.samples`, each of shape (replications,).
    interval: of the parts, each of shape (replications, studies).
    level: what the half width is held against, from the same parts.
    terms: numbers whose mean is the figure, to know how widely it varies.
    """

    name: str
    method: str
    truth: float
    parts: list[Floats]
    interval: Callable[[list[Floats]], Interval]
    level: Callable[[list[Floats]], Floats]


def quantities(found: dict[str, Floats], members: int) -> list[Quantity]:
    """A total, a ratio and a share of one plan; a difference of two plans."""
    margin = known.several(found, members)["margin a member"]
    added = Known(margin.samples[:, -4:], margin.truth[-1:])
    one = (
        ("mean_interval", "net sales", known.means(found, members)["net sales"], _mean),
        ("ratio_interval", "CAC", known.ratios(found, members)["CAC"], _ratio),
        ("share_interval", "opted out", known.shares(found, members)["opted out"], _share),
    )
    alone = [
        Quantity(name, method, float(sample.truth[0]), list(sample.samples.T), interval, _level)
        for method, name, sample, interval in one
    ]
    against = Quantity(
        "margin a member, two plans",
        "ratio_difference_interval",
        float(added.truth[0]),
        list(added.samples.T),
        lambda p: ratio_difference_interval(p[0], p[1], (p[2], p[3])),
        lambda p: _level(p[2:]),
    )
    return [*alone, against]


def _mean(parts: list[Floats]) -> Interval:
    return mean_interval(parts[0])


def _ratio(parts: list[Floats]) -> Interval:
    return ratio_interval(*parts)


def _share(parts: list[Floats]) -> Interval:
    return share_interval(*parts)


def _level(parts: list[Floats]) -> Floats:
    """The figure itself: a mean, or a quotient of means."""
    below = parts[1].mean(axis=0) if len(parts) > 1 else 1.0
    return np.asarray(parts[0].mean(axis=0) / below)


def measured(studies: int, families: int, members: int) -> Iterator[Narrowed]:
    """Every quantity, by what would be enough and by rule."""
    longest = MOST * max(ENOUGH) + AHEAD
    found = known.figures(SEED + 1, studies * longest, members)
    for quantity in quantities(found, members):
        for enough in ENOUGH:
            yield from _one(quantity, enough, studies, members)
    several = known.several(found, members)["margin a member"]
    yield from _family(several, ENOUGH[0], families, members)


def _one(quantity: Quantity, enough: int, studies: int, members: int) -> Iterator[Narrowed]:
    most = MOST * enough + AHEAD
    parts = [part[: studies * most].reshape(studies, most).T for part in quantity.parts]
    whole = quantity.interval([part[:, None] for part in quantity.parts])
    level = float(quantity.level([part[:, None] for part in quantity.parts])[0])
    spread = float((whole.high - whole.low)[0]) / 2.0 * math.sqrt(len(quantity.parts[0]))
    asked = spread / math.sqrt(enough) / abs(level)
    below, above, narrow = [], [], []
    for n in range(PILOT, most + 1):
        some = [part[:n] for part in parts]
        at = quantity.interval(some)
        narrow.append((at.high - at.low) / 2.0 <= asked * np.abs(quantity.level(some)))
        below.append(at.high < quantity.truth)
        above.append(at.low > quantity.truth)
    looks = np.array(narrow), np.array(below), np.array(above)
    yield from _rules(quantity.method, quantity.name, asked, members, *looks)


def _family(sample: Known, enough: int, studies: int, members: int) -> Iterator[Narrowed]:
    """All policies at once: narrow if all are, and missed where any interval misses."""
    most = MOST * enough + AHEAD
    policies = len(sample.truth)
    groups = sample.samples[: studies * most].reshape(studies, most, policies, 4)
    base = groups[..., 2].mean() / groups[..., 3].mean()
    spread = _terms(sample.samples.reshape(-1, policies, 4)).std(axis=0, ddof=1).max()
    # About what is enough for the widest of them, at the critical value of so many at once.
    asked = 2.4 * float(spread) / math.sqrt(enough) / abs(float(base))
    shape = (most - PILOT + 1, studies)
    narrow, below, above = (np.zeros(shape, dtype=np.bool_) for _ in range(3))
    for look, n in enumerate(range(PILOT, most + 1)):
        for study, group in enumerate(groups):
            at = simultaneous_intervals(_terms(group[:n]))
            level = abs(group[:n, 0, 2].mean() / group[:n, 0, 3].mean())
            narrow[look, study] = ((at.high - at.low) / 2.0).max() <= asked * level
            above[look, study] = (at.low > sample.truth).any()
            below[look, study] = (at.high < sample.truth).any() and not above[look, study]
        normal_moments.cache_clear()
    name = f"margin a member, {policies + 1} plans"
    yield from _rules("simultaneous_intervals", name, asked, members, narrow, below, above)


def _terms(group: Floats) -> Floats:
    """What each policy adds in each replication, shape (replications, policies)."""
    from sim.statistics.intervals import ratio_terms

    ours = ratio_terms(group[..., 0], group[..., 1])
    return ours - ratio_terms(group[..., 2], group[..., 3])


def _rules(
    method: str,
    quantity: str,
    asked: float,
    members: int,
    narrow: Bools,
    below: Bools,
    above: Bools,
) -> Iterator[Narrowed]:
    """Both rules on the same looks, each of shape (looks, studies)."""
    studies = narrow.shape[1]
    first = np.where(narrow.any(axis=0), narrow.argmax(axis=0), -1)
    for rule, found in ((AT_FIRST, first), (OURS, settled(narrow))):
        at = np.where(found >= 0, found, len(narrow) - 1), np.arange(studies)
        yield Narrowed(
            f"{method}: {rule}",
            quantity,
            members,
            round(PILOT + float(at[0].mean())),
            studies,
            float(below[at].mean()),
            float(above[at].mean()),
            asked=asked,
            narrow=float(narrow[at].mean()),
        )


def table(rows: list[Narrowed]) -> str:
    """The rows as a Markdown table, shares in percent."""
    lines = [
        "| interval | stops at | quantity | asked ±% | R, mean | studies | as narrow % "
        "| coverage % | s.e. | too low % | too high % | kept |",
        "|---|---|---|--:|--:|--:|--:|--:|--:|--:|--:|---|",
    ]
    for row in rows:
        method, _, rule = row.method.partition(": ")
        shares = (row.narrow, row.coverage, row.error, row.below, row.above)
        told = (f"{100 * one:.1f}" for one in shares)
        asked = f"{100 * row.asked:.2g}"
        cells = (method, rule, row.quantity, asked, row.replications, f"{row.studies:,}", *told)
        lines.append(f"| {' | '.join(map(str, cells))} | {row.kept} |")
    return "\n".join(lines)


def main(args: list[str]) -> int:
    """Measure, print or write, and say whether the rule shipped keeps its word."""
    rows = list(measured(STUDIES, FAMILIES, CLAIMED))
    if args:
        write(Path(args[0]), table(rows), START, END)
    else:
        print(table(rows))
    return 1 if any(row.kept == NO for row in rows if OURS in row.method) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
