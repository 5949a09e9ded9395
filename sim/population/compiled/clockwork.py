"""A shopper's own clocks, inside a kernel.

The readable engine foresees each order. Here only the earliest moment it could come at is kept: the
hazard left over the highest intensity possible until something changes. That costs a division, and
the exact walk is made when that moment comes. Both find the same order at the same moment.
"""

from __future__ import annotations

from sim.behaviour import clock
from sim.behaviour.clock import DAY, NEVER, Season
from sim.behaviour.draws import exponential
from sim.population.compiled.layout import ALIVE
from sim.population.compiled.machine import Person, Rulebook, compiled
from sim.randomness import address as at
from sim.randomness.philox import uniform_fine

_FAR_DAYS = 1e6
_SURE = 0.999  # keeps rounding from moving the earliest moment past the true one


@compiled
def unit_exponential(p: Person, c: Rulebook, mechanism: int, ordinal: int) -> float:
    """The shopper's own unit exponential of that mechanism and ordinal."""
    high, low, _, _ = at.draw(c.seed, c.replication, p.uid, mechanism, ordinal)
    return exponential(uniform_fine(high, low))


@compiled
def walk(
    p: Person, c: Rulebook, season: Season, until: int
) -> tuple[int, float, int, float, float, float, float]:
    """`clock.walk` from the shopper's anchor; season holds factors and their running sum."""
    return clock.walk(
        p.left,
        p.anchor,
        until,
        p.base,
        p.pull,
        c.boost,
        p.fresh,
        p.goodwill,
        p.nudge,
        p.dip,
        1.0 if p.orders else c.fresh_decay,
        c.goodwill_decay,
        c.nudge_decay,
        c.dip_decay,
        season,
        c.first_day,
    )


@compiled
def settle(p: Person, c: Rulebook, season: Season, now: int) -> None:
    """Bring the purchase clock up to `now`, before something changes it."""
    if not p.flags & ALIVE:
        p.anchor = now
        return
    _, left, time, fresh, goodwill, nudge, dip = walk(p, c, season, now)
    p.left, p.anchor, p.fresh = left, time, fresh
    p.goodwill, p.nudge, p.dip = goodwill, nudge, dip


@compiled
def _earliest(
    p: Person, c: Rulebook, left: float, time: int, fresh: float, goodwill: float, nudge: float
) -> int:
    """No order can come before this moment: a dip aside, intensity only falls until a change."""
    most = clock.intensity(p.base, c.max_season, fresh, c.boost, goodwill, nudge, 0.0, p.pull)
    if most <= 0.0 or left / most >= _FAR_DAYS:
        return NEVER
    return time + int(left / most * _SURE * DAY)


@compiled
def plan_order(p: Person, c: Rulebook) -> None:
    """Keep the earliest moment of the next order, after a change."""
    p.order_from = NEVER
    if p.flags & ALIVE:
        p.order_from = _earliest(p, c, p.left, p.anchor, p.fresh, p.goodwill, p.nudge)


@compiled
def next_order(p: Person, c: Rulebook, season: Season, until: int) -> int:
    """The moment of the next order if it comes before `until`, else NEVER."""
    if p.order_from >= until:
        return NEVER
    moment, left, time, fresh, goodwill, nudge, _ = walk(p, c, season, until)
    if moment == NEVER:
        p.order_from = max(until, _earliest(p, c, left, time, fresh, goodwill, nudge))
    return moment


@compiled
def plan_visit(p: Person, c: Rulebook, now: int) -> None:
    """Foresee the next visit: exponential gaps at the shopper's own rate."""
    gap = unit_exponential(p, c, at.VISIT, p.visits)
    if p.visit_rate <= 0.0 or gap / p.visit_rate >= _FAR_DAYS:
        p.visit_at = NEVER
    else:
        p.visit_at = now + int(gap / p.visit_rate * DAY)


@compiled
def slow_visits(p: Person, c: Rulebook, now: int) -> None:
    """A lost buyer looks in more rarely: the time still to wait is stretched."""
    p.visit_rate *= c.after_dropout
    if p.visit_at < NEVER:
        p.visit_at = min(NEVER, now + int((p.visit_at - now) / c.after_dropout))
