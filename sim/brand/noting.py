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
    felt = unmoved(day * DAY, uids, people)
    felt["event"], felt["amount"], felt["reference"] = CODE[event], fen, reference
    felt["goodwill"], felt["effect"] = goodwill, MOVES if goodwill else 0
    return felt


def unmoved(times: int | Ints, uids: Ints, people: Ints) -> Felt:
    """Rows for `Population.feel` that note nothing yet and move nobody.

    times: ms, of each or of all. uids, people: shape (people,).
    """
    felt = np.zeros(len(people), dtype=FELT)
    felt["time"], felt["uid"], felt["person"] = times, uids, people
    felt["event"] = felt["place"] = -1
    return felt
