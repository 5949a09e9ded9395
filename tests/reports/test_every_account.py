"""The workbook of real runs reconciles, whatever part of a month they begin and end in."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from reports import workbook
from reports.load import read_results
from reports.results import Results
from reports.sheets.reconciliation import lines
from reports.statement import beside_orders
from reports.words import words
from sim import cli
from sim.ledger.accounts import ACCOUNTS, INDEX

# Goods that leave beside orders, refunds that cross months, budgets, a leap day, part months.
PLANS = {
    "fresh_clearance": ("horizon_days=40",),
    "periodic_purchase": ("periodic.offer=0.3", "horizon_days=40"),
    "every_lever": ("horizon_days=50", "finance.budget=3000"),
}


DISCOUNTS = (
    *("coupon_redeemed_fen", "reward_coupon_redeemed_fen", "member_coupon_redeemed_fen"),
    "points_off_fen",
)


def reconciled(scenario: str, settings: tuple[str, ...], out: Path) -> Results:
    """The results of a run in which every difference of ledger and series is 0 fen."""
    asked = ("replications=1", "engine=simpy", *settings, f"out={out}", "lang=en", "report=false")
    assert cli.main(["run", f"scenario={scenario}", *asked]) == 0
    results = read_results(out)
    off = [
        (one.check, one.ledger, one.series) for one in lines(results) if one.ledger != one.series
    ]
    assert not off
    return results


def assert_that_the_page_leads_from_net_sales_to_sales(results: Results, scenario: str) -> None:
    """Net sales, coupons, points and what the note names are the first line of the statement."""
    told = beside_orders(results, words("en")).rpartition(": ")[2].rstrip(".").split(", ")
    run = -results.ledger(scenario).sum(axis=(0, 1))
    beside = [i for i, one in enumerate(ACCOUNTS) if words("en").inside(one.en) in told]
    assert beside  # each of these plans sells something that is no order
    discounts = sum(int(results.daily(scenario, one).sum()) for one in DISCOUNTS)
    net = round(float(results.runs(scenario, "net_sales")[0]) * 100)
    sales = sum(int(run[i]) for i, one in enumerate(ACCOUNTS) if one.group == "sales")
    assert sales == net + discounts + sum(int(run[i]) for i in beside)


@pytest.mark.parametrize(("scenario", "settings"), PLANS.items(), ids=PLANS)
def test_no_fen_is_booked_that_no_series_counts(
    scenario: str, settings: tuple[str, ...], tmp_path: Path
) -> None:
    """Every difference on the sheet is 0 fen, and the months of the statement make the run."""
    size = ("shoppers.initial=120", "start_date=2028-02-11")
    results = reconciled(scenario, (*size, *settings), tmp_path / "out")
    assert any(one.ledger for one in lines(results) if one.check == "cost_of_goods")
    assert_that_the_page_leads_from_net_sales_to_sales(results, scenario)
    book = openpyxl.load_workbook(workbook.write_workbook(results, words("en")), data_only=True)
    sheet = next(one for one in book if one.title.startswith("1 "))
    rows = [row for row in sheet.iter_rows(values_only=True) if row[2] in (1, -1)]
    for row in rows[: len(rows) // 3]:  # of the means; percentiles do not add up
        *months, whole = [value for value in row[3:] if value is not None]
        assert sum(round(100 * month) for month in months) == round(100 * whole), row[:2]


OWED = {
    "paid_card_refund": (
        "Membership fees not yet earned",
        "fees_deferred",
        ("subscription.ask_back=0.9", "subscription.audience=''", "horizon_days=120"),
    ),
    "periodic_purchase": (
        "Goods owed, paid ahead",
        "periodic_deferred",
        ("periodic.offer=0.3", "horizon_days=80"),
    ),
    "home_one_group": (
        "Deposits of leads",
        "deposits_held",
        (
            *("acquisition.ads.joins_per_day=40", "leads.made_days=5", "leads.push=0.3"),
            *("leads.doors.ads.prepaid=0.3", "horizon_days=50"),
        ),
    ),
}


@pytest.mark.parametrize(
    ("scenario", "sheet", "account", "settings"),
    [(name, *rest) for name, rest in OWED.items()],
    ids=OWED,
)
def test_what_was_paid_ahead_rolls_forward(
    scenario: str, sheet: str, account: str, settings: tuple[str, ...], tmp_path: Path
) -> None:
    """Each month opens where the last one closed and closes on what the ledger owes."""
    size = ("shoppers.initial=300", "start_date=2027-12-20")
    results = reconciled(scenario, (*size, *settings), tmp_path / "out")
    book = openpyxl.load_workbook(workbook.write_workbook(results, words("en")), data_only=True)
    owed = -results.ledger(scenario)[0, :, INDEX[account]].cumsum()
    assert owed.max() > 0
    heads, *rows = book[sheet].iter_rows(min_row=3, values_only=True)
    months = [dict(zip(heads, row, strict=True)) for row in rows]
    assert [round(100 * month["Closing"]) for month in months] == owed.tolist()
    flows = heads[heads.index("Opening") + 1 : heads.index("Closing")]
    assert all(sum(month[flow] for month in months) for flow in flows)
    opening = 0
    for month in months:
        came, *went = (round(100 * month[flow]) for flow in flows)
        assert round(100 * month["Opening"]) == opening
        opening += came - sum(went)
        assert round(100 * month["Closing"]) == opening
