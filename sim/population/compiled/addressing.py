"""Whom a broadcast is for, beyond being reachable, inside a kernel: an arm, or silent buyers."""

from __future__ import annotations

from sim.behaviour.arms import place
from sim.behaviour.clock import DAY
from sim.population.compiled.layout import Ints
from sim.population.compiled.machine import Flags, OneSend, People, Person, Rulebook, compiled
from sim.population.compiled.person import person
from sim.population.compiled.registers import seen_orders


@compiled
def silence_of(p: Person, c: Rulebook, day: int) -> int:
    """Days without an order at the midnight of `day`; -1 for who never ordered."""
    return day - p.last_order_day if seen_orders(p, c) else -1


@compiled
def is_for(uid: int, silence: int, c: Rulebook, send: OneSend) -> bool:
    """Whether somebody is in the send's stretch of a test, and silent for as long as it asks."""
    if send.test:
        stands = place(c.seed, c.replication, uid, send.test)
        if stands < send.low or stands >= send.high:
            return False
    return bool(not send.silent_days or silence >= send.silent_days)


@compiled
def leave_out(
    people: People, ints: Ints, rows: int, meant: Flags, size: int, c: Rulebook, send: OneSend
) -> None:
    """Unmark whom a broadcast is not for; `rows` is the place of a column in `ints`."""
    if not send.test and not send.silent_days:
        return
    day = send.time // DAY
    for k in range(size):
        p = person(people, ints[rows + k])
        if meant[k] and not is_for(p.uid, silence_of(p, c, day), c, send):
            meant[k] = False
