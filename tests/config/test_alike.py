"""What scenarios have in common stands in a manifest once, and nothing is lost by it."""

from __future__ import annotations

import json
from typing import Any

from sim.config.alike import apart, numbered, together
from sim.config.compose import compose_plan
from sim.config.record import assumption_rows
from sim.study.store import plan_record

NAMES = ("baseline", "fila_333", "touch_heavy", "birthday_gift", "everything")


def text(value: object) -> str:
    """JSON, which tells 1 from 1.0."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def test_plans_come_back_whole() -> None:
    """Written apart and read again they are what they were; the first stands as it is."""
    plans = {name: plan_record(compose_plan(name, []).plan) for name in NAMES}
    written = apart(plans)
    assert text(together(json.loads(json.dumps(written)))) == text(plans)
    assert written["baseline"] == plans["baseline"]
    assert "satisfaction" not in written["fila_333"] and "journeys" in written["fila_333"]
    assert together(apart({})) == {}


def test_a_part_of_another_type_is_another() -> None:
    """1, 1.0 and true are equal in Python, and three values in a plan."""
    plans: dict[str, dict[str, Any]] = {"a": {"x": 1}, "b": {"x": 1.0}, "c": {"x": True}}
    assert text(together(apart(plans))) == text(plans)


def test_rows_come_back_in_order() -> None:
    """Each scenario's rows in its order, each distinct row once."""
    rows = {name: assumption_rows(compose_plan(name, [])) for name in NAMES}
    settings, places = numbered(rows)
    assert {name: [settings[place] for place in own] for name, own in places.items()} == rows
    assert len(settings) == len({text(row) for row in settings})


def test_a_further_plan_adds_what_it_changes() -> None:
    """The tenth of a whole plan at most for a plan that changes a lever or two."""
    one, many = ({n: compose_plan(n, []) for n in names} for names in (NAMES[:1], NAMES[:4]))

    def size(composed: dict[str, Any]) -> int:
        settings, places = numbered({n: assumption_rows(c) for n, c in composed.items()})
        plans = apart({n: plan_record(c.plan) for n, c in composed.items()})
        return len(text([settings, places, plans]))

    assert (size(many) - size(one)) / 3 < 0.1 * size(one)
