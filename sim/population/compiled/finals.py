"""What is left of everybody at the end of a run, inside a kernel."""

from __future__ import annotations

from sim.behaviour.clock import DAY, SECOND
from sim.population.compiled.layout import (
    AGAIN,
    BOUGHT_30,
    FAKE,
    INITIAL,
    KEPT,
    MUTED,
    OPTED_OUT,
    Ints,
)
from sim.population.compiled.machine import People, Rulebooks, kernel
from sim.population.compiled.person import person
from sim.population.reference.registers import MONTH, REPURCHASE_DAYS

ENDS = 9  # numbers before those of each month


@kernel
def reckon(people: People, size: int, book: Rulebooks, ends: Ints) -> None:
    """Add up what `Population.finals` is made of for the first `size` rows.

    ends: who muted a channel, who left all; buyers of the run with 90 days after their first order,
    and those of them who ordered again; who may invite; newcomers of 90 days, and those of them who
    stayed; newcomers of 30 days, and those of them who ordered; then newcomers by how many months
    of membership they completed.
    """
    c = book[0]
    most = len(ends) - ENDS - 1
    for i in range(size):
        p = person(people, i)
        age = c.horizon - p.joined * SECOND
        if age <= 0:
            continue
        flags = p.flags
        new = flags & INITIAL == 0
        early = 0 <= p.first_in_run <= c.days - REPURCHASE_DAYS
        ends[0] += flags & MUTED > 0
        ends[1] += flags & OPTED_OUT > 0
        ends[2] += early
        ends[3] += early & (flags & AGAIN > 0)
        ends[4] += (flags & (INITIAL | FAKE)) != FAKE
        ends[5] += new & (age >= 90 * DAY)
        ends[6] += new & (age >= 90 * DAY) & (flags & KEPT > 0)
        ends[7] += new & (age >= 30 * DAY)
        ends[8] += new & (age >= 30 * DAY) & (flags & BOUGHT_30 > 0)
        ends[ENDS + min(most, age // MONTH)] += new
