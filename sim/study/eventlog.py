"""The event log of a study: each run writes its own part as its days end; parts join in order.

Rows leave memory as soon as a row group is full. Where a row group ends depends on the rows alone,
so a file has the same bytes whatever the engine, the threads and the number of processes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow.parquet import ParquetFile

from sim.measure.events import EVENTS, Events, Take, joined
from sim.study.columns import numbers, repeated, texts
from sim.study.write import TableFile

GROUP = 1 << 20
"""Rows in a group of a Parquet file: 40 MB while they gather, some 200 MB while they are written.
With an eighth of it the file would be half as large again."""


def event_table(events: Events) -> pa.Table:
    """Events as a table of the columns of docs/decisions/0004-results.md."""
    texts = {"event": EVENTS, "channel": events.words}
    return pa.table(
        {
            name: _spelt(events.rows[name], texts[name]) if name in texts else _plain(events, name)
            for name in events.rows.dtype.names
        }
    )


def _plain(events: Events, name: str) -> pa.Array:
    return numbers(np.ascontiguousarray(events.rows[name]))


def _spelt(codes: Any, words: Any) -> pa.Array:
    places = numbers(np.ascontiguousarray(codes))
    return pa.DictionaryArray.from_arrays(places, texts(words)).cast(pa.string())


class _Part:
    """Rows of one run on their way into its file, cut into row groups."""

    def __init__(self, file: TableFile, scenario: str, replication: int) -> None:
        self._file = file
        self._scenario, self._replication = scenario, replication
        self._waiting: list[Events] = []

    def take(self, events: Events) -> None:
        """Add a day; whole row groups are written at once."""
        self._waiting.append(events)
        if sum(len(one.rows) for one in self._waiting) < GROUP:
            return
        rows, words = joined(self._waiting)
        whole = len(rows) - len(rows) % GROUP
        for first in range(0, whole, GROUP):
            self._write(Events(rows[first : first + GROUP], words))
        self._waiting = [Events(rows[whole:].copy(), words)]

    def close(self) -> None:
        """Write what is left, if only the names of the columns."""
        self._write(joined(self._waiting))

    def _write(self, events: Events) -> None:
        rows = len(events.rows)
        number = numbers(np.full(rows, self._replication, dtype=np.int64))
        table = event_table(events).add_column(0, "scenario", repeated(self._scenario, rows))
        self._file.write(table.add_column(1, "replication", number))


@contextmanager
def event_part(file: Path, scenario: str, replication: int) -> Iterator[Take]:
    """Where one run puts its events day by day; the file is there when this ends without error."""
    half = file.with_name(f"{file.stem}.half.parquet")
    with TableFile(half.parent, half.stem, "parquet") as table:
        part = _Part(table, scenario, replication)
        yield part.take
        part.close()
    half.replace(file)


def append_part(log: TableFile, file: Path) -> None:
    """Append the events of a finished run to the log of the study, by groups, and remove them."""
    with ParquetFile(file) as part:
        for group in range(part.num_row_groups):
            log.write(part.read_row_group(group))
    file.unlink()
