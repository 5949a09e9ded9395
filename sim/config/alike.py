"""What the scenarios of a result have in common is written once: a whole library has hundreds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

Record = dict[str, Any]


def apart(plans: Mapping[str, Record]) -> dict[str, Record]:
    """The first plan whole, of the others the parts that differ from it.

    Args:
        plans: by scenario, all with the same parts.
    """
    if not plans:
        return {}
    first, *others = plans
    common = {part: _text(value) for part, value in plans[first].items()}
    return {first: plans[first]} | {
        name: {part: value for part, value in plans[name].items() if _text(value) != common[part]}
        for name in others
    }


def together(written: Mapping[str, Record]) -> dict[str, Record]:
    """The plans `apart` was given."""
    common = next(iter(written.values()), {})
    return {name: common | own for name, own in written.items()}


def numbered(rows: Mapping[str, list[Record]]) -> tuple[list[Record], dict[str, list[int]]]:
    """Each distinct row once, and for each scenario the places of its rows among them, from 0."""
    places: dict[str, int] = {}
    settings: list[Record] = []
    found: dict[str, list[int]] = {}
    for name, own in rows.items():
        found[name] = []
        for row in own:
            text = _text(row)
            if text not in places:
                places[text] = len(settings)
                settings.append(row)
            found[name].append(places[text])
    return settings, found


def _text(value: object) -> str:
    """As JSON 1 and 1.0 and true are three values; for Python they would be one."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
