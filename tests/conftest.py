"""What every test may ask for: a plan by scenario name and overrides."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from sim.config.compose import compose_plan
from sim.config.schema import Plan

# Timing never decides a test.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

CDNOW = Path("build/cdnow/CDNOW_sample.txt")
Planner = Callable[..., Plan]


@pytest.fixture(scope="session")
def plan() -> Planner:
    """`plan("fila_333", "shoppers.initial=500")` is that scenario's validated plan."""

    def make(scenario: str, *overrides: str) -> Plan:
        return compose_plan(scenario, list(overrides)).plan

    return make
