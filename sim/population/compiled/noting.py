"""Rows of a tape become rows of the event log, with the words of its columns."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.measure.events import CODE, EventLog
from sim.population.compiled.layout import Ints
from sim.population.interface import INITIAL, REFERRAL, Felt
from sim.population.rules import Rules

BY_PLACE = ("order", "want_lost", "channel_cost")  # what is noted with the sales channel of it


def note_events(log: EventLog, rules: Rules, rows: Ints, uids: Callable[[Ints], Ints]) -> None:
    """Add event rows of a tape, shape (rows, WIDTH), to the log.

    uids: the uids of people by index, 0 for nobody; asked for the inviters of those who joined.
    """
    ways = ["", *(channel.name for channel in rules.channels)]  # tape: -1, 0, 1, ...
    sources = {REFERRAL: "referral", INITIAL: "initial"} | dict(enumerate(rules.plan.acquisition))
    joined = rows[:, 0] == CODE["joined"]
    references, words = rows[:, 5].copy(), rows[:, 3] + 1
    references[joined] = uids(rows[joined, 5])
    words[joined] = rows[joined, 3] - min(sources) + len(ways)
    names = [*ways, *(sources[code] for code in sorted(sources))]
    sold = np.isin(rows[:, 0], [CODE[event] for event in BY_PLACE]) & (rows[:, 3] >= 0)
    words[sold] = rows[sold, 3] + len(names)
    names += [place.name for place in rules.selling.places]
    goods = rows[:, 0] == CODE["goods_sold"]
    words[goods] = rows[goods, 3] + len(names)
    names += [category.name for category in rules.goods.categories]
    log.extend(rows[:, 1], rows[:, 2], rows[:, 0], words, names, rows[:, 4], references)


def note_felt(log: EventLog, rules: Rules, felt: Felt) -> None:
    """Put what members met into the log, if it is noted."""
    rows = felt[felt["event"] >= 0]
    names = ["", *(place.name for place in rules.selling.places)]
    log.extend(
        rows["time"],
        rows["uid"],
        rows["event"],
        rows["place"] + 1,
        names,
        rows["amount"],
        rows["reference"],
    )
