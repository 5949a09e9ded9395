"""An order inside a kernel: value, coupon, cost, dropout, and what it sets going."""

from __future__ import annotations

from sim.behaviour import order as rule
from sim.behaviour.clock import DAY, SECOND
from sim.behaviour.live import returned as room_rate
from sim.behaviour.precision import single
from sim.behaviour.staff import served_within
from sim.behaviour.touch import filled
from sim.measure.events import CODE
from sim.measure.tally import ROW
from sim.population.beyond import MOST_ORDERS, MOST_ORDERS_EVER
from sim.population.compiled import registers
from sim.population.compiled.cart import emptied
from sim.population.compiled.categories import chosen, cost, sold, take_along, worth
from sim.population.compiled.clockwork import fine, plan_order, second_of, settle, slow_visits
from sim.population.compiled.doors import by_door
from sim.population.compiled.journeys import guide_of, note_work, on_order
from sim.population.compiled.layout import (
    ALIVE,
    BEYOND,
    BOUGHT_30,
    NEVER_SECOND,
    OUTCOME,
    S_LOST,
    TOO_LONG,
    WANTED,
    WANTED_ON,
    WHO,
)
from sim.population.compiled.loyalty import bought, money_off, pay, stop_of
from sim.population.compiled.machine import Counts, Person, Rulebook, Tape, compiled
from sim.population.compiled.moving import commission_bp, credited, is_seen, remember
from sim.population.compiled.purse import weigh
from sim.population.compiled.registers import count, newcomer_margin, note, seen_orders, write
from sim.population.compiled.selling import (
    charge,
    place_at,
    second_basket,
    usual_place,
    want_anew,
)
from sim.population.compiled.sharing import credit, occasion
from sim.population.compiled.wallet import redeem
from sim.population.goods import UNTOLD
from sim.population.interface import W_COMMISSION, W_SALES
from sim.population.reference.buying import WIN_BACK_DAYS
from sim.population.reference.sharing import ON_ORDER
from sim.population.selling import CHANNEL, IN_MALL, IN_ROOM, LATER, NOWHERE, WHERE_WANTED
from sim.randomness import address as at
from sim.randomness.philox import uniform

_ORDERS, _FIRST, _WON = ROW["orders"], ROW["first_orders"], ROW["won_back"]
_LIST, _GOODS, _COMMISSION = ROW["list_fen"], ROW["goods_fen"], ROW["commission_fen"]
_REFUNDS, _REFUND, _REFUND_GOODS = ROW["refunds"], ROW["refund_fen"], ROW["refund_goods_fen"]
_LIVE_ORDERS, _LIVE, _LIVE_REFUNDS = ROW["live_orders"], ROW["live_fen"], ROW["live_refunds"]
_MALL_ORDERS = ROW["mall_orders"]
_DROPOUTS, _REVIEWS, _REVIEW = ROW["dropouts"], ROW["reviews"], ROW["review_fen"]
_E_ORDER, _E_COMMISSION, _E_REFUND = CODE["order"], CODE["commission"], CODE["refund"]
_E_DROPPED, _E_REVIEW = CODE["dropped_out"], CODE["review"]


@compiled
def _count_gap(p: Person, c: Rulebook, out: Counts, now: int, gap: int) -> None:
    """Count an order; gap: days since the one before that the brand saw, -1 for none it knows."""
    count(c, out, now, _ORDERS, 1)
    if p.orders == 0:
        count(c, out, now, _FIRST, 1)
        if now < p.joined * SECOND + 30 * DAY:
            p.flags |= BOUGHT_30
    elif gap >= WIN_BACK_DAYS:
        count(c, out, now, _WON, 1)


@compiled
def _earned(p: Person, c: Rulebook, now: int) -> bool:
    """Whether a guide earns commission on an order of a friend."""
    return not c.served_days or served_within(p.served, now // DAY, c.served_days)


@compiled
def _cost(c: Rulebook, category: int, place: int, value: int) -> int:
    """What goods of that list value cost where they are sold, in fen."""
    there = c.v_goods_bp[place & CHANNEL] if place >= 0 else 0
    return rule.cost_fen(value, there) if there else cost(c, category, value)


@compiled
def _sell(
    p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, index: int, place: int, category: int
) -> tuple[int, int, bool, int, int]:
    """Book the sale; returns (list value, net, whether a coupon was used, goods), in fen, and bits
    of the categories sold."""
    usual, basket = rule.order_fen(c.seed, c.replication, p.uid, index, c.p, p.spend), 0
    value = worth(c, category, usual)
    seen, discount, own, article = is_seen(c, place), 0, value, 0
    if seen:
        value, discount, own, article = redeem(p, c, out, tape, now, value, category)
    if place >= 0:
        extra = second_basket(p, c, out, tape, now, place, value)
        value, own = value + extra, own + extra
    goods = _cost(c, category, place, own) + article
    if category != UNTOLD:
        sold(p, c, out, tape, now, category, value, index)
        paid, spent, basket = take_along(p, c, out, tape, now, category, usual, index)
        value, goods = value + paid, goods + spent
    count(c, out, now, _LIST, value)
    count(c, out, now, _GOODS, goods)
    note(c, tape, _E_ORDER, now, p.uid, place & CHANNEL if place >= 0 else -1, value, index)
    newcomer_margin(p, c, out, now, value - goods)
    net = value - discount
    if c.loyal and seen:
        net -= money_off(p, c, out, tape, now, net, index)
        pay(p, c, out, tape, now, net, index)
    if place >= 0:
        charge(p, c, out, tape, now, place, net)
    if seen and p.enrolled & ~p.closed & c.guide_bits and _earned(p, c, now):
        commission = rule.share_of_fen(net, commission_bp(c, place))
        count(c, out, now, _COMMISSION, commission)
        note(c, tape, _E_COMMISSION, now, p.uid, -1, commission, index)
        if c.staffed and 0 <= now < c.horizon:
            guide = guide_of(p, c)
            note_work(c, out, guide, W_COMMISSION, commission)
            note_work(c, out, guide, W_SALES, credited(c, place, net))
    return value, net, discount > 0, goods, basket


@compiled
def _refund(
    p: Person,
    c: Rulebook,
    out: Counts,
    tape: Tape,
    now: int,
    index: int,
    net: int,
    goods: int,
    in_room: bool,
) -> None:
    """The order comes back in full some days later; the coupon is not given back."""
    if now < 0:
        return
    due = now + c.return_days * DAY
    count(c, out, due, _REFUNDS, 1)
    count(c, out, due, _LIVE_REFUNDS, int(in_room))
    count(c, out, due, _REFUND, net)
    count(c, out, due, _REFUND_GOODS, goods)
    note(c, tape, _E_REFUND, due, p.uid, -1, net, index)
    newcomer_margin(p, c, out, due, goods - net)


@compiled
def lose(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int) -> None:
    """A buyer is lost for good: the truth no brand sees."""
    p.flags &= ~ALIVE
    out[c.o_stock + S_LOST] += p.balance
    count(c, out, now, _DROPOUTS, 1)
    note(c, tape, _E_DROPPED, now, p.uid, -1, 0, 0)
    slow_visits(p, c, now)
    p.order_from = NEVER_SECOND


@compiled
def _returned(c: Rulebook, out: Counts, now: int, at_once: int, value: int) -> float:
    """Count an order made at once; share of such orders that come back."""
    rate: float = c.return_rate
    if at_once == IN_MALL:
        count(c, out, now, _MALL_ORDERS, 1)
    elif at_once == IN_ROOM:
        rate = room_rate(rate, c.room_returns)
        count(c, out, now, _LIVE_ORDERS, 1)
        count(c, out, now, _LIVE, value)
    return rate


@compiled
def _go_without(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int) -> None:
    """What was wanted is bought elsewhere: the clock goes on, and a buyer may be lost to it.

    A want ends buying as an order would have; who never bought is not lost by it.
    """
    _, _, stops, _ = at.draw(c.seed, c.replication, p.uid, at.MISS, now // SECOND)
    chance = rule.dropout_now(stop_of(p, c) * c.dropout, p.goodwill, c.retention)
    if p.orders and rule.may_stop(c.law, p.orders) and uniform(stops) < chance:
        lose(p, c, out, tape, now)
    else:
        want_anew(p, c, now)


@compiled
def _go_on(
    p: Person,
    c: Rulebook,
    out: Counts,
    tape: Tape,
    now: int,
    index: int,
    u: float,
    redeemed: bool,
) -> None:
    """Stay a buyer or not, as the order law has it, and set the clock of the next order."""
    stop = stop_of(p, c) * c.dropout
    chance = rule.dropout_now(stop, p.goodwill, c.retention)
    if rule.may_stop(c.law, index) and u < chance:
        lose(p, c, out, tape, now)
    p.dies_at = second_of(rule.lifetime_end(c.law, now, u, stop, p.goodwill, c.retention))
    p.orders += 1
    if index == 0 and p.held:
        weigh(p, c)  # a trial pulls on a first order alone as it does
    p.left = single(rule.unit_gap(c.law, fine(p, c, at.CLOCK, p.orders)))
    if redeemed:
        p.dip = filled(p.dip, c.dip)
    plan_order(p, c)


@compiled
def _tell(
    p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, index: int, first: bool
) -> None:
    """After an order: a review for cashback, an invitation, a credit to the inviter.

    first: the first the brand sees.
    """
    if first and not c.on_join:
        credit(p, tape, now)
    if not c.active or now < 0:
        return
    boost = 1.0
    word, _, _, _ = at.draw(c.seed, c.replication, p.uid, at.REVIEW, index)
    if uniform(word) < c.review_rate:
        boost = c.share_boost
        count(c, out, now, _REVIEWS, 1)
        count(c, out, now, _REVIEW, c.review_fen)
        note(c, tape, _E_REVIEW, now, p.uid, -1, c.review_fen, index)
    occasion(p, c, out, tape, now, ON_ORDER, index, c.share_on_order * boost)


@compiled
def _keep(
    p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, net: int, value: int, goods: int
) -> None:
    """What an order that stays, and that the brand sees, counts for."""
    if c.loyal:
        bought(p, c, out, tape, now, net)
    if p.source >= 0:
        by_door(p, c, out, now, net, value, value - goods)


@compiled
def _wants_too_many(p: Person, tape: Tape, now: int) -> bool:
    """Count what a shopper wants on a day, anew where their day is lived in parts; who wants too
    many, then or ever, is written down, for a day that has a cut may be lived without it."""
    day = now // DAY
    if tape[WANTED_ON] != day:
        tape[WANTED_ON], tape[WANTED] = day, 0
    tape[WANTED] += 1
    if tape[WANTED] <= MOST_ORDERS and p.orders < MOST_ORDERS_EVER:
        return False
    beyond = BEYOND if tape[WANTED] > MOST_ORDERS else TOO_LONG
    write(tape, beyond, now, p.uid, 0, 0, 0, tape[WHO])
    return True


@compiled
def order(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int) -> None:
    """Make the order that is due now and set the clock of the next."""
    buy(p, c, out, tape, now, WHERE_WANTED)


@compiled
def buy(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, at_once: int) -> None:
    """Make an order; at_once: in a live room or the mall, where it neither waits nor is lost."""
    settle(p, c, now)
    if _wants_too_many(p, tape, now):
        p.flags &= ~ALIVE  # the run ends with this day, if it stands
        p.order_from = NEVER_SECOND
        return
    index = p.orders
    category = chosen(p, c, now, index) if c.categories else UNTOLD
    place = NOWHERE
    if c.places and now >= 0:
        place = place_at(p, c, out, tape, now, index, category, at_once)
        if place < 0:
            if place != LATER:
                _go_without(p, c, out, tape, now)
            return
    _, _, stops, returns = at.draw(c.seed, c.replication, p.uid, at.CLOCK, index)
    seen, before = is_seen(c, place), seen_orders(p, c)
    if c.accounts_asked:
        remember(p, c, place if place >= 0 else usual_place(p, c, index))
    gap = now // DAY - p.last_order_day if before else -1
    _count_gap(p, c, out, now, gap if seen else -1)
    value, net, redeemed, goods, basket = _sell(p, c, out, tape, now, index, place, category)
    if c.watched and now >= 0:
        write(tape, OUTCOME, now, p.uid, place, value, index, tape[WHO])
    if uniform(returns) < _returned(c, out, now, at_once, value):
        _refund(p, c, out, tape, now, index, net, goods, at_once == IN_ROOM)
    elif seen:
        _keep(p, c, out, tape, now, net, value, goods)
    registers.ordered(p, c, out, now, seen)
    if seen:
        registers.active(p, c, out, now)
        if c.carts:
            emptied(p, c, out, now)
    _go_on(p, c, out, tape, now, index, uniform(stops), redeemed)
    if seen:
        on_order(p, c, out, tape, now, index, gap, redeemed, basket)
    _tell(p, c, out, tape, now, index, seen and before == 0)
