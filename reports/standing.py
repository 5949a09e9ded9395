"""Which plan earns most, and whether it can be told from the others: the best against each.

The first plan of a comparison is the reference of every difference; that of two others is nobody's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reports.numbers import amount, change_span
from reports.words import Words
from sim.statistics.intervals import simultaneous_intervals

Floats = npt.NDArray[np.float64]

NAMED = 3
"""Plans a sentence names of those the best cannot be told from; of more their number is said."""


@dataclass(frozen=True)
class Standing:
    """The plan with the highest mean contribution, against the one whose mean is next.

    difference, low, high: yuan by which the best leads the next, with its 95 % interval. Those
    against all others hold at once: where the best is told from another, it is the better one of
    the two (Hsu, Annals of Statistics 12, 1984; two-sided here, which is wider). That against the
    reference is the comparison's own: one pair has one interval.
    rivals: plans the best cannot be told from, the nearest first.
    """

    best: str
    next: str
    difference: float
    low: float
    high: float
    rivals: tuple[str, ...]


def standing(contributions: Mapping[str, Floats]) -> Standing | None:
    """How the plans stand by contribution in yuan, an array of shape (replications,) for each.

    The first is the reference of the comparison. None of fewer than three plans, where the
    difference from the reference says it all, and of one replication, which tells nothing.
    """
    names = list(contributions)
    values = np.column_stack([contributions[name] for name in names])
    if len(names) < 3 or len(values) < 2:
        return None
    means = values.mean(axis=0)
    best = int(means.argmax())
    others = [place for place in range(len(names)) if place != best]
    centre, low, high = simultaneous_intervals(values[:, [best]] - values[:, others])
    if best:
        own = simultaneous_intervals(values[:, 1:] - values[:, [0]])
        low[0], high[0] = own.low[best - 1], own.high[best - 1]
    nearest = sorted(range(len(others)), key=lambda place: -means[others[place]])
    rivals = tuple(names[others[place]] for place in nearest if not low[place] > 0.0)
    at = nearest[0]
    lead, lowest, highest = (float(part[at]) for part in (centre, low, high))
    return Standing(names[best], names[others[at]], lead, lowest, highest, rivals)


def standing_told(found: Standing, titles: Mapping[str, str], words: Words) -> str:
    """A sentence on how the plans stand; titles: what each plan is called here."""
    best = titles[found.best]
    if not found.rivals:
        return words(
            "standing.best",
            best=best,
            next=titles[found.next],
            difference=amount(words, found.difference, "yuan"),
            span=change_span(words, found.low, found.high, "yuan"),
        )
    return words("standing.open", best=best, rivals=some_of(found.rivals, titles, words))


def some_of(plans: Sequence[str], titles: Mapping[str, str], words: Words) -> str:
    """Plans within a sentence: the first few by name, the others by their number."""
    named = words("join.plans").join(titles[name] for name in plans[:NAMED])
    more = len(plans) - NAMED
    return named + (words("standing.more", n=more) if more > 0 else "")
