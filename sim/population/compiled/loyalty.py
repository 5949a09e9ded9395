"""Points, tiers and stored value inside a kernel."""

from __future__ import annotations

from sim.behaviour import loyalty as rule
from sim.behaviour.clock import DAY, SECOND
from sim.measure.events import CODE
from sim.measure.tally import ROW
from sim.population.community import NOWHERE, SPOKE
from sim.population.compiled.clockwork import has_room, plan_order, settle
from sim.population.compiled.community import listens_in, stir
from sim.population.compiled.journeys import on_tier
from sim.population.compiled.layout import (
    MALL_COUPON,
    MEMBER,
    S_POINTS,
    S_STORED,
    S_TIERS,
    TIER_COUPON,
)
from sim.population.compiled.machine import Counts, Person, Rulebook, Tape, compiled
from sim.population.compiled.purse import weigh
from sim.population.compiled.registers import count, note
from sim.population.compiled.standing import (
    add_points,
    begin_tier_period,
    points_end,
    points_of,
    set_tier,
    tier_end,
    tier_of,
)
from sim.population.compiled.wallet import give
from sim.population.loyalty import MOST_POINTS
from sim.randomness import address as at
from sim.randomness.philox import uniform

_GRANTED, _EXPIRED = ROW["points_granted_fen"], ROW["points_expired_fen"]
_SPENT, _OFF = ROW["points_spent_fen"], ROW["points_off_fen"]
_TIER_COUPON, _UPS, _OVERFLOW = ROW["tier_coupon_fen"], ROW["tier_ups"], ROW["coupons_overflow"]
_TOPPED, _BONUS, _USED = ROW["topped_up_fen"], ROW["top_up_bonus_fen"], ROW["stored_used_fen"]
_E_EARNED, _E_EXPIRED = CODE["points_earned"], CODE["points_expired"]
_E_SPENT, _E_OFF, _E_TIER = CODE["points_spent"], CODE["points_off"], CODE["tier_changed"]
_E_TOPPED, _E_BONUS, _E_USED = CODE["topped_up"], CODE["top_up_bonus"], CODE["stored_used"]


@compiled
def earn(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, points: int) -> None:
    """Points for a member; plans the next order anew if they pull."""
    if points <= 0 or now < 0 or not p.flags & MEMBER:
        return
    granted = min(points, MOST_POINTS - points_of(p))
    p.earned = now // DAY + 1
    if c.loyal_pulls:
        settle(p, c, now)
    add_points(p, c, now // DAY, granted)
    amount = granted * c.points_fen
    out[c.o_stock + S_POINTS] += amount
    count(c, out, now, _GRANTED, amount)
    note(c, tape, _E_EARNED, now, p.uid, -1, amount, granted)
    if c.loyal_pulls:
        weigh(p, c)
        plan_order(p, c)


@compiled
def _pay(
    p: Person,
    c: Rulebook,
    out: Counts,
    tape: Tape,
    now: int,
    series: int,
    event: int,
    rewards: int,
) -> int:
    """The price of some rewards leaves the balance; returns their worth in fen."""
    points, worth = rewards * c.points_price, rewards * c.points_face_fen
    add_points(p, c, now // DAY, -points)
    out[c.o_stock + S_POINTS] -= worth
    count(c, out, now, series, worth)
    note(c, tape, event, now, p.uid, -1, worth, points)
    return int(worth)


@compiled
def _speak(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, won_over: bool) -> None:
    """Say something in a group one listens to; only who is won over adds to its talk."""
    channel = listens_in(p, c)
    if channel == NOWHERE or p.joined * SECOND // DAY >= now // DAY:
        return
    if won_over:
        stir(p, c, tape, SPOKE, channel, now)
    earn(p, c, out, tape, now, c.points_speech)


@compiled
def visited(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int) -> None:
    """At a visit: perhaps sign in, speak in a group, get a coupon in the mall."""
    if not c.points_active or now < 0 or not p.flags & MEMBER:
        return
    signs, redeems, speaks, _ = at.draw(c.seed, c.replication, p.uid, at.SIGN_IN, p.visits)
    if uniform(signs) < c.points_sign_in_share:
        earn(p, c, out, tape, now, c.points_sign_in)
    if c.points_speech and uniform(speaks) < c.points_speech_share:
        _speak(p, c, out, tape, now, uniform(speaks) >= c.points_speech_anyway)
    if c.points_price == 0 or c.points_as_money or points_of(p) < c.points_price:
        return
    if uniform(redeems) < c.points_redeem_share and has_room(p, c, now):
        settle(p, c, now)
        _pay(p, c, out, tape, now, _SPENT, _E_SPENT, 1)
        give(p, c, out, tape, now, MALL_COUPON, c.points_validity_days)
        plan_order(p, c)


@compiled
def money_off(
    p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, net: int, index: int
) -> int:
    """What points take off an order, in fen: all whole rewards they buy and it has room for."""
    if c.points_price == 0 or not c.points_as_money or now < 0 or not p.flags & MEMBER:
        return 0
    rewards = min(points_of(p) // c.points_price, net // c.points_face_fen)
    if not rewards:
        return 0
    word, _, _, _ = at.draw(c.seed, c.replication, p.uid, at.POINTS_OFF, index)
    if uniform(word) >= c.points_redeem_share:
        return 0
    worth = _pay(p, c, out, tape, now, _OFF, _E_OFF, rewards)
    weigh(p, c)
    return worth


@compiled
def _reached(p: Person, c: Rulebook) -> int:
    """The tier that the spending of the period reaches."""
    reached = 0
    for tier in range(c.tiers):
        if p.growth >= c.tier_from[tier]:
            reached += 1
    return reached


@compiled
def _rank(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, tier: int) -> None:
    before = tier_of(p)
    out[c.o_stock + S_TIERS + before] -= 1
    out[c.o_stock + S_TIERS + tier] += 1
    set_tier(p, tier)
    note(c, tape, _E_TIER, now, p.uid, -1, 0, tier)
    if c.tier_flows:
        on_tier(p, c, out, tape, now, before)


@compiled
def _welcome(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, tier: int) -> None:
    """The coupon of a tier just reached; a full wallet takes nothing, and that is counted."""
    kind = TIER_COUPON + tier - 1
    face = c.k_face[kind]
    if face == 0:
        return
    if not has_room(p, c, now):
        count(c, out, now, _OVERFLOW, 1)
        return
    count(c, out, now, _TIER_COUPON, face)
    give(p, c, out, tape, now, kind, c.tier_days)


@compiled
def _grow(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, net: int) -> None:
    if tier_of(p) == 0 and p.growth == 0:
        begin_tier_period(p, c, now // DAY)
    p.growth = rule.grown(p.growth, net)
    reached = _reached(p, c)
    if reached > tier_of(p):
        count(c, out, now, _UPS, 1)
        _rank(p, c, out, tape, now, reached)
        _welcome(p, c, out, tape, now, reached)
        weigh(p, c)


@compiled
def bought(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, net: int) -> None:
    """An order that is not sent back earns points and counts for the tier."""
    if now < 0 or not p.flags & MEMBER:
        return
    points = rule.points_of(net, c.points_order_bp[tier_of(p)])
    since = now // DAY - c.points_bonus_from
    if c.points_bonus_every and since >= 0 and since % c.points_bonus_every == 0:
        points = points * c.points_bonus_bp // 10_000
    earn(p, c, out, tape, now, points)
    if c.tiers:
        _grow(p, c, out, tape, now, net)


@compiled
def stop_of(p: Person, c: Rulebook) -> float:
    """Chance or hazard to stop buying, less what the tier takes away."""
    tier = tier_of(p)
    if tier == 0:
        return float(p.stop)
    return rule.kept_stop(p.stop, c.tier_retention[tier])


@compiled
def pay(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, net: int, index: int) -> None:
    """At the till: perhaps pay in ahead, then use the balance first."""
    if c.top_up_fen == 0 or now < 0 or not p.flags & MEMBER:
        return
    if p.balance < net:
        word, _, _, _ = at.draw(c.seed, c.replication, p.uid, at.TOP_UP, index)
        if uniform(word) < c.take_up:
            p.balance += c.top_up_fen + c.top_up_bonus_fen
            out[c.o_stock + S_STORED] += c.top_up_fen + c.top_up_bonus_fen
            count(c, out, now, _TOPPED, c.top_up_fen)
            count(c, out, now, _BONUS, c.top_up_bonus_fen)
            note(c, tape, _E_TOPPED, now, p.uid, -1, c.top_up_fen, 0)
            note(c, tape, _E_BONUS, now, p.uid, -1, c.top_up_bonus_fen, 0)
    used = min(int(p.balance), net)
    if used:
        p.balance -= used
        out[c.o_stock + S_STORED] -= used
        count(c, out, now, _USED, used)
        note(c, tape, _E_USED, now, p.uid, -1, used, index)
    weigh(p, c)


@compiled
def turn_period(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int) -> None:
    """A period ends: its points go, or its spending decides on the tier of the next."""
    day = now // DAY
    if c.loyal_pulls:
        settle(p, c, now)
    if points_end(p, c, day) == now:
        gone = points_of(p)
        amount = gone * c.points_fen
        add_points(p, c, day, -gone)
        out[c.o_stock + S_POINTS] -= amount
        count(c, out, now, _EXPIRED, amount)
        note(c, tape, _E_EXPIRED, now, p.uid, -1, amount, gone)
    if tier_end(p, c, day) == now:
        earned = _reached(p, c)
        p.growth = 0
        begin_tier_period(p, c, day)
        if earned != tier_of(p):
            _rank(p, c, out, tape, now, earned)
    if c.loyal_pulls:
        weigh(p, c)
        plan_order(p, c)
