"""Where an order is made: a store or a channel online, or nowhere (成交渠道、缺货、自提)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.behaviour import selling as science
from sim.behaviour.clock import DAY, SECOND
from sim.behaviour.order import order_fen, share_of_fen, unit_gap
from sim.behaviour.precision import single
from sim.behaviour.sites import lives_near, stays_away
from sim.behaviour.touch import filled
from sim.population.reference import categories, clockwork, knowing, moving
from sim.population.reference.experience import Outcome
from sim.population.reference.shopper import Shopper, draw
from sim.population.selling import (
    AGAIN,
    CHANNEL,
    COLLECTED,
    IN_ROOM,
    LATER,
    MADE_UP,
    NOWHERE,
    PUSHED,
    Place,
)
from sim.population.sites import ANY_SITE
from sim.randomness import address as at

if TYPE_CHECKING:
    from sim.population.reference.town import Town

_LOST = {
    science.SHUT: "lost_closed",
    science.NIGHT: "lost_closed",
    science.MISSING: "lost_missing",
    science.PUT_OFF: "lost_put_off",
    science.FAR: "lost_far",
    science.UNREGISTERED: "lost_unregistered",
}
_SAVED = {
    science.SHUT: "saved_closed",
    science.NIGHT: "saved_closed",
    science.MISSING: "saved_missing",
    science.FAR: "saved_far",
}


def place_of(town: Town, shopper: Shopper, now: int, index: int, category: int) -> int:
    """Where the order due now is made: channel and marks, or LATER, or NOWHERE.

    The clock is settled. Who joins with an order has made it, at the counter if there are stores.
    """
    selling = town.rules.selling
    which, follows, collects, again = draw(town.key, shopper.uid, at.PLACE, index)
    first = _wanted(town, which)
    if index == 0 and now == shopper.joined:
        return selling.counter if shopper.source >= 0 and selling.counter >= 0 else first
    marks, moved = 0, town.rules.moves.active
    if moved:
        first = moving.wanted(town, shopper, index, first)
        first, marks = first & CHANNEL, first & PUSHED
    opened, found, second, waits = draw(town.key, shopper.uid, at.SHELF, now // DAY)
    reason = _why_not(town, shopper, selling.places[first], now, opened, found)
    here = selling.places[first]
    if reason == science.NIGHT and waits < here.waits and _put_off(town, shopper, now, here, waits):
        return LATER
    if moved and reason == science.SELLS and moving.refuses(town, shopper, now, first):
        reason = science.UNREGISTERED
    place = first | marks
    if reason != science.SELLS:
        place = _instead(town, shopper, now, first, reason, follows, opened, second)
    if place < 0:
        _lose(town, shopper, now, index, category, first, reason)
        return NOWHERE
    collected = _collected(town, shopper, now, place & CHANNEL, collects, opened)
    if not collected and _put_off_by(town, shopper, now, place & CHANNEL):
        _lose(town, shopper, now, index, category, place & CHANNEL, science.PUT_OFF)
        return NOWHERE
    if reason in _SAVED:
        town.registers.count(now, _SAVED[reason])
    if not collected:
        return place
    return place | COLLECTED | (AGAIN if again < selling.pickup.second else 0)


def place_at(
    town: Town, shopper: Shopper, now: int, index: int, category: int, at_once: int
) -> int:
    """As `place_of`; or, for an order made at once, the live room or the mall, where it neither
    waits nor is lost."""
    rule = town.rules.selling
    if at_once:
        return rule.room if at_once == IN_ROOM else rule.mall
    return place_of(town, shopper, now, index, category)


def _instead(
    town: Town,
    shopper: Shopper,
    now: int,
    first: int,
    reason: int,
    follows: float,
    opened: float,
    found: float,
) -> int:
    """Where somebody sent away orders, with MADE_UP if a guide helped; or NOWHERE."""
    here, moved = town.rules.selling.places[first], town.rules.moves.active
    other, share = here.instead, here.saved[reason]
    if moved and reason == science.MISSING and here.store:
        share = moving.saved_share(town, shopper, share)
    if other < 0 or follows >= share:
        return NOWHERE
    if _why_not(town, shopper, town.rules.selling.places[other], now, opened, found):
        return NOWHERE
    if follows >= here.saved[reason]:
        return other | MADE_UP  # paid by a scan: it asks for no account
    refused = moved and moving.refuses(town, shopper, now, other, sent_on=True)
    return NOWHERE if refused else other


def _collected(
    town: Town, shopper: Shopper, now: int, place: int, collects: float, opened: float
) -> bool:
    """Whether an order made there is collected in a store that is open, and not too far."""
    selling = town.rules.selling
    if selling.places[place].store or collects >= selling.pickup.share:
        return False
    near = not town.rules.sites.told or not _stays_away(town, shopper, now)
    return near and opened < town.today.stores_open[knowing.home_region(town, shopper)]


def _put_off_by(town: Town, shopper: Shopper, now: int, place: int) -> bool:
    """Whether the fee of delivery and the time promised put somebody off today."""
    share = town.today.put_off[place]
    return share > 0.0 and draw(town.key, shopper.uid, at.CARRIAGE, now // DAY)[0] < share


def usual_place(town: Town, shopper: Shopper, index: int) -> int:
    """Where an order of the past was made: where it would be wanted were nobody led anywhere."""
    return _wanted(town, draw(town.key, shopper.uid, at.PLACE, index)[0])


def _wanted(town: Town, luck: float) -> int:
    return next(i for i, place in enumerate(town.rules.selling.places) if luck < place.until)


def _why_not(
    town: Town, shopper: Shopper, place: Place, now: int, opened: float, found: float
) -> int:
    if _too_far(town, shopper, place, now):
        return science.FAR
    size = draw(town.key, shopper.uid, at.STORE, 0)[0]
    spread = town.rules.selling.spread if place.store else 0.0
    return science.why_not(
        place.store,
        now,
        place.opens,
        place.closes,
        opened,
        town.today.stores_open[knowing.home_region(town, shopper)],
        found,
        science.missing_in(place.missing, spread, size, town.today.found),
    )


def _too_far(town: Town, shopper: Shopper, place: Place, now: int) -> bool:
    """Whether a store is too far today, or a service area ends before somebody's home."""
    map_ = town.rules.sites
    if not map_.told:
        return False
    if place.store:
        return _stays_away(town, shopper, now)
    seed, replication = town.key
    day, radius = now // DAY, place.radius_km
    return radius > 0.0 and not lives_near(
        seed, replication, shopper.uid, day, ANY_SITE, radius, map_.sites, map_.areas
    )


def _stays_away(town: Town, shopper: Shopper, now: int) -> bool:
    map_ = town.rules.sites
    (seed, replication), day = town.key, now // DAY
    return stays_away(
        *(seed, replication, shopper.uid, day, map_.half_km, map_.power),
        *(map_.ours, map_.rivals, map_.looks_days, map_.sites, map_.areas),
    )


def _put_off(town: Town, shopper: Shopper, now: int, place: Place, luck: float) -> bool:
    """Have the want come in the next opening hours; not if nothing moves the clock until then."""
    moment = science.comes_at(now, place.opens, place.closes, luck / place.waits)
    shopper.left = single(clockwork.used_up(town, shopper, moment))
    if clockwork.forecast(town, shopper) <= now:
        return False
    town.registers.count(now, "waited")
    clockwork.plan_order(town, shopper)
    return True


def _lose(
    town: Town, shopper: Shopper, now: int, index: int, category: int, place: int, reason: int
) -> None:
    """Count what is not sold."""
    usual = order_fen(*town.key, shopper.uid, index, town.plan.shoppers.spend.p, shopper.spend_rate)
    value = categories.worth(town, category, usual)
    town.registers.count(now, _LOST[reason])
    town.registers.count(now, "lost_fen", value)
    town.note(now, shopper, "want_lost", town.rules.selling.places[place].name, value, reason)
    if town.rules.watched:
        town.ended.append(Outcome(now, shopper.uid, shopper.number, place, value, -reason))


def want_anew(town: Town, shopper: Shopper, now: int) -> None:
    """After a want that came to nothing: the next one, later than this."""
    for attempt in range(science.ATTEMPTS):
        luck = clockwork.fine(town, shopper, at.MISS + attempt, now // SECOND)
        shopper.left = single(unit_gap(town.rules.law, luck))
        if clockwork.forecast(town, shopper) > now:
            break
    clockwork.plan_order(town, shopper)


def second_basket(town: Town, shopper: Shopper, now: int, place: int, value: int) -> int:
    """List value of what is bought on top when an order is collected, in fen."""
    pickup = town.rules.selling.pickup
    if not place & AGAIN:
        return 0
    extra = share_of_fen(value, pickup.basket_bp)
    shopper.dip = single(filled(shopper.dip, pickup.dip))
    town.registers.count(now, "second_baskets")
    town.registers.count(now, "second_basket_fen", extra)
    town.note(now, shopper, "second_basket", "", extra, shopper.orders)
    return extra


def charge(town: Town, shopper: Shopper, now: int, place: int, net: int) -> None:
    """What the channel of an order costs."""
    selling = town.rules.selling
    channel = selling.places[place & CHANNEL]
    fee = share_of_fen(net, channel.fee_bp)
    handling = selling.pickup.order_fen if place & COLLECTED else channel.order_fen
    if town.rules.moves.active:
        handling += moving.count(town, now, place, net)
    registers = town.registers
    registers.count(now, "channel_fee_fen", fee)
    registers.count(now, "handling_fen", handling)
    registers.count(now, "online_orders", not channel.store)
    registers.count(now, "collected", place & COLLECTED > 0)
    town.note(now, shopper, "channel_cost", channel.name, fee + handling, shopper.orders)


def name_of(town: Town, place: int) -> str:
    """The name of the channel of an order."""
    return town.rules.selling.places[place & CHANNEL].name if place >= 0 else ""
