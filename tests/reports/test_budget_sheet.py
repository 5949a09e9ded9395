"""Three budgets, reserve and innovation on their own sheet, agreeing with the ledger to the fen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reports import workbook
from reports.calendar import Calendar
from reports.load import read_results
from reports.money import COSTS, RESULT_ACCOUNTS, cost
from reports.results import Results
from reports.sheets.budgets import BUDGETS, budget_of, media_budget, three_budgets
from reports.words import words
from sim.ledger.accounts import INDEX, Account


@pytest.fixture(scope="module")
def results(compared: Path) -> Results:
    """A made-up comparison of plans with and without budgets."""
    return read_results(compared)


@pytest.fixture(scope="module")
def sheet(compared: Path) -> Any:
    """The sheet as finance opens it."""
    path = workbook.write_workbook(read_results(compared), words("en"))
    return openpyxl.load_workbook(path, data_only=True)["Budgets"]


def test_every_cost_is_paid_from_one_budget() -> None:
    """No account of costs is left out; tools are development, media project, the team daily."""
    paid = {a.key: budget_of(a) for a in RESULT_ACCOUNTS if a.group in COSTS}
    assert set(paid.values()) == set(BUDGETS)
    assert (paid["tools"], paid["media"], paid["team"]) == ("development", "project", "daily")


def test_the_three_budgets_are_the_costs_of_the_ledger(results: Results) -> None:
    """Spent of all three is the cost of the ledger: in every month, to the fen of its mean."""
    for scenario in results.scenarios:
        block = three_budgets(results, scenario)
        together = [sum(month) for month in zip(*block.spent, strict=True)]
        assert together == block.ledger
        assert sum(together) == round(cost(results.ledger(scenario.name), COSTS).sum() / 3)


def test_the_media_pots_are_the_media_of_the_ledger(results: Results) -> None:
    """Ordinary, reserve and innovation together are both media accounts."""
    scenario = results.scenarios[1]
    block = media_budget(results, scenario)
    ledger = results.ledger(scenario.name)
    assert [sum(month) for month in zip(*block.spent, strict=True)] == block.ledger
    new = ledger[:, :, INDEX["innovation_media"]].sum() / 3
    assert sum(block.spent[2]) == pytest.approx(new, abs=len(block.ledger))
    assert sum(block.spent[1]) == pytest.approx(
        results.daily(scenario.name, "reserve_fen").sum() / 3, abs=len(block.ledger)
    )
    whole = [sum(month) for month in zip(*(pot for pot in block.approved if pot), strict=True)]
    assert set(whole) == {700 * 12 * 100}


def test_a_month_has_what_was_approved_of_it(results: Results) -> None:
    """2,000 a month are 2,000 in February as in March; the run begins on the 15th of January."""
    approved = three_budgets(results, results.scenarios[1]).approved[0]
    assert approved is not None
    month = 2_000 * 12 * 100
    assert approved[1:-1] == [month] * (results.calendar.months - 2)
    days = results.calendar.days_of_months()
    assert approved[0] == round(month * 17 / 31)
    assert approved[-1] == round(month * days[-1][0] / days[-1][1])


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        ("2024-02-10", 30, [(20, 29), (10, 31)]),
        ("2025-02-10", 19, [(19, 28)]),
        ("2023-11-17", 60, [(14, 30), (31, 31), (15, 31)]),
        ("2023-12-31", 1, [(1, 31)]),
    ],
    ids=["a leap February", "to the end of February", "over a year's end", "one day"],
)
def test_days_of_months(start: str, days: int, expected: list[tuple[int, int]]) -> None:
    """Days in the run of each calendar month, and all its days."""
    assert Calendar(start, days).days_of_months() == expected


def test_what_was_not_approved_is_left_empty(results: Results, sheet: Any) -> None:
    """A plan without budgets shows what it spent and no approval."""
    block = three_budgets(results, results.scenarios[0])
    assert block.approved == (None, None, None)
    assert sheet.cell(5, 3).value is None
    assert sheet.cell(5, 4).value == pytest.approx(block.spent[0][0] / 100)
    assert sheet.cell(5, 5).value is None


def test_every_difference_on_the_sheet_is_zero(results: Results, sheet: Any) -> None:
    """Both blocks, every month and total of every plan."""
    rows = len(results.scenarios) * (results.calendar.months + 2) - 1
    for block in (14, 26):
        shown = [sheet.cell(5 + row, block).value for row in range(rows)]
        assert [one for one in shown if one is not None] == [0] * (
            rows - len(results.scenarios) + 1
        )


def test_a_lost_account_would_be_seen(results: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    """An account nobody pays for leaves a difference."""

    def forgetful(account: Account) -> str:
        return "none" if account.key == "team" else budget_of(account)

    monkeypatch.setattr("reports.sheets.budgets.budget_of", forgetful)
    scenario = results.scenarios[0]
    block = three_budgets(results, scenario)
    team = results.ledger(scenario.name)[:, :, INDEX["team"]]
    off = sum(block.ledger) - sum(sum(part) for part in block.spent)
    assert off == pytest.approx(team.sum() / 3, abs=1)
