"""The directions the sources report come out of the mechanisms (twin worlds, small runs)."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from sim.config.compose import compose_plan
from sim.world import simulate

REPLICATIONS = 4


@cache
def kpi(scenario: str, key: str) -> np.ndarray:
    """A KPI of each replication."""
    return np.array([result[key] for result in _runs(scenario)])


@cache
def _runs(scenario: str) -> list[dict[str, float]]:
    plan = compose_plan(scenario, ["shoppers.initial=2000", "horizon_days=270"]).plan
    return [simulate(plan, replication).kpis for replication in range(REPLICATIONS)]


DIRECTIONS = [
    pytest.param("fila_333", "orders_per_initial", +1, id="guide care brings orders"),
    pytest.param("fila_333", "repurchase_rate", +1, id="guide care brings buyers back"),
    pytest.param("fila_333", "programme_cost", +1, id="guide care costs"),
    pytest.param("invite3_subsidy", "joined", +1, id="subsidy grows fast"),
    pytest.param("invite3_subsidy", "newcomer_retention_90", -1, id="subsidy keeps few"),
    pytest.param("invite3_subsidy", "newcomer_activation", -1, id="subsidy brings few buyers"),
    pytest.param("two_sided_referral", "joined", +1, id="two-sided reward grows"),
    pytest.param("two_sided_referral", "net_sales", +1, id="two-sided reward sells"),
    pytest.param("service_desk", "orders_per_initial", +1, id="answers bring orders"),
    pytest.param("service_desk", "programme_cost", +1, id="a service desk costs"),
    pytest.param("touch_heavy", "members", -1, id="ten promotions a day lose members"),
    pytest.param("touch_heavy", "contribution", -1, id="ten promotions a day lose money"),
]


@pytest.mark.parametrize(("scenario", "key", "sign"), DIRECTIONS)
def test_direction(scenario: str, key: str, sign: int) -> None:
    """In every replication the twin under the policy differs in the named direction."""
    difference = kpi(scenario, key) - kpi("baseline", key)
    assert (difference * sign > 0).all(), difference


def test_a_dead_group() -> None:
    """Under ten promotions a day most of the half who are in the group mute or leave it."""
    assert (kpi("touch_heavy", "muted_share") + kpi("touch_heavy", "opted_out_share") > 0.4).all()
    assert (kpi("touch_heavy", "open_rate") < 0.15).all()


def test_a_two_sided_reward_keeps_more_than_a_subsidy() -> None:
    """Paying for a first order keeps more newcomers than paying for a name."""
    assert (
        kpi("two_sided_referral", "newcomer_retention_90")
        > kpi("invite3_subsidy", "newcomer_retention_90")
    ).all()
