"""What cannot hold together in membership tiers."""

from __future__ import annotations

from sim.config.checks.contradiction import Contradiction, Found
from sim.config.said import say
from sim.config.schema import Plan

MOST_TIERS = 4


def tiers_can_be_told_apart(plan: Plan) -> Found:
    """A few levels, each with a threshold of its own."""
    levels = plan.tiers.levels
    if len(levels) > MOST_TIERS:
        yield Contradiction(
            "tiers.levels",
            say("too many levels"),
            len(levels),
            say("at most {most}", most=MOST_TIERS),
        )
    taken: dict[int, str] = {}
    for name, level in levels.items():
        if level.from_yuan in taken:
            what = say(
                "levels {other} and {name} begin at the same spending",
                other=taken[level.from_yuan],
                name=name,
            )
            allowed = say("a threshold of its own")
            yield Contradiction(f"tiers.levels.{name}.from_yuan", what, level.from_yuan, allowed)
        taken[level.from_yuan] = name


CHECKS = (tiers_can_be_told_apart,)
