"""Rows of a tape become rows of the event log, with the words of its columns."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.measure.events import CODE, EventLog
from sim.population.compiled.layout import Ints
from sim.population.interface import GIVEN_UP, INITIAL, REFERRAL, Replies
from sim.population.rules import Rules


def note_events(log: EventLog, rules: Rules, rows: Ints, uids: Callable[[Ints], Ints]) -> None:
    """Add event rows of a tape, shape (rows, WIDTH), to the log.

    uids: the uids of people by index, 0 for nobody; asked for the inviters of those who joined.
    """
    channels = [channel.name for channel in rules.channels]
    sources = {INITIAL: "initial", REFERRAL: "referral"} | dict(enumerate(rules.plan.acquisition))
    joined = rows[:, 0] == CODE["joined"]
    references = rows[:, 5].copy()
    references[joined] = uids(rows[joined, 5])
    names = [
        sources[code] if joins else (channels[code] if code >= 0 else "")
        for code, joins in zip(rows[:, 3].tolist(), joined.tolist(), strict=True)
    ]
    log.extend(rows[:, 1], rows[:, 2], rows[:, 0], names, rows[:, 4], references)


def note_replies(log: EventLog, replies: Replies) -> None:
    """Put what the service desk did into the log."""
    codes = np.where(replies["outcome"] == GIVEN_UP, CODE["given_up"], CODE["answered"])
    nothing = np.zeros(len(replies), dtype=np.int64)
    channels = [""] * len(replies)
    log.extend(replies["time"], replies["uid"], codes, channels, nothing, replies["lasting"])
