"""Both engines live the same world: the same event log, byte for byte."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.config.compose import compose_plan
from sim.config.errors import StoppedError
from sim.config.scenarios import scenario_files
from sim.config.schema import Plan
from sim.measure.result import RunResult
from sim.world import World, simulate
from tests.conftest import Planner

SCENARIOS = sorted(scenario_files())
DEMO = [
    *("baseline", "fila_333", "invite3_subsidy"),
    *("two_sided_referral", "touch_heavy", "everything"),
]


def same(one: RunResult, other: RunResult) -> None:
    """Fail unless two results agree in every byte, naming the first event in which they part."""
    assert one.events is not None and other.events is not None
    rows = [
        list(zip(*(column.tolist() for column in result.events.values()), strict=True))
        for result in (one, other)
        if result.events is not None
    ]
    for left, right in zip(*rows, strict=False):
        assert left == right
    assert len(rows[0]) == len(rows[1])
    for name, column in one.events.items():
        assert column.tobytes() == other.events[name].tobytes()
    same_counts(one, other)


def same_counts(one: RunResult, other: RunResult) -> None:
    """Fail unless two results agree in all but the log, which one of them may not have kept."""
    assert repr(one.kpis) == repr(other.kpis)
    assert one.ledger.tobytes() == other.ledger.tobytes()
    assert all(np.array_equal(series, other.daily[name]) for name, series in one.daily.items())
    assert np.array_equal(one.cohort_active, other.cohort_active)
    assert np.array_equal(one.weekly_repeats, other.weekly_repeats)
    assert [look[:2] for look in one.stages] == [look[:2] for look in other.stages]
    for look, seen in zip(one.stages, other.stages, strict=True):
        assert np.array_equal(look.flows, seen.flows), look[:2]


def with_engine(plan: Plan, engine: str) -> Plan:
    """The same plan in another engine."""
    return replace(plan, engine=engine)


def both(plan: Plan, replication: int = 0) -> tuple[RunResult, RunResult]:
    """One replication in each engine; the compiled one lives it without a log alike, where it need
    not wake everybody who would be noted."""
    readable = simulate(with_engine(plan, "simpy"), replication, events=True)
    noted = simulate(with_engine(plan, "compiled"), replication, events=True)
    same_counts(simulate(with_engine(plan, "compiled"), replication, events=False), noted)
    return readable, noted


def lived(plan: Plan) -> list[RunResult | str]:
    """One replication in each engine, and in the compiled one without a log; or the words in which
    it ends one beyond anything real."""
    ends: list[RunResult | str] = []
    for engine, events in (("simpy", True), ("compiled", True), ("compiled", False)):
        try:
            ends.append(simulate(with_engine(plan, engine), 0, events=events))
        except StoppedError as stopped:
            ends.append(str(stopped))
    return ends


def agree(plan: Plan) -> None:
    """Fail unless both engines live a plan drawn at random alike, or end it in the same words."""
    readable, compiled, unheard = lived(plan)
    if isinstance(readable, str) or isinstance(compiled, str) or isinstance(unheard, str):
        assert readable == compiled == unheard
    else:
        same(readable, compiled)
        same_counts(compiled, unheard)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_shipped_scenario(plan: Planner, scenario: str) -> None:
    """1,000 shoppers, 120 days: the same log, counts, money and KPIs."""
    same(*both(plan(scenario, "shoppers.initial=1000", "horizon_days=120")))


@pytest.mark.parametrize(
    "scenario",
    [name if name in DEMO else pytest.param(name, marks=pytest.mark.slow) for name in SCENARIOS],
)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_shipped_scenario_at_size(plan: Planner, scenario: str, seed: int) -> None:
    """5,000 shoppers, 180 days, three seeds; beyond the plans of the demo in the slow mark."""
    same(*both(plan(scenario, "shoppers.initial=5000", "horizon_days=180", f"seed={seed}")))


@pytest.mark.slow
@pytest.mark.parametrize("scenario", DEMO)
def test_a_longer_life(plan: Planner, scenario: str) -> None:
    """20,000 shoppers, two years."""
    same(*both(plan(scenario, "shoppers.initial=20000", "horizon_days=730")))


def test_a_visit_that_makes_a_friend(plan: Planner) -> None:
    """Points of a visit lift a tier, a journey of that tier makes a friend, and the guide has work
    the day after."""
    same(*both(plan("every_lever", "shoppers.initial=5000", "horizon_days=6", "seed=2")))


def test_a_fitted_cohort(plan: Planner) -> None:
    """People who start on their first-order days, with a season."""
    same(
        *both(
            plan(
                "fila_333",
                "shoppers.initial=800",
                "horizon_days=200",
                "shoppers.start=cohort",
                "shoppers.first_orders=[3,0,1,5]",
                "shoppers.season=[0.6,0.8,1,1.2,1,1.3,1,0.9,1,1,1.4,1.2]",
            )
        )
    )


GATES = [
    pytest.param("issue", "budget=600", id="issue, binding"),
    pytest.param("redemption", "budget=300", id="redemption, binding"),
    pytest.param("issue", "budget=0", id="issue, nothing"),
    pytest.param("redemption", "budget=100000", id="redemption, loose"),
]


@pytest.mark.parametrize(("gate", "budget"), GATES)
def test_a_budget_gate_cuts_at_the_same_coupon(plan: Planner, gate: str, budget: str) -> None:
    """The first pass of the compiled day finds the cut that time order gives."""
    run = both(
        plan(
            "touch_heavy",
            "shoppers.initial=500",
            "horizon_days=60",
            "campaigns.daily_promotions.coupon=true",
            "coupon.face=35",
            "coupon.threshold=150",
            f"coupon.gate={gate}",
            f"coupon.{budget}",
        )
    )
    same(*run)


@pytest.mark.parametrize(("threads", "block"), [(1, 64), (2, 64), (4, 37), (2, 1 << 15)])
def test_threads_and_blocks_change_nothing(plan: Planner, threads: int, block: int) -> None:
    """Any number of threads and any block size write the same bytes."""
    rules = plan(
        "two_sided_referral",
        "shoppers.initial=500",
        "horizon_days=90",
        "engine=compiled",
        "coupon.face=20",
        "campaigns.stories.coupon=true",
        "coupon.budget=500",
    )
    reference = simulate(rules, 0, events=True)
    same(reference, World(rules, 0, events=True, threads=threads, block=block).run())


LEVERS = st.fixed_dictionaries(
    {
        "touch.weekly_cap": st.integers(0, 20),
        "shoppers.repeat.law": st.sampled_from(["bgnbd", "mbgnbd", "paretonbd", "sbg"]),
        "shoppers.market": st.sampled_from([0, 1500]),
        "touch.min_gap_minutes": st.sampled_from([0, 90]),
        "coupon.face": st.sampled_from([0, 15, 60]),
        "coupon.threshold": st.sampled_from([0, 200]),
        "coupon.budget": st.sampled_from([0, 400, 100000]),
        "coupon.gate": st.sampled_from(["issue", "redemption"]),
        "coupon.per_shopper": st.integers(0, 5),
        "coupon.validity_days": st.integers(1, 20),
        "coupon.urgency_days": st.integers(0, 25),
        "referral.invites_needed": st.integers(1, 4),
        "referral.inviter_reward": st.sampled_from([0, 50]),
        "referral.invitee_reward": st.sampled_from([0, 50]),
        "referral.reward_form": st.sampled_from(["cash", "coupon"]),
        "referral.condition": st.sampled_from(["join", "first_order"]),
        "referral.from_day": st.sampled_from([0, 20]),
        "guides.minutes_per_day": st.sampled_from([0, 4, 30]),
        "guides.patience_days": st.integers(0, 3),
        "guides.book_size": st.sampled_from([20, 1000]),
        "guides.skill.spread": st.sampled_from([0.0, 0.5]),
        "guides.effort.gain": st.sampled_from([0.0, 2.0]),
        "guides.contest.days": st.sampled_from([0, 15]),
        "guides.turnover.per_year": st.sampled_from([0.0, 8.0]),
        "guides.training.every_days": st.sampled_from([0, 9]),
        "guides.head_office.book_size": st.sampled_from([0, 1000]),
        "guides.rollout.days": st.sampled_from(["[]", "[5,30]"]),
        "platform": st.sampled_from(["wecom", "wecom_2021", "wecom_2025_11", "braze", "klaviyo"]),
        "touch.channels.guide.execution": st.sampled_from([0.3, 1.0]),
        "touch.response.annoyance": st.sampled_from([0.0, 0.02]),
        "touch.response.reconsider": st.sampled_from([0.0, 0.2]),
        "touch.response.reconsider_on": st.sampled_from(["service", "promotion"]),
        "coupon.exposure": st.sampled_from([0.0, 0.8]),
        "desk.agents": st.sampled_from([1, 20]),
        "desk.minutes": st.sampled_from([5, 300]),
        "desk.to_hour": st.sampled_from([12, 24]),
        "desk.patience_minutes": st.sampled_from([0, 60]),
        "desk.ask_rate": st.sampled_from([0.0, 0.5]),
        "desk.peak.agents": st.sampled_from([0, 8]),
        "desk.first_line.share": st.sampled_from([0.0, 0.6]),
        "satisfaction": st.sampled_from(["none", "followed"]),
        "satisfaction.advocacy": st.sampled_from([0.03, 0.4]),
        "points": st.sampled_from(["none", "mall"]),
        "points.price": st.sampled_from([0, 60, 400]),
        "points.form": st.sampled_from(["coupon", "money"]),
        "points.expire": st.sampled_from(["never", "month", "quarter"]),
        "points.gradient": st.sampled_from([0.0, 0.5]),
        "points.per_friend": st.sampled_from([0, 30]),
        "tiers": st.sampled_from(["none", "four"]),
        "tiers.period": st.sampled_from(["month", "year"]),
        "stored_value": st.sampled_from(["none", "card"]),
        "stored_value.take_up": st.sampled_from([0.0, 0.5]),
        "selling": st.sampled_from(["none", "shops", "second_floor"]),
        "moves.registers": st.sampled_from([0.2, 1.0]),
        "moves.dealers.share": st.sampled_from([0.0, 0.5]),
        "goods": st.sampled_from(["none", "apparel", "mother_baby", "digital"]),
        "goods.concentration": st.sampled_from([0.5, 20]),
        "shoppers.return_rate": st.sampled_from([0.0, 0.4]),
        "shoppers.visits.per_week": st.sampled_from([0.0, 1.0]),
        "platform.group_size": st.sampled_from([12, 500]),
        "community.quiet": st.sampled_from([0.2, 1.0]),
        "identity.recognised": st.sampled_from([0.5, 1]),
        "attribution.commission": st.sampled_from(["book", "served"]),
        "views": st.sampled_from(["none", "all"]),
        "seed": st.integers(0, 2**32 - 1),
    }
)
GROUPS = [
    "+communities.welfare={channel:community,entry:0.6,review_days:9,silent_days:20,packet:20,"
    "by_talk:0.5}",
    "+touch.channels.fans={enrol:0,execution:0.9,open_rate:0.4,click_rate:0.3,fen_per_message:1,"
    "yuan_per_group_month:90}",
    "+communities.fans={channel:fans,entry:0.3,from_day:5,until_day:50}",
    "+campaigns.salon={channel:fans,content:promotion,hours:[21],every_days:3,from_day:6,"
    "until_day:999,coupon:true,intensity:1.0}",
]
GOODS = [
    "+goods.pairs.case={first:devices,second:accessories,share:0.4,basket:1,discount:0.2,dip:0.2}",
    "+goods.launches.new={category:devices,from_day:9,weeks:5,lift:2,fade:0.7}",
    "+goods.categories.accessories.ages=0.2",
    "+goods.categories.care.taught=3",
    "+campaigns.daily.about=each",
    "+journeys.owner={trigger:bought,bought:devices,priority:3,from_day:0,until_day:999,coverage:0.9,"
    "steps:[{day:2,action:touch,channel:official,content:service,hour:9,minutes:0,accept:0,"
    "coupon:true}]}",
]
MOVES = [
    *("+moves.accounts.mini_program=shop", "moves.unlinked=[store]", "+moves.homes.ads=store"),
    *("moves.cloud.channel=mini_program", "moves.basket.share=0.6", "moves.credit.online=0.7"),
    "+entries.pages={channel:guide,chance:0.1,from_day:5,until_day:50,yuan_per_month:9}",
    "+tags.far={of:keeps_distance,threshold:5,sensitivity:0.9,specificity:0.9,coverage:0.7,"
    "yuan_per_year:1}",
    *("+audiences.near={without_tag:far}", "+campaigns.daily.audience=near"),
]
EVERYTHING = [
    "shoppers.initial=120",
    "horizon_days=70",
    "referral.active=true",
    "referral.accept=0.05",  # cascades die out: a test must not outgrow its machine
    "referral.accept_gain=0.05",
    "referral.review.rate=0.3",
    "referral.review.cashback=4",
    "referral.officers.per_thousand=50",
    "referral.officers.yuan_per_month=30",
    "desk.given_up_dropout=0.3",
    "guides.contest.prize=200",
    "guides.turnover.lost=0.5",
    "guides.head_office.journeys=[welcome]",
    "touch.channels.community.enrol=0.6",
    "touch.channels.official.enrol=0.4",
    "+campaigns.daily={channel:community,content:promotion,hours:[10,12,20],every_days:2,from_day:0,"
    "until_day:999,coupon:true,intensity:0.8}",
    "+campaigns.letter={channel:official,content:content,hours:[20],every_days:7,from_day:3,"
    "until_day:999,coupon:false,intensity:1.0,meets:know}",
    "+needs.know={share:0.4,gain:2}",
    "+journeys.welcome={trigger:joined,priority:2,from_day:0,until_day:999,coverage:0.9,steps:["
    "{day:1,action:touch,channel:community,content:service,hour:12,minutes:0,accept:0,coupon:false},"
    "{day:3,action:touch,channel:guide,content:service,hour:10,minutes:3,accept:0,coupon:true}]}",
]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(levers=LEVERS)
def test_any_setting_of_the_levers(levers: dict[str, object]) -> None:
    """Whatever the plan, the two engines agree."""
    agree(compose_plan("fila_333", [*EVERYTHING, *settings_of(levers)]).plan)


def settings_of(levers: dict[str, object]) -> list[str]:
    """What is typed to set some levers, with what some of them cannot be without."""
    overrides = [f"{key}={value}" for key, value in levers.items()]
    overrides += ["guides.rollout.shares=[0.3,1]"] if levers["guides.rollout.days"] != "[]" else []
    overrides += GOODS if levers["goods"] == "digital" else []
    walked = levers["selling"] == "second_floor" and levers["moves.registers"] != 1.0
    overrides += MOVES if walked else []
    overrides += GROUPS if levers["community.quiet"] != 1.0 else []
    return overrides
