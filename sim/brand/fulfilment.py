"""Fulfilment (履约): orders brought home, what is late, and what makes it good.

A day's orders are settled at the midnight after it, as questions to the service desk are: the
courier who is free first takes the next order, which is the queue of `sim.brand.desk.serve`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.behaviour.clock import DAY
from sim.behaviour.delivery import arrives_at
from sim.behaviour.draws import exponential
from sim.behaviour.units import whole
from sim.brand.desk import serve
from sim.brand.lots import FOURTH, draw_word
from sim.brand.noting import unmoved
from sim.ledger.book import Book
from sim.measure.events import CODE
from sim.population.interface import (
    MOVES,
    STOPS,
    Award,
    Felt,
    Floats,
    Ints,
    Outcomes,
    Population,
)
from sim.population.rules import Rules
from sim.population.selling import CHANNEL, COLLECTED
from sim.population.shocks import shocked
from sim.randomness import address as at
from sim.randomness.philox import uniform, uniform_fine
from sim.science import science

Counts = dict[str, int]
Parcels = Any  # rows of `_PARCEL`, in order of time and uid

# An order on its way: ordered at `asked`, at the door at `time`, of sales channel `place`.
_PARCEL = np.dtype(
    [(name, "i8") for name in ("time", "uid", "person", "place", "order", "asked", "fee")]
)


class Fulfilment:
    """Every channel's couriers, what is on its way, and who is to be compensated."""

    def __init__(
        self, rules: Rules, key: tuple[int, int], population: Population, book: Book
    ) -> None:
        self._rules = rules
        self._key = key
        self._population = population
        self._book = book
        self._of = {place: one for place, one in enumerate(rules.delivery) if one is not None}
        self._free: dict[int, Ints] = {
            place: np.zeros(one.couriers, dtype=np.int64) for place, one in self._of.items()
        }
        self._ahead = np.zeros(0, dtype=_PARCEL)
        self._owed: dict[int, Ints] = {}  # who gets a coupon of lateness, by channel

    @property
    def any(self) -> bool:
        """Whether anything is brought home."""
        return bool(self._of)

    def put_off(self, day: int) -> tuple[float, ...]:
        """Share of orders that fee and promised time put off on a day, by sales channel."""
        return tuple(
            0.0 if one is None else one.put_off_free if one.is_free(day) else one.put_off
            for one in self._rules.delivery
        )

    def open(self, day: int) -> None:
        """Midnight: coupons for who was served late yesterday."""
        owed, self._owed = self._owed, {}
        for place, people in owed.items():
            carried = self._of[place].late_coupon
            self._population.award(day, people, Award("compensated", carried, 0, 0))

    def close(self, day: int, outcomes: Outcomes, slow: float = 1.0) -> tuple[Counts, Felt]:
        """Settle what was ordered on `day`; what reached a door until its end, and who feels it.

        slow: what is left of couriers' time, and of what comes on top of the way.
        """
        parcels = np.concatenate(
            [self._ahead, *(self._sent(day, at_, outcomes, slow) for at_ in self._of)]
        )
        parcels = parcels[np.lexsort((parcels["uid"], parcels["time"]))]
        ahead = parcels["time"] >= (day + 1) * DAY
        self._ahead = parcels[ahead]
        return self._arrived(day, parcels[~ahead])

    def home(self, outcomes: Outcomes) -> Any:
        """Which outcomes are orders to be brought home."""
        made = (outcomes.orders >= 0) & (outcomes.places >= 0)
        brought = np.isin(outcomes.places & CHANNEL, list(self._of))
        return made & brought & (outcomes.places & COLLECTED == 0)

    def _sent(self, day: int, place: int, outcomes: Outcomes, slow: float) -> Parcels:
        """Today's orders of a channel, each with the moment it will be at the door."""
        rule, free = self._of[place], self._free[place]
        home = self.home(outcomes) & (outcomes.places & CHANNEL == place)
        times, uids, orders = (
            one[home] for one in (outcomes.times, outcomes.uids, outcomes.orders)
        )
        lasting, extra = np.zeros(len(times), dtype=np.int64), np.zeros(len(times))
        starts, doors = np.empty_like(lasting), np.empty_like(lasting)
        draw_deliveries(lasting, extra, uids, orders, *self._key, rule.mean_ms * slow)
        if not rule.couriers:  # a carrier: each order has somebody of its own
            free, lasting = np.zeros(1, dtype=np.int64), np.zeros_like(lasting)
        else:
            come = min(1.0, shocked(self._rules.shocks, "couriers", day))
            absent = len(free) - whole(len(free) * come)
            free[:absent] = np.maximum(free[:absent], (day + 1) * DAY)
        serve(starts, free, times, lasting, rule.opens_ms, rule.closes_ms, 0)
        bring(doors, starts, lasting, rule.way_ms, rule.more_ms * slow, extra)
        parcels = np.zeros(len(times), dtype=_PARCEL)
        parcels["time"], parcels["uid"], parcels["person"] = doors, uids, outcomes.people[home]
        parcels["place"], parcels["order"], parcels["asked"] = place, orders, times
        parcels["fee"] = 0 if rule.is_free(day) else rule.fee_fen
        return parcels

    def _arrived(self, day: int, parcels: Parcels) -> tuple[Counts, Felt]:
        """Pay for what reached the door, and find who is pleased, angry or lost."""
        took = parcels["time"] - parcels["asked"]
        promise = self._by_parcel(parcels, "promise_ms")
        late = (promise > 0) & (took > promise)
        felt, back = self._felt(parcels, late), self._made_good(parcels, late)
        fees, costs = parcels["fee"].sum(), self._by_parcel(parcels, "cost_fen").sum()
        self._book.post(day, "cash", "delivery_fees", int(fees))
        self._book.post(day, "delivery_costs", "cash", int(costs))
        self._book.post(day, "compensation", "cash", int(back.sum()))
        counts = {
            "delivered": len(parcels),
            "delivered_late": int(late.sum()),
            "delivery_ms": int(took.sum()),
            "delivery_fee_fen": int(fees),
            "compensations": int(self._by_parcel(parcels[late], "compensates").sum()),
        }
        noted = np.concatenate([felt, _paid_back(felt, back)])
        return counts, noted[np.lexsort((noted["uid"], noted["time"]))]

    def _by_parcel(self, parcels: Parcels, field: str) -> Any:
        """A number of the channel of each parcel."""
        numbers = [0 if one is None else getattr(one, field) for one in self._rules.delivery]
        return np.array(numbers)[parcels["place"]]

    def _felt(self, parcels: Parcels, late: Any) -> Felt:
        """What each parcel does to who gets it."""
        felt = unmoved(parcels["time"], parcels["uid"], parcels["person"])
        felt["place"], felt["amount"] = parcels["place"], parcels["fee"]
        felt["reference"] = parcels["order"]
        felt["event"] = np.where(late, CODE["delivered_late"], CODE["delivered"])
        harm = self._by_parcel(parcels, "harm")
        taken = self._by_parcel(parcels, "late_goodwill") * harm
        felt["goodwill"] = np.where(late, -taken, self._by_parcel(parcels, "on_time"))
        felt["effect"] = np.where(felt["goodwill"] != 0.0, MOVES, 0)
        angry, orders = np.empty(len(parcels)), parcels["order"].copy()
        draw_word(angry, parcels["uid"].copy(), orders, *self._key, at.DELIVERY, FOURTH)
        stops = late & (angry < self._by_parcel(parcels, "late_dropout") * harm)
        felt["effect"][stops] |= STOPS
        return felt

    def _made_good(self, parcels: Parcels, late: Any) -> Ints:
        """Money paid back for each parcel (fen); who is owed a coupon is kept for the midnight."""
        for place, rule in self._of.items():
            waited = parcels["person"][late & (parcels["place"] == place)]
            if rule.late_coupon and len(waited):
                self._owed[place] = np.unique(waited)
        back: Ints = np.where(late, self._by_parcel(parcels, "late_fen"), 0)
        return back


def _paid_back(felt: Felt, back: Ints) -> Felt:
    """Money paid back as events of the same moments."""
    paid = felt[back > 0]
    paid["event"], paid["effect"], paid["amount"] = CODE["compensated"], 0, back[back > 0]
    return paid


@science
def draw_deliveries(
    lasting: Ints,
    extra: Floats,
    uids: Ints,
    orders: Ints,
    seed: int,
    replication: int,
    mean_ms: float,
) -> None:
    """Fill in how long a courier is out for each order (ms, exponential), and how slow its way is
    (unit exponential), drawn at the order's address."""
    for i in range(len(lasting)):
        high, low, way, _ = at.draw(seed, replication, uids[i], at.DELIVERY, orders[i])
        lasting[i] = int(exponential(uniform_fine(high, low)) * mean_ms)
        extra[i] = exponential(uniform(way))


@science
def bring(
    doors: Ints, starts: Ints, lasting: Ints, way_ms: int, more_ms: float, extra: Floats
) -> None:
    """Fill in when each order is at the door (ms)."""
    for i in range(len(doors)):
        doors[i] = arrives_at(starts[i], lasting[i], way_ms, more_ms, extra[i])
