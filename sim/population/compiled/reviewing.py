"""A review of who is in the groups of a kind, as a pass over all rows."""

from __future__ import annotations

from sim.behaviour.clock import DAY, SECOND
from sim.behaviour.trigger import GROUP_ENTERED
from sim.measure.events import CODE
from sim.population.community import ENTERED, LEFT, LEFT_MUTED, REMOVED
from sim.population.compiled.audience import holds
from sim.population.compiled.community import stir
from sim.population.compiled.journeys import enter, next_step_day, start_journeys
from sim.population.compiled.layout import JOURNEYS, MEMBER, S_CHANNELS, S_ENROLLED, WHO, Ints
from sim.population.compiled.machine import (
    Counts,
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
from sim.population.compiled.registers import gone, note
from sim.population.rules import EVERYBODY
from sim.randomness import address as at
from sim.randomness.philox import uniform

_E_ENTERED, _E_LEFT = CODE["group_entered"], CODE["group_left"]
_ROWS = 2 + JOURNEYS  # of tape somebody may need


@compiled
def _silent(p: Person, day: int, silent_days: int) -> bool:
    since = day - max(p.last_active, p.joined * SECOND // DAY)
    return bool(0 < silent_days <= since)


@compiled
def _fits(p: Person, c: Rulebook, audience: int, day: int) -> bool:
    return bool(audience == EVERYBODY or holds(p, c, audience, day))


@compiled
def _leave(p: Person, c: Rulebook, out: Counts, tape: Tape, day: int, channel: int) -> None:
    p.enrolled &= ~(1 << channel)
    out[c.o_stock + S_CHANNELS + channel] -= 1
    note(c, tape, _E_LEFT, day * DAY, p.uid, channel, 0, 0)
    if not p.enrolled:
        out[c.o_stock + S_ENROLLED] -= 1
    elif p.left_channels == p.enrolled:
        gone(p, c, out)


@compiled
def _enters(
    p: Person, c: Rulebook, policy: int, audience: int, entry: float, day: int, bit: int
) -> bool:
    """Whether a member the brand can reach, and may invite, accepts; always the same people do."""
    if not p.flags & MEMBER or not p.enrolled & ~p.closed:
        return False
    if (p.closed | p.left_channels) & bit:
        return False
    word, _, _, _ = at.draw(c.seed, c.replication, p.uid, at.GROUP_ENTRY + policy, 0)
    return uniform(word) < entry and _fits(p, c, audience, day)


@kernel_of_some
def review(
    people: People,
    reach: Shorts,
    due: Shorts,
    first: int,
    size: int,
    base: int,
    day: int,
    channel: int,
    policy: int,
    audience: int,
    entry: float,
    silent_days: int,
    dissolve: bool,
    book: Rulebooks,
    outs: Ints,
    tapes: Ints,
) -> int:
    """Hold a review (`Population.review`); returns where it stopped for lack of room on the tape.

    policy: hash of the groups' name; base: index of the block's first row.
    """
    c, bit = book[0], 1 << channel
    out = start(outs)
    tape = start(tapes)
    for i in range(first, size):
        if tape[1] - tape[0] < _ROWS:
            return i
        p = person(people, i)
        tape[WHO] = base + i
        silent = _silent(p, day, silent_days)
        if p.enrolled & ~p.left_channels & bit:
            if not dissolve and not silent and _fits(p, c, audience, day):
                continue
            kind = REMOVED if silent else LEFT
            stir(p, c, tape, LEFT_MUTED if p.closed & bit else kind, channel, day * DAY)
            _leave(p, c, out, tape, day, channel)
        elif dissolve or silent or not _enters(p, c, policy, audience, entry, day, bit):
            continue
        else:
            enter(p, c, out, channel)
            note(c, tape, _E_ENTERED, day * DAY, p.uid, channel, 0, 0)
            stir(p, c, tape, ENTERED, channel, day * DAY)
            if c.group_flows:
                start_journeys(p, c, out, tape, day * DAY, GROUP_ENTERED, day)
            due[i] = next_step_day(p, c, p.enrolled & ~p.closed, day - 1)
        reach[i] = p.enrolled & ~p.closed
    return size
