"""Shocks (冲击) of a plan, in the units the brand works in, and what is felt of them on a day."""

from __future__ import annotations

from typing import NamedTuple

from sim.behaviour.shock import felt, level
from sim.behaviour.units import fen
from sim.config.schema import Plan


class ShockRule(NamedTuple):
    """One dated shock, each of its strokes alike."""

    hits: str
    only: tuple[str, ...]
    factor: float
    from_day: int
    days: int
    recovery_days: int
    times: int
    every_days: int
    stroke_fen: int

    def depth(self, day: int) -> float:
        """How much of it is felt on a day, between 0 and 1: the deepest of its strokes."""
        return max(
            level(day, self.from_day + stroke * self.every_days, self.days, self.recovery_days)
            for stroke in range(self.times)
        )

    def strikes(self, day: int) -> bool:
        """Whether a stroke begins on a day."""
        stroke, off = divmod(day - self.from_day, self.every_days)
        return off == 0 and 0 <= stroke < self.times


def shocked(shocks: tuple[ShockRule, ...], hits: str, day: int, name: str = "") -> float:
    """The product of all shocks to one thing on a day; `name`: of the channel or door asked for."""
    product = 1.0
    for shock in shocks:
        if shock.hits == hits and (not shock.only or name in shock.only):
            product *= felt(shock.depth(day), shock.factor)
    return product


def shocks_of(plan: Plan) -> tuple[ShockRule, ...]:
    """In order of their names: a product of floats must not depend on the order in a file."""
    thousands = plan.shoppers.initial / 1000.0
    return tuple(
        ShockRule(
            one.hits,
            one.only,
            one.factor,
            one.from_day,
            one.days,
            one.recovery_days,
            one.times,
            one.every_days,
            fen(one.yuan * thousands),
        )
        for _, one in sorted(plan.shocks.items())
    )
