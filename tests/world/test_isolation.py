"""What one policy or one person does leaves everybody unrelated exactly as they were."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.behaviour.clock import DAY
from sim.config.schema import Plan
from sim.measure.result import RunResult
from sim.population.interface import Arrivals
from sim.randomness import address as at
from sim.randomness.philox import uniform
from sim.world import World, simulate
from tests.conftest import Planner

SHORT = ("shoppers.initial=400", "horizon_days=90")
SMALL = ("shoppers.initial=400", "horizon_days=260")
POLICIES = ["fila_333", "invite3_subsidy", "two_sided_referral", "touch_heavy"]
ALL_LEVERS = ("referral.accept=0.05", "referral.accept_gain=0.1", "coupon.budget=3000")
EXTRA = 4711
Row = tuple[Any, ...]  # time, uid, event, channel, amount, reference
Log = list[Row]


@pytest.fixture(params=["simpy", "compiled"])
def engine(request: pytest.FixtureRequest) -> str:
    """Each engine, as an override."""
    return f"engine={request.param}"


def rows_of(result: RunResult) -> Log:
    """The event log as rows."""
    assert result.events is not None
    return list(zip(*(column.tolist() for column in result.events.values()), strict=True))


def log_of(plan: Plan, extra: Arrivals | None = None) -> Log:
    """The event log as rows; `extra` people are let in before day 0."""
    world = World(plan, 0, events=True)
    if extra is not None:
        world.population.admit(extra)
    return rows_of(world.run())


def one_more() -> Arrivals:
    """Somebody who comes by the store on day 10."""
    return Arrivals(0, np.array([EXTRA]), np.array([10 * DAY + 5]))


def histories(log: Log) -> dict[int, Log]:
    """The log by shopper."""
    lives: dict[int, Log] = defaultdict(list)
    for row in log:
        lives[row[1]].append(row)
    return lives


def inviters(log: Log) -> dict[int, int]:
    """The referral graph: who invited whom, by uid of the friend."""
    return {row[1]: row[5] for row in log if row[2] == "joined" and row[5]}


def line(uid: int, inviter: dict[int, int]) -> list[int]:
    """Somebody, who invited them, who invited those, up to the first of the tree."""
    found = [uid]
    while found[-1] in inviter:
        found.append(inviter[found[-1]])
    return found


def same_world(one: RunResult, other: RunResult) -> bool:
    """Whether two results agree in every event, count, KPI and fen."""
    return (
        rows_of(one) == rows_of(other)
        and all(one.daily[name].tobytes() == other.daily[name].tobytes() for name in one.daily)
        and one.ledger.tobytes() == other.ledger.tobytes()
        and repr(one.kpis) == repr(other.kpis)
    )


# -- one person more --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "scenario",
    ["baseline", "invite3_subsidy", "two_sided_referral", "touch_heavy", "tiers_quarterly"],
)
def test_an_extra_shopper_changes_no_other_history(
    plan: Planner, scenario: str, engine: str
) -> None:
    """One more person, and whoever they invite, are the only new rows of the log."""
    people = plan(scenario, *SHORT, engine)
    before, after = log_of(people), log_of(people, one_more())
    inviter = inviters(after)
    assert [row for row in after if EXTRA not in line(row[1], inviter)] == before
    assert any(row[1] == EXTRA for row in after)


def test_extra_shoppers_are_felt_by_the_same_guides_customers_alone(
    plan: Planner, engine: str
) -> None:
    """Where guides are short of time, a guide's new customers move that guide's others alone."""
    busy = plan("fila_333", *SHORT, engine, "guides.book_size=100", "guides.minutes_per_day=3")

    def guide(uid: int) -> int:
        return int(uniform(at.draw(busy.seed, 0, uid, at.GUIDE, 0)[0]) * 4)

    new = [uid for uid in range(1, 200) if guide(uid) == 0][:20]
    extra = Arrivals(0, np.array(new), np.arange(20) + 5 * DAY)
    before, after = histories(log_of(busy)), histories(log_of(busy, extra))
    moved = {uid for uid in after if after[uid] != before.get(uid)} - set(new)
    assert {guide(uid) for uid in moved} == {0}


# -- causal descendants -----------------------------------------------------------------------

WHISPER = (
    "+campaigns.whisper={channel:community,content:promotion,hours:[11],every_days:1,from_day:20,"
    "until_day:30,coupon:false,intensity:0.05}"
)


TALK = (  # most read it and pass it on, few friends come
    "touch.channels.community.open_rate=0.6",
    "referral.share_on_open=0.5",
    "referral.accept=0.03",
    "referral.accept_gain=0.05",
)


def whispered(plan: Planner, engine: str, form: str) -> tuple[dict[int, Log], dict[int, Log]]:
    """Lives under a referral programme, and the same after a few were told something."""
    programme = ("two_sided_referral", *SHORT, engine, *TALK, f"referral.reward_form={form}")
    without, told = log_of(plan(*programme)), log_of(plan(*programme, WHISPER))
    assert [row for row in told if row[0] < 20 * DAY] == [
        row for row in without if row[0] < 20 * DAY
    ]
    return histories(without), histories(told)


def whole(lives: dict[int, Log]) -> Log:
    """All rows of some lives, in no order."""
    return [row for life in lives.values() for row in life]


def told_directly(lives: dict[int, Log]) -> set[int]:
    """Who got the whisper, or had it held back by the cap."""
    return {row[1] for row in whole(lives) if row[5] == at.name_hash("whisper")}


def test_with_cash_rewards_only_descendants_differ(plan: Planner, engine: str) -> None:
    """Whose life differs was told, or was invited by somebody whose life differs."""
    before, after = whispered(plan, engine, "cash")
    inviter = inviters(whole(before)) | inviters(whole(after))

    def life(lives: dict[int, Log], uid: int) -> Log:
        return [row for row in lives.get(uid, []) if row[2] != "reward_cash"]  # income, not a cause

    differ = {uid for uid in before.keys() | after if life(before, uid) != life(after, uid)}
    told = told_directly(after)
    assert differ - told, "nobody but the told differs: the test shows nothing"
    assert all(told & set(line(uid, inviter)) for uid in differ)
    assert all(uid in told or inviter[uid] in differ for uid in differ)


def test_with_coupon_rewards_differences_stay_in_the_tree(plan: Planner, engine: str) -> None:
    """A reward coupon moves the inviter too: differences stay among the trees of the told."""
    before, after = whispered(plan, engine, "coupon")
    inviter = inviters(whole(before)) | inviters(whole(after))
    differ = {uid for uid in before.keys() | after if before.get(uid) != after.get(uid)}
    told = told_directly(after)
    roots = {line(uid, inviter)[-1] for uid in told}
    assert differ - told, "nobody but the told differs: the test shows nothing"
    assert {line(uid, inviter)[-1] for uid in differ} <= roots
    assert len(roots) < len({line(uid, inviter)[-1] for uid in after}) / 2


# -- zero is off ------------------------------------------------------------------------------

NO_SHARING = tuple(f"referral.share_on_{occasion}=0" for occasion in ("join", "order", "open"))
OFF: list[Any] = [
    pytest.param("fila_333", ("journeys.care_333.coverage=0",), {"journeys": []}, id="coverage 0"),
    pytest.param(
        "fila_333", ("journeys.care_333.until_day=0",), {"journeys": []}, id="closed journey"
    ),
    pytest.param(
        "touch_heavy",
        ("campaigns.daily_promotions.intensity=0",),
        {"campaigns": []},
        id="intensity 0",
    ),
    pytest.param(
        "touch_heavy",
        ("touch.channels.community.execution=0",),
        {"campaigns": []},
        id="execution 0",
    ),
    pytest.param(
        "touch_heavy",
        ("campaigns.daily_promotions.until_day=0",),
        {"campaigns": []},
        id="closed campaign",
    ),
    pytest.param(
        "everything",
        ("journeys.welcome.coverage=0", *ALL_LEVERS),
        {"journeys": ["care_333"]},
        id="coverage 0 beside another journey",
    ),
    pytest.param(
        "everything",
        ("campaigns.letter.intensity=0", *ALL_LEVERS),
        {"campaigns": ["benefit_day", "knowledge"]},
        id="intensity 0 beside other campaigns",
    ),
    pytest.param(
        "everything",
        ("acquisition.ads.joins_per_day=0", "acquisition.ads.spend_per_day=0", *ALL_LEVERS),
        {"acquisition": ["organic", "store"]},
        id="a door nobody comes through",
    ),
]


@pytest.mark.parametrize(("scenario", "overrides", "kept"), OFF)
def test_zero_is_off(
    plan: Planner, engine: str, scenario: str, overrides: tuple[str, ...], kept: dict[str, Any]
) -> None:
    """A policy at zero gives the same log, counts, KPIs and money as a plan without it."""
    zero = plan(scenario, *SHORT, engine, *overrides)
    tables = {
        key: {name: getattr(zero, key)[name] for name in names} for key, names in kept.items()
    }
    off = replace(zero, **tables)
    assert same_world(simulate(zero, 0, events=True), simulate(off, 0, events=True))


NO_REVIEWS = ("referral.review.rate=0", "referral.review.cashback=0")


def test_a_programme_nobody_shares_is_off(plan: Planner, engine: str) -> None:
    """Referral with no occasion to share and no review is the plan with referral switched off."""
    quiet = ("two_sided_referral", *SHORT, engine, *NO_REVIEWS)
    nobody = plan(*quiet, *NO_SHARING)
    off = plan(*quiet, "referral.active=false")
    assert same_world(simulate(nobody, 0, events=True), simulate(off, 0, events=True))


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
        ("referral.inviter_reward=0", *NO_REVIEWS, "campaigns.stories.intensity=0"),
        id="reward 0",
    ),
    pytest.param("service_desk", ("desk.ask_rate=0",), id="nobody asks"),
    pytest.param(
        "service_desk",
        ("touch.classes.service.goodwill=0", "touch.classes.service.nudge=0"),
        id="answers worth nothing",
    ),
    pytest.param(
        "points_quarterly",
        ("points.price=0", "points.sign_in_visits=1"),
        id="points that buy nothing",
    ),
    pytest.param(
        "tiers_quarterly",
        (
            "points=none",
            *(
                f"tiers.levels.{tier}.{benefit}=0"
                for tier in ("silver", "gold", "diamond", "black_diamond")
                for benefit in ("intensity", "retention", "coupon")
            ),
        ),
        id="tiers that are only names",
    ),
    pytest.param("stored_value_card", ("stored_value.intensity=0",), id="a balance that only pays"),
]
SHOPPER_EVENTS = {"order", "visit", "refund", "dropped_out"}


@pytest.mark.parametrize(("scenario", "overrides"), ZERO)
def test_a_policy_at_zero_intensity_is_no_policy(
    plan: Planner, engine: str, scenario: str, overrides: tuple[str, ...]
) -> None:
    """At zero, every order, visit, refund and dropout is that of the baseline."""
    nothing = log_of(plan("baseline", *SHORT, engine))
    zero = log_of(plan(scenario, *SHORT, engine, *overrides))
    assert [row for row in zero if row[2] in SHOPPER_EVENTS] == [
        row for row in nothing if row[2] in SHOPPER_EVENTS
    ]


# -- later, and new ---------------------------------------------------------------------------

LATE = [
    pytest.param("fila_333", "journeys.care_333.from_day=200", id="journey"),
    pytest.param("touch_heavy", "campaigns.daily_promotions.from_day=200", id="campaign"),
]


@pytest.mark.parametrize(("scenario", "override"), LATE)
def test_a_policy_that_starts_on_day_200_changes_nothing_before(
    plan: Planner, engine: str, scenario: str, override: str
) -> None:
    """Up to day 200 the log is that of the baseline; after it, it is not."""
    base = log_of(plan("baseline", *SMALL, engine))
    late = log_of(plan(scenario, *SMALL, engine, override))
    cut = 200 * DAY
    assert [row for row in late if row[0] < cut] == [row for row in base if row[0] < cut]
    assert late != base


def test_a_referral_programme_that_opens_on_day_200(plan: Planner, engine: str) -> None:
    """Nobody is invited, and no life differs, before the programme opens."""
    off = plan("two_sided_referral", *SMALL, engine, "referral.active=false")
    late = log_of(plan("two_sided_referral", *SMALL, engine, "referral.from_day=200"))
    cut = 200 * DAY
    before = [row for row in late if row[0] < cut and row[2] != "review"]
    assert before == [row for row in log_of(off) if row[0] < cut]
    assert any(row[2] == "invited" for row in late)


def test_a_new_campaign_moves_no_other_campaigns_luck(plan: Planner, engine: str) -> None:
    """Beside a second campaign that reaches nobody, the first is what it was alone."""
    one = plan("invite3_subsidy", *SHORT, engine)
    two = plan(
        "invite3_subsidy",
        *SHORT,
        engine,
        "+campaigns.silent={channel:official,content:content,hours:[9],every_days:1,from_day:0,until_day:999,"
        "coupon:false,intensity:1.0}",
    )
    assert log_of(two) == log_of(one)


def test_a_new_door_changes_nobody_who_came_by_another(plan: Planner, engine: str) -> None:
    """People who join by a further channel are the only new rows of the log."""
    door = (
        "+acquisition.festival={joins_per_day:0.5,spend_per_day:0,half_spend:0,yuan_per_join:0,"
        "buys_on_joining:0.5,activation_factor:1,hunter_share:0,from_day:0,until_day:999}"
    )
    before = log_of(plan("touch_heavy", *SHORT, engine))
    after = log_of(plan("touch_heavy", *SHORT, engine, door))
    new = {row[1] for row in after if row[2] == "joined" and row[3] == "festival"}
    assert new
    assert [row for row in after if row[1] not in new] == before


def test_reviews_take_no_draw_from_anything_else(plan: Planner, engine: str) -> None:
    """A mechanism switched on that moves nobody adds its own rows and nothing else."""
    programme = ("two_sided_referral", *SHORT, engine, "referral.review.share_boost=1")
    without = log_of(plan(*programme, *NO_REVIEWS))
    reviewed = log_of(plan(*programme, "referral.review.rate=0.5"))
    assert [row for row in reviewed if row[2] != "review"] == without
    assert len(reviewed) > len(without)


# -- what was run before ----------------------------------------------------------------------


def test_the_order_of_scenarios_changes_nothing(plan: Planner, engine: str) -> None:
    """Scenarios lived in the opposite order, one after the other, are each what they were."""
    plans = [plan(name, "shoppers.initial=150", "horizon_days=60", engine) for name in POLICIES]
    forth = [simulate(one, r, events=True) for one in plans for r in range(2)]
    back = [simulate(one, r, events=True) for one in plans[::-1] for r in range(2)]
    for i, name in enumerate(POLICIES):
        for replication in range(2):
            again = back[2 * (len(POLICIES) - 1 - i) + replication]
            assert same_world(forth[2 * i + replication], again), name


@pytest.mark.parametrize("scenario", POLICIES)
def test_the_same_plan_twice_is_the_same_world(plan: Planner, engine: str, scenario: str) -> None:
    """Two runs of one plan agree to the last byte; another replication does not."""
    quick = plan(scenario, "shoppers.initial=200", "horizon_days=60", engine)
    first, again, other = (simulate(quick, r, events=True) for r in (0, 0, 1))
    assert same_world(first, again)
    assert first.ledger.tobytes() != other.ledger.tobytes()


def test_only_those_who_reconsider_live_another_life(plan: Planner, engine: str) -> None:
    """A touch that makes some think of leaving touches nobody who does not."""
    # Goodwill holds some who thought of it; without it everybody who thinks again is lost.
    cold = ("touch.response.goodwill_retention=0", *SHORT, engine)
    waking = ("touch.response.reconsider_on=promotion", "touch.response.reconsider=0.01")
    before = histories(log_of(plan("touch_heavy", *cold)))
    after = histories(log_of(plan("touch_heavy", *cold, *waking)))
    thinking = {uid for uid, life in after.items() if any(row[2] == "reconsidered" for row in life)}
    assert 0 < len(thinking) < len(before)
    assert {uid for uid in before if before[uid] != after[uid]} == thinking
