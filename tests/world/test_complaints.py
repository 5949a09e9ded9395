"""Complaints, a machine that answers first, more seats at some hours: the desk beyond its queue."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.behaviour.clock import DAY
from sim.brand.desk import serve, serve_in_shifts
from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.ledger.accounts import INDEX
from sim.measure.result import Ints, RunResult
from sim.world import simulate
from tests.conftest import Planner
from tests.world.test_engines import both, same

HOUR, MINUTE = 3_600_000, 60_000
LARGE = ("shoppers.initial=2000", "horizon_days=90", "engine=compiled")
BUSY = (*LARGE, "touch.channels.official.enrol=1", "desk.ask_rate=0.3")


def lived(plan: Planner, scenario: str, *overrides: str) -> RunResult:
    """One replication with its event log."""
    return simulate(plan(scenario, *overrides), 0, events=True)


def rows_of(result: RunResult, *events: str) -> dict[str, np.ndarray]:
    """The columns of some events."""
    assert result.events is not None
    chosen = np.isin(result.events["event"], events)
    return {name: column[chosen] for name, column in result.events.items()}


# -- seats ------------------------------------------------------------------------------------


def ints(*values: int) -> Ints:
    return np.array(values, dtype=np.int64)


def in_shifts(opens: Ints, closes: Ints, times: Ints, lasting: Ints) -> list[int]:
    """When each answer begins, if every agent has hours of their own."""
    starts = np.empty(len(times), dtype=np.int64)
    free = np.zeros(len(opens), dtype=np.int64)
    serve_in_shifts(starts, free, opens, closes, times, lasting, 0)
    return starts.tolist()


@pytest.mark.parametrize("agents", [1, 3])
@pytest.mark.parametrize("patience", [0, 40 * MINUTE])
def test_shifts_that_are_alike_are_one_desk(agents: int, patience: int) -> None:
    """The same hours for all: every answer as `serve` has it, and the agents as free."""
    luck = np.random.default_rng(agents)
    times = np.sort(luck.integers(0, 3 * DAY, 400))
    lasting = luck.exponential(12.0 * MINUTE * agents, 400).astype(np.int64)
    starts, others = np.empty_like(times), np.empty_like(times)
    free, theirs = np.zeros(agents, dtype=np.int64), np.zeros(agents, dtype=np.int64)
    serve(starts, free, times, lasting, 9 * HOUR, 22 * HOUR, patience)
    hours = (np.full(agents, 9 * HOUR), np.full(agents, 22 * HOUR))
    serve_in_shifts(others, theirs, *hours, times, lasting, patience)
    assert starts.tolist() == others.tolist()
    assert sorted(free.tolist()) == sorted(theirs.tolist())


def test_an_evening_seat_answers_in_the_evening() -> None:
    """One agent from 9 to 18, another from 18 to 23: who asks at 20 waits for nobody."""
    opens, closes = ints(9 * HOUR, 18 * HOUR), ints(18 * HOUR, 23 * HOUR)
    times, lasting = ints(10 * HOUR, 20 * HOUR, 23 * HOUR), ints(*(5 * MINUTE,) * 3)
    assert in_shifts(opens, closes, times, lasting) == [10 * HOUR, 20 * HOUR, DAY + 9 * HOUR]


def test_a_seat_at_night_is_paid_and_answers(plan: Planner) -> None:
    """More in time for a second wage; the questions are the same."""
    usual, more = (lived(plan, one, *BUSY) for one in ("service_desk", "desk_night_seats"))
    assert more.kpis["answered_in_target"] > usual.kpis["answered_in_target"]
    wages = [run.ledger[:, INDEX["desk_wages"]].sum() for run in (usual, more)]
    assert wages[1] * 6000 == pytest.approx(wages[0] * 8500, rel=1e-4)


# -- the machine ------------------------------------------------------------------------------


def test_the_machine_takes_and_solves_its_shares(plan: Planner) -> None:
    """Eight in ten taken, six in ten of them solved at once; each that is taken is paid."""
    result = lived(plan, "desk_ai_first", *BUSY)
    settled = result.daily["answered"].sum() + result.daily["given_up"].sum()
    taken, solved = (int(result.daily[f"machine_{name}"].sum()) for name in ("taken", "solved"))
    assert abs(taken - 0.8 * settled) < 4 * math.sqrt(0.16 * settled)
    assert abs(solved - 0.6 * taken) < 4 * math.sqrt(0.24 * taken)
    assert result.ledger[:, INDEX["desk_machine"]].sum() == 20 * taken
    answers = rows_of(result, "answered")
    assert (answers["reference"] == 0).sum() == solved


def test_a_machine_that_takes_nothing_is_not_there(plan: Planner) -> None:
    """And one that solves all leaves nobody waiting."""
    small = ("shoppers.initial=600", *BUSY[1:])
    none, without = (
        lived(plan, one, *small, "desk.first_line.share=0")
        for one in ("desk_ai_first", "service_desk")
    )
    same(none, without)
    every = lived(
        plan, "desk_ai_first", *small, "desk.first_line.share=1", "desk.first_line.solves=1"
    )
    assert every.kpis["answer_wait"] == 0
    assert every.kpis["given_up_share"] == 0


# -- complaints -------------------------------------------------------------------------------


def test_the_late_and_the_empty_handed_complain(plan: Planner) -> None:
    """So many of each kind; each complaint is settled once, or still open on the last day."""
    result = lived(plan, "desk_complaints", *LARGE, "desk.complaints.missing=0.5")
    late, lost = (
        result.daily["delivered_late"].sum(),
        sum(result.daily[name].sum() for name in ("lost_missing", "lost_closed")),
    )
    complaints, of_lateness = (
        int(result.daily[name].sum()) for name in ("complaints", "complaints_of_lateness")
    )
    assert abs(of_lateness - 0.3 * late) < 4 * math.sqrt(0.21 * late)
    assert abs(complaints - of_lateness - 0.5 * lost) < 4 * math.sqrt(0.25 * lost)
    settled = rows_of(result, "complaint_resolved", "complaint_failed")
    assert len(rows_of(result, "complaint")["uid"]) == complaints
    assert 0 <= complaints - len(settled["uid"]) < 20
    good = int(result.daily["complaints_resolved"].sum())
    assert abs(good - 0.7 * len(settled["uid"])) < 4 * math.sqrt(0.21 * len(settled["uid"]))


def test_a_resolved_complaint_spares_the_buyer(plan: Planner) -> None:
    """Everybody late is lost unless they complain and are resolved in time, round the clock."""
    always = (
        *("delivery.takeaway.late_dropout=1", "desk.complaints.late=1", "desk.from_hour=0"),
        *("desk.to_hour=24", "desk.agents=50", "desk.complaints.resolved=1"),
        *("desk.complaints.missing=0", "desk.patience_minutes=0"),
    )
    heard = lived(plan, "desk_complaints", *LARGE, *always)
    unheard = lived(plan, "desk_complaints", *LARGE, *always, "desk.complaints.late=0")
    deaf = lived(plan, "desk_complaints", *LARGE, *always, "desk.complaints.resolved=0")
    assert heard.daily["delivered_late"].sum() > 0
    assert heard.kpis["orders"] > unheard.kpis["orders"] * 1.02
    assert deaf.daily["dropouts"].sum() > heard.daily["dropouts"].sum()
    late = set(rows_of(unheard, "delivered_late")["uid"].tolist())
    assert late <= set(rows_of(unheard, "dropped_out")["uid"].tolist()) | _late_on_the_last_day(
        unheard
    )


def _late_on_the_last_day(result: RunResult) -> set[int]:
    """Whose loss comes at the midnight after the run."""
    late = rows_of(result, "delivered_late")
    return set(late["uid"][late["time_ms"] >= 89 * DAY].tolist())


def test_what_is_paid_for_complaints_is_in_the_ledger(plan: Planner) -> None:
    """To the fen; coupons come at the midnight after."""
    result = lived(plan, "desk_compensation", *LARGE, "desk.complaints.yuan=4")
    paid = rows_of(result, "complaint_resolved")["amount_fen"]
    assert set(paid.tolist()) == {400}
    assert paid.sum() == result.ledger[:, INDEX["complaint_payments"]].sum()
    assert not (rows_of(result, "compensated")["time_ms"] % DAY).any()
    assert result.daily["coupons_issued"].sum() > 0


# -- the engines and the words ----------------------------------------------------------------

STRONG = (
    *("shoppers.initial=250", "horizon_days=60", "desk.ask_rate=0.4", "desk.minutes=60"),
    *("touch.channels.official.enrol=0.7", "desk.patience_minutes=200", "satisfaction=followed"),
    *("desk.given_up_dropout=0.3", "desk.peak.agents=1", "desk.first_line.share=0.6"),
    *("desk.first_line.minutes=90", "desk.complaints.dropout=0.5", "delivery.takeaway.minutes=99"),
    *("delivery.takeaway.late_dropout=0.4", "desk.complaints.late=0.9", "coupon.budget=80"),
)


def test_both_engines_hear_the_same(plan: Planner) -> None:
    """Byte for byte, with all of it at once."""
    same(*both(plan("desk_compensation", *STRONG)))


REFUSED = {
    "nobody there": ("desk.agents=0", "desk.agents"),
    "no coupon": ("desk.complaints.coupon=sory", "desk.complaints.coupon"),
    "nothing promised": ("delivery.takeaway.promise_minutes=0", "desk.complaints.late"),
    "hours": ("desk.peak={agents:1,from_hour:20,to_hour:19,yuan_per_month:1}", "desk.peak.to_hour"),
}


@pytest.mark.parametrize(("override", "key"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused(override: str, key: str) -> None:
    """With the key that is wrong."""
    with pytest.raises(InputError) as caught:
        compose_plan("desk_compensation", [override, "desk.ask_rate=0"])
    assert key in str(caught.value)
