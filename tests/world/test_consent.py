"""A channel in which one consent carries one message (P12), in the settings and in the log."""

from __future__ import annotations

from collections import defaultdict

import pytest

from sim.behaviour.clock import DAY
from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.world import simulate
from tests.conftest import Planner
from tests.world.test_engines import with_engine

STEP = (
    "{{day:{day},action:touch,channel:subscription,content:service,hour:20,minutes:0,accept:0,"
    "coupon:false}}"
)
FLOW = (
    "+journeys.more={{trigger:{trigger},days:{days},priority:2,from_day:0,until_day:999,coverage:1,"
    "steps:[{steps}]}}"
)
ONE, TWO = STEP.format(day=2), f"{STEP.format(day=2)},{STEP.format(day=3)}"
REFUSED = {
    "a campaign": (
        "+campaigns.all={channel:subscription,content:service,hours:[12],every_days:7,from_day:0,"
        "until_day:999,coupon:false,intensity:1}",
        "nobody consented to a message of campaign all",
    ),
    "two messages": (
        FLOW.format(trigger="purchased", days=0, steps=TWO),
        "would send two messages for one consent",
    ),
    "who is silent": (
        FLOW.format(trigger="dormant", days=30, steps=ONE),
        "nobody is there to consent",
    ),
}


@pytest.mark.parametrize(("setting", "said"), REFUSED.values(), ids=REFUSED)
def test_what_nobody_consented_to_is_refused(setting: str, said: str) -> None:
    """And goes out where every message may (`consent` standing)."""
    with pytest.raises(InputError, match=said):
        compose_plan("consent_each_order", [setting])
    compose_plan("consent_each_order", [setting, "touch.channels.subscription.consent=standing"])


def test_another_message_at_another_order_has_a_consent_of_its_own() -> None:
    """Two journeys of one message each ask twice."""
    setting = FLOW.format(trigger="joined", days=0, steps=ONE)
    assert len(compose_plan("consent_each_order", [setting]).plan.journeys) == 2


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_nobody_gets_more_messages_than_consents(plan: Planner, engine: str) -> None:
    """Each message lies three weeks after an order of its own; four in ten orders bring one."""
    asked = plan("consent_each_order", "shoppers.initial=1500", "horizon_days=180")
    log = simulate(with_engine(asked, engine), 0, events=True).events
    assert log is not None
    orders, sent = defaultdict(set), defaultdict(list)
    for uid, event, channel, moment in zip(
        log["uid"], log["event"], log["channel"], log["time_ms"], strict=True
    ):
        if event == "order":
            orders[uid].add(moment // DAY)
        elif event == "touch_delivered" and channel == "subscription":
            sent[uid].append(moment // DAY)
    for uid, days in sent.items():
        assert len(days) == len(set(days))
        assert {day - 21 for day in days} <= orders[uid]
    asked_at = sum(0 <= day < 180 - 21 for days in orders.values() for day in days)
    share = sum(map(len, sent.values())) / asked_at
    assert 0.2 < share < 0.32  # of 0.8 x 0.4, less who ordered again meanwhile
