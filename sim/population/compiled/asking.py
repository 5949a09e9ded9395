"""Questions to the service desk inside a kernel, and what the reply does at midnight."""

from __future__ import annotations

from sim.behaviour.clock import DAY, SECOND
from sim.behaviour.touch import filled
from sim.measure.events import CODE
from sim.measure.tally import ROW
from sim.population.compiled.buying import lose
from sim.population.compiled.clockwork import day_of, moment_of, plan_order, settle
from sim.population.compiled.layout import ALIVE, ENQUIRY, WHO, Ints
from sim.population.compiled.machine import (
    Counts,
    People,
    Person,
    Rulebook,
    Rulebooks,
    Shorts,
    Tape,
    compiled,
    kernel,
)
from sim.population.compiled.person import person
from sim.population.compiled.pointers import start
from sim.population.compiled.registers import count, note, write
from sim.population.interface import GIVEN_UP, IN_TARGET
from sim.randomness import address as at
from sim.randomness.philox import uniform

_ENQUIRIES = ROW["enquiries"]
_E_ENQUIRY = CODE["enquiry"]


@compiled
def ask(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int) -> None:
    """At a visit of somebody reachable: perhaps a question, within the second of the visit."""
    if c.ask_rate == 0.0 or now < 0 or not p.enrolled & ~p.closed:
        return
    asks, moment, _, _ = at.draw(c.seed, c.replication, p.uid, at.ASK, p.visits)
    if uniform(asks) < c.ask_rate:
        time = now + int(uniform(moment) * SECOND)
        count(c, out, now, _ENQUIRIES, 1)
        note(c, tape, _E_ENQUIRY, time, p.uid, -1, 0, p.visits)
        write(tape, ENQUIRY, time, p.uid, -1, 0, p.visits, tape[WHO])


@kernel
def hear(
    people: People,
    wake: Shorts,
    rows: Ints,
    outcomes: Ints,
    visits: Ints,
    day: int,
    book: Rulebooks,
    outs: Ints,
    tapes: Ints,
) -> None:
    """Replies to some rows, in order of time: one in time is worth an opened touch, waiting in vain
    may cost a buyer."""
    c = book[0]
    out = start(outs)
    tape = start(tapes)
    midnight = day * DAY
    for i in range(len(rows)):
        p = person(people, rows[i])
        if not p.flags & ALIVE:
            continue
        if outcomes[i] == IN_TARGET:
            settle(p, c, midnight)
            p.goodwill = filled(p.goodwill, c.answer_goodwill)
            p.nudge += c.answer_nudge
            plan_order(p, c)
            wake[rows[i]] = min(wake[rows[i]], day_of(moment_of(p.order_from)))
        elif outcomes[i] == GIVEN_UP and p.orders:
            _, _, angry, _ = at.draw(c.seed, c.replication, p.uid, at.ASK, visits[i])
            if uniform(angry) < c.given_up_dropout:
                settle(p, c, midnight)
                lose(p, c, out, tape, midnight)
