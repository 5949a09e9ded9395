"""A plan's amounts in the whole units the engines count in."""

from __future__ import annotations

import math


def whole(amount: float) -> int:
    """The nearest whole number; halves go up."""
    return math.floor(amount + 0.5)


def fen(yuan: float) -> int:
    """Yuan as whole fen, nearest."""
    return whole(yuan * 100)


def a_day_of(month: float) -> float:
    """What a day bears of what is paid by the month: twelve months make 365 days."""
    return month * 12 / 365


def basis_points(share: float) -> int:
    """A share as whole basis points, nearest."""
    return whole(share * 10_000)


def clock_ms(hour: float) -> int:
    """An hour of the day in ms after midnight, to the second."""
    return whole(hour * 3600) * 1000
