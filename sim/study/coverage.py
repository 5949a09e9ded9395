"""Do the intervals keep their word? Measured on replications whose truth is known, and A against A.

    python -m sim.study.coverage                     print the tables
    python -m sim.study.coverage docs/intervals.md   write them into the page, between its marks

The exit code is 1 if a method misses what it claims.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from sim.config.schema import Plan
from sim.measure.definitions import KPIS
from sim.measure.ranking import HIGHER, LOWER, SAME
from sim.statistics import intervals
from sim.statistics.intervals import Interval
from sim.study import known
from sim.study.compare import compare
from sim.study.known import Floats, Known
from sim.study.samples import Samples

REPLICATIONS = (5, 10, 20, 40)
STUDIES = 2_000  # macro-replications of the largest size; the smaller sizes get more of them
MOST_SIMULTANEOUS = 2_000  # each needs its own critical value
CLAIMED, SMALL = 1_000, 100  # members a run: what is claimed, and what is shown as a warning
PROMISED = (0.94, 0.96)
SEED = 20_260_101

AA_COMPARISONS, AA_REPLICATIONS = 1_000, 5
AA_SCENARIO = "two_sided_referral"
AA_OVERRIDES = ("shoppers.initial=50", "horizon_days=50")

YES, WITHIN_ERROR, NO = "yes", "within error", "**no**"
START, END = "<!-- measured: begin -->", "<!-- measured: end -->"

Method = Callable[[list[Floats]], Interval]


@dataclass(frozen=True)
class Row:
    """How often the intervals of one method held the truth.

    below, above: share of intervals that lie wholly below, or above, the truth.
    """

    method: str
    quantity: str
    members: int
    replications: int
    studies: int
    below: float
    above: float

    @property
    def coverage(self) -> float:
        """Share of intervals that hold the truth."""
        return 1.0 - self.below - self.above

    @property
    def error(self) -> float:
        """Standard error of the coverage."""
        return math.sqrt(self.coverage * (1.0 - self.coverage) / self.studies)

    @property
    def kept(self) -> str:
        """Is the coverage within what is promised? `within error` if less than two s.e. outside."""
        low, high = PROMISED
        outside = max(low - self.coverage, self.coverage - high)
        if outside <= 0.0:
            return YES
        return WITHIN_ERROR if outside <= 2.0 * self.error else NO


METHODS: dict[str, tuple[Callable[[dict[str, Floats], int], dict[str, Known]], Method, int]] = {
    "mean_interval": (known.means, lambda parts: intervals.mean_interval(parts[0]), 5),
    "studentised_interval": (
        known.means,
        lambda parts: intervals.studentised_interval(parts[0]),
        intervals.BOOTSTRAP_FROM,
    ),
    "studentised_ratio_interval": (
        known.ratios,
        lambda parts: intervals.studentised_ratio_interval(*parts),
        intervals.BOOTSTRAP_FROM,
    ),
    "ratio_interval": (known.ratios, lambda parts: intervals.ratio_interval(*parts), 5),
    "share_interval": (known.shares, lambda parts: intervals.share_interval(*parts), 5),
    "ratio_difference_interval": (
        known.ratio_differences,
        lambda p: intervals.ratio_difference_interval(p[0], p[1], (p[2], p[3])),
        5,
    ),
}


def coverage(studies: int, members: int) -> Iterator[Row]:
    """Every method over every quantity and number of replications."""
    found = known.figures(SEED, studies * max(REPLICATIONS), members)
    for method, (quantities, interval, least) in METHODS.items():
        sizes = [size for size in REPLICATIONS if size >= least]
        for quantity, sample in quantities(found, members).items():
            for size in sizes:
                below, above = _misses(sample, size, interval)
                count = len(sample.samples) // size
                yield Row(method, quantity, members, size, count, below, above)
    for quantity, sample in known.several(found, members).items():
        for size in REPLICATIONS:
            yield from _simultaneous(quantity, sample, members, size)


def _misses(sample: Known, size: int, interval: Method) -> tuple[float, float]:
    """Share of studies of `size` replications whose interval lies below, and above, the truth."""
    studies = len(sample.samples) // size
    parts = [part[: studies * size].reshape(studies, size).T for part in sample.samples.T]
    found = interval(parts)
    truth = sample.truth[0]
    return float(np.mean(found.high < truth)), float(np.mean(found.low > truth))


def _simultaneous(quantity: str, sample: Known, members: int, size: int) -> Iterator[Row]:
    """All policies at once, by the method shipped and by Bonferroni's bound, the contender."""
    studies = min(len(sample.samples) // size, MOST_SIMULTANEOUS)
    groups = sample.samples[: studies * size].reshape(studies, size, -1)
    differences = [_differences(group) for group in groups]
    found = [intervals.simultaneous_intervals(each) for each in differences]
    yield _joint("simultaneous_intervals", quantity, members, size, sample, found)
    found = [_bonferroni(each) for each in differences]
    yield _joint("Bonferroni (not shipped)", quantity, members, size, sample, found)


def _differences(group: Floats) -> Floats:
    """What each policy adds, as `sim.study.compare` sees it, shape (replications, policies)."""
    ours = intervals.ratio_terms(group[:, 0::4], group[:, 1::4])
    return ours - intervals.ratio_terms(group[:, 2::4], group[:, 3::4])


def _joint(
    method: str, quantity: str, members: int, size: int, sample: Known, found: list[Interval]
) -> Row:
    """A study misses where any of its intervals does; counted as above if any lies above."""
    above = [bool((one.low > sample.truth).any()) for one in found]
    missed = [bool((one.high < sample.truth).any()) for one in found]
    below = [low and not high for low, high in zip(missed, above, strict=True)]
    share = float(np.mean(below)), float(np.mean(above))
    return Row(method, quantity, members, size, len(found), *share)


def _bonferroni(differences: Floats) -> Interval:
    from scipy.stats import t

    n, policies = differences.shape
    mean = differences.mean(axis=0)
    error = differences.std(axis=0, ddof=1) / math.sqrt(n)
    half = t.ppf(1 - (1 - intervals.CONFIDENCE) / 2 / policies, n - 1) * error
    return Interval(mean, mean - half, mean + half)


@dataclass(frozen=True)
class FalseClaims:
    """Verdicts `higher` or `lower` on one KPI between two worlds of the same law."""

    kpi: str
    comparisons: int
    claims: int

    @property
    def kept(self) -> bool:
        """At most 5 %, at the precision of the study (three standard errors)."""
        allowed = 0.05 * self.comparisons
        return self.claims <= allowed + 3.0 * math.sqrt(0.95 * allowed)


def a_against_a(plan: Plan, comparisons: int) -> list[FalseClaims]:
    """Compare a plan with itself under another seed in the real engine, again and again.

    Only comparisons that differ count: where two worlds are the same to the last there is nothing
    to claim, and it would make the share of false claims look small.
    """
    claims = dict.fromkeys((kpi.key for kpi in KPIS), 0)
    defined = dict.fromkeys(claims, 0)
    for place in range(comparisons):
        pair = {arm: _runs(replace(plan, seed=2 * place + arm)) for arm in (0, 1)}
        for row in compare({f"seed {arm}": runs for arm, runs in pair.items()}):
            defined[row.kpi] += row.reason is None and row.verdict != SAME
            claims[row.kpi] += row.verdict in (HIGHER, LOWER)
    return [FalseClaims(kpi, defined[kpi], claims[kpi]) for kpi in claims if defined[kpi]]


def _runs(plan: Plan) -> Samples:
    from sim.world import simulate

    return Samples.of([simulate(plan, replication) for replication in range(AA_REPLICATIONS)])


def coverage_table(rows: list[Row]) -> str:
    """The rows as a Markdown table, shares in percent."""
    head = "| method | quantity | R | studies | coverage % | s.e. | too low % | too high % | kept |"
    lines = [head, "|---|---|--:|--:|--:|--:|--:|--:|---|"]
    for row in rows:
        shares = (f"{100 * x:.1f}" for x in (row.coverage, row.error, row.below, row.above))
        cells = (row.method, row.quantity, row.replications, f"{row.studies:,}", *shares)
        lines.append(f"| {' | '.join(map(str, cells))} | {row.kept} |")
    return "\n".join(lines)


def claims_table(rows: list[FalseClaims]) -> str:
    """False claims by KPI and in all, as a Markdown table."""
    lines = ["| KPI | comparisons | false claims | % | kept |", "|---|--:|--:|--:|---|"]
    total = (sum(row.comparisons for row in rows), sum(row.claims for row in rows))
    for row in [*rows, FalseClaims("all", *total)]:
        share = f"{100 * row.claims / row.comparisons:.1f}"
        kept = YES if row.kept else NO
        lines.append(f"| {row.kpi} | {row.comparisons:,} | {row.claims:,} | {share} | {kept} |")
    return "\n".join(lines)


def write(page: Path, measured: str, start: str = START, end: str = END) -> None:
    """Put the tables between the marks of a page."""
    before, _, rest = page.read_text("utf-8").partition(start)
    _, mark, after = rest.partition(end)
    if not mark:
        sys.exit(f"{page} has no place for the tables: it needs {start} and {end}")
    page.write_text(f"{before}{start}\n{measured}\n{end}{after}", "utf-8")


def main(args: list[str]) -> int:
    """Measure, print or write, and say whether every claim was kept."""
    from sim.config.compose import compose_plan

    claimed, small = list(coverage(STUDIES, CLAIMED)), list(coverage(STUDIES, SMALL))
    plan = compose_plan(AA_SCENARIO, AA_OVERRIDES).plan
    claims = a_against_a(plan, AA_COMPARISONS)
    parts = (
        f"### Runs of {CLAIMED:,} members (claimed)",
        coverage_table(claimed),
        f"### Runs of {SMALL:,} members (not claimed)",
        coverage_table(small),
        f"### A against A: `{AA_SCENARIO} {' '.join(AA_OVERRIDES)}`, R = {AA_REPLICATIONS}",
        claims_table(claims),
    )
    measured = "\n\n".join(parts)
    if args:
        write(Path(args[0]), measured)
    else:
        print(measured)
    missed = [row for row in claimed if "not shipped" not in row.method and row.kept == NO]
    return 1 if missed or not all(row.kept for row in claims) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
