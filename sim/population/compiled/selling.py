"""Where an order is made, inside a kernel: a store, a channel online, or nowhere."""

from __future__ import annotations

from sim.behaviour import selling as rule
from sim.behaviour.clock import DAY, SECOND
from sim.behaviour.order import order_fen, share_of_fen, unit_gap
from sim.behaviour.precision import single
from sim.behaviour.sites import lives_near, stays_away
from sim.behaviour.touch import filled
from sim.measure.events import CODE
from sim.measure.tally import ROW
from sim.population.compiled.categories import worth
from sim.population.compiled.clockwork import fine, forecast, plan_order, used_up
from sim.population.compiled.knowing import region
from sim.population.compiled.layout import OUTCOME, WHO
from sim.population.compiled.machine import Counts, Person, Rulebook, Tape, compiled
from sim.population.compiled.moving import refuses, saved_share, tell, wanted
from sim.population.compiled.pointers import areas_of, sites_of
from sim.population.compiled.registers import count, note, write
from sim.population.selling import (
    AGAIN,
    CHANNEL,
    COLLECTED,
    IN_ROOM,
    LATER,
    MADE_UP,
    NOWHERE,
    PUSHED,
)
from sim.population.sites import ANY_SITE
from sim.randomness import address as at
from sim.randomness.philox import uniform

_ONLINE, _COLLECTED, _WAITED = ROW["online_orders"], ROW["collected"], ROW["waited"]
_BASKETS, _BASKET_FEN = ROW["second_baskets"], ROW["second_basket_fen"]
_FEE, _HANDLING, _LOST_FEN = ROW["channel_fee_fen"], ROW["handling_fen"], ROW["lost_fen"]
_LOST_MISSING, _LOST_CLOSED = ROW["lost_missing"], ROW["lost_closed"]
_LOST_PUT_OFF, _LOST_FAR, _SAVED_FAR = ROW["lost_put_off"], ROW["lost_far"], ROW["saved_far"]
_LOST_UNREGISTERED = ROW["lost_unregistered"]
_SAVED_MISSING, _SAVED_CLOSED = ROW["saved_missing"], ROW["saved_closed"]
_E_LOST, _E_BASKET, _E_COST = CODE["want_lost"], CODE["second_basket"], CODE["channel_cost"]


@compiled
def _wanted(c: Rulebook, luck: float) -> int:
    place = 0
    while luck >= c.v_until[place]:
        place += 1
    return place


@compiled
def usual_place(p: Person, c: Rulebook, index: int) -> int:
    """Where an order of the past was made: where it would be wanted were nobody led anywhere."""
    which, _, _, _ = at.draw(c.seed, c.replication, p.uid, at.PLACE, index)
    return _wanted(c, uniform(which))


@compiled
def _too_far(c: Rulebook, uid: int, now: int, place: int) -> bool:
    """Whether a store is too far today, or a service area ends before somebody's home."""
    day, radius = now // DAY, c.v_radius_km[place]
    sites, areas = sites_of(c), areas_of(c)
    if c.v_store[place]:
        return stays_away(
            c.seed,
            c.replication,
            uid,
            day,
            c.half_km,
            c.power,
            c.ours,
            c.rivals,
            c.looks_days,
            sites,
            areas,
        )
    if radius <= 0.0:
        return False
    return not lives_near(c.seed, c.replication, uid, day, ANY_SITE, radius, sites, areas)


@compiled
def _why_not(
    c: Rulebook,
    uid: int,
    place: int,
    now: int,
    size: float,
    open_share: float,
    opened: float,
    found: float,
) -> int:
    if c.site_count and _too_far(c, uid, now, place):
        return int(rule.FAR)
    spread = c.spread if c.v_store[place] else 0.0
    missing = rule.missing_in(c.v_missing[place], spread, size, c.found)
    return rule.why_not(
        c.v_store[place] != 0,
        now,
        c.v_opens[place],
        c.v_closes[place],
        opened,
        open_share,
        found,
        missing,
    )


@compiled
def _put_off(p: Person, c: Rulebook, out: Counts, now: int, place: int, luck: float) -> bool:
    """Have the want come in the next opening hours; not if nothing moves the clock until then."""
    moment = rule.comes_at(now, c.v_opens[place], c.v_closes[place], luck / c.v_waits[place])
    p.left = single(used_up(p, c, moment))
    plan_order(p, c)
    if forecast(p, c) <= now:
        return False
    count(c, out, now, _WAITED, 1)
    return True


@compiled
def _lose(
    p: Person,
    c: Rulebook,
    out: Counts,
    tape: Tape,
    now: int,
    index: int,
    category: int,
    place: int,
    reason: int,
) -> None:
    value = worth(c, category, order_fen(c.seed, c.replication, p.uid, index, c.p, p.spend))
    lost = _LOST_MISSING if reason == rule.MISSING else _LOST_CLOSED
    lost = _LOST_FAR if reason == rule.FAR else lost
    lost = _LOST_PUT_OFF if reason == rule.PUT_OFF else lost
    count(c, out, now, _LOST_UNREGISTERED if reason == rule.UNREGISTERED else lost, 1)
    count(c, out, now, _LOST_FEN, value)
    note(c, tape, _E_LOST, now, p.uid, place, value, reason)
    if c.watched:
        write(tape, OUTCOME, now, p.uid, place, value, -reason, tape[WHO])


@compiled
def _put_off_by(p: Person, c: Rulebook, now: int, place: int) -> bool:
    """Whether the fee of delivery and the time promised put somebody off today."""
    word, _, _, _ = at.draw(c.seed, c.replication, p.uid, at.CARRIAGE, now // DAY)
    share: float = c.v_put_off[place]
    return uniform(word) < share


@compiled
def _instead(
    p: Person,
    c: Rulebook,
    now: int,
    first: int,
    reason: int,
    follows: float,
    size: float,
    open_share: float,
    opened: float,
    found: float,
) -> int:
    """Where somebody sent away orders, with MADE_UP if a guide helped; or NOWHERE."""
    other, saved = c.v_instead[first], c.v_saved[first, reason]
    share = saved
    if c.moving and reason == rule.MISSING and c.v_store[first]:
        share = saved_share(p, c, saved)
    if other < 0 or follows >= share:
        return NOWHERE
    if _why_not(c, p.uid, other, now, size, open_share, opened, found):
        return NOWHERE
    if follows >= saved:
        return int(other | MADE_UP)  # paid by a scan: it asks for no account
    if c.moving and refuses(p, c, now, other, True):
        return NOWHERE
    return int(other)


@compiled
def place_of(
    p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, index: int, category: int
) -> int:
    """Where the order due now is made: channel and marks, or LATER, or NOWHERE."""
    which, follows, collects, again = at.draw(c.seed, c.replication, p.uid, at.PLACE, index)
    place = _wanted(c, uniform(which))
    if index == 0 and now == p.joined * SECOND:
        return c.counter if p.source >= 0 and c.counter >= 0 else place
    marks = 0
    if c.moving:
        place = wanted(p, c, index, place)
        place, marks = place & CHANNEL, place & PUSHED
    size, home, _, _ = at.draw(c.seed, c.replication, p.uid, at.STORE, 0)
    opened, found, second, waits = at.draw(c.seed, c.replication, p.uid, at.SHELF, now // DAY)
    luck, rank = uniform(opened), uniform(size)
    open_share = c.stores_open[region(c, uniform(home))]
    reason = _why_not(c, p.uid, place, now, rank, open_share, luck, uniform(found))
    hurry = uniform(waits)
    patient = reason == rule.NIGHT and hurry < c.v_waits[place]
    if patient and _put_off(p, c, out, now, place, hurry):
        return LATER
    if c.moving and reason == rule.SELLS and refuses(p, c, now, place, False):
        reason = rule.UNREGISTERED
    first = place
    if reason != rule.SELLS:
        luck_there = uniform(second)
        place = _instead(
            p, c, now, first, reason, uniform(follows), rank, open_share, luck, luck_there
        )
        marks = place & MADE_UP if place >= 0 else 0
    if place < 0:
        _lose(p, c, out, tape, now, index, category, first, reason)
        return NOWHERE
    place = place & CHANNEL
    collected = not c.v_store[place] and uniform(collects) < c.pick_share and luck < open_share
    if collected and c.site_count:  # in the store near, if that is not too far
        collected = not _too_far(c, p.uid, now, c.counter)
    if c.v_put_off[place] > 0.0 and not collected and _put_off_by(p, c, now, place):
        _lose(p, c, out, tape, now, index, category, place, rule.PUT_OFF)
        return NOWHERE
    if reason not in (rule.SELLS, rule.UNREGISTERED):
        saved_as = _SAVED_MISSING if reason == rule.MISSING else _SAVED_CLOSED
        count(c, out, now, _SAVED_FAR if reason == rule.FAR else saved_as, 1)
    if not collected:
        return int(place | marks)
    return place | marks | COLLECTED | (AGAIN if uniform(again) < c.pick_second else 0)


@compiled
def place_at(
    p: Person,
    c: Rulebook,
    out: Counts,
    tape: Tape,
    now: int,
    index: int,
    category: int,
    at_once: int,
) -> int:
    """As `place_of`; or, for an order made at once, the live room or the mall, where it neither
    waits nor is lost."""
    if at_once:
        return int(c.room if at_once == IN_ROOM else c.mall)
    return place_of(p, c, out, tape, now, index, category)


@compiled
def want_anew(p: Person, c: Rulebook, now: int) -> None:
    """After a want that came to nothing: the next one, later than this."""
    for attempt in range(rule.ATTEMPTS):
        p.left = single(unit_gap(c.law, fine(p, c, at.MISS + attempt, now // SECOND)))
        plan_order(p, c)
        if forecast(p, c) > now:
            break


@compiled
def second_basket(
    p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, place: int, value: int
) -> int:
    """List value of what is bought on top when an order is collected, in fen."""
    if not place & AGAIN:
        return 0
    extra = share_of_fen(value, c.pick_basket_bp)
    p.dip = single(filled(p.dip, c.pick_dip))
    count(c, out, now, _BASKETS, 1)
    count(c, out, now, _BASKET_FEN, extra)
    note(c, tape, _E_BASKET, now, p.uid, -1, extra, p.orders)
    return extra


@compiled
def charge(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, place: int, net: int) -> None:
    """What the channel of an order costs."""
    channel = place & CHANNEL
    fee = share_of_fen(net, c.v_fee_bp[channel])
    handling = c.pick_fen if place & COLLECTED else c.v_order_fen[channel]
    if c.moving:
        handling += tell(c, out, now, place, net)
    count(c, out, now, _FEE, fee)
    count(c, out, now, _HANDLING, handling)
    if not c.v_store[channel]:
        count(c, out, now, _ONLINE, 1)
    if place & COLLECTED:
        count(c, out, now, _COLLECTED, 1)
    note(c, tape, _E_COST, now, p.uid, channel, fee + handling, p.orders)
