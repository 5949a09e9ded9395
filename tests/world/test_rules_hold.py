"""Caps, gaps, budgets and working hours hold in the log, whoever checks."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

import pytest

from sim.behaviour.clock import DAY
from sim.config.schema import Plan
from sim.world import simulate
from tests.conftest import Planner

SMALL = ("shoppers.initial=300", "horizon_days=120")


def rows(plan: Plan, *events: str) -> list[tuple[int, int, str, int]]:
    """(time, uid, event, amount) of some events."""
    log = simulate(plan, 0, events=True).events
    assert log is not None
    return [
        (int(time), int(uid), str(event), int(amount))
        for time, uid, event, amount in zip(
            log["time_ms"], log["uid"], log["event"], log["amount_fen"], strict=True
        )
        if event in events
    ]


@pytest.mark.parametrize("cap", [1, 3, 7])
def test_nobody_gets_more_than_the_weekly_cap(plan: Planner, cap: int) -> None:
    """In any 7 days running, a member gets at most the cap."""
    sent = rows(plan("touch_heavy", *SMALL, f"touch.weekly_cap={cap}"), "touch_delivered")
    days: dict[int, Counter[int]] = defaultdict(Counter)
    for time, uid, _, _ in sent:
        days[uid][time // DAY] += 1
    worst = max(sum(c[d + i] for i in range(7)) for c in days.values() for d in range(120))
    assert worst == cap


def test_the_minimum_gap_holds(plan: Planner) -> None:
    """Two messages to one member are never closer than the gap."""
    sent = rows(plan("touch_heavy", *SMALL, "touch.min_gap_minutes=180"), "touch_delivered")
    last: dict[int, int] = {}
    for time, uid, _, _ in sent:
        assert time - last.get(uid, -DAY) >= 180 * 60_000
        last[uid] = time


@pytest.mark.parametrize("gate", ["issue", "redemption"])
def test_coupons_never_cost_more_than_approved(plan: Planner, gate: str) -> None:
    """With a budget that binds, what is issued and open (or redeemed) never exceeds it."""
    bound = plan(
        "touch_heavy",
        *SMALL,
        "campaigns.daily_promotions.coupon=true",
        "coupon.face=40",
        "coupon.budget=2000",
        f"coupon.gate={gate}",
    )
    budget = 2000 * 100 * 300 // 1000
    reserved = redeemed = peak = 0
    for _, _, event, amount in rows(bound, "coupon_issued", "coupon_expired", "coupon_redeemed"):
        reserved += amount if event == "coupon_issued" else 0
        reserved -= amount if event == "coupon_expired" else 0
        redeemed += amount if event == "coupon_redeemed" else 0
        peak = max(peak, reserved)
        assert (reserved if gate == "issue" else redeemed) <= budget
    assert (peak if gate == "issue" else redeemed) > budget // 2


def test_a_guide_does_one_thing_at_a_time(plan: Planner) -> None:
    """With little time a day, touches of one guide are spaced by the work; tasks expire."""
    busy = plan(
        "fila_333",
        "shoppers.initial=900",
        "horizon_days=120",
        "guides.minutes_per_day=6",
        "guides.patience_days=1",
    )
    log = simulate(busy, 0, events=True)
    assert log.events is not None
    times = [
        int(t)
        for t, e in zip(log.events["time_ms"], log.events["event"], strict=True)
        if e == "touch_delivered"
    ]
    for earlier, later in pairwise(times):
        if later // DAY == earlier // DAY:
            assert later - earlier >= 2 * 60_000
    assert max(Counter(t // DAY for t in times).values()) <= 3
    assert log.kpis["tasks_expired"] > 0


def test_muted_and_gone_members_get_nothing(plan: Planner) -> None:
    """After a mute or an opt-out no message arrives."""
    closed: set[int] = set()
    for _, uid, event, _ in rows(
        plan("touch_heavy", *SMALL), "touch_delivered", "muted", "opted_out"
    ):
        if event == "touch_delivered":
            assert uid not in closed
        else:
            closed.add(uid)
    assert closed


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_nobody_leaves_twice(plan: Planner, engine: str) -> None:
    """Who left every channel, is added by a guide and leaves again was lost as a member once."""
    leaving = plan(
        "fila_333",
        *SMALL,
        f"engine={engine}",
        "shoppers.repeat.r=5",  # buyers come often, so that guides add them again
        "touch.channels.community.enrol=1",
        "touch.channels.guide.execution=1",
        "touch.response.annoyance=5",
        "touch.response.opt_out_share=1",
        "touch.response.opt_out_dropout=0",
        "shoppers.traits.tolerance_mean=0.1",
        "touch.weekly_cap=50",
        "+campaigns.noise={channel:community,content:promotion,hours:[10,12,14],every_days:1,"
        "from_day:0,until_day:999,coupon:false,intensity:1.0}",
    )
    result = simulate(leaving, 0, events=True)
    log = result.events
    assert log is not None
    gone = log["uid"][log["event"] == "opted_out"]
    people = 300 + int(result.daily["joined"].sum())
    assert len(gone) > len(set(gone.tolist())), "somebody leaves a second channel later"
    assert result.daily["members"][-1] >= people - len(set(gone.tolist()))
