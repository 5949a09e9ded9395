"""An offer at midnight: who takes part, whom they ask, what they get."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.behaviour import offer as science
from sim.behaviour import referral
from sim.behaviour.clock import DAY
from sim.population.interface import W_FRIENDS, Award, Call, Ints, Invited, Takers
from sim.population.reference import audience, clockwork, sharing, touching, wallet
from sim.population.reference.shopper import Shopper
from sim.population.rules import NO_COUPON
from sim.population.subscription import RECORD_COLUMNS
from sim.randomness import address as at
from sim.randomness.philox import uniform

if TYPE_CHECKING:
    from sim.population.reference.town import Town


def takers(town: Town, day: int, call: Call) -> Takers:
    """See `Population.takers`."""
    mean = town.plan.shoppers.traits.deal_mean if call.by_deal else 0.0
    found = []
    for shopper in town.shoppers:
        last = shopper.last_order_day if call.ordered else shopper.last_active
        if not shopper.member or last < call.since:
            continue
        if not audience.holds(town, shopper, call.audience, day):
            continue
        takes, *words = at.draw(*town.key, shopper.uid, call.mechanism, call.ordinal)
        if uniform(takes) < science.takes_part(call.chance, shopper.deal, mean):
            found.append((shopper.uid, shopper.number, *words))
    rows = np.array(sorted(found), dtype=np.int64).reshape(-1, 5)
    return Takers(rows[:, 1], rows[:, 0], rows[:, 2], rows[:, 3], rows[:, 4])


def invite(town: Town, day: int, people: Ints, asked: Ints, appeal: float) -> Invited:
    """See `Population.invite`."""
    programme = town.plan.referral
    chance = referral.accept_chance(
        programme.accept, programme.accept_gain, appeal, town.market_left
    )
    found = []
    for number, many in zip(people.tolist(), asked.tolist(), strict=True):
        shopper = town.shoppers[number]
        for _ in range(min(shopper.friends_left, many)):
            friend = sharing.ask(town, shopper, day * DAY, chance)
            if friend is not None:
                found.append((friend.time, friend.uid, number))
    rows = np.array(sorted(found), dtype=np.int64).reshape(-1, 3)
    return Invited(rows[:, 0], rows[:, 1], rows[:, 2])


def numbers(town: Town, uids: Ints) -> Ints:
    """See `Population.numbers`."""
    wanted = set(uids.tolist())
    found = {one.uid: one.number for one in town.shoppers if one.uid in wanted}
    return np.array([found[uid] for uid in uids.tolist()], dtype=np.int64)


def record(town: Town, day: int, people: Ints) -> Ints:
    """See `Population.record`."""
    chosen = [town.shoppers[number] for number in people.tolist()]
    found = [
        (one.seen_orders, day - one.joined // DAY, one.saved, int(one.mean_order_fen))
        for one in chosen
    ]
    return np.array(found, dtype=np.int64).reshape(-1, RECORD_COLUMNS)


def award(town: Town, day: int, people: Ints, what: Award) -> None:
    """See `Population.award`."""
    chosen = [town.shoppers[number] for number in people.tolist()]
    for shopper in sorted(chosen, key=lambda shopper: shopper.uid):
        if not shopper.fake:
            _hand_out(town, shopper, day * DAY, what)


def _hand_out(town: Town, shopper: Shopper, midnight: int, what: Award) -> None:
    town.catch_up(shopper, midnight)
    channel = ""
    if what.channel >= 0:
        if shopper.enrolled & town.rules.channels[what.channel].bit:
            return
        channel = _befriend(town, shopper, midnight, what.channel)
    town.note(midnight, shopper, what.event, channel, what.amount, what.reference)
    if what.carried == NO_COUPON:
        return
    clockwork.settle(town, shopper, midnight)
    wallet.offer(town, shopper, midnight, what.carried)
    clockwork.plan_order(town, shopper)
    clockwork.refresh(shopper)
    town.wake(shopper)


def _befriend(town: Town, shopper: Shopper, midnight: int, channel: int) -> str:
    """Add a member to a touch channel as their guide's friend; its name."""
    touching.enter(town, shopper, channel)
    town.registers.count(midnight, "friends_added")
    town.staff.note(shopper.guide, W_FRIENDS)
    return town.rules.channels[channel].name
