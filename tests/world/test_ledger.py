"""Every fen in the ledger is in the log, and every fen in the log is in the ledger."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import cache

import numpy as np
import pytest

from sim.behaviour.clock import DAY
from sim.config.compose import compose_plan
from sim.ledger.accounts import ACCOUNTS, INDEX
from sim.ledger.book import Book, month_of_day
from sim.measure.result import RunResult
from sim.world import simulate

COUPONS = (
    "coupon.face=30",
    "coupon.threshold=200",
    "coupon.budget=3000",
    "touch.channels.guide.fen_per_message=3",
)
RUNS = {
    "fila_333": COUPONS,
    "invite3_subsidy": (),
    "two_sided_referral": ("referral.reward_form=cash",),
    "service_desk": (),
    "tiers_quarterly": (
        "points.price=200",
        "points.expire=quarter",
        "stored_value=card",
        "stored_value.take_up=0.3",
    ),
    "points_money_off": ("points.expire=month",),
    "pay_per_sale": (),
    "shock_outage": (),
    "alarm_on_orders": (),
    "live_weekly": (),
    "alliance_festival": (),
    "content_renewed": (),
    "promoters_staff": (),
    "offer_by_tag_70": (),
    "media_budget": (),
    "raffle": (),
    "charity_day": (),
    "team_daily_cash": (
        "+shared_offers.teams.cost=0.5",
        "+attractions.contest={from_day:3,until_day:180,every_days:10,days:6,after:active,take:0.3,"
        "pieces:15,cost:3}",
    ),
    "pickup_in_store": (),
    "footfall_at_the_till": (),
    "desk_ai_first": ("desk.ask_rate=0.4",),
    "delivery_carrier": ("delivery.mini_program.late_yuan=1.5", "delivery.mini_program.fee=4"),
    "delivery_fast": (),
    "launches_on_trial": tuple(
        f"goods.categories.{one}.cost_of_goods=0.45"
        for one in ("tops", "trousers", "coats", "shoes", "accessories")
    ),
    "home_one_group": (
        *("finance.cost_of_goods=0.45", "acquisition.ads.joins_per_day=8", "leads.made_days=5"),
        *("leads.push=0.3", "leads.doors.ads.prepaid=0.1"),
    ),
    "nps_care": (
        *("finance.cost_of_goods=0.45", "delivery.takeaway.yuan_per_month=6000"),
        "delivery.takeaway.couriers=2",
    ),
    "store_salon": (),
    "fresh_clearance": (
        *("finance.cost_of_goods=0.45", "stock.spoils=0.5", "stock.holding=0.2"),
        "stock.safety_days=1",
    ),
    "member_day_stock_usual": ("finance.cost_of_goods=0.45",),
    "periodic_purchase": ("finance.cost_of_goods=0.45", "periodic.offer=0.2"),
    "desk_complaints": ("finance.cost_of_goods=0.45", "desk.complaints.yuan=3"),
    "feedback_loop": ("finance.cost_of_goods=0.45", "feedback.least=1"),
    "paid_card_refund": ("subscription.ask_back=0.2",),
    "group_red_packets": (
        *("communities.welfare.check_in=0.05", "communities.welfare.key_members=2"),
        "communities.welfare.yuan_per_key_member=60",
    ),
    "guide_turnover": ("guides.contest.days=30", "guides.contest.prize=100"),
    "guide_head_office": ("guides.training.every_days=30",),
    "touch_heavy": ("campaigns.daily_promotions.coupon=true", *COUPONS, "coupon.gate=redemption"),
}
KINDS = ("coupon", "reward_coupon", "member_coupon")
POSTED = [
    ("order", "revenue", -1),
    ("refund", "refunds", 1),
    ("coupon_issued", "coupons_granted", 1),
    ("coupon_expired", "coupon_breakage", -1),
    ("reward_cash", "referral_rewards", 1),
    ("review", "review_cashback", 1),
    ("commission", "guide_commission", 1),
    ("touch_delivered", "messages", 1),
    ("points_earned", "points_granted", 1),
    ("points_expired", "loyalty_breakage", -1),
    ("top_up_bonus", "stored_bonus", 1),
    ("delivered", "delivery_fees", -1),
    ("compensated", "compensation", 1),
    ("complaint_resolved", "complaint_payments", 1),
    ("goods_sent", "periodic_sales", -1),
    ("share_passed", "shared_offers", 1),
    ("took_part", "attractions", 1),
]
NOT_CASH = {"cost_of_goods", "stock_spoiled", "coupons_granted", "points_granted", "stored_bonus"}


@cache
def run(scenario: str) -> RunResult:
    """A run of 600 people over half a year, coupons and rewards included."""
    plan = compose_plan(
        scenario, ["shoppers.initial=600", "horizon_days=183", *RUNS[scenario]]
    ).plan
    return simulate(plan, 0, events=True)


def by_month(result: RunResult, event: str) -> np.ndarray:
    """Amounts of an event by calendar month of the run."""
    log = result.events
    assert log is not None
    months = np.array(month_of_day(compose_plan("baseline", []).plan.start_date, 183))
    chosen = (log["event"] == event) & (log["time_ms"] >= 0)
    return np.bincount(
        months[log["time_ms"][chosen] // DAY],
        weights=log["amount_fen"][chosen],
        minlength=len(result.ledger),
    ).astype(np.int64)


@pytest.mark.parametrize("scenario", RUNS)
@pytest.mark.parametrize(("event", "account", "sign"), POSTED, ids=[row[0] for row in POSTED])
def test_the_log_reconciles_with_the_ledger(
    scenario: str, event: str, account: str, sign: int
) -> None:
    """Month by month, an event's amounts are its account's, to the fen."""
    result = run(scenario)
    posted = result.ledger[:, INDEX[account]] * sign
    logged = by_month(result, event)
    if account == "referral_rewards":
        logged = logged + by_month(result, "reward_coupon_issued")
    if account == "loyalty_breakage":
        logged = logged + by_month(result, "member_coupon_expired")
    if account == "shared_offers":
        logged = logged + by_month(result, "share_rewarded")
    if account == "delivery_fees":
        logged = logged + by_month(result, "delivered_late")
    assert posted.tolist() == logged.tolist()


@pytest.mark.parametrize("scenario", RUNS)
def test_cash_from_orders(scenario: str) -> None:
    """Cash is list value less what else paid for it, top-ups and fees, less all paid out."""
    result = run(scenario)
    inflow = by_month(result, "order") + by_month(result, "topped_up")
    inflow = inflow + by_month(result, "card_bought") + by_month(result, "card_renewed")
    inflow = inflow - by_month(result, "card_given_back")
    inflow = inflow + by_month(result, "periodic_begun") + by_month(result, "periodic_renewed")
    inflow = inflow - result.ledger[:, INDEX["clearance_sales"]]
    for event, sign in (("paid", 1), ("used", -1), ("returned", -1)):
        inflow = inflow + sign * by_month(result, f"deposit_{event}")
    inflow = inflow + by_month(result, "delivered") + by_month(result, "delivered_late")
    for other in (*(f"{kind}_redeemed" for kind in KINDS), "points_off", "stored_used"):
        inflow = inflow - by_month(result, other)
    paid = [a.key for a in ACCOUNTS if a.kind == "expense" and a.key not in NOT_CASH]
    outflow = sum(result.ledger[:, INDEX[key]] for key in paid) + by_month(result, "refund")
    goods = ("inventory", "cost_of_goods", "stock_spoiled")  # what was put on the shelf
    outflow = outflow + sum(result.ledger[:, INDEX[key]] for key in goods)
    outflow = outflow - by_month(result, "reward_coupon_issued")
    outflow = outflow - by_month(result, "member_coupon_issued") + by_month(result, "points_spent")
    assert result.ledger[:, INDEX["cash"]].tolist() == (inflow - outflow).tolist()


@pytest.mark.parametrize("scenario", RUNS)
def test_goods_are_a_share_of_each_order(scenario: str) -> None:
    """Cost of goods is 45 % of each order, to the nearest fen, one by one."""
    result = run(scenario)
    log = result.events
    assert log is not None
    made = (log["event"] == "order") & (log["time_ms"] >= 0)
    fen, half_up = Decimal(1), ROUND_HALF_UP
    costs = (Decimal(int(each)) * 45 / 100 for each in log["amount_fen"][made])
    goods = sum(int(cost.quantize(fen, rounding=half_up)) for cost in costs)
    assert goods == result.daily["goods_fen"].sum()


@pytest.mark.parametrize("scenario", RUNS)
def test_every_month_balances(scenario: str) -> None:
    """Debits equal credits in every month."""
    assert not run(scenario).ledger.sum(axis=1).any()


def test_commission_is_paid_for_first_orders_of_the_door() -> None:
    """15 % of what newcomers of the alliance pay for a first order within 30 days that stays."""
    result = run("pay_per_sale")
    log = result.events
    assert log is not None
    columns = (log[name].tolist() for name in ("time_ms", "uid", "event", "channel"))
    rows = list(zip(*columns, log["amount_fen"].tolist(), log["reference"].tolist(), strict=True))
    joined = {row[1]: row[0] for row in rows if row[2:4] == ("joined", "alliance")}
    returned = {row[1] for row in rows if row[2] == "refund" and row[5] == 0}
    first = [
        row[4]
        for row in rows
        if row[2] == "order"
        and row[5] == 0
        and row[1] in joined
        and row[1] not in returned
        and row[0] < joined[row[1]] + 30 * DAY
    ]
    paid = result.ledger[:, INDEX["sale_commission"]].sum()
    assert first
    assert paid == pytest.approx(0.15 * sum(first), abs=183)  # rounded to a fen a day


@pytest.mark.parametrize("scenario", RUNS)
def test_coupon_liability_rolls_forward(scenario: str) -> None:
    """Issued less redeemed less expired is outstanding on the last day, and owed in the ledger."""
    daily = run(scenario).daily
    left = sum(
        daily[f"{kind}_issued_fen"].sum()
        - daily[f"{kind}_redeemed_fen"].sum()
        - daily[f"{kind}_expired_fen"].sum()
        for kind in KINDS
    )
    assert left == daily["coupon_outstanding_fen"][-1]
    assert left == -run(scenario).ledger[:, INDEX["coupon_liability"]].sum()


def test_every_kind_of_money_moved() -> None:
    """The runs above exercise each account at least once: no reconciliation is empty."""
    moved = {
        account.key
        for account in ACCOUNTS
        for name in RUNS
        if run(name).ledger[:, INDEX[account.key]].any()
    }
    assert moved == {account.key for account in ACCOUNTS}


def test_a_negative_entry_is_refused() -> None:
    """The book does not take an amount with the wrong sign."""
    with pytest.raises(ValueError, match="negative entry"):
        Book(compose_plan("baseline", []).plan.start_date, 10).post(0, "media", "cash", -1)
