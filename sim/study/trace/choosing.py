"""Who is worth a look: whose spending differs most between twin worlds, and who stands between."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.config.schema import Plan
from sim.measure.events import EVENTS, Events, Kept
from sim.measure.eventwords import event_words
from sim.world import World

Ints = npt.NDArray[np.int64]

_SIGNS = {"sales": 1, "discount": -1, "returned": -1}
_SPENT = {name: _SIGNS[one.money] for name, one in event_words().items() if one.money in _SIGNS}
_SIGN = np.array([_SPENT.get(name, 0) for name in EVENTS], dtype=np.int64)
_ROWS = 1 << 22  # rows that wait before they are added up; 64 MB
SHOWN = 3
"""Shoppers named at either end."""


class Spending(Kept):
    """What each shopper spends in the run, fen: list value less discounts and money given back.

    Is given the log day by day; what it keeps grows with the shoppers, not with their orders.
    """

    def __init__(self) -> None:
        super().__init__(tuple(_SPENT))
        self._uids = self._fen = np.empty(0, dtype=np.int64)
        self._waiting: list[tuple[Ints, Ints]] = []
        self._rows = 0

    def __call__(self, day: Events) -> None:
        """Take a day of the log."""
        rows = day.rows[day.rows["time_ms"] >= 0]
        rows = rows[_SIGN[rows["event"]] != 0]
        self._waiting.append((rows["uid"].copy(), rows["amount_fen"] * _SIGN[rows["event"]]))
        self._rows += len(rows)
        if self._rows > _ROWS:
            self._add_up()

    def totals(self) -> tuple[Ints, Ints]:
        """Uids in order and what each spent; each of shape (shoppers,)."""
        self._add_up()
        return self._uids, self._fen

    def _add_up(self) -> None:
        uids, fen = (
            np.concatenate([own, *(part[place] for part in self._waiting)])
            for place, own in enumerate((self._uids, self._fen))
        )
        self._uids, self._fen = _summed(uids, fen)
        self._waiting, self._rows = [], 0


@dataclass(frozen=True)
class Candidate:
    """A shopper worth a look, with what they spend in each world (fen).

    why: `more`, `middle more`, `less`, `middle less` against the first world; `most` in one world.
    """

    uid: int
    spent: tuple[int, ...]
    why: str


@dataclass(frozen=True)
class Choice:
    """Candidates, the one told first; and how many spend more, less and the same as in the first
    world (all of them the same where there is one world)."""

    candidates: tuple[Candidate, ...]
    more: int
    less: int
    same: int

    @property
    def uid(self) -> int:
        """Whose spending differs most; in one world, who spends most."""
        return max(self.candidates, key=lambda one: abs(one.spent[-1] - _first(one.spent))).uid


def _first(spent: tuple[int, ...]) -> int:
    return spent[0] if len(spent) > 1 else 0


def spending(plan: Plan, replication: int) -> tuple[tuple[Ints, Ints], int]:
    """Live a plan: what each buyer spends (`Spending.totals`), and how many people there were."""
    spent = Spending()
    world = World(plan, replication, spent)
    world.run()
    return spent.totals(), world.population.admitted()


def choose(worlds: tuple[tuple[Ints, Ints], ...], people: int) -> Choice:
    """Who to look at.

    Args:
        worlds: uids in order and what each spent, of one world or of two.
        people: there are in the larger world.
    """
    uids = np.unique(np.concatenate([one[0] for one in worlds]))
    spent = np.zeros((len(worlds), len(uids)), dtype=np.int64)
    for row, (own, fen) in zip(spent, worlds, strict=True):
        row[np.searchsorted(uids, own)] = fen
    apart = spent[-1] - spent[0] if len(worlds) > 1 else spent[0]
    order = np.lexsort((uids, -apart))  # who spends more first; equals by uid
    more, less = int((apart > 0).sum()), int((apart < 0).sum())
    ups, downs = order[:more], order[len(order) - less :][::-1]
    chosen = [(place, "more" if len(worlds) > 1 else "most") for place in ups[:SHOWN]]
    if len(worlds) > 1:
        chosen += [(ups[more // 2], "middle more")] if more > SHOWN else []
        chosen += [(place, "less") for place in downs[:SHOWN]]
        chosen += [(downs[less // 2], "middle less")] if less > SHOWN else []
    found = (
        Candidate(int(uids[place]), tuple(int(one) for one in spent[:, place]), why)
        for place, why in chosen
    )
    return Choice(tuple(found), more, less, people - more - less)


def _summed(uids: Ints, fen: Ints) -> tuple[Ints, Ints]:
    """Amounts added up by uid, in order of uid."""
    order = np.argsort(uids, kind="stable")
    uids, fen = uids[order], fen[order]
    first = np.flatnonzero(np.diff(uids, prepend=-1))  # uids are positive
    sums = np.add.reduceat(fen, first) if len(first) else fen
    return uids[first], sums
