"""What one policy or one person does leaves everybody unrelated exactly as they were."""

from __future__ import annotations

import numpy as np
import pytest

from sim.behaviour.clock import DAY
from sim.config.schema import Plan
from sim.population.interface import Arrivals
from sim.world import World, simulate
from tests.conftest import Planner

SMALL = ("shoppers.initial=400", "horizon_days=260")
POLICIES = ["fila_333", "invite3_subsidy", "two_sided_referral", "touch_heavy"]
Log = list[tuple[object, ...]]


def log_of(plan: Plan, extra: Arrivals | None = None) -> Log:
    """The event log as rows; `extra` people are let in before day 0."""
    world = World(plan, 0, events=True)
    if extra is not None:
        world.population.admit(extra)
    log = world.run().events
    assert log is not None
    return list(zip(*(column.tolist() for column in log.values()), strict=True))


@pytest.mark.parametrize(
    "scenario", ["baseline", "invite3_subsidy", "two_sided_referral", "touch_heavy"]
)
def test_an_extra_shopper_changes_no_other_history(plan: Planner, scenario: str) -> None:
    """One more person, and whoever they invite, are the only new rows of the log."""
    extra = Arrivals(0, np.array([4711]), np.array([10 * DAY + 5]))
    before, after = log_of(plan(scenario, *SMALL)), log_of(plan(scenario, *SMALL), extra)
    descendants = {4711}
    for row in after:
        if row[2] == "joined" and row[5] in descendants:
            descendants.add(row[1])
    assert [row for row in after if row[1] not in descendants] == before
    assert any(row[1] == 4711 for row in after)


ZERO = [
    pytest.param(
        "fila_333",
        ("journeys.care_333.coverage=0", "finance.tools=0", "finance.team=0"),
        id="coverage 0",
    ),
    pytest.param("touch_heavy", ("campaigns.daily_promotions.intensity=0",), id="intensity 0"),
    pytest.param("touch_heavy", ("touch.weekly_cap=0",), id="cap 0"),
    pytest.param(
        "two_sided_referral",
        ("referral.inviter_reward=0", "referral.review.rate=0", "campaigns.stories.intensity=0"),
        id="reward 0",
    ),
    pytest.param("service_desk", ("desk.ask_rate=0",), id="nobody asks"),
    pytest.param(
        "service_desk",
        ("touch.classes.service.goodwill=0", "touch.classes.service.nudge=0"),
        id="answers worth nothing",
    ),
]
SHOPPER_EVENTS = {"order", "visit", "refund", "dropped_out"}


@pytest.mark.parametrize(("scenario", "overrides"), ZERO)
def test_a_policy_at_zero_intensity_is_no_policy(
    plan: Planner, scenario: str, overrides: tuple[str, ...]
) -> None:
    """At zero, every order, visit, refund and dropout is that of the baseline."""
    short = ("shoppers.initial=400", "horizon_days=90")
    nothing = log_of(plan("baseline", *short))
    zero = log_of(plan(scenario, *short, *overrides))
    assert [row for row in zero if row[2] in SHOPPER_EVENTS] == [
        row for row in nothing if row[2] in SHOPPER_EVENTS
    ]


LATE = [
    pytest.param("fila_333", "journeys.care_333.from_day=200", id="journey"),
    pytest.param("touch_heavy", "campaigns.daily_promotions.from_day=200", id="campaign"),
]


@pytest.mark.parametrize(("scenario", "override"), LATE)
def test_a_policy_that_starts_on_day_200_changes_nothing_before(
    plan: Planner, scenario: str, override: str
) -> None:
    """Up to day 200 the log is that of the baseline; after it, it is not."""
    base, late = log_of(plan("baseline", *SMALL)), log_of(plan(scenario, *SMALL, override))
    cut = 200 * DAY
    assert [row for row in late if row[0] < cut] == [row for row in base if row[0] < cut]
    assert late != base


def test_a_referral_programme_that_opens_on_day_200(plan: Planner) -> None:
    """Nobody is invited, and no life differs, before the programme opens."""
    off = plan("two_sided_referral", *SMALL, "referral.active=false")
    late = plan("two_sided_referral", *SMALL, "referral.from_day=200")
    cut = 200 * DAY
    before = [row for row in log_of(late) if row[0] < cut and row[2] != "review"]
    assert before == [row for row in log_of(off) if row[0] < cut]
    assert any(row[2] == "invited" for row in log_of(late))


def test_a_new_campaign_moves_no_other_campaigns_luck(plan: Planner) -> None:
    """Beside a second campaign that reaches nobody, the first is what it was alone."""
    one = plan("invite3_subsidy", *SMALL)
    two = plan(
        "invite3_subsidy",
        *SMALL,
        "+campaigns.silent={channel:official,content:content,hours:[9],every_days:1,from_day:0,until_day:999,"
        "coupon:false,intensity:1.0}",
    )
    assert log_of(two) == log_of(one)


@pytest.mark.parametrize("scenario", POLICIES)
def test_the_same_plan_twice_is_the_same_world(plan: Planner, scenario: str) -> None:
    """Two runs of one plan agree to the last byte; another replication does not."""
    quick = plan(scenario, "shoppers.initial=200", "horizon_days=120")
    first, again, other = simulate(quick, 0), simulate(quick, 0), simulate(quick, 1)
    assert first.ledger.tobytes() == again.ledger.tobytes()
    assert repr(first.kpis) == repr(again.kpis)
    assert first.ledger.tobytes() != other.ledger.tobytes()
