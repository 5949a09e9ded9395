"""The grid of a sweep in Hydra's syntax: `key=1,2`, `key=choice(a,b)`, `key=range(0,9,3)`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from itertools import product

from hydra.core.override_parser.types import (
    ChoiceSweep,
    Override,
    ParsedElementType,
    QuotedString,
    RangeSweep,
    Transformer,
)

from sim.config.errors import InputError
from sim.config.keys import kind_at
from sim.config.overrides import parse_override, read_overrides
from sim.config.said import Said, say
from sim.config.schema import Study

COMMAND_LINE = say("command line")
SYNTAX = say("key=1,2,3, key=choice(a,b) or key=range(start,stop,step)")

_SPAN = re.compile(r"(\d+)(?:\.\.|-|:)(\d+)")
_SEVERAL = re.compile(r"\[[^\[\]]+,[^\[\]]+\]")

Value = str | int | float | bool


@dataclass(frozen=True)
class Axis:
    """One swept key: its values as a table shows them, and as overrides."""

    key: str
    values: tuple[Value, ...]
    overrides: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """All combinations of the axes; the last axis moves fastest, as in Hydra."""

    fixed: tuple[str, ...]
    axes: tuple[Axis, ...]

    def overrides(self) -> Iterator[list[str]]:
        """The overrides of every point."""
        for point in product(*(axis.overrides for axis in self.axes)):
            yield [*self.fixed, *point]

    def values(self) -> Iterator[tuple[Value, ...]]:
        """The swept values of every point, in the same order."""
        return product(*(axis.values for axis in self.axes))


def read_grid(overrides: Sequence[str]) -> Grid:
    """Tell the swept keys from the fixed ones.

    Raises:
        InputError: nothing is swept, a key not in a way that can be, or a setting cannot be read.
    """
    grid = split(overrides)
    if not grid.axes:
        read_overrides(grid.fixed)  # a list of values that cannot be read is no list
        raise InputError(
            say("Nothing is swept."),
            file=COMMAND_LINE,
            allowed=SYNTAX,
            nearest=meant(grid.fixed, "range({0},{2})"),
        )
    return grid


def meant(fixed: Sequence[str], form: str) -> str | None:
    """What was meant by `key=1..7`, `key=1-7` or `key=[1,2]` where nothing varies; or None.

    `form` says a range: {0} and {1} are its ends, {2} the first number beyond.
    """
    for text in fixed:
        key, _, value = text.partition("=")
        if found := _SPAN.fullmatch(value):
            low, high = int(found[1]), int(found[2])
            return f"{key}={form.format(low, high, high + 1)}"
        if _SEVERAL.fullmatch(value) and kind_at(key) in (int, float, str, bool):
            return f"{key}={value[1:-1]}"
    return None


def split(overrides: Sequence[str]) -> Grid:
    """The keys given several values, if any, and those given one.

    Raises:
        InputError: a key is given several values in a way that cannot be.
    """
    fixed: list[str] = []
    axes: list[Axis] = []
    for text in overrides:
        parsed = parsed_or_none(text)
        if parsed is None or not parsed.is_sweep_override():
            fixed.append(text)
        elif any(parsed.key_or_group == axis.key for axis in axes):
            raise refusal(parsed, say("A key is swept twice."), say("each key once"))
        else:
            axes.append(_axis(parsed))
    return Grid(tuple(fixed), tuple(axes))


_RANGES = ("interval(", "range(", "choice(", "tag(")


def parsed_or_none(text: str) -> Override | None:
    """An override as Hydra reads it; None for what composing the plan will read, or refuse.

    Raises:
        InputError: it begins as a range does and is none.
    """
    try:
        return parse_override(text)
    except InputError:
        key, _, value = text.partition("=")
        if value.startswith(_RANGES):  # nobody else would know what was meant to vary
            raise InputError(
                say("this range cannot be read"),
                file=COMMAND_LINE,
                key=key,
                value=value,
                allowed=say(
                    "key=1,2,3, key=choice(a,b), key=range(start,stop,step) or, where a study "
                    "chooses its points itself, key=interval(low,high)"
                ),
            ) from None
        return None


def _axis(parsed: Override) -> Axis:
    key = parsed.key_or_group
    check_varied(parsed)
    elements = _elements(parsed)
    texts = [f"{parsed.get_key_element()}={Transformer.str(element)}" for element in elements]
    if not texts or len(set(texts)) < len(texts):
        raise refusal(parsed, say("A sweep needs values, each of them once."), SYNTAX)
    return Axis(key, tuple(_shown(element) for element in elements), tuple(texts))


def check_varied(parsed: Override) -> None:
    """Refuse a key that must be one in all twin worlds.

    Raises:
        InputError: it is the seed, or how a study is run.
    """
    key = parsed.key_or_group
    if key == "seed":
        allowed = say(
            "one seed for all points, so that they are twin worlds; replications=N for luck"
        )
        raise refusal(parsed, say("The seed cannot be swept."), allowed)
    if key in {field.name for field in fields(Study)}:
        raise refusal(
            parsed, say("{key} changes no result and cannot be swept.", key=key), say("one value")
        )


def _elements(parsed: Override) -> list[ParsedElementType]:
    sweep = parsed.value()
    if isinstance(sweep, ChoiceSweep) and not sweep.shuffle:
        return list(sweep.list)
    if isinstance(sweep, RangeSweep) and not sweep.shuffle and sweep.step != 0:
        return list(_steps(sweep))
    raise refusal(parsed, say("This way of sweeping has no fixed list of values."), SYNTAX)


def _steps(sweep: RangeSweep) -> Iterator[int | float]:
    """The values of a range, its end left out, without the drift of adding floats."""
    start, stop, step = (Decimal(str(part)) for part in (sweep.start, sweep.stop, sweep.step))
    whole = all(isinstance(part, int) for part in (sweep.start, sweep.stop, sweep.step))
    while start < stop if step > 0 else start > stop:
        yield int(start) if whole else float(start)
        start += step


def _shown(element: ParsedElementType) -> Value:
    if isinstance(element, QuotedString):
        return element.text
    if isinstance(element, str | int | float | bool):
        return element
    return str(Transformer.str(element))


def refusal(parsed: Override, what: Said, allowed: Said) -> InputError:
    """The error to raise for an override of the command line."""
    return InputError(
        what,
        file=COMMAND_LINE,
        key=parsed.key_or_group,
        value=parsed.get_value_string(),
        allowed=allowed,
    )
