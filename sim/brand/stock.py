"""Stock as a quantity (库存): ordered, arrived, sold, spoiled, bought in when a day sells more.

It is kept at cost, so that what is on the shelf is the balance of the account *Inventory* to the
fen. A day's orders draw it down; it is settled at the midnight after, like every budget.
"""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np

from sim.behaviour import stock as science
from sim.behaviour.units import fen
from sim.brand.lots import FIRST, draw_word
from sim.brand.noting import unmoved
from sim.config.stock import Ahead
from sim.ledger.book import Book
from sim.measure.events import CODE
from sim.measure.result import Ints
from sim.measure.tally import ROW
from sim.population.interface import MOVES, STOPS, Felt, Outcomes, Population
from sim.population.rules import Rules
from sim.population.selling import CHANNEL
from sim.randomness import address as at

Counts = dict[str, int]
YEAR = 365
_WANTED_DAYS = 7  # by which it is told how much is wanted on a day


class Stock:
    """The shelf, and what is on its way to it; amounts at cost, in fen."""

    def __init__(
        self, rules: Rules, key: tuple[int, int], population: Population, book: Book
    ) -> None:
        self._terms = rules.plan.stock
        self._key = key
        self._population = population
        self._book = book
        self._usual = fen(self._terms.daily * rules.plan.shoppers.initial / 1000.0)
        self._cost_share = max(rules.plan.finance.cost_of_goods, 0.01)
        self._piece = 0.0  # what the goods of an order cost
        self._sold: list[tuple[int, int]] = []  # cost of goods of orders, and orders, by day
        self._gone: list[int] = []  # cost of all that left, by day
        self._sent = 0  # ... of today beside orders
        self._wants: list[int] = []  # ... with what was missed, in pieces: what no brand sees
        self._there = 0
        self._coming: dict[int, int] = defaultdict(int)

    @property
    def any(self) -> bool:
        """Whether goods can run out at all."""
        return self._usual > 0

    def found(self) -> float:
        """Share of today's wants that find goods, as the shelf stands and as many are wanted as in
        the last days."""
        last = self._wants[-_WANTED_DAYS:]
        if not self.any or not self._piece or not last:
            return 1.0
        return science.fill_rate(self._there / self._piece, sum(last) / len(last))

    def open(self, day: int) -> None:
        """Midnight: what arrives, and what is ordered."""
        if not self.any:
            return
        if day == 0:
            self._arrive(day, self._target())
        self._arrive(day, self._coming.pop(day, 0))
        if day and day % self._terms.every_days == 0:
            wanted = self._target() - self._there - sum(self._coming.values())
            if wanted > 0:
                self._coming[day + self._terms.lead_days] += wanted
                self._arrive(day, self._coming.pop(day, 0))
        for ahead in self._terms.ahead.values():
            if _is_due(ahead, day):
                self._arrive(day, int(self._daily() * ahead.days_of_sales))

    def _daily(self) -> float:
        """Expected sales of a day: the mean of the last ones, at first what one reckons with."""
        window = self._terms.window_days
        known = self._gone[-window:]
        return (sum(known) + (window - len(known)) * self._usual) / window

    def _target(self) -> int:
        terms = self._terms
        days = (terms.lead_days, terms.every_days, terms.safety_days)
        return int(science.order_up_to(self._daily(), *days))

    def _arrive(self, day: int, cost: int) -> None:
        self._book.post(day, "inventory", "cash", cost)
        self._there += cost

    def send(self, day: int, cost: int) -> None:
        """Goods leave beside the day's orders, as those sent at fixed times do; fen at cost."""
        self._book.post(day, "cost_of_goods", "inventory", cost)
        self._sent += cost

    def close(self, day: int, row: Ints, outcomes: Outcomes) -> Counts:
        """What a day sold is taken off the shelf; its series.

        row: the day's counts, already booked. outcomes: what became of the day's wants.
        """
        sent, self._sent = self._sent, 0
        if not self.any:
            return {"goods_beside_fen": sent} if sent else {}
        sold, back = int(row[ROW["goods_fen"]]), int(row[ROW["refund_goods_fen"]])
        gone = sold + sent
        self._sold.append((sold, int(row[ROW["orders"]])))
        self._gone.append(gone)
        recent = self._sold[-self._terms.window_days :]
        self._wants.append(int(row[ROW["orders"]] + row[ROW["lost_missing"]]))
        orders = sum(number for _, number in recent)
        self._piece = sum(cost for cost, _ in recent) / orders if orders else self._piece
        self._there += back - gone
        short = max(0, -self._there)
        late = self._buy_in(day, short, sold, outcomes) if short else 0
        cleared, brought = self._clear(day) if self._terms.clearance.step else (0, 0)
        spoiled = math.floor(self._there * self._terms.spoils)
        self._book.post(day, "stock_spoiled", "inventory", spoiled)
        self._there -= spoiled
        holding = int(self._there * self._terms.holding) // YEAR
        self._book.post(day, "stock_holding", "cash", holding)
        return {
            "stock_fen": self._there,
            "clearance_fen": brought,
            "stock_spoiled_fen": spoiled,
            "stock_bought_in_fen": short,
            "stock_late": late,
            "goods_beside_fen": sent + cleared,
        }

    def _clear(self, day: int) -> tuple[int, int]:
        """Sell off what is left in the evening; the goods at cost, and what they bring."""
        terms = self._terms.clearance
        evening = terms.to_hour - terms.from_hour
        falls = (evening, terms.step_hours, terms.step, terms.pace, terms.lift)
        gone = int(self._there * science.cleared(*falls))
        brought = int(self._there / self._cost_share * science.cleared_worth(*falls))
        self._book.post(day, "cash", "clearance_sales", brought)
        self._book.post(day, "cost_of_goods", "inventory", gone)
        self._there -= gone
        return gone, brought

    def _buy_in(self, day: int, short: int, sold: int, outcomes: Outcomes) -> int:
        """Goods sold that were not there: bought at a premium, late for who ordered last."""
        self._arrive(day, short)
        self._book.post(day, "stock_premium", "cash", int(short * self._terms.premium))
        made = np.flatnonzero(outcomes.orders >= 0)
        after = np.cumsum(outcomes.amounts[made][::-1])[::-1]  # worth of an order and those later
        last = made[after <= after[:1].sum() * (short / sold)] if sold else made[:0]
        self._population.feel(day + 1, self._felt(outcomes, last))
        return len(last)

    def _felt(self, outcomes: Outcomes, late: Ints) -> Felt:
        """What waiting does to whose goods were not there."""
        lots = np.empty(len(late))
        uids, orders = outcomes.uids[late].copy(), outcomes.orders[late].copy()
        draw_word(lots, uids, orders, *self._key, at.STOCK, FIRST)
        felt = unmoved(outcomes.times[late], uids, outcomes.people[late])
        felt["event"], felt["reference"] = CODE["goods_late"], orders
        felt["place"] = outcomes.places[late] & CHANNEL
        felt["effect"] = MOVES + STOPS * (lots < self._terms.late_dropout)
        felt["goodwill"] = -self._terms.late_goodwill
        return felt


def _is_due(ahead: Ahead, day: int) -> bool:
    """Whether what is bought on top is there today."""
    if not ahead.every_days:
        return day == ahead.day
    return day >= ahead.day and (day - ahead.day) % ahead.every_days == 0
