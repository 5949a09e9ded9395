"""A composed plan as a manifest records it."""

from __future__ import annotations

from datetime import date

from sim.config.compose import Composed
from sim.config.keys import plan_levers


def assumption_rows(composed: Composed) -> list[dict[str, object]]:
    """Every setting of a plan with its meaning and source, as `manifest.json` keeps them."""
    rows = []
    for key, value, lever in plan_levers(composed.plan):
        origin = composed.origin(key)
        rows.append(
            {
                "key": key,
                "value": _storable(value),
                "unit": lever.unit,
                "meaning_en": lever.en,
                "meaning_zh": lever.zh,
                "source": origin.source,
                "file": origin.file,
            }
        )
    return rows


def _storable(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
