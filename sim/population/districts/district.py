"""A district: the city of the shoppers of some guides, lived letter by letter."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.behaviour.clock import DAY
from sim.config.schema import Plan
from sim.measure.events import EventLog, Events
from sim.population.compiled import layout, offered
from sim.population.compiled.backlog import stacked
from sim.population.compiled.city import City
from sim.population.compiled.gate import Cut
from sim.population.compiled.layout import Ints
from sim.population.from_plan import rules_of
from sim.population.interface import Award, Felt, Send

TIME, UID, INVITER, TRAIT_UID, IS_HUNTER = range(5)
FRIEND_COLUMNS = 5
"""Columns of friends on their way: when and who joins, and of the inviter the number, whose traits
it has and whether it is a subsidy hunter."""


class Demand(NamedTuple):
    """What a district's day asks of the gates of the day.

    requests: of the budget, and of the day's stocks; rows of tapes, each shape (rows, WIDTH).
    released: fen given back by what expired.
    """

    requests: list[Ints]
    released: int


def _unused(events: Events) -> None:
    """A district's events go out with its reports."""


class Report(NamedTuple):
    """What a district hands to the others, or to the brand, since the last report.

    released, asked: fen of the coupon budget; friends: shape (friends, FRIEND_COLUMNS);
    credits: numbers of inviters, one each credit; events: rows of a tape, inviters by number.
    """

    released: int
    asked: int
    friends: Ints
    credits: Ints
    events: Ints


class Till:
    """Stands in for the brand's purse: adds up what the district asks and gives back."""

    def __init__(self) -> None:
        self.released = 0
        self.asked = 0

    @property
    def level(self) -> float:
        """What the district left in the purse, or took if negative, since the last report."""
        return self.released - self.asked

    def put(self, amount: float) -> None:
        """Budget given back, in fen."""
        self.released += int(amount)

    def get(self, amount: float) -> None:
        """Budget used, in fen."""
        self.asked += int(amount)


class District(City):
    """District `place` of `of`; a person's number outside is row x of + place."""

    def __init__(
        self,
        plan: Plan,
        replication: int,
        place: int,
        of: int,
        events: bool,
        threads: int | None = None,
    ) -> None:
        self._place, self._count = place, of
        self._till = Till()
        self._events: list[Ints] = []
        self._known: Ints = np.zeros((0, FRIEND_COLUMNS), dtype=np.int64)
        self._origin: dict[
            int, int
        ] = {}  # whose traits a friend has (uid), by row, if not their own
        log = EventLog(_unused) if events else None
        super().__init__(rules_of(plan, replication), replication, self._till, log, threads)

    # -- the letters, in the order of a day -----------------------------------------------------

    def dawn(
        self, day: int, sends: list[Send], friends: Ints, credits: Ints, market: float
    ) -> tuple[int, int]:
        """Settle what yesterday left and plan the day; the most it could ask of the budget, and the
        most it could give back at midnight, in fen.

        market: share of the market that has not joined anywhere.
        friends: who joins today, shape (friends, FRIEND_COLUMNS); credits: numbers of inviters.
        """
        self._credits = [_rows(len(credits), credits // self._count)]
        self._known = friends[np.argsort(friends[:, INVITER], kind="stable")]
        rows = _rows(len(friends), friends[:, INVITER])
        rows[:, 1], rows[:, 2] = friends[:, TIME], friends[:, UID]
        rows[:, 3] = friends[:, IS_HUNTER] * layout.HUNTER
        rows[:, 5] = friends[:, TRAIT_UID]  # an inviter may live elsewhere, so it was written down
        self._friends[day] = [rows]
        self._before.append(self.admitted())
        self._settle_credits(day)
        before = self.admitted()
        self._admit_friends(day)
        self._remember_origins(before)
        self.c["market_left"] = market
        self._day = day
        self._midnight(day)
        self._guides_plan(day)
        self._sends = self._broadcasts(day, sends)
        self._used = self._broadcast(day, self._sends)
        return self._most_asked(day, self._sends, 0), self._due(day)

    def live(self, keeping: bool, shut: bool) -> Demand:
        """Live the day; if it may have to be undone, what was asked of its gates.

        shut: whether the budget serves nobody.
        """
        given = self._day, self._sends
        self._lived, self._of_kept = self._live_first(*given, keeping, shut), []
        if keeping:  # what others ask is not known here, so nobody is sure to be served
            self._lived += self._live_once(*given, 0)
            self._of_kept = self._live_kept(*given)
        return self._demand(keeping)

    def cut(self, cut: Cut) -> Demand:
        """A cut of all districts together, and others may follow: what is asked with it."""
        self._of_kept = self._cut_off(cut, self._of_kept, self._day, self._sends)
        return self._demand(True)

    def _demand(self, keeping: bool) -> Demand:
        lived = self._lived + self._of_kept
        requests = [rows[rows[:, 0] == layout.REQUEST] for rows in lived if keeping]
        return Demand(requests, self._since_filed(layout.S_RELEASED))

    def settle(self, cut: Cut | None) -> None:
        """The last cut of all districts together; those who said what they ask live on with it."""
        if cut is not None:
            self.cut(cut)
        self._lived += self._of_kept + self._live_on(self._day, self._sends)

    def report(self) -> Report:
        """The day is over: what others have to know of it."""
        self.file(self._day, self._used + self._lived)
        report = Report(
            self._till.released,
            self._till.asked,
            self._invited(),
            stacked(self._credits)[:, 6],
            self.noted(),
        )
        self._till.released = self._till.asked = 0
        self._friends.clear()
        return report

    def noted(self) -> Ints:
        """Events since they were asked for last; rows of a tape, inviters by number."""
        events, self._events = self._events, []
        return np.concatenate([*events, _rows(0)])

    def uids(self, rows: Ints) -> Ints:
        """Uids of people of this district by their rows."""
        return self._uids(rows)

    def number(self, uids: Ints, since: int) -> Ints:
        """Rows of who joined on day `since` or later."""
        return self.numbers(uids, since)

    def claims(self, day: int, people: Ints, carried: int) -> tuple[Ints, Ints]:
        """Uids of some rows, and what each would ask of the budget."""
        return offered.claims(self, day, people, carried)

    def hand_out(self, day: int, people: Ints, what: Award, refused: int) -> int:
        """See `offered.award`; returns what it took of the budget, settled here and now."""
        offered.award(self, day, people, what, refused)
        taken, self._till.asked = self._till.asked, 0
        return taken

    def feel(self, day: int, felt: Felt) -> None:
        """What people of this district met, by row; the log is kept where all are known."""
        self._feel(day, felt)

    # -- what is different from a city of its own -----------------------------------------------

    def _remember_origins(self, first: int) -> None:
        """Whose traits the people from row `first` on have, where they are an inviter's."""
        new = np.arange(first, self.admitted())
        alike = new[self._of("flags", new) & layout.ALIKE > 0]
        places = np.searchsorted(self._known[:, INVITER], self._of("inviter", alike))
        uids = self._known[places, TRAIT_UID]
        self._origin.update(zip(alike.tolist(), uids.tolist(), strict=True))

    def _invited(self) -> Ints:
        """Friends asked since the last report, with what they take over from their inviters."""
        parts = [rows for days in self._friends.values() for rows in days]
        rows = np.concatenate([*parts, _rows(0)])
        flags, trait_uids = rows[:, 3], rows[:, 5].copy()
        alike = np.flatnonzero(flags & layout.ALIKE)
        trait_uids[alike] = [self._origin[row] for row in rows[alike, 6].tolist()]
        hunters = (flags & layout.HUNTER > 0).astype(np.int64)
        inviters = rows[:, 6] * self._count + self._place
        columns = (rows[:, 1], rows[:, 2], inviters, trait_uids, hunters)
        return np.stack(columns, axis=1)

    def _note(self, rows: Ints) -> None:
        self._events.append(rows)


def _rows(count: int, indices: Ints | int = 0) -> Ints:
    """Rows of a tape with nothing but the index in them, shape (count, WIDTH)."""
    rows = np.zeros((count, layout.WIDTH), dtype=np.int64)
    rows[:, 6] = indices
    return rows


def days_of(friends: Ints) -> Ints:
    """The day each friend joins on, shape (friends,)."""
    return np.asarray(friends[:, TIME] // DAY)
