"""The budget gate in time order, from a first pass that changes nothing (model section 6)."""

from __future__ import annotations

import numpy as np

from sim.behaviour.clock import NEVER
from sim.population.compiled.layout import REQUEST, Ints


def cut_of(tapes: list[Ints], left: int) -> tuple[int, int]:
    """Time and uid of the first request the money does not reach; (NEVER, NEVER) if it does.

    left: fen to be had today, what coupons that expired at this midnight gave back included. Nobody
    after the first refusal is served, though a smaller coupon might still fit.
    """
    rows = np.concatenate(
        [rows[rows[:, 0] == REQUEST] for rows in tapes] or [np.zeros((0, 7), int)]
    )
    asked = rows[np.lexsort((rows[:, 2], rows[:, 1]))]
    beyond = np.flatnonzero(np.cumsum(asked[:, 4]) > left)
    if not beyond.size:
        return NEVER, NEVER
    return int(asked[beyond[0], 1]), int(asked[beyond[0], 2])
