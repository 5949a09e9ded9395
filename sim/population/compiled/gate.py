"""Gates that may shut on a day, settled in time order from passes that can be undone (model section
6): the coupon budget, and the day's stock of each kind of coupon that has one.

Everything before a cut is as it would be without it, and only what comes after can change. So the
earliest cut of all gates is made first, the day is lived again with it, and what the other gates
ask is looked at anew, until none is left to shut: at most one pass more than there are gates.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from sim.behaviour.clock import DAY
from sim.population.compiled.layout import FIRST_KIND, PLAN_COUPON, REQUEST, WIDTH, Ints, by_time
from sim.population.rules import FIRST_KIND as NAMED
from sim.population.rules import Rules

BUDGET = PLAN_COUPON  # gate of the budget; others are named by the code of their kind
SHUT = -1  # what is left of a budget that refused somebody today


class Cut(NamedTuple):
    """The first request of a gate that is refused; nobody at or after it is served today.

    got: coupons its asker had got before, which tells requests of one moment apart.
    """

    time: int
    uid: int
    got: int
    gate: int


class Gates:
    """The gates that may still shut today, and how much each has."""

    def __init__(self, day: int, stocks: dict[int, int], *, budget: bool) -> None:
        self._midnight = day * DAY
        self._stocks = dict(stocks)
        self._budget = budget

    @property
    def open(self) -> bool:
        """Whether any gate may still shut: the day must be kept, and requests written down."""
        return self._budget or bool(self._stocks)

    def next_cut(self, tapes: list[Ints], left: int, released: int) -> Cut | None:
        """The earliest refusal among the gates that have not shut; none if there is enough of all.

        tapes: what the day asked as far as it is settled. left: fen to be had at its midnight; SHUT
        if there is nothing for anybody. released: fen that coupons give back which expire then,
        after whatever is asked at that very moment. Nobody after the first refusal is served,
        though a smaller coupon might still fit.
        """
        rows = [rows[rows[:, 0] == REQUEST] for rows in tapes]
        asked = np.concatenate([*rows, np.zeros((0, WIDTH), dtype=np.int64)])
        asked = by_time(asked)
        cuts = [_first(asked, kind, np.int64(1), stock) for kind, stock in self._stocks.items()]
        if self._budget:
            later = 0 if left == SHUT else released
            to_be_had = left + later * (asked[:, 1] > self._midnight)
            cuts.append(_first(asked, BUDGET, asked[:, 4], to_be_had))
        found = [one for one in cuts if one is not None]
        # Who finds the stock gone asks no money: of one request, the stock's refusal goes first.
        cut = min(found, key=lambda one: (*one[:3], one.gate == BUDGET), default=None)
        if cut is not None and cut.gate == BUDGET:
            self._budget = False
        elif cut is not None:
            del self._stocks[cut.gate]
        return cut


def _first(asked: Ints, gate: int, amounts: Ints | np.int64, left: Ints | int) -> Cut | None:
    """The first request of a gate beyond what is left of it then; asked: in order of time and
    uid."""
    mine = asked[:, 3] == gate
    taken = np.cumsum(mine * amounts)
    beyond = np.flatnonzero(mine & (taken > left))
    if not beyond.size:
        return None
    time, uid, got = asked[beyond[0], [1, 2, 5]].tolist()
    return Cut(time, uid, got, gate)


def stocks_of(rules: Rules, carried: Iterable[int]) -> dict[int, int]:
    """The day's stock of what is carried, by the code of its kind in a wallet."""
    kinds = {one for one in carried if one >= NAMED and rules.coupons[one - NAMED + 1].stock}
    return {FIRST_KIND + one - NAMED: rules.coupons[one - NAMED + 1].stock for one in sorted(kinds)}
