"""The customer books of the guides, which districts are made of."""

from __future__ import annotations

from collections.abc import Sequence

from sim.config.errors import InputError
from sim.config.schema import Plan
from sim.population.engine import chosen


def guides_of(plan: Plan) -> int:
    """Guides of a plan: one for each full or begun customer book."""
    return -(-plan.shoppers.initial // int(plan.guides.book_size))


def check_districts(plans: Sequence[Plan], districts: int) -> None:
    """Refuse plans that cannot be lived in so many districts.

    Raises:
        InputError: the readable engine, which knows no districts, or fewer guides than districts.
    """
    for plan in plans:
        guides = guides_of(plan)
        scenario = f"scenario {plan.story.name}"
        if chosen(plan) != "compiled":
            raise InputError(
                "districts need the compiled engine",
                file=scenario,
                key="districts",
                value=districts,
                allowed="engine=compiled, or districts=1",
            )
        if districts > guides:
            raise InputError(
                "a district is made of guides, and there are fewer guides than districts",
                file=scenario,
                key="districts",
                value=districts,
                allowed=f"1 to {guides}: one guide for each guides.book_size initial members",
            )
