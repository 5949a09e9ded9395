"""Points, tiers and stored value in a shopper's life (积分、等级、储值)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.behaviour import loyalty as science
from sim.behaviour.calendar import due_day, period_of
from sim.behaviour.clock import DAY, NEVER
from sim.population.community import NOWHERE, SPOKE
from sim.population.loyalty import MOST_POINTS
from sim.population.reference import clockwork, community, journeys, wallet
from sim.population.reference.shopper import Shopper, draw
from sim.randomness import address as at

if TYPE_CHECKING:
    from sim.population.reference.town import Town


# -- points -----------------------------------------------------------------------------------


def earn(town: Town, shopper: Shopper, now: int, points: int) -> None:
    """Points for a member, at any moment of the run; plans the next order anew if they pull."""
    if points <= 0 or now < 0 or not shopper.member:
        return
    rule, pulls = town.rules.loyalty.points, town.rules.loyalty.pulls
    granted = min(points, MOST_POINTS - shopper.points)
    shopper.earned = now // DAY + 1
    if pulls:
        clockwork.settle(town, shopper, now)
    if shopper.points == 0:
        shopper.points_until = _end(town, now, rule.months)
    shopper.points += granted
    _count_points(town, granted)
    town.registers.count(now, "points_granted_fen", granted * rule.fen)
    town.note(now, shopper, "points_earned", "", granted * rule.fen, granted)
    if pulls:
        wallet.weigh(town, shopper, now)
        clockwork.plan_order(town, shopper)
    clockwork.refresh(shopper)


def _count_points(town: Town, points: int) -> None:
    town.registers.points_outstanding += points * town.rules.loyalty.points.fen


def _pay(town: Town, shopper: Shopper, now: int, what: str, rewards: int) -> int:
    """The price of some rewards leaves the balance; returns their worth in fen."""
    rule = town.rules.loyalty.points
    points, worth = rewards * rule.price, rewards * rule.face_fen
    shopper.points -= points
    _count_points(town, -points)
    town.registers.count(now, f"points_{what}_fen", worth)
    town.note(now, shopper, f"points_{what}", "", worth, points)
    return worth


def visited(town: Town, shopper: Shopper, now: int) -> None:
    """At a visit: perhaps sign in, speak in a group, get a coupon in the mall."""
    rule = town.rules.loyalty.points
    if not rule.active or now < 0 or not shopper.member:
        return
    signs, redeems, speaks, _ = draw(town.key, shopper.uid, at.SIGN_IN, shopper.visits)
    if signs < rule.sign_in_share:
        earn(town, shopper, now, rule.sign_in)
    if rule.speech and speaks < rule.speech_share:
        _speak(town, shopper, now, speaks >= rule.speech_anyway)
    affordable = rule.price > 0 and not rule.as_money and shopper.points >= rule.price
    if affordable and redeems < rule.redeem_share and wallet.has_room(shopper):
        clockwork.settle(town, shopper, now)
        _pay(town, shopper, now, "spent", 1)
        wallet.give(town, shopper, now, rule.face_fen, rule.validity_days)
        clockwork.plan_order(town, shopper)


def _speak(town: Town, shopper: Shopper, now: int, won_over: bool) -> None:
    """Say something in a group one listens to: points for all, but who would have spoken anyway
    is part of the talk that there is (`sim.behaviour.community`), and only others add to it.

    Who joined today has no seat in a group before midnight.
    """
    channel = community.listens_in(town, shopper)
    if channel == NOWHERE or shopper.joined // DAY >= now // DAY:
        return
    if won_over:
        town.groups.stir(shopper, SPOKE, channel, now)
    earn(town, shopper, now, town.rules.loyalty.points.speech)


def money_off(town: Town, shopper: Shopper, now: int, net: int, index: int) -> int:
    """What points take off an order, in fen: all whole rewards they buy and it has room for."""
    rule = town.rules.loyalty.points
    if rule.price == 0 or not rule.as_money or now < 0 or not shopper.member:
        return 0
    rewards = min(shopper.points // rule.price, net // rule.face_fen)
    if not rewards or draw(town.key, shopper.uid, at.POINTS_OFF, index)[0] >= rule.redeem_share:
        return 0
    worth = _pay(town, shopper, now, "off", rewards)
    wallet.weigh(town, shopper, now)
    return worth


# -- orders and tiers -------------------------------------------------------------------------


def bought(town: Town, shopper: Shopper, now: int, net: int) -> None:
    """An order that is not sent back earns points and counts for the tier."""
    if now < 0 or not shopper.member:
        return
    rule = town.rules.loyalty.points
    points = science.points_of(net, rule.order_bp[shopper.tier])
    if rule.bonus_every and (now // DAY - rule.bonus_from) % rule.bonus_every == 0:
        points = points * rule.bonus_bp // 10_000 if now // DAY >= rule.bonus_from else points
    earn(town, shopper, now, points)
    if town.rules.loyalty.tiers:
        _grow(town, shopper, now, net)


def _grow(town: Town, shopper: Shopper, now: int, net: int) -> None:
    if shopper.tier == 0 and shopper.growth == 0:
        shopper.tier_until = _end(town, now, town.rules.loyalty.tier_months)
    shopper.growth = science.grown(shopper.growth, net)
    reached = _reached(town, shopper)
    if reached > shopper.tier:
        town.registers.count(now, "tier_ups")
        _rank(town, shopper, now, reached)
        _welcome(town, shopper, now)
        wallet.weigh(town, shopper, now)


def _reached(town: Town, shopper: Shopper) -> int:
    """The tier that the spending of the period reaches."""
    return sum(shopper.growth >= tier.from_yuan for tier in town.rules.loyalty.tiers)


def _rank(town: Town, shopper: Shopper, now: int, tier: int) -> None:
    town.registers.holders[shopper.tier] -= 1
    town.registers.holders[tier] += 1
    before, shopper.tier = shopper.tier, tier
    town.note(now, shopper, "tier_changed", "", 0, tier)
    journeys.on_tier(town, shopper, now, before)


def _welcome(town: Town, shopper: Shopper, now: int) -> None:
    """The coupon of a tier just reached; a full wallet takes nothing, and that is counted."""
    face = town.rules.loyalty.tiers[shopper.tier - 1].coupon_fen
    if face == 0:
        return
    if not wallet.has_room(shopper):
        town.registers.count(now, "coupons_overflow")
        return
    town.registers.count(now, "tier_coupon_fen", face)
    wallet.give(town, shopper, now, face, town.rules.loyalty.tier_validity_days)


def stop_of(town: Town, shopper: Shopper) -> float:
    """Chance or hazard to stop buying, less what the tier takes away."""
    if shopper.tier == 0:
        return shopper.stop
    return science.kept_stop(shopper.stop, town.rules.loyalty.tiers[shopper.tier - 1].retention)


def at_hand(town: Town, shopper: Shopper) -> int:
    """What points could take off an order now, in fen; they pull like a coupon of that value."""
    rule = town.rules.loyalty.points
    return shopper.points // rule.price * rule.face_fen if rule.price and rule.as_money else 0


def pull_of(town: Town, shopper: Shopper) -> float:
    """What the next reward, the tier and the balance do to purchase intensity."""
    loyalty = town.rules.loyalty
    gain = loyalty.tiers[shopper.tier - 1].intensity if shopper.tier else 0.0
    points, stored = loyalty.points, loyalty.stored
    return science.member_pull(
        shopper.points, points.price, points.gradient, gain, shopper.balance, stored.intensity
    )


# -- stored value -----------------------------------------------------------------------------


def pay(town: Town, shopper: Shopper, now: int, net: int, index: int) -> None:
    """At the till: perhaps pay in ahead, then use the balance first."""
    rule = town.rules.loyalty.stored
    if rule.top_up_fen == 0 or now < 0 or not shopper.member:
        return
    registers = town.registers
    if shopper.balance < net and draw(town.key, shopper.uid, at.TOP_UP, index)[0] < rule.take_up:
        shopper.balance += rule.top_up_fen + rule.bonus_fen
        registers.stored_outstanding += rule.top_up_fen + rule.bonus_fen
        registers.count(now, "topped_up_fen", rule.top_up_fen)
        registers.count(now, "top_up_bonus_fen", rule.bonus_fen)
        town.note(now, shopper, "topped_up", "", rule.top_up_fen)
        town.note(now, shopper, "top_up_bonus", "", rule.bonus_fen)
    used = min(shopper.balance, net)
    if used:
        shopper.balance -= used
        registers.stored_outstanding -= used
        registers.count(now, "stored_used_fen", used)
        town.note(now, shopper, "stored_used", "", used, index)
    wallet.weigh(town, shopper, now)


# -- the end of a period ----------------------------------------------------------------------


def _end(town: Town, now: int, months: int) -> int:
    """The midnight at which the period of `now` ends."""
    if months == 0:
        return NEVER
    epoch, day = town.rules.loyalty.epoch, now // DAY
    return due_day(period_of(day, epoch, months) % 2, day, epoch, months) * DAY


def next_turn(shopper: Shopper) -> int:
    """When points go or the tier is judged anew; NEVER if there is nothing to go."""
    moment = shopper.points_until if shopper.points else NEVER
    return min(moment, shopper.tier_until) if shopper.tier or shopper.growth else moment


def turn(town: Town, shopper: Shopper, now: int) -> None:
    """A period ends: its points go, or its spending decides on the tier of the next."""
    pulls = town.rules.loyalty.pulls
    if pulls:
        clockwork.settle(town, shopper, now)
    if shopper.points and shopper.points_until == now:
        _expire(town, shopper, now)
    if (shopper.tier or shopper.growth) and shopper.tier_until == now:
        _judge(town, shopper, now)
    if pulls:
        wallet.weigh(town, shopper, now)
        clockwork.plan_order(town, shopper)


def _expire(town: Town, shopper: Shopper, now: int) -> None:
    gone, shopper.points = shopper.points, 0
    amount = gone * town.rules.loyalty.points.fen
    _count_points(town, -gone)
    town.registers.count(now, "points_expired_fen", amount)
    town.note(now, shopper, "points_expired", "", amount, gone)


def _judge(town: Town, shopper: Shopper, now: int) -> None:
    earned = _reached(town, shopper)
    shopper.growth = 0
    shopper.tier_until = _end(town, now, town.rules.loyalty.tier_months)
    if earned != shopper.tier:
        _rank(town, shopper, now, earned)
