"""Which orders a policy gained, lost or moved: the same shoppers' orders, held against each other.

Twin worlds share their people, so a shopper's k-th order in one world answers to the k-th in the
other. This is told of one replication, from its orders alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.behaviour.clock import DAY

Ints = npt.NDArray[np.int64]
EventColumns = Mapping[str, npt.NDArray[np.generic]]

EVENTS = ("joined", "order")
"""The kinds of event it is made from."""

SEGMENTS = ("initial", "new", "referred")
HEADER = (
    *("scenario", "reference", "replication", "segment"),
    *("anyway", "pulled_forward", "days_earlier", "gained", "lost", "difference"),
)


class Orders(NamedTuple):
    """Orders of one world during the run, sorted by uid, then time; each of shape (orders,).

    number: the how-manieth order of its shopper in the run, 0 first.
    segment: place in `SEGMENTS` of its shopper.
    """

    uid: Ints
    number: Ints
    time: Ints
    segment: Ints


@dataclass(frozen=True)
class Decomposition:
    """Orders of one segment in two worlds, in one replication.

    anyway: in both worlds; the shopper's k-th order here and there.
    pulled_forward: those of them that come earlier than in the reference though the shopper orders
        no more often; `anyway` leaves them out. `days_earlier` is by how much on average, None
        where there are none.
    gained, lost: orders beyond what the shopper places in the other world.
    difference: orders less those of the reference, gained less lost.
    The fields are `HEADER`'s.
    """

    scenario: str
    reference: str
    replication: int
    segment: str
    anyway: int
    pulled_forward: int
    days_earlier: float | None
    gained: int
    lost: int
    difference: int


def orders_of(events: EventColumns) -> Orders:
    """The orders of the run from its log (columns as in `sim.measure.result.RunResult`)."""
    uid, time = (np.asarray(events[name], dtype=np.int64) for name in ("uid", "time_ms"))
    placed = np.flatnonzero((events["event"] == "order") & (time >= 0))
    placed = placed[np.lexsort((time[placed], uid[placed]))]
    number = np.arange(len(placed)) - np.searchsorted(uid[placed], uid[placed])
    return Orders(uid[placed], number, time[placed], _segments(events, uid[placed]))


def _segments(events: EventColumns, buyers: Ints) -> Ints:
    """How each of these people came, from the log of who joined."""
    joins = np.flatnonzero(events["event"] == "joined")
    uid, channel = np.asarray(events["uid"], np.int64)[joins], events["channel"][joins]
    order = np.argsort(uid)
    came = channel[order[np.searchsorted(uid[order], buyers)]]
    found = np.where(came == "initial", 0, np.where(came == "referral", 2, 1))
    return np.asarray(found, dtype=np.int64)


def decompose(
    name: str, ours: Orders, reference: str, theirs: Orders, replication: int
) -> list[Decomposition]:
    """One row for each of `SEGMENTS`; they add up to the difference in orders exactly."""
    here, there = _matched(ours, theirs)
    busier = _count(ours, ours.uid) != _count(theirs, ours.uid)
    earlier = theirs.time[there] - ours.time[here]
    pulled = (earlier > 0) & ~busier[here]
    rows = []
    for place, segment in enumerate(SEGMENTS):
        mine, other = (int((one.segment == place).sum()) for one in (ours, theirs))
        chosen = ours.segment[here] == place
        both, moved = int(chosen.sum()), chosen & pulled
        days = float(earlier[moved].mean()) / DAY if moved.any() else None
        facts = (both - int(moved.sum()), int(moved.sum()), days, mine - both, other - both)
        rows.append(
            Decomposition(name, reference, replication, segment, *facts, difference=mine - other)
        )
    return rows


def _matched(ours: Orders, theirs: Orders) -> tuple[Ints, Ints]:
    """Places of the orders that have the same shopper and number in both worlds."""
    width = int(max(np.max(one.number, initial=0) for one in (ours, theirs))) + 1
    people = np.unique(np.concatenate([ours.uid, theirs.uid]))
    key, other = (np.searchsorted(people, one.uid) * width + one.number for one in (ours, theirs))
    _, here, there = np.intersect1d(key, other, assume_unique=True, return_indices=True)
    return here, there


def _count(orders: Orders, people: Ints) -> Ints:
    """How often each of these people orders."""
    last = np.searchsorted(orders.uid, people, side="right")
    return np.asarray(last - np.searchsorted(orders.uid, people), dtype=np.int64)
