"""What the brand notes of some members at a midnight, and what it does to them."""

from __future__ import annotations

import numpy as np

from sim.behaviour.clock import DAY
from sim.measure.events import CODE
from sim.population.interface import FELT, MOVES, Felt, Ints


def noted(
    day: int,
    event: str,
    people: Ints,
    uids: Ints,
    fen: int | Ints,
    reference: int | Ints,
    goodwill: float = 0.0,
) -> Felt:
    """One row each for `Population.feel`, in order of uid.

    people, uids: shape (people,), in order of uid. fen, reference: of each, or of all. goodwill:
    what it adds.
    """
    felt = np.zeros(len(people), dtype=FELT)
    felt["time"], felt["uid"], felt["person"] = day * DAY, uids, people
    felt["event"], felt["place"] = CODE[event], -1
    felt["amount"], felt["reference"] = fen, reference
    felt["goodwill"], felt["effect"] = goodwill, MOVES if goodwill else 0
    return felt
