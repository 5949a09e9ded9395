"""Guides who are not all alike, inside kernels: the roll of the day, and books that change hands.

The roll lies behind the counts of each thread (`Offsets.roll`), a row for each guide: whether their
store is on the programme, skill in thousandths, the number of today's hand-over, then for each
channel the millionths of sends they carry out. Before it lies what each guide did (`Offsets.work`).
"""

from __future__ import annotations

import numpy as np

from sim.behaviour.clock import DAY
from sim.measure.events import CODE
from sim.measure.tally import ROW
from sim.population.compiled.journeys import guide_of
from sim.population.compiled.layout import (
    CHANNELS,
    HANDOVER,
    ROLL,
    S_CHANNELS,
    S_ENROLLED,
    Ints,
)
from sim.population.compiled.machine import People, Rulebooks, Shorts, kernel_of_some
from sim.population.compiled.person import person
from sim.population.compiled.pointers import start
from sim.population.compiled.registers import count, gone, note
from sim.population.interface import Roster
from sim.randomness import address as at
from sim.randomness.philox import uniform

_LOST = ROW["friends_lost"]
_E_LOST = CODE["friend_lost"]


def roll_of(roster: Roster, channels: int) -> Ints:
    """The roll as it lies in memory, shape (guides x (ROLL + channels),)."""
    guides = len(roster.begun)
    columns = (roster.begun, roster.skill, roster.handover)
    chance = roster.chance.reshape(guides, channels)
    return np.concatenate([np.stack(columns, axis=1), chance], axis=1).ravel()


@kernel_of_some
def hand_over(
    people: People,
    reach: Shorts,
    first: int,
    size: int,
    day: int,
    lost: float,
    book: Rulebooks,
    outs: Ints,
    tapes: Ints,
) -> int:
    """Customers of books that change hands today: some reachable friends do not follow.

    Returns where it stopped for lack of room on the tape.
    """
    c, midnight = book[0], day * DAY
    out = start(outs)
    tape = start(tapes)
    for i in range(first, size):
        bits = reach[i] & c.book_bits
        if not bits:
            continue
        if tape[1] - tape[0] < CHANNELS:
            return i
        p = person(people, i)
        number = out[c.o_roll + guide_of(p, c) * (ROLL + c.channels) + HANDOVER]
        if not number:
            continue
        for channel in range(c.channels):
            if not bits & (1 << channel):
                continue
            address = at.HANDOVER + c.channel_hash[channel]
            word, _, _, _ = at.draw(c.seed, c.replication, p.uid, address, number)
            if uniform(word) >= lost:
                continue
            p.enrolled &= ~(1 << channel)
            out[c.o_stock + S_CHANNELS + channel] -= 1
            count(c, out, midnight, _LOST, 1)
            note(c, tape, _E_LOST, midnight, p.uid, channel, 0, number)
            if not p.enrolled:
                out[c.o_stock + S_ENROLLED] -= 1
            elif p.left_channels == p.enrolled:
                gone(p, c, out)
        reach[i] = p.enrolled & ~p.closed
    return size
