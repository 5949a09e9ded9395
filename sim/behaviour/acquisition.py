"""How many join by a channel on a day (model section 8)."""

from __future__ import annotations

from sim.science import in_every_run, science


@in_every_run
@science
def market_left(joined: int, market: int) -> float:
    """Share of the market that has not joined yet; one if the market has no limit (0)."""
    return max(0.0, 1.0 - joined / market) if market else 1.0


@in_every_run
@science
def expected_joins(full: float, spend: float, half: float) -> float:
    """Joins a day: `full` if free (half = 0), else saturating: full x spend / (spend + half)."""
    if half <= 0.0:
        return full
    return full * spend / (spend + half)
