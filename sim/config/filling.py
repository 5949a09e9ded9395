"""Gaps of a sentence filled: counts with their noun, and Chinese without spaces inside."""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Formatter

_CHINESE = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]")


def filled(sentence: str, **gaps: object) -> str:
    """A sentence with its gaps filled, as `str.format` does it, but for two things.

    A count takes its noun in the right number: `"{n:,} {n:run|runs}"`. And a gap that stands
    between spaces for the sake of Latin names closes up where a Chinese one fills it.

    Raises:
        KeyError: a gap has no value.
    """
    told = ""
    for literal, name, spec, conversion in Formatter().parse(sentence):
        told = _joined(told, literal)
        if name is not None:
            told = _joined(told, _gap(name, spec or "", conversion, gaps))
    return told


def _gap(name: str, spec: str, conversion: str | None, gaps: Mapping[str, object]) -> str:
    one, bar, many = spec.partition("|")
    if bar:
        return one if str(gaps[name]) == "1" else many
    shown = f"!{conversion}" if conversion else ""
    return f"{{{name}{shown}:{spec}}}".format(**gaps)


def _joined(left: str, right: str) -> str:
    """Two pieces put together without the one space that would part Chinese from Chinese."""
    before, after = left.removesuffix(" "), right.removeprefix(" ")
    if (before != left) != (after != right) and _chinese(before[-1:]) and _chinese(after[:1]):
        return before + after
    return left + right


def _chinese(sign: str) -> bool:
    return _CHINESE.match(sign) is not None
