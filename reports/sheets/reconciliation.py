"""Reconciliation: the ledger of every replication against the daily series it was booked from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from reports.money import yuan
from reports.results import PERIODIC_PAID, Ints, Results, Scenario
from reports.sheets.book import Book
from sim.ledger.accounts import INDEX

# check -> (account, +1 for a debit balance or -1 for a credit balance, series with their signs)
CHECKS: dict[str, tuple[str, int, dict[str, int]]] = {
    "revenue": ("revenue", -1, {"list_fen": 1}),
    "refunds": ("refunds", 1, {"refund_fen": 1}),
    "cost_of_goods": (
        "cost_of_goods",
        1,
        {"goods_fen": 1, "refund_goods_fen": -1, "goods_beside_fen": 1},
    ),
    "coupons_granted": ("coupons_granted", 1, {"coupon_issued_fen": 1}),
    "coupon_breakage": ("coupon_breakage", -1, {"coupon_expired_fen": 1}),
    "referral_rewards": (
        "referral_rewards",
        1,
        {"reward_cash_fen": 1, "reward_coupon_issued_fen": 1},
    ),
    "reward_breakage": ("reward_breakage", -1, {"reward_coupon_expired_fen": 1}),
    "review_cashback": ("review_cashback", 1, {"review_fen": 1}),
    "messages": ("messages", 1, {"message_fen": 1}),
    "guide_commission": ("guide_commission", 1, {"commission_fen": 1}),
    "coupon_liability": (
        "coupon_liability",
        -1,
        {
            "coupon_issued_fen": 1,
            "coupon_redeemed_fen": -1,
            "coupon_expired_fen": -1,
            "reward_coupon_issued_fen": 1,
            "reward_coupon_redeemed_fen": -1,
            "reward_coupon_expired_fen": -1,
            "member_coupon_issued_fen": 1,
            "member_coupon_redeemed_fen": -1,
            "member_coupon_expired_fen": -1,
        },
    ),
    "points_granted": ("points_granted", 1, {"points_granted_fen": 1}),
    "loyalty_breakage": (
        "loyalty_breakage",
        -1,
        {"points_expired_fen": 1, "member_coupon_expired_fen": 1},
    ),
    "points_liability": (
        "points_liability",
        -1,
        {
            "points_granted_fen": 1,
            "points_spent_fen": -1,
            "points_off_fen": -1,
            "points_expired_fen": -1,
        },
    ),
    "stored_liability": (
        "stored_liability",
        -1,
        {"topped_up_fen": 1, "top_up_bonus_fen": 1, "stored_used_fen": -1},
    ),
    "stored_bonus": ("stored_bonus", 1, {"top_up_bonus_fen": 1}),
    "membership_fees": ("membership_fees", -1, {"fee_earned_fen": 1}),
    "fees_deferred": (
        "fees_deferred",
        -1,
        {"fee_paid_fen": 1, "fee_earned_fen": -1, "fee_given_back_fen": -1},
    ),
    "periodic_sales": ("periodic_sales", -1, {"periodic_fen": 1}),
    "periodic_deferred": ("periodic_deferred", -1, {PERIODIC_PAID: 1, "periodic_fen": -1}),
    "deposits_held": (
        "deposits_held",
        -1,
        {"deposit_paid_fen": 1, "deposit_used_fen": -1, "deposit_returned_fen": -1},
    ),
    "clearance_sales": ("clearance_sales", -1, {"clearance_fen": 1}),
    "stock_spoiled": ("stock_spoiled", 1, {"stock_spoiled_fen": 1}),
    "channel_fees": ("channel_fees", 1, {"channel_fee_fen": 1}),
    "order_handling": ("order_handling", 1, {"handling_fen": 1}),
    "delivery_fees": ("delivery_fees", -1, {"delivery_fee_fen": 1}),
    "guide_bonus": ("guide_bonus", 1, {"bonus_fen": 1}),
    "guide_training": ("guide_training", 1, {"training_fen": 1}),
    "guide_hiring": ("guide_hiring", 1, {"hiring_fen": 1}),
    "desk_machine": ("desk_machine", 1, {"machine_fen": 1}),
}
# What is owed on the last day: check -> (account, series of the stock)
STOCKS = {
    "coupon_outstanding": ("coupon_liability", "coupon_outstanding_fen"),
    "points_outstanding": ("points_liability", "points_outstanding_fen"),
    "stored_outstanding": ("stored_liability", "stored_outstanding_fen"),
}
SCENARIO, REPLICATION, CHECK, LEDGER, SERIES, DIFFERENCE = range(6)


@dataclass(frozen=True)
class Line:
    """One check of one replication (0 the first), in fen."""

    scenario: Scenario
    replication: int
    check: str
    ledger: int
    series: int


def lines(results: Results) -> Iterator[Line]:
    """Every check of every replication, in order."""
    for scenario in results.scenarios:
        book = results.ledger(scenario.name).sum(axis=1)
        for check, (account, side, signs) in CHECKS.items():
            series = _series(results, scenario, signs)
            for replication, fen in enumerate(side * book[:, INDEX[account]]):
                yield Line(scenario, replication, check, int(fen), int(series[replication]))
        for check, (account, stock) in STOCKS.items():
            outstanding = results.daily(scenario.name, stock)[:, -1]
            for replication, fen in enumerate(-book[:, INDEX[account]]):
                yield Line(scenario, replication, check, int(fen), int(outstanding[replication]))
        for replication, fen in enumerate(book.sum(axis=1)):
            yield Line(scenario, replication, "balanced", int(fen), 0)


def _series(results: Results, scenario: Scenario, signs: dict[str, int]) -> Ints:
    """A signed sum of daily series over the run, shape (replications,)."""
    parts = [sign * results.daily(scenario.name, name) for name, sign in signs.items()]
    return np.asarray(np.sum(parts, axis=(0, 2)), np.int64)


def write(book: Book) -> None:
    """One row a check; the difference in fen is a live formula."""
    words, money, fen = book.words, book.styles["money"], book.styles["fen"]
    sheet = book.sheet(words("sheet.reconciliation"), words("book.reconciliation_note"), 5)
    keys = ("scenario", "replication", "check", "ledger", "series", "difference")
    book.head(sheet, 4, [words(f"book.{key}") for key in keys], LEDGER)
    row, off = 4, 0
    for row, line in enumerate(lines(book.results), start=5):
        sheet.write(row, SCENARIO, line.scenario.title[words.lang], book.styles["text"])
        sheet.write_number(row, REPLICATION, line.replication + 1, fen)
        sheet.write(row, CHECK, words(f"check.{line.check}"), book.styles["text"])
        sheet.write_number(row, LEDGER, yuan(line.ledger), money)
        sheet.write_number(row, SERIES, yuan(line.series), money)
        left, right = (xl_rowcol_to_cell(row, c) for c in (LEDGER, SERIES))
        difference = line.ledger - line.series
        formula = f"=ROUND(({left}-{right})*100,0)"
        sheet.write_formula(row, DIFFERENCE, formula, fen, difference)
        off += abs(difference)
    sheet.merge_range(2, 0, 2, 2, words("book.all_differences"), book.styles["total_text"])
    everything = f"=SUMPRODUCT(ABS({xl_range(5, DIFFERENCE, row, DIFFERENCE)}))"
    sheet.write_formula(2, LEDGER, everything, fen, off)
    sheet.set_column(SCENARIO, SCENARIO, 26)
    sheet.set_column(CHECK, CHECK, 52)
    sheet.set_column(LEDGER, DIFFERENCE, 18)
    sheet.autofilter(4, 0, row, DIFFERENCE)
    sheet.freeze_panes(5, 0)
    sheet.repeat_rows(4)
