"""Signals: an order much smaller than one's own is seen and answered; an hour of one's own."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from sim.behaviour.clock import DAY
from sim.behaviour.touch import hour_chosen, hour_factor
from sim.brand.signals import SMALLER, WATCHED, watch
from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.ledger.accounts import INDEX
from sim.measure.result import RunResult
from sim.world import simulate
from tests.conftest import Planner
from tests.world.test_engines import both, same

SMALL = ("shoppers.initial=1000", "horizon_days=120", "engine=compiled")


def lived(plan: Planner, scenario: str, *overrides: str) -> RunResult:
    """One replication with its event log."""
    return simulate(plan(scenario, *SMALL, *overrides), 0, events=True)


def rows_of(result: RunResult, event: str) -> dict[str, np.ndarray]:
    """The columns of one kind of event, of the run alone."""
    assert result.events is not None
    chosen = (result.events["event"] == event) & (result.events["time_ms"] >= 0)
    return {name: column[chosen] for name, column in result.events.items()}


def test_an_order_is_held_against_those_before_it() -> None:
    """30 % below the mean of those before, and rested: means are 100, 90.3, 82.8 and 76.2."""
    sums, orders, answered = np.array([200]), np.array([2]), np.array([-1000])
    people, found = np.zeros(4, dtype=np.int64), np.zeros(4, dtype=np.int64)
    amounts, days = np.array([71, 60, 50, 30]), np.array([1, 2, 3, 40])
    watch(sums, orders, answered, people, amounts, days, 0.3, 2, 30, found)
    assert found.tolist() == [WATCHED, SMALLER, WATCHED, SMALLER]
    assert (sums[0], orders[0], answered[0]) == (411, 6, 40)
    found[:] = 0
    watch(sums, orders, answered, people, amounts, days, 0.3, 99, 30, found)
    assert not found.any()


def test_signals_are_the_orders_that_fell(plan: Planner) -> None:
    """Counted again from the log: the same members on the same days; each is paid once."""
    result = lived(plan, "smaller_order_answered", "signals.smaller.rest_days=0")
    before: dict[int, list[int]] = defaultdict(list)
    expected = set()
    orders = rows_of(result, "order")
    for time, uid, fen in zip(
        *(orders[name].tolist() for name in ("time_ms", "uid", "amount_fen")), strict=True
    ):
        mine = before[uid]
        if len(mine) >= 2 and fen <= 0.7 * sum(mine) / len(mine):
            expected.add((uid, time // DAY + 1))
        mine.append(fen)
    told = rows_of(result, "signalled")
    seen = list(zip(told["uid"].tolist(), (told["time_ms"] // DAY).tolist(), strict=True))
    assert set(seen) == {(uid, day) for uid, day in expected if day < 120}
    assert len(seen) == len(set(seen)) == result.daily["signals"].sum() > 0
    assert result.ledger[:, INDEX["alarm_handling"]].sum() == told["amount_fen"].sum()


def test_a_signal_without_coupon_and_cost_changes_nobody(plan: Planner) -> None:
    """Seen and left alone: every other event as without it."""
    off = ('signals.smaller.coupon=""', "signals.smaller.yuan=0")
    told = lived(plan, "smaller_order_answered", *off)
    untold = lived(plan, "smaller_order_answered", "signals.smaller.fall=1")
    assert told.events is not None and untold.events is not None
    others = told.events["event"] != "signalled"
    assert not others.all()
    for name, column in untold.events.items():
        assert np.array_equal(told.events[name][others], column), name


@pytest.mark.parametrize("hour", [3.0, 12.0, 20.0])
def test_a_chosen_hour_lies_between_the_usual_and_the_best(hour: float) -> None:
    """Nothing chosen is the usual hour to the bit; all of it is the best hour there is."""
    usual = hour_factor(hour, 80, 0.4)
    assert hour_chosen(usual, 0.4, 0.0) == usual
    assert hour_chosen(usual, 0.4, 1.0) == pytest.approx(1.4)
    assert usual <= hour_chosen(usual, 0.4, 0.5) <= 1.4


def test_who_gets_it_at_their_hour_opens_more(plan: Planner) -> None:
    """The same people and messages: more is opened, most with the best hour for all."""
    rates = [
        lived(plan, "coupon_at_own_hour", f"campaigns.member_day.own_hour={own}").kpis["open_rate"]
        for own in (0, 0.5, 1)
    ]
    assert rates == sorted(rates)
    assert rates[0] < rates[2]


PLANS = {
    "smaller orders": (
        "smaller_order_answered",
        ("signals.smaller.orders=1", "signals.smaller.rest_days=0", "coupon.budget=150"),
    ),
    "own hours": ("coupon_at_own_hour", ("campaigns.member_day.every_days=2",)),
}


@pytest.mark.parametrize(("scenario", "overrides"), PLANS.values(), ids=PLANS)
def test_both_engines_see_the_same(
    plan: Planner, scenario: str, overrides: tuple[str, ...]
) -> None:
    """Byte for byte."""
    same(*both(plan(scenario, "shoppers.initial=300", "horizon_days=60", *overrides)))


def test_a_coupon_that_is_not_there_is_refused() -> None:
    """With its key."""
    with pytest.raises(InputError) as caught:
        compose_plan("smaller_order_answered", ["signals.smaller.coupon=bak"])
    assert "signals.smaller.coupon" in str(caught.value)
