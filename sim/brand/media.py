"""Media money (投放): budgets by month and channel, a reserve, and floors on return."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from sim.behaviour.media import efficiency, price
from sim.behaviour.units import fen
from sim.brand.acquisition import Door
from sim.config.control import Media
from sim.measure.result import Ints
from sim.population.interface import FIRST_SALES, MARGIN, SALES
from sim.population.rules import Rules
from sim.population.shocks import shocked

FREE = Media(
    price_drift=0.0,
    learning=0.0,
    learning_half=1.0,
    commission=0.0,
    month_budget=0.0,
    floor=-1.0,
    innovation=False,
)
"""A channel nobody steers."""
WEEK, BEFORE = 7, 28  # days of orders held against each other before the reserve is touched


class Spent(NamedTuple):
    """Media of a day, fen: by door, paid from the reserve, planned but held back; doors cut."""

    by_door: list[int]
    reserve: int
    unspent: int
    cut: int


class Purser:
    """Says each midnight what every door may spend, and remembers what it cost and brought."""

    def __init__(self, rules: Rules, doors: list[Door]) -> None:
        self._rules = rules
        self._control = rules.plan.control
        self._doors = doors
        self._terms = [rules.plan.media.get(door.name, FREE) for door in doors]
        self._thousands = rules.plan.shoppers.initial / 1000.0
        self._costs = [0] * len(doors)  # of the run so far: media, gifts, commission
        self._month = [0] * len(doors)  # media of this calendar month
        self._first_sales = [0] * len(doors)
        self._released = False
        self._cut = [False] * len(doors)
        self._best: int | None = None
        self._asks = any(one.commission > 0.0 or one.floor > -1.0 for one in self._terms)

    @property
    def asks_for_returns(self) -> bool:
        """Whether anybody looks at what newcomers bring by door."""
        return self._asks

    def paid(self, door: int, amount: int) -> None:
        """A cost of a door beside media: gifts, commission."""
        self._costs[door] += amount

    def account(self, door: int) -> str:
        """The account a door's media is booked to: innovation has one of its own."""
        return "innovation_media" if self._terms[door].innovation else "media"

    def commission(self, brought: Ints) -> list[int]:
        """Commission owed since it was asked for last, fen by door."""
        owed = []
        for door, terms in enumerate(self._terms):
            sales = int(brought[door, FIRST_SALES])
            new, self._first_sales[door] = sales - self._first_sales[door], sales
            owed.append(int(new * terms.commission + 0.5))
            self.paid(door, owed[-1])
        return owed

    def worth(self, door: Door, day: int, spent: int, pool: float) -> float:
        """What is bought for each planned yuan; pool: members in a channel per 1,000 initial."""
        planned, terms = door.planned_fen(day), self._terms[door.number]
        share = spent / planned if planned else 1.0
        paid = price(terms.price_drift, day) * shocked(
            self._rules.shocks, "media_price", day, door.name
        )
        gain = efficiency(terms.learning, pool, terms.learning_half)
        return share * gain / paid if paid > 0.0 else share * gain

    def review(self, day: int, brought: Ints) -> None:
        """Hold every paid door against its floor, by the definition of return of the plan."""
        column = MARGIN if self._control.return_definition == "margin" else SALES
        if day < self._control.grace_days or day % self._control.review_days:
            return
        returns = {
            door: int(brought[door, column]) / cost - 1.0
            for door, cost in enumerate(self._costs)
            if cost > 0 and self._doors[door].channel.spend_per_day > 0.0
        }
        self._cut = [
            door in returns and returns[door] < terms.floor
            for door, terms in enumerate(self._terms)
        ]
        good = [door for door in returns if not self._cut[door]]
        # Equal returns go by the name's hash: nothing depends on the order in a file.
        self._best = max(good, key=lambda d: (returns[d], self._doors[d].hash), default=None)

    def spend(self, day: int, phase_share: float, orders: Ints) -> Spent:
        """The media money of a day. orders: by day up to yesterday, shape (days,)."""
        if day == 0 or (self._rules.plan.start_date + timedelta(days=day)).day == 1:
            self._month, self._released = [0] * len(self._doors), False
        self._released = self._released or self._in_need(orders)
        planned = [door.planned_fen(day) for door in self._doors]
        wanted = [int(one * phase_share + 0.5) for one in planned]
        asked = sum(wanted)
        wanted = self._shifted(wanted)
        given = [min(one, self._left_of(door)) for door, one in enumerate(wanted)]
        given, reserve = self._within_month(given)
        for door, amount in enumerate(given):
            self._month[door] += amount
            self._costs[door] += amount
        return Spent(given, reserve, asked - sum(given), sum(self._cut))

    def _in_need(self, orders: Ints) -> bool:
        """Whether orders fell so far that the reserve is for today."""
        if not self._control.release_below or len(orders) < WEEK + BEFORE:
            return False
        recent = int(orders[-WEEK:].sum()) * BEFORE
        before = int(orders[-WEEK - BEFORE : -WEEK].sum()) * WEEK
        return recent < self._control.release_below * before

    def _shifted(self, wanted: list[int]) -> list[int]:
        """Without the doors that were cut; their money saved, or given to the best."""
        kept = [0 if cut else one for one, cut in zip(wanted, self._cut, strict=True)]
        if self._control.below_floor == "shift" and self._best is not None and wanted[self._best]:
            kept[self._best] += sum(wanted) - sum(kept)
        return kept

    def _left_of(self, door: int) -> int:
        """What a door's own budget of the month still holds."""
        budget = self._terms[door].month_budget
        if budget == 0.0:
            return 1 << 62
        return max(0, fen(budget * self._thousands) - self._month[door])

    def _within_month(self, wanted: list[int]) -> tuple[list[int], int]:
        """Cut to the month's budget of ordinary and of new channels; and what of it is reserve."""
        control = self._control
        total = fen(control.month_budget * self._thousands)
        if not total:
            return wanted, 0
        reserve, new = int(total * control.reserve), int(total * control.innovation)
        ordinary = total - reserve - new
        given = list(wanted)
        drawn = 0
        for innovative, pot in ((False, ordinary), (True, new)):
            mine = [d for d, terms in enumerate(self._terms) if terms.innovation == innovative]
            spent = sum(self._month[d] for d in mine)
            room = pot + reserve * (self._released and not innovative) - spent
            _cut_to(given, mine, max(0, room))
            if not innovative:
                now = sum(given[d] for d in mine)
                drawn = max(0, spent + now - pot) - max(0, spent - pot)
        return given, drawn


def _cut_to(given: list[int], mine: list[int], room: int) -> None:
    """Lower these amounts in proportion until they fit, in whole fen."""
    wanted = sum(given[door] for door in mine)
    if wanted > room:
        for door in mine:
            given[door] = given[door] * room // wanted
