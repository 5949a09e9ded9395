"""Whether the ranking of plans survives another reading of the evidence, in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.numbers import change, change_span
from reports.results import Results
from reports.standing import some_of
from reports.words import Words
from sim.measure.definitions import BY_KEY
from sim.measure.ranking import (
    HIGHER,
    HOLDS,
    LOWER,
    Pair,
    Survival,
    ranking,
    survival_of,
)

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
    by_set = _by_set(results.pairs)
    found = survival_of(results.pairs)
    held = [
        Held(
            pair=words("survival.pair", name=titles[pair[0]], reference=titles[pair[1]]),
            readings=[_reading(_row(rows, pair), words) for rows in by_set.values()],
            outcome=words(f"survival.{outcome}"),
            holds=outcome == HOLDS,
        )
        for pair, outcome in found.outcomes.items()
    ]
    others = [name for name in by_set if name != results.evidence_set]
    quoted = {one.name: one.quoted(words.lang) for one in results.scenarios}
    return Survived(
        verdict=words("join.sentence").join(survival_told(results.pairs, found, quoted, words)),
        own=words(f"survival.{results.evidence_set}"),
        others=words("join.comma").join(others),
        sets=[words(f"survival.{name}") for name in by_set],
        rankings=[[titles[name] for name in ranking(rows)] for rows in by_set.values()],
        pairs=held,
        kpi=words.kpi_inside(results.pairs[0].kpi),
    )


def survival_told(
    pairs: Sequence[Pair], found: Survival, titles: Mapping[str, str], words: Words
) -> tuple[str, str]:
    """Which plan is best, under every set or under which; and whether the ranking survives.

    titles: what each plan is called here.
    """
    ends = "survival.survives" if found.survives else "survival.fails"
    if found.winner:
        best = words("survival.winner", name=titles[found.winner])
    else:
        best = words("survival.no_winner", leads=words.listed(_leads(pairs, titles, words)))
    return best, words(ends, **found.counts)


def _leads(pairs: Sequence[Pair], titles: Mapping[str, str], words: Words) -> list[str]:
    """Which plan leads under each set, and from which others it cannot be told there.

    Sets that say the same are named together.
    """
    said: dict[str, list[str]] = {}
    for name, rows in _by_set(pairs).items():
        said.setdefault(_leader(rows, titles, words), []).append(words(f"survival.{name}"))
    return [
        words("survival.leads", sets=words("join.comma").join(sets), leader=leader)
        for leader, sets in said.items()
    ]


def _leader(rows: Sequence[Pair], titles: Mapping[str, str], words: Words) -> str:
    """The plan with the highest mean under one set, and which it cannot be told from there."""
    best, *others = ranking(rows)
    beaten = {row.reference for row in rows if (row.scenario, row.verdict) == (best, HIGHER)} | {
        row.scenario for row in rows if (row.reference, row.verdict) == (best, LOWER)
    }
    rivals = [name for name in others if name not in beaten]
    if not rivals:
        return words("survival.leader", best=titles[best])
    return words("survival.leader_open", best=titles[best], rivals=some_of(rivals, titles, words))


def _by_set(pairs: Sequence[Pair]) -> dict[str, list[Pair]]:
    sets = sorted({row.evidence for row in pairs}, key=READINGS.index)
    return {name: [row for row in pairs if row.evidence == name] for name in sets}


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
