"""A lead: whether it is reached in time, what it takes to be trusted, what it agrees to.

A lead (线索) is a newcomer who makes no first order by chance: it is called, invited, visits the
store, pays a small deposit, then a large one. Somewhere on that way it may be lost.
"""

from __future__ import annotations

from sim.behaviour.clock import DAY
from sim.behaviour.elementary import exp
from sim.behaviour.touch import filled
from sim.science import science

WAITS, CALLED, VISITS, DECIDES, MADE, ORDERED, CLOSED = range(7)  # what comes next for a lead
SERIOUS, GROUPED, REACHED, HOLDS, DEALT, SHOWN = 1, 2, 4, 8, 16, 32  # marks of a lead, as bits
TRIED, ANSWERED, CAME, PAID, AGREED, BUYS = 1, 2, 4, 8, 16, 32  # what a step was, as bits
KEPT, COLD, ELSEWHERE, BETWEEN, GIVEN_UP, REFUSED = range(6)  # why a lead is lost, if it is


@science
def reached(chance: float, waited_ms: int, half_ms: float) -> float:
    """Chance that a lead answers a call so long after it came (ms).

    Hyperbolic: half as many as at once after `half_ms`. With 22 minutes a call after 42 hours finds
    a sixtieth of what one after 20 minutes finds, as Oldroyd, McElheran and Elkington compare firms
    (Harvard Business Review, March 2011); firms that are quick may be better in other things, too.
    """
    return chance / (1.0 + waited_ms / half_ms)


@science
def trust_now(trust: float, elapsed_ms: int, decay_per_day: float) -> float:
    """What is left of trust after a silence; `decay_per_day` is ln 2 / half-life in days."""
    return trust * exp(-decay_per_day * (elapsed_ms / DAY))


@science
def trusting(trust: float, elapsed_ms: int, decay_per_day: float, adds: float) -> float:
    """Trust (0 to 1) after one more contact, which adds a share of the room left."""
    return filled(trust_now(trust, elapsed_ms, decay_per_day), adds)


@science
def agrees(chance: float, trust: float, push: float) -> float:
    """Chance to agree to the next thing asked: in proportion to trust.

    push: of those who would hesitate, the share that a gift on the spot wins (临门一脚).
    """
    return filled(chance * trust, push)


@science
def lost_between(loss: float, kept: float, marks: int) -> float:
    """Chance to be lost when another takes over; a group of one's own keeps a share (一客一群)."""
    return loss * (1.0 - kept) if marks & GROUPED else loss


@science
def held_until(now: int, decides: int, locks: float) -> int:
    """When a lead decides for another (ms), now that it paid a deposit.

    The hazard to decide elsewhere falls by the share `locks`, so what is left of the time grows.
    """
    return now + int(max(0, decides - now) / (1.0 - locks))
