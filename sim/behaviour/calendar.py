"""Calendar periods in whole numbers: when points expire and tiers are judged anew.

A run's day `d` is the date of ordinal `epoch + d` (Gregorian, day 1 is the first of January of
year 1). Months are counted from year 0; a period is 1, 3, 6 or 12 of them and begins at a midnight.
"""

from __future__ import annotations

from sim.science import science

_ERA = 146_097  # days in 400 years
_TO_MARCH = 305  # days from the first of March of year 0 to ordinal 0


@science
def month_of(day: int, epoch: int) -> int:
    """The month a day lies in (civil date from a day count: years begin in March, Hinnant 2013)."""
    count = day + epoch + _TO_MARCH
    era = count // _ERA
    of_era = count - era * _ERA
    year = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    since_march = (5 * of_year + 2) // 153
    return (year + era * 400) * 12 + since_march + 2


@science
def first_of_month(month: int, epoch: int) -> int:
    """The first day of a month, as a day of the run."""
    since_march = month - 2
    year, rest = since_march // 12, since_march % 12
    era = year // 400
    of_era = year - era * 400
    days = of_era * 365 + of_era // 4 - of_era // 100 + (153 * rest + 2) // 5
    return era * _ERA + days - _TO_MARCH - epoch


@science
def period_of(day: int, epoch: int, months: int) -> int:
    """Which period of so many months a day lies in."""
    return month_of(day, epoch) // months


@science
def due_day(mark: int, day: int, epoch: int, months: int) -> int:
    """The day at whose midnight something of a period ends.

    mark: whether that period's number is odd. day: a day the thing is still there, at the latest
    the one it ends on: a period later than its own, and it ends as that period begins.
    """
    period = period_of(day, epoch, months)
    ending = period if period % 2 != mark else period + 1
    return first_of_month(ending * months, epoch)
