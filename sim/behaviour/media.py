"""What a yuan of media is worth: price drift, and what the private pool teaches the ads."""

from __future__ import annotations

from sim.science import in_every_run, science


@in_every_run
@science
def price(drift: float, day: int) -> float:
    """Price of media on a day against day 0: a rise of `drift` a year, compounded."""
    return float((1.0 + drift) ** (day / 365.0))


@in_every_run
@science
def efficiency(gain: float, pool: float, half: float) -> float:
    """Worth of a yuan against a brand without a pool: 1 + gain x pool / (pool + half).

    pool, half: members in a channel per 1,000 initial members. Saturating, as response to spend is
    (S3A-E02 and the public-private loop of the sources name the effect; its size is assumed).
    """
    return 1.0 + gain * pool / (pool + half) if pool > 0.0 else 1.0
