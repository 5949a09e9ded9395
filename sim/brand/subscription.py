"""The paid card (付费会员): sold, earned month by month, paused, given back, renewed.

The brand keeps its book of holders; a shopper carries what the card's coupons saved so far. All of
it is settled at midnight: first who is due, then who was active yesterday and buys.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np

from sim.behaviour import coupon as coupons
from sim.behaviour.subscription import MONTH, promise, signs, unearned
from sim.ledger.book import Book
from sim.measure.result import Ints
from sim.population.interface import Award, Call, Population
from sim.population.rules import NO_COUPON, PLAN_COUPON, Rules
from sim.population.subscription import DAYS, MONTHS, NONE, ORDERS, SAVED, USUAL
from sim.randomness import address as at
from sim.randomness.philox import uniform

Counts = Counter[str]
GOES_ON, PAUSES, GIVES_BACK, RENEWS, ENDS = (
    "card_month",
    "card_paused",
    "card_given_back",
    "card_renewed",
    "card_ended",
)
_STAYS = (GOES_ON, RENEWS)  # ... and gets the coupons of the month to come


@dataclass
class Holder:
    """Who holds a card; saved_*: yuan saved so far when the term, and the month, began."""

    number: int
    uid: int
    saved_term: int
    saved_month: int
    served: int = 0  # months of the term
    paused: bool = False


class Subscriptions:
    """The book of holders; counts may fall below zero, so they are added by `update`."""

    def __init__(
        self, rules: Rules, population: Population, book: Book, key: tuple[int, int]
    ) -> None:
        self._rule = rules.card
        self._kind = rules.coupons[max(0, rules.card.carried - PLAN_COUPON)]
        self._stretch = rules.plan.coupon.stretch
        self._population = population
        self._book = book
        self._key = key
        self._holders: set[int] = set()
        self._due: dict[int, list[Holder]] = defaultdict(list)

    def open(self, day: int) -> Counts:
        """What happens at the midnight of `day`, as the brand's own series of that day."""
        if not self._rule.fee_fen:
            return Counts()
        counts = self._settle(day)
        if self._rule.from_day < day <= self._rule.until_day:
            counts.update(self._sell(day))
        counts["paid_members"] = len(self._holders)
        return counts

    # -- whose month is over --------------------------------------------------------------------

    def _settle(self, day: int) -> Counts:
        due = sorted(self._due.pop(day, []), key=lambda holder: holder.uid)
        if not due:
            return Counts()
        record = self._population.record(day, _numbers(due))
        counts, fates = Counts(), defaultdict[str, list[Holder]](list)
        for holder, saved in zip(due, record[:, SAVED].tolist(), strict=True):
            counts["fee_earned_fen"] += self._earn(day, holder)
            fate = self._fate(day, holder, saved)
            fates[fate].append(holder)
            counts.update(self._follow(day, holder, fate, saved))
        for fate in (PAUSES, ENDS):
            self._note(day, fates[fate], Award(fate, NO_COUPON, 0, 0))
        self._note(day, fates[RENEWS], Award(RENEWS, NO_COUPON, self._rule.fee_fen, 0))
        self._benefit(day, [holder for fate in _STAYS for holder in fates[fate]])
        return counts

    def _earn(self, day: int, holder: Holder) -> int:
        """The month that is over is earned, unless it was a pause; returns what it was, fen."""
        if holder.paused:
            return 0
        before = self._left(holder)
        holder.served += 1
        earned = before - self._left(holder)
        self._book.post(day, "fees_deferred", "membership_fees", earned)
        return earned

    def _left(self, holder: Holder) -> int:
        return unearned(self._rule.fee_fen, holder.served, self._rule.months)

    def _fate(self, day: int, holder: Holder, saved: int) -> str:
        """What the member decides at the end of a month."""
        rule = self._rule
        renews, pauses, asks, _ = (
            uniform(word) for word in at.draw(*self._key, holder.uid, at.RENEWAL, day)
        )
        if holder.served == rule.months:
            brought = 100.0 * (saved - holder.saved_term)
            chance = signs(brought, rule.fee_fen, rule.steepness, rule.inertia)
            return RENEWS if renews < chance else ENDS
        if saved > holder.saved_month or holder.paused:
            return GOES_ON
        if pauses < rule.pause:
            return PAUSES
        owed = rule.refund != NONE and self._owed(holder, saved) > 0
        return GIVES_BACK if owed and asks < rule.ask_back else GOES_ON

    def _owed(self, holder: Holder, saved: int) -> int:
        """What who gives the card back is paid, in fen."""
        if self._rule.refund == MONTHS:
            return self._left(holder)
        return self._rule.fee_fen if saved == holder.saved_term else 0

    def _follow(self, day: int, holder: Holder, fate: str, saved: int) -> Counts:
        """What a decision leads to in the books."""
        counts = Counts()
        holder.paused = fate == PAUSES
        holder.saved_month = saved
        if fate == PAUSES:
            counts["cards_paused"] += 1
        elif fate == GIVES_BACK:
            counts = self._give_back(day, holder, saved)
        elif fate == ENDS:
            counts["cards_ended"] += 1
        elif fate == RENEWS:
            counts = self._paid(day, 1)
            counts["cards_renewed"] += 1
            holder.served, holder.saved_term = 0, saved
        if fate in (GIVES_BACK, ENDS):
            self._holders.discard(holder.number)
        else:
            self._due[day + MONTH].append(holder)
        return counts

    def _give_back(self, day: int, holder: Holder, saved: int) -> Counts:
        owed, left = self._owed(holder, saved), self._left(holder)
        self._book.post(day, "fees_deferred", "cash", left)
        self._book.post(day, "membership_fees", "cash", owed - left)
        self._note(day, [holder], Award(GIVES_BACK, NO_COUPON, owed, 0))
        return Counts(cards_given_back=1, fee_given_back_fen=owed, fee_earned_fen=left - owed)

    # -- who buys -------------------------------------------------------------------------------

    def _sell(self, day: int) -> Counts:
        """Who was active yesterday may be asked; who is promised more than the fee often buys."""
        rule, yesterday = self._rule, day - 1
        call = Call(at.CARD, yesterday, yesterday, rule.audience, rule.offer, False)
        takers = self._population.takers(day, call)
        record = self._population.record(day, takers.people)
        bought = []
        rows = (column.tolist() for column in (takers.people, takers.uids, takers.first, record))
        for number, uid, word, seen in zip(*rows, strict=True):
            if number in self._holders:
                continue
            worth = promise(
                seen[ORDERS], seen[DAYS], rule.coupons, self._saving(seen[USUAL]), rule.months
            )
            if uniform(word) < signs(worth, rule.fee_fen, rule.steepness, 0.0):
                bought.append(Holder(number, uid, seen[SAVED], seen[SAVED]))
        self._holders.update(holder.number for holder in bought)
        self._due[day + MONTH] += bought
        self._note(day, bought, Award("card_bought", NO_COUPON, rule.fee_fen, 0))
        self._benefit(day, bought)
        return Counts(cards_sold=len(bought)) + self._paid(day, len(bought))

    def _saving(self, order_fen: int) -> int:
        """What one coupon takes off an order of that value, filled up to the threshold if near."""
        kind = self._kind
        value = coupons.stretched(order_fen, kind.threshold, self._stretch)
        if value < kind.threshold:
            return 0
        return coupons.saving(kind.form, kind.face, kind.share_bp, value)

    def _paid(self, day: int, cards: int) -> Counts:
        fees = cards * self._rule.fee_fen
        self._book.post(day, "cash", "fees_deferred", fees)
        return Counts(fee_paid_fen=fees)

    def _benefit(self, day: int, holders: list[Holder]) -> None:
        """The coupons of the month that begins."""
        for _ in range(self._rule.coupons):
            self._note(day, holders, Award("card_benefit", self._rule.carried, 0, 0))

    def _note(self, day: int, holders: list[Holder], what: Award) -> None:
        if holders:
            self._population.award(day, _numbers(holders), what)


def _numbers(holders: list[Holder]) -> Ints:
    return np.array([holder.number for holder in holders], dtype=np.int64)
