"""The tables of a sensitivity study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sim.config.keys import lever_at
from sim.config.sources import Origin
from sim.measure.definitions import BY_KEY
from sim.study.compare import number
from sim.study.samples import Floats
from sim.study.sensitivity.asked import Asked
from sim.study.sensitivity.field import Field, Place
from sim.study.sensitivity.found import Found, Row
from sim.study.span import Span
from sim.study.write import write_csv, write_json

SPANS = ("mean", "low", "high")
HEADER = (
    *("rank", "key", "low", "high", "written", "unit", "meaning_en", "meaning_zh", "source"),
    *(
        f"{end}_{what}_{part}"
        for end in ("low", "high")
        for what in ("figure", "change")
        for part in SPANS
    ),
    *("reach", "verdict", "turns_at"),
    *(f"star_{part}" for part in SPANS),
    *("effect", "spread"),
    *(f"{share}_{part}" for share in ("first", "total") for part in SPANS),
)


def write(
    folder: Path,
    found: Found,
    tried: Sequence[tuple[str, Place, Floats]],
    field: Field,
    scenarios: Sequence[str],
    asked: Asked,
) -> None:
    """Write `sensitivity.csv`, `points.csv` and `sensitivity.json`."""
    records = [_record(one, field) for one in found.rows]
    ranks = {one.factor.key: rank for rank, one in enumerate(found.ranked, 1)}
    rows = [_flat(one, ranks) for one in records]
    write_csv(folder / "sensitivity.csv", HEADER, rows)
    keys = [factor.key for factor in field.factors]
    replications = len(tried[0][2])
    write_csv(
        folder / "points.csv",
        ["stage", *keys, "mean", *(f"replication_{r}" for r in range(replications))],
        (
            [stage, *field.values(place), number(here.mean()), *map(number, here)]
            for stage, place, here in tried
        ),
    )
    write_json(
        folder / "sensitivity.json",
        {
            "method": asked.method,
            "n": asked.n,
            "kpi": asked.kpi,
            "unit": BY_KEY[asked.kpi].unit,
            "scenarios": list(scenarios),
            "written": asdict(found.written),
            "luck": found.luck,
            "ahead": found.ahead,
            "factors": {
                str(one["key"]): one | {"rank": ranks.get(str(one["key"]))} for one in records
            },
            "unreached": found.unreached,
            "refused": found.refused,
            "incomplete": found.incomplete,
        },
    )


def _record(row: Row, field: Field) -> dict[str, Any]:
    factor = row.factor
    lever = lever_at(factor.key)
    none = Origin("", "", "")
    origins = [one.provenance.get(factor.key, none) for one in field.written]
    return {
        "key": factor.key,
        "low": row.low.value,
        "high": row.high.value,
        "written": row.written if isinstance(row.written, int | float | str) else None,
        "unit": lever.unit if lever else None,
        "meaning_en": lever.en if lever else None,
        "meaning_zh": lever.zh if lever else None,
        "source": next((one.source for one in origins if one.source), None),
        "low_figure": asdict(row.low.figure),
        "low_change": asdict(row.low.change),
        "high_figure": asdict(row.high.figure),
        "high_change": asdict(row.high.change),
        "reach": row.reach,
        "verdict": row.verdict,
        "turns_at": row.turns_at,
        "star": _span(row.star),
        "effect": row.mean,
        "spread": row.spread,
        "first": _span(row.first),
        "total": _span(row.total),
    }


def _span(span: Span | None) -> dict[str, Any] | None:
    return None if span is None else asdict(span)


def _flat(record: dict[str, Any], ranks: dict[str, int]) -> list[object]:
    """A row of the table in the order of `HEADER`."""
    flat: dict[str, object] = {"rank": ranks.get(record["key"])}
    spans = ("low_figure", "low_change", "high_figure", "high_change", "star", "first", "total")
    for key, value in record.items():
        if key in spans:
            flat |= {f"{key}_{part}": (value or {}).get(part) for part in SPANS}
        else:
            flat[key] = value
    return [flat[name] for name in HEADER]
