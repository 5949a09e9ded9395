"""What comes again and again: events, gatherings, occasions."""

from __future__ import annotations


def takes_place(day: int, from_day: int, until_day: int, every_days: int) -> bool:
    """Whether something that comes every so many days, first on `from_day`, comes on a day before
    `until_day`."""
    return from_day <= day < until_day and (day - from_day) % every_days == 0
