"""Contacts kept elsewhere are moved once: a finite list, worked through by a share a day."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sim.config.schema import Plan
from sim.world import simulate

Planner = Callable[..., Plan]
SIZE = ("shoppers.initial=1000", "horizon_days=60", "engine=simpy")
LIST = "acquisition.personal_accounts"


def moved(plan: Planner, *overrides: str) -> np.ndarray:
    """Who joins beyond the twin without a list, by day."""
    without = simulate(plan("contact_migration", *SIZE, f"{LIST}.contacts=0"), 0)
    joined = simulate(plan("contact_migration", *SIZE, *overrides), 0).daily["joined"]
    return np.asarray(joined - without.daily["joined"])


@pytest.mark.parametrize("share", [0.05, 0.3, 1.0])
def test_a_list_runs_out(plan: Planner, share: float) -> None:
    """After d days 1 - (1 - share)^d of it is moved, by the luck of a Poisson number each day."""
    came = moved(plan, f"{LIST}.moved_per_day={share}")
    for days in (1, 10, 60):
        expected = 300.0 * (1.0 - (1.0 - share) ** days)
        assert abs(came[:days].sum() - expected) < 4.0 * np.sqrt(expected)


def test_an_empty_list_changes_nothing(plan: Planner) -> None:
    """Without contacts the door stays shut, and everybody else lives as without it."""
    empty = simulate(plan("contact_migration", *SIZE, f"{LIST}.contacts=0"), 0)
    absent = simulate(plan("baseline", *SIZE), 0)
    for name, series in absent.daily.items():
        assert np.array_equal(series, empty.daily[name]), name
