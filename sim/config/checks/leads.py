"""What cannot hold together in leads. One small check, one rule."""

from __future__ import annotations

from sim.config.checks.contradiction import Contradiction, Found, closes_before_it_opens
from sim.config.keys import number_words
from sim.config.said import say
from sim.config.schema import Plan


def leads_come_by_a_door(plan: Plan) -> Found:
    """Leads come by an acquisition channel, whose people can order at all."""
    for name in plan.leads.doors:
        door = plan.acquisition.get(name)
        if door is None:
            what = say("no such acquisition channel")
            yield Contradiction(f"leads.doors.{name}", what, name, list(plan.acquisition))
        elif door.activation_factor <= 0.0 or plan.shoppers.activation_per_day <= 0.0:
            key = f"acquisition.{name}.activation_factor"
            what = say("its leads could never order")
            yield Contradiction(key, what, number_words(door.activation_factor), say("more than 0"))


def somebody_calls_them(plan: Plan) -> Found:
    """Leads have people, who work in hours that end after they begin."""
    leads = plan.leads
    if leads.doors and not leads.people:
        yield Contradiction(
            "leads.people", say("leads come, and nobody calls them"), 0, say("more than 0")
        )
    yield from closes_before_it_opens({"leads": (leads.from_hour, leads.to_hour)})


CHECKS = (leads_come_by_a_door, somebody_calls_them)
