"""Orders brought home: who is put off, when they arrive, and what lateness does."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.behaviour.clock import DAY
from sim.behaviour.delivery import arrives_at, put_off
from sim.behaviour.goodwill import moved
from sim.behaviour.touch import filled
from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.measure.result import RunResult
from sim.world import simulate
from tests.conftest import Planner
from tests.world.test_engines import both, same

HOUR, MINUTE = 3_600_000, 60_000
LARGE = (
    *("shoppers.initial=3000", "horizon_days=90", "engine=compiled"),
    *("selling.channels.takeaway.share=1", "selling.channels.store.share=0"),
    *("selling.channels.takeaway.from_hour=0", "selling.channels.takeaway.to_hour=24"),
    "selling.channels.takeaway.missing=0",
)
DAY_AND_NIGHT = ("delivery.takeaway.from_hour=0", "delivery.takeaway.to_hour=24")
HARMLESS = tuple(
    f"delivery.takeaway.{key}=0"
    for key in ("fee", "put_off_per_day", "on_time", "late_goodwill", "late_dropout")
)


def lived(plan: Planner, scenario: str, *overrides: str) -> RunResult:
    """One replication with its event log."""
    hours = () if scenario == "trade_restaurant" else DAY_AND_NIGHT
    return simulate(plan(scenario, *LARGE, *hours, *overrides), 0, events=True)


def rows_of(result: RunResult, *events: str) -> dict[str, np.ndarray]:
    """The columns of some events."""
    assert result.events is not None
    chosen = np.isin(result.events["event"], events)
    return {name: column[chosen] for name, column in result.events.items()}


# -- the science ------------------------------------------------------------------------------


def test_fee_and_time_put_off_as_hazards_do() -> None:
    """Nobody at nothing; who is left after the fee is put off by the time as anybody is."""
    assert put_off(0.0, 0.03, 0.0, 0.02) == 0.0
    both_, fee, days = put_off(5, 0.03, 2, 0.02), put_off(5, 0.03, 0, 0), put_off(0, 0, 2, 0.02)
    assert 1 - both_ == pytest.approx((1 - fee) * (1 - days))
    assert put_off(6, 0.03, 2, 0.02) > both_


def test_a_courier_is_half_way_at_the_door() -> None:
    """Half of the time out and back, then the way, longer where luck is bad."""
    assert arrives_at(100, 40, 7, 10.0, 0.0) == 127
    assert arrives_at(100, 40, 7, 10.0, 1.5) == 142


@pytest.mark.parametrize("goodwill", [0.0, 0.3, 1.0])
def test_goodwill_stays_between_nothing_and_one(goodwill: float) -> None:
    """Good fills the room left, bad takes a share away, nothing leaves it as it was."""
    assert moved(goodwill, 0.2) == filled(goodwill, 0.2)
    assert moved(goodwill, 0.0) == goodwill
    assert moved(goodwill, -0.25) == pytest.approx(0.75 * goodwill)
    assert moved(goodwill, -1.0) == 0.0


# -- nothing changes that should not ----------------------------------------------------------


def test_delivery_without_fee_or_feeling_changes_no_order(plan: Planner) -> None:
    """Nothing to pay, nothing felt: orders, losses and visits are those without it."""
    told = lived(plan, "takeaway_own", *HARMLESS)
    untold = lived(plan, "trade_restaurant", "selling=takeaway")
    for event in ("order", "dropped_out", "visit"):
        one, other = rows_of(told, event), rows_of(untold, event)
        assert len(one["uid"]) > 0
        for column, values in one.items():
            assert np.array_equal(values, other[column]), (event, column)
    assert told.daily["delivered"].sum() > 0


# -- when it is at the door -------------------------------------------------------------------


def test_a_carrier_is_late_as_its_spread_says(plan: Planner) -> None:
    """Way 20, spread 12, promised 45 minutes: exp(-25 / 12) are late; 32 minutes on the average."""
    result = lived(plan, "takeaway_by_platform", *HARMLESS)
    delivered, late = (int(result.daily[name].sum()) for name in ("delivered", "delivered_late"))
    chance = math.exp(-25 / 12)
    assert abs(late - chance * delivered) < 4 * math.sqrt(chance * (1 - chance) * delivered)
    minutes = result.daily["delivery_ms"].sum() / MINUTE / delivered
    assert abs(minutes - 32) < 4 * 12 / math.sqrt(delivered)


def test_every_order_reaches_a_door_once(plan: Planner) -> None:
    """Orders brought home are those online; each arrives once, later, with its fee."""
    result = lived(plan, "takeaway_own", "delivery.takeaway.couriers=1")
    ordered, arrived = rows_of(result, "order"), rows_of(result, "delivered", "delivered_late")
    asked = {
        (uid, index): time
        for uid, index, time in zip(
            *(ordered[name].tolist() for name in ("uid", "reference", "time_ms")), strict=True
        )
    }
    keys = list(zip(arrived["uid"].tolist(), arrived["reference"].tolist(), strict=True))
    assert len(keys) == len(set(keys)) == result.daily["delivered"].sum()
    took = [time - asked[key] for key, time in zip(keys, arrived["time_ms"].tolist(), strict=True)]
    assert min(took) >= 6 * MINUTE
    assert sum(took) == result.daily["delivery_ms"].sum()
    late = np.isin(arrived["event"], ["delivered_late"])
    assert ((np.array(took) > 30 * MINUTE) == late).all()
    assert set(arrived["amount_fen"].tolist()) == {400}


def test_more_couriers_are_sooner_and_few_lose_buyers(plan: Planner) -> None:
    """The same orders at first: fewer couriers are later, and lose more of those who wait."""
    harm = ("delivery.takeaway.late_dropout=0.3", "delivery.takeaway.minutes=40")
    few, many = (
        lived(plan, "takeaway_own", *harm, f"delivery.takeaway.couriers={n / 3}") for n in (1, 6)
    )
    assert few.kpis["late_share"] > many.kpis["late_share"]
    assert few.kpis["delivery_hours"] > many.kpis["delivery_hours"]
    assert few.kpis["orders"] < many.kpis["orders"]
    eased = lived(
        plan,
        "takeaway_own",
        *harm,
        f"delivery.takeaway.couriers={1 / 3}",
        *("delivery.takeaway.late_yuan=3", "delivery.takeaway.eased=1"),
    )
    assert eased.kpis["orders"] > few.kpis["orders"]
    assert eased.daily["compensations"].sum() == eased.daily["delivered_late"].sum() > 0


def test_absent_couriers_are_felt_while_they_are_away(plan: Planner) -> None:
    """Before the shortage nothing differs; during it more is late."""
    usual, short = (lived(plan, one, *HARMLESS) for one in ("takeaway_own", "shock_couriers"))
    late = [run.daily["delivered_late"] for run in (usual, short)]
    assert np.array_equal(late[0][:60], late[1][:60])
    assert late[1][60:88].sum() > late[0][60:88].sum()


# -- fee and compensation ---------------------------------------------------------------------


def test_a_fee_thins_orders_and_a_free_day_does_not(plan: Planner) -> None:
    """A share of wants is lost, on days with a fee alone."""
    fee = ("delivery.takeaway.fee=10", "delivery.takeaway.put_off_per_day=0")
    result = lived(plan, "takeaway_free_tuesday", *fee)
    day = np.arange(90)
    free = (day >= 5) & ((day - 5) % 7 == 0)
    lost, orders = result.daily["lost_put_off"], result.daily["orders"]
    first = rows_of(result, "order")  # who joins with an order pays at the counter, unasked
    joining = rows_of(result, "joined")
    at_once = set(zip(joining["uid"].tolist(), joining["time_ms"].tolist(), strict=True))
    keys = zip(first["uid"].tolist(), first["time_ms"].tolist(), strict=True)
    days = [time // DAY for uid, time in keys if time >= 0 and (uid, time) in at_once]
    unasked = np.bincount(days, minlength=90)
    assert lost[free].sum() == 0 < lost[~free].sum()
    wants = (lost + orders - unasked)[~free].sum()
    share = put_off(10, 0.03, 0, 0)
    assert abs(lost[~free].sum() - share * wants) < 4 * math.sqrt(share * (1 - share) * wants)
    paid = rows_of(result, "delivered", "delivered_late")["amount_fen"]
    assert paid.sum() == result.daily["delivery_fee_fen"].sum()
    assert set(paid.tolist()) == {0, 1000}


def test_who_waited_too_long_gets_one_coupon_a_day(plan: Planner) -> None:
    """The coupon comes at the midnight after a late delivery, to who was late alone."""
    result = lived(plan, "takeaway_late_coupon")
    late, sorry = rows_of(result, "delivered_late"), rows_of(result, "compensated")
    waited = set(zip(late["uid"].tolist(), (late["time_ms"] // DAY).tolist(), strict=True))
    got = list(zip(sorry["uid"].tolist(), (sorry["time_ms"] // DAY - 1).tolist(), strict=True))
    assert len(got) == len(set(got))
    assert set(got) == {(uid, day) for uid, day in waited if day < 89}
    assert rows_of(result, "coupon_issued")["amount_fen"].sum() <= 300 * len(got)
    assert result.daily["coupons_issued"].sum() > 0


# -- the engines and the words ----------------------------------------------------------------

PLANS = {
    "couriers and coupons": (
        "takeaway_late_coupon",
        (
            "delivery.takeaway.minutes=200",
            "delivery.takeaway.late_dropout=0.5",
            "delivery.takeaway.late_goodwill=0.9",
            "delivery.takeaway.on_time=0.4",
            "delivery.takeaway.late_yuan=2",
            "delivery.takeaway.free_every_days=3",
            "coupon.budget=200",
        ),
    ),
    "parcels and pick-up": (
        "delivery_carrier",
        (
            "selling.pickup.share=0.4",
            "delivery.mini_program.fee=9",
            "delivery.mini_program.put_off=0.05",
        ),
    ),
}


@pytest.mark.parametrize(("scenario", "overrides"), PLANS.values(), ids=PLANS)
def test_both_engines_bring_the_same_orders(
    plan: Planner, scenario: str, overrides: tuple[str, ...]
) -> None:
    """Byte for byte, with everything about delivery that can differ in use."""
    same(*both(plan(scenario, "shoppers.initial=300", "horizon_days=60", *overrides)))


REFUSED = {
    "no such channel": ("selling=none", "delivery.takeaway"),
    "a store": ("selling.channels.takeaway.place=store", "delivery.takeaway"),
    "hours": ("delivery.takeaway.to_hour=9", "delivery.takeaway.to_hour"),
    "no coupon": ("delivery.takeaway.late_coupon=sory", "delivery.takeaway.late_coupon"),
    "no promise": ("delivery.takeaway.promise_minutes=0", "delivery.takeaway.promise_minutes"),
}


@pytest.mark.parametrize(("override", "key"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused(override: str, key: str) -> None:
    """With the key that is wrong."""
    with pytest.raises(InputError) as caught:
        compose_plan("takeaway_late_coupon", [override])
    assert key in str(caught.value)
