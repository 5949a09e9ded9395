"""The result folder: complete or not there at all, and the same bytes for the same seed."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import platform
import re
import resource
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow.csv import CSVWriter
from pyarrow.parquet import ParquetWriter

from sim.config.alike import apart, numbered
from sim.config.compose import Composed
from sim.config.errors import InputError
from sim.config.outfolder import check_writable
from sim.config.record import assumption_rows
from sim.config.said import say
from sim.ledger.accounts import ACCOUNTS
from sim.measure.definitions import KPIS
from sim.measure.result import RunResult
from sim.measure.tally import SERIES
from sim.study.closable import Closable
from sim.study.columns import numbers, repeated
from sim.study.store import code_version, plan_record, record_digest

MANIFEST = "manifest.json"
DRAFT, FORMER = ".draft", ".former"
LONGEST_NAME = 60
LIBRARIES = (
    "simpy", "numpy", "scipy", "numba", "hydra-core", "omegaconf", "pyarrow", "joblib",
    "matplotlib", "jinja2", "XlsxWriter",
)  # fmt: skip

Columns = dict[str, npt.NDArray[np.generic]]
Runs = Mapping[str, Sequence[RunResult]]
"""Replications in order, by scenario name."""


def result_path(asked: str, command: str, names: Sequence[str]) -> Path:
    """Where results go: what was asked for, or out/COMMAND-NAME, a long name cut but still its own.

    Raises:
        InputError: the place holds something else, or cannot be written.
    """
    name = "-".join((command, *names))
    if len(name) > LONGEST_NAME:
        name = f"{name[:LONGEST_NAME]}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    out = Path(asked or Path("out", name)).absolute()
    check_writable(out)
    if out.is_dir() and any(out.iterdir()) and not _is_result(out):
        raise InputError(
            say("The result folder holds something that is not a result, and would be replaced."),
            key="out",
            value=out,
            allowed=say("a new or empty folder, or an earlier result"),
        )
    return out


def _is_result(folder: Path) -> bool:
    """Does it hold a manifest of ours? Many a project keeps a manifest.json of its own."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and {"code_version", "digests"} <= manifest.keys()


@contextmanager
def result_folder(out: Path) -> Iterator[Path]:
    """A folder to write into that takes the place of `out` once everything is written.

    An error, Ctrl-C or a signal to end leaves `out` as it was. What a study that was
    killed left beside it is cleaned up. Of a link the folder it leads to is replaced.
    """
    out = out.resolve()
    _clean(out)
    mine = f".{out.name}.{_machine()}-{os.getpid()}"
    draft, former = out.with_name(f"{mine}{DRAFT}"), out.with_name(f"{mine}{FORMER}")
    draft.mkdir(parents=True)
    try:
        yield draft
        if out.exists():
            out.rename(former)
        draft.rename(out)
    except OSError as error:
        if error.filename is None:  # a full disk does not say which
            error.filename = str(out)
        raise
    finally:
        if former.exists() and not out.exists():  # caught between the two names
            former.rename(out)
        shutil.rmtree(draft, ignore_errors=True)
    if former.exists():
        shutil.rmtree(former)


def _clean(out: Path) -> None:
    """Remove drafts whose process is gone; an earlier result caught between two names goes back."""
    start, ends = re.escape(f".{out.name}.{_machine()}-"), (re.escape(DRAFT), re.escape(FORMER))
    name = re.compile(rf"{start}(\d+)({'|'.join(ends)})")
    beside = sorted(out.parent.iterdir()) if out.parent.is_dir() else []
    for one in beside:
        found = name.fullmatch(one.name)
        if found is None or _alive(int(found[1])):
            continue
        if found[2] == FORMER and not out.exists():
            one.rename(out)
        else:
            shutil.rmtree(one, ignore_errors=True)


def _machine() -> str:
    """This machine in a name: of a process of another one that shares the disk we know nothing."""
    return hashlib.sha256(platform.node().encode()).hexdigest()[:8]


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's
        return True
    return True


class TableFile(Closable):
    """One table as Parquet or CSV, written part by part; nothing in it but the rows."""

    def __init__(self, folder: Path, name: str, tables: str) -> None:
        """`tables` is `parquet` or `csv`, and also the ending of the file's name."""
        self._file = folder / f"{name}.{tables}"
        self._csv = tables == "csv"
        self._writer: Any = None

    def close(self) -> None:
        """Finish the file; a table without rows leaves none."""
        if self._writer is not None:
            self._writer.close()

    def write(self, table: pa.Table) -> None:
        """Add rows; the first part decides the columns."""
        if self._writer is None:
            self._writer = self._start(table.schema)
        self._writer.write_table(table)

    def _start(self, schema: pa.Schema) -> Any:
        if self._csv:
            return CSVWriter(self._file, schema)
        return ParquetWriter(self._file, schema, compression="zstd", version="2.6")


def run_table(scenario: str, replication: int, columns: Columns) -> pa.Table:
    """Columns of one replication under its scenario and number; NaN becomes null."""
    rows = len(next(iter(columns.values())))
    return pa.table(
        {
            "scenario": repeated(scenario, rows),
            "replication": numbers(np.full(rows, replication, dtype=np.int64)),
            **{name: numbers(values, nan_is_null=True) for name, values in columns.items()},
        }
    )


def write_tables(folder: Path, runs: Runs, tables: str) -> None:
    """Write `kpis`, `cohorts`, `ledger` and `runs`."""
    kinds: dict[str, Callable[[RunResult], Columns]] = {
        "kpis": _daily,
        "cohorts": _cohorts,
        "ledger": _ledger,
        "runs": _figures,
    }
    for name, columns in kinds.items():
        parts = [
            run_table(scenario, replication, columns(result))
            for scenario, results in runs.items()
            for replication, result in enumerate(results)
        ]
        with TableFile(folder, name, tables) as file:
            file.write(pa.concat_tables(parts).combine_chunks())


def _daily(result: RunResult) -> Columns:
    days = np.arange(len(result.daily[SERIES[0]]))
    return {"day": days, **{name: result.daily[name] for name in SERIES}}


def _cohorts(result: RunResult) -> Columns:
    """Months a cohort could reach within the run; later ones were never seen, which is not zero."""
    months = len(result.cohort_size)
    join, age = np.nonzero(np.add.outer(np.arange(months), np.arange(months)) < months)
    return {
        "join_month": join,
        "age_month": age,
        "size": result.cohort_size[join],
        "active": result.cohort_active[join, age],
    }


def _ledger(result: RunResult) -> Columns:
    months, accounts = result.ledger.shape
    return {
        "month": np.repeat(np.arange(months), accounts),
        "account": np.tile(np.array([account.key for account in ACCOUNTS]), months),
        "fen": result.ledger.ravel(),
    }


def _figures(result: RunResult) -> Columns:
    return {kpi.key: np.array([result.kpis[kpi.key]], dtype=np.float64) for kpi in KPIS}


def write_csv(file: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A small table: floats in their shortest exact form, None as an empty cell."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def write_json(file: Path, content: Mapping[str, Any]) -> None:
    """JSON without NaN, a line for each entry of its tables and of those within them."""
    file.write_text(_lines(content, 2) + "\n", encoding="utf-8")


def _lines(content: object, depth: int) -> str:
    """JSON with a line for each entry down to a depth; spread out farther it takes seconds."""
    if depth == 0 or not isinstance(content, Mapping) or not content:
        return json.dumps(content, ensure_ascii=False, allow_nan=False)
    entries = (f"{json.dumps(key)}: {_lines(value, depth - 1)}" for key, value in content.items())
    return "{\n" + ",\n".join(entries) + "\n}"


def manifest(
    composed: Sequence[Composed], *, command: str, argv: Sequence[str], wall_seconds: float
) -> dict[str, Any]:
    """What was run, by which code, on what: the only file with times and places in it."""
    first, study = composed[0].plan, composed[0].study
    by_name = {one.plan.story.name: one for one in composed}
    plans = {name: plan_record(one.plan) for name, one in by_name.items()}
    settings, places = numbered({name: assumption_rows(one) for name, one in by_name.items()})
    return {
        "command": command,
        "argv": list(argv),
        "lang": study.lang,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "scenarios": [_story(one) for one in composed],
        "plans": apart(plans),
        "digests": {name: record_digest(record) for name, record in plans.items()},
        "seed": first.seed,
        "replications": study.replications,
        "horizon_days": first.horizon_days,
        "start_date": first.start_date.isoformat(),
        "initial": first.shoppers.initial,
        "shoppers_label": first.shoppers.label,
        "code_version": code_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "host": _host(),
        "wall_seconds": wall_seconds,
        "peak_memory_bytes": peak_memory(),
        "settings": settings,
        "assumptions": places,
    }


def _story(composed: Composed) -> dict[str, Any]:
    story = composed.plan.story
    return {
        "name": story.name,
        "title": dict(story.title),
        "question": dict(story.question),
        "evidence": list(story.evidence),
    }


def _host() -> dict[str, Any]:
    return {
        "system": platform.platform(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
    }


def peak_memory() -> int:
    """Most bytes held at once by the largest process of the study, this one or a worker's."""
    unit = 1 if sys.platform == "darwin" else 1024
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return max(own, workers) * unit
