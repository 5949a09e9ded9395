"""Which district a uid lives in: that of its guide."""

from __future__ import annotations

import numpy as np

from sim.population.compiled.layout import Ints
from sim.population.compiled.machine import compiled
from sim.randomness import address as at
from sim.randomness.philox import uniform


@compiled
def find_homes(
    uids: Ints, seed: int, replication: int, guides: int, districts: int, homes: Ints
) -> None:
    """Write the district of each uid into `homes`, shape (people,); see `journeys.guide_of`."""
    for i in range(len(uids)):
        word, _, _, _ = at.draw(seed, replication, uids[i], at.GUIDE, 0)
        homes[i] = int(uniform(word) * guides) % districts


def homes_of(uids: Ints, seed: int, replication: int, guides: int, districts: int) -> Ints:
    """District of each uid, shape (people,)."""
    homes = np.zeros(len(uids), dtype=np.int64)
    find_homes(np.ascontiguousarray(uids), seed, replication, guides, districts, homes)
    return homes
