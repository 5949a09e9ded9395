"""Numbers as people read them: 1.23万, 12,300, ¥1,234, 12.3%."""

from __future__ import annotations

import json
import math
from typing import Any

from reports.words import Words

UNDEFINED = "—"
MINUS = "−"
LONGEST_VALUE = 60
COUNTS = ("people", "orders", "touches", "hours")


def amount(words: Words, value: float, unit: str) -> str:
    """A value in its unit; NaN is a dash.

    Args:
        words: the language.
        value: the number.
        unit: people, orders, touches, hours, share, yuan, factor or months.
    """
    if math.isnan(value):
        return UNDEFINED
    sign = MINUS if value < 0 else ""
    return sign + _magnitude(words, abs(value), unit)


def change(words: Words, value: float, unit: str) -> str:
    """A difference with its sign; shares in percentage points."""
    if math.isnan(value):
        return UNDEFINED
    sign = "±" if value == 0 else "+" if value > 0 else MINUS
    if unit == "share":
        return f"{sign}{_decimals(abs(value) * 100)}{words('unit.points')}"
    return sign + _magnitude(words, abs(value), unit)


def span(words: Words, low: float, high: float, unit: str) -> str:
    """An interval of values."""
    return words("number.span", low=amount(words, low, unit), high=amount(words, high, unit))


def change_span(words: Words, low: float, high: float, unit: str) -> str:
    """An interval of differences."""
    bare = change(words, low, unit).removesuffix(words("unit.points"))
    return words("number.span", low=bare, high=change(words, high, unit))


def percent(value: float) -> str:
    """A relative difference with its sign."""
    if math.isnan(value):
        return UNDEFINED
    sign = "±" if value == 0 else "+" if value > 0 else MINUS
    return f"{sign}{_decimals(abs(value) * 100)}%"


def tick(words: Words, value: float, unit: str) -> str:
    """A short label for an axis."""
    if unit == "share":
        return f"{value * 100:.3g}%".replace("-", MINUS)
    sign = MINUS if value < 0 else ""
    return sign + ("¥" if unit == "yuan" else "") + _short(words, abs(value))


def value_text(value: Any) -> str:
    """A setting's value as a reader would type it; long lists are cut."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if isinstance(value, list) and len(text) > LONGEST_VALUE:
        return f"[{value[0]}, {value[1]}, … {value[-1]}] ({len(value)})"
    return text


def _magnitude(words: Words, value: float, unit: str) -> str:
    if unit == "share":
        return f"{_decimals(value * 100)}%"
    if unit == "yuan":
        return f"¥{value:,.2f}" if value < 1000 else f"¥{value:,.0f}"
    if unit in COUNTS and (value >= 100 or value == int(value)):
        return _count(words, value)
    if unit == "months" or (unit in COUNTS and value >= 10):
        return f"{value:,.1f}"
    return f"{value:.3f}" if value < 1 else f"{value:,.2f}"


def _count(words: Words, value: float) -> str:
    if words.lang == "zh" and value >= 1e8:
        return f"{value / 1e8:,.2f}亿"
    if words.lang == "zh" and value >= 1e4:
        return f"{value / 1e4:,.2f}万"
    return f"{value:,.0f}"


def _short(words: Words, value: float) -> str:
    steps = {"zh": ((1e8, "亿"), (1e4, "万")), "en": ((1e9, "bn"), (1e6, "M"), (1e3, "k"))}
    for size, name in steps[words.lang]:
        if value >= size:
            return f"{value / size:.3g}{name}"
    return f"{value:.3g}" if value < 1000 else f"{value:,.0f}"


def _decimals(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:.1f}"
