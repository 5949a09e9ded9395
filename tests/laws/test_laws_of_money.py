"""Laws of money: what a price, a fee or a budget may change, to the fen."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from sim.config.schema import Plan
from sim.ledger.accounts import INDEX
from sim.measure.result import RunResult
from tests.laws.worlds import (
    CAMPAIGNS,
    SETTINGS,
    Levers,
    changed,
    every_lever,
    identical,
    law,
    lived,
    plan_of,
    rows,
)

TWO_SHARES = st.lists(st.integers(0, 10_000), min_size=2, max_size=2, unique=True).map(
    lambda points: [point / 10_000 for point in sorted(points)]
)
BUDGETS = st.lists(st.integers(0, 8_000), min_size=2, max_size=2).map(sorted)


def coupons(engine: str, levers: Levers) -> Plan:
    """Two campaigns, one with the coupon."""
    overrides = ("campaigns.daily_promotions.coupon=true", "coupon.face=30", f"engine={engine}")
    return changed(plan_of("touch_heavy", *CAMPAIGNS, *overrides), levers)


def moved(one: RunResult, other: RunResult) -> dict[str, int]:
    """Accounts that differ in total, and by how many fen."""
    difference = (other.ledger - one.ledger).sum(axis=0)
    return {key: int(difference[i]) for key, i in INDEX.items() if difference[i]}


def without_amounts(result: RunResult) -> list[tuple[object, ...]]:
    """What happened to whom and when, whatever it cost."""
    return [(*row[:4], row[5]) for row in rows(result)]


@law(settings=SETTINGS, fees=st.lists(st.integers(0, 99), min_size=2, max_size=2, unique=True))
def test_a_message_fee_costs_sends_times_the_fee(
    engine: str, settings: Levers, fees: list[int]
) -> None:
    """Another fee changes messages and cash by exactly sends x difference, and nothing else."""
    plan = every_lever(engine, settings)
    one, other = (lived(plan, touch__channels__community__fen_per_message=fee) for fee in fees)
    sends = sum(row[3] == "community" for row in rows(one, "touch_delivered"))
    extra = sends * (fees[1] - fees[0])
    assert sends > 0
    assert without_amounts(one) == without_amounts(other)
    assert moved(one, other) == {"messages": extra, "cash": -extra}


@law(settings=SETTINGS, shares=TWO_SHARES)
def test_cost_of_goods_changes_margin_alone(
    engine: str, settings: Levers, shares: list[float]
) -> None:
    """Dearer goods move cost of goods and inventory, and nobody's life."""
    plan = every_lever(engine, settings)
    cheap, dear = (lived(plan, finance__cost_of_goods=share) for share in shares)
    difference = moved(cheap, dear)
    assert rows(cheap) == rows(dear)
    assert difference.keys() <= {"cost_of_goods", "inventory"}
    assert difference.get("cost_of_goods", 0) == -difference.get("inventory", 0) >= 0


@law(settings=SETTINGS, tools=st.integers(0, 500), team=st.integers(0, 500))
def test_fixed_costs_change_nobody(engine: str, settings: Levers, tools: int, team: int) -> None:
    """Tools, team and wages are paid from cash, and no shopper notices."""
    plan = every_lever(engine, settings | {"finance.tools": 0.0, "finance.team": 0.0})
    free = lived(plan, guides__yuan_per_hour=0.0)
    paid = lived(plan, finance__tools=float(tools), finance__team=float(team))
    difference = moved(free, paid)
    assert rows(free) == rows(paid)
    assert difference.keys() <= {"tools", "team", "guide_wages", "cash"}
    assert difference["guide_wages"] > 0


MONEY = (
    "shoppers.spend.v_yuan",
    "coupon.face",
    "coupon.budget",
    "referral.inviter_reward",
    "referral.invitee_reward",
    "referral.appeal_yuan",
    "referral.review.cashback",
    "referral.officers.yuan_per_month",
    "guides.yuan_per_hour",
    "finance.tools",
    "finance.team",
)
MONEY_OF_A_CHANNEL = ("spend_per_day", "half_spend", "yuan_per_join")


def in_halves(plan: Plan) -> Plan:
    """The same plan told in a currency of which two make a yuan."""
    levers: Levers = {}
    for key in MONEY:
        value: object = plan
        for name in key.split("."):
            value = getattr(value, name)
        levers[key] = 2 * value  # type: ignore[operator]
    for name, channel in plan.acquisition.items():
        for key in MONEY_OF_A_CHANNEL:
            levers[f"acquisition.{name}.{key}"] = 2 * getattr(channel, key)
    for name, touch in plan.touch.channels.items():
        levers[f"touch.channels.{name}.fen_per_message"] = 2 * touch.fen_per_message
        levers[f"touch.channels.{name}.yuan_per_group_month"] = 2 * touch.yuan_per_group_month
    return changed(plan, levers)


@law(settings=SETTINGS, face=st.sampled_from([0.0, 15.0, 60.0]))
def test_money_has_no_unit(engine: str, settings: Levers, face: float) -> None:
    """With every price doubled the same things happen, and every amount doubles to rounding."""
    free_of_threshold = {"coupon.face": face, "coupon.threshold": 0.0}  # no edge to round across
    plan = every_lever(engine, settings | free_of_threshold)
    one, other = lived(plan), lived(in_halves(plan))
    assert without_amounts(one) == without_amounts(other)
    amounts = (np.array([row[4] for row in rows(result)]) for result in (one, other))
    single, double = amounts
    assert np.abs(double - 2 * single).max() <= 2
    entries = len(rows(one)) + 60 * len(INDEX)
    assert np.abs(other.ledger - 2 * one.ledger).sum(axis=0).max() <= 2 * entries


@law(settings=SETTINGS, shares=TWO_SHARES)
def test_returns_change_refunds_alone(engine: str, settings: Levers, shares: list[float]) -> None:
    """A higher return rate adds refunds to those there are, and moves nothing else."""
    plan = every_lever(engine, settings)
    few, many = (lived(plan, shoppers__return_rate=share) for share in shares)
    refunds, more = set(rows(few, "refund")), set(rows(many, "refund"))
    assert refunds <= more
    assert [row for row in rows(few) if row not in refunds] == [
        row for row in rows(many) if row not in more
    ]


@law(settings=SETTINGS, gate=st.sampled_from(["issue", "redemption"]))
def test_a_coupon_of_no_value_is_no_coupon(engine: str, settings: Levers, gate: str) -> None:
    """A campaign with a coupon of face 0 is that campaign without one."""
    plan = coupons(engine, settings | {"coupon.face": 0.0, "coupon.gate": gate})
    plain = lived(plan, campaigns__daily_promotions__coupon=False)
    assert identical(lived(plan), plain)


@law(settings=SETTINGS, budgets=BUDGETS, form=st.sampled_from(["cash", "coupon"]))
def test_more_budget_never_lowers_redemptions(
    engine: str, settings: Levers, budgets: list[int], form: str
) -> None:
    """Guarded at redemption, all that was redeemed on less money is redeemed on more."""
    plan = every_lever(engine, settings | {"coupon.gate": "redemption", "coupon.threshold": 0.0})
    plan = changed(plan, {"referral.reward_form": form})
    little, much = (lived(plan, coupon__budget=float(budget)) for budget in budgets)
    assert set(rows(little, "coupon_redeemed")) <= set(rows(much, "coupon_redeemed"))


@law(settings=SETTINGS, budgets=BUDGETS)
def test_more_budget_never_lowers_reach(engine: str, settings: Levers, budgets: list[int]) -> None:
    """One coupon each, none expiring: whoever is served on less money is served on more."""
    plan = coupons(engine, settings | {"coupon.per_shopper": 1, "coupon.validity_days": 99})
    little, much = (lived(plan, coupon__budget=float(budget)) for budget in budgets)
    for event in ("coupon_issued", "coupon_redeemed"):
        assert set(rows(little, event)) <= set(rows(much, event))
