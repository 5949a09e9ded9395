"""How many join by a channel on a day (model section 8)."""

from __future__ import annotations

from sim.science import science


@science
def expected_joins(full: float, spend: float, half: float) -> float:
    """Joins a day: `full` if free (half = 0), else saturating: full x spend / (spend + half)."""
    if half <= 0.0:
        return full
    return full * spend / (spend + half)
