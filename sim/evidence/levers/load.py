"""What is known of each setting: schema, defaults and their sources, functions, scenarios."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from sim.config.compose import compose_layers
from sim.config.keys import leaves, schema_levers
from sim.config.lever import Lever
from sim.config.scenarios import scenario_files
from sim.config.schema import Plan, Study

ANY_NAME, ANY_PLACE = "NAME", "N"


@dataclass(frozen=True)
class Reference:
    """One setting.

    key: its full key; NAME stands for any name of a table, N for any place in a list.
    defaults: value and source by the full keys of conf/ it stands for; none if only scenarios
        have any.
    effects: functions and classes in which it takes effect, by their dotted names.
    scenarios: those that set it to something else than conf/ does, in alphabetical order.
    """

    key: str
    lever: Lever
    defaults: Mapping[str, tuple[Any, str]]
    effects: tuple[str, ...]
    scenarios: tuple[str, ...]


def effects(key: str) -> tuple[str, ...]:
    """Where a setting takes effect: of the entries of functions.yaml that cover it, the longest.

    Names and places of the key may be those of a plan (`touch.channels.guide.open_rate`).
    """
    parts = key.split(".")
    for end in range(len(parts), 0, -1):
        for entry, functions in _functions().items():
            if _covers(entry.split("."), parts[:end]):
                return functions
    return ()


def _covers(entry: list[str], parts: list[str]) -> bool:
    alike = (one in (two, ANY_NAME, ANY_PLACE) for one, two in zip(entry, parts, strict=False))
    return len(entry) == len(parts) and all(alike)


@lru_cache(maxsize=1)
def _functions() -> dict[str, tuple[str, ...]]:
    text = resources.files("sim.evidence.levers").joinpath("functions.yaml").read_text("utf-8")
    return {str(key): tuple(names) for key, names in yaml.safe_load(text).items()}


@lru_cache(maxsize=256)
def told(name: str) -> str:
    """What a function, class or module says of itself: the first line of its docstring.

    Raises:
        LookupError: there is none of that dotted name, or it says nothing.
    """
    top, *rest = name.split(".")
    place = resources.files(top)
    while rest and place.joinpath(rest[0]).is_dir():
        place = place.joinpath(rest.pop(0))
    file = place.joinpath(f"{rest.pop(0)}.py" if rest else "__init__.py")
    node: ast.AST = ast.parse(file.read_text("utf-8"))
    for one in rest:
        node = next(
            (n for n in ast.iter_child_nodes(node) if getattr(n, "name", None) == one), ast.Pass()
        )
    documented = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
    text = ast.get_docstring(node) if documented else None  # type: ignore[arg-type]
    if not text:
        raise LookupError(name)
    return text.splitlines()[0]


@lru_cache(maxsize=1)
def references() -> tuple[Reference, ...]:
    """Every setting of a plan and of a study, in the order of the schema."""
    keys = [*schema_levers(Plan), *schema_levers(Study)]
    layers = compose_layers(None)
    known = {key for key, _ in keys}
    defaults: dict[str, dict[str, tuple[Any, str]]] = {key: {} for key in known}
    for key, value in leaves(layers.data):
        origin, pattern = layers.provenance.get(key), pattern_of(key, known)
        if pattern is not None:
            defaults[pattern][key] = (value, origin.source if origin else "")
    used = _used(dict(leaves(layers.data)), known)
    return tuple(
        Reference(key, lever, defaults[key], effects(key), tuple(used.get(key, ())))
        for key, lever in keys
    )


def _used(defaults: Mapping[str, Any], known: set[str]) -> dict[str, list[str]]:
    """Scenarios by the settings they change."""
    found: dict[str, list[str]] = {}
    for name, file in sorted(scenario_files().items()):
        chosen = "defaults" in file.content
        content: Any = compose_layers(name).data if chosen else file.content
        changed = {
            pattern_of(key, known)
            for key, value in leaves(content)
            if key not in defaults or defaults[key] != value
        }
        for pattern in sorted(one for one in changed if one is not None):
            found.setdefault(pattern, []).append(name)
    return found


def pattern_of(key: str, known: Collection[str]) -> str | None:
    """The key of the schema a full key of a plan is one of, or None if it is none."""
    forms = [""]
    for part in key.split("."):
        names = (part, ANY_PLACE) if part.isdecimal() else (part, ANY_NAME)
        forms = [f"{form}.{name}" if form else name for form in forms for name in names]
    return next((form for form in forms if form in known), None)


def own_name(pattern: str, key: str) -> str:
    """What stands in a full key for NAME and N of the key of the schema it is one of."""
    pairs = zip(pattern.split("."), key.split("."), strict=True)
    return ".".join(own for form, own in pairs if form != own)
