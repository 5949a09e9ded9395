"""A touch inside a kernel: governor, opening, effects, annoyance."""

from __future__ import annotations

from sim.behaviour import touch as rule
from sim.behaviour.clock import DAY, Season
from sim.measure.events import CODE
from sim.measure.tally import ROW
from sim.population.compiled import registers
from sim.population.compiled.buying import lose
from sim.population.compiled.clockwork import plan_order, settle
from sim.population.compiled.layout import ALIVE, MUTED, OPTED_OUT, SENT, Ints
from sim.population.compiled.machine import Person, Rulebook, compiled
from sim.population.compiled.registers import count, note
from sim.population.compiled.sharing import occasion
from sim.population.compiled.wallet import offer
from sim.population.reference.shopper import WINDOW
from sim.randomness import address as at
from sim.randomness.philox import uniform

_HOUR = 3_600_000.0
_BLOCKED, _DELIVERED = ROW["touches_blocked"], ROW["touches_delivered"]
_OPENED, _CLICKED, _FEE = ROW["touches_opened"], ROW["touches_clicked"], ROW["message_fen"]
_MUTED, _OPTED_OUT = ROW["muted"], ROW["opted_out"]
_E_BLOCKED, _E_DELIVERED = CODE["touch_blocked"], CODE["touch_delivered"]
_E_OPENED, _E_CLICKED = CODE["touch_opened"], CODE["touch_clicked"]
_E_MUTED, _E_OPTED_OUT = CODE["muted"], CODE["opted_out"]


@compiled
def _held_back(p: Person, c: Rulebook, now: int) -> bool:
    """The frequency governor: weekly cap over 7 calendar days, and the minimum gap."""
    day = now // DAY
    for past in range(max(p.window_day + 1, day - WINDOW + 1), day + 1):
        p.sent_days[past % WINDOW] = 0
    p.window_day = day
    sent = 0
    for i in range(WINDOW):
        sent += p.sent_days[i]
    return bool(sent >= c.weekly_cap or (p.flags & SENT and now - p.fatigue_at < c.min_gap_ms))


@compiled
def _open(
    p: Person,
    c: Rulebook,
    season: Season,
    out: Ints,
    tape: Ints,
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
        note(c, tape, _E_CLICKED, now, p.uid, channel, 0, policy)
    settle(p, c, season, now)
    p.goodwill = rule.filled(p.goodwill, c.c_goodwill[content] * value)
    p.nudge += c.c_nudge[content] * value
    if coupon:
        offer(p, c, out, tape, now)
    plan_order(p, c)
    occasion(p, c, out, tape, now, policy, ordinal, c.share_on_open)


@compiled
def _close(
    p: Person,
    c: Rulebook,
    season: Season,
    out: Ints,
    tape: Ints,
    now: int,
    channel: int,
    for_good: bool,
) -> None:
    """Mute (屏蔽) the channel, or leave it for good; some who leave in anger stop buying."""
    bit = 1 << channel
    p.closed |= bit
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
        settle(p, c, season, now)
        lose(p, c, out, tape, now)


@compiled
def hand_over(
    p: Person,
    c: Rulebook,
    season: Season,
    out: Ints,
    tape: Ints,
    now: int,
    policy: int,
    mechanism: int,
    ordinal: int,
    channel: int,
    content: int,
    coupon: int,
    value: float,
) -> None:
    """One touch lands on somebody reachable."""
    if _held_back(p, c, now):
        count(c, out, now, _BLOCKED, 1)
        note(c, tape, _E_BLOCKED, now, p.uid, channel, 0, policy)
        return
    p.sent_days[now // DAY % WINDOW] += 1
    p.flags |= SENT
    count(c, out, now, _DELIVERED, 1)
    count(c, out, now, _FEE, c.message_fen[channel])
    note(c, tape, _E_DELIVERED, now, p.uid, channel, c.message_fen[channel], policy)
    _, opens, clicks, bears = at.draw(c.seed, c.replication, p.uid, mechanism + policy, ordinal)
    before = rule.fatigue_now(p.fatigue, now - p.fatigue_at, c.fatigue_slope)
    p.fatigue, p.fatigue_at = before + c.c_fatigue[content], now
    hour = rule.hour_factor(now % DAY / _HOUR, p.hour, c.hour_effect)
    chance = rule.open_chance(
        c.open_rate[channel], p.affinity, c.affinity_mean, hour, before, c.fatigue_on_open
    )
    if uniform(opens) < chance:
        clicked = uniform(clicks) < c.click_rate[channel]
        _open(
            p, c, season, out, tape, now, policy, ordinal, channel, content, coupon, value, clicked
        )
    annoyed = rule.annoyed_chance(p.fatigue, p.tolerance, c.annoyance)
    if uniform(bears) < annoyed:
        for_good = uniform(bears) < annoyed * c.opt_out_share
        _close(p, c, season, out, tape, now, channel, for_good)
