"""Laws of growth: more people, more money for media, more for those who invite."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import strategies as st

from sim.config.schema import Plan
from sim.world import simulate
from tests.laws.worlds import (
    ENGINES,
    FRIENDS,
    SETTINGS,
    Levers,
    by_shopper,
    changed,
    law,
    lived,
    plan_of,
    rows,
)

REWARDS = st.lists(st.integers(0, 200), min_size=2, max_size=2).map(sorted)


def invitations(engine: str, levers: Levers) -> Plan:
    """A programme that pays in cash, and no message to anybody."""
    plan = plan_of("two_sided_referral", *FRIENDS, "referral.reward_form=cash", f"engine={engine}")
    return changed(plan, levers | {"campaigns": {}, "referral.active": True})


@law(settings=SETTINGS, rewards=REWARDS)
def test_a_higher_reward_never_lowers_invitations(
    engine: str, settings: Levers, rewards: list[int]
) -> None:
    """No initial member asks fewer friends for more money."""
    plan = invitations(engine, settings)
    low, high = (lived(plan, referral__inviter_reward=float(reward)) for reward in rewards)
    initial = {row[1] for row in rows(low, "joined") if row[3] == "initial"}
    asked, fewer = by_shopper(high, "invited"), by_shopper(low, "invited")
    assert all(asked[uid] >= fewer[uid] for uid in initial)


@pytest.mark.parametrize("engine", ENGINES)
def test_rewards_grow_the_base(engine: str) -> None:
    """Over ten replications, each doubling of the reward brings more invitations in all."""
    plan = invitations(engine, {})
    totals = [
        sum(
            int(simulate(changed(plan, {"referral.inviter_reward": reward}), r).kpis["joined"])
            for r in range(10)
        )
        for reward in (5.0, 10.0, 20.0, 40.0)
    ]
    assert totals == sorted(set(totals))


@law(settings=SETTINGS, spends=st.lists(st.integers(0, 5000), min_size=2, max_size=2).map(sorted))
def test_more_media_never_loses_anybody(engine: str, settings: Levers, spends: list[int]) -> None:
    """Whoever joins on a smaller media budget joins, and lives the same life, on a larger one."""
    plan = changed(plan_of("baseline", f"engine={engine}"), settings)
    small, large = (lived(plan, acquisition__ads__spend_per_day=float(s)) for s in spends)
    assert set(rows(small)) <= set(rows(large))


@pytest.mark.parametrize("engine", ENGINES)
def test_twice_the_shoppers_twice_the_totals(engine: str) -> None:
    """Totals of 400 people are twice those of 200, within 4.5 standard errors."""
    plan = plan_of("everything", *FRIENDS, "guides.book_size=50", f"engine={engine}")
    keys = ("joined", "orders", "net_sales", "touches", "guide_hours")
    runs = {
        n: np.array(
            [
                [simulate(changed(plan, {"shoppers.initial": n}), r).kpis[key] for key in keys]
                for r in range(10)
            ]
        )
        for n in (200, 400)
    }
    apart = runs[400] - 2.0 * runs[200]
    error = apart.std(axis=0, ddof=1) / np.sqrt(len(apart))
    assert (np.abs(apart.mean(axis=0)) < 4.5 * error).all()
    assert (error < 0.15 * runs[400].mean(axis=0)).all()
