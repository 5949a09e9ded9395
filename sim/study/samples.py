"""What the replications of one scenario left: for each KPI the two totals it is a quotient of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from sim.measure.definitions import KPIS
from sim.measure.result import RunResult

Floats = npt.NDArray[np.float64]


class Samples(NamedTuple):
    """Totals by replication and KPI, in the order of `KPIS`; both of shape (replications, kpis)."""

    numerators: Floats
    denominators: Floats

    @classmethod
    def of(cls, results: Sequence[RunResult]) -> Self:
        """The samples of some replications."""
        parts = [[result.parts[kpi.key] for kpi in KPIS] for result in results]
        table = np.array(parts, dtype=np.float64)
        return cls(table[:, :, 0], table[:, :, 1])

    def part(self, replications: int, kpi: int) -> Self:
        """The first replications of one KPI, by its place in `KPIS`."""
        return type(self)(*(totals[:replications, [kpi]] for totals in self))

    @property
    def values(self) -> Floats:
        """Each replication's own KPIs, shape (replications, kpis); NaN where undefined."""
        found = np.full_like(self.numerators, np.nan)
        return np.divide(
            self.numerators, self.denominators, out=found, where=self.denominators != 0.0
        )
