"""What a day may ask of the coupon budget, by the rows that ask, before it is lived.

Requests are served in order of time and uid until the first that the money does not reach. As what
each can ask for at most is known, so is a turn before which nobody goes without, whoever asks what.
"""

from __future__ import annotations

import numpy as np

from sim.behaviour import touch
from sim.population.compiled.broadcasting import ASKING, FOUND_BITS
from sim.population.compiled.layout import Ints
from sim.population.compiled.machine import (
    People,
    Places,
    Sends,
    Shorts,
    compiled,
    kernel_of_some,
)
from sim.population.compiled.person import AHEAD, near

_UID_BITS = 63
_TURN_BITS = 10
TURNS = 1 << _TURN_BITS
"""Turns of a broadcast: those who answer it ask in order of uid, so many of them at a time."""


@compiled
def _yet_granted(sends: Sends, done: int, seen: int) -> int:
    """The most that broadcasts from number `done` on can grant who can be reached by `seen`."""
    most = 0
    for number in range(done, len(sends)):
        send = sends[number]
        most += send.granted if seen & (1 << send.channel) else 0
    return most


@compiled
def _just_granted(mark: int, sends: Sends) -> int:
    """What the broadcast that somebody answered can grant, in fen."""
    return int(sends[(mark >> FOUND_BITS) - 1].granted) if mark & touch.OPENED else 0


@kernel_of_some
def most_asked(
    marks: Shorts, reach: Shorts, due: Shorts, rows: Places, sends: Sends, day: int, steps: int
) -> int:
    """The most of the coupon budget (fen) these rows can ask for at broadcasts yet to land, and own
    steps of journeys.

    steps: fen one shopper can be granted by automatic steps on one day.
    """
    most = 0
    for k in range(len(rows)):
        mark, seen = marks[rows[k]], reach[rows[k]]
        if mark < 0:
            most += steps if mark == ASKING and due[rows[k]] == day else 0
            most += _yet_granted(sends, 0, seen)
        elif mark > 0:
            most += _just_granted(mark, sends) + _yet_granted(sends, mark >> FOUND_BITS, seen)
    return most


@compiled
def _turn(sends: Sends, number: int, uid: int) -> int:
    """The turn of somebody who asks when broadcast `number` comes; of one moment, uid decides."""
    first = number
    while first > 0 and sends[first - 1].time == sends[number].time:
        first -= 1
    return first * TURNS + (uid >> _UID_BITS - _TURN_BITS)


@kernel_of_some
def who_asks(
    people: People,
    marks: Shorts,
    reach: Shorts,
    rows: Places,
    sends: Sends,
    free: Places,
    once: Places,
    kept: Places,
    turns: Places,
    granted: Ints,
    found: Ints,
) -> None:
    """Sort rows with an answer or a step by how their day hangs on the coupon budget.

    Those who ask nothing of it live as ever (free). Those who ask once, for the coupon of what they
    answered, have a turn. Others may have to live the day twice (kept).

    turns: of each of `once`. granted: by turn, adds up the most these can ask for, in fen. found:
    how many there are of the three kinds, in this order.
    """
    f, a, t = 0, 0, 0
    for k in range(len(rows)):
        mark, seen = marks[rows[k]], reach[rows[k]]
        done = max(mark, 0) >> FOUND_BITS
        again = mark == ASKING or _yet_granted(sends, done, seen) > 0
        asks = again or (mark > 0 and _just_granted(mark, sends) > 0)
        free[f] = rows[k]
        once[a] = rows[k]
        kept[t] = rows[k]
        f += 0 if asks else 1
        a += 1 if asks and not again else 0
        t += 1 if again else 0
    found[0], found[1], found[2] = f, a, t
    for k in range(a):
        near(people.heads, once[min(k + AHEAD, a - 1)], 0)
        mark = marks[once[k]]
        turns[k] = _turn(sends, (mark >> FOUND_BITS) - 1, people.heads[once[k]].uid)
        granted[turns[k]] += _just_granted(mark, sends)


def sure(granted: Ints, left: int) -> int:
    """The turn before which the budget reaches everybody.

    granted: see `who_asks`. left: what there is for them, less all that others may ask for, in fen.
    """
    return int(np.searchsorted(np.cumsum(granted), left, side="right"))
