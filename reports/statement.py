"""How contribution adds up: from sales to contribution, plan by plan, to the fen."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from reports.load import Results, Scenario
from reports.money import GROUPS, apportion, cost, exact_mean
from reports.numbers import minus
from reports.words import Words


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


def _fen(results: Results, scenario: Scenario) -> list[int]:
    """The groups in the order of the report, then their sum; each less than a fen from its mean."""
    ledger = results.ledger(scenario.name).sum(axis=1)
    means = [exact_mean(-cost(ledger, (group,))) for group in GROUPS]
    fen = apportion(means, round(sum(means, Fraction(0))))
    return [*fen, sum(fen)]
