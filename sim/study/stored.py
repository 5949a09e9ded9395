"""Event logs that were written: which runs they hold, the rows of one, what plan they are of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow.csv import ConvertOptions, open_csv
from pyarrow.parquet import ParquetFile

from sim.config.alike import together
from sim.config.errors import InputError
from sim.config.said import say
from sim.study.differ import COLUMNS

Run = tuple[str, int]
"""Scenario and replication."""

_RUN = ("scenario", "replication")
_TEXT = ("scenario", "event", "channel")
_ALLOWED = say("a result folder written with events=true, or its events.parquet or events.csv")


@dataclass(frozen=True)
class StoredLog:
    """The event log of a study.

    file: where it lies.
    plans: the resolved plans by scenario, from the manifest beside it; empty if there is none.
    """

    file: Path
    plans: dict[str, Any]

    def runs(self) -> list[Run]:
        """The runs it holds, in order."""
        found: dict[Run, None] = {}
        for piece in self._pieces():
            rows = piece.select(_RUN).group_by(list(_RUN), use_threads=False).aggregate([])
            found |= dict.fromkeys(zip(*(rows[name].to_pylist() for name in _RUN), strict=True))
        return list(found)

    def tables(self, run: Run) -> Iterator[pa.Table]:
        """The rows of one run, in their order and in pieces."""
        for piece in self._pieces():
            own = pc.and_(*(pc.equal(piece[n], v) for n, v in zip(_RUN, run, strict=True)))
            yield piece.filter(own).select(COLUMNS)

    def _pieces(self) -> Iterator[pa.Table]:
        if self.file.suffix == ".csv":
            types = {name: pa.string() if name in _TEXT else pa.int64() for name in _RUN + COLUMNS}
            for batch in open_csv(self.file, convert_options=ConvertOptions(column_types=types)):
                yield pa.Table.from_batches([batch])
            return
        with ParquetFile(self.file) as file:
            for group in range(file.num_row_groups):
                yield file.read_row_group(group)


def stored_log(place: Path) -> StoredLog:
    """The event log of a result folder, or one named itself.

    Raises:
        InputError: there is none.
    """
    inside = [place / f"events.{ending}" for ending in ("parquet", "csv")]
    file = next((one for one in [place, *inside] if one.is_file()), None)
    if file is None:
        raise InputError(say("there is no event log here"), value=place, allowed=_ALLOWED)
    log = StoredLog(file, _plans(file.parent / "manifest.json"))
    try:
        names = next(iter(log._pieces())).column_names
    except (pa.ArrowInvalid, StopIteration):
        names = []
    missing = [name for name in _RUN + COLUMNS if name not in names]
    if missing:
        raise InputError(
            say("this file is no event log: it has no column {missing}", missing=missing[0]),
            file=file,
            allowed=_ALLOWED,
        )
    return log


def _plans(manifest: Path) -> dict[str, Any]:
    if not manifest.is_file():
        return {}
    try:
        plans = together(json.loads(manifest.read_text("utf-8"))["plans"])
    except (ValueError, KeyError):
        raise InputError(
            say("this manifest does not say what was run"), file=manifest, allowed=_ALLOWED
        ) from None
    return plans
