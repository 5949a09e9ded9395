"""A run lived for its event log: day by day, and again up to a moment to look at one shopper."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from sim.behaviour.clock import DAY
from sim.config.schema import Plan
from sim.measure.events import Events
from sim.population.engine import chosen
from sim.population.inspect import State, state_of
from sim.study.eventlog import event_table
from sim.world import World

NEXT_TO = 0.5
"""ms; between two moments, so that a midnight is wholly lived or not begun."""


def lived(plan: Plan, replication: int) -> Iterator[pa.Table]:
    """The event log of a run, a day at a time; no more than that is held."""
    days: list[Events] = []
    world = World(plan, replication, days.append)
    for day in range(world.rules.first_day + 1, plan.horizon_days + 1):
        world.env.run(until=day * DAY + NEXT_TO)
        yield from (event_table(one) for one in days)
        days.clear()


def state_at(plan: Plan, replication: int, uid: int, day: int) -> State | None:
    """Live a run up to the midnight a day begins with, and look at a shopper before it strikes.

    That is a moment at which both engines have the same things behind them: the compiled one lives
    a day as a whole.

    Returns:
        The shopper's state: empty if nobody of that uid was there yet, None where there is no
        looking (the compiled engine lives the days before day 0 in one piece).
    """
    if day < 0 and chosen(plan) == "compiled":
        return None
    world = World(plan, replication)
    if day > world.rules.first_day:
        world.env.run(until=day * DAY - NEXT_TO)
    return state_of(world.population, uid)
