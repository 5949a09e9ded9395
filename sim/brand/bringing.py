"""Who brings people to a door beside the door's own media: live rooms, alliances, promoters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from sim.brand.acquisition import Door
from sim.population.interface import Arrivals
from sim.population.rules import Rules
from sim.population.shocks import shocked


class Cost(NamedTuple):
    """What bringing people cost: the account, the number of the door it is for, fen."""

    account: str
    door: int
    fen: int


class Brought(NamedTuple):
    """What a morning brings. counts: by series of the day."""

    arrivals: list[Arrivals]
    costs: list[Cost]
    counts: dict[str, int]


def together(parts: Iterable[Brought]) -> Brought:
    """What several of a kind bring on one morning."""
    made, counts = Brought([], [], {}), Counter[str]()
    for part in parts:
        made.arrivals.extend(part.arrivals)
        made.costs.extend(part.costs)
        counts.update(part.counts)
    made.counts.update(counts)
    return made


def door_named(doors: list[Door], name: str) -> Door:
    """The door of that name; a plan that names another was refused."""
    return next(door for door in doors if door.name == name)


def come_through(rules: Rules, door: Door, day: int, left: float) -> float:
    """Of the people who would come by a door, how many a shock and the market let come."""
    return left * shocked(rules.shocks, "joins", day, door.name)
