import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.money import apportion
from reports.numbers import about, amount, change, change_span, factor, plain, tick, ticks
from reports.words import words
from sim.config.said import Language


@pytest.mark.parametrize(
    ("lang", "value", "unit", "expected"),
    [
        ("zh", 12345.0, "people", "12,345"),
        ("en", 12345.0, "people", "12,345"),
        ("en", 2247.4, "people", "2,247"),
        ("en", 20.4, "people", "20"),
        ("en", -0.2, "people", "−0.2"),
        ("en", 0.012, "people", "0.01"),
        ("en", 1.154, "orders", "1.15"),
        ("en", 0.0, "yuan", "¥0"),
        ("en", 0.0, "share", "0%"),
        ("en", 0.00004, "share", "0.004%"),
        ("zh", 2.5, "months", "2.5"),
        ("zh", -1234567.0, "yuan", "−¥1,234,567"),
        ("en", 12.345, "yuan", "¥12.35"),
        ("en", 0.1234, "share", "12.3%"),
        ("en", 0.0042, "share", "0.42%"),
        ("zh", 0.0834, "factor", "0.083"),
        ("zh", 7.0, "months", "7"),
        ("en", math.nan, "yuan", "—"),
    ],
)
def test_amounts_read_well(lang: Language, value: float, unit: str, expected: str) -> None:
    """A value is written the way its reader says it."""
    assert amount(words(lang), value, unit) == expected


@pytest.mark.parametrize(
    ("lang", "value", "unit", "expected"),
    [
        ("zh", 0.0123, "share", "+1.23 个百分点"),
        ("en", -0.0123, "share", "−1.23 pp"),
        ("en", 300.0, "people", "+300"),
        ("en", 0.0, "yuan", "±¥0"),
    ],
)
def test_differences_carry_a_sign(lang: Language, value: float, unit: str, expected: str) -> None:
    """A difference shows its direction; shares differ in points, not per cent."""
    assert change(words(lang), value, unit) == expected


def test_unit_of_an_interval_is_said_once() -> None:
    """An interval of shares names its points at the end."""
    assert change_span(words("en"), -0.01, 0.02, "share") == "−1.00 to +2.00 pp"


@pytest.mark.parametrize(
    ("lang", "value", "unit", "expected"),
    [
        ("zh", 150000.0, "people", "15万"),
        ("zh", 15000.0, "people", "15,000"),
        ("zh", 15_000_000.0, "yuan", "¥1,500万"),
        ("en", 999_900_000.0, "yuan", "¥1,000M"),
        ("en", -1500000.0, "yuan", "−¥1.5M"),
        ("en", -0.05, "share", "−5%"),
    ],
)
def test_axis_labels_are_short(lang: Language, value: float, unit: str, expected: str) -> None:
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


def test_labels_have_the_digits_their_steps_need() -> None:
    """Three, where they tell neighbours apart; else so many that they do."""
    said = words("zh")
    close = [33_650.0, 33_700.0, 33_750.0]
    assert ticks(said, close, "yuan", 33_800) == ["¥33,650", "¥33,700", "¥33,750"]
    millions = [1_204_000.0, 1_205_000.0, 1_206_000.0]
    assert ticks(said, millions, "people", 1.3e6) == ["120.4万", "120.5万", "120.6万"]
    assert ticks(said, [0.4010, 0.4015], "share", 0.5) == ["40.1%", "40.15%"]
    assert ticks(said, [1234.2, 1234.4], "yuan", 1300) == ["¥1,234.2", "¥1,234.4"]
    assert ticks(said, [39_325.0, 39_330.0], "yuan", 4e4) == ["¥39,325", "¥39,330"]
    assert ticks(said, [0, 25_000, 50_000], "yuan", 1.1e5) == ["¥0", "¥2.5万", "¥5万"]
    assert ticks(said, [-0.25, 0, 0.25], "points", 0.3) == ["−25", "0", "25"]
    assert ticks(said, [5.0], "people", 6) == ["5"]
    assert ticks(said, [0, 1.5e7, 3e7], "yuan", 4.5e7) == ["¥0", "¥1,500万", "¥3,000万"]


def test_a_ratio_of_variances_is_written_out() -> None:
    """Two digits of it, and never as a power of ten."""
    told = [factor(value) for value in (0.0834, 53.4, 150_321.0, 999_999.0, 45_600_000.0)]
    assert told == ["0.083", "53", "150,000", "1,000,000", "46,000,000"]


def test_no_setting_is_shown_as_a_power_of_ten() -> None:
    """As one would type it; about is to three digits."""
    assert [plain(v) for v in (0.0, 0.25, 1_500_000.0, 7)] == ["0", "0.25", "1500000", "7"]
    assert [about(v) for v in (12_345.0, 2_345_678.0, 0.12345)] == ["12300", "2350000", "0.123"]


def test_an_axis_has_one_step() -> None:
    """Labels of one axis share their step; where it would leave mostly decimals there is none."""
    said = words("zh")
    assert [tick(said, v, "people", 10500) for v in (0, 4500, 10500)] == ["0", "4,500", "10,500"]
    assert [tick(words("en"), v, "yuan", 4.3e6) for v in (0, 2e6, 4e6)] == ["¥0", "¥2M", "¥4M"]
    assert [tick(said, v, "yuan", 5e8) for v in (0, 2e8)] == ["¥0", "¥2亿"]
    assert [tick(said, v, "yuan", 180000) for v in (0, 6e4, 18e4)] == ["¥0", "¥6万", "¥18万"]
