"""Both engines live the same world, tried for longer and over more settings."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.config.compose import compose_plan
from tests.conftest import Planner
from tests.world.test_engines import DEMO, EVERYTHING, LEVERS, agree, both, same, settings_of

pytestmark = pytest.mark.slow

MORE_LEVERS = st.fixed_dictionaries(
    {
        "referral.likeness": st.sampled_from([0.0, 0.5, 1.0]),
        "referral.until_day": st.sampled_from([40, 999]),
        "guides.book_size": st.sampled_from([20, 1000]),
        "touch.channels.community.execution": st.sampled_from([0.5, 1.0]),
        "touch.response.opt_out_share": st.sampled_from([0.0, 0.5, 1.0]),
        "touch.response.opt_out_dropout": st.sampled_from([0.0, 1.0]),
        "shoppers.return_days": st.sampled_from([0, 7, 90]),
        "shoppers.visits.after_dropout": st.sampled_from([0.01, 1.0]),
        "shoppers.history_days": st.sampled_from([0, 1, 180]),
        "coupon.stretch": st.sampled_from([0.0, 0.5]),
        "coupon.dip": st.sampled_from([0.0, 1.0]),
        "acquisition.store.buys_on_joining": st.sampled_from([0.0, 1.0]),
        "horizon_days": st.sampled_from([1, 31, 70]),
    }
)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(levers=LEVERS, more=MORE_LEVERS)
def test_many_settings_of_the_levers(levers: dict[str, object], more: dict[str, object]) -> None:
    """200 plans with 35 levers drawn at random: the two engines agree."""
    overrides = settings_of({**levers, **more})
    agree(compose_plan("fila_333", [*EVERYTHING, *overrides]).plan)


@pytest.mark.parametrize("scenario", DEMO)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_plans_of_the_demo_for_two_years(plan: Planner, scenario: str, seed: int) -> None:
    """5,000 shoppers, 730 days, three seeds: the same log, counts, money and KPIs."""
    same(*both(plan(scenario, "shoppers.initial=5000", "horizon_days=730", f"seed={seed}")))
