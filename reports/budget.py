"""The approved budget of a plan against what it spends, and how sure the risk of overrun is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv

from reports.money import PROGRAMME, cost
from reports.numbers import amount, span
from reports.results import Results, Scenario
from reports.words import Words

LEVEL = 0.95


@dataclass(frozen=True)
class Risk:
    """Share of replications whose programme cost exceeds the approved budget, and its interval."""

    share: float
    low: float
    high: float


def risk(results: Results, scenario: Scenario) -> Risk | None:
    """The probability of overrun; None where no budget was approved.

    Replications are independent, so the interval is the exact binomial one (Clopper and Pearson
    1934): with few replications it is wide, which is what few replications know.
    """
    if not scenario.budget_yuan > 0:
        return None
    spent = cost(results.ledger(scenario.name), PROGRAMME).sum(axis=1)
    if not spent.any():
        return Risk(0.0, 0.0, 0.0)  # a plan without a programme cannot overrun
    n, over = len(spent), int((spent > round(scenario.budget_yuan * 100)).sum())
    tail = (1 - LEVEL) / 2
    low = float(betaincinv(over, n - over + 1, tail)) if over > 0 else 0.0
    high = float(betaincinv(over + 1, n - over, 1 - tail)) if over < n else 1.0
    return Risk(over / n, low, high)


def against_budget(results: Results, words: Words) -> list[tuple[str, ...]]:
    """Rows for the page, a cell for each plan; none where no plan has a budget."""
    risks = [risk(results, scenario) for scenario in results.scenarios]
    if not any(risks):
        return []
    costs = [results.summary[one.name]["programme_cost"] for one in results.scenarios]
    parts = {"budget.mean": [one.mean for one in costs], "budget.p90": [one.p90 for one in costs]}
    if results.replications == 1:
        parts = {"budget.spent": parts["budget.mean"]}  # no mean, and every percentile the same
    said = ["—" if one is None else _said(one, words) for one in risks]
    approved = [amount(words, one.budget_yuan or np.nan, "yuan") for one in results.scenarios]
    return [
        (words("book.budget"), *approved),
        *((words(key), *(amount(words, one, "yuan") for one in row)) for key, row in parts.items()),
        (words("budget.overrun"), *said),
    ]


def _said(found: Risk, words: Words) -> str:
    if found.low == found.high:
        return amount(words, found.share, "share")
    interval = span(words, found.low, found.high, "share")
    return words("answer.within", value=amount(words, found.share, "share"), span=interval)
