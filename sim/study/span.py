"""A figure with its interval, as files keep it and sentences tell it."""

from __future__ import annotations

from dataclasses import dataclass

from sim.statistics.intervals import Interval, mean_interval, possible
from sim.study.compare import number
from sim.study.samples import Floats


@dataclass(frozen=True)
class Span:
    """A figure and its 95 % interval over replications; None where undefined."""

    mean: float | None
    low: float | None
    high: float | None

    @classmethod
    def of(cls, samples: Floats, between: tuple[float, float]) -> Span:
        """Of one figure in each replication, shape (replications,), and between what it can lie."""
        found = possible(mean_interval(samples[:, None]), *between)
        return cls(*(number(float(part[0])) for part in found))

    @classmethod
    def at(cls, found: Interval, place: int) -> Span:
        """One quantity of an interval."""
        return cls(*(number(float(part[place])) for part in found))

    @property
    def sign(self) -> int:
        """1 or -1 if the interval is without zero, else 0."""
        if self.low is None or self.high is None:
            return 0
        return int(self.low > 0) - int(self.high < 0)
