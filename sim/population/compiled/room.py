"""A live room, inside a kernel: what coming in does to a shopper."""

from __future__ import annotations

from sim.behaviour.live import watched
from sim.behaviour.precision import single
from sim.measure.tally import ROW
from sim.population.compiled.buying import buy
from sim.population.compiled.clockwork import intensity_now
from sim.population.compiled.machine import Counts, Person, Rulebook, Tape, compiled
from sim.population.compiled.registers import count

_VIEWERS = ROW["live_viewers"]


@compiled
def watch(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int) -> None:
    """Come in, watch, perhaps order; the clock is settled, the caller plans anew."""
    count(c, out, now, _VIEWERS, 1)
    rate = intensity_now(p, c)
    p.left = single(watched(p.left, rate, c.worth_days))
    if rate > 0.0 and p.left == 0.0:
        buy(p, c, out, tape, now, True)
