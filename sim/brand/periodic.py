"""Periodic purchase (周期购): goods sent at fixed times, paid ahead, paused by who has enough.

The brand keeps its book of members; all of it is settled at midnight. What is sent lies beside the
orders of the purchase clock, and takes some of them away from who needed it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np

from sim.behaviour.periodic import brought, left_of, needed
from sim.behaviour.subscription import signs
from sim.behaviour.units import fen
from sim.brand.noting import noted
from sim.brand.stock import Stock
from sim.ledger.book import Book
from sim.population.interface import MOVES, Award, Call, Population
from sim.population.rules import NO_COUPON, Rules, audience_of
from sim.population.subscription import DAYS, ORDERS, USUAL
from sim.randomness import address as at
from sim.randomness.address import name_hash
from sim.randomness.philox import uniform

Counts = Counter[str]
_OFFER = at.MIDNIGHT + name_hash("periodic offer")
_TURN = at.MIDNIGHT + name_hash("periodic turn")


@dataclass
class Receiver:
    """Who is sent goods; sent: deliveries of the term."""

    number: int
    uid: int
    need: float
    sent: int = 0


class PeriodicPurchase:
    """The book of who is sent goods."""

    def __init__(
        self,
        rules: Rules,
        population: Population,
        book: Book,
        key: tuple[int, int],
        stock: Stock,
    ) -> None:
        terms = self._terms = rules.plan.periodic
        self._audience = audience_of(rules.plan, terms.audience)
        self._price, self._worth, self._cost = fen(terms.price), fen(terms.worth), fen(terms.cost)
        self._service, self._carriage = fen(terms.service), fen(terms.carriage)
        self._ahead = self._price * terms.deliveries
        self._population = population
        self._book = book
        self._key = key
        self._stock = stock
        self._members: set[int] = set()
        self._due: dict[int, list[Receiver]] = defaultdict(list)

    def open(self, day: int) -> Counts:
        """What happens at the midnight of `day`, as the brand's own series of that day."""
        terms = self._terms
        if not self._price:
            return Counts()
        counts = self._send(day)
        if terms.from_day < day <= terms.until_day:
            counts.update(self._offer(day))
        counts["periodic_members"] = len(self._members)
        return counts

    # -- whose turn it is -------------------------------------------------------------------------

    def _send(self, day: int) -> Counts:
        due = sorted(self._due.pop(day, []), key=lambda one: one.uid)
        served, paused, renewed, ended = (list[Receiver]() for _ in range(4))
        earned = 0
        for one in due:
            pauses, renews, _, _ = at.draw(*self._key, one.uid, _TURN, day)
            if one.sent == self._terms.deliveries:
                chance = self._signs(one.need, self._terms.inertia)
                if uniform(renews) >= chance:
                    ended.append(one)
                    continue
                renewed.append(one)
                one.sent = 0
            self._due[day + self._terms.every_days].append(one)
            if uniform(pauses) < self._terms.pause * (1.0 - one.need):
                paused.append(one)
            else:
                before = left_of(self._ahead, one.sent, self._terms.deliveries)
                one.sent += 1
                earned += before - left_of(self._ahead, one.sent, self._terms.deliveries)
                served.append(one)
        self._members -= {one.number for one in ended}
        self._note(day, renewed, "periodic_renewed", self._ahead)
        self._note(day, paused, "periodic_paused", 0)
        self._note(day, ended, "periodic_ended", 0)
        self._pay(day, len(renewed))
        self._serve(day, served, earned)
        return Counts(
            periodic_sent=len(served),
            periodic_paused=len(paused),
            periodic_renewed=len(renewed),
            periodic_ended=len(ended),
            periodic_fen=earned,
        )

    def _serve(self, day: int, served: list[Receiver], earned: int) -> None:
        """Goods leave: what was owed is earned, the goods and their carriage cost, and the member
        needs less of them elsewhere."""
        self._book.post(day, "periodic_deferred", "periodic_sales", earned)
        self._stock.send(day, self._cost * len(served))
        self._book.post(day, "delivery_costs", "cash", self._carriage * len(served))
        numbers, uids, sent = (
            np.array(column, dtype=np.int64)
            for column in (
                [one.number for one in served],
                [one.uid for one in served],
                [one.sent for one in served],
            )
        )
        goodwill = self._terms.goodwill
        felt = noted(day, "goods_sent", numbers, uids, self._price, sent, goodwill)
        felt["dip"] = [self._terms.replaces * one.need for one in served]
        felt["effect"][felt["dip"] > 0] |= MOVES
        self._population.feel(day, felt)

    # -- who begins -------------------------------------------------------------------------------

    def _offer(self, day: int) -> Counts:
        """Who ordered yesterday may be asked; who needs what is sent often begins."""
        yesterday = day - 1
        call = Call(_OFFER, yesterday, yesterday, self._audience, self._terms.offer, False, True)
        takers = self._population.takers(day, call)
        record = self._population.record(day, takers.people)
        begun = []
        rows = (column.tolist() for column in (takers.people, takers.uids, takers.first, record))
        for number, uid, word, seen in zip(*rows, strict=True):
            every = self._terms.every_days
            need = needed(seen[ORDERS], seen[DAYS], every, seen[USUAL], self._worth)
            if number not in self._members and uniform(word) < self._signs(need, 0.0):
                begun.append(Receiver(number, uid, need))
        self._members.update(one.number for one in begun)
        self._due[day + 1] += begun
        self._note(day, begun, "periodic_begun", self._ahead)
        self._pay(day, len(begun))
        return Counts(periodic_begun=len(begun))

    def _signs(self, need: float, lean: float) -> float:
        worth = brought(need, self._worth, self._service)
        return signs(worth, self._price, self._terms.steepness, lean)

    def _pay(self, day: int, terms: int) -> None:
        self._book.post(day, "cash", "periodic_deferred", terms * self._ahead)

    def _note(self, day: int, who: list[Receiver], event: str, amount: int) -> None:
        if who:
            numbers = np.array([one.number for one in who], dtype=np.int64)
            self._population.award(day, numbers, Award(event, NO_COUPON, amount, 0))
