"""Laws of time and of names: the calendar, the horizon and the order of a file decide nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from sim.behaviour.clock import DAY
from sim.config.schema import Plan
from tests.laws.worlds import (
    SETTINGS,
    Levers,
    changed,
    every_lever,
    identical,
    law,
    lived,
    rows,
)


@law(settings=SETTINGS, cut=st.integers(1, 44))
def test_a_shorter_run_is_the_beginning_of_a_longer_one(
    engine: str, settings: Levers, cut: int
) -> None:
    """Nobody knows when the run will end: events and counts up to any day are the same."""
    plan = every_lever(engine, settings)
    whole, part = lived(plan), lived(plan, horizon_days=cut)
    assert rows(part) == [row for row in rows(whole) if row[0] < cut * DAY]
    for name, series in part.daily.items():
        assert series.tobytes() == whole.daily[name][:cut].tobytes(), name


@law(settings=SETTINGS)
def test_whole_months_keep_their_books(engine: str, settings: Levers) -> None:
    """January costs and earns the same in a run of one month and in a longer one."""
    plan = every_lever(engine, settings)
    whole, january = lived(plan), lived(plan, horizon_days=31)
    assert january.ledger.tolist() == whole.ledger[:1].tolist()


@law(settings=SETTINGS, days=st.integers(-900, 900))
def test_without_season_the_calendar_decides_nothing(
    engine: str, settings: Levers, days: int
) -> None:
    """Started on another date, a year without season has the same events."""
    plan = every_lever(engine, settings)
    later = plan.start_date + timedelta(days=days)
    assert rows(lived(plan)) == rows(lived(plan, start_date=later))


def reversed_names(plan: Plan) -> Plan:
    """The plan with everything that has a name written in the opposite order."""
    named: dict[str, dict[str, Any]] = {
        "campaigns": plan.campaigns,
        "journeys": plan.journeys,
        "acquisition": plan.acquisition,
        "touch.channels": plan.touch.channels,
        "touch.classes": plan.touch.classes,
    }
    return changed(plan, {key: dict(reversed(table.items())) for key, table in named.items()})


@law(settings=SETTINGS, gate=st.sampled_from(["issue", "redemption"]), budget=st.integers(0, 5000))
def test_the_order_of_names_decides_nothing(
    engine: str, settings: Levers, gate: str, budget: int
) -> None:
    """Campaigns, journeys, doors, channels and contents in another order: the same world."""
    plan = every_lever(engine, settings)
    plan = changed(plan, {"coupon.gate": gate, "coupon.budget": float(budget)})
    assert identical(lived(plan), lived(reversed_names(plan)))
