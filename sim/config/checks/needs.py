"""What cannot hold together in needs and in who earns points. One small check, one rule."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from sim.config.checks.contradiction import Contradiction, Found
from sim.config.keys import number_words
from sim.config.said import say
from sim.config.schema import Plan

MOST_NEEDS = 6


def needs_are_of_everybody_at_most(plan: Plan) -> Found:
    """A member has one need: shares add up to 1 at most, and no message is worth less than none."""
    if len(plan.needs) > MOST_NEEDS:
        yield Contradiction(
            "needs",
            say("too many of them"),
            len(plan.needs),
            say("at most {most}", most=MOST_NEEDS),
        )
    total = sum(need.share for need in plan.needs.values())
    if total > 1.0 + 1e-9:
        yield Contradiction(
            "needs", say("shares of members add up to too much"), total, say("at most 1")
        )
    for name, need in plan.needs.items():
        if need.share * need.gain > 1.0:
            what = say(
                "what meets {name} would be worth less than nothing to the others", name=name
            )
            allowed = say("at most 1 / share ({share})", share=number_words(1.0 / need.share))
            yield Contradiction(f"needs.{name}.gain", what, number_words(need.gain), allowed)


def _met(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Key, need and category of every message."""
    for name, campaign in plan.campaigns.items():
        yield f"campaigns.{name}", campaign.meets, campaign.about
    for name, journey in plan.journeys.items():
        for number, step in enumerate(journey.steps):
            yield f"journeys.{name}.steps.{number}", step.meets, step.about


def messages_meet_needs_there_are(plan: Plan) -> Found:
    """A message, or a tag, names a need of `needs`; a message is not about goods, too."""
    tags = ((f"tags.{name}", tag.need, "") for name, tag in plan.tags.items())
    for key, need, about in chain(_met(plan), tags):
        if need and need not in plan.needs:
            field = "need" if key.startswith("tags.") else "meets"
            yield Contradiction(
                f"{key}.{field}", say("no such need"), need, list(plan.needs) or say("none")
            )
        elif need and about:
            what = say("a message is about goods and meets a need at once")
            yield Contradiction(f"{key}.about", what, about, say('"", or no meets'))


def tags_name_a_need_if_they_read_one(plan: Plan) -> Found:
    """A tag of a need says which, and no other does."""
    for name, tag in plan.tags.items():
        if (tag.of == "needs") != bool(tag.need):
            what = (
                say("a tag of a need says which")
                if tag.of == "needs"
                else say("this tag reads no need")
            )
            allowed = list(plan.needs) or say("a need of `needs`") if tag.of == "needs" else ['""']
            yield Contradiction(f"tags.{name}.need", what, tag.need or say("none"), allowed)


def who_earns_no_points_could(plan: Plan) -> Found:
    """An audience of those who earn no points needs points to earn."""
    for name, audience in plan.audiences.items():
        if audience.pointless_from_days and not plan.points.earned:
            key = f"audiences.{name}.pointless_from_days"
            what = say(
                "audience {name} asks who earned no points, and there are none to earn", name=name
            )
            allowed = say("0, or points such as points=mall")
            yield Contradiction(key, what, audience.pointless_from_days, allowed)


CHECKS = (
    needs_are_of_everybody_at_most,
    messages_meet_needs_there_are,
    tags_name_a_need_if_they_read_one,
    who_earns_no_points_could,
)
