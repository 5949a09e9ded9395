"""The life of one shopper: lived with a whole population, of which nothing else is kept."""

from __future__ import annotations

from dataclasses import dataclass

from sim.behaviour.clock import DAY
from sim.config.schema import Plan
from sim.measure.events import EVENTS, Events
from sim.population.inspect import State, state_of
from sim.study.differ import Event
from sim.study.lived import NEXT_TO
from sim.world import World


@dataclass(frozen=True)
class Life:
    """What happened to a shopper in one world.

    rows: in order; empty if nobody of that uid ever came.
    state: what the engine held at a midnight soon after day 0 or joining; traits do not change.
    invited: friends asked until then.
    people: there were in that world.
    """

    rows: tuple[Event, ...]
    state: State
    invited: int
    people: int

    @property
    def run(self) -> tuple[Event, ...]:
        """What happened from day 0 on."""
        return tuple(row for row in self.rows if row.time_ms >= 0)


def life_of(plan: Plan, replication: int, uid: int) -> Life:
    """Live a plan and keep the events of one shopper, who enters a journey among them."""
    kept: list[Event] = []

    def take(day: Events) -> None:
        for row in day.rows[day.rows["uid"] == uid].tolist():
            time, _, code, way, amount, reference = row
            kept.append(Event(time, uid, EVENTS[code], day.words[way], amount, reference))

    world = World(plan, replication, take, traced=True)
    state: State = {}
    invited = 0
    for day in range(world.rules.first_day + 1, plan.horizon_days + 1):
        world.env.run(until=day * DAY + NEXT_TO)
        if kept and not state and day > 0:
            if day < plan.horizon_days:  # a moment at which both engines have lived the same
                world.env.run(until=(day + 1) * DAY - NEXT_TO)
            state = state_of(world.population, uid)
            invited = sum(row.event == "invited" for row in kept)
    return Life(tuple(kept), state, invited, world.population.admitted())
