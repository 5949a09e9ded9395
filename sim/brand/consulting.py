"""Who consults and buys (导购咨询转化): questions held against the orders that follow them."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import numpy.typing as npt

from sim.behaviour.clock import DAY
from sim.population.interface import Enquiries, Ints, Outcomes


class Consulting:
    """Questions of the last days, and whether an order followed.

    A question counts once its days are over, bought or not: counted as orders come, the last days
    of a run would hold questions that bought and none that did not.
    """

    def __init__(self, days: int) -> None:
        self._window = days * DAY  # ms
        self._uids: Ints = np.zeros(0, dtype=np.int64)
        self._asked: Ints = np.zeros(0, dtype=np.int64)
        self._bought: npt.NDArray[np.bool_] = np.zeros(0, dtype=np.bool_)

    def close(self, day: int, asked: Enquiries, outcomes: Outcomes) -> dict[str, int]:
        """Add a day's questions, mark those its orders follow; series of those that are over."""
        self._uids = np.concatenate([self._uids, asked.uids])
        self._asked = np.concatenate([self._asked, asked.times])
        self._bought = np.concatenate([self._bought, np.zeros(len(asked.uids), dtype=np.bool_)])
        self._mark(outcomes)
        over = self._asked + self._window <= (day + 1) * DAY
        counts = {
            "consulted": int(over.sum()),
            "consulted_bought": int((over & self._bought).sum()),
        }
        self._uids, self._asked = self._uids[~over], self._asked[~over]
        self._bought = self._bought[~over]
        return counts

    def _mark(self, outcomes: Outcomes) -> None:
        """Mark questions with an order after them and within their days."""
        made = outcomes.orders >= 0
        orders: dict[int, list[int]] = defaultdict(list)
        for uid, time in zip(
            outcomes.uids[made].tolist(), outcomes.times[made].tolist(), strict=True
        ):
            orders[uid].append(time)
        for place in np.flatnonzero(np.isin(self._uids, list(orders))).tolist():
            asked = int(self._asked[place])
            times = orders[int(self._uids[place])]
            if any(asked < time <= asked + self._window for time in times):
                self._bought[place] = True
