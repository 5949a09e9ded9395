"""Settings that may take any value of a range: `key=interval(0,60)`, or one of several."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hydra.core.override_parser.types import IntervalSweep, Override

from sim.config.errors import InputError
from sim.config.keys import kind_at
from sim.config.said import Said, say
from sim.study.grid import Axis, Value, check_varied, meant, parsed_or_none, refusal, split

SYNTAX = say("key=interval(low,high), or a list of values as in siyu sweep")
DIGITS = 6
"""Digits of a value between the ends: what is run is what a table shows and can be typed."""


@dataclass(frozen=True)
class Factor:
    """One setting and the values it may take; a place from 0 to 1 stands for each of them.

    key: its full key; element: the same as the command line writes it, such as `+journeys.a.b`.
    low, high: the ends, both included; of a list its first and last.
    whole: only whole numbers; log: places are even in the logarithm.
    listed: the values of a list with what sets each of them; None of a range.
    """

    key: str
    element: str
    low: Value
    high: Value
    whole: bool = False
    log: bool = False
    listed: Axis | None = None

    @property
    def count(self) -> int | None:
        """How many values there are; None of a range of any numbers."""
        if self.listed is not None:
            return len(self.listed.values)
        return int(self.high) - int(self.low) + 1 if self.whole else None

    @property
    def typed(self) -> tuple[float, ...]:
        """Places of the values that were typed: the ends of a range, or each one of a list."""
        if self.listed is None:
            return 0.0, 1.0
        count = len(self.listed.values)
        return tuple((which + 0.5) / count for which in range(count))

    def value(self, place: float) -> Value:
        """The value at a place from 0 (`low`) to 1 (`high`)."""
        if self.listed is not None:
            return self.listed.values[_which(place, len(self.listed.values))]
        low, high = float(self.low), float(self.high)
        if self.whole:
            return int(low) + _which(place, int(high - low) + 1)
        return self.near(low * (high / low) ** place if self.log else low + place * (high - low))

    def near(self, value: float, digits: int = DIGITS) -> float:
        """A value with few digits, within the range."""
        return min(max(float(f"{value:.{digits}g}"), float(self.low)), float(self.high))

    def setting(self, value: Value) -> str:
        """The override that sets a value."""
        if self.listed is not None:
            return self.listed.overrides[self.listed.values.index(value)]
        return f"{self.element}={value}"


def _which(place: float, count: int) -> int:
    """Which of so many values of equal width lies at a place."""
    return min(int(place * count), count - 1)


@dataclass(frozen=True)
class Space:
    """Settings that stand, and the factors that vary, in the order typed."""

    fixed: tuple[str, ...]
    factors: tuple[Factor, ...]


def read_space(overrides: Sequence[str]) -> Space:
    """Tell the settings that vary from those that stand.

    Raises:
        InputError: a setting varies in a way that cannot be.
    """
    fixed: list[str] = []
    factors: list[Factor] = []
    for text in overrides:
        parsed = parsed_or_none(text)
        found = _interval(parsed) if parsed is not None else None
        if found is None:
            part = split([text])
            fixed += part.fixed
            new = [_listed(axis) for axis in part.axes]
        else:
            new = [found]
        for one in new:
            if parsed is not None and any(one.key == factor.key for factor in factors):
                raise refusal(parsed, say("A key is varied twice."), say("each key once"))
            factors.append(one)
    return Space(tuple(fixed), tuple(factors))


def _listed(axis: Axis) -> Factor:
    element = axis.overrides[0].partition("=")[0]
    return Factor(axis.key, element, axis.values[0], axis.values[-1], listed=axis)


def _interval(parsed: Override) -> Factor | None:
    sweep = parsed.value() if parsed.is_sweep_override() else None
    if not isinstance(sweep, IntervalSweep):
        return None
    check_varied(parsed)
    low, high = sweep.start, sweep.end
    if low is None or high is None or not math.isfinite(high - low) or not low < high:
        raise refusal(parsed, say("An interval has two ends, the lower one first."), SYNTAX)
    key, element = parsed.key_or_group, parsed.get_key_element()
    factor = Factor(key, element, low, high, log="log" in sweep.tags)
    if factor.log and low <= 0:
        raise refusal(parsed, say("An interval even in the logarithm begins above 0."), SYNTAX)
    if kind_at(key) is not int:
        return factor
    if int(low) != low or int(high) != high:
        allowed = say(
            "whole numbers, such as {key}=interval({low},{high})",
            key=key,
            low=math.ceil(low),
            high=math.floor(high),
        )
        raise refusal(parsed, say("This setting is a whole number, and so are its ends."), allowed)
    if factor.log:
        raise refusal(parsed, say("A whole number is not spaced by its logarithm."), SYNTAX)
    return replace(factor, low=int(low), high=int(high), whole=True)


def not_varied(command: str, allowed: Said = SYNTAX, fixed: Sequence[str] = ()) -> InputError:
    """The error to raise where a command has nothing to vary; `fixed` is what was set instead."""
    return InputError(
        say("siyu {command} has nothing to vary.", command=command),
        file=say("command line"),
        allowed=allowed,
        nearest=meant(fixed, "interval({0},{1})"),
    )
