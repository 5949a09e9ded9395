"""What members want of messages, in the units the engines work in."""

from __future__ import annotations

from typing import NamedTuple

from sim.config.checks.needs import MOST_NEEDS
from sim.config.schema import Plan
from sim.population.goods import EACH, about_of

NEEDS = MOST_NEEDS
FIRST_NEED = EACH + 1  # what a message is about that meets the need of that place, and on


class NeedRule(NamedTuple):
    """One need: where it stands on the unit interval, and what a message that meets it is worth."""

    low: float
    high: float
    gain: float


def needs_of(plan: Plan) -> tuple[NeedRule, ...]:
    """Change the units of a plan's needs, in the order of their names."""
    found, low = [], 0.0
    for _, need in sorted(plan.needs.items()):
        found.append(NeedRule(low, low + need.share, need.gain))
        low += need.share
    return tuple(found)


def place_of(plan: Plan, name: str) -> int:
    """The place of a need by its name; -1 for none."""
    return sorted(plan.needs).index(name) if name else -1


def meant_by(plan: Plan, about: str, meets: str) -> int:
    """What a message is about, by the words a plan has for it: goods, or a need it meets."""
    if meets:
        return FIRST_NEED + place_of(plan, meets)
    return about_of(about, list(plan.goods.categories))
