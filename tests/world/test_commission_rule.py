"""Commission by service: only of orders with a message of the guide's own in the window before."""

from __future__ import annotations

from sim.behaviour.clock import DAY
from sim.behaviour.staff import served_within
from sim.measure.result import RunResult
from sim.world import simulate
from tests.conftest import Planner
from tests.world.test_engines import both, same

SMALL = ("shoppers.initial=400", "horizon_days=90", "touch.channels.guide.execution=0.9")
SERVED = (*SMALL, "attribution.commission=served", "attribution.window_days=4")


def moments(result: RunResult, event: str, channel: str = "") -> list[tuple[int, int, int]]:
    """uid, day and reference of each event of a kind, of a channel if one is named."""
    log = result.events
    assert log is not None
    kept = (log["event"] == event) & (log["time_ms"] >= 0)
    kept &= (log["channel"] == channel) | (channel == "")
    columns = (log[name][kept].tolist() for name in ("uid", "time_ms", "reference"))
    return [(uid, time // DAY, reference) for uid, time, reference in zip(*columns, strict=True)]


def test_commission_follows_a_message_of_the_guide(plan: Planner) -> None:
    """Every order that earns has a guide's message within the window, and none is left out."""
    result = simulate(plan("fila_333", *SERVED, "engine=simpy"), 0, events=True)
    served: dict[int, list[int]] = {}
    for uid, day, _ in moments(result, "touch_delivered", "guide"):
        served.setdefault(uid, []).append(day)
    earned = {(uid, index) for uid, _, index in moments(result, "commission")}
    wanted = {
        (uid, index)
        for uid, day, index in moments(result, "order")
        if any(0 <= day - one <= 4 for one in served.get(uid, []))
    }
    assert earned
    assert earned <= wanted
    closed = {uid for event in ("muted", "opted_out") for uid, _, _ in moments(result, event)}
    assert {uid for uid, _ in wanted - earned} <= closed | _sold_before_served(result, served)


def _sold_before_served(result: RunResult, served: dict[int, list[int]]) -> set[int]:
    """Who ordered on the very day of a message, perhaps before it."""
    return {uid for uid, day, _ in moments(result, "order") if day in served.get(uid, [])}


def test_less_is_paid_and_both_engines_agree(plan: Planner) -> None:
    """Guides who differ, in both engines; the book pays for more orders than service does."""
    ours, theirs = both(plan("guide_commission", *SERVED))
    same(ours, theirs)
    book = simulate(plan("guide_commission", *SMALL, "engine=simpy"), 0)
    paid = [int(one.daily["commission_fen"].sum()) for one in (ours, book)]
    assert 0 < paid[0] < paid[1]


def test_the_window_counts_days() -> None:
    """The day of a message is in it, and so is the last day; who was never served is not."""
    found = [served_within(served, 10, 4) for served in (0, 6, 7, 11)]
    assert found == [False, False, True, True]
