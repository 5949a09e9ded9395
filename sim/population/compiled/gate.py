"""The budget gate in time order, from a first pass that changes nothing (model section 6)."""

from __future__ import annotations

import numpy as np

from sim.behaviour.clock import NEVER
from sim.population.compiled.layout import RELEASE, REQUEST, Ints


def cut_of(tapes: list[Ints], level: int) -> tuple[int, int]:
    """Time and uid of the first request the money does not reach; (NEVER, NEVER) if it does.

    Budget released by coupons that expired at this midnight comes first, then the requests by time
    and uid. All requests are for the same face value, so nobody after the first refusal is served.
    """
    if not tapes:
        return NEVER, NEVER
    rows = np.concatenate(tapes)
    released = int(rows[rows[:, 0] == RELEASE, 4].sum())
    asked = rows[rows[:, 0] == REQUEST]
    asked = asked[np.lexsort((asked[:, 2], asked[:, 1]))]
    beyond = np.flatnonzero(np.cumsum(asked[:, 4]) > level + released)
    if not beyond.size:
        return NEVER, NEVER
    return int(asked[beyond[0], 1]), int(asked[beyond[0], 2])
