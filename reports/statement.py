"""How contribution adds up: from sales to contribution, plan by plan, to the fen."""

from __future__ import annotations

from dataclasses import dataclass

from reports.money import GROUPS, cost
from reports.numbers import minus
from reports.results import Results, Scenario
from reports.rounding import rounded_means
from reports.words import Words
from sim.ledger.accounts import ACCOUNTS

OF_ORDERS = ("revenue", "refunds")
"""The accounts of sales that net sales are made of, coupons and points aside."""


@dataclass(frozen=True)
class Line:
    """A line of the statement: what it adds to contribution (or takes from it) in each plan."""

    name: str
    amounts: tuple[str, ...]
    total: bool


def statement(results: Results, wording: Words) -> list[Line]:
    """Mean amounts by account group, in yuan, and the contribution they add up to.

    In each plan the groups add up exactly to the total. A group without any amount in any plan has
    no line.
    """
    columns = [_fen(results, scenario) for scenario in results.scenarios]
    lines = []
    for row, group in enumerate((*GROUPS, "total")):
        fen = [column[row] for column in columns]
        if any(fen) or group == "total":
            amounts = tuple(minus(f"{one / 100:,.2f}") for one in fen)
            lines.append(Line(wording(f"group.{group}"), amounts, group == "total"))
    return lines


def beside_orders(results: Results, wording: Words) -> str:
    """What the sales of some plan hold beside its orders, which net sales do not; empty if nothing.

    Who compares the statement with net sales finds the reason there.
    """
    names = [
        wording.inside(wording.name(account))
        for place, account in enumerate(ACCOUNTS)
        if account.group == "sales"
        and account.key not in OF_ORDERS
        and any(results.ledger(one.name)[:, :, place].any() for one in results.scenarios)
    ]
    return (
        wording("page.statement_beside", names=wording("join.comma").join(names)) if names else ""
    )


def _fen(results: Results, scenario: Scenario) -> list[int]:
    """The groups in the order of the report, then their sum, as the workbook has them."""
    run = rounded_means(results.ledger(scenario.name)).sum(axis=0)
    fen = [-int(cost(run, (group,))) for group in GROUPS]
    return [*fen, sum(fen)]
