"""A touch inside a kernel: governor, opening, effects, annoyance."""

from __future__ import annotations

from sim.behaviour import governor
from sim.behaviour import touch as rule
from sim.behaviour.clock import DAY, NEVER, SECOND
from sim.behaviour.touch import CLICKED, HEARD, LEAVES, MUTES, OPENED
from sim.measure.events import CODE
from sim.measure.tally import ROW
from sim.population.community import LEFT, SPOKE
from sim.population.community import MUTED as MUTES_GROUP
from sim.population.compiled import registers
from sim.population.compiled.buying import lose
from sim.population.compiled.clockwork import plan_order, settle
from sim.population.compiled.community import stir
from sim.population.compiled.exposing import advertises, reconsider, see
from sim.population.compiled.law import forbidden
from sim.population.compiled.layout import ALIVE, MUTED, OPTED_OUT
from sim.population.compiled.machine import Counts, Person, Rulebook, Tape, compiled
from sim.population.compiled.registers import count, note
from sim.population.compiled.room import watch
from sim.population.compiled.sharing import occasion
from sim.population.compiled.wallet import offer
from sim.population.law import BY_HAND
from sim.randomness import address as at
from sim.randomness.philox import uniform

_BLOCKED, _DELIVERED = ROW["touches_blocked"], ROW["touches_delivered"]
_OPENED, _CLICKED, _FEE = ROW["touches_opened"], ROW["touches_clicked"], ROW["message_fen"]
_MUTED, _OPTED_OUT = ROW["muted"], ROW["opted_out"]
_E_BLOCKED, _E_DELIVERED = CODE["touch_blocked"], CODE["touch_delivered"]
_E_OPENED, _E_CLICKED = CODE["touch_opened"], CODE["touch_clicked"]
_E_MUTED, _E_OPTED_OUT = CODE["muted"], CODE["opted_out"]


@compiled
def held_back(
    p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, policy: int, channel: int
) -> bool:
    """Whether the governor holds a touch back, which is then counted and noted."""
    before_ms = p.last_touch * SECOND
    sent = governor.rolled(p.sent, now // DAY - before_ms // DAY)
    gap = now - before_ms if p.sent else NEVER
    if not governor.held_back(sent, gap, c.weekly_cap, c.min_gap_ms):
        return False
    count(c, out, now, _BLOCKED, 1)
    note(c, tape, _E_BLOCKED, now, p.uid, channel, 0, policy)
    return True


@compiled
def land(
    p: Person,
    c: Rulebook,
    out: Counts,
    tape: Tape,
    now: int,
    policy: int,
    channel: int,
    content: int,
    kind: int,
    hour: float,
    opens: float,
    bears: float,
    heard: int,
    barred: int,
) -> int:
    """One touch lands on somebody reachable whom the governor lets have it: platform, delivery,
    fatigue.

    kind: of `sim.population.law`. hour: how well the hour suits. opens, bears: uniforms of this
    touch. heard: what being delivered leads to (`exposing.heard`). barred: of audiences, see
    `law.forbidden`. Returns what it led to, bits of
    OPENED, MUTES, LEAVES and HEARD; `respond` makes that happen. Only the row's head is used,
    unless there are rules on messages.
    """
    if c.laws and forbidden(p, c, out, tape, now, policy, channel, content, kind, barred):
        return 0
    before_ms = p.last_touch * SECOND
    p.sent = governor.rolled(p.sent, now // DAY - before_ms // DAY) + 1
    if kind == BY_HAND and c.served_days:
        p.served = now // DAY + 1
    count(c, out, now, _DELIVERED, 1)
    count(c, out, now, _FEE, c.message_fen[channel])
    note(c, tape, _E_DELIVERED, now, p.uid, channel, c.message_fen[channel], policy)
    before = rule.fatigue_now(p.fatigue, now - before_ms, c.fatigue_slope)
    p.fatigue, p.last_touch = before + c.c_fatigue[content], now // SECOND
    base = c.open_rate[channel] * c.c_novelty[content]
    chance = rule.open_chance(base, p.affinity, c.affinity_mean, hour, before, c.fatigue_on_open)
    annoyed = rule.annoyed_chance(p.fatigue, p.tolerance, c.annoyance)
    return heard | rule.led_to(opens, chance, bears, annoyed, c.opt_out_share)


@compiled
def with_click(c: Rulebook, channel: int, clicks: float, found: int) -> int:
    """What a touch led to and whether it was clicked, by the uniform of this touch."""
    return found | CLICKED if found & OPENED and clicks < c.click_rate[channel] else found


@compiled
def _open(
    p: Person,
    c: Rulebook,
    out: Counts,
    tape: Tape,
    now: int,
    policy: int,
    ordinal: int,
    channel: int,
    content: int,
    coupon: int,
    value: float,
    clicked: bool,
) -> None:
    """An opened touch: goodwill, nudge, coupon, visit, an occasion to share."""
    count(c, out, now, _OPENED, 1)
    note(c, tape, _E_OPENED, now, p.uid, channel, 0, policy)
    if clicked:
        count(c, out, now, _CLICKED, 1)
        registers.active(p, c, out, now)
        stir(p, c, tape, SPOKE, channel, now)
        note(c, tape, _E_CLICKED, now, p.uid, channel, 0, policy)
    settle(p, c, now)
    p.goodwill = rule.filled(p.goodwill, min(1.0, c.c_goodwill[content] * value))
    p.nudge += c.c_nudge[content] * value
    if coupon:
        offer(p, c, out, tape, now, coupon)
    if c.rooms >> channel & 1:
        watch(p, c, out, tape, now)
    plan_order(p, c)
    occasion(p, c, out, tape, now, policy, ordinal, c.share_on_open)


@compiled
def _close(
    p: Person,
    c: Rulebook,
    out: Counts,
    tape: Tape,
    now: int,
    channel: int,
    for_good: bool,
) -> None:
    """Mute (屏蔽) the channel, or leave it for good; some who leave in anger stop buying."""
    bit = 1 << channel
    p.closed |= bit
    stir(p, c, tape, LEFT if for_good else MUTES_GROUP, channel, now)
    if not for_good:
        p.flags |= MUTED
        count(c, out, now, _MUTED, 1)
        note(c, tape, _E_MUTED, now, p.uid, channel, 0, 0)
        return
    p.flags |= OPTED_OUT
    p.left_channels |= bit
    count(c, out, now, _OPTED_OUT, 1)
    note(c, tape, _E_OPTED_OUT, now, p.uid, channel, 0, 0)
    if p.left_channels == p.enrolled:
        registers.gone(p, c, out)
    word, _, _, _ = at.draw(c.seed, c.replication, p.uid, at.QUIT + c.channel_hash[channel], 0)
    if p.flags & ALIVE and p.orders and uniform(word) < c.opt_out_dropout:
        settle(p, c, now)
        lose(p, c, out, tape, now)


@compiled
def respond(
    p: Person,
    c: Rulebook,
    out: Counts,
    tape: Tape,
    now: int,
    policy: int,
    ordinal: int,
    channel: int,
    content: int,
    coupon: int,
    value: float,
    found: int,
) -> None:
    """What a touch led to, as `land` found it and `with_click`."""
    if found & HEARD and advertises(c, coupon):
        see(p, c, now)
    if found & OPENED:
        clicked = found & CLICKED != 0
        _open(p, c, out, tape, now, policy, ordinal, channel, content, coupon, value, clicked)
    if found & (MUTES | LEAVES):
        _close(p, c, out, tape, now, channel, found & LEAVES != 0)
    if found & HEARD:
        reconsider(p, c, out, tape, now, policy, ordinal, content)
