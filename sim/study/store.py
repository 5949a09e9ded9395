"""The index of runs: what a run is called, and what it left, in one SQLite file.

A run is known by its plan, the code that ran it and its replication, so nothing runs twice and
a killed study goes on where it stopped. Studies of many points keep the figures of a run; `run` and
`compare` keep it whole until their result folder is.
"""

from __future__ import annotations

import dataclasses
import errno
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from sim.config.errors import InputError
from sim.config.said import say
from sim.config.schema import Plan
from sim.measure.definitions import KPIS
from sim.measure.result import Quotient
from sim.study.closable import Closable
from sim.study.compare import number
from sim.study.samples import Samples

_REFUSED = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_READONLY: errno.EACCES,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    sqlite3.SQLITE_IOERR: errno.EIO,
}
SOURCE = Path(__file__).parents[1]

TABLES = """
create table if not exists runs (
    plan text not null,
    code text not null,
    replication integer not null,
    kpis text not null,
    primary key (plan, code, replication)
);
create table if not exists whole (
    run text not null,
    code text not null,
    replication integer not null,
    content blob not null,
    primary key (run, code, replication)
);
"""


def plan_record(plan: Plan) -> dict[str, Any]:
    """The resolved plan as plain JSON values: dates in ISO form, tuples as lists."""
    record: dict[str, Any] = _as_json(plan)
    return record


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a plan holds no {type(value).__name__}")


def plan_digest(plan: Plan) -> str:
    """SHA-256 of the resolved plan in canonical JSON, without its story: words change no result."""
    return record_digest(plan_record(plan))


def record_digest(record: Mapping[str, Any]) -> str:
    """`plan_digest` of a plan by its `plan_record`."""
    told = {key: value for key, value in record.items() if key != "story"}
    return hashlib.sha256(_canonical(told).encode()).hexdigest()


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


class Digests:
    """`plan_digest` of many plans that share most of their groups: each is read once."""

    _MOST = 1024  # groups remembered at once

    def __init__(self) -> None:
        self._texts: dict[int, tuple[object, str]] = {}

    def of(self, plan: Plan) -> str:
        """The digest of a plan."""
        names = sorted(one.name for one in dataclasses.fields(plan) if one.name != "story")
        parts = (f'"{name}":{self._text(getattr(plan, name))}' for name in names)
        return hashlib.sha256(f"{{{','.join(parts)}}}".encode()).hexdigest()

    def _text(self, group: object) -> str:
        found = self._texts.get(id(group))
        if found is None:
            if len(self._texts) >= self._MOST:
                self._texts.clear()
            found = self._texts[id(group)] = group, _canonical(_as_json(group))
        return found[1]


def _as_json(part: Any) -> Any:
    """A plan, or part of one, as plain JSON values."""
    if dataclasses.is_dataclass(part) and not isinstance(part, type):
        part = dataclasses.asdict(part)
    elif isinstance(part, dict):  # a table of groups is none, but its entries are
        part = {name: _as_json(one) for name, one in part.items()}
    return json.loads(json.dumps(part, default=_iso))


@cache
def code_version() -> str:
    """Package version and digest of the simulator's source: another code, another result."""
    digest = hashlib.sha256()
    for file in sorted(SOURCE.rglob("*.py")):
        digest.update(file.relative_to(SOURCE).as_posix().encode() + b"\0")
        digest.update(file.read_bytes() + b"\0")
    return f"{_package_version()}+{digest.hexdigest()[:16]}"


def _package_version() -> str:
    """The installed version; a source tree that runs where it lies has none, only its digest."""
    try:
        return version("siyu")
    except PackageNotFoundError:
        return "source"


@contextmanager
def _said_of(file: Path) -> Iterator[None]:
    """What the disk refuses the index is said as it is of any other file.

    Raises:
        OSError: the disk is full, or takes nothing written.
    """
    try:
        yield
    except sqlite3.OperationalError as error:
        number = _REFUSED.get(error.sqlite_errorcode & 0xFF)
        if number is None:
            raise
        raise OSError(number, os.strerror(number), str(file)) from error


class Store(Closable):
    """The figures of finished runs of this code, on disk; many processes may write at once."""

    def __init__(self, file: Path) -> None:
        """Open the index, or start one.

        Raises:
            InputError: the file is there but is no index of runs, or its folder is a file.
        """
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except FileExistsError as error:
            raise _not_ours(file.parent) from error
        self._code = code_version()
        self._file = file
        with _said_of(file):
            self._open = sqlite3.connect(file, timeout=60, isolation_level=None)
            self._start(file)

    def _start(self, file: Path) -> None:
        try:
            self._open.execute("pragma journal_mode = wal")
            self._open.execute("pragma synchronous = normal")
            self._open.executescript(TABLES)
            self._open.execute("select plan, code, replication, kpis from runs limit 1")
            self._open.execute("select run, code, replication, content from whole limit 1")
        except sqlite3.OperationalError as error:
            self._open.close()
            if "no such column" not in str(error):
                raise
            raise _not_ours(file) from error
        except sqlite3.DatabaseError as error:
            self._open.close()
            raise _not_ours(file) from error

    def close(self) -> None:
        """Let go of the file; an index of nothing is removed with its folder."""
        idle = self._idle()
        self._open.close()
        if idle:
            _removed(self._file)

    def put(self, plan: str, replication: int, parts: Mapping[str, Quotient]) -> None:
        """Keep the KPIs of one finished run; it is on disk when this returns."""
        totals = {key: [number(total) for total in parts[key]] for key in _keys()}
        with _said_of(self._file):
            self._open.execute(
                "insert or ignore into runs values (?, ?, ?, ?)",
                (plan, self._code, replication, json.dumps(totals)),
            )

    def done(self, plan: str) -> set[int]:
        """Which replications of a plan are finished."""
        rows = self._open.execute(
            "select replication from runs where plan = ? and code = ?", (plan, self._code)
        )
        return {replication for (replication,) in rows}

    def samples(self, plan: str, replications: int) -> Samples:
        """The totals behind the KPIs of a finished plan.

        Raises:
            LookupError: some of its runs are not finished.
        """
        rows = self._open.execute(
            "select kpis from runs where plan = ? and code = ? and replication < ? "
            "order by replication",
            (plan, self._code, replications),
        ).fetchall()
        if len(rows) != replications:
            raise LookupError(f"{len(rows)} of {replications} runs of plan {plan[:12]} are stored")
        found = [[kpis[key] for key in _keys()] for kpis in (json.loads(row[0]) for row in rows)]
        totals = np.array(found, dtype=np.float64)
        return Samples(totals[:, :, 0], totals[:, :, 1])

    def keep(self, run: str, replication: int, content: bytes) -> None:
        """Keep a finished run whole; it is on disk when this returns."""
        with _said_of(self._file):
            self._open.execute(
                "insert or replace into whole values (?, ?, ?, ?)",
                (run, self._code, replication, content),
            )

    def kept(self, run: str) -> set[int]:
        """Which replications are kept whole under a name."""
        rows = self._open.execute(
            "select replication from whole where run = ? and code = ?", (run, self._code)
        )
        return {replication for (replication,) in rows}

    def content(self, run: str, replication: int) -> bytes:
        """What was kept of a run."""
        row = self._open.execute(
            "select content from whole where run = ? and code = ? and replication = ?",
            (run, self._code, replication),
        ).fetchone()
        found: bytes = row[0]
        return found

    def forget_whole(self) -> None:
        """Let go of every run kept whole."""
        self._open.execute("delete from whole")

    def _idle(self) -> bool:
        """Is nothing kept, and does nobody else have the file open, about to keep something?"""
        tables = ("runs", "whole")
        try:
            if any(self._open.execute(f"select 1 from {one} limit 1").fetchone() for one in tables):
                return False
            self._open.execute("pragma busy_timeout = 0")
            # Refused while another process has it open.
            (mode,) = self._open.execute("pragma journal_mode = delete").fetchone()
        except sqlite3.Error:
            return False
        return bool(mode == "delete")


def _removed(file: Path) -> None:
    """Remove an index, and its folder if there is nothing else in it."""
    for one in file.parent.glob(f"{file.name}*"):
        one.unlink(missing_ok=True)
    with suppress(OSError):
        file.parent.rmdir()


def _keys() -> list[str]:
    return [kpi.key for kpi in KPIS]


def _not_ours(file: Path) -> InputError:
    return InputError(
        say("This file is not an index of runs, so the study cannot go on from it."),
        file=file,
        allowed=say("move it away, or give another out=FOLDER"),
    )
