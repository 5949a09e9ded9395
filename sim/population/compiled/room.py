"""A live room, and a mall one can buy in, inside a kernel: what coming by does to a shopper."""

from __future__ import annotations

from sim.behaviour.live import watched
from sim.behaviour.precision import single
from sim.measure.tally import ROW
from sim.population.community import WATCHED
from sim.population.compiled.buying import buy
from sim.population.compiled.clockwork import intensity_now, plan_order, settle
from sim.population.compiled.layout import STIR, WHO
from sim.population.compiled.machine import Counts, Person, Rulebook, Tape, compiled
from sim.population.compiled.registers import count, write
from sim.population.selling import IN_MALL, IN_ROOM

_VIEWERS = ROW["live_viewers"]


@compiled
def watch(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int) -> None:
    """Come in, watch, perhaps order; the clock is settled, the caller plans anew."""
    count(c, out, now, _VIEWERS, 1)
    if c.viewers_told:
        write(tape, STIR, now, p.uid, 0, WATCHED, 0, tape[WHO])
    rate = intensity_now(p, c)
    p.left = single(watched(p.left, rate, c.worth_days))
    if rate > 0.0 and p.left == 0.0:
        buy(p, c, out, tape, now, IN_ROOM)


@compiled
def browse(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int) -> None:
    """Look in where one can buy at once (直购): perhaps order there; else the clock goes on."""
    settle(p, c, now)
    rate = intensity_now(p, c)
    p.left = single(watched(p.left, rate, c.mall_days))
    if rate > 0.0 and p.left == 0.0:
        buy(p, c, out, tape, now, IN_MALL)
    else:
        plan_order(p, c)
