"""Stock as a quantity: what is on the shelf is the account, and what runs out is missed."""

from __future__ import annotations

import numpy as np
import pytest

from sim.behaviour import stock as science
from sim.behaviour.clock import DAY
from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.ledger.accounts import INDEX
from sim.measure.result import RunResult
from sim.world import simulate
from tests.conftest import Planner
from tests.world.test_engines import both, same

SMALL = ("shoppers.initial=300", "horizon_days=90", "engine=compiled")


def lived(plan: Planner, scenario: str, *overrides: str) -> RunResult:
    """One replication with its event log."""
    return simulate(plan(scenario, *SMALL, *overrides), 0, events=True)


def total(result: RunResult, account: str) -> int:
    """Balance of an account at the end, debit."""
    return int(result.ledger.sum(axis=0)[INDEX[account]])


def test_what_is_found_is_the_expected_minimum() -> None:
    """E[min(D, q)] / E[D] of a Poisson number of wants, and its limits."""
    luck = np.random.default_rng(3).poisson(40.0, 200_000)
    for pieces in (20, 35, 40, 50, 70):
        expected = np.minimum(luck, pieces).mean() / 40.0
        assert science.fill_rate(pieces, 40.0) == pytest.approx(expected, abs=0.006)
    assert science.fill_rate(0.0, 40.0) == 0.0
    assert science.fill_rate(10.0, 0.0) == 1.0


def test_clearance_sells_what_the_prices_sell() -> None:
    """Without lift an exponential clock; worth lies between the lowest price and the first."""
    share = science.cleared(3.0, 0.5, 0.1, 0.2, 0.0)
    assert share == pytest.approx(1 - np.exp(-0.6))
    for lift in (0.0, 5.0, 20.0):
        gone = science.cleared(3.0, 0.5, 0.1, 0.2, lift)
        worth = science.cleared_worth(3.0, 0.5, 0.1, 0.2, lift)
        assert 0.4 * gone < worth < 0.9 * gone
    assert science.cleared(0.0, 0.5, 0.1, 0.2, 5.0) == 0.0


SCENARIOS = ("member_day_stock_usual", "member_day_stock_ahead", "fresh_clearance")


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_both_engines_sell_the_same_stock(plan: Planner, scenario: str) -> None:
    """Ordered, sold, bought in, spoiled."""
    same(*both(plan(scenario, "shoppers.initial=200", "horizon_days=60")))


@pytest.mark.parametrize("scenario", ["member_day_stock_ahead", "fresh_clearance"])
def test_the_shelf_is_the_account(plan: Planner, scenario: str) -> None:
    """What is left at the end is the balance of Inventory, to the fen, and never below nothing."""
    result = lived(plan, scenario, "shoppers.return_rate=0.1")
    assert total(result, "inventory") == result.daily["stock_fen"][-1]
    assert (result.daily["stock_fen"] >= 0).all()
    assert total(result, "stock_spoiled") == result.daily["stock_spoiled_fen"].sum()


def test_goods_sent_at_fixed_times_leave_the_shelf(plan: Planner) -> None:
    """They are of the same stock: the shelf stays the account, and more is ordered for them."""
    sent = ("periodic.price=90", "periodic.worth=100", "periodic.cost=60", "periodic.offer=0.3")
    quick = ("engine=simpy", "periodic.every_days=10", "periodic.deliveries=3")
    result = lived(plan, "fresh_clearance", *sent, *quick)
    assert result.daily["periodic_sent"].sum() > 20
    assert total(result, "inventory") == result.daily["stock_fen"][-1]
    assert (result.daily["stock_fen"] >= 0).all()


def test_what_is_sold_off_is_sold(plan: Planner) -> None:
    """The share spoiled is of all goods that left or spoiled, not of those ordered alone."""
    result = lived(plan, "fresh_clearance", "engine=simpy")
    spoiled, sold = (total(result, account) for account in ("stock_spoiled", "cost_of_goods"))
    assert sold > result.daily["goods_fen"].sum()
    assert result.kpis["spoiled_share"] == pytest.approx(spoiled / (spoiled + sold))


def test_plenty_changes_no_order(plan: Planner) -> None:
    """Stock for a year: every event as with stock that never ends."""
    plenty = ("stock.daily=20000", "stock.safety_days=365")
    kept = lived(plan, "member_day_stock_usual", *plenty)
    endless = lived(plan, "member_day_stock_usual", "stock.daily=0")
    assert kept.events is not None
    assert endless.events is not None
    for name, column in endless.events.items():
        assert np.array_equal(kept.events[name], column), name
    assert kept.daily["stock_late"].sum() == 0


def test_little_is_missed_or_late(plan: Planner) -> None:
    """With a third of what is needed wants are lost, and more so than with all of it."""
    fixed = ("stock.window_days=365",)  # the expectation hardly moves
    little, enough = (
        lived(plan, "fresh_unsold", f"stock.daily={daily}", *fixed) for daily in (1200, 6000)
    )
    lost = [one.daily["lost_missing"].sum() for one in (little, enough)]
    assert lost[0] > 5 * max(1, lost[1])
    assert little.daily["stock_spoiled_fen"].sum() < enough.daily["stock_spoiled_fen"].sum()


def test_who_ordered_last_waits(plan: Planner) -> None:
    """Of a day's orders the late ones are those that came after all others; some days have both."""
    result = lived(plan, "member_day_stock_usual", "engine=simpy")
    log = result.events
    assert log is not None
    names = ("time_ms", "uid", "event", "reference")
    rows = list(zip(*(log[name].tolist() for name in names), strict=True))
    late = {(time, uid, order) for time, uid, event, order in rows if event == "goods_late"}
    parted = 0
    for day in range(90):
        made = [
            (time, (time, uid, order) in late)
            for time, uid, event, order in rows
            if event == "order" and time // DAY == day
        ]
        waits = [time for time, waiting in made if waiting]
        served = [time for time, waiting in made if not waiting]
        if waits and served:
            parted += 1
            assert min(waits) >= max(served)
    assert parted > 5


def test_more_ahead_is_late_less_often(plan: Planner) -> None:
    """Two days' sales more on each member day: fewer wait for goods."""
    usual = lived(plan, "member_day_stock_usual")
    ahead = lived(plan, "member_day_stock_ahead", "stock.ahead.member_day.days_of_sales=2")
    assert usual.daily["stock_late"][5::7].sum() > ahead.daily["stock_late"][5::7].sum()


def test_stock_that_nobody_could_miss_is_refused() -> None:
    """It needs places to buy."""
    with pytest.raises(InputError, match=r"stock\.daily"):
        compose_plan("baseline", ["stock.daily=100"])
