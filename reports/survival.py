"""Whether the ranking of plans survives another reading of the evidence, in words."""

from __future__ import annotations

import math
from dataclasses import dataclass

from reports.numbers import change, change_span
from reports.results import Results
from reports.words import Words
from sim.measure.definitions import BY_KEY
from sim.measure.ranking import HIGHER, HOLDS, LOWER, Pair, ranking, survival_of

MARKS = {"higher": "▲", "lower": "▼", "cannot separate": "○", "same": "="}


@dataclass(frozen=True)
class Reading:
    """A pair of plans under one set of evidence."""

    mark: str
    change: str
    span: str
    verdict: str
    side: str


@dataclass(frozen=True)
class Held:
    """A pair of plans over all sets: its reading under each, and what becomes of its sign."""

    pair: str
    readings: list[Reading]
    outcome: str
    holds: bool


@dataclass(frozen=True)
class Survived:
    """The section of the page; `own` is the set the rest of the page was lived under."""

    verdict: str
    own: str
    others: str
    sets: list[str]
    rankings: list[list[str]]
    pairs: list[Held]
    kpi: str


READINGS = ("pessimistic", "central", "optimistic")
"""From the sceptic's to the advocate's, as the page tells them."""


def survived(results: Results, words: Words) -> Survived | None:
    """What is left of the ranking; None where only one set of evidence was asked."""
    if not results.pairs:
        return None
    titles = {one.name: one.title[words.lang] for one in results.scenarios}
    sets = sorted({row.evidence for row in results.pairs}, key=READINGS.index)
    by_set = {name: [row for row in results.pairs if row.evidence == name] for name in sets}
    found = survival_of(results.pairs)
    held = [
        Held(
            pair=words("survival.pair", name=titles[pair[0]], reference=titles[pair[1]]),
            readings=[_reading(_row(by_set[name], pair), words) for name in sets],
            outcome=words(f"survival.{outcome}"),
            holds=outcome == HOLDS,
        )
        for pair, outcome in found.outcomes.items()
    ]
    best = "survival.winner" if found.winner else "survival.no_winner"
    ends = "survival.survives" if found.survives else "survival.fails"
    verdict = (
        words(ends, **found.counts),
        words(best, name=titles.get(found.winner or "")),
    )
    others = [name for name in sets if name != results.evidence_set]
    return Survived(
        verdict=words("join.sentence").join(verdict),
        own=words(f"survival.{results.evidence_set}"),
        others=words("join.comma").join(others),
        sets=[words(f"survival.{name}") for name in sets],
        rankings=[[titles[name] for name in ranking(rows)] for rows in by_set.values()],
        pairs=held,
        kpi=words.kpi_inside(results.pairs[0].kpi),
    )


def _row(rows: list[Pair], pair: tuple[str, str]) -> Pair:
    return next(row for row in rows if (row.scenario, row.reference) == pair)


def _reading(row: Pair, words: Words) -> Reading:
    unit = BY_KEY[row.kpi].unit
    side = {HIGHER: "wins", LOWER: "costs"}.get(row.verdict, "open")
    span = ""
    if row.low is not None and row.high is not None and row.low < row.high:
        span = change_span(words, row.low, row.high, unit)
    difference = math.nan if row.difference is None else row.difference
    verdict = words(f"verdict.{row.verdict}")
    return Reading(MARKS[row.verdict], change(words, difference, unit), span, verdict, side)
