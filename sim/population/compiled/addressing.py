"""Whom a broadcast is for, beyond being reachable, inside a kernel: an arm, or silent buyers."""

from __future__ import annotations

from sim.behaviour.arms import place
from sim.behaviour.clock import DAY
from sim.population.compiled.machine import OneSend, Person, Rulebook, compiled


@compiled
def is_for(p: Person, c: Rulebook, send: OneSend) -> bool:
    """Whether somebody is in the send's stretch of a test, and silent for as long as it asks."""
    if send.test:
        stands = place(c.seed, c.replication, p.uid, send.test)
        if stands < send.low or stands >= send.high:
            return False
    if not send.silent_days:
        return True
    return bool(p.orders and send.time // DAY - p.last_order_day >= send.silent_days)
