"""One shopper to the code, two rows in memory.

What a touch reads lies in rows of its own (HEAD), so that a broadcast to everybody reads 32 bytes a
shopper and not the whole life. Kernels do not see the seam: a person has the fields of both rows
(`person_kind` tells the compiler so).
"""

from __future__ import annotations

from typing import Any, NamedTuple

AHEAD = 8  # how many people before their turn a kernel has rows brought near (`prefetch`)


class People(NamedTuple):
    """Rows of HEAD, of LIFE, of EXTRA, of flows and of tastes, one of each a person."""

    heads: Any
    lives: Any
    extras: Any  # one row for all, if the plan has none of the levers that need it
    flows: Any  # int16, `layout.flow_width` a person; one row for all, if there are no journeys
    tastes: Any  # float64, one a category; one row for all, if categories are not told apart


def column(people: People, field: str) -> Any:
    """A field of everybody, shape (people,) or (people, width of the field); a view."""
    for rows in people:
        if field in (rows.dtype.names or ()):
            return rows[field]
    raise KeyError(field)


def person(people: People, row: int) -> Any:
    """The person of a row, for kernels alone."""
    raise NotImplementedError("people are whole only in compiled code")


def person_at(homes: Any, index: int) -> Any:
    """The person of an index in a city, whatever their block, for kernels alone.

    homes: see `blocks.homes_of`.
    """
    raise NotImplementedError("people are whole only in compiled code")


def prefetch(people: People, row: int) -> None:
    """Have a person brought near; it changes nothing but the time living it takes."""


def prefetch_at(homes: Any, index: int) -> None:
    """Have brought near what a guide's task reads of the person of an index in a city."""


def near(rows: Any, place: int, byte: int) -> None:
    """Have a row of an array brought near, or that byte of it with its neighbours.

    It changes nothing but the time reading the row takes.
    """


def nearer(rows: Any, place: int, byte: int) -> None:
    """The same for what is read only a while later: into the second nearest memory, on whose way
    more may be at once than on the way to the nearest."""
