"""The reference of levers as a Markdown page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sim.config.keys import allowed_words, number_words
from sim.evidence.levers.load import Reference, own_name, references, told

SHOWN = 6  # scenarios named before the rest is counted
HEADER = """# Levers

Every setting of a plan: what it means, what it is unless you say otherwise and on whose word, what
it may be, where it takes effect, and which scenarios set it. NAME stands for any name of a table, N
for any place in a list. `siyu explain KEY` says the same of one of them.
`python -m sim.evidence.levers docs/levers.md` writes this page from `sim/config`, `conf/`,
`sim/evidence/levers/functions.yaml` and `scenarios/`. Evidence ids: [evidence](evidence.md).
"""
COLUMNS = (
    *("setting", "meaning", "含义", "unit", "default", "allowed", "source"),
    *("takes effect in", "scenarios"),
)


def page() -> str:
    """The whole page."""
    every = references()
    counts = f"{len(every)} settings.\n"
    parts = [HEADER, counts]
    for group, found in groupby(every, key=_group):
        parts.append(f"## {group}\n\n{_table(COLUMNS, [_row(one) for one in found])}")
    names = sorted({name for one in every for name in one.effects})
    functions = [(f"`{name}`", told(name).replace("|", "\\|")) for name in names]
    parts.append(f"## Where they take effect\n\n{_table(('name', 'what it says'), functions)}")
    return "\n".join(parts)


def _group(one: Reference) -> str:
    """The heading a setting stands under: its group, or that of what is set for a whole run."""
    return one.key.split(".")[0] if "." in one.key else "a run"


def _table(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [columns, ("---",) * len(columns), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _row(one: Reference) -> tuple[str, ...]:
    lever = one.lever
    return (
        f"`{one.key}`",
        lever.en.replace("|", "\\|"),
        lever.zh,
        lever.unit,
        _defaults(one),
        allowed_words(lever),
        ", ".join(dict.fromkeys(source for _, source in one.defaults.values() if source)) or "-",
        ", ".join(f"`{name.removeprefix('sim.')}`" for name in one.effects),
        _scenarios(one.scenarios),
    )


def _defaults(one: Reference) -> str:
    """The default, or each entry's own; what is left out unless said is called so."""
    if one.key in one.defaults:
        return _words(one.defaults[one.key][0])
    if one.defaults:
        values = [(own_name(one.key, key), value) for key, (value, _) in one.defaults.items()]
        return "; ".join(f"{name} {_words(value)}" for name, value in values)
    return "-" if one.lever.off is None else f"{_words(one.lever.off)} if not said"


def _scenarios(names: tuple[str, ...]) -> str:
    shown = ", ".join(f"`{name}`" for name in names[:SHOWN])
    more = len(names) - SHOWN
    return f"{shown} and {more} more" if more > 0 else shown or "-"


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return number_words(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(_words(one) for one in value)}]"
    return str(value) or '""'
