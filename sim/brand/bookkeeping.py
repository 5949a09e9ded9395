"""From a day's counts to ledger entries (accrual)."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from sim.behaviour.units import fen
from sim.ledger.book import Book
from sim.measure.result import Ints
from sim.measure.tally import ROW
from sim.population.rules import Rules

# series of the day -> (debit, credit)
_ENTRIES: tuple[tuple[str, str, str], ...] = (
    ("goods_fen", "cost_of_goods", "inventory"),
    ("refund_fen", "refunds", "cash"),
    ("refund_goods_fen", "inventory", "cost_of_goods"),
    ("coupon_issued_fen", "coupons_granted", "coupon_liability"),
    ("coupon_expired_fen", "coupon_liability", "coupon_breakage"),
    ("coupon_redeemed_fen", "coupon_liability", "revenue"),
    ("reward_coupon_issued_fen", "referral_rewards", "coupon_liability"),
    ("reward_coupon_expired_fen", "coupon_liability", "reward_breakage"),
    ("reward_coupon_redeemed_fen", "coupon_liability", "revenue"),
    ("reward_cash_fen", "referral_rewards", "cash"),
    ("review_fen", "review_cashback", "cash"),
    ("message_fen", "messages", "cash"),
    ("commission_fen", "guide_commission", "cash"),
    ("bonus_fen", "guide_bonus", "cash"),
    ("training_fen", "guide_training", "cash"),
    ("hiring_fen", "guide_hiring", "cash"),
    ("points_granted_fen", "points_granted", "points_liability"),
    ("points_spent_fen", "points_liability", "coupon_liability"),
    ("points_off_fen", "points_liability", "revenue"),
    ("points_expired_fen", "points_liability", "loyalty_breakage"),
    ("tier_coupon_fen", "tier_benefits", "coupon_liability"),
    ("member_coupon_redeemed_fen", "coupon_liability", "revenue"),
    ("member_coupon_expired_fen", "coupon_liability", "loyalty_breakage"),
    ("topped_up_fen", "cash", "stored_liability"),
    ("top_up_bonus_fen", "stored_bonus", "stored_liability"),
    ("stored_used_fen", "stored_liability", "revenue"),
    ("channel_fee_fen", "channel_fees", "cash"),
    ("handling_fen", "order_handling", "cash"),
    ("machine_fen", "desk_machine", "cash"),
    ("deposit_paid_fen", "cash", "deposits_held"),
    ("deposit_used_fen", "deposits_held", "cash"),  # of what the order is booked to have brought
    ("deposit_returned_fen", "deposits_held", "cash"),
)
# What pays for an order beside cash.
_PAID_OTHERWISE: tuple[str, ...] = (
    "coupon_redeemed_fen",
    "reward_coupon_redeemed_fen",
    "member_coupon_redeemed_fen",
    "points_off_fen",
    "stored_used_fen",
)


def book_day(book: Book, rules: Rules, day: int, row: Ints) -> None:
    """What the shoppers' day cost and earned. Revenue is list value, however it was paid."""
    counts = row.tolist()
    cash = counts[ROW["list_fen"]] - sum(counts[ROW[series]] for series in _PAID_OTHERWISE)
    book.post(day, "cash", "revenue", cash)
    for series, debit, credit in _ENTRIES:
        book.post(day, debit, credit, counts[ROW[series]])
    wage = counts[ROW["guide_seconds"]] * fen(rules.plan.guides.yuan_per_hour) // 3600
    book.post(day, "guide_wages", "cash", wage)
    book.post(day, "tier_benefits", "cash", _tier_day_fen(rules, row))
    finance = rules.plan.finance
    if day % finance.donation_every_days == 0:
        book.post(day, "donations", "cash", fen(finance.donation) * int(row[ROW["orders"]]))


def _tier_day_fen(rules: Rules, row: Ints) -> int:
    """A day's share of the birthday gifts and service of everybody who holds a tier."""
    year = sum(
        int(row[ROW[f"tier_{number}"]]) * tier.year_fen
        for number, tier in enumerate(rules.loyalty.tiers, start=1)
    )
    return year // 365


def book_month(book: Book, rules: Rules, day: int, officers: int, groups_fen: int) -> None:
    """Monthly costs, on a month's first day in the run; part months pay their share of days."""
    days = _days_in_run(rules, day)
    whole_month = _days_in_month(rules.plan.start_date + timedelta(days=day))
    thousands = rules.plan.shoppers.initial / 1000.0
    finance = rules.plan.finance
    samples = fen(rules.plan.referral.officers.yuan_per_month) * officers
    for account, amount in (
        ("tools", fen(finance.tools * thousands)),
        ("team", fen(finance.team * thousands)),
        ("officer_samples", samples),
        ("channel_fixed", sum(place.month_fen for place in rules.selling.places)),
        ("courier_wages", sum(one.month_fen * one.couriers for one in rules.delivery if one)),
        ("community_labour", groups_fen),
        ("office_wages", fen(rules.plan.guides.head_office.yuan_per_month) * rules.head_office),
        ("desk_wages", _desk_month_fen(rules)),
    ):
        book.post(day, account, "cash", _part(amount, days, whole_month))


def _part(amount: int, days: int, of: int) -> int:
    """What so many days of a month bear of its amount, to the nearest fen; halves go up."""
    return (2 * amount * days + of) // (2 * of)


def _desk_month_fen(rules: Rules) -> int:
    """Wages of a month at the desk, in fen."""
    desk = rules.plan.desk
    whole = fen(desk.yuan_per_month) * rules.desk.agents
    return whole + fen(desk.peak.yuan_per_month) * rules.desk.peak_agents


def _days_in_month(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def _days_in_run(rules: Rules, day: int) -> int:
    """Days of the month of `day` that lie in the run."""
    today = rules.plan.start_date + timedelta(days=day)
    left_in_month = _days_in_month(today) - today.day + 1
    return min(left_in_month, rules.plan.horizon_days - day)
