"""A cart is filled by who is near an order, emptied by the order, and changes nothing by itself."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any

import pytest

from sim.behaviour.cart import fill_chance, is_open
from sim.behaviour.clock import DAY
from sim.config.compose import compose_plan
from sim.measure.definitions import BY_KEY
from sim.randomness.address import name_hash
from sim.world import World
from tests.world.test_engines import same, with_engine
from tests.world.test_flows import journey, step

SIZE = ("shoppers.initial=500", "horizon_days=150", "touch.channels.official.enrol=0.8")
FLOW = name_hash("flow")
REMINDED = journey("flow", "cart_left", step(0), more=",days:1,stop:purchase")


@cache
def lived(engine: str, *overrides: str) -> Any:
    """A run that notes who enters a journey."""
    plan = compose_plan("baseline", [*SIZE, *overrides]).plan
    return World(with_engine(plan, engine), 0, events=True, traced=True).run()


def days_of(result: Any, event: str) -> dict[int, list[int]]:
    """Days of an event by uid, in order."""
    found: dict[int, list[int]] = defaultdict(list)
    columns = (result.events[one].tolist() for one in ("time_ms", "uid", "event"))
    for time, uid, name in zip(*columns, strict=True):
        if name == event and time >= 0:
            found[uid].append(time // DAY)
    return found


def test_the_nearer_an_order_the_likelier_a_cart() -> None:
    """All of `fill` at the order itself, a third of it `near` away, next to nothing far off."""
    assert fill_chance(0.0, 0.8, 0.3) == 0.8
    assert fill_chance(0.3, 0.8, 0.3) == pytest.approx(0.8 / 2.718281828, rel=1e-6)
    assert fill_chance(3.0, 0.8, 0.3) < 1e-4


def test_a_cart_is_kept_for_its_days() -> None:
    """The day it is filled and `keep_days` more; none was ever filled: it is not open."""
    assert [is_open(11, day, 7) for day in (10, 17, 18)] == [True, True, False]
    assert not is_open(0, 0, 7)


def test_both_engines_fill_the_same_carts() -> None:
    """With a reminder, coupons and points about."""
    more = ("cart=shop", REMINDED, "points=mall", "coupon.face=15", "coupon.budget=50000")
    same(lived("simpy", *more), lived("compiled", *more))


def test_a_cart_changes_nothing_by_itself() -> None:
    """Its events taken out, every life is what it was."""
    with_cart, without = lived("compiled", "cart=shop"), lived("compiled")
    kept = with_cart.events["event"] != "cart_filled"
    assert not kept.all()
    for name, column in without.events.items():
        assert column.tolist() == with_cart.events[name][kept].tolist()


def test_carts_are_counted_as_the_log_has_them() -> None:
    """Filled anew if empty, bought by an order within its days, left otherwise."""
    result = lived("compiled", "cart=shop")
    plan = compose_plan("baseline", [*SIZE, "cart=shop"]).plan
    columns = (result.events[one].tolist() for one in ("time_ms", "uid", "event"))
    cart: dict[int, int] = {}
    filled = bought = 0
    for time, uid, event in zip(*columns, strict=True):
        day, since = time // DAY, cart.get(uid)
        waiting = since is not None and day <= since + plan.cart.keep_days
        if event == "cart_filled":
            filled += not waiting
            cart[uid] = day
        elif event == "order":
            bought += waiting
            cart.pop(uid, None)
    assert filled > 100 and 0 < bought < filled
    assert result.daily["carts_filled"].sum() == filled
    assert result.daily["carts_bought"].sum() == bought
    place = list(BY_KEY).index("carts_left")
    assert list(result.parts)[place] == "carts_left"


def test_a_cart_left_starts_a_journey_the_midnight_after() -> None:
    """For each day on which it was filled last and no order came by midnight."""
    result = lived("simpy", "cart=shop", REMINDED)
    entered = days_of(result, "journey_entered")
    filled, orders = days_of(result, "cart_filled"), days_of(result, "order")
    gone = days_of(result, "opted_out")
    assert sum(len(days) for days in entered.values()) > 100
    for uid, days in entered.items():
        assert set(days) <= {day + 1 for day in filled[uid]}
    for uid, days in filled.items():
        due = {day + 1 for day in days if day not in orders[uid] and day + 1 < 150}
        if uid not in gone:
            assert due <= set(entered[uid])


def test_who_left_a_cart_buys_sooner_than_who_did_not() -> None:
    """A cart tells of a want that is near."""
    result = lived("compiled", "cart=shop")
    orders = days_of(result, "order")
    soon = [
        any(day <= order <= day + 7 for order in orders[uid])
        for uid, days in days_of(result, "cart_filled").items()
        for day in days
        if day < 140
    ]
    visits = [
        any(day <= order <= day + 7 for order in orders[uid])
        for uid, days in days_of(result, "visit").items()
        for day in days
        if day < 140
    ]
    assert sum(soon) / len(soon) > 2 * sum(visits) / len(visits)
