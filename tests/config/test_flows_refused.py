"""Journeys, audiences and coupons that cannot hold together are refused with what would."""

from __future__ import annotations

import pytest

from sim.config.compose import compose_layers, compose_plan
from sim.config.errors import InputError
from sim.config.keys import plan_levers
from tests.world.test_flows import campaign, journey, step

KIND = "+coupons.small={form:amount,face:20,threshold:0,validity_days:7}"
FRIEND = (
    "{day:0,action:add_friend,channel:guide,content:service,hour:10,minutes:2,accept:1,"
    "coupon:false}"
)
REFUSED = [
    pytest.param([journey("x", "dormant", step(0))], "x.days", "1 to 3,650", id="no days"),
    pytest.param([journey("x", "joined", step(1), more=",days:3")], "x.days", "0", id="days"),
    pytest.param(
        [journey("x", "joined", step(1)), campaign("x", "small", "''", 5), KIND],
        "journeys.x",
        "no campaign's",
        id="a campaign's name",
    ),
    pytest.param(
        [journey("x", "dormantt", step(0), more=",days:3")], "x.trigger", "dormant", id="trigger"
    ),
    pytest.param([journey("x", "tier_changed", step(1))], "x.trigger", "tiers=four", id="no tiers"),
    pytest.param(
        ["tiers=four", journey("x", "tier_changed", step(1), more=",tier:golden")],
        "x.tier",
        "gold",
        id="no such tier",
    ),
    pytest.param(
        ["tiers=four", journey("x", "joined", step(1), more=",tier:gold")],
        "x.tier",
        "tier_changed",
        id="tier of another trigger",
    ),
    pytest.param(
        [journey("x", "joined", step(1), more=",move:up")], "x.move", "any", id="move of nothing"
    ),
    pytest.param(
        ["tiers=four", journey("x", "tier_changed", FRIEND)],
        "x.steps.0.action",
        "touch",
        id="friend at a fall",
    ),
    pytest.param(
        [journey("x", "cart_left", step(0), more=",days:1")], "x.trigger", "cart=shop", id="no cart"
    ),
    pytest.param(
        [journey("x", "date", FRIEND)], "x.steps.0.action", "touch", id="friend at midnight"
    ),
    pytest.param(
        [journey("x", "joined", step(0))], "x.steps.0.day", "1 or more", id="message in the day"
    ),
    pytest.param(
        [journey("x", "date", step(0), step(0, ",after:opened"))],
        "x.steps.1.after",
        "a step on a later day",
        id="branch on the same day",
    ),
    pytest.param(
        [journey("x", "date", step(0), more=",audience:them")], "x.audience", "none", id="audience"
    ),
    pytest.param(["+audiences.them={sources:[stores]}"], "them.sources", "store, ads", id="source"),
    pytest.param(["+audiences.them={without:[sms]}"], "them.without", "guide", id="channel"),
    pytest.param(["+audiences.them={stages:[lost]}"], "them.stages", "dormant_90", id="stage"),
    pytest.param(
        ["+audiences.them={orders_from:3,orders_to:2}"], "them.orders_to", "3", id="nobody"
    ),
    pytest.param([campaign("c", "big", '""'), KIND], "c.coupon_kind", "small", id="kind"),
    pytest.param(
        [journey("x", "date", step(0, ",coupon_kind:small").replace("true", "false")), KIND],
        "x.steps.0.coupon",
        "true",
        id="names a kind and carries none",
    ),
    pytest.param(
        ["+coupons.c={form:percent,face:20,threshold:0,validity_days:7}"],
        "coupons.c.share",
        "more than 0",
        id="percent of nothing",
    ),
    pytest.param(
        ["+coupons.c={form:amount,face:20,cost:3,threshold:0,validity_days:7}"],
        "coupons.c.cost",
        "0",
        id="amount with a cost",
    ),
    pytest.param(
        ["+coupons.c={form:trial,face:20,price:20,cost:3,threshold:0,validity_days:7}"],
        "coupons.c.price",
        "less than face",
        id="trial at full price",
    ),
    pytest.param(
        ["+coupons.c={form:amount,face:20,threshold:10,validity_days:7}"],
        "coupons.c.threshold",
        "at least face",
        id="worth more than its order",
    ),
    pytest.param(
        ["+coupons.c={form:amount,face:20,threshold:0}"],
        "coupons.c.validity_days",
        "0 to 365",
        id="nothing is completed in silence",
    ),
]


@pytest.mark.parametrize(("overrides", "key", "allowed"), REFUSED)
def test_what_cannot_be_is_refused(overrides: list[str], key: str, allowed: str) -> None:
    """The message names the key and what is allowed."""
    with pytest.raises(InputError) as refused:
        compose_plan("baseline", overrides)
    assert key in str(refused.value)
    assert allowed in str(refused.value)


def test_what_is_left_unsaid_leaves_a_mechanism_out() -> None:
    """No assumption stands for it, and a setting on the command line may still say it."""
    before = compose_plan("fila_333")
    assert before.plan.journeys["care_333"].stop == "never"
    assert not any(key.endswith(".stop") for key, _, _ in plan_levers(before.plan))
    after = compose_plan("fila_333", ["journeys.care_333.stop=purchase"])
    assert after.plan.journeys["care_333"].stop == "purchase"
    assert after.origin("journeys.care_333.stop").kind == "command line"


def test_no_default_is_left_to_an_off_value() -> None:
    """What conf/ says of audiences and coupons is that there are none."""
    data = compose_layers(None).data
    assert data["audiences"] == data["coupons"] == {}
