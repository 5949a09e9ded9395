"""Journeys that start on a change of tier, held to the changes in the log."""

from __future__ import annotations

from typing import Any

import pytest

from sim.behaviour.clock import DAY
from sim.behaviour.trigger import ANY_MOVE, DOWN, UP, moved
from sim.config.compose import compose_plan
from sim.population.loyalty import ranked
from sim.randomness.address import name_hash
from sim.world import World
from tests.world.test_engines import same, with_engine
from tests.world.test_flows import journey, step

TIERED = (
    "shoppers.initial=400",
    "horizon_days=200",
    "touch.channels.official.enrol=0.8",
    "tiers=four",
    "tiers.period=quarter",
    "tiers.levels.silver.from_yuan=60",
    "tiers.levels.gold.from_yuan=150",
    "tiers.levels.diamond.from_yuan=300",
)
FLOW = name_hash("flow")


def lived(engine: str, *overrides: str) -> Any:
    """A run that notes who enters a journey."""
    plan = compose_plan("baseline", [*TIERED, *overrides]).plan
    return World(with_engine(plan, engine), 0, events=True, traced=True).run()


@pytest.mark.parametrize(
    ("before", "after", "move", "tier", "starts"),
    [
        (0, 2, ANY_MOVE, 0, True),
        (0, 2, UP, 2, True),
        (0, 2, UP, 1, False),
        (0, 2, DOWN, 0, False),
        (3, 1, DOWN, 3, True),
        (3, 1, DOWN, 1, False),
        (3, 1, ANY_MOVE, 3, True),
        (3, 1, UP, 0, False),
    ],
)
def test_a_move_is_named_by_the_tier_reached_or_left(
    before: int, after: int, move: int, tier: int, starts: bool
) -> None:
    """Rising is to a tier, falling from one; what lies between counts for nothing."""
    assert moved(before, after, move, tier) is starts


@pytest.mark.parametrize(("move", "tier"), [("any", ""), ("up", ""), ("down", "gold")])
def test_a_change_of_tier_starts_a_journey(move: str, tier: str) -> None:
    """For whom it is meant, on its day, once a day, and in both engines."""
    flow = journey("flow", "tier_changed", step(1), more=f",move:{move},tier:{tier or chr(34) * 2}")
    result = lived("simpy", flow)
    same(result, lived("compiled", flow))
    names = ["", *ranked(compose_plan("baseline", [*TIERED]).plan)]
    columns = (result.events[one].tolist() for one in ("time_ms", "uid", "event", "reference"))
    held: dict[int, int] = {}
    due, entered = set(), []
    for time, uid, event, reference in zip(*columns, strict=True):
        if event == "tier_changed":
            if moved(
                held.get(uid, 0), reference, ("any", "up", "down").index(move), names.index(tier)
            ):
                due.add((uid, time // DAY))
            held[uid] = reference
        elif event == "journey_entered" and reference == FLOW:
            entered.append((uid, time // DAY))
    assert len(entered) == len(set(entered)) > 10
    assert set(entered) == due


def test_a_journey_on_tiers_is_no_part_of_a_life_without_it() -> None:
    """With nobody entering it, every event is what it was."""
    flow = journey("flow", "tier_changed", step(1)).replace("coverage:1.0", "coverage:0.0")
    same(lived("simpy", flow), lived("simpy"))
