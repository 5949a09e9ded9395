"""Visits (进店、进小程序) inside a kernel: what one does, and the day of people who only look in.

Most days of most people hold a visit or nothing. Who has nothing else to live is found first, and
how long each waits for the visit after this one is drawn for many at a time.
"""

from __future__ import annotations

from sim.behaviour.clock import DAY, NEVER
from sim.behaviour.draws import exponential
from sim.behaviour.precision import single
from sim.measure.events import CODE
from sim.measure.tally import ROW
from sim.population.beyond import MOST_VISITS
from sim.population.compiled import registers
from sim.population.compiled.asking import ask
from sim.population.compiled.broadcasting import COLUMN
from sim.population.compiled.cart import looked
from sim.population.compiled.clockwork import catch_up, moment_of, plan_visit, wait, waking
from sim.population.compiled.journeys import next_step_day, stop
from sim.population.compiled.layout import (
    ALIVE,
    LIFE,
    ROWS_PER_SHOPPER,
    TOO_LONG,
    WANTED,
    WHO,
    Ints,
    byte_of,
)
from sim.population.compiled.loyalty import visited
from sim.population.compiled.machine import (
    Counts,
    Floats,
    People,
    Person,
    Places,
    Rulebook,
    Rulebooks,
    Shorts,
    Tape,
    compiled,
    kernel,
)
from sim.population.compiled.person import near, person
from sim.population.compiled.pointers import start
from sim.population.compiled.purse import next_change
from sim.population.compiled.registers import count, note, write
from sim.population.compiled.room import browse
from sim.population.compiled.standing import next_turn
from sim.population.rules import ON_VISIT
from sim.randomness import address as at
from sim.randomness import philox
from sim.science import inlined

_VISITS = ROW["visits"]
_E_VISIT = CODE["visit"]
_TOGETHER = 256  # whose wait is drawn at a time, and whose rows are brought near while others live
_END_OF_VISITS = byte_of(LIFE, "rate") - 1  # byte of a life up to which a visit reads it
_UID, _NUMBER = 0, COLUMN  # columns of scratch: uid, and the number of the next visit
_draw, _fine = inlined(at.draw), inlined(philox.uniform_fine)
_single, _exponential = inlined(single), inlined(exponential)


@compiled
def _look(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int) -> None:
    if p.held and now % DAY == 0:
        catch_up(p, c, now + 1)  # what expires at a midnight does before whoever holds it looks in
    count(c, out, now, _VISITS, 1)
    registers.active(p, c, out, now)
    note(c, tape, _E_VISIT, now, p.uid, -1, 0, 0)
    if c.stops:
        stop(p, c, tape, now, ON_VISIT)
    ask(p, c, out, tape, now)
    if c.loyal:
        visited(p, c, out, tape, now)
    if c.carts:
        looked(p, c, out, tape, now)
    if c.mall_days > 0.0 and now >= 0:
        browse(p, c, out, tape, now)
    if p.visits == MOST_VISITS:  # the run ends with this day, if it stands
        write(tape, TOO_LONG, now, p.uid, 0, 0, 0, tape[WHO])
    else:
        p.visits += 1


@compiled
def visit(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int) -> None:
    """Look in, and foresee the next visit."""
    _look(p, c, out, tape, now)
    plan_visit(p, c, now)


@compiled
def turning(p: Person, c: Rulebook, day: int) -> int:
    """When a period of points and tiers ends for who has lived everything before `day`."""
    return next_turn(p, c, day) if c.loyal else NEVER


@compiled
def _anything_else(p: Person, c: Rulebook, day: int) -> int:
    """When anything but a visit may come to who has lived everything before the end of `day`."""
    dying = moment_of(p.dies_at) if p.flags & ALIVE else NEVER
    own = min(moment_of(p.order_from), dying, next_change(p, c))
    return min(own, turning(p, c, day))


@compiled
def _waits(
    people: People, rows: Places, first: int, size: int, c: Rulebook, ints: Ints, floats: Floats
) -> None:
    """Draw how long each waits for the visit after the coming one, for somebody who comes daily."""
    for k in range(size):
        p = person(people, rows[first + k])
        ints[_UID + k] = p.uid
        ints[_NUMBER + k] = p.visits + 1
    seed, replication = c.seed, c.replication
    for k in range(size):
        high, low, _, _ = _draw(seed, replication, ints[_UID + k], at.VISIT, ints[_NUMBER + k])
        floats[k] = _single(_exponential(_fine(high, low)))


@compiled
def _bring_near(people: People, wake: Shorts, row: int, c: Rulebook) -> None:
    """Have brought near what a visit reads of a person."""
    if c.loyal or c.carts:
        near(people.extras, row, 0)
    near(people.heads, row, 0)
    near(people.lives, row, 0)
    near(people.lives, row, _END_OF_VISITS)
    near(wake, row, 0)


@kernel
def look_in(
    people: People,
    wake: Shorts,
    due: Shorts,
    rows: Places,
    first: int,
    base: int,
    day: int,
    book: Rulebooks,
    ints: Ints,
    floats: Floats,
    outs: Ints,
    tapes: Ints,
) -> int:
    """Live the visits of `day` of people who have nothing else to live; returns where the tape was
    too full.

    rows: from place `first` on; base: index of the block's first row. ints, floats: scratch, see
    `broadcasting`.
    """
    c = book[0]
    out = start(outs)
    tape = start(tapes)
    end = (day + 1) * DAY
    begun = first
    for k in range(first, min(first + _TOGETHER, len(rows))):
        _bring_near(people, wake, rows[k], c)
    for k in range(first, len(rows)):
        if tape[1] - tape[0] < ROWS_PER_SHOPPER:
            return k
        if (k - first) % _TOGETHER == 0:
            begun = k
            _waits(people, rows, k, min(_TOGETHER, len(rows) - k), c, ints, floats)
        _bring_near(people, wake, rows[min(k + _TOGETHER, len(rows) - 1)], c)
        p = person(people, rows[k])
        tape[WHO], tape[WANTED] = base + rows[k], 0
        now = moment_of(p.visit_at)
        if now < end:
            _look(p, c, out, tape, now)
            wait(p, c, now, floats[k - begun])
        while moment_of(p.visit_at) < end:
            visit(p, c, out, tape, moment_of(p.visit_at))
        wake[rows[k]] = waking(_anything_else(p, c, day), moment_of(p.visit_at))
        if c.midnights:  # a sign of life puts off a journey of the inactive, and makes one possible
            due[rows[k]] = next_step_day(p, c, p.enrolled & ~p.closed, day)
    return len(rows)
