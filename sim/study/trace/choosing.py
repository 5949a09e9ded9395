"""Who is worth a look: whose spending differs most between twin worlds, and who stands between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt

from sim.config.schema import Plan
from sim.measure.events import CODE, EVENTS, Events, Kept, Rows, begins
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
    """What each shopper spends in the run, fen: list value less discounts and money given back;
    nothing, for most.

    Is given the log day by day; what it keeps grows with the shoppers, not with their orders.
    """

    def __init__(self) -> None:
        super().__init__(("joined", *_SPENT))
        self._uids = self._fen = np.empty(0, dtype=np.int64)
        self._waiting: list[tuple[Ints, Ints]] = []
        self._rows = 0

    def __call__(self, day: Events) -> None:
        """Take a day of the log."""
        sign = _SIGN[day.rows["event"]]
        rows, sign = day.rows[kept := _noted(day.rows, sign)], sign[kept]
        self._waiting.append((rows["uid"].copy(), rows["amount_fen"] * sign))
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
    """Candidates, and how many spend more, less and the same as in the first world (in one world:
    anything, or nothing); `alone` of the people came in one of two worlds only."""

    candidates: tuple[Candidate, ...]
    more: int
    less: int
    same: int
    alone: int

    @property
    def uid(self) -> int:
        """Whose spending differs most; in one world, who spends most."""
        return max(self.candidates, key=lambda one: abs(one.spent[-1] - _first(one.spent))).uid


def _first(spent: tuple[int, ...]) -> int:
    return spent[0] if len(spent) > 1 else 0


def spending(plan: Plan, replication: int) -> tuple[Ints, Ints]:
    """Live a plan: what each of its people spends (`Spending.totals`)."""
    spent = Spending()
    World(plan, replication, spent).run()
    return spent.totals()


def choose(worlds: Sequence[tuple[Ints, Ints]]) -> Choice:
    """Who to look at, among those who came in every world: another life, not another person.

    worlds: uids in order and what each spent, of one world or of two.
    """
    uids = reduce(np.intersect1d, (own for own, _ in worlds))
    spent = np.stack([fen[np.searchsorted(own, uids)] for own, fen in worlds])
    alone = sum(len(own) - len(uids) for own, _ in worlds)
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
    return Choice(tuple(found), more, less, len(uids) - more - less, alone)


def _noted(rows: Rows, sign: Ints) -> npt.NDArray[np.bool_]:
    """Which rows count: who joined, whenever that was, and what was spent from day 0 on."""
    counts = (rows["event"] == CODE["joined"]) | ((sign != 0) & (rows["time_ms"] >= 0))
    return np.asarray(counts, dtype=np.bool_)


def _summed(uids: Ints, fen: Ints) -> tuple[Ints, Ints]:
    """Amounts added up by uid, in order of uid."""
    order = np.argsort(uids, kind="stable")
    uids, fen = uids[order], fen[order]
    first = begins(uids)
    sums = np.add.reduceat(fen, first) if len(first) else fen
    return uids[first], sums
