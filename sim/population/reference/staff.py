"""Guides who are not all alike: what the roll of the day says of each, and who changes hands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.behaviour.clock import DAY
from sim.behaviour.staff import office_of
from sim.population.interface import W_COMMISSION, W_SALES, WORKED, Ints, Roster
from sim.population.reference.shopper import Shopper, draw
from sim.randomness import address as at

if TYPE_CHECKING:
    from sim.population.reference.town import Town

_MILLION = 1_000_000.0


class Staff:
    """The roll of today's guides, and what each did since it was asked last."""

    def __init__(self, guides: int, channels: int) -> None:
        self._channels = channels
        self.roster: Roster | None = None
        self.work = np.zeros((guides, len(WORKED)), dtype=np.int64)

    def begun(self, guide: int) -> bool:
        """Whether the guide's store is on the programme."""
        return self.roster is None or bool(self.roster.begun[guide])

    def skill(self, guide: int) -> float:
        """What the guide's messages are worth, and the odds to be accepted, against the norm."""
        return 1.0 if self.roster is None else int(self.roster.skill[guide]) / 1000.0

    def does(self, guide: int, channel: int, execution: float, luck: float) -> bool:
        """Whether a send is carried out, at the norm's rate or the guide's own."""
        if self.roster is None:
            return luck < execution
        return luck * _MILLION < int(self.roster.chance[guide * self._channels + channel])

    def note(self, guide: int, column: int, amount: int = 1) -> None:
        """Add to what a guide did."""
        if self.roster is not None:
            self.work[guide, column] += amount

    def handed_in(self) -> Ints:
        """What each guide did since the midnight before."""
        work, self.work = self.work, np.zeros_like(self.work)
        return work


def guide_of(town: Town, shopper: Shopper, journey: int) -> int:
    """Who carries out a journey's guide steps: the store guide, or one of head office."""
    rules = town.rules
    if not rules.journeys[journey].head_office:
        return shopper.guide
    return rules.books + office_of(shopper.guide, rules.books, rules.head_office)


def sold(town: Town, shopper: Shopper, now: int, net: int, commission: int) -> None:
    """A sale to a friend is the store guide's."""
    if 0 <= now < town.rules.horizon:
        town.staff.note(shopper.guide, W_COMMISSION, commission)
        town.staff.note(shopper.guide, W_SALES, net)


def hand_over(town: Town, day: int) -> None:
    """Customers of a book that changes hands today: some reachable friends do not follow."""
    roster = town.staff.roster
    if roster is None or not roster.handover.any():
        return
    for shopper in town.shoppers:
        number = int(roster.handover[shopper.guide])
        if not number:
            continue
        for index, channel in enumerate(town.rules.channels):
            if not town.rules.book_bits & channel.bit or not shopper.reachable(channel.bit):
                continue
            luck = draw(town.key, shopper.uid, at.HANDOVER + channel.hash, number)[0]
            if luck < town.plan.guides.turnover.lost:
                _lose(town, shopper, day, index, number)


def _lose(town: Town, shopper: Shopper, day: int, index: int, number: int) -> None:
    """A friend is no longer one; at the next order in a store the guide may ask again."""
    channel = town.rules.channels[index]
    shopper.enrolled &= ~channel.bit
    town.audiences[index] = [one for one in town.audiences[index] if one is not shopper]
    town.registers.count(day * DAY, "friends_lost")
    town.note(day * DAY, shopper, "friend_lost", channel.name, 0, number)
    if not shopper.enrolled:
        town.registers.enrolled -= 1
    elif shopper.left_channels == shopper.enrolled:
        town.registers.gone(shopper)
