"""Journeys that start on a change of stage: both engines alike, and each start held to the log."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.behaviour.clock import DAY
from sim.behaviour.stages import (
    BY_ORDERS,
    EVER,
    MEASURES,
    WIDTH,
    next_turn,
    stage_by_orders,
    stage_of,
    turned,
)
from sim.behaviour.trigger import NEVER_DAY
from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.population.known import known_of
from sim.randomness.address import name_hash
from sim.world import World
from tests.world.test_engines import same, with_engine
from tests.world.test_flows import journey, step

DAYS = 230
SMALL = (
    *("shoppers.initial=500", f"horizon_days={DAYS}", "touch.channels.official.enrol=0.9"),
    *("touch.response.annoyance=0", "views=lifecycle"),
)
FLOW = name_hash("flow")
BOUNDS = {"activated": 0, "active": 0, "light": 30, "moderate": 60, "severe": 90, "churned": 180}


def flow(*stages: str, view: str = "lifecycle", more: str = "", day: int = 1) -> str:
    """A journey of two messages; stages: from_stages and to_stages, as overrides write them."""
    names = ("from_stages", "to_stages")
    named = "".join(f",{n}:[{one}]" for n, one in zip(names, stages, strict=False) if one)
    return journey(
        "flow", "stage_changed", step(day), step(day + 4), more=f",view:{view}{named}{more}"
    )


@cache
def lived(engine: str, *overrides: str) -> Any:
    """A run that notes who enters a journey."""
    plan = compose_plan("baseline", [*SMALL, *overrides]).plan
    return World(with_engine(plan, engine), 0, events=True, traced=True).run()


def stage_at(orders: int, silent: int) -> str:
    """The stage of a life cycle in plain words."""
    if orders == 0:
        return "prospect"
    if silent < 30:
        return "activated" if orders == 1 else "active"
    return [name for name, from_day in BOUNDS.items() if silent >= from_day][-1]


def changes(joined: int, orders: list[int]) -> list[tuple[int, str, str]]:
    """Every change of stage of a life: (day, left, entered), those of a midnight first."""
    found, stage, made = [], "prospect", 0
    for day in range(joined, DAYS):
        if made and day > joined:
            now = stage_at(made, day - orders[made - 1])
            found += [(day, stage, now)] if now != stage else []
            stage = now
        while made < len(orders) and orders[made] == day:
            made += 1
            now = stage_at(made, 0)
            found += [(day, stage, now)] if now != stage else []
            stage = now
    return found


def told(result: Any) -> dict[int, tuple[list[int], list[int], list[int]]]:
    """By member who joined: days of joining, of orders, of entering the journey."""
    found: dict[int, tuple[list[int], list[int], list[int]]] = {}
    kinds = ("joined", "order", "journey_entered")
    columns = (result.events[one].tolist() for one in ("time_ms", "uid", "event"))
    for time, uid, event in zip(*columns, strict=True):
        if event in kinds:
            found.setdefault(uid, ([], [], []))[kinds.index(event)].append(time // DAY)
    return {uid: life for uid, life in found.items() if life[0]}


CASES = {
    "a first order": ("prospect", "activated"),
    "a second order": ("activated", "active"),
    "falling dormant": ("", "light"),
    "falling deeper": ("light,moderate", "moderate,severe"),
    "lost": ("severe", ""),
    "coming back": ("light,moderate,severe,churned", "activated,active"),
    "any change": ("", ""),
}


@pytest.mark.parametrize("stages", CASES.values(), ids=CASES)
def test_a_journey_starts_on_the_day_of_the_change(stages: tuple[str, str]) -> None:
    """At the order or the midnight that makes it, once a day, for nobody else, in both engines."""
    result = lived("simpy", flow(*stages))
    same(result, lived("compiled", flow(*stages)))
    left, entered = ({name for name in one.split(",") if name} for one in stages)
    total = 0
    for (joined, *_), orders, days in told(result).values():
        due = [
            day
            for day, before, after in changes(joined, orders)
            if day >= 0 and (not left or before in left) and (not entered or after in entered)
        ]
        assert days == list(dict.fromkeys(due))
        total += len(days)
    assert total > 5


def test_a_message_goes_out_on_the_day_itself_where_time_makes_the_change() -> None:
    """As with the other triggers of silence, of which it then says the same."""
    by_stage = lived("compiled", flow("", "light", day=0))
    by_days = journey("flow", "dormant", step(0), step(4), more=",days:30,audience:buyers")
    same(by_stage, lived("compiled", by_days, "+audiences.buyers={orders_from:1}"))


MIXED = {
    "of money": ("views=all", flow(view="rfm")),
    "of money and days as a member": ("views=all", flow("", "silent,new", view="four_stages")),
    "not recognised": (flow(), "identity.recognised=0.6"),
    "ends and rests": (flow("", "", more=",stop:purchase,reentry_days:40"), "coupon.budget=500"),
    "tills not linked": (flow(), "selling=second_floor"),
    "friends": (flow("", "", more=",coverage:0.5"), "referral.active=true", "referral.accept=0.1"),
}


@pytest.mark.parametrize("more", MIXED.values(), ids=MIXED)
@pytest.mark.parametrize("seed", [1, 2])
def test_both_engines_see_the_same_changes(more: tuple[str, ...], seed: int) -> None:
    """Whatever else is going on."""
    runs = [lived(engine, *more, f"seed={seed}") for engine in ("simpy", "compiled")]
    same(*runs)
    assert "journey_entered" in set(runs[0].events["event"].tolist())


def test_an_order_nobody_recognises_changes_no_stage() -> None:
    """The brand sees a prospect, whatever they buy."""
    result = lived("compiled", flow(), "identity.recognised=0")
    assert not any(days for _, _, days in told(result).values())


def test_a_journey_on_stages_is_no_part_of_a_life_without_it() -> None:
    """With nobody entering it, every event is what it was."""
    nobody = flow().replace("coverage:1.0", "coverage:0.0")
    for engine in ("simpy", "compiled"):
        same(lived(engine, nobody), lived(engine))


# -- the stages themselves ----------------------------------------------------------------------


def test_a_row_says_what_the_view_says() -> None:
    """Of every view that asks for nothing else."""
    known = known_of(compose_plan("baseline", ["views=all"]).plan)
    rng = np.random.default_rng(5)
    for view in (one for one in known.views if one.name in ("four_stages", "pyramid", "rfm")):
        for _ in range(500):
            orders = int(rng.integers(0, 5))
            silent = int(rng.integers(0, 200)) if orders else EVER
            some = int(rng.integers(0, 90)), orders, silent, int(rng.integers(0, 200_000))
            seen = np.zeros(WIDTH, dtype=np.int64)
            seen[[MEASURES.index(name) for name in BY_ORDERS]] = some
            found = stage_by_orders(known.rows, view.first, view.first + view.stages, *some)
            assert found == stage_of(view.bounds, seen, 0)


@pytest.mark.parametrize("orders", [0, 1, 4])
def test_the_next_turn_is_the_first_day_that_differs(orders: int) -> None:
    """Looked for day by day."""
    known = known_of(compose_plan("baseline", ["views=all"]).plan)
    view = next(one for one in known.views if one.name == "four_stages")
    rows, first, last, joined, since = known.rows, view.first, view.first + view.stages, 5, 20

    def stage(day: int, spent: int) -> int:
        silent = day - since if orders else EVER
        return stage_by_orders(rows, first, last, day - joined, orders, silent, spent)

    for spent in (0, 90_000):
        for leaves, enters in ((0, 0), (2, 0), (0, 8), (4, 8), (1, 8)):
            for after in range(20, 150):
                days = (day for day in range(after + 1, 400))
                turns = (
                    day
                    for day in days
                    if turned(stage(day - 1, spent), stage(day, spent), leaves, enters)
                )
                found = next_turn(
                    rows, first, last, leaves, enters, joined, orders, since, spent, after
                )
                assert found == next(turns, NEVER_DAY)


REFUSED = {
    "no view": (journey("x", "stage_changed", step(1)), "x.view", "lifecycle"),
    "no such view": (flow(view="cycle"), "flow.view", "lifecycle"),
    "a view of visits": (flow(view="star"), "flow.view", "four_stages"),
    "no such stage": (flow("lost"), "flow.from_stages", "churned"),
    "another trigger": (
        journey("x", "joined", step(1), more=",view:lifecycle"),
        "x.view",
        "stage_changed",
    ),
    "a message in the day": (flow("", "active", day=0), "flow.steps.0.day", "1 or more"),
    "a friend": (
        flow().replace("action:touch", "action:add_friend", 1).replace("day:1", "day:0"),
        "flow.steps.0.action",
        "touch",
    ),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused(case: tuple[str, str, str]) -> None:
    """The message names the key and what is allowed."""
    override, key, allowed = case
    views = "views=all" if "star" in override else "views=lifecycle"
    with pytest.raises(InputError) as refused:
        compose_plan("baseline", [views, override])
    assert key in str(refused.value)
    assert allowed in str(refused.value)
    if "star" in override:
        assert "asks for visits, log-ins, invitations or channels" in str(refused.value)
