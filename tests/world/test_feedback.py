"""The feedback loop mends what is named most; consulting is held against the orders that follow."""

from __future__ import annotations

import numpy as np
import pytest

from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.ledger.accounts import INDEX
from sim.measure.result import RunResult
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
