"""Which district a uid lives in: that of its guide, or of the head-office guide over its book."""

from __future__ import annotations

import numpy as np

from sim.behaviour.staff import office_of
from sim.population.compiled.layout import Ints
from sim.population.compiled.machine import compiled
from sim.randomness import address as at
from sim.randomness.philox import uniform


@compiled
def find_homes(
    uids: Ints, seed: int, replication: int, books: int, office: int, districts: int, homes: Ints
) -> None:
    """Write the district of each uid into `homes`, shape (people,); see `journeys.guide_of`.

    office: head-office guides, or 0; each serves whole books, and its books live together.
    """
    for i in range(len(uids)):
        word, _, _, _ = at.draw(seed, replication, uids[i], at.GUIDE, 0)
        book = int(uniform(word) * books)
        homes[i] = (office_of(book, books, office) if office else book) % districts


def homes_of(
    uids: Ints, seed: int, replication: int, books: int, office: int, districts: int
) -> Ints:
    """District of each uid, shape (people,)."""
    homes = np.zeros(len(uids), dtype=np.int64)
    find_homes(np.ascontiguousarray(uids), seed, replication, books, office, districts, homes)
    return homes
