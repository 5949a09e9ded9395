"""A partner's finite pool of people (联盟): whom an event brings, and who was ours before."""

from __future__ import annotations

from sim.science import science


@science
def expected_takers(willing: float, taken: int, reach: float) -> float:
    """People who take the benefit at an event: those still willing, times the share reached.

    So after k events a share 1 - (1 - reach) ** k of the willing has taken it: pools run dry.
    """
    return max(0.0, willing - taken) * reach


@science
def strangers(pool: float, overlap: float) -> float:
    """People of a partner's pool who are not members of ours."""
    return pool * (1.0 - overlap)
