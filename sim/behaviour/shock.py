"""A dated shock: full depth for some days, then a straight way back (model section 9)."""

from __future__ import annotations

from sim.science import science


@science
def level(day: int, from_day: int, days: int, recovery_days: int) -> float:
    """How much of a shock is felt on a day: 1 at full depth, then falling in a line to 0."""
    past = day - from_day - days  # days after the last one at full depth
    if day < from_day or past >= recovery_days:
        return 1.0 if from_day <= day and past < 0 else 0.0
    return 1.0 if past < 0 else 1.0 - (past + 1.0) / (recovery_days + 1.0)


@science
def felt(depth: float, factor: float) -> float:
    """The factor of the day: 1 untouched, `factor` at full depth (depth 1)."""
    return 1.0 + depth * (factor - 1.0)
