"""Journeys, audiences and kinds of coupon: both engines alike, and each rule held to the log."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sim.config.compose import compose_plan
from sim.config.schema import Plan
from sim.randomness.address import name_hash
from sim.world import World
from tests.world.test_engines import same, with_engine

SMALL = ("shoppers.initial=150", "horizon_days=100", "touch.channels.official.enrol=0.8")
KINDS = (
    "+coupons.small={form:amount,face:20,threshold:0,validity_days:7}",
    "+coupons.tenth={form:percent,face:60,share:0.1,threshold:100,validity_days:20}",
    "+coupons.gift={form:gift,face:40,cost:12,threshold:150,validity_days:15}",
    "+coupons.trial={form:trial,face:39.9,price:9.9,cost:15,threshold:0,validity_days:10}",
    "+coupons.past={form:history,face:300,share:0.3,threshold:0,validity_days:30}",
)
AUDIENCES = (
    "+audiences.dormant={stages:[dormant_30,dormant_60,dormant_90],channels:[official]}",
    "+audiences.valuable={spent_from:400,orders_from:2}",
    "+audiences.newcomers={stages:[never_bought],sources:[store,ads,referral]}",
    "+audiences.quiet={silent_from_days:10,without:[guide]}",
)


def step(day: int, extra: str = "", content: str = "recall", channel: str = "official") -> str:
    """A message of a journey, as an override writes it."""
    return (
        f"{{day:{day},action:touch,channel:{channel},content:{content},hour:10,minutes:0,accept:0,"
        f"coupon:{'true' if 'coupon_kind' in extra else 'false'}{extra}}}"
    )


def journey(name: str, trigger: str, *steps: str, more: str = "") -> str:
    """A journey, as an override writes it."""
    return (
        f"+journeys.{name}={{trigger:{trigger},priority:1,from_day:0,until_day:999,coverage:1.0,"
        f"steps:[{','.join(steps)}]{more}}}"
    )


def campaign(name: str, kind: str, audience: str, every: int = 3) -> str:
    """A broadcast with a coupon to an audience, as an override writes it."""
    return (
        f"+campaigns.{name}={{channel:official,content:promotion,hours:[10,20],every_days:{every},"
        f"from_day:0,until_day:999,coupon:true,coupon_kind:{kind},intensity:1.0,"
        f"audience:{audience}}}"
    )


def lived(plan: Plan, engine: str = "simpy") -> Any:
    """A run that notes who is where in a journey."""
    return World(with_engine(plan, engine), 0, events=True, traced=True).run()


def both(*overrides: str) -> tuple[Any, Any]:
    """The same plan in both engines, on top of guide care."""
    plan = compose_plan("fila_333", [*SMALL, *KINDS, *AUDIENCES, *overrides]).plan
    return lived(plan), lived(plan, "compiled")


TRIGGERS = [
    ("redeemed", 0),
    ("won_back", 20),
    ("dormant", 20),
    ("inactive", 9),
    ("birthday", 7),
    ("coupon_expiring", 3),
    ("date", 15),
    ("purchased", 0),
    ("joined", 0),
]


@pytest.mark.parametrize("trigger", TRIGGERS, ids=[name for name, _ in TRIGGERS])
def test_every_trigger_is_the_same_in_both_engines(trigger: tuple[str, int]) -> None:
    """With coupons of all kinds about, a branch, an exit and a rest before re-entry."""
    name, days = trigger
    first = 0 if name in ("dormant", "inactive", "birthday", "coupon_expiring", "date") else 1
    flow = journey(
        "flow",
        name,
        step(first, ",coupon_kind:past"),
        step(first + 4, ",after:opened,coupon_kind:gift"),
        step(first + 4, ",after:not_opened,coupon_kind:tenth", "service"),
        more=f",days:{days},stop:visit,reentry_days:30",
    )
    readable, compiled = both(
        flow,
        campaign("trials", "trial", "newcomers"),
        campaign("small", "small", "valuable", 5),
        "referral.active=true",
        "referral.reward_form=coupon",
        "referral.inviter_reward=30",
        "referral.accept=0.05",
    )
    same(readable, compiled)
    assert "journey_entered" in set(readable.events["event"])


MORE = st.fixed_dictionaries(
    {
        "seed": st.integers(0, 2**32 - 1),
        "journeys.flow.days": st.integers(1, 40),
        "journeys.flow.stop": st.sampled_from(["never", "purchase", "visit"]),
        "journeys.flow.reentry_days": st.sampled_from([0, 5, 60, 999]),
        "journeys.flow.audience": st.sampled_from(['""', "dormant", "valuable", "quiet"]),
        "journeys.flow.coverage": st.sampled_from([0.5, 1.0]),
        "journeys.flow.from_day": st.sampled_from([0, 33]),
        "journeys.care_333.stop": st.sampled_from(["never", "purchase"]),
        "campaigns.one.audience": st.sampled_from(['""', "dormant", "newcomers", "quiet"]),
        "campaigns.two.audience": st.sampled_from(['""', "valuable", "newcomers"]),
        "campaigns.one.coupon_kind": st.sampled_from(["small", "past", "trial"]),
        "campaigns.two.coupon_kind": st.sampled_from(["gift", "tenth", "trial"]),
        "coupon.gate": st.sampled_from(["issue", "redemption"]),
        "coupon.budget": st.sampled_from([0, 2000, 100000]),
        "coupon.per_shopper": st.integers(1, 12),
        "coupon.exposure": st.sampled_from([0.0, 0.8]),
        "coupon.face": st.sampled_from([0, 50]),
        "touch.response.reconsider": st.sampled_from([0.0, 0.05]),
        "coupon.urgency_days": st.integers(0, 9),
        "guides.minutes_per_day": st.sampled_from([4, 60]),
        "guides.book_size": st.sampled_from([20, 1000]),
        "guides.turnover.per_year": st.sampled_from([0.0, 8.0]),
        "guides.head_office.book_size": st.sampled_from([0, 1000]),
        "platform": st.sampled_from(["wecom", "wecom_2021", "wecom_2025_11"]),
        "touch.weekly_cap": st.sampled_from([2, 7, 30]),
        "touch.min_gap_minutes": st.sampled_from([0, 90]),
        "shoppers.repeat.law": st.sampled_from(["bgnbd", "paretonbd"]),
    }
)


TWO_GUIDES_AT_ONE_MOMENT = {  # and a budget that is gone between their two letters
    "seed": 0,
    "journeys.flow.coverage": 0.5,
    "coupon.urgency_days": 0,
    "journeys.flow.audience": '""',
    "journeys.care_333.stop": "never",
    "journeys.flow.from_day": 0,
    "journeys.flow.days": 1,
    "journeys.flow.reentry_days": 0,
    "campaigns.one.audience": "dormant",
    "coupon.gate": "issue",
    "campaigns.one.coupon_kind": "past",
    "journeys.flow.stop": "never",
    "campaigns.two.audience": "newcomers",
    "coupon.budget": 2000,
    "campaigns.two.coupon_kind": "gift",
    "coupon.exposure": 0.0,
    "coupon.face": 50,
    "touch.response.reconsider": 0.0,
    "coupon.per_shopper": 1,
    "guides.minutes_per_day": 4,
    "guides.book_size": 20,
    "guides.head_office.book_size": 0,
    "guides.turnover.per_year": 0.0,
    "touch.weekly_cap": 7,
    "platform": "wecom",
    "touch.min_gap_minutes": 0,
    "shoppers.repeat.law": "paretonbd",
}


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@example(levers=TWO_GUIDES_AT_ONE_MOMENT, trigger="dormant")
@given(levers=MORE, trigger=st.sampled_from(["dormant", "inactive", "coupon_expiring", "date"]))
def test_any_setting_of_journeys_and_coupons(levers: dict[str, object], trigger: str) -> None:
    """Whatever the plan, the two engines agree, budget cuts between unlike coupons included."""
    flow = journey(
        "flow",
        trigger,
        step(0, ",coupon_kind:past"),
        step(2, ",after:opened,coupon_kind:gift", "service", "guide"),
        step(3, ",after:not_opened,coupon_kind:small"),
        more=",days:9,stop:never,reentry_days:0,audience:quiet",
    )
    overrides = [f"{key}={value}" for key, value in levers.items()]
    overrides += ["guides.turnover.lost=0.5", "guides.head_office.journeys=[flow]"]
    one, two = campaign("one", "small", "dormant", 2), campaign("two", "gift", "valuable", 5)
    same(*both(flow, one, two, *overrides))


LATER = [
    pytest.param(
        "guide",
        ("+entries.pages={channel:guide,chance:0.3,from_day:20,until_day:90,yuan_per_month:9}",),
        id="they become friends of a guide on a page",
    ),
    pytest.param(
        "community",
        (
            "touch.channels.community.enrol=0.1",
            "+communities.welfare={channel:community,minutes_per_day:20,entry:0.6,review_days:15}",
        ),
        id="a review lets them into the group",
    ),
    pytest.param(
        "guide",
        ("journeys.care_333.coverage=1", "touch.channels.guide.enrol=0"),
        id="another journey makes them friends",
    ),
]


@pytest.mark.parametrize(("channel", "ways"), LATER)
def test_whoever_becomes_reachable_gets_the_steps_to_come(
    channel: str, ways: tuple[str, ...]
) -> None:
    """A journey begun before they could be reached goes on where it stands, in both engines."""
    steps = [step(day, content="content", channel=channel) for day in range(1, 80, 3)]
    readable, compiled = both(
        journey("flow", "joined", *steps), "acquisition.ads.joins_per_day=9", *ways
    )
    same(readable, compiled)
    log = compiled.events
    mine = (log["event"] == "journey_step") & (log["reference"] == name_hash("flow"))
    came: dict[int, list[int]] = {}
    for uid, number in zip(log["uid"][mine], log["amount_fen"][mine], strict=True):
        came.setdefault(int(uid), []).append(int(number))
    late = [numbers for numbers in came.values() if numbers[0] > 0]
    assert len(late) > 3
    assert any(len(numbers) > 2 for numbers in late)
