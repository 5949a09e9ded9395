"""What newcomers bring by the door they came through, inside a kernel."""

from __future__ import annotations

from sim.behaviour.clock import SECOND
from sim.population.compiled.layout import DOOR_COLUMNS
from sim.population.compiled.machine import Counts, Person, Rulebook, compiled
from sim.population.compiled.registers import seen_orders
from sim.population.interface import FIRST_SALES, MARGIN, SALES


@compiled
def by_door(
    p: Person, c: Rulebook, out: Counts, now: int, net: int, sales: int, margin: int
) -> None:
    """Note an order that stays, fen; see `Population.by_door`."""
    row = c.o_doors + p.source * DOOR_COLUMNS
    out[row + SALES] += sales
    out[row + MARGIN] += margin
    if seen_orders(p, c) == 0 and now < p.joined * SECOND + c.attribution_ms:
        out[row + FIRST_SALES] += net
