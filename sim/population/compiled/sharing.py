"""Referral inside a kernel: occasions to share, friends asked, credits earned."""

from __future__ import annotations

from sim.behaviour import referral as rule
from sim.behaviour.clock import DAY
from sim.behaviour.draws import exponential, geometric, moment_after
from sim.measure.events import CODE
from sim.measure.tally import ROW
from sim.population.compiled.layout import (
    CREDIT,
    FRIEND,
    HUNTER,
    OFFICER,
    REFERRED,
    WHO,
)
from sim.population.compiled.loyalty import earn
from sim.population.compiled.machine import Counts, Person, Rulebook, Tape, compiled
from sim.population.compiled.registers import count, note, write
from sim.randomness import address as at
from sim.randomness.philox import uniform

_INVITATIONS = ROW["invitations"]
_E_INVITED = CODE["invited"]


@compiled
def share_factor(p: Person, c: Rulebook) -> float:
    """Invitations sent against an ordinary member, by segment and office."""
    factor = 1.0
    if p.flags & HUNTER:
        factor = c.hunter_share_factor
    if p.flags & OFFICER:
        factor *= c.officer_factor
    return float(factor)


@compiled
def ask(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, chance: float) -> None:
    """Ask the next friend; one who accepts joins later, at the next midnight at the earliest."""
    accepts, wait, _, _ = at.draw(c.seed, c.replication, p.uid, at.FRIEND, p.asked)
    uid = at.uid_of_friend(p.uid, p.asked)
    p.asked += 1
    p.friends_left -= 1
    count(c, out, now, _INVITATIONS, 1)
    note(c, tape, _E_INVITED, now, p.uid, -1, 0, uid)
    if uniform(accepts) < chance:
        midnight = (now // DAY + 1) * DAY
        time = max(midnight, moment_after(now, exponential(uniform(wait)) * c.delay_days))
        write(tape, FRIEND, time, uid, p.flags, 0, p.uid, tape[WHO])


@compiled
def occasion(
    p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, kind: int, ordinal: int, base: float
) -> None:
    """Perhaps share, and ask some friends: a set of three takes three times as many as one."""
    if not c.active or base == 0.0 or now < 0 or p.friends_left <= 0:
        return
    if not c.refer_from <= now // DAY < c.refer_until:
        return
    shares, many, _, _ = at.draw(c.seed, c.replication, p.uid, at.SHARE + kind, ordinal)
    if uniform(shares) >= rule.share_chance(base, c.inviter_appeal, share_factor(p, c)):
        return
    asked = geometric(uniform(many), c.invites_mean) * c.needed
    chance = rule.accept_chance(c.accept, c.accept_gain, c.invitee_appeal, c.market_left)
    for _ in range(min(p.friends_left, asked)):
        ask(p, c, out, tape, now, chance)
    if c.loyal:
        earn(p, c, out, tape, now, c.points_share)


@compiled
def credit(p: Person, tape: Tape, now: int) -> None:
    """Tell the brand that an invited shopper fulfilled the condition."""
    if p.flags & REFERRED:
        write(tape, CREDIT, now, p.uid, 0, 0, 0, p.inviter)
