"""Verdicts on pairs of plans, and what is left of a ranking under every set of evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

HIGHER, LOWER, UNDECIDED, SAME = "higher", "lower", "cannot separate", "same"
HOLDS, OPEN, REVERSED = "holds", "open", "reversed"


@dataclass(frozen=True)
class Pair:
    """Two scenarios under one set of evidence: scenario less reference, in the KPI's unit.

    low, high: ends of the 95 % interval, which holds for all pairs of the set at once; None with
    one replication. verdict: see `sim.study.compare.judge`.
    """

    evidence: str
    scenario: str
    reference: str
    kpi: str
    difference: float | None
    low: float | None
    high: float | None
    verdict: str


@dataclass(frozen=True)
class Survival:
    """What is left of a ranking under every set of evidence.

    outcomes: by (scenario, reference), in the order asked: `holds` where the verdict is the same
    and decided under every set, `reversed` where it turns, else `open`.
    winner: the scenario that is higher than every other under every set, or None.
    """

    outcomes: dict[tuple[str, str], str]
    winner: str | None

    @property
    def survives(self) -> bool:
        """Does every pair keep its sign, told from chance, under every set?"""
        return self.count(HOLDS) == len(self.outcomes)

    def count(self, outcome: str) -> int:
        """How many pairs have that outcome."""
        return list(self.outcomes.values()).count(outcome)

    @property
    def counts(self) -> dict[str, int]:
        """How many pairs there are, how many turn and how many are not decided under every set."""
        pairs = len(self.outcomes)
        return {"pairs": pairs, "turned": self.count(REVERSED), "open": self.count(OPEN)}


def survival_of(pairs: Sequence[Pair]) -> Survival:
    """What every pair does over the sets of evidence, and who wins under all of them."""
    verdicts: dict[tuple[str, str], set[str]] = {}
    for row in pairs:
        verdicts.setdefault((row.scenario, row.reference), set()).add(row.verdict)
    outcomes = {pair: _outcome(seen) for pair, seen in verdicts.items()}
    names = dict.fromkeys(name for pair in verdicts for name in reversed(pair))
    winner = next((name for name in names if _beats_all(name, verdicts)), None)
    return Survival(outcomes, winner)


def _outcome(seen: set[str]) -> str:
    if {HIGHER, LOWER} <= seen:
        return REVERSED
    return OPEN if UNDECIDED in seen or len(seen) > 1 else HOLDS


def _beats_all(name: str, verdicts: Mapping[tuple[str, str], set[str]]) -> bool:
    """Is it higher as the scenario, and the other lower as its reference, wherever it stands?"""
    return all(
        seen == {HIGHER if name == scenario else LOWER}
        for (scenario, reference), seen in verdicts.items()
        if name in (scenario, reference)
    )


def ranking(pairs: Sequence[Pair]) -> list[str]:
    """The scenarios of one set of evidence by their mean, best first.

    pairs: all pairs of that set, the first scenario being the reference of all others.
    """
    first = pairs[0].reference
    lead = {first: 0.0} | {
        row.scenario: row.difference or 0.0 for row in pairs if row.reference == first
    }
    return sorted(lead, key=lambda name: -lead[name])
