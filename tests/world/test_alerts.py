"""An alarm starts a journey: on its own midnight, for whom it is meant, alike in both engines."""

from __future__ import annotations

from typing import Any

import pytest

from sim.behaviour.clock import DAY
from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.world import World
from tests.world.test_engines import same, with_engine
from tests.world.test_flows import AUDIENCES, KINDS, SMALL, journey, step

FLOW = journey(
    "flow",
    "alert",
    step(0, ",coupon_kind:small"),
    step(4, ",after:not_opened", "service"),
    more=",stop:purchase,audience:valuable",
)


def monitor(threshold: float, pause: int = 20, name: str = "flow") -> str:
    """An alarm when a week's orders change by less than a threshold, as an override writes it."""
    return (
        f"+monitors.watch={{metric:orders_change,threshold:{threshold},above:false,window_days:7,"
        f"for_days:1,pause_days:{pause},yuan_per_alarm:5,campaign:'',campaign_days:1,"
        f"silent_days:0,journey:{name}}}"
    )


def lived(engine: str, *overrides: str) -> Any:
    """A run that notes who is where in a journey."""
    plan = compose_plan("fila_333", [*SMALL, *KINDS, *AUDIENCES, *overrides]).plan
    return World(with_engine(plan, engine), 0, events=True, traced=True).run()


def days_of(result: Any, event: str) -> set[int]:
    """Days on which an event happened."""
    events = result.events
    rows = zip(events["event"].tolist(), events["time_ms"].tolist(), strict=True)
    return {int(time) // DAY for name, time in rows if name == event}


@pytest.mark.parametrize("audience", ["valuable", "quiet", "''"])
def test_an_alarm_is_the_same_in_both_engines(audience: str) -> None:
    """Alarms of ordinary weeks, beside guide care, with a coupon, a branch and an exit."""
    overrides = (FLOW, monitor(0.1), f"journeys.flow.audience={audience}")
    same(lived("simpy", *overrides), lived("compiled", *overrides))


def test_a_journey_starts_on_the_midnights_of_alarms_alone() -> None:
    """Whoever enters does so the midnight after the day an alarm is counted on, and some do."""
    alone = ("~journeys.care_333", FLOW, monitor(0.1))
    run = lived("simpy", *alone)
    rung = {int(day) + 1 for day in run.daily["alarms"].nonzero()[0]}
    assert rung
    assert days_of(run, "journey_entered") == rung


def test_an_alarm_that_never_rings_changes_nothing() -> None:
    """With a threshold no week falls below, the log is that of the plan without the journey."""
    silent = lived("simpy", FLOW, monitor(-1.0))
    without = lived("simpy")
    for name, column in without.events.items():
        assert column.tobytes() == silent.events[name].tobytes()
    assert not silent.daily["alarms"].any()


def test_a_journey_that_waits_for_no_alarm_is_refused() -> None:
    """Both ways: no monitor names the journey; the monitor names another kind of journey."""
    with pytest.raises(InputError, match="waits for an alarm that no monitor raises"):
        lived("simpy", FLOW)
    with pytest.raises(InputError, match="no such journey with the trigger alert"):
        lived("simpy", monitor(0.1, name="care_333"))
