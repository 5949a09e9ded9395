"""The tables of a search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from sim.measure.definitions import BY_KEY
from sim.study.compare import number
from sim.study.optimise.asked import Asked, Best
from sim.study.optimise.confirm import Finalist, Tried
from sim.study.space import Space
from sim.study.write import write_csv, write_json


def write(folder: Path, found: Best, space: Space, scenario: str, asked: Asked) -> None:
    """Write `optimize.csv`, `finalists.csv` and `optimize.json`."""
    keys = [factor.key for factor in space.factors]
    write_csv(
        folder / "optimize.csv",
        ["trial", *keys, asked.kpi, "within", "shortfall", "keeps_limits"],
        (
            [i, *(one.values[key] for key in keys), number(one.mean), *_limits(one)]
            for i, one in enumerate(found.tried)
        ),
    )
    spans = ("figure", "change", "behind", "within")
    header = [f"{span}_{part}" for span in spans for part in ("mean", "low", "high")]
    write_csv(
        folder / "finalists.csv",
        ["plan", *keys, *header, "keeps_limits", "promised"],
        (_finalist(i, one, keys, spans) for i, one in enumerate(found.finalists)),
    )
    write_json(folder / "optimize.json", _record(found, space, scenario, asked))


def _limits(one: Tried) -> list[object]:
    if one.stopped is not None:
        return [None, None, "stopped"]
    if one.digest is None:
        return [None, None, "no such plan"]
    return [one.within, one.shortfall if np.isfinite(one.shortfall) else None, one.kept]


def _finalist(place: int, one: Finalist, keys: Sequence[str], spans: Sequence[str]) -> list[object]:
    values = one.tried.values if one.tried is not None else {}
    flat: list[object] = ["as written" if one.tried is None else place]
    flat += [values.get(key) for key in keys]
    for span in spans:
        reach = getattr(one, span)
        flat += [None] * 3 if reach is None else [reach.mean, reach.low, reach.high]
    return [*flat, one.kept, one.promised]


def _record(found: Best, space: Space, scenario: str, asked: Asked) -> dict[str, Any]:
    return {
        "scenario": scenario,
        "kpi": asked.kpi,
        "unit": BY_KEY[asked.kpi].unit,
        "maximise": asked.maximise,
        "limits": [limit.text for limit in asked.limits],
        "probability": asked.probability,
        "space": {
            factor.key: list(factor.listed.values) if factor.listed else [factor.low, factor.high]
            for factor in space.factors
        },
        "tried": [
            {
                "values": one.values,
                "mean": number(one.mean),
                "within": one.within,
                "kept": one.kept,
            }
            for one in found.tried
        ],
        "finalists": [
            asdict(one) | {"tried": one.tried.values if one.tried is not None else None}
            for one in found.finalists
        ],
        "edges": found.edges,
        "used_up": found.used_up,
        "found": found.winner is not None,
    }
