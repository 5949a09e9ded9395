"""The feedback loop mends what is named most; consulting is held against the orders that follow."""

from __future__ import annotations

import numpy as np
import pytest

from sim.behaviour.clock import DAY
from sim.behaviour.selling import MISSING, NIGHT
from sim.brand.complaints import OF_HOURS, OF_STOCK
from sim.brand.consulting import Consulting
from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.ledger.accounts import INDEX
from sim.measure.result import RunResult
from sim.population.interface import NO_ENQUIRIES, NO_OUTCOMES, Enquiries, Outcomes
from sim.world import simulate
from tests.conftest import Planner
from tests.world.test_engines import both, same

SIZE = ("shoppers.initial=600", "horizon_days=120", "engine=compiled")
SURE = ("feedback.mends=0.9", "feedback.days=5", "feedback.least=1")


def lived(plan: Planner, scenario: str, *overrides: str) -> RunResult:
    """One replication with its event log."""
    return simulate(plan(scenario, *SIZE, *overrides), 0, events=True)


@pytest.mark.parametrize("scenario", ["feedback_loop", "leavers_asked", "consulting_buyers"])
def test_both_engines_hear_the_same(plan: Planner, scenario: str) -> None:
    """Complaints, interviews, questions by who is about to buy."""
    sizes = ("shoppers.initial=250", "horizon_days=110")
    sure = () if scenario == "consulting_buyers" else SURE
    same(*both(plan(scenario, *sizes, *sure)))


def test_who_never_came_by_is_asked_in_both_engines(plan: Planner) -> None:
    """An interview of everybody asks everybody."""
    asked = ("feedback.interviews.audience=''", "feedback.interviews.share=0.5")
    same(*both(plan("leavers_asked", "shoppers.initial=150", "horizon_days=45", *asked)))


def test_the_loop_mends_what_is_late(plan: Planner) -> None:
    """After the first review fewer orders are late than without it; before, nothing differs."""
    loop, none = lived(plan, "feedback_loop", *SURE), lived(plan, "desk_complaints")
    mended = int(np.flatnonzero(loop.daily["feedback_mended"])[0]) + 5
    late = [one.daily["delivered_late"] for one in (loop, none)]
    assert np.array_equal(late[0][:mended], late[1][:mended])
    shares = [
        one.daily["delivered_late"][mended:].sum() / one.daily["delivered"][mended:].sum()
        for one in (loop, none)
    ]
    assert shares[0] < 0.7 * shares[1]
    costs = loop.ledger.sum(axis=0)[INDEX["feedback_mending"]]
    assert costs == 2000 * 60 * loop.daily["feedback_mended"].sum()
    assert loop.daily["feedback_told"].sum() > 0


def test_leavers_name_what_harmed_most(plan: Planner) -> None:
    """If all name the cause rightly the worst is mended; answers are paid for."""
    right = ("feedback.interviews.right=1", "feedback.interviews.share=0.5", *SURE)
    result = lived(plan, "leavers_asked", *right, "audiences.silent.stages=[dormant_30]")
    assert result.daily["feedback_mended"].sum() > 0
    assert result.daily["feedback_rightly"][result.daily["feedback_mended"] > 0].mean() > 0.5
    assert result.events is not None
    assert (result.events["event"] == "interviewed").sum() > 0


def test_everybody_interviewed_is_paid_and_in_the_log(plan: Planner) -> None:
    """Who names no cause, too: what interviews cost in the log is what they cost in the ledger."""
    quick = ("engine=simpy", "feedback.interviews.share=0.5", "feedback.yuan=0", *SURE)
    result = lived(plan, "leavers_asked", *quick, "audiences.silent.stages=[dormant_30]")
    assert result.events is not None
    asked = result.events["event"] == "interviewed"
    booked = result.ledger.sum(axis=0)[INDEX["feedback_mending"]]
    assert result.events["amount_fen"][asked].sum() == booked > 0
    assert set(result.events["reference"][asked].tolist()) >= {0, 2}  # it was late; no cause


def test_all_who_spoke_are_told(plan: Planner) -> None:
    """Mending may take longer than until the next review: voices of both are told, in turn."""
    slow = ("engine=simpy", "feedback.every_days=10", "feedback.from_day=10", "feedback.days=25")
    result = lived(plan, "feedback_loop", *SURE, *slow)
    mended = np.flatnonzero(result.daily["feedback_mended"])
    for day in mended[mended + 25 < 120]:
        assert result.daily["feedback_told"][day + 25] > 0
    assert (np.diff(mended) < 25).any()


def test_a_closed_store_is_no_missing_goods(plan: Planner) -> None:
    """Complaints of hours are of a kind of their own: better stock would not answer them."""
    quick = ("engine=simpy", "desk.complaints.missing=1", "desk.complaints.late=0.01")
    result = lived(plan, "desk_complaints", *quick, "horizon_days=60")
    assert result.events is not None
    log = result.events
    lost = {(t, u): r for t, u, r in _rows(log, "want_lost")}
    kinds = {(t, u): r for t, u, r in _rows(log, "complaint") if (t, u) in lost}
    assert {lost[one] for one in kinds} == {NIGHT, MISSING}
    assert all(
        kind == (OF_STOCK if lost[one] == MISSING else OF_HOURS) for one, kind in kinds.items()
    )


def _rows(log: dict[str, np.ndarray], event: str) -> list[tuple[int, int, int]]:
    chosen = log["event"] == event
    columns = (log[name][chosen].tolist() for name in ("time_ms", "uid", "reference"))
    return list(zip(*columns, strict=True))


def test_a_question_counts_once_its_days_are_over() -> None:
    """Two days to buy. Bought: an order after the question, at the latest when they end."""
    desk = Consulting(2)
    hour = DAY // 24

    def ints(*values: int) -> np.ndarray:
        return np.array(values, dtype=np.int64)

    def orders(uids: np.ndarray, times: np.ndarray) -> Outcomes:
        none = np.zeros_like(uids)
        return Outcomes(times, uids, none, none, none, none)

    asked = Enquiries(
        ints(9, 10, 11, 12) * hour, ints(1, 2, 3, 4), ints(0, 0, 0, 0), ints(0, 1, 2, 3)
    )
    first = orders(ints(1, 2, 2), ints(8, 9, 23) * hour)  # before; before and after
    days = [
        desk.close(0, asked, first),
        desk.close(1, NO_ENQUIRIES, orders(ints(3), ints(30) * hour)),
        # 1 too late by an hour; 4 in time.
        desk.close(2, NO_ENQUIRIES, orders(ints(1, 4), ints(58, 59) * hour)),
        desk.close(3, NO_ENQUIRIES, NO_OUTCOMES),
    ]
    assert [day["consulted"] for day in days] == [0, 0, 4, 0]
    assert [day["consulted_bought"] for day in days] == [0, 0, 3, 0]


def test_who_is_about_to_buy_consults(plan: Planner) -> None:
    """The nearer to an order questions come, the more of them are followed by one."""
    sure = ("desk.ask_rate=0.6", "desk.content=content")
    shares = []
    for near in (0.05, 20):
        result = lived(plan, "consulting_buyers", *sure, f"desk.ask_near={near}")
        shares.append(result.daily["consulted_bought"].sum() / result.daily["consulted"].sum())
    assert shares[0] > 2 * shares[1]


def test_a_loop_that_hears_nobody_is_refused() -> None:
    """Feedback needs a voice."""
    with pytest.raises(InputError, match=r"feedback\.every_days"):
        compose_plan("baseline", ["feedback.every_days=30"])
