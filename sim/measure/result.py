"""What one replication of one plan leaves behind: plain arrays, no live object."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


class Quotient(NamedTuple):
    """A figure as the two totals it is the quotient of."""

    numerator: float
    denominator: float = 1.0

    @property
    def value(self) -> float:
        """The quotient; NaN where the denominator is zero."""
        return self.numerator / self.denominator if self.denominator else math.nan


class ReadOut(NamedTuple):
    """A test as it was read: the share of successes in the second arm less that in the first.

    people: in the smaller arm. error: standard error of the difference. detectable: the difference
    a test of this size finds four times in five.
    """

    people: int
    difference: float
    error: float
    detectable: float
    detected: bool


class StageLook(NamedTuple):
    """One count of a stage view at the midnight of `day`.

    flows: people since the look before, [from, to]; `from` counts the view's stages, those in none
    of them, and who joined since; `to` the stages and those in none.
    """

    day: int
    view: str
    flows: Ints


@dataclass(frozen=True)
class RunResult:
    """One replication.

    parts: the totals behind each KPI, by KPI key (`sim.measure.definitions`).
    daily: one integer a day by series name (`sim.measure.tally.SERIES`), shape (days,).
    cohort_size: newcomers by join month, month 0 first, shape (months,).
    cohort_active: [join month, months since joining] members active in that month of theirs,
        shape (months, months); a month is 30 days counted from each member's own join.
    ledger: [calendar month, account] debit less credit in fen, shape (months, accounts), in the
        order of `sim.ledger.accounts.ACCOUNTS`; every row sums to zero.
    weekly_repeats: repeat orders of the initial cohort by week, shape (weeks,).
    events: the event log by column name, or None if it was not asked for.
    stages: counts of the stage views, by day and view.
    """

    parts: dict[str, Quotient]
    daily: dict[str, Ints]
    cohort_size: Ints
    cohort_active: Ints
    ledger: Ints
    weekly_repeats: Ints
    events: dict[str, npt.NDArray[np.generic]] | None
    stages: tuple[StageLook, ...] = ()

    @cached_property
    def kpis(self) -> dict[str, float]:
        """Value by KPI key; NaN where its denominator is zero."""
        return {key: part.value for key, part in self.parts.items()}
