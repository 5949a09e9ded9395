"""The evidence a page cites: which entries of the ledger, and ids that lead to them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

from reports.numbers import minus
from reports.results import Results
from sim.config.sources import EVIDENCE_ID
from sim.evidence.load import GRADES, Evidence, ledger, source_words, unit_words

WORD = re.compile(rf"\b(?:{EVIDENCE_ID.pattern})\b")


def cited(results: Results) -> list[Evidence]:
    """Every entry that a plan or one of its settings cites, in the order of the ledger."""
    wanted = set(_ids(results))
    return [entry for entry in ledger().values() if entry.id in wanted]


def _ids(results: Results) -> Iterator[str]:
    for scenario in results.scenarios:
        yield from scenario.evidence
        for row in scenario.assumptions:
            yield from WORD.findall(str(row["source"]))


def linked(text: str) -> Markup:
    """A text whose evidence ids lead to their entries; an id the ledger lacks stays text."""
    known = ledger()

    def link(found: re.Match[str]) -> str:
        key = found[0]
        return f'<a href="#evidence-{key}">{key}</a>' if key in known else key

    return Markup(WORD.sub(link, str(escape(text))))


def figures(entry: Evidence) -> str:
    """The numbers of an entry as it was published; empty if it only gives a direction."""
    return ", ".join(minus(f"{number:g}") for number in entry.numbers)


def unit(entry: Evidence, lang: str) -> str:
    """What those numbers count, in words."""
    return unit_words(entry.unit, lang)


def source(entry: Evidence, lang: str) -> str:
    """Where it comes from, in words."""
    return source_words(entry.source, lang)


def grade(entry: Evidence, lang: str) -> str:
    """How well an entry is founded, in words."""
    return GRADES[entry.grade][lang == "zh"]
