"""The book: entries by calendar month, debit and credit always equal."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from sim.ledger.accounts import ACCOUNTS, INDEX
from sim.measure.result import Ints


def month_of_day(start: date, days: int) -> list[int]:
    """Calendar month of each day, counted from the month of day 0."""
    dates = (start + timedelta(days=day) for day in range(days))
    return [(d.year - start.year) * 12 + d.month - start.month for d in dates]


class Book:
    """Debit less credit by month and account."""

    def __init__(self, start: date, days: int) -> None:
        self._months = month_of_day(start, days)
        self._rows = [[0] * len(ACCOUNTS) for _ in range(self._months[-1] + 1)]

    def post(self, day: int, debit: str, credit: str, fen: int) -> None:
        """One entry; a negative amount is a mistake of the caller and refused."""
        if not fen:  # most of a day's
            return
        if fen < 0:
            raise ValueError(f"negative entry: {debit} / {credit} {fen}")
        row = self._rows[self._months[day]]
        row[INDEX[debit]] += fen
        row[INDEX[credit]] -= fen

    def balances(self) -> Ints:
        """Shape (months, accounts); every row sums to zero."""
        return np.array(self._rows, dtype=np.int64)
