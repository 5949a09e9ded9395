"""Questions to the service desk inside a kernel, and what a member met does at midnight."""

from __future__ import annotations

from sim.behaviour.cart import fill_chance
from sim.behaviour.clock import DAY, NEVER, SECOND
from sim.behaviour.goodwill import moved
from sim.behaviour.precision import single
from sim.behaviour.touch import filled
from sim.measure.events import CODE
from sim.measure.tally import ROW
from sim.population.compiled.buying import lose
from sim.population.compiled.clockwork import (
    catch_up,
    moment_of,
    plan_order,
    settle,
    used_up,
    waking,
)
from sim.population.compiled.layout import ALIVE, ENQUIRY, WHO, Ints
from sim.population.compiled.machine import (
    Counts,
    Floats,
    People,
    Person,
    Rulebook,
    Rulebooks,
    Shorts,
    Tape,
    compiled,
    kernel_of_some,
)
from sim.population.compiled.person import person
from sim.population.compiled.pointers import start
from sim.population.compiled.registers import count, note, write
from sim.population.interface import BUYS, MOVES, STOPS
from sim.randomness import address as at
from sim.randomness.philox import uniform

_ENQUIRIES = ROW["enquiries"]
_E_ENQUIRY = CODE["enquiry"]


@compiled
def _about_to_buy(p: Person, c: Rulebook, now: int, luck: float) -> bool:
    """Whether somebody is so near to an order that they consult."""
    if not p.flags & ALIVE:
        return False
    catch_up(p, c, now + 1)
    left = max(0.0, p.left - used_up(p, c, now))
    return luck < fill_chance(left, c.ask_rate, c.ask_near)


@compiled
def ask(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int) -> None:
    """At a visit of somebody reachable: perhaps a question, within the second of the visit."""
    if c.ask_rate == 0.0 or now < 0 or not p.enrolled & ~p.closed:
        return
    asks, moment, _, _ = at.draw(c.seed, c.replication, p.uid, at.ASK, p.visits)
    luck = uniform(asks)
    if luck < c.ask_rate and (c.ask_near <= 0.0 or _about_to_buy(p, c, now, luck)):
        time = now + int(uniform(moment) * SECOND)
        count(c, out, now, _ENQUIRIES, 1)
        note(c, tape, _E_ENQUIRY, time, p.uid, -1, 0, p.visits)
        write(tape, ENQUIRY, time, p.uid, -1, 0, p.visits, tape[WHO])


@kernel_of_some
def feel(
    people: People,
    wake: Shorts,
    rows: Ints,
    times: Ints,
    effects: Ints,
    goodwill: Floats,
    nudge: Floats,
    dip: Floats,
    day: int,
    book: Rulebooks,
    outs: Ints,
    tapes: Ints,
) -> None:
    """What some rows met, in order of time, does at the midnight of `day`: `Population.feel`."""
    c = book[0]
    out = start(outs)
    tape = start(tapes)
    midnight = day * DAY
    for i in range(len(rows)):
        p = person(people, rows[i])
        stops = effects[i] & STOPS and p.orders > 0
        buys = effects[i] & BUYS and p.orders == 0
        if not p.flags & ALIVE or not (effects[i] & MOVES or stops or buys):
            continue
        settle(p, c, midnight)
        if effects[i] & MOVES:
            p.goodwill = moved(p.goodwill, goodwill[i])
            p.nudge += nudge[i]
            p.dip = filled(p.dip, dip[i])
        if buys:
            p.left = single(used_up(p, c, midnight + times[i] % DAY))
        if effects[i] & MOVES or buys:
            plan_order(p, c)
            wake[rows[i]] = min(wake[rows[i]], waking(moment_of(p.order_from), NEVER))
        if stops:
            lose(p, c, out, tape, midnight)
