"""What a shopper holds, inside a kernel: faces, how hard it pulls, when that changes."""

from __future__ import annotations

from sim.behaviour import coupon as rule
from sim.behaviour.clock import DAY, NEVER, SECOND
from sim.behaviour.precision import single
from sim.population.compiled.layout import INVITER_COUPON, PLAN_COUPON
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
def _pull_of(p: Person, c: Rulebook) -> float:
    """How hard the wallet pulls, as of when the clock was settled last."""
    pull = 1.0
    if p.held:
        mean = 100.0 * c.p / p.spend
        for slot in range(p.held):
            kind, expiry = p.kind[slot], p.expiry[slot] * DAY
            urgent = p.anchor * SECOND >= expiry - c.urgency_days * DAY
            depth = rule.depth(face_of(c, kind), threshold_of(c, kind), mean)
            pull = max(pull, rule.pull(p.deal, depth, c.lift, c.urgency if urgent else 1.0))
    return single(pull)


@compiled
def weigh(p: Person, c: Rulebook) -> None:
    """Note how hard the wallet pulls now; whenever what is in it, or its urgency, has changed."""
    p.pull = _pull_of(p, c)


@compiled
def next_change(p: Person, c: Rulebook) -> int:
    """When a coupon turns urgent or expires next, as seen from when the clock was settled last."""
    change = NEVER
    for slot in range(p.held):
        expiry = p.expiry[slot] * DAY
        urgent_from = expiry - c.urgency_days * DAY
        change = min(change, urgent_from if p.anchor * SECOND < urgent_from else expiry)
    return change
