"""Dotted keys: from `touch.channels.guide.open_rate` to its lever, and back from a plan to keys."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from sim.config.lever import Lever, lever_of
from sim.config.said import Said, pair, say
from sim.config.schema import Plan, Story, Study
from sim.config.wording import unit_words


@cache
def field_types(cls: Any) -> dict[str, Any]:
    """The resolved type of each field of a configuration dataclass, in order."""
    hints = get_type_hints(cls)
    return {field.name: hints[field.name] for field in dataclasses.fields(cls)}


@cache
def field_levers(cls: Any) -> dict[str, Lever | None]:
    """The lever of each field of a configuration dataclass; None for a group of levers."""
    return {field.name: lever_of(field) for field in dataclasses.fields(cls)}


def is_group(kind: Any) -> bool:
    """Is this type a group of levers rather than a value?"""
    return isinstance(kind, type) and dataclasses.is_dataclass(kind)


def lever_at(key: str) -> Lever | None:
    """The lever a full key names, or None if the key names a group or nothing at all.

    A name in a table (`acquisition.store`), a place in a list (`journeys.care.steps.0`) and an
    element of a list of numbers (`shoppers.season.3`) each take one part of the key.
    """
    return _at(key)[0]


def kind_at(key: str) -> Any:
    """The type of what a full key names, such as `int` or a configuration dataclass; or None."""
    return _at(key)[1]


def _at(key: str) -> tuple[Lever | None, Any]:
    head, *rest = key.split(".")
    root = Study if head in field_types(Study) else Plan
    kind: Any = root
    lever: Lever | None = None
    for part in (head, *rest):
        if is_group(kind):
            if part not in field_types(kind):
                return None, None
            lever, kind = field_levers(kind)[part], field_types(kind)[part]
        elif get_origin(kind) in (dict, tuple):
            kind = get_args(kind)[-1] if get_origin(kind) is dict else get_args(kind)[0]
        else:
            return None, None
    return lever, kind


def leaves(data: object, key: str = "") -> Iterator[tuple[str, Any]]:
    """Each full key of plain nested data with its value; a list of plain values is one leaf."""
    items: Iterator[tuple[str, object]]
    if isinstance(data, Mapping):
        items = ((str(name), value) for name, value in data.items())
    elif isinstance(data, list) and data and all(isinstance(one, Mapping) for one in data):
        items = ((str(place), value) for place, value in enumerate(data))
    else:
        yield key, data
        return
    for name, value in items:
        yield from leaves(value, f"{key}.{name}" if key else name)


def plan_levers(part: Any, key: str = "") -> Iterator[tuple[str, Any, Lever]]:
    """Each full key of a plan with its value and lever, without story and what is left out."""
    kind: Any = type(part)
    for name, lever in field_levers(kind).items():
        value, here = getattr(part, name), f"{key}.{name}" if key else name
        if lever is not None:
            if isinstance(value, dict):  # a table of numbers: what is set is each of them
                yield from ((f"{here}.{one}", number, lever) for one, number in value.items())
            elif lever.off is None or value != lever.off:
                yield here, value, lever
            continue
        for below, inner in _groups(value, here):
            yield from plan_levers(inner, below)


def _groups(value: object, key: str) -> Iterator[tuple[str, object]]:
    if isinstance(value, Story):
        return
    if isinstance(value, dict):
        yield from ((f"{key}.{name}", one) for name, one in value.items())
    elif isinstance(value, tuple):
        yield from ((f"{key}.{place}", one) for place, one in enumerate(value))
    else:
        yield key, value


def in_range(number: float, lever: Lever) -> bool:
    """Does a number lie within a lever's bounds, both included?"""
    above = lever.low is None or number >= lever.low
    return above and (lever.high is None or number <= lever.high)


def number_words(value: float) -> str:
    """A bound as a person writes it: `1,000`, `0.001`."""
    return f"{int(value):,}" if float(value).is_integer() else f"{value:g}"


def allowed_words(lever: Lever) -> Said:
    """What a lever allows: `0 to 1,000 (touches/week)`, `0 至 1,000（次触达/周）`, `simpy`."""
    if lever.choices:
        words = ", ".join(lever.choices)
        return pair(words, words)
    unit = pair(lever.unit, unit_words(lever.unit, "zh"))
    if lever.low is None or lever.high is None:
        return unit
    low, high = number_words(lever.low), number_words(lever.high)
    return say("{low} to {high} ({unit})", low=low, high=high, unit=unit)


def schema_levers(part: Any = Plan, key: str = "") -> Iterator[tuple[str, Lever]]:
    """Every setting of a configuration dataclass, without story: full key and lever, in order.

    NAME stands for any name of a table and N for any place in a list.
    """
    for name, kind in field_types(part).items():
        lever, here = field_levers(part)[name], f"{key}.{name}" if key else name
        if lever is not None:
            yield here, lever
        elif get_origin(kind) is dict and is_group(get_args(kind)[1]):
            yield from schema_levers(get_args(kind)[1], f"{here}.NAME")
        elif get_origin(kind) is tuple and is_group(get_args(kind)[0]):
            yield from schema_levers(get_args(kind)[0], f"{here}.N")
        elif is_group(kind) and kind is not Story:
            yield from schema_levers(kind, here)
