"""The customer books of the guides, which districts are made of."""

from __future__ import annotations

from collections.abc import Sequence

from sim.config.errors import InputError
from sim.config.said import say
from sim.config.schema import Plan
from sim.population import team
from sim.population.engine import chosen


def guides_of(plan: Plan) -> int:
    """Guides whose customers stay together: those of head office, if there are any."""
    return team.head_office(plan) or team.books(plan)


def check_districts(plans: Sequence[Plan], districts: int) -> None:
    """Refuse plans that cannot be lived in so many districts.

    Raises:
        InputError: the readable engine, which knows no districts, or fewer guides than districts.
    """
    for plan in plans:
        guides = guides_of(plan)
        size = f"guides.{'head_office.' if team.head_office(plan) else ''}book_size"
        scenario = say("scenario {name}", name=plan.story.name)
        if chosen(plan) != "compiled":
            raise InputError(
                say("districts need the compiled engine"),
                file=scenario,
                key="districts",
                value=districts,
                allowed=say("engine=compiled, or districts=1"),
            )
        if districts > guides:
            raise InputError(
                say("a district is made of guides, and there are fewer guides than districts"),
                file=scenario,
                key="districts",
                value=districts,
                allowed=say(
                    "1 to {guides}: one guide for each {size} initial members",
                    guides=guides,
                    size=size,
                ),
            )
