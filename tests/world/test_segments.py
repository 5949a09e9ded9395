"""Audiences by tier and by region: both engines alike, and who got a message held to the log."""

from __future__ import annotations

from typing import Any

import pytest

from sim.behaviour.clock import DAY
from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.population.loyalty import ranked
from sim.population.reference.knowing import home_region
from sim.world import World, simulate
from tests.conftest import Planner
from tests.world.test_engines import same, with_engine
from tests.world.test_flows import journey, step

TIERED = (
    *("shoppers.initial=300", "horizon_days=200", "touch.channels.official.enrol=0.9"),
    *("points=mall", "tiers=four", "tiers.period=quarter", "touch.response.annoyance=0"),
    *("tiers.levels.silver.from_yuan=60", "tiers.levels.gold.from_yuan=150"),
    *("tiers.levels.diamond.from_yuan=300", "touch.weekly_cap=105"),
)
DAILY = (
    "+campaigns.to_{name}={{channel:official,content:content,hours:[12],every_days:1,from_day:0,"
    "until_day:999,coupon:false,intensity:1,audience:{name}}}"
)


def to(name: str, **filters: str) -> tuple[str, str]:
    """A message every day to an audience, as overrides write it."""
    inside = ",".join(f"{key}:{value}" for key, value in filters.items())
    return f"+audiences.{name}={{{inside}}}", DAILY.format(name=name)


def tier_at(changes: list[tuple[int, int]], now: int) -> int:
    """The tier held before a moment; changes: (moment in ms, tier from then on)."""
    return next((tier for moment, tier in reversed(changes) if moment < now), 0)


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
@pytest.mark.parametrize(
    ("tiers", "held"), [("[gold,diamond]", {2, 3}), ("[no_tier]", {0}), ("[silver]", {1})]
)
def test_a_message_reaches_who_held_the_tier_at_midnight(
    plan: Planner, engine: str, tiers: str, held: set[int]
) -> None:
    """Nobody else, and of those who can be reached most: execution is one."""
    of = with_engine(plan("baseline", *TIERED, *to("them", tiers=tiers)), engine)
    log = simulate(of, 0, events=True).events
    assert log is not None
    changes: dict[int, list[tuple[int, int]]] = {}
    got = 0
    for uid, event, moment, reference in zip(
        log["uid"], log["event"], log["time_ms"], log["reference"], strict=True
    ):
        if event == "tier_changed":
            changes.setdefault(uid, []).append((moment, reference))
        elif event == "touch_delivered":
            got += 1
            assert tier_at(changes.get(uid, []), moment // DAY * DAY) in held
    assert got > 500
    assert len(ranked(of)) == 4


MIXED = {
    "tiers": (*to("top", tiers="[gold,diamond]"), *to("rest", tiers="[no_tier,silver]")),
    "a journey": (
        "+audiences.top={tiers:[gold,diamond]}",
        journey("quiet", "inactive", step(0), more=",days:10,audience:top"),
        journey("thanks", "purchased", step(1), more=",audience:top"),
    ),
}


@pytest.mark.parametrize("more", MIXED.values(), ids=MIXED)
@pytest.mark.parametrize("seed", [1, 2])
def test_both_engines_know_the_same_tiers(plan: Planner, more: tuple[str, ...], seed: int) -> None:
    """Also at the midnight at which tiers are judged anew."""
    of = plan("baseline", *TIERED, *more, f"seed={seed}")
    runs = [simulate(with_engine(of, engine), 0, events=True) for engine in ("simpy", "compiled")]
    same(*runs)


REGIONAL = ("selling=second_floor", "+selling.stores.regions={east:0.4,north:0.6}")


def test_a_message_reaches_who_lives_in_the_region(plan: Planner) -> None:
    """In both engines; two in five live in the east."""
    small = ("shoppers.initial=400", "horizon_days=60", "touch.channels.official.enrol=1")
    of = plan("baseline", *small, *REGIONAL, *to("east", regions="[east]"))
    runs = [World(with_engine(of, one), 0, events=True) for one in ("simpy", "compiled")]
    lived: list[Any] = [one.run() for one in runs]
    same(*lived)
    town: Any = runs[0].population
    home = {one.uid: home_region(town, one) for one in town.shoppers}
    got = set(lived[0].events["uid"][lived[0].events["event"] == "touch_delivered"].tolist())
    assert {home[uid] for uid in got} == {0}
    initial = [one.uid for one in town.shoppers if one.initial]
    assert 0.3 < len(got & set(initial)) / len(initial) < 0.5


NOBODY = {
    "no such tier": ("tiers=four", "+audiences.x={tiers:[platinum]}"),
    "no tiers": ("+audiences.x={tiers:[no_tier]}",),
    "no such region": (*REGIONAL, "+audiences.x={regions:[west]}"),
}


@pytest.mark.parametrize("settings", NOBODY.values(), ids=NOBODY)
def test_what_is_not_there_is_refused(settings: tuple[str, ...]) -> None:
    """By name, before anything runs."""
    with pytest.raises(InputError, match="audience x names nothing"):
        compose_plan("baseline", settings)
