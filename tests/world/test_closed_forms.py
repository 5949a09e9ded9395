"""With every lever off, the world is BG/NBD with Gamma-Gamma order values."""

from __future__ import annotations

import numpy as np
import pytest

from sim.behaviour.clock import DAY
from sim.study.fit.btyd import BgNbd, expected_repeats
from sim.world import simulate
from tests.conftest import Planner

MODEL = BgNbd(0.243, 4.414, 0.793, 2.426)
PEOPLE, WEEKS = 100_000, 52


@pytest.fixture(scope="module")
def orders(plan: Planner) -> dict[str, np.ndarray]:
    """Repeat orders of 100,000 people by (week since their own first order), and their values."""
    quiet = plan(
        "baseline",
        f"shoppers.initial={PEOPLE}",
        "shoppers.start=cohort",
        "shoppers.first_orders=[1]",
        "shoppers.visits.per_week=0",
        "acquisition=none",
        f"horizon_days={7 * WEEKS + 1}",
    )
    log = simulate(quiet, 0, events=True).events
    assert log is not None
    made = log["event"] == "order"
    uid, time, index = log["uid"][made], log["time_ms"][made], log["reference"][made]
    order = np.lexsort((index, uid))
    uid, time, index, value = uid[order], time[order], index[order], log["amount_fen"][made][order]
    people = np.cumsum(index == 0) - 1
    first = time[index == 0][people]
    repeat = index > 0
    return {
        "person": people[repeat],
        "week": (time - first)[repeat] / (7 * DAY),
        "value": value,
        "index": index,
    }


def test_mean_repeats_match_the_closed_form_every_week(orders: dict[str, np.ndarray]) -> None:
    """At days 7k the mean number of repeats is E[X(t)] within 3.5 standard errors."""
    counts = np.zeros((PEOPLE,), dtype=np.int64)
    for week in range(1, WEEKS + 1):
        now = orders["person"][(orders["week"] < week) & (orders["week"] >= week - 1)]
        counts += np.bincount(now, minlength=PEOPLE)
        expected = float(expected_repeats(MODEL, np.array([float(week)]))[0])
        error = counts.std() / np.sqrt(PEOPLE)
        assert abs(counts.mean() - expected) < 3.5 * error, f"week {week}"


def test_order_values_have_the_gamma_gamma_mean(orders: dict[str, np.ndarray]) -> None:
    """First orders average p v / (q - 1) yuan within 3.5 standard errors."""
    first = orders["value"][orders["index"] == 0] / 100
    assert abs(first.mean() - 6.25 * 127.84 / 2.74) < 3.5 * first.std() / np.sqrt(len(first))
