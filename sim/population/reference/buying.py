"""An order: value, coupon, cost, dropout, and what it sets going."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.behaviour import order as science
from sim.behaviour.clock import DAY, SECOND
from sim.behaviour.live import returned as room_rate
from sim.behaviour.precision import single
from sim.behaviour.staff import served_within
from sim.behaviour.touch import filled
from sim.population.beyond import (
    MOST_ORDERS,
    MOST_ORDERS_EVER,
    too_long_a_life,
    too_many_orders,
)
from sim.population.goods import UNTOLD
from sim.population.reference import (
    cart,
    categories,
    clockwork,
    journeys,
    loyalty,
    moving,
    selling,
    sharing,
    staff,
    wallet,
)
from sim.population.reference.experience import Outcome
from sim.population.reference.shopper import Shopper, draw
from sim.population.selling import CHANNEL, IN_MALL, IN_ROOM, LATER, NOWHERE, WHERE_WANTED
from sim.randomness import address as at
from sim.randomness.philox import uniform

if TYPE_CHECKING:
    from sim.population.reference.town import Town

WIN_BACK_DAYS = 90  # a gap from which an order counts as a win-back


def order(town: Town, shopper: Shopper, now: int, *, at_once: int = WHERE_WANTED) -> None:
    """Make the order that is due now and foresee the next; at_once: in a live room or the mall,
    where it neither waits nor is lost.

    Raises:
        StoppedError: they want more on this day, or ever, than anybody does.
    """
    clockwork.settle(town, shopper, now)
    _count_want(shopper, now)
    index = shopper.orders
    category = categories.chosen(town, shopper, now, index)
    place = NOWHERE
    if town.rules.selling.active and now >= 0:
        place = selling.place_at(town, shopper, now, index, category, at_once)
        if place < 0:
            if place != LATER:
                _go_without(town, shopper, now)
            return
    _, _, stops, returns = at.draw(*town.key, shopper.uid, at.CLOCK, index)
    seen, before = moving.is_seen(town, place), shopper.seen_orders
    if town.rules.moves.asks_accounts:
        moving.remember(
            town, shopper, place if place >= 0 else selling.usual_place(town, shopper, index)
        )
    gap = now // DAY - shopper.last_order_day if before else -1
    _count_gap(town, shopper, now, gap if seen else -1)
    value, net, redeemed, goods, basket = _sell(town, shopper, now, index, place, category)
    if town.rules.watched and now >= 0:
        town.ended.append(Outcome(now, shopper.uid, shopper.number, place, value, index))
    if uniform(returns) < _returned(town, now, at_once, value):
        _refund(town, shopper, now, index, net, goods, in_room=at_once == IN_ROOM)
    else:
        if town.rules.loyalty.active and seen:
            loyalty.bought(town, shopper, now, net)
        if shopper.source >= 0 and seen:
            in_time = before == 0 and now < shopper.joined + town.rules.attribution_ms
            town.registers.by_door(shopper.source, value, value - goods, net if in_time else 0)
    town.registers.ordered(shopper, now, seen=seen)
    if seen:
        town.registers.active(shopper, now)
        cart.bought(town, shopper, now)
    _go_on(town, shopper, now, index, uniform(stops), redeemed)
    if seen:
        journeys.on_order(town, shopper, now, index, gap, redeemed=redeemed, basket=basket)
    _tell(town, shopper, now, index, first=seen and before == 0)


def _count_want(shopper: Shopper, now: int) -> None:
    """Count what a shopper wants on a day, made or not.

    Raises:
        StoppedError: more than anybody does.
    """
    day, wanted = shopper.wanted
    wanted = wanted + 1 if day == now // DAY else 1
    if wanted > MOST_ORDERS:
        raise too_many_orders()
    if shopper.orders == MOST_ORDERS_EVER:
        raise too_long_a_life()
    shopper.wanted = now // DAY, wanted


def _count_gap(town: Town, shopper: Shopper, now: int, gap: int) -> None:
    """Count an order; gap: days since the one before that the brand saw, -1 for none it knows."""
    registers = town.registers
    registers.count(now, "orders")
    if shopper.orders == 0:
        registers.count(now, "first_orders")
        shopper.first_order_at = now
    elif gap >= WIN_BACK_DAYS:
        registers.count(now, "won_back")


def _returned(town: Town, now: int, at_once: int, value: int) -> float:
    """Count an order made at once; share of such orders that come back."""
    rate, registers = town.today.return_rate, town.registers
    if at_once == IN_MALL:
        registers.count(now, "mall_orders")
    elif at_once == IN_ROOM:
        rate = room_rate(rate, town.plan.live.return_factor)
        registers.count(now, "live_orders")
        registers.count(now, "live_fen", value)
    return rate


def _go_without(town: Town, shopper: Shopper, now: int) -> None:
    """What was wanted is bought elsewhere: the clock goes on, and a buyer may be lost to it.

    A want ends buying as an order would have; who never bought is not lost by it.
    """
    law, kept = town.rules.law, town.plan.touch.response.goodwill_retention
    _, _, stops, _ = at.draw(*town.key, shopper.uid, at.MISS, now // SECOND)
    stop = loyalty.stop_of(town, shopper) * town.today.dropout
    chance = science.dropout_now(stop, shopper.goodwill, kept)
    if shopper.orders and science.may_stop(law, shopper.orders) and uniform(stops) < chance:
        lose(town, shopper, now)
    else:
        selling.want_anew(town, shopper, now)


def _sell(
    town: Town, shopper: Shopper, now: int, index: int, place: int, category: int
) -> tuple[int, int, bool, int, int]:
    """Book the sale; returns (list value, net, whether a coupon was used, goods), in fen, and bits
    of the categories sold."""
    registers, rules, basket = town.registers, town.rules, 0
    usual = science.order_fen(
        *town.key, shopper.uid, index, town.plan.shoppers.spend.p, shopper.spend_rate
    )
    value = categories.worth(town, category, usual)
    seen, discount, own, cost = moving.is_seen(town, place), 0, value, 0
    if seen:
        value, discount, own, cost = wallet.redeem(town, shopper, now, value, category)
    if place >= 0:
        extra = selling.second_basket(town, shopper, now, place, value)
        value, own = value + extra, own + extra
    goods = _cost(town, category, place, own) + cost
    if category != UNTOLD:
        categories.sold(town, shopper, now, category, value, index)
        along = categories.take_along(town, shopper, now, category, usual, index)
        value, goods, basket = value + along.paid, goods + along.cost, along.basket
    registers.count(now, "list_fen", value)
    registers.count(now, "goods_fen", goods)
    town.note(now, shopper, "order", selling.name_of(town, place), value, index)
    registers.newcomer_margin(shopper, now, value - goods)
    net = value - discount
    if town.rules.loyalty.active and seen:
        net -= loyalty.money_off(town, shopper, now, net, index)
        loyalty.pay(town, shopper, now, net, index)
    if place >= 0:
        selling.charge(town, shopper, now, place, net)
    friend = seen and shopper.enrolled & ~shopper.closed & rules.guide_bits
    if friend and _earned(town, shopper, now):
        commission = science.share_of_fen(net, moving.commission_bp(town, place))
        registers.count(now, "commission_fen", commission)
        town.note(now, shopper, "commission", "", commission, index)
        staff.sold(town, shopper, now, moving.credited(town, place, net), commission)
    return value, net, discount > 0, goods, basket


def _cost(town: Town, category: int, place: int, value: int) -> int:
    """What goods of that list value cost where they are sold, in fen."""
    there = town.rules.selling.places[place & CHANNEL].goods_bp if place >= 0 else 0
    return science.cost_fen(value, there) if there else categories.cost(town, category, value)


def _earned(town: Town, shopper: Shopper, now: int) -> bool:
    """Whether a guide earns commission on an order of a friend."""
    days = town.rules.known.served_days
    return not days or served_within(shopper.served, now // DAY, days)


def _refund(
    town: Town, shopper: Shopper, now: int, index: int, net: int, goods: int, *, in_room: bool
) -> None:
    """The order comes back in full some days later; the coupon is not given back."""
    registers = town.registers
    due = now + town.plan.shoppers.return_days * DAY
    if now < 0:
        return
    registers.count(due, "refunds")
    registers.count(due, "live_refunds", in_room)
    registers.count(due, "refund_fen", net)
    registers.count(due, "refund_goods_fen", goods)
    town.note(due, shopper, "refund", "", net, index)
    registers.newcomer_margin(shopper, due, goods - net)


def _go_on(town: Town, shopper: Shopper, now: int, index: int, u: float, redeemed: bool) -> None:
    """Stay a buyer or not, as the order law has it, and set the clock of the next order."""
    law, kept = town.rules.law, town.plan.touch.response.goodwill_retention
    stop = loyalty.stop_of(town, shopper) * town.today.dropout
    chance = science.dropout_now(stop, shopper.goodwill, kept)
    if science.may_stop(law, index) and u < chance:
        lose(town, shopper, now)
    shopper.dies_at = science.lifetime_end(law, now, u, stop, shopper.goodwill, kept)
    shopper.orders += 1
    if index == 0 and shopper.wallet:
        wallet.weigh(town, shopper, now)  # a trial pulls on a first order alone as it does
    shopper.base = shopper.rate
    gap = science.unit_gap(law, clockwork.fine(town, shopper, at.CLOCK, shopper.orders))
    shopper.left = single(gap)
    if redeemed:
        shopper.dip = single(filled(shopper.dip, town.plan.coupon.dip))
    clockwork.plan_order(town, shopper)


def lose(town: Town, shopper: Shopper, now: int) -> None:
    """A buyer is lost for good: the truth no brand sees."""
    shopper.alive = False
    town.registers.stored_lost += shopper.balance
    town.registers.count(now, "dropouts")
    town.note(now, shopper, "dropped_out")
    clockwork.slow_visits(town, shopper, now)
    clockwork.plan_order(town, shopper)


def _tell(town: Town, shopper: Shopper, now: int, index: int, *, first: bool) -> None:
    """After an order: a review for cashback, an invitation, a credit to the inviter.

    first: the first the brand sees.
    """
    programme = town.plan.referral
    if first and shopper.inviter is not None and programme.condition == "first_order":
        sharing.credit(town, shopper, now)
    if not programme.active or now < 0:
        return
    boost = 1.0
    if draw(town.key, shopper.uid, at.REVIEW, index)[0] < town.rules.rewards.review_rate:
        boost = programme.review.share_boost
        town.registers.count(now, "reviews")
        town.registers.count(now, "review_fen", town.rules.rewards.review_fen)
        town.note(now, shopper, "review", "", town.rules.rewards.review_fen, index)
    sharing.occasion(town, shopper, now, sharing.ON_ORDER, index, programme.share_on_order * boost)
