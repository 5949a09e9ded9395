"""A coupon claimed from an advertisement or a code, redeemed in a store (优码、到店核销)."""

from __future__ import annotations

import numpy as np

from sim.behaviour.clock import DAY
from sim.evidence.load import entry
from sim.world import simulate
from tests.conftest import Planner

SIZE = ("shoppers.initial=1000", "horizon_days=120", "engine=compiled")


def test_claimers_redeem_in_the_store_no_more_than_was_seen_at_best(plan: Planner) -> None:
    """S3B-020: up to half. Only who came by ad or code claims, each once, and some never redeem."""
    result = simulate(plan("ad_coupon_in_store", *SIZE), 0, events=True)
    best = entry("S3B-020").numbers[0] / 100
    assert 0.05 < result.kpis["coupons_used_share"] < best
    assert result.events is not None
    log = result.events
    claimed = log["uid"][log["event"] == "coupon_issued"]
    joined = log["event"] == "joined"
    by = dict(zip(log["uid"][joined].tolist(), log["channel"][joined].tolist(), strict=True))
    assert len(claimed) == len(np.unique(claimed)) > 20
    assert {by[uid] for uid in claimed.tolist()} == {"ads", "item_code"}
    used = log["event"] == "coupon_redeemed"
    issued = dict(
        zip(claimed.tolist(), log["time_ms"][log["event"] == "coupon_issued"], strict=True)
    )
    for uid, time in zip(log["uid"][used].tolist(), log["time_ms"][used].tolist(), strict=True):
        assert 0 <= time - issued[uid] <= 15 * DAY
    sold, orders = result.daily["orders"].sum(), result.daily["online_orders"].sum()
    assert orders == 0 < sold  # every one of them in a store
