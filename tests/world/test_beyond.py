"""A world in which somebody orders without end is no world: both engines end it in words."""

from __future__ import annotations

import pytest

from sim.config.compose import compose_plan
from sim.config.errors import StoppedError
from sim.population.beyond import MOST_ORDERS, MOST_VISITS
from sim.world import simulate
from tests.world.test_engines import both, lived, same, same_counts, with_engine

LETTERS = (
    "+campaigns.daily={channel:community,content:promotion,hours:[12],every_days:1,from_day:0,"
    "until_day:999,coupon:true,intensity:1.0}"
)
# A coupon that draws hard, for orders that few make: who never reaches its threshold keeps it.
IN_VAIN = (
    *("shoppers.initial=60", "horizon_days=40", "touch.channels.community.enrol=0.9", LETTERS),
    *("coupon.face=60", "coupon.threshold=300", "coupon.lift=40", "coupon.urgency=3.4"),
    *("coupon.budget=1000000", "coupon.urgency_days=5", "coupon.validity_days=9"),
    "shoppers.repeat.law=paretonbd",  # where no order ends anything
)


@pytest.mark.parametrize("gate", ["issue", "redemption"])
@pytest.mark.parametrize("events", [False, True], ids=["unlogged", "logged"])
@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_orders_without_end_end_in_words(engine: str, events: bool, gate: str) -> None:
    """On the day they begin, whether or not a log is kept, before they fill the memory."""
    made = compose_plan("baseline", [*IN_VAIN, f"coupon.gate={gate}"]).plan
    with pytest.raises(StoppedError, match=f"wants over {MOST_ORDERS} orders on a single day"):
        simulate(with_engine(made, engine), 0, events=events)


def test_either_engine_says_the_same() -> None:
    """What ends one world ends it in the other."""
    simple, *compiled = lived(compose_plan("baseline", list(IN_VAIN)).plan)
    assert isinstance(simple, str)
    assert compiled == [simple, simple]


RESTLESS = (
    *("shoppers.initial=8", "horizon_days=1100", "shoppers.visits.per_week=100"),
    *("shoppers.visits.shape=0.2", "shoppers.history_days=400"),
)


def test_more_visits_than_are_counted_of_a_life_end_in_words() -> None:
    """Said by either engine: the count of the one begins again without notice, the other's not."""
    simple, *compiled = lived(compose_plan("baseline", list(RESTLESS)).plan)
    assert isinstance(simple, str)
    assert f"visits over {MOST_VISITS:,} times" in simple
    assert compiled == [simple, simple]


def test_a_long_life_before_day_0_is_noted_whole() -> None:
    """A log takes more than a day's rows of one shopper, whose years as a member it begins with."""
    busy = ("shoppers.initial=12", "horizon_days=2", "shoppers.visits.per_week=60")
    long = (*busy, "shoppers.visits.shape=1", "shoppers.history_days=1500")
    readable, compiled, unheard = lived(compose_plan("baseline", list(long)).plan)
    assert not isinstance(readable, str)
    assert not isinstance(compiled, str)
    assert not isinstance(unheard, str)
    same(readable, compiled)
    same_counts(compiled, unheard)


def test_a_coupon_that_is_used_may_draw_as_hard() -> None:
    """Without the threshold the first order uses it up: as lively a world as there may be."""
    made = compose_plan("baseline", [*IN_VAIN, "coupon.threshold=0"]).plan
    run = both(made)
    same(*run)
    assert run[0].daily["coupons_redeemed"].sum() > 0
