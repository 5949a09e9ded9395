"""What the brand may look up of its shoppers at midnight: a test's arms, and who is silent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.behaviour.arms import place
from sim.behaviour.clock import DAY, SECOND
from sim.population.compiled.layout import ALIVE
from sim.population.interface import Ints, Silence, Tested
from sim.science import science

Floats = npt.NDArray[np.float64]


@science
def _places(stands: Floats, uids: Ints, seed: int, replication: int, test: int) -> None:
    """Fill in where each of these people stands in a test."""
    for i in range(len(uids)):
        stands[i] = place(seed, replication, uids[i], test)


def tested(
    blocks: Iterable[Any], c: Any, channel: int, test: int, edges: Sequence[float], since: int
) -> tuple[Tested, ...]:
    """See `Population.tested`; blocks: of the city."""
    arms = np.zeros((len(edges) - 1, len(Tested._fields)), dtype=np.int64)
    for block in blocks:
        lives = block.people.lives[: block.size]
        known = lives["joined"].astype(np.int64) * SECOND < since * DAY
        rows = np.flatnonzero(known & (lives["enrolled"] & (1 << channel) > 0))
        chosen, uids = lives[rows], block.people.heads["uid"][rows]
        stands = np.empty(len(chosen), dtype=np.float64)
        _places(stands, uids, int(c["seed"]), int(c["replication"]), test)
        ordered, active = chosen["last_order_day"] >= since, chosen["last_active"] >= since
        for arm, (low, high) in enumerate(pairwise(edges)):
            mine = (low <= stands) & (stands < high)
            arms[arm] += [mine.sum(), ordered[mine].sum(), active[mine].sum()]
    return tuple(Tested(*arm) for arm in arms.tolist())


def silent(
    blocks: Iterable[Any], day: int, order_days: int, visit_days: int, rhythm: float
) -> Silence:
    """See `Population.silent`; blocks: of the city."""
    total = np.zeros(len(Silence._fields), dtype=np.int64)
    for block in blocks:
        people = block.people.lives[: block.size]
        buyers = people["orders"] > 0
        lost = buyers & (block.people.heads["flags"][: block.size] & ALIVE == 0)
        listed = np.zeros(len(people), dtype=np.bool_)
        for field, days in (("last_order_day", order_days), ("last_active", visit_days)):
            if days > 0:
                listed |= day - people[field].astype(np.int64) >= days
        if rhythm > 0.0:
            listed |= _out_of_step(people, day, rhythm)
        listed &= buyers
        total += [buyers.sum(), lost.sum(), listed.sum(), (listed & lost).sum()]
    return Silence(*total.tolist())


def _out_of_step(people: Any, day: int, rhythm: float) -> npt.NDArray[np.bool_]:
    """Who ordered twice and is silent for `rhythm` times their own mean gap."""
    last = people["last_order_day"].astype(np.int64)
    known = last - people["joined"].astype(np.int64) * SECOND // DAY
    orders = people["orders"].astype(np.int64)
    gap = np.maximum(1.0, known / np.maximum(1, orders - 1))
    return np.asarray((orders >= 2) & (day - last > rhythm * gap))
