"""What became of the people in a journey, counted from the event log of a traced run."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.behaviour.clock import DAY
from sim.measure.events import CODE, Events

WINDOW_DAYS = 7  # an order so soon after a moment is counted with it
KINDS = (
    *("journey_entered", "journey_left", "journey_step", "friend_added"),
    *("touch_delivered", "touch_opened", "touch_blocked", "order"),
)

Moment = tuple[int, int]  # uid, ms
Orders = dict[int, list[int]]  # moments of orders by uid, in order


@dataclass(frozen=True)
class Passage:
    """Numbers at one place of a journey: its beginning, or a step.

    came: times somebody came here; sent, held_back: messages that went out and that the governor
    held back; answered: opened, or for a guide's invitation accepted; ordered: of those sent (at
    the beginning: who entered) with an order within `WINDOW_DAYS`; anyway: of the same people in
    the same days, had there been no journey.
    """

    came: int
    sent: int
    held_back: int
    answered: int
    ordered: int
    anyway: int


@dataclass(frozen=True)
class Flow:
    """A journey with its numbers. left: times somebody left before the last step."""

    entered: Passage
    steps: tuple[Passage, ...]
    left: int


def flow_of(log: Events, without: Events, journey: int, friends: Iterable[bool]) -> Flow:
    """Count one journey.

    Args:
        log: a traced run, of `KINDS`.
        without: the orders of its twin world without the journey.
        journey: name hash.
        friends: for each step, whether it is a guide's invitation.
    """
    orders, otherwise = orders_of(log), orders_of(without)
    invites = list(friends)
    found = _Counts(len(invites), journey)
    for row in _by_person(log.rows):
        found.see(row)
    entered = _passage(found.entered, found.entered, 0, 0, orders, otherwise)
    steps = []
    for place, invited in enumerate(invites):
        came, sent = found.came[place], found.sent[place]
        answered = found.added if invited else found.opened[place]
        if invited:
            came = sent = found.entered
        held = found.held_back[place]
        steps.append(_passage(came, sent, held, answered, orders, otherwise))
    return Flow(entered, tuple(steps), found.left)


def orders_of(log: Events) -> Orders:
    """The moments of each person's orders."""
    rows = log.rows[log.rows["event"] == CODE["order"]]
    found: Orders = defaultdict(list)
    for time, uid in zip(rows["time_ms"].tolist(), rows["uid"].tolist(), strict=True):
        found[uid].append(time)
    return found


def ordered_after(moments: list[Moment], orders: Orders) -> int:
    """How many of these moments an order of the same person follows within `WINDOW_DAYS`."""
    count = 0
    for uid, time in moments:
        mine = orders.get(uid, [])
        place = bisect_right(mine, time)
        count += place < len(mine) and mine[place] <= time + WINDOW_DAYS * DAY
    return count


def _passage(
    came: list[Moment],
    sent: list[Moment],
    held_back: int,
    answered: int,
    orders: Orders,
    otherwise: Orders,
) -> Passage:
    ordered, anyway = ordered_after(sent, orders), ordered_after(sent, otherwise)
    return Passage(len(came), len(sent), held_back, answered, ordered, anyway)


def _by_person(rows: Any) -> Iterable[tuple[int, int, int, int, int]]:
    """Time, uid, event, amount and reference of each row, person by person."""
    rows = rows[np.argsort(rows["uid"], kind="stable")]
    columns = (rows[name].tolist() for name in ("time_ms", "uid", "event", "amount_fen"))
    return zip(*columns, rows["reference"].tolist(), strict=True)


class _Counts:
    """Reads the rows of one journey; a message belongs to the step noted right before it."""

    def __init__(self, steps: int, journey: int) -> None:
        self.journey = journey
        self.entered: list[Moment] = []
        self.came: list[list[Moment]] = [[] for _ in range(steps)]
        self.sent: list[list[Moment]] = [[] for _ in range(steps)]
        self.opened = [0] * steps
        self.held_back = [0] * steps
        self.left = self.added = 0
        self._step = 0

    def see(self, row: tuple[int, int, int, int, int]) -> None:
        """Count one row, if it is of this journey."""
        time, uid, event, amount, reference = row
        if reference != self.journey or event == CODE["order"]:
            return
        if event == CODE["journey_entered"]:
            self.entered.append((uid, time))
        elif event == CODE["journey_step"]:
            self._step = amount
            self.came[amount].append((uid, time))
        elif event == CODE["touch_delivered"]:
            self.sent[self._step].append((uid, time))
        elif event == CODE["touch_opened"]:
            self.opened[self._step] += 1
        elif event == CODE["touch_blocked"]:
            self.held_back[self._step] += 1
        elif event == CODE["journey_left"]:
            self.left += 1
        elif event == CODE["friend_added"]:
            self.added += 1
