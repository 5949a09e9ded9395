"""Two event logs read in step until they part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

COLUMNS = ("time_ms", "uid", "event", "channel", "amount_fen", "reference")
FEWEST, MOST = 3, 8
"""Events shown on either side of the parting: those of its moment, within these bounds."""


class Event(NamedTuple):
    """One row of a log; see `sim.measure.events`."""

    time_ms: int
    uid: int
    event: str
    channel: str
    amount_fen: int
    reference: int


@dataclass(frozen=True)
class Parting:
    """Where two logs part.

    shared: events both begin with.
    before: the last of these.
    left, right: what each goes on with, the parting event first; empty where a log has ended.
    """

    shared: int
    before: tuple[Event, ...]
    left: tuple[Event, ...]
    right: tuple[Event, ...]

    @property
    def first(self) -> Event:
        """The parting event that comes first in the order of a log."""
        return min([*self.left[:1], *self.right[:1]], key=lambda row: row[:2])


def first_parting(left: Iterable[pa.Table], right: Iterable[pa.Table]) -> Parting | int:
    """The first event in which two logs differ; how many there are if they do not.

    Each log comes as tables of `COLUMNS`, in its order and in pieces of any length; no more of it
    is kept than the piece at hand.
    """
    one, other = _Reader(left), _Reader(right)
    shared, before = 0, pa.table({name: [] for name in COLUMNS})
    while rows := min(one.available(), other.available()):
        pieces = one.take(rows), other.take(rows)
        place = _first_unequal(*pieces)
        if place is not None:
            kept = _last(before, pieces[0].slice(0, place))
            follow = (
                reader.after(piece.slice(place))
                for reader, piece in zip((one, other), pieces, strict=True)
            )
            return _parting(shared + place, kept, *follow)
        before = _last(before, pieces[0])
        shared += rows
    if one.available() or other.available():
        return _parting(shared, before, one.after(None), other.after(None))
    return shared


def life(log: Iterable[pa.Table], uid: int, rows: int) -> list[Event]:
    """The events of one shopper among the first rows of a log."""
    found: list[Event] = []
    for piece in log:
        early = piece.slice(0, rows)
        found += _events(early.filter(pc.equal(early["uid"], uid)))
        rows -= early.num_rows
        if not rows:
            break
    return found


class _Reader:
    """A log of which any number of rows can be taken."""

    def __init__(self, tables: Iterable[pa.Table]) -> None:
        self._tables: Iterator[pa.Table] = iter(tables)
        self._piece: pa.Table | None = None

    def available(self) -> int:
        """Rows at hand; 0 only at the end."""
        while self._piece is None or not self._piece.num_rows:
            self._piece = next(self._tables, None)
            if self._piece is None:
                return 0
        return int(self._piece.num_rows)

    def take(self, rows: int) -> pa.Table:
        """The next rows; no more than are available."""
        assert self._piece is not None
        taken, self._piece = self._piece.slice(0, rows), self._piece.slice(rows)
        return taken

    def after(self, begun: pa.Table | None) -> list[Event]:
        """The rows begun with and those that follow, as many as may be shown."""
        rows = [] if begun is None else _events(begun.slice(0, MOST))
        while len(rows) < MOST and (more := self.available()):
            rows += _events(self.take(min(more, MOST - len(rows))))
        return rows


def _first_unequal(one: pa.Table, other: pa.Table) -> int | None:
    if one.equals(other):
        return None
    unequal = [pc.not_equal(one[name], other[name]) for name in COLUMNS]
    return int(pc.index(reduce(pc.or_, unequal), True).as_py())


def _last(before: pa.Table, piece: pa.Table) -> pa.Table:
    """The last rows of what went before and a piece after it."""
    tail = piece.slice(max(0, piece.num_rows - MOST))
    if tail.num_rows == MOST or not before.num_rows:
        return tail
    both = pa.concat_tables([before, tail])
    return both.slice(max(0, both.num_rows - MOST))


def _events(table: pa.Table) -> list[Event]:
    return [Event(*row.values()) for row in table.select(COLUMNS).to_pylist()]


def _parting(shared: int, before: pa.Table, left: list[Event], right: list[Event]) -> Parting:
    whole = Parting(shared, tuple(_events(before)), tuple(left), tuple(right))
    moment = whole.first.time_ms
    return Parting(
        shared,
        _near(whole.before[::-1], moment)[::-1],
        _near(whole.left, moment),
        _near(whole.right, moment),
    )


def _near(rows: tuple[Event, ...], moment: int) -> tuple[Event, ...]:
    """The first rows: those of the moment, and never fewer than the fewest."""
    of_moment = sum(row.time_ms == moment for row in rows)
    return rows[: max(FEWEST, of_moment)]
