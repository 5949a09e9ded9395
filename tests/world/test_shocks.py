"""Shocks are felt on their days, by what they hit, as deep as they say, and by nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.behaviour.clock import DAY
from sim.behaviour.shock import felt, level
from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.ledger.accounts import INDEX
from sim.measure.result import RunResult
from sim.world import simulate
from tests.conftest import Planner
from tests.world.test_isolation import rows_of, same_world

SMALL = ("shoppers.initial=400", "horizon_days=120")
ENGINES = ["engine=simpy", "engine=compiled"]


def shock(name: str, hits: str, factor: float, **changed: Any) -> str:
    """An override that adds a shock: from day 40 for 20 days, once, at no cost."""
    settings = {
        "hits": hits,
        "only": [],
        "factor": factor,
        "from_day": 40,
        "days": 20,
        "recovery_days": 0,
        "times": 1,
        "every_days": 1,
        "yuan": 0,
    } | changed
    listed = ",".join(f"{key}:{value}".replace("'", "") for key, value in settings.items())
    return f"+shocks.{name}={{{listed}}}"


def lived(plan: Planner, scenario: str, *overrides: str) -> RunResult:
    return simulate(plan(scenario, *SMALL, *overrides), 0, events=True)


def on_days(result: RunResult, series: str) -> tuple[int, int]:
    """A series within days 40 to 59, and outside them."""
    daily = result.daily[series]
    return int(daily[40:60].sum()), int(daily.sum() - daily[40:60].sum())


def test_a_shock_is_full_then_fades_in_a_line() -> None:
    """Two days at full depth, three on the way back: 1, 1, 3/4, 2/4, 1/4, 0."""
    depths = [level(day, 10, 2, 3) for day in range(9, 17)]
    assert depths == pytest.approx([0, 1, 1, 0.75, 0.5, 0.25, 0, 0])
    assert [felt(depth, 0.6) for depth in (0.0, 0.5, 1.0)] == pytest.approx([1.0, 0.8, 0.6])


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("hits", ["sales", "sending", "opening", "joins", "dropout", "weekly_cap"])
def test_a_shock_of_factor_one_is_none(plan: Planner, engine: str, hits: str) -> None:
    """At factor 1 everything is as it was, to the byte."""
    calm = lived(plan, "everything", engine, "coupon.budget=3000", "referral.accept=0.05")
    shaken = lived(
        plan,
        "everything",
        *(engine, "coupon.budget=3000", "referral.accept=0.05"),
        shock("one", hits, 1.0, recovery_days=9),
    )
    assert same_world(calm, shaken)


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_is_sold_while_nothing_can_be(plan: Planner, engine: str) -> None:
    """At factor 0 no waiting shopper orders for 20 days; part of it comes afterwards."""
    calm = lived(plan, "baseline", engine, "acquisition=none")
    shut = lived(plan, "baseline", engine, "acquisition=none", shock("shut", "sales", 0))
    assert on_days(shut, "orders")[0] == 0 < on_days(calm, "orders")[0]
    assert on_days(shut, "orders")[1] > on_days(calm, "orders")[1]
    assert shut.daily["orders"].sum() < calm.daily["orders"].sum()
    assert np.array_equal(shut.daily["orders"][:40], calm.daily["orders"][:40])


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_is_sent_while_a_channel_is_frozen(plan: Planner, engine: str) -> None:
    """The frozen channel is silent on those days; another one goes on."""
    frozen = lived(plan, "everything", engine, shock("f", "sending", 0, only=["community"]))
    sent = [(row[0] // DAY, row[3]) for row in rows_of(frozen) if row[2] == "touch_delivered"]
    assert all(channel != "community" for day, channel in sent if 40 <= day < 60)
    assert {channel for day, channel in sent if 40 <= day < 60} >= {"official"}
    assert any(channel == "community" for day, channel in sent if day >= 60)


@pytest.mark.parametrize("engine", ENGINES)
def test_each_thing_hit_moves_as_it_should(plan: Planner, engine: str) -> None:
    """Opens, joins, guides' time, returns, dropout and the cap, one shock at a time."""
    base = (engine, "shoppers.return_rate=0.1", "guides.minutes_per_day=5", "guides.book_size=100")
    calm = lived(plan, "everything", *base)

    def within(series: str, hits: str, factor: float) -> tuple[int, int]:
        shaken = lived(plan, "everything", *base, shock("s", hits, factor))
        return on_days(shaken, series)[0], on_days(calm, series)[0]

    for series, hits in (
        ("touches_opened", "opening"),
        ("joined", "joins"),
        ("guide_seconds", "guide_minutes"),
        ("touches_delivered", "weekly_cap"),
    ):
        shaken, usual = within(series, hits, 0.0)
        assert shaken < 0.7 * usual, hits
    for series, hits, factor in (("refunds", "returns", 5.0), ("dropouts", "dropout", 3.0)):
        shaken, usual = within(series, hits, factor)
        assert shaken > 1.3 * usual, hits


def test_dearer_media_buy_fewer_people(plan: Planner) -> None:
    """The money stays, the people do not come; the store does not notice."""
    calm = lived(plan, "baseline")
    dear = lived(plan, "baseline", shock("dear", "media_price", 5.0, only=["ads"]))

    def by(result: RunResult, door: str) -> int:
        return sum(row[2] == "joined" and row[3] == door for row in rows_of(result))

    assert by(dear, "ads") < by(calm, "ads")
    assert by(dear, "store") == by(calm, "store")
    media = INDEX["media"]
    assert np.array_equal(dear.ledger[:, media], calm.ledger[:, media])


def test_smaller_groups_cost_labour(plan: Planner) -> None:
    """From March on 201 to 300 people fill three groups of 100 instead of one of 500."""
    calm = lived(plan, "promotion_twice_weekly")
    split = lived(
        plan, "promotion_twice_weekly", shock("cap", "group_size", 0.2, from_day=59, days=61)
    )
    labour = INDEX["community_labour"]
    assert 200 < calm.daily["members"][59] * 0.5 <= 300
    assert (split.ledger[2:, labour] == 3 * calm.ledger[2:, labour]).all()
    assert np.array_equal(split.ledger[:2, labour], calm.ledger[:2, labour])


def test_each_stroke_costs_what_it_says(plan: Planner) -> None:
    """Three strokes of 50 yuan per 1,000 members, 400 members: 20 yuan each, 60 in all."""
    hit = lived(plan, "baseline", shock("n", "nothing", 1, days=1, times=3, every_days=30, yuan=50))
    paid = hit.ledger[:, INDEX["incidents"]]
    assert paid.tolist() == [0, 2000, 2000, 2000]  # days 40, 70, 100: February, March, April


def test_a_shock_changes_nothing_before_it(plan: Planner) -> None:
    """Up to its first day everybody lives as they would have."""
    calm = rows_of(lived(plan, "everything"))
    late = rows_of(lived(plan, "everything", shock("s", "sending", 0.0)))
    assert [row for row in late if row[0] < 40 * DAY] == [row for row in calm if row[0] < 40 * DAY]
    assert late != calm


MISTAKES = [
    pytest.param(("sending", ["comunity"]), "shocks.s.only", id="no such channel"),
    pytest.param(("joins", ["community"]), "shocks.s.only", id="a channel is no door"),
    pytest.param(("sales", ["store"]), "shocks.s.only", id="sales are hit as a whole"),
    pytest.param(("weather", []), "shocks.s.hits", id="nothing of that name"),
]


@pytest.mark.parametrize(("settings", "key"), MISTAKES)
def test_a_shock_to_nothing_is_refused(settings: tuple[str, list[str]], key: str) -> None:
    """The message names the key."""
    hits, only = settings
    with pytest.raises(InputError) as caught:
        compose_plan("baseline", [shock("s", hits, 0.5, only=only)])
    assert caught.value.key.startswith(key)
