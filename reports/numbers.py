"""Numbers as people read them: 12,300, ¥1,234, 12.3%; on an axis ¥1.2万."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from reports.words import Words

UNDEFINED = "—"
MINUS = "−"
LONGEST_VALUE = 60
MOST_DECIMALS = 4
DIGITS = 3  # of a label, unless it takes more to tell it from the next
STEPS = {"zh": ((1e8, "亿"), (1e4, "万")), "en": ((1e9, "bn"), (1e6, "M"), (1e3, "k"))}
COUNTS = (
    "people",
    "orders",
    "touches",
    "enquiries",
    "alarms",
    "groups",
    "times",
    "minutes",
    "hours",
)


def amount(words: Words, value: float, unit: str) -> str:
    """A value in its unit; NaN is a dash.

    Args:
        words: the language.
        value: the number.
        unit: people, orders, touches, enquiries, alarms, groups, times, minutes, hours,
            share, points, yuan, factor or months.
    """
    if math.isnan(value):
        return UNDEFINED
    sign = MINUS if value < 0 else ""
    return sign + _magnitude(abs(value), unit)


def change(words: Words, value: float, unit: str) -> str:
    """A difference with its sign; shares in percentage points."""
    if math.isnan(value):
        return UNDEFINED
    sign = "±" if value == 0 else "+" if value > 0 else MINUS
    if unit in ("share", "points"):
        return f"{sign}{_decimals(abs(value) * 100)}{words('unit.points')}"
    return sign + _magnitude(abs(value), unit)


def span(words: Words, low: float, high: float, unit: str) -> str:
    """An interval of values."""
    return words("number.span", low=amount(words, low, unit), high=amount(words, high, unit))


def change_span(words: Words, low: float, high: float, unit: str) -> str:
    """An interval of differences."""
    bare = change(words, low, unit).removesuffix(words("unit.points"))
    return words("number.span", low=bare, high=change(words, high, unit))


def factor(value: float) -> str:
    """A ratio of variances: two digits are more than a few replications know."""
    if math.isnan(value):
        return UNDEFINED
    rounded = float(f"{value:.2g}")
    return f"{rounded:,.0f}" if rounded >= 1e6 else f"{rounded:,g}"


def percent(value: float) -> str:
    """A relative difference with its sign."""
    if math.isnan(value):
        return UNDEFINED
    sign = "±" if value == 0 else "+" if value > 0 else MINUS
    return f"{sign}{_decimals(abs(value) * 100)}%"


def tick(
    words: Words, value: float, unit: str, largest: float | None = None, digits: int = DIGITS
) -> str:
    """A short label for an axis, in the step that fits its `largest` value; or for a bar alone.

    The unit may also be points: a difference of shares, in percentage points.
    """
    if unit in ("share", "points"):
        return f"{value * 100:.{digits}g}{'%' if unit == 'share' else ''}".replace("-", MINUS)
    sign = MINUS if value < 0 else ""
    return sign + ("¥" if unit == "yuan" else "") + _short(words, abs(value), largest, digits)


def ticks(words: Words, values: Sequence[float], unit: str, largest: float) -> list[str]:
    """Labels of an axis, evenly spaced, with as many digits as their steps need."""
    step = min((b - a for a, b in pairwise(sorted(values)) if b > a), default=0.0)
    digits = DIGITS
    if step > 0:
        power = math.floor(math.log10(step))
        own = 1 if math.isclose(step, round(step / 10**power) * 10**power) else 2  # 2.5 has two
        digits = math.floor(math.log10(max(map(abs, values)))) - power + own
    return [tick(words, value, unit, largest, max(digits, DIGITS)) for value in values]


def minus(text: str) -> str:
    """A number in digits with the minus sign that is printed; that of a power of ten stays."""
    return MINUS + text[1:] if text.startswith("-") else text


def plain(value: object) -> str:
    """A setting's value as a table shows it: 0 and 240, not 0.0 and 240.0; 1500000, not 1.5e+06."""
    if not isinstance(value, float):
        return str(value)
    return f"{value:.0f}" if 1e6 <= abs(value) < 1e15 else f"{value:.6g}"


def about(value: float) -> str:
    """A setting's value to three digits, as `plain` shows it."""
    return plain(float(f"{value:.3g}"))


def value_text(value: Any) -> str:
    """A setting's value as a reader would type it; long lists are cut."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if isinstance(value, list) and len(text) > LONGEST_VALUE:
        return f"[{value[0]}, {value[1]}, … {value[-1]}] ({len(value)})"
    return text


def _magnitude(value: float, unit: str) -> str:
    if unit in ("share", "points"):
        return f"{_decimals(value * 100)}%"
    if unit == "yuan":
        return "¥0" if value == 0 else f"¥{value:,.2f}" if value < 1000 else f"¥{value:,.0f}"
    if unit in COUNTS or unit == "months":
        return _count(value, 1 if unit in ("people", "months") else 2)
    if 0 < value < 0.001:
        return _small(value)
    return "0" if value == 0 else f"{value:.3f}" if value < 1 else f"{value:,.2f}"


def _count(value: float, decimals: int) -> str:
    """A whole number; a mean, a rate or a difference below ten keeps some decimals."""
    if value >= 10 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.{decimals}f}" if value >= 10**-decimals else _small(value)


def _short(words: Words, value: float, largest: float | None, digits: int) -> str:
    if value == 0:
        return "0"
    # An axis has one step for all its labels; below ten of the smallest plain digits read better.
    most = value if largest is None else largest
    steps = STEPS[words.lang]
    for size, name in steps:
        room = 10 if size == steps[-1][0] else 1
        if most >= room * size:
            return _significant(value / size, digits) + name
    return _significant(value, digits)


def _significant(value: float, digits: int) -> str:
    """So many digits at least, and never a power of ten: ¥1,500万 is read, ¥1.5e+03万 is not."""
    short = f"{value:.{digits}g}"
    if float(short) < 1000:
        return short
    return f"{value:,.{max(digits - 1 - math.floor(math.log10(value)), 0)}f}"


def _decimals(value: float) -> str:
    if value == 0:
        return "0"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.01 else _small(value)


def _small(value: float) -> str:
    """The first digit that is not zero: what is not nothing must not look like it."""
    return f"{value:.{min(-math.floor(math.log10(value)), MOST_DECIMALS)}f}"
