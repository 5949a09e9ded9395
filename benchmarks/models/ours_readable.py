"""siyu's readable engine: the same plan, lived as one SimPy process for each shopper.

Form: the oracle the compiled engine is held to, written to be read; it writes the same event log.
"""

from __future__ import annotations

from benchmarks.lifecycle import Lifecycle
from benchmarks.models.ours import Town, plan_of


def prepare(life: Lifecycle, shoppers: int, days: int, seed: int) -> Town:
    """A world of `shoppers` in the readable engine, before day 0."""
    return Town(plan_of(life, shoppers, days, "simpy"), seed)
