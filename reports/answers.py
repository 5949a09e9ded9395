"""The answer in one sentence per scenario, from verdicts; it never claims more than they carry."""

from __future__ import annotations

import math

from reports.load import Difference, Results, Scenario
from reports.numbers import amount, change, change_span, span
from reports.words import Words
from sim.measure.definitions import BY_KEY

# What an answer and the forest figure speak of; contribution leads.
MAIN = (
    "contribution",
    "net_sales",
    "programme_cost",
    "members",
    "active_30",
    "newcomer_retention_90",
    "repurchase_rate",
    "cac",
    "opted_out_share",
)


def headline(results: Results, words: Words) -> str:
    """How many scenarios earn more than the reference, less, or cannot be separated from it."""
    verdicts = [results.differences[s.name, "contribution"].verdict for s in results.others]
    higher, lower = verdicts.count("higher"), verdicts.count("lower")
    return words(
        "answer.headline",
        n=len(verdicts),
        higher=higher,
        lower=lower,
        unclear=len(verdicts) - higher - lower,
        reference=_quoted(results.reference, words),
    )


def answer(results: Results, scenario: Scenario, words: Words) -> str:
    """One sentence on a compared scenario: what it wins, what it pays, what cannot be separated."""
    rows = [results.differences[scenario.name, kpi] for kpi in MAIN]
    parts = [_lead(rows[0], results, words)]
    for kind in ("wins", "costs"):
        items = [_item(row, words) for row in rows[1:] if side(row) == kind]
        if items:
            parts.append(words(f"answer.{kind}", items=words("join.comma").join(items)))
    for kind, rest in (("unclear", _unclear), ("undefined", _undefined)):
        names = [words.kpi(row.kpi) for row in rows[1:] if rest(row)]
        if names:
            parts.append(words(f"answer.{kind}", items=words("join.comma").join(names)))
    return words.listed(parts) + words("answer.end")


def side(row: Difference) -> str:
    """`wins`, `costs` or nothing: a separated difference, read by which way is better."""
    way = {"higher": 1, "lower": -1}.get(row.verdict, 0) * BY_KEY[row.kpi].better
    return {1: "wins", -1: "costs", 0: ""}[way]


def single(results: Results, words: Words) -> str:
    """One sentence on a scenario run alone."""
    scenario = results.reference
    facts: dict[str, str] = {}
    for name, kpi in (
        ("members", "members"),
        ("active", "active_30"),
        ("contribution", "contribution"),
    ):
        found, unit = results.summary[scenario.name][kpi], BY_KEY[kpi].unit
        facts[name] = amount(words, found.mean, unit)
        facts[f"{name}_span"] = span(words, found.low, found.high, unit)
    key = "answer.run" if results.replications > 1 else "answer.run_single"
    days = results.calendar.days
    return words(key, days=days, title=_quoted(scenario, words), **facts)


def _unclear(row: Difference) -> bool:
    """A difference that exists, but that these runs cannot tell from zero."""
    return row.verdict == "cannot separate" and not _undefined(row)


def _undefined(row: Difference) -> bool:
    """No difference: the KPI has no value in some replication of either world."""
    return math.isnan(row.difference)


def _lead(row: Difference, results: Results, words: Words) -> str:
    """The verdict on contribution, with its paired difference and interval."""
    unit = BY_KEY[row.kpi].unit
    directed = row.verdict in ("higher", "lower")
    size = amount(words, abs(row.difference), unit)
    difference = size if directed else change(words, row.difference, unit)
    key = "unknown" if row.verdict == "cannot separate" and math.isnan(row.low) else row.verdict
    return words(
        f"answer.{key}",
        difference=difference,
        span=change_span(words, row.low, row.high, unit),
        reference=_quoted(results.reference, words),
    )


def _item(row: Difference, words: Words) -> str:
    difference = change(words, row.difference, BY_KEY[row.kpi].unit)
    return words("answer.item", kpi=words.kpi(row.kpi), difference=difference)


def _quoted(scenario: Scenario, words: Words) -> str:
    title = scenario.title[words.lang]
    return f"“{title}”"
