"""What a plan states in yuan is what the book pays: by the month, the day, the person and piece."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from sim.behaviour import stock as science
from sim.brand.bookkeeping import book_day, book_month
from sim.config.compose import compose_plan
from sim.config.schema import Plan
from sim.ledger.accounts import INDEX
from sim.ledger.book import Book
from sim.measure.result import RunResult
from sim.measure.tally import ROW, SERIES
from sim.population.from_plan import rules_of
from tests.world.test_isolation import rows_of
from tests.world.test_ledger import RUNS, run

THOUSANDS, DAYS = 0.6, 183  # of the runs of test_ledger

# -- by the month -------------------------------------------------------------------------------

MONTHLY = (
    *("shoppers.initial=2000", "finance.tools=100", "finance.team=300"),
    *("delivery.takeaway.couriers=2", "delivery.takeaway.yuan_per_month=6000"),
    *("desk.agents=1", "desk.yuan_per_month=5000"),
    "desk.peak={agents:1.5,from_hour:18,to_hour:22,yuan_per_month:2500}",
    *("guides.head_office.book_size=1000", "guides.head_office.yuan_per_month=7000"),
    *("referral.officers.yuan_per_month=50", "selling.channels.takeaway.yuan_per_month=800"),
)
MONTH = {  # yuan for two thousand members, three officers, groups of 90 yuan
    "tools": 2 * 100,
    "team": 2 * 300,
    "officer_samples": 3 * 50,
    "channel_fixed": 2 * 800,
    "courier_wages": 4 * 6000,
    "community_labour": 90,
    "office_wages": 2 * 7000,
    "desk_wages": 2 * 5000 + 3 * 2500,
}
SPANS = {  # its first days in each month, and which share of the month lies in it
    "whole months": (date(2026, 2, 1), 59, {0: 1, 28: 1}),
    "begun on the 20th": (date(2026, 1, 20), 40, {0: 12 / 31, 12: 1}),
    "ended on the 10th": (date(2026, 4, 1), 40, {0: 1, 30: 10 / 31}),
    "begun and ended in one": (date(2026, 6, 11), 15, {0: 15 / 30}),
}


@pytest.mark.parametrize(("start", "days", "months"), SPANS.values(), ids=SPANS)
def test_a_month_is_paid_by_its_days_in_the_run(
    start: date, days: int, months: dict[int, float]
) -> None:
    """Each month bears its share of what is paid by the month, to the nearest fen."""
    span = (f"start_date={start}", f"horizon_days={days}")
    rules, book = rules_of(compose_plan("nps_care", [*MONTHLY, *span]).plan), Book(start, days)
    for first in months:
        book_month(book, rules, first, officers=3, groups_fen=9_000)
    paid = book.balances()
    for account, yuan in MONTH.items():
        shares = [int(yuan * 100 * share + 0.5) for share in months.values()]
        assert paid[:, INDEX[account]].tolist() == shares, account
    wanted = [INDEX[account] for account in MONTH]
    assert paid[:, INDEX["cash"]].tolist() == (-paid[:, wanted].sum(axis=1)).tolist()


# -- by the day ---------------------------------------------------------------------------------

DAY_OF = {  # series of the day, settings, account, fen
    "an hour and a half of guides": (
        {"guide_seconds": 5400},
        ("guides.yuan_per_hour=30",),
        ("guide_wages", 4500),
    ),
    "cash is what nothing else paid": (
        {"list_fen": 10_000, "coupon_redeemed_fen": 2000, "points_off_fen": 300},
        (),
        ("cash", 7700),
    ),
    "a charity day": (
        {"orders": 7},
        ("finance.donation=1.5", "finance.donation_every_days=3"),
        ("donations", 1050),
    ),
}


@pytest.mark.parametrize(("series", "settings", "booked"), DAY_OF.values(), ids=DAY_OF)
def test_what_a_day_is_booked_as(
    series: dict[str, int], settings: tuple[str, ...], booked: tuple[str, int]
) -> None:
    """From the day's counts to the fen."""
    rules = rules_of(compose_plan("baseline", [*settings]).plan)
    row = np.zeros(len(SERIES), dtype=np.int64)
    for name, count in series.items():
        row[ROW[name]] = count
    book, (account, fen) = Book(date(2026, 1, 1), 10), booked
    book_day(book, rules, 6, row)
    assert book.balances()[0, INDEX[account]] == fen


# -- as it was stated ---------------------------------------------------------------------------


def gifts(plan: Plan, result: RunResult) -> float:
    """A gift for each newcomer of a door, by the door."""
    came = Counter(row[3] for row in rows_of(result) if row[2] == "joined" and row[0] >= 0)
    return sum(100 * door.yuan_per_join * came[name] for name, door in plan.acquisition.items())


def support(plan: Plan, result: RunResult) -> float:
    """A 365th of a year's support of all promoters on each day."""
    (one,) = plan.promoters.values()
    return DAYS * 100 * one.yuan_per_month * one.people * THOUSANDS * 12 / 365


def callers(plan: Plan, result: RunResult) -> float:
    """A third of a person is paid as one: somebody has to call."""
    return DAYS * 100 * plan.leads.yuan_per_month * 12 / 365


def service_of_leads(plan: Plan, result: RunResult) -> float:
    """A group for each lead that was reached, a gift for each deposit taken on a visit."""
    joined = {row[1]: row[0] for row in rows_of(result) if row[2] == "joined"}
    taken = sum(
        row[2] == "deposit_paid" and row[5] == 0 and row[0] != joined[row[1]]
        for row in rows_of(result)
    )
    groups = int(result.daily["leads_reached"].sum())
    return 100 * (plan.leads.group.yuan * groups + plan.leads.push_yuan * taken)


def tags(plan: Plan, result: RunResult) -> float:
    """A 365th of what a tag costs a year, for each member on each day."""
    (one,) = plan.tags.values()
    return float(result.daily["members"].sum()) * one.coverage * one.yuan_per_year * 100 / 365


def holding(plan: Plan, result: RunResult) -> float:
    """A 365th of a year's cost of holding what is on the shelf each night."""
    return float(result.daily["stock_fen"].sum()) * plan.stock.holding / 365


def premium(plan: Plan, result: RunResult) -> float:
    """So much more for what was bought in at once."""
    return float(result.daily["stock_bought_in_fen"].sum()) * plan.stock.premium


def sold_off(plan: Plan, result: RunResult) -> float:
    """List value of what the evenings cleared, at the prices they fell to."""
    one = plan.stock.clearance
    falls = (one.to_hour - one.from_hour, one.step_hours, one.step, one.pace, one.lift)
    price = science.cleared_worth(*falls) / science.cleared(*falls)
    return -float(result.daily["goods_beside_fen"].sum()) / plan.finance.cost_of_goods * price


def parcels(plan: Plan, result: RunResult) -> float:
    """So much for each parcel that arrived, late or not."""
    return 100 * plan.delivery["mini_program"].yuan_per_delivery * result.daily["delivered"].sum()


def amends(plan: Plan, result: RunResult) -> float:
    """So much for each that was late."""
    late = result.daily["delivered_late"].sum()
    return 100 * plan.delivery["mini_program"].late_yuan * late


def check_ins(plan: Plan, result: RunResult) -> float:
    """So much for each member who was active in a group on a day."""
    return 100 * plan.communities["welfare"].check_in * result.daily["group_active"].sum()


def team(plan: Plan, result: RunResult) -> float:
    """Nobody but the team of the plan: six months and two days of July."""
    return 100 * plan.finance.team * THOUSANDS * (6 + 2 / 31)


EACH, BY_DAY, BY_MONTH = 0, DAYS, 7  # what rounding to whole fen may come to
STATED: dict[str, tuple[str, str, Callable[[Plan, RunResult], float], int]] = {
    "gifts of doors": ("offer_by_tag_70", "join_gifts", gifts, EACH),
    "support of promoters": ("promoters_staff", "promoter_support", support, BY_DAY),
    "callers of leads": ("home_one_group", "lead_wages", callers, BY_DAY),
    "groups and gifts for leads": ("home_one_group", "lead_service", service_of_leads, EACH),
    "tags": ("offer_by_tag_70", "tags", tags, BY_DAY),
    "stock held": ("member_day_stock_usual", "stock_holding", holding, BY_DAY),
    "stock bought in": ("member_day_stock_usual", "stock_premium", premium, BY_DAY),
    "stock sold off": ("fresh_clearance", "clearance_sales", sold_off, BY_DAY),
    "parcels": ("delivery_carrier", "delivery_costs", parcels, EACH),
    "parcels too late": ("delivery_carrier", "compensation", amends, EACH),
    "check-ins in groups": ("group_red_packets", "check_in_rewards", check_ins, BY_DAY),
    "head office": ("group_red_packets", "team", team, BY_MONTH),
}


@pytest.mark.parametrize(("scenario", "account", "stated", "rounding"), STATED.values(), ids=STATED)
def test_what_is_stated_is_paid(
    scenario: str, account: str, stated: Callable[[Plan, RunResult], float], rounding: int
) -> None:
    """The account holds what the plan says, but for what each entry is rounded by."""
    size = (f"shoppers.initial={THOUSANDS * 1000:.0f}", f"horizon_days={DAYS}")
    plan = compose_plan(scenario, [*size, *RUNS[scenario]]).plan
    wanted = stated(plan, run(scenario))
    assert run(scenario).ledger[:, INDEX[account]].sum() == pytest.approx(
        wanted, rel=1e-9, abs=rounding
    )
    assert abs(wanted) > 10 * rounding
