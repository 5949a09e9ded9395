"""What is given to charity: for each order of a charity day, and for no other."""

from __future__ import annotations

import numpy as np
import pytest

from sim.ledger.accounts import INDEX
from sim.world import simulate
from tests.conftest import Planner
from tests.world.test_engines import with_engine


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
@pytest.mark.parametrize(("every", "yuan"), [(30, 1.0), (1, 0.5)], ids=["a month", "every day"])
def test_each_order_of_a_charity_day_gives(
    plan: Planner, engine: str, every: int, yuan: float
) -> None:
    """The account holds the orders of those days times the amount; nothing else moves."""
    given = (f"finance.donation={yuan}", f"finance.donation_every_days={every}")
    asked = plan("charity_day", "shoppers.initial=500", "horizon_days=90", *given)
    result = simulate(with_engine(asked, engine), 0)
    without = simulate(
        with_engine(plan("baseline", "shoppers.initial=500", "horizon_days=90"), engine), 0
    )
    orders = result.daily["orders"][::every].sum()
    assert orders > 0
    assert result.ledger[:, INDEX["donations"]].sum() == orders * round(100 * yuan)
    assert all(np.array_equal(result.daily[key], without.daily[key]) for key in without.daily)
