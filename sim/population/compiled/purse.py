"""What a shopper holds, inside a kernel: faces, how hard it pulls, when that changes."""

from __future__ import annotations

from sim.behaviour import coupon as rule
from sim.behaviour.clock import DAY, NEVER, SECOND
from sim.behaviour.precision import single
from sim.population.compiled.layout import INVITER_COUPON, NEVER_DAY, PLAN_COUPON
from sim.population.compiled.machine import Person, Rulebook, compiled


@compiled
def face_of(c: Rulebook, kind: int) -> int:
    """Face value of a kind of coupon, in fen."""
    if kind == PLAN_COUPON:
        return int(c.face_fen)
    return int(c.inviter_fen) if kind == INVITER_COUPON else int(c.invitee_fen)


@compiled
def threshold_of(c: Rulebook, kind: int) -> int:
    """Order value a kind of coupon needs, in fen."""
    return int(c.threshold_fen) if kind == PLAN_COUPON else 0


@compiled
def weigh(p: Person, c: Rulebook) -> None:
    """Note how hard the wallet pulls and when that changes, as of when the clock was settled last.

    To be called whenever what is in the wallet, or how urgent it is, has changed.
    """
    pull, change = 1.0, NEVER_DAY
    if p.held:
        mean = 100.0 * c.p / p.spend
        for slot in range(p.held):
            kind, expiry = p.kind[slot], p.expiry[slot]
            urgent_from = expiry - c.urgency_days
            urgent = p.anchor * SECOND >= urgent_from * DAY
            depth = rule.depth(face_of(c, kind), threshold_of(c, kind), mean)
            pull = max(pull, rule.pull(p.deal, depth, c.lift, c.urgency if urgent else 1.0))
            change = min(change, expiry if urgent else urgent_from)
    p.pull, p.change = single(pull), change


@compiled
def next_change(p: Person) -> int:
    """When a coupon turns urgent or expires next."""
    return NEVER if p.change == NEVER_DAY else p.change * DAY
