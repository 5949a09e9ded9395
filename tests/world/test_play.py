"""Play: vouchers for who was there, draws for who ordered, and visits for having it."""

from __future__ import annotations

from typing import Any

import pytest

from sim.behaviour.clock import DAY
from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.ledger.accounts import INDEX
from sim.world import simulate
from tests.world.test_engines import both, same, with_engine

SIZE = ("shoppers.initial=300", "horizon_days=90")
DRAW = ("play.draw=0.6", "play.odds=0.4", "play.draw_cost=5")


def lived(*overrides: str) -> Any:
    """A run with its log."""
    plan = with_engine(compose_plan("play_check_in", [*SIZE, *overrides]).plan, "compiled")
    return simulate(plan, 0, True)


def days_of(result: Any, *events: str) -> set[tuple[int, int]]:
    """(uid, day) of events in the run."""
    columns = (result.events[one].tolist() for one in ("time_ms", "uid", "event"))
    rows = zip(*columns, strict=True)
    return {(uid, time // DAY) for time, uid, event in rows if event in events and time >= 0}


def test_both_engines_play_the_same() -> None:
    """Check-ins and draws, with a budget that runs out."""
    same(*both(compose_plan("play_check_in", [*SIZE, *DRAW, "coupon.budget=2000"]).plan))


def test_who_was_there_checks_in_and_who_ordered_draws() -> None:
    """At the midnight after, and only they; what is drawn is booked."""
    result = lived(*DRAW)
    there = {
        (uid, day + 1) for uid, day in days_of(result, "visit", "order", "touch_clicked", "joined")
    }
    ordered = {(uid, day + 1) for uid, day in days_of(result, "order")}
    came, won = days_of(result, "checked_in"), days_of(result, "draw_won")
    assert len(came) > 100 and came <= there
    assert len(won) > 5 and won <= ordered
    assert result.daily["check_ins"].sum() == len(came)
    assert result.daily["draws_won"].sum() == len(won) < result.daily["draws"].sum()
    prizes = result.ledger.sum(axis=0)[INDEX["raffle_prizes"]]
    assert prizes == 500 * len(won)


def test_something_to_play_for_brings_visits() -> None:
    """In proportion, for members during the run."""
    many, few = (len(days_of(lived(f"play.visits={factor}"), "visit")) for factor in (2, 1))
    assert 1.6 * few < many < 2.2 * few


def test_play_for_a_coupon_that_is_not_there_is_refused() -> None:
    """The message names the key and what is allowed."""
    with pytest.raises(InputError) as refused:
        compose_plan("play_check_in", ["play.check_in_kind=tomorrow"])
    assert "play.check_in_kind" in str(refused.value) and "today" in str(refused.value)
