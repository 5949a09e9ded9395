"""Do two implementations obey one law? Means over seeds, compared in standard errors."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean, variance

from benchmarks.lifecycle import Lifecycle, Outcome, Prepare

SHOPPERS = 1_000
SEEDS = 16
LIMIT = 4.0  # standard errors


def outcomes(prepare: Prepare, days: int, *, shoppers: int = SHOPPERS) -> list[Outcome]:
    """Outcomes of independent runs, one for each seed."""
    life = Lifecycle()
    results = []
    for seed in range(1, SEEDS + 1):
        run = prepare(life, shoppers, days, seed)
        run.go()
        results.append(run.outcome())
    return results


def z_scores(reference: Sequence[Outcome], other: Sequence[Outcome]) -> dict[str, float]:
    """Distance of each measure's mean from the reference's, in standard errors of the difference.

    Variances are taken between seeds. Two constant measures are 0 apart if equal, else infinite.
    """
    scores = {}
    for measure in reference[0].measures():
        mine = [outcome.measures()[measure] for outcome in reference]
        theirs = [outcome.measures()[measure] for outcome in other]
        gap = fmean(theirs) - fmean(mine)
        error = math.sqrt(variance(mine) / len(mine) + variance(theirs) / len(theirs))
        scores[measure] = gap / error if error > 0.0 else (math.inf if gap else 0.0)
    return scores


def worst(scores: dict[str, float]) -> tuple[str, float]:
    """The measure furthest away, and how far."""
    name = max(scores, key=lambda measure: abs(scores[measure]))
    return name, scores[name]
