"""Random assignment: which arm of a test somebody is in, from who they are and nothing else."""

from __future__ import annotations

from sim.randomness import address as at
from sim.randomness.philox import uniform
from sim.science import science


@science
def place(seed: int, replication: int, uid: int, test: int) -> float:
    """Where somebody stands between 0 and 1 in the test of that name hash; arms are stretches."""
    word, _, _, _ = at.draw(seed, replication, uid, at.ARM + test, 0)
    return uniform(word)
