"""What is paid by the month: a part month bears its share of days, to the nearest fen."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest

from sim.brand.bookkeeping import book_month
from sim.ledger.accounts import INDEX
from sim.ledger.book import Book
from sim.population.from_plan import rules_of
from tests.conftest import Planner

RUNS = {
    "from mid-November over the year's end": (date(2023, 11, 17), 200),
    "a leap February": (date(2024, 2, 10), 50),
    "a February without": (date(2025, 2, 10), 50),
    "days within one month": (date(2026, 3, 5), 9),
    "one leap day": (date(2024, 2, 29), 1),
    "whole months": (date(2026, 1, 1), 90),
}


@pytest.mark.parametrize("yuan", [100.0, 500.0, 33.33])
@pytest.mark.parametrize(("start", "days"), RUNS.values(), ids=RUNS)
def test_a_part_month_pays_its_share_of_days(
    plan: Planner, start: date, days: int, yuan: float
) -> None:
    """14 of 30 days of ¥200 are ¥93.33, 14 of 30 of ¥1,000 are ¥466.67: no fen is cut off."""
    size = ("shoppers.initial=2000", f"start_date={start}", f"horizon_days={days}")
    rules = rules_of(plan("baseline", *size, f"finance.team={yuan}"), 0)
    book = Book(start, days)
    expected: dict[tuple[int, int], Decimal] = {}
    for day in range(days):
        today = start + timedelta(days=day)
        if day == 0 or today.day == 1:
            book_month(book, rules, day, officers=0, groups_fen=0)
        month = today.year, today.month
        next_month = date(today.year + today.month // 12, today.month % 12 + 1, 1)
        length = (next_month - today.replace(day=1)).days
        expected[month] = expected.get(month, Decimal(0)) + Decimal(str(yuan)) * 200 / length
    paid = book.balances()[:, INDEX["team"]].tolist()
    exact = (round(one, 9) for one in expected.values())  # thirds of a fen end somewhere
    assert paid == [int(one.quantize(Decimal(1), ROUND_HALF_UP)) for one in exact]
