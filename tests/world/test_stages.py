"""The stages a brand can see add up, and follow from the log."""

from __future__ import annotations

import numpy as np

from sim.behaviour.clock import DAY
from sim.world import simulate
from tests.conftest import Planner


def test_every_buyer_is_in_one_stage_of_recency(plan: Planner) -> None:
    """Active, lightly and moderately dormant and churned buyers are all buyers, every day."""
    daily = simulate(plan("fila_333", "shoppers.initial=500", "horizon_days=150"), 0).daily
    stages = sum(daily[f"buyers_{band}"] for band in ("0_30", "30_60", "60_90", "90"))
    assert np.array_equal(stages, daily["buyers"])


def test_churned_and_won_back_follow_from_the_log(plan: Planner) -> None:
    """On the last day, who ordered last 90 days ago or longer is churned; returns are counted."""
    result = simulate(plan("baseline", "shoppers.initial=500", "horizon_days=150"), 0, events=True)
    log = result.events
    assert log is not None
    last: dict[int, int] = {}
    won = 0
    for time, uid, event in zip(log["time_ms"], log["uid"], log["event"], strict=True):
        if event != "order":
            continue
        day = int(time) // DAY
        won += day >= 0 and day - last.get(int(uid), day) >= 90
        last[int(uid)] = day
    assert sum(day <= 149 - 90 for day in last.values()) == result.daily["buyers_90"][-1]
    assert won == result.daily["won_back"].sum()
