"""What a shopper holds in the loyalty programme, in one word of a row.

From the lowest bit: whether the number of the points' period is odd, the same of the tier's period,
three bits of tier, the rest points.
"""

from __future__ import annotations

from typing import Any

from sim.behaviour import loyalty as rule
from sim.behaviour.calendar import due_day, period_of
from sim.behaviour.clock import DAY, NEVER
from sim.population.compiled.machine import Person, Rulebook, compiled

_POINTS_ODD, _TIER_ODD = 1, 2
_TIER, _TIER_BITS = 2, 7
_POINTS = 5


def on_the_calendar(c: Any, day: int) -> None:
    """Write what `day` is to periods of points and tiers into the record kernels read: they ask it
    of nearly every life, and calendars are divisions."""
    c["today"], epoch = day, int(c["epoch"])
    for name in ("points", "tier"):
        months = int(c[f"{name}_months"])
        if months:
            c[f"{name}_odd"] = period_of(day, epoch, months) % 2
            c[f"{name}_due"] = [due_day(mark, day, epoch, months) for mark in (0, 1)]


@compiled
def points_of(p: Person) -> int:
    """Points held."""
    return int(p.loyal) >> _POINTS


@compiled
def add_points(p: Person, c: Rulebook, day: int, points: int) -> None:
    """Add points or take them away; the first of a balance belong to the period of `day`."""
    if p.loyal >> _POINTS == 0 and c.points_months:
        odd = c.points_odd if day == c.today else period_of(day, c.epoch, c.points_months) % 2
        p.loyal &= ~_POINTS_ODD
        p.loyal |= odd
    p.loyal += points << _POINTS


@compiled
def tier_of(p: Person) -> int:
    """The tier held, 0 for none."""
    return (int(p.loyal) >> _TIER) & _TIER_BITS


@compiled
def set_tier(p: Person, tier: int) -> None:
    """Hold this tier."""
    p.loyal = (p.loyal & ~(_TIER_BITS << _TIER)) | (tier << _TIER)


@compiled
def begin_tier_period(p: Person, c: Rulebook, day: int) -> None:
    """Spending counts from here for the period of `day`."""
    odd = c.tier_odd if day == c.today else period_of(day, c.epoch, c.tier_months) % 2
    p.loyal &= ~_TIER_ODD
    p.loyal |= odd << 1


@compiled
def points_end(p: Person, c: Rulebook, day: int) -> int:
    """The midnight (ms) at which the points go; day: as in `due_day`."""
    if points_of(p) == 0 or c.points_months == 0:
        return NEVER
    odd = int(p.loyal) & _POINTS_ODD
    if day == c.today:
        return int(c.points_due[odd]) * DAY
    return due_day(odd, day, c.epoch, c.points_months) * DAY


@compiled
def tier_end(p: Person, c: Rulebook, day: int) -> int:
    """The midnight (ms) at which the tier is judged anew; day: as in `due_day`."""
    if tier_of(p) == 0 and p.growth == 0:
        return NEVER
    odd = (int(p.loyal) & _TIER_ODD) >> 1
    if day == c.today:
        return int(c.tier_due[odd]) * DAY
    return due_day(odd, day, c.epoch, c.tier_months) * DAY


@compiled
def next_turn(p: Person, c: Rulebook, day: int) -> int:
    """When points go or the tier is judged anew; NEVER if there is nothing to go."""
    return min(points_end(p, c, day), tier_end(p, c, day))


@compiled
def held_pull(p: Person, c: Rulebook) -> float:
    """What the next reward, the tier and the balance do to purchase intensity."""
    gain = c.tier_gain[tier_of(p)]
    return rule.member_pull(
        points_of(p), c.points_price, c.points_gradient, gain, p.balance, c.stored_gain
    )
