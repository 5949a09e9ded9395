"""What a delivered touch does whether it is opened or not, inside a kernel."""

from __future__ import annotations

from sim.behaviour.order import dropout_now
from sim.behaviour.touch import HEARD, advertised
from sim.measure.events import CODE
from sim.measure.tally import ROW
from sim.population.compiled.buying import lose
from sim.population.compiled.clockwork import plan_order, settle
from sim.population.compiled.layout import ALIVE
from sim.population.compiled.machine import Counts, Person, Rulebook, Tape, compiled
from sim.population.compiled.registers import count, note
from sim.randomness import address as at
from sim.randomness.philox import uniform

_RECONSIDERED = ROW["reconsidered"]
_E_RECONSIDERED = CODE["reconsidered"]


@compiled
def advertises(c: Rulebook, carried: int) -> bool:
    """Whether what a message carries advertises; nothing does not, nor a coupon without value."""
    return bool(c.exposure > 0.0 and c.valued >> carried & 1)


@compiled
def heard(c: Rulebook, content: int, coupon: int) -> int:
    """HEARD if a touch of this kind does anything by being delivered, else 0."""
    if advertises(c, coupon):
        return HEARD
    return HEARD if c.reconsider > 0.0 and content == c.reconsider_on else 0


@compiled
def see(p: Person, c: Rulebook, now: int) -> None:
    """A coupon message advertises the brand, to those who never redeem it too (C5, C6).

    For messages that carry what `advertises`.
    """
    settle(p, c, now)
    p.nudge = advertised(p.nudge, c.exposure)
    plan_order(p, c)


@compiled
def reconsider(
    p: Person,
    c: Rulebook,
    out: Counts,
    tape: Tape,
    now: int,
    policy: int,
    ordinal: int,
    content: int,
) -> None:
    """A touch may make a buyer think of leaving, tired of touches or not (F6); goodwill holds."""
    if c.reconsider == 0.0 or content != c.reconsider_on:
        return
    if not p.flags & ALIVE or not p.orders:
        return
    word, _, _, _ = at.draw(c.seed, c.replication, p.uid, at.RECONSIDER + policy, ordinal)
    leans = uniform(word)
    if leans >= c.reconsider:
        return
    settle(p, c, now)
    if leans < dropout_now(c.reconsider, p.goodwill, c.retention):
        count(c, out, now, _RECONSIDERED, 1)
        note(c, tape, _E_RECONSIDERED, now, p.uid, -1, 0, policy)
        lose(p, c, out, tape, now)
    else:
        plan_order(p, c)
