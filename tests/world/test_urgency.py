"""A coupon that turns urgent or expires wakes nobody in the compiled engine, and pulls harder from
that midnight on, or no longer.

The readable engine wakes its holder. Orders, questions, carts, the budget and what is watched must
come out the same, whatever else comes between that midnight and the next time the holder has to
live.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from sim.behaviour.clock import DAY
from sim.config.compose import compose_plan
from sim.config.schema import Plan
from sim.measure.tally import ROW
from sim.population.compiled.city import City
from sim.population.compiled.layout import ALIVE, ARRIVED, NEVER_DAY
from sim.population.compiled.person import column
from sim.world import World
from tests.conftest import Planner
from tests.world.test_engines import agree, both, same, with_engine

BASE = [
    "shoppers.initial=100",
    "horizon_days=60",
    "touch.channels.community.enrol=0.9",
    "coupon.face=60",
    "coupon.threshold=0",
    *("touch.quiet_from=22", "touch.quiet_to=0"),  # so that a message may come at midnight
]


def weekly(hour: int, every: int, coupon: str = "true") -> str:
    """A campaign that hands out a coupon; at hour 0 it lands at the midnight a coupon turns."""
    return (
        f"+campaigns.weekly={{channel:community,content:promotion,hours:[{hour}],every_days:{every},"
        f"from_day:2,until_day:999,coupon:{coupon},intensity:1.0}}"
    )


def urgent(days: int, validity: int, factor: float = 1.5) -> list[str]:
    """How long a coupon is good, and how it turns urgent."""
    return [
        f"coupon.urgency_days={days}",
        f"coupon.validity_days={validity}",
        f"coupon.urgency={factor}",
    ]


CASES = {
    "the default": [weekly(20, 7), *urgent(3, 14)],
    "urgent at once": [weekly(20, 5), *urgent(30, 7)],
    "never urgent": [weekly(20, 5), *urgent(0, 7)],
    "of one day": [weekly(9, 2), *urgent(1, 1, 4.0)],
    "two that turn between two wakes": [weekly(20, 1), *urgent(4, 9, 3.0)],
    "touch at the midnight it turns": [weekly(0, 4), *urgent(4, 11, 3.0)],
    "expiry at the midnight another turns": [weekly(0, 3), *urgent(3, 5, 3.0)],
    "an urgency that pulls less": [weekly(20, 6), *urgent(5, 13, 0.2)],
    "an urgency that pulls hard": [weekly(20, 9), *urgent(5, 30, 6.7), "coupon.lift=12"],
    "a question near an order": [
        *(weekly(20, 6), *urgent(4, 12, 4.0)),
        *("desk.ask_rate=0.9", "desk.ask_near=3", "desk.agents=20"),
        "shoppers.visits.per_week=3",
    ],
    "a cart near an order": [
        *(weekly(20, 6), *urgent(4, 12, 4.0)),
        *("cart.fill=0.9", "cart.near=3", "shoppers.visits.per_week=3"),
    ],
    "where points pull too": [weekly(20, 6), *urgent(4, 12, 4.0), "points=mall"],
    "where new goods pull too": [weekly(20, 6), *urgent(4, 12, 4.0), "goods=apparel"],
    "a want that waits for the shop": [weekly(20, 4), *urgent(4, 12, 4.0), "selling=shops"],
}


def plan_of(overrides: list[str], scenario: str = "baseline") -> Plan:
    """A plan of few people who get coupons."""
    return compose_plan(scenario, [*BASE, *overrides]).plan


@pytest.mark.parametrize("overrides", CASES.values(), ids=CASES)
def test_engines_agree(overrides: list[str]) -> None:
    """The same log, counts and money, and coupons expired and used among them."""
    run = both(plan_of(overrides))
    same(*run)
    assert run[0].daily["coupons_expired"].sum() > 0
    assert run[0].daily["coupons_redeemed"].sum() > 0


@pytest.mark.parametrize(
    ("days", "coupon"),
    [
        pytest.param(
            2,
            ("coupons.session_price.validity_days=1", "coupon.per_shopper=200"),
            id="it expires: the room is watched before it does",
        ),
        pytest.param(
            3,
            (
                *("coupons.session_price.validity_days=4", "coupon.per_shopper=1"),
                *("coupon.urgency_days=2", "coupon.urgency=5", "coupon.lift=8"),
            ),
            id="it turns urgent: it pulls as an urgent one there too, of who is given no new one",
        ),
    ],
)
def test_a_live_room_at_the_very_midnight_a_coupon_changes(
    days: int, coupon: tuple[str, ...]
) -> None:
    """days: from the midnight it is given out until that one, at which somebody uses it."""
    show = ("shoppers.initial=800", "campaigns.show.hours=[0]", "live.worth_days=30")
    run = both(plan_of([*show, *coupon], "live_daily"))
    same(*run)
    assert run[0].events is not None
    columns = (run[0].events[name].tolist() for name in ("time_ms", "uid", "event"))
    happened = set(zip(*columns, strict=True))
    used = [row[:2] for row in happened if row[2] == "coupon_redeemed" and row[0] % DAY == 0]
    assert any((time - days * DAY, uid, "coupon_issued") in happened for time, uid in used)


# Somebody orders without end; and somebody would, on a day that is lived again with a cut, were
# they not refused the coupon.
ENDLESS: dict[str, object] = {
    "coupon.urgency_days": 16,
    "coupon.validity_days": 1,
    "coupon.urgency": 3.4,
    "coupon.lift": 40.0,
    "coupon.threshold": 300,
    "coupon.gate": "redemption",
    "referral.active": "false",
    "referral.reward_validity_days": 28,
    "shoppers.visits.per_week": 0.0,
    "shoppers.repeat.law": "paretonbd",
    "shoppers.activation_per_day": 0.002,
    "cart.near": 0.05,
    "desk.ask_near": 4.0,
    "seed": 1,
}
REFUSED_IN_TIME = {
    **ENDLESS,
    "coupon.urgency_days": 23,
    "coupon.validity_days": 20,
    "coupon.urgency": 10.0,
    "coupon.gate": "issue",
    "referral.active": "true",
    "shoppers.visits.per_week": 2.0,
    "shoppers.activation_per_day": 0.05,
    "seed": 21837347,
}
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # making a case smaller takes too long


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
@example(levers=ENDLESS, time=(12, 900), every=1)
@example(levers=REFUSED_IN_TIME, time=(12, 900), every=3)
@given(
    levers=st.fixed_dictionaries(
        {
            "coupon.urgency_days": st.integers(0, 25),
            "coupon.validity_days": st.integers(1, 25),
            "coupon.urgency": st.sampled_from([0.0, 0.6, 1.0, 1.5, 2.0, 3.4, 10.0]),
            "coupon.lift": st.sampled_from([0.0, 3.0, 12.0, 40.0]),
            "coupon.threshold": st.sampled_from([0, 300]),
            "coupon.gate": st.sampled_from(["issue", "redemption"]),
            "referral.active": st.sampled_from(["true", "false"]),
            "referral.reward_validity_days": st.integers(7, 30),
            "shoppers.visits.per_week": st.sampled_from([0.0, 2.0]),
            "shoppers.repeat.law": st.sampled_from(["bgnbd", "paretonbd"]),
            "shoppers.activation_per_day": st.sampled_from([0.002, 0.05]),
            "cart.near": st.sampled_from([0.05, 4.0]),
            "desk.ask_near": st.sampled_from([0.0, 4.0]),
            "seed": st.integers(0, 2**32 - 1),
        }
    ),
    time=st.sampled_from([(0, 1_000_000), (0, 900), (12, 1_000_000), (12, 900)]),
    every=st.integers(1, 9),
)
def test_whatever_the_coupon(levers: dict[str, object], time: tuple[int, int], every: int) -> None:
    """Whatever a coupon is like, how often it comes and what is asked on the way."""
    overrides = [f"{key}={value}" for key, value in levers.items()]
    hour, budget = time
    overrides += [
        f"coupon.budget={budget}",
        "cart.fill=0.8",
        "desk.ask_rate=0.6",
        "desk.agents=9",
        "referral.accept=0.05",
    ]
    agree(plan_of([*overrides, weekly(hour, every)], "fila_333"))


def city_after(overrides: list[str], day: int) -> City:
    """The compiled engine before the midnight of a day."""
    world = World(with_engine(plan_of(overrides), "compiled"), 0, threads=1)
    world.env.run(until=day * DAY - 0.5)
    population = world.population
    assert isinstance(population, City)
    return population


def holders(city: City) -> dict[str, Any]:
    """What is kept of everybody who holds a coupon, an array each."""
    (block,) = city.blocks
    flags = column(block.people, "flags")[: block.size]
    there = flags & (ARRIVED | ALIVE) == ARRIVED | ALIVE
    some = there & (column(block.people, "held")[: block.size] > 0)
    names = ("change", "anchor", "order_from", "held", "expiry")
    kept = {name: column(block.people, name)[: block.size][some] for name in names}
    return kept | {"wake": block.wake[: block.size][some]}


def _first_expiry(kept: dict[str, Any]) -> Any:
    """The day at whose midnight the first coupon of each expires."""
    empty = np.arange(kept["expiry"].shape[1]) >= kept["held"][:, None]
    return np.where(empty, NEVER_DAY, kept["expiry"]).min(axis=1)


def test_nobody_is_woken_for_it() -> None:
    """Days after a coupon turned urgent, holders still wait for it to expire, as they were."""
    kept = holders(city_after([weekly(20, 99), *urgent(5, 14)], 14))  # given out on day 2: till 16
    assert (_first_expiry(kept) == 17).all() and len(kept["held"]) > 10
    assert (kept["change"] == 17).all()
    asleep = kept["anchor"] * 1000 < 12 * DAY  # whose clock still stands before day 12
    assert asleep.sum() > 10


def test_nobody_is_woken_as_it_expires() -> None:
    """Days after, who had nothing else to live has it in the wallet still; it is counted, once."""
    letter = [weekly(20, 99), *urgent(5, 14)]
    before, after = city_after(letter, 17), city_after(letter, 22)
    kept = holders(after)
    assert (_first_expiry(kept) == 17).all() and len(kept["held"]) > 10
    assert 0 < len(kept["held"]) < len(holders(before)["held"])  # who lived on is rid of it
    expired, outstanding = ROW["coupons_expired"], ROW["coupon_outstanding_fen"]
    assert before.close_day(16)[outstanding] > 0
    assert [after.close_day(day)[outstanding] for day in (17, 21)] == [0, 0]
    given = sum(after.close_day(day)[ROW["coupons_issued"]] for day in range(22))
    used = sum(after.close_day(day)[ROW["coupons_redeemed"]] for day in range(22))
    assert after.close_day(17)[expired] == given - used


@pytest.mark.parametrize(
    ("scenario", "noted", "wakes"),
    [
        pytest.param("baseline", False, False, id="nobody asks"),
        pytest.param("baseline", True, True, id="a log notes each"),
        pytest.param("entry_ladder_reminded", False, True, id="a reminder comes before"),
        pytest.param("points_mall", False, True, id="points pull too"),
        pytest.param("live_daily", False, False, id="a live room in the evening"),
    ],
)
def test_whoever_must_know_of_each_expiry_has_holders_woken(
    plan: Planner, scenario: str, noted: bool, wakes: bool
) -> None:
    world = World(with_engine(plan(scenario, *BASE[:2]), "compiled"), 0, noted, threads=1)
    assert isinstance(world.population, City)
    assert bool(world.population.c["expiry_wakes"]) is wakes


def test_who_is_moved_by_more_is_woken() -> None:
    """Where a pull is made of other things too, its holder is up to date from that midnight on."""
    kept = holders(city_after([weekly(20, 99), *urgent(5, 14), "points=mall"], 14))
    assert len(kept["held"]) > 10
    assert (kept["anchor"] * 1000 >= 12 * DAY).all()


def test_an_order_near_is_foreseen_by_the_urgent_pull() -> None:
    """The earliest moment of the next order counts with an urgency that has not come yet."""
    calm = holders(city_after([weekly(20, 99), *urgent(5, 30, 1.0)], 8))
    hurried = holders(city_after([weekly(20, 99), *urgent(5, 30, 6.0)], 8))
    assert len(calm["held"]) == len(hurried["held"])
    sooner = hurried["order_from"] < calm["order_from"]
    assert (hurried["order_from"] <= calm["order_from"]).all() and sooner.any()
    assert (hurried["order_from"][sooner] >= 28 * (DAY // 1000)).all()  # not before it turns
