"""A journey lived with its people followed, and once left out: what is drawn of it."""

from __future__ import annotations

from dataclasses import replace

from sim.config.schema import Plan
from sim.measure.events import Events, Kept
from sim.measure.flows import KINDS, Flow, flow_of
from sim.randomness.address import name_hash
from sim.world import World


def lived_flow(plan: Plan, name: str) -> Flow:
    """The numbers of the plan's journey of that name, in twin worlds with and without it.

    Both live the first replication.
    """
    journey = plan.journeys[name]
    others = {one: other for one, other in plan.journeys.items() if one != name}
    log = _lived(plan, KINDS)
    without = _lived(replace(plan, journeys=others), ("order",))
    friends = (step.action == "add_friend" for step in journey.steps)
    return flow_of(log, without, name_hash(name), friends)


def _lived(plan: Plan, kinds: tuple[str, ...]) -> Events:
    """The events of these kinds of a traced run."""
    kept = Kept(kinds)
    World(plan, 0, kept, traced=True).run()
    return kept.events()
