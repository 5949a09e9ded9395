"""Every assumption a study stands on, once, and where its plans differ in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from reports.numbers import value_text
from reports.results import Results, Scenario
from reports.words import Words
from sim.config.wording import source_words, unit_words

Own = dict[str, dict[str, Any]]  # by plan: its row of one setting


def settings_of(scenarios: Iterable[Scenario]) -> dict[str, Own]:
    """Each setting once, by key: the rows of the plans that have it, in their order."""
    found: dict[str, Own] = {}
    for scenario in scenarios:
        for row in scenario.assumptions:
            found.setdefault(row["key"], {})[scenario.name] = row
    return found


def differs(own: Own, plans: int) -> bool:
    """Whether so many plans say different things in a setting, or some have no such setting."""
    return len(own) < plans or len({repr(row["value"]) for row in own.values()}) > 1


@dataclass(frozen=True)
class Setting:
    """One assumption: its value where all scenarios agree, or one value for each that differs.

    differs: whether they do, or some have no such setting.
    """

    key: str
    meaning: str
    unit: str
    values: list[tuple[str, str]]
    differs: bool
    sources: list[str]


def settings(results: Results, wording: Words) -> list[Setting]:
    """Every assumption once, first those in which scenarios differ, with their own values."""
    titles = {scenario.name: scenario.title[wording.lang] for scenario in results.scenarios}
    found = settings_of(results.scenarios).items()
    rows = [_setting(key, own, titles, wording) for key, own in found]
    return sorted(rows, key=lambda one: (not one.differs, one.key))


def _setting(key: str, rows: Own, titles: Mapping[str, str], wording: Words) -> Setting:
    shown = [(titles[name], value_text(row["value"])) for name, row in rows.items()]
    common = Counter(value for _, value in shown).most_common(1)[0][0]
    own = [(title, value) for title, value in shown if value != common]
    values = [("" if not own else wording("page.others"), common), *own]
    first = next(iter(rows.values()))
    return Setting(
        key=key,
        meaning=first[f"meaning_{wording.lang}"],
        unit=unit_words(first["unit"], wording.lang),
        values=shown if len(rows) < len(titles) else values,
        differs=differs(rows, len(titles)),
        sources=list(
            dict.fromkeys(source_words(str(row["source"]), wording.lang) for row in rows.values())
        ),
    )
