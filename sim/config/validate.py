"""From plain data to the frozen, typed plan; whatever does not fit is refused with its place.

Nothing here knows a single lever: types, ranges and choices are read off the schema.
What only two levers together can get wrong is in `sim.config.checks`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar, cast, get_args, get_origin

from sim.config.checks import CHECKS
from sim.config.checks.contradiction import Contradiction
from sim.config.checks.story import untold
from sim.config.errors import Allowed, InputError, nearest
from sim.config.keys import (
    allowed_words,
    field_levers,
    field_types,
    in_range,
    is_group,
    number_words,
)
from sim.config.lever import Lever
from sim.config.overrides import group_options
from sim.config.said import Said, say
from sim.config.scenarios import DataFile
from sim.config.schema import Plan, Story, Study

T = TypeVar("T")
FileOf = Callable[[str], str | None]

UNSET = "???"  # OmegaConf's mark for a key that still needs a value


@dataclass
class Built:
    """Groups of settings built from data, by their key: the same data make the same group.

    Plans that differ in a few values are composed from data that share all the rest (`with_value`).
    The data are held, so that no other can be taken for them.
    """

    found: dict[tuple[str, int], tuple[object, Any]] = field(default_factory=dict)
    """By key and identity of the data: the data, and what was built."""

    fixed: bool = False
    """Whether nothing is added any more."""

    def of(self, key: str, data: object) -> Any:
        """What was built from these data at this key, or None."""
        at = self.found.get((key, id(data)))
        return at[1] if at is not None else None

    def keep(self, key: str, data: object, built: Any) -> None:
        """Remember what was built."""
        if not self.fixed:
            self.found[key, id(data)] = data, built


def validate(data: Mapping[str, Any], file_of: FileOf) -> tuple[Plan, Study]:
    """Build the plan and the study whose keys share the root of `data`.

    Args:
        data: nested plain dicts, lists and scalars.
        file_of: the file a full key was set in, for messages.

    Raises:
        InputError: unknown, missing, mistyped, out-of-range or contradictory settings.
    """
    root = Place("", file_of)
    plan_keys, study_keys = field_types(Plan), field_types(Study)
    _known(data, [*plan_keys, *study_keys], root)
    plan = _object(Plan, {k: v for k, v in data.items() if k in plan_keys}, root)
    study = _object(Study, {k: v for k, v in data.items() if k in study_keys}, root)
    for found in (one for check in CHECKS for one in check(plan)):
        raise _contradicted(found, root)
    return plan, study


def _contradicted(found: Contradiction, root: Place) -> InputError:
    """The error to raise where a key cannot stand beside another, with the name that was meant."""
    known = found.allowed if isinstance(found.allowed, list) else []
    named = isinstance(found.value, str) and found.value not in known
    meant = nearest(str(found.value), known) if named else None
    allowed = say("none") if found.allowed == [] else found.allowed
    return root.child(found.key).refuse(found.what, found.value, allowed, meant)


def build(name: str, data: object, built: Built) -> Any:
    """What stands at one key of a plan's root, unless it stands beside something it must not.

    Args:
        name: the key, such as `coupon`.
        data: nested plain dicts, lists and scalars.
        built: what was built from parts of these data before.

    Raises:
        InputError: unknown, missing, mistyped or out-of-range settings.
    """
    place = Place(name, lambda _: None, built)
    if data is None or data == UNSET:
        raise place.refuse(say("{key} has no value", key=name))
    return _value(field_types(Plan)[name], field_levers(Plan)[name], data, place)


def validate_part(file: DataFile) -> None:
    """Check what a file overrides, though it sets only part of a plan.

    Raises:
        InputError: unknown, mistyped or out-of-range settings.
    """
    part = {key: value for key, value in file.content.items() if key != "defaults"}
    place = Place("", lambda _: file.file)
    types = {**field_types(Plan), **field_types(Study)}
    levers = {**field_levers(Plan), **field_levers(Study)}
    _members(types, levers, part, place)


def _members(
    types: Mapping[str, Any], levers: Mapping[str, Lever | None], part: object, place: Place
) -> None:
    for name, value in _known(part, list(types), place).items():
        _part(types[name], levers[name], value, place.child(name))


def _part(kind: Any, lever: Lever | None, value: object, place: Place) -> None:
    if value is None:
        raise place.refuse(say("{key} has no value", key=place.key), None, _expected(lever))
    if is_group(kind):
        _members(field_types(kind), field_levers(kind), value, place)
    elif get_origin(kind) is dict:
        for name, one in _names(value, place).items():
            _part(get_args(kind)[1], lever, one, place.child(name))
    else:
        _value(kind, lever, value, place)


def build_story(file: DataFile) -> Story:
    """What a scenario file says of itself, checked without the rest of its plan.

    Raises:
        InputError: a text is missing or mistyped.
    """
    place = Place("story", lambda _: file.file)
    story = _object(Story, file.content.get("story"), place)
    for found in untold(story):
        raise Place(found.key, place.file_of).refuse(found.what, found.value, found.allowed)
    return story


@dataclass(frozen=True)
class Place:
    """Where a value stands: its full key, the file that set it, and what is built already."""

    key: str
    file_of: FileOf
    built: Built | None = None

    def child(self, name: object) -> Place:
        """The place one name further down."""
        return Place(f"{self.key}.{name}" if self.key else str(name), self.file_of, self.built)

    def refuse(
        self, what: Said, value: object = None, allowed: Allowed = None, meant: str | None = None
    ) -> InputError:
        """The error to raise here."""
        return InputError(
            what,
            file=self.file_of(self.key),
            key=self.key,
            value=value,
            allowed=allowed,
            nearest=meant,
        )


def _object(cls: type[T], data: object, place: Place) -> T:
    if place.built is not None:
        made: T | None = place.built.of(place.key, data)
        if made is None:
            made = _made(cls, data, place)
            place.built.keep(place.key, data, made)
        return made
    return _made(cls, data, place)


def _made(cls: type[T], data: object, place: Place) -> T:
    known: Any = cls
    types, levers = field_types(known), field_levers(known)
    given = _known(data, list(types), place)
    built = {}
    for name, kind in types.items():
        lever = levers[name]
        if name not in given and lever is not None and lever.off is not None:
            built[name] = lever.off
            continue
        if given.get(name) is None or given[name] == UNSET:
            missing = place.child(name)
            allowed = list(field_types(kind)) if is_group(kind) else _expected(levers[name])
            raise missing.refuse(say("{key} has no value", key=missing.key), None, allowed)
        built[name] = _value(kind, levers[name], given[name], place.child(name))
    return cls(**built)


def _known(data: object, known: list[str], place: Place) -> Mapping[str, Any]:
    """The settings of a group, once none of them is unknown."""
    if not isinstance(data, Mapping):
        what = say("{key} is a group of settings, not one value", key=place.key)
        raise place.refuse(what, data, known, _choice(data, place.key))
    for name, value in data.items():
        if name not in known:
            at = place.child(name)
            names = [place.child(one).key for one in known]
            shown = None if isinstance(value, Mapping | list) else value
            raise at.refuse(
                say("unknown key {key}", key=at.key), shown, known, nearest(at.key, names)
            )
    return data


def _choice(name: object, group: str) -> str | None:
    """How a scenario chooses an option of conf/ for a group, if that is what was meant."""
    options = group_options().get(group, [])
    meant = name if name in options else nearest(str(name), options)
    return f"defaults: [{{override /{group}: {meant}}}]" if meant else None


def _value(kind: Any, lever: Lever | None, value: object, place: Place) -> Any:
    if is_group(kind):
        return _object(kind, value, place)
    if get_origin(kind) is dict:
        return _table(get_args(kind)[1], lever, value, place)
    if get_origin(kind) is tuple:
        return _row(get_args(kind)[0], lever, value, place)
    scalar = SCALARS[kind](value, lever, place)
    if lever is not None:
        _check_allowed(scalar, value, lever, place)
    return scalar


def _table(kind: Any, lever: Lever | None, value: object, place: Place) -> dict[str, Any]:
    named = _names(value, place)
    return {str(k): _value(kind, lever, v, place.child(k)) for k, v in named.items()}


def _names(value: object, place: Place) -> Mapping[Any, Any]:
    if not isinstance(value, Mapping):
        what = say("{key} is a table of names, not one value", key=place.key)
        raise place.refuse(what, value, say("a table, {{ NAME: … }}"))
    return value


def _row(kind: Any, lever: Lever | None, value: object, place: Place) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise place.refuse(
            say("{key} is a list, not one value", key=place.key), value, say("a list, [ … ]")
        )
    return tuple(_value(kind, lever, v, place.child(i)) for i, v in enumerate(value))


def _float(value: object, lever: Lever | None, place: Place) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        what = say("{key} is not a number", key=place.key)
        raise place.refuse(what, _shown(value), _expected(lever), _typed_percent(value, lever))
    if not math.isfinite(value):
        raise place.refuse(
            say("{key} is not a finite number", key=place.key), value, _expected(lever)
        )
    return float(value)


def _int(value: object, lever: Lever | None, place: Place) -> int:
    number = _float(value, lever, place)
    if not number.is_integer():
        raise place.refuse(
            say("{key} is not a whole number", key=place.key), value, _expected(lever)
        )
    return int(cast("int | float", value))


def _text(value: object, lever: Lever | None, place: Place) -> str:
    if not isinstance(value, str):
        raise place.refuse(say("{key} is not text", key=place.key), _shown(value), _expected(lever))
    return value


def _flag(value: object, lever: Lever | None, place: Place) -> bool:
    if not isinstance(value, bool):
        raise place.refuse(
            say("{key} is not yes or no", key=place.key), _shown(value), ["true", "false"]
        )
    return value


def _date(value: object, lever: Lever | None, place: Place) -> date:
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        allowed = say("a calendar date, YYYY-MM-DD")
        raise place.refuse(
            say("{key} is not a date", key=place.key), _shown(value), allowed
        ) from None


SCALARS: dict[type, Callable[[object, Lever | None, Place], Any]] = {
    float: _float,
    int: _int,
    str: _text,
    bool: _flag,
    date: _date,
}


def _check_allowed(scalar: object, given: object, lever: Lever, place: Place) -> None:
    if lever.choices and scalar not in lever.choices:
        meant = nearest(str(scalar), lever.choices)
        what = say("{key} is not one of its allowed words", key=place.key)
        raise place.refuse(what, given, lever.choices, meant)
    if isinstance(scalar, int | float) and not in_range(scalar, lever):
        meant = number_words(scalar / 100) if _percent(scalar, lever) else None
        raise place.refuse(
            say("{key} is out of range", key=place.key), given, allowed_words(lever), meant
        )


def _percent(value: float, lever: Lever) -> bool:
    """Was a share typed as a percentage?"""
    return lever.unit == "share" and 1 < value <= 100 and in_range(value / 100, lever)


def _typed_percent(value: object, lever: Lever | None) -> str | None:
    """The share that was meant by such a text as `20%`."""
    text = value.strip() if isinstance(value, str) else ""
    if lever is None or lever.unit != "share" or not text.endswith("%"):
        return None
    try:
        share = float(text[:-1]) / 100
    except ValueError:
        return None
    return number_words(share) if in_range(share, lever) else None


def _expected(lever: Lever | None) -> Said | None:
    return allowed_words(lever) if lever else None


def _shown(value: object) -> object:
    # YAML writes true, not True; quotes tell the text "7" from the number 7.
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{value}'" if isinstance(value, str) else value
