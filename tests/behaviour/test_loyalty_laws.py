"""What the functions of the loyalty programme must do, whatever the numbers."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.behaviour import calendar, loyalty

EPOCH = date(2026, 1, 1).toordinal()


@given(st.dates(date(1900, 1, 1), date(2999, 12, 31)), st.dates(date(1900, 1, 1), date(2999, 1, 1)))
def test_months_are_those_of_the_calendar(day: date, start: date) -> None:
    """The month of a day, and its first day, as Python's calendar has them."""
    epoch = start.toordinal()
    month = calendar.month_of(day.toordinal() - epoch, epoch)
    assert month == day.year * 12 + day.month - 1
    assert calendar.first_of_month(month, epoch) + epoch == day.replace(day=1).toordinal()


@pytest.mark.parametrize(
    ("months", "ends"),
    [(1, date(2026, 6, 1)), (3, date(2026, 7, 1)), (6, date(2026, 7, 1)), (12, date(2027, 1, 1))],
)
def test_a_period_ends_where_the_next_begins(months: int, ends: date) -> None:
    """Something of the period of 20 May; seen on that day, on the last day, and at its end."""
    first, end = date(2026, 5, 20).toordinal() - EPOCH, ends.toordinal() - EPOCH
    odd = calendar.period_of(first, EPOCH, months) % 2
    for seen in (first, end - 1, end):
        assert calendar.due_day(odd, seen, EPOCH, months) == end


@given(st.integers(0, 10**9), st.integers(0, 1_000_000))
def test_points_are_whole_and_never_more_than_promised(net: int, basis_points: int) -> None:
    """Rounded down, less than one point below the exact amount."""
    exact = net / 100 * basis_points / 10_000
    assert exact - 1 < loyalty.points_of(net, basis_points) <= exact + 1e-6


def test_a_yuan_is_a_point() -> None:
    """199.99 yuan at one point a yuan."""
    assert loyalty.points_of(19_999, 10_000) == 199


def test_the_pull_of_a_goal_rises_to_it_and_falls_back() -> None:
    """None without gradient or price; else it grows with each point until the reward."""
    assert loyalty.goal_pull(500, 0, 0.25) == loyalty.goal_pull(500, 1000, 0.0) == 1.0
    pulls = [loyalty.goal_pull(points, 1000, 0.25) for points in range(1000)]
    assert pulls == sorted(set(pulls))
    assert (pulls[0], pulls[400]) == (1.0, 1.1)
    assert loyalty.goal_pull(1000, 1000, 0.25) == 1.0


def test_the_cafe_of_the_source() -> None:
    """Times between purchases a fifth shorter at the goal: its gradient is a quarter."""
    assert 1.0 / loyalty.goal_pull(10**6 - 1, 10**6, 0.25) == pytest.approx(0.8, abs=1e-5)


def test_what_a_member_holds_multiplies() -> None:
    """Goal, tier and balance; nothing held pulls nothing."""
    assert loyalty.member_pull(0, 1000, 0.25, 0.0, 0, 0.3) == 1.0
    assert loyalty.member_pull(500, 1000, 0.2, 0.1, 1, 0.3) == pytest.approx(1.1 * 1.1 * 1.3)


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_tier_only_takes_from_dropout(stop: float, retention: float) -> None:
    """Never more than before, nothing at full retention."""
    assert 0.0 <= loyalty.kept_stop(stop, retention) <= stop
    assert loyalty.kept_stop(stop, 1.0) == 0.0


def test_spending_counts_in_whole_yuan_up_to_what_fits() -> None:
    """Each order by itself; the count stays at its most."""
    assert loyalty.grown(10, 599) == 15
    assert loyalty.grown(2 * 10**9 - 500, 10**6) == loyalty.MOST_GROWTH
