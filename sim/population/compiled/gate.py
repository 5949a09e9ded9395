"""Gates that may shut on a day, settled in time order from passes that can be undone (model section
6): the coupon budget, and the day's stock of each kind of coupon that has one.

Everything before a cut is as it would be without it, and only what comes after can change. So the
earliest cut of all gates is made first, whoever asked from there on lives the day again with it,
and what the other gates ask is looked at anew, until none is left to shut: at most one pass more
than there are gates.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from sim.behaviour.clock import DAY
from sim.behaviour.coupon import HISTORY, RUNGS
from sim.population.compiled import served
from sim.population.compiled.layout import (
    FIRST_KIND,
    FRIEND,
    PLAN_COUPON,
    REQUEST,
    Ints,
)
from sim.population.rules import FIRST_KIND as NAMED
from sim.population.rules import Rules

BUDGET = PLAN_COUPON  # gate of the budget; others are named by the code of their kind
SHUT = -1  # what is left of a budget that refused somebody today


class Cut(NamedTuple):
    """The first request of a gate that is refused; nobody at or after it is served today.

    asked: what its asker had asked of any gate before on the day, which tells requests of one
    moment apart: who is refused by one gate may ask at another, or again.
    """

    time: int
    uid: int
    asked: int
    gate: int


class Money(NamedTuple):
    """What a day may ask of the coupon budget and what there is, in fen.

    least: the smallest that is ever asked at once; left: what there is before midnight, SHUT if it
    refused somebody then; due: the most that may come back at midnight.
    """

    least: int
    left: int
    due: int

    @property
    def shut(self) -> bool:
        """Whether it reaches nobody, whoever asks first."""
        return self.left == SHUT or self.left + self.due < self.least


class Gates:
    """The gates that may still shut today, and how much each has."""

    def __init__(self, day: int, stocks: dict[int, int], money: Money, most: int) -> None:
        """most: all that the day may ask of the budget, in fen."""
        self._midnight = day * DAY
        self._stocks = dict(stocks)
        self._left = money.left
        self._budget = most > money.left and not money.shut

    @property
    def open(self) -> bool:
        """Whether any gate may still shut: the day must be kept, and requests written down."""
        return self._budget or bool(self._stocks)

    def served(self, fen: int) -> None:
        """So much of the budget goes to those who are sure of it, and say nothing."""
        self._left -= fen

    def next_cut(self, tapes: list[Ints], released: int) -> Cut | None:
        """The earliest refusal among the gates that have not shut; none if there is enough of all.

        tapes: what the day asked as far as it is settled. released: fen that coupons give back
        which expire at its midnight, after whatever is asked at that very moment. Nobody after the
        first refusal is served, though a smaller coupon might still fit.
        """
        cuts = [self._first(tapes, kind, stock, 0) for kind, stock in self._stocks.items()]
        if self._budget:
            cuts.append(self._first(tapes, BUDGET, self._left, released))
        found = [one for one in cuts if one is not None]
        # Who finds the stock gone asks no money: of one request, the stock's refusal goes first.
        cut = min(found, key=lambda one: (*one[:3], one.gate == BUDGET), default=None)
        if cut is not None and cut.gate == BUDGET:
            self._budget = False
        elif cut is not None:
            del self._stocks[cut.gate]
        return cut

    def _first(self, tapes: list[Ints], gate: int, left: int, released: int) -> Cut | None:
        """The first request of a gate beyond what is left of it; released: what more there is after
        midnight itself."""
        numbers, amounts, places = np.empty((3, sum(map(len, tapes))), dtype=np.int64)
        size, first = 0, 0
        for rows in tapes:
            given = (rows, gate, self._midnight, numbers, amounts, places, first, size)
            size, first = served.requests(*given), first + len(rows)
        numbers, amounts = numbers[:size], amounts[:size]
        number, left = _beyond(numbers, amounts, left, released)
        if number == served.NOBODY:
            return None
        alike = np.flatnonzero(numbers == number)  # two of one number are told apart in full
        found = [_row(tapes, place) for place in places[alike].tolist()]
        asked = sorted(
            (int(row[1]), int(row[2]), int(row[5]), amount)
            for row, amount in zip(found, amounts[alike].tolist(), strict=True)
        )
        for time, uid, before, amount in asked:
            left -= amount
            if left < 0:
                return Cut(time, uid, before, gate)
        raise AssertionError("one of them is not reached")


def _beyond(numbers: Ints, amounts: Ints, left: int, released: int) -> tuple[int, int]:
    """The number of the first whom it does not reach, and what is left when their turn comes."""
    found = np.zeros(2, dtype=np.int64)
    early = numbers < served.MIDNIGHT
    parts = [~early] if not early.any() else [early, ~early]
    for part in parts:
        more = released if part is parts[-1] else 0
        served.first_beyond(numbers[part], amounts[part], left + more, found)
        left += more - int(found[1])
        if found[0] != served.NOBODY:
            break
    return int(found[0]), left


def _row(tapes: list[Ints], place: int) -> Ints:
    """A row of several tapes that follow each other."""
    for rows in tapes:
        if place < len(rows):
            row: Ints = rows[place]
            return row
        place -= len(rows)
    raise IndexError(place)


class People(NamedTuple):
    """Some people: their indices, in order, and their uids in any."""

    indices: Ints
    uids: Ints


def askers_from(cut: Cut, written: Ints) -> People:
    """Who asks of the gate that shut, at the cut or after it; written: shape (rows, WIDTH)."""
    of_gate = (written[:, 0] == REQUEST) & (written[:, 3] == cut.gate)
    asked = written.compress(of_gate, axis=0)
    time, uid, before = asked[:, 1], asked[:, 2], asked[:, 5]
    later = (uid > cut.uid) | ((uid == cut.uid) & (before >= cut.asked))
    asked = asked[(time > cut.time) | ((time == cut.time) & later)]
    return People(np.unique(asked[:, 6]), np.unique(asked[:, 2]))


def others(written: Ints, people: People) -> Ints:
    """What was written by anybody but some people."""
    by = np.where(written[:, 0] == FRIEND, written[:, 5], written[:, 2])
    return written.compress(~np.isin(by, people.uids), axis=0)


def unasked(written: list[Ints]) -> list[Ints]:
    """What was written but for what was asked, which is settled."""
    return [rows.compress(rows[:, 0] != REQUEST, axis=0) for rows in written]


def least_fen(rules: Rules) -> int:
    """The smallest amount that is ever asked of the budget at once."""
    amounts = [RUNGS[1] if one.form == HISTORY else one.granted for one in rules.coupons]
    return min((one for one in amounts if one), default=0)


def stocks_of(rules: Rules, carried: Iterable[int]) -> dict[int, int]:
    """The day's stock of what is carried, by the code of its kind in a wallet."""
    kinds = {one for one in carried if one >= NAMED and rules.coupons[one - NAMED + 1].stock}
    return {FIRST_KIND + one - NAMED: rules.coupons[one - NAMED + 1].stock for one in sorted(kinds)}
