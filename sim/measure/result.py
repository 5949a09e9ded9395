"""What one replication of one plan leaves behind: plain arrays, no live object."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class RunResult:
    """One replication.

    kpis: value by KPI key (`sim.measure.definitions`); NaN where its denominator is zero.
    daily: one integer a day by series name (`sim.measure.tally.SERIES`), shape (days,).
    cohort_size: newcomers by join month, month 0 first, shape (months,).
    cohort_active: [join month, months since joining] members active in that month of theirs,
        shape (months, months); a month is 30 days counted from each member's own join.
    ledger: [calendar month, account] debit less credit in fen, shape (months, accounts), in the
        order of `sim.ledger.accounts.ACCOUNTS`; every row sums to zero.
    weekly_repeats: repeat orders of the initial cohort by week, shape (weeks,).
    events: the event log by column name, or None if it was not asked for.
    """

    kpis: dict[str, float]
    daily: dict[str, Ints]
    cohort_size: Ints
    cohort_active: Ints
    ledger: Ints
    weekly_repeats: Ints
    events: dict[str, npt.NDArray[np.generic]] | None
