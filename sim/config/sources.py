"""Where a number comes from: the comment beside it in its YAML file.

    weekly_cap: 7  # P1; assumption 3..14
    repeat:  # L2
      r: 0.243

A source is evidence ids, `assumption LOW..HIGH`, `fit: …`, `rule` or `plan` (a decision of the
plan itself), joined by `; `. A source beside a name covers the numbers below that have none of
their own; `assumption NAME LOW..HIGH` is of the one of that name alone, where several stand on a
line. Before a long list it may stand alone on the line above. Any other comment is a remark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sim.config.keys import allowed_words, in_range, lever_at
from sim.config.said import say

if TYPE_CHECKING:
    import yaml

EVIDENCE_ID = re.compile(r"S\d{3}-\d{3}|S3[AB]-\d{3}|[A-Z]\d{1,2}")
NUMBER = r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?"
ASSUMPTION = re.compile(rf"assumption ({NUMBER})\.\.({NUMBER})")
GLOBAL = "# @package _global_"
OF_ONE = re.compile(rf"assumption ([a-z_]+) ({NUMBER}\.\.{NUMBER})")
OTHER_SOURCE = re.compile(r"fit: .+|rule|plan")


@dataclass(frozen=True)
class Entry:
    """One leaf of a YAML file.

    key: its names from the top of the file, joined by dots.
    line: its line, from 1.
    number: its value if it is a number.
    source: the source that covers it, or None.
    """

    key: str
    line: int
    number: float | None
    source: str | None


@dataclass(frozen=True)
class Origin:
    """What set a key of a composed plan.

    file: the file, or "command line".
    source: the source beside the value; empty if there is none.
    kind: "conf", "scenario", "file" or "command line".
    """

    file: str
    source: str
    kind: str


COMMAND_LINE = Origin(say("command line"), "command line", "command line")


def is_source(text: str) -> bool:
    """Does a comment name a source, by the grammar above?"""
    parts = [part.strip() for part in text.split(";")]
    patterns = (EVIDENCE_ID, ASSUMPTION, OF_ONE, OTHER_SOURCE)
    return all(any(pattern.fullmatch(part) for pattern in patterns) for part in parts)


def assumed_range(source: str) -> tuple[float, float] | None:
    """The range of the assumption in a source, or None if it makes none."""
    found = ASSUMPTION.search(source)
    return (float(found[1]), float(found[2])) if found else None


@lru_cache(maxsize=256)
def entries(text: str) -> tuple[Entry, ...]:
    """Every leaf of a YAML text with the source that covers it.

    A list of plain values is one entry, followed by one for each of its elements.
    """
    import yaml

    from sim.config.reading import LOADER

    top = yaml.compose(text, Loader=LOADER)
    return tuple(_below(top, "", _sources_by_line(text), None)) if top else ()


def _of(name: str, source: str | None) -> str | None:
    """What a source says of the number of that name."""
    parts = []
    for part in source.split("; ") if source else []:
        one = OF_ONE.fullmatch(part)
        if one is None:
            parts.append(part)
        elif one[1] == name:
            parts.append(f"assumption {one[2]}")
    return "; ".join(parts) or None


def _sources_by_line(text: str) -> dict[int, str]:
    """The source that stands at the end of a line, or alone on the line above; lines from 0."""
    import yaml

    from sim.config.reading import LOADER

    ends: dict[int, int] = {}
    for token in yaml.scan(text, Loader=LOADER):
        mark = token.end_mark
        ends[mark.line] = max(ends.get(mark.line, 0), mark.column)
    found: dict[int, str] = {}
    for number, line in enumerate(text.splitlines()):
        alone = line.lstrip().startswith("#")
        rest = line if alone else line[ends.get(number, len(line)) :]
        comment = rest.strip().removeprefix("#").strip()
        if is_source(comment):
            found[number + alone] = comment
    return found


def _below(
    node: yaml.Node, key: str, beside: dict[int, str], inherited: str | None
) -> Iterator[Entry]:
    import yaml

    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            below = f"{key}.{name.value}" if key else str(name.value)
            covering = beside.get(name.start_mark.line, inherited)
            yield from _below(value, below, beside, covering)
    elif isinstance(node, yaml.SequenceNode):
        inner = [
            entry
            for place, item in enumerate(node.value)
            for entry in _below(item, f"{key}.{place}", beside, inherited)
        ]
        parts = [part for one in inner if one.source for part in one.source.split("; ")]
        own = inherited or "; ".join(dict.fromkeys(parts))
        yield Entry(key, node.start_mark.line + 1, None, own or None)
        yield from inner
    else:
        line = node.end_mark.line
        source = _of(key.rpartition(".")[2], beside.get(line, inherited))
        yield Entry(key, line + 1, _number(node), source)


def _number(node: Any) -> float | None:
    if node.style:  # quoted
        return None
    try:
        return float(node.value)
    except ValueError:
        return None


def package_of(text: str, group: str) -> str:
    """The key the top of a file of conf/GROUP stands at: the group, or what its first line says.

    A group that sets keys of others says `# @package _global_` there, as Hydra has it.
    """
    return "" if text.startswith(GLOBAL) else group


def problems(text: str, file: str, package: str = "") -> list[str]:
    """What is wrong with the sources of a file of conf/ or scenarios/, one line for each.

    Args:
        text: the YAML text.
        file: its name, for the lines returned.
        package: the key its top stands at (`coupon` for conf/coupon/…, empty for a scenario).
    """
    found = []
    for entry in entries(text):
        if entry.number is not None:
            key = f"{package}.{entry.key}" if package else entry.key
            trouble = _trouble(key, entry.number, entry.source)
            found += [f"{file}:{entry.line} {key}: {trouble}"] if trouble else []
    return found


def _trouble(key: str, number: float, source: str | None) -> str | None:
    if source is None:
        return "a number without a source"
    assumed = assumed_range(source)
    if assumed is not None and not assumed[0] <= number <= assumed[1]:
        return f"{number:g} lies outside its own assumption {assumed[0]:g}..{assumed[1]:g}"
    lever = lever_at(key)
    if lever is None:
        return "not a lever"
    if not in_range(number, lever):
        return f"{number:g} is not allowed: {allowed_words(lever)}"
    if assumed is not None and not all(in_range(end, lever) for end in assumed):
        return f"assumption {assumed[0]:g}..{assumed[1]:g} is not allowed: {allowed_words(lever)}"
    return None
