"""Days and calendar months of a run."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


class Calendar:
    """Day 0 is `start_date`; month 0 is the calendar month of day 0."""

    def __init__(self, start_date: str, days: int) -> None:
        self.start = date.fromisoformat(start_date)
        self.days = days

    @property
    def months(self) -> int:
        """Calendar months touched by the run."""
        return self.month_of(self.days - 1) + 1

    def month_of(self, day: int) -> int:
        """The calendar month of a day."""
        there = self.start + timedelta(days=day)
        return (there.year - self.start.year) * 12 + there.month - self.start.month

    def month_of_days(self) -> Ints:
        """The calendar month of every day, shape (days,)."""
        return np.array([self.month_of(day) for day in range(self.days)], np.int64)

    def by_month(self, daily: Ints) -> Ints:
        """Series by day, shape (series, days), summed by calendar month, (series, months)."""
        firsts = np.searchsorted(self.month_of_days(), np.arange(self.months))
        return np.add.reduceat(daily, firsts, axis=1)

    def days_of_months(self) -> list[tuple[int, int]]:
        """Of every month the days that lie in the run, and all its days."""
        within = np.bincount(self.month_of_days(), minlength=self.months).tolist()
        firsts = [self.first_of(month) for month in range(self.months + 1)]
        return [
            (days, (after - first).days)
            for days, (first, after) in zip(within, pairwise(firsts), strict=True)
        ]

    def first_of(self, month: int) -> date:
        """The first day of a calendar month, as a date."""
        index = self.start.year * 12 + self.start.month - 1 + month
        return date(index // 12, index % 12 + 1, 1)

    def day_of(self, there: date) -> int:
        """The day of the run on a date."""
        return (there - self.start).days

    def month_names(self) -> list[str]:
        """Every month as 2026-03."""
        return [f"{self.first_of(m):%Y-%m}" for m in range(self.months)]
