import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.money import apportion
from reports.numbers import amount, change, change_span, tick
from reports.words import Lang, words


@pytest.mark.parametrize(
    ("lang", "value", "unit", "expected"),
    [
        ("zh", 12345.0, "people", "1.23万"),
        ("en", 12345.0, "people", "12,345"),
        ("zh", 123456789.0, "people", "1.23亿"),
        ("zh", -1234567.0, "yuan", "−¥1,234,567"),
        ("en", 12.345, "yuan", "¥12.35"),
        ("en", 0.1234, "share", "12.3%"),
        ("en", 0.0042, "share", "0.42%"),
        ("zh", 0.0834, "factor", "0.083"),
        ("zh", 7.0, "months", "7.0"),
        ("en", math.nan, "yuan", "—"),
    ],
)
def test_amounts_read_well(lang: Lang, value: float, unit: str, expected: str) -> None:
    """A value is written the way its reader says it."""
    assert amount(words(lang), value, unit) == expected


@pytest.mark.parametrize(
    ("lang", "value", "unit", "expected"),
    [
        ("zh", 0.0123, "share", "+1.23 个百分点"),
        ("en", -0.0123, "share", "−1.23 pp"),
        ("en", 300.0, "people", "+300"),
        ("en", 0.0, "yuan", "±¥0.00"),
    ],
)
def test_differences_carry_a_sign(lang: Lang, value: float, unit: str, expected: str) -> None:
    """A difference shows its direction; shares differ in points, not per cent."""
    assert change(words(lang), value, unit) == expected


def test_unit_of_an_interval_is_said_once() -> None:
    """An interval of shares names its points at the end."""
    assert change_span(words("en"), -0.01, 0.02, "share") == "−1.00 to +2.00 pp"


@pytest.mark.parametrize(
    ("lang", "value", "unit", "expected"),
    [
        ("zh", 15000.0, "people", "1.5万"),
        ("en", -1500000.0, "yuan", "−¥1.5M"),
        ("en", -0.05, "share", "−5%"),
    ],
)
def test_axis_labels_are_short(lang: Lang, value: float, unit: str, expected: str) -> None:
    """An axis has room for few letters."""
    assert tick(words(lang), value, unit) == expected


@given(st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=20), st.integers(1, 30))
def test_apportioned_means_add_up(sums: list[int], replications: int) -> None:
    """Rounded means add up to the rounded total, each less than a fen off, whole ones untouched."""
    parts = [Fraction(value, replications) for value in sums]
    total = round(sum(parts, Fraction(0)))
    rounded = apportion(parts, total)
    assert sum(rounded) == total
    assert all(abs(r - p) < 1 for r, p in zip(rounded, parts, strict=True))
    assert all(r == p for r, p in zip(rounded, parts, strict=True) if p.denominator == 1)
