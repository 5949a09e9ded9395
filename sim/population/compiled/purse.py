"""What a shopper holds, inside a kernel: faces, how hard it pulls, when that changes."""

from __future__ import annotations

from sim.behaviour import coupon as rule
from sim.behaviour.clock import DAY, NEVER, SECOND
from sim.behaviour.precision import single
from sim.population.compiled.layout import FIRST_KIND, KIND_BITS, KINDS, NEVER_DAY, PLAN_COUPON
from sim.population.compiled.machine import Person, Rulebook, compiled
from sim.population.compiled.standing import held_pull, points_of


@compiled
def code_of(held: int) -> int:
    """The kind of a held coupon, without its denomination."""
    return held & (KINDS - 1)


@compiled
def plain(held: int) -> bool:
    """Whether a held coupon is one of the plan's, not a reward."""
    code = code_of(held)
    return code == PLAN_COUPON or code >= FIRST_KIND


@compiled
def face_of(c: Rulebook, held: int) -> int:
    """What the member sees in a held coupon, in fen."""
    if held >= KINDS:
        return rule.rung_fen(held >> KIND_BITS)
    return int(c.k_face[held])


@compiled
def granted_of(c: Rulebook, held: int) -> int:
    """The most a held coupon may cost, in fen."""
    if held >= KINDS:
        return rule.rung_fen(held >> KIND_BITS)
    return int(c.k_granted[held])


@compiled
def weigh(p: Person, c: Rulebook) -> None:
    """Note how hard all that is held pulls and when the wallet changes next.

    Both as of when the clock was settled last.

    To be called whenever what is held, or how urgent a coupon is, has changed.
    """
    pull, change = 1.0, NEVER_DAY
    if p.held:
        mean = 100.0 * c.p / p.spend
        for slot in range(p.held):
            kind, expiry = p.kind[slot], p.expiry[slot]
            urgent_from = expiry - c.urgency_days
            urgent = p.anchor * SECOND >= urgent_from * DAY
            code = code_of(kind)
            depth = rule.depth_of(
                c.k_form[code],
                face_of(c, kind),
                c.k_threshold[code],
                c.k_share_bp[code],
                c.k_article[code],
                mean,
                p.orders == 0,
            )
            pull = max(pull, rule.pull(p.deal, depth, c.lift, c.urgency if urgent else 1.0))
            change = min(change, expiry if urgent else urgent_from)
    if c.loyal_pulls:
        if c.as_money and c.price:
            off = points_of(p) // c.price * c.points_face
            depth = rule.depth(off, 0, 100.0 * c.p / p.spend)
            pull = max(pull, rule.pull(p.deal, depth, c.lift, 1.0))
        pull *= held_pull(p, c)
    p.pull, p.change = single(pull), change


@compiled
def next_change(p: Person) -> int:
    """When a coupon turns urgent or expires next."""
    return NEVER if p.change == NEVER_DAY else p.change * DAY
