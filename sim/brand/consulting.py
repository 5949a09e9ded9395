"""Who consults and buys (导购咨询转化): questions held against the orders that follow them."""

from __future__ import annotations

import numpy as np

from sim.behaviour.clock import DAY
from sim.brand.desk import QUESTION, Cases
from sim.population.interface import Ints, Outcomes


class Consulting:
    """Questions of the last days, and whether an order followed."""

    def __init__(self, days: int) -> None:
        self._days = days
        self._uids: Ints = np.zeros(0, dtype=np.int64)
        self._asked: Ints = np.zeros(0, dtype=np.int64)

    def close(self, day: int, outcomes: Outcomes, cases: Cases) -> dict[str, int]:
        """Add a day's questions that were settled; those followed by an order, or too old, go."""
        questions = cases[cases["kind"] == QUESTION]
        uids = np.concatenate([self._uids, questions["uid"]])
        asked = np.concatenate([self._asked, questions["asked"]])
        made = outcomes.orders >= 0
        last = dict(zip(outcomes.uids[made].tolist(), outcomes.times[made].tolist(), strict=True))
        ordered = np.array([last.get(uid, -1) for uid in uids.tolist()], dtype=np.int64)
        bought = ordered > asked
        old = ~bought & (asked < (day + 1 - self._days) * DAY)
        self._uids, self._asked = uids[~bought & ~old], asked[~bought & ~old]
        return {
            "consulted": int(bought.sum() + old.sum()),
            "consulted_bought": int(bought.sum()),
        }
