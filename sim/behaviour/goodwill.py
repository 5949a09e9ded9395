"""What an experience does to goodwill: a good one fills it, a bad one takes a share away."""

from __future__ import annotations

from sim.behaviour.touch import filled
from sim.science import science


@science
def moved(goodwill: float, share: float) -> float:
    """Goodwill (0 to 1) after an experience.

    share: of the room left, if positive, as an opened touch adds it (`filled`); of what there is,
    if negative. 0 leaves it as it is.
    """
    return filled(goodwill, share) if share >= 0.0 else goodwill * (1.0 + share)
