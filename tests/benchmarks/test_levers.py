"""One more lever on a full plan: what is laid over what, and that the pace is one of lived days."""

from __future__ import annotations

import pytest

from benchmarks.levers import LEVERS, overlaid, pace, plan_with


def test_settings_are_laid_over_by_key_and_lists_whole() -> None:
    """Neither scenario is changed by it."""
    below = {"touch": {"cap": 2, "hours": [9, 20]}, "coupon": {"face": 30}}
    above = {"touch": {"hours": [12]}, "points": {"on_joining": 10}}
    made = overlaid(below, above)
    assert made == {
        "touch": {"cap": 2, "hours": [12]},
        "coupon": {"face": 30},
        "points": {"on_joining": 10},
    }
    made["touch"]["hours"].append(13)
    assert above["touch"]["hours"] == [12]
    assert below["touch"]["hours"] == [9, 20]


@pytest.mark.parametrize("lever", LEVERS)
def test_every_lever_goes_on_top_of_the_full_plan(lever: str) -> None:
    """The plan keeps the journeys of the full one, and is another."""
    alone, more = plan_with("", 200), plan_with(lever, 200)
    assert set(alone.journeys) <= set(more.journeys)
    assert more != alone


def test_a_pace_is_positive() -> None:
    """Time was needed, by the clock and of the processors."""
    assert min(pace(plan_with("", 500))) > 0.0
