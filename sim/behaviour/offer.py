"""Who takes part in an offer, and the odds of a lot."""

from __future__ import annotations

from sim.behaviour.draws import exponential
from sim.science import science


@science
def takes_part(chance: float, deal: float, mean_deal: float) -> float:
    """Chance that a member takes part in an offer made to the deal-prone.

    In proportion to deal-proneness, `chance` at the mean; `mean_deal` 0: for all alike.
    """
    return min(1.0, chance * deal / mean_deal) if mean_deal > 0.0 else chance


@science
def weight_of(helpers: int, gain: float) -> float:
    """Odds in a raffle against an entrant without help: `gain` more for each helper."""
    return 1.0 + gain * helpers


@science
def turn_of(u: float, weight: float) -> float:
    """When a lot is drawn in a race of exponentials: the first lots of the race win.

    So each next prize goes to an entrant with chance weight / weights of all who have not won
    (weighted sampling without replacement, Efraimidis and Spirakis, Information Processing
    Letters 97(5), 2006), and one's lot depends on no other's draw.
    """
    return float(exponential(u) / weight)
