"""The numbers behind those figures whose bars add up, as tables."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from reports.figures.bridge import bridges
from reports.numbers import minus
from reports.results import Results
from reports.words import Words


class Table(NamedTuple):
    """Numbers behind a figure."""

    caption: str
    head: tuple[str, ...]
    rows: list[tuple[str, ...]]


def _bridge(results: Results, wording: Words) -> tuple[Table, ...]:
    """The bridge to the fen: for each scenario its rows of group, difference, interval."""
    head = tuple(wording(f"bridge_table.{h}") for h in ("group", "difference", "low", "high"))

    def row(bar: Any) -> tuple[str, ...]:
        interval = ("—" if math.isnan(x) else minus(f"{x / 100:,.2f}") for x in (bar.low, bar.high))
        return (wording(f"group.{bar.group}"), minus(f"{bar.fen / 100:,.2f}"), *interval)

    found = bridges(results)
    return tuple(
        Table(s.title[wording.lang], head, [row(bar) for bar in found[s.name]])
        for s in results.others
    )


def _orders(results: Results, wording: Words) -> tuple[Table, ...]:
    """Orders of the decomposition, by segment and in all; the differences add up exactly."""
    kinds = ("anyway", "pulled_forward", "gained", "lost", "difference")
    said = {kind: wording(f"figure.decomposition.{kind}") for kind in kinds}
    days = wording("figure.decomposition.days_earlier")
    head = (wording("figure.decomposition.segment"), *said.values(), days)
    tables = []
    for scenario in results.followed:
        parts = results.moved[scenario.name]
        rows = [
            (
                wording(f"figure.decomposition.{part.segment}"),
                *(minus(f"{getattr(part, kind):,}") for kind in kinds),
                "—" if math.isnan(part.days_earlier) else minus(f"{part.days_earlier:.1f}"),
            )
            for part in parts
        ]
        sums = (minus(f"{sum(getattr(part, kind) for part in parts):,}") for kind in kinds)
        rows.append((wording("figure.decomposition.all"), *sums, ""))
        tables.append(Table(scenario.title[wording.lang], head, rows))
    return tuple(tables)


_TABLES = {"bridge": _bridge, "decomposition": _orders}


def tables_of(figure: str, results: Results, wording: Words) -> tuple[Table, ...]:
    """The tables behind a figure by its name; none behind most."""
    return _TABLES[figure](results, wording) if figure in _TABLES else ()
