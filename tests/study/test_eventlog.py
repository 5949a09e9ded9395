"""The event log leaves a run day by day, and its file does not show how it was written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pyarrow.parquet as pq
import pytest

from sim.behaviour.clock import DAY
from sim.measure.events import EventLog, joined
from sim.study import eventlog
from sim.study.eventlog import append_part, event_part
from sim.study.write import TableFile
from sim.world import World, simulate
from tests.conftest import Planner


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_each_day_is_handed_on_at_the_midnight_that_ends_it(plan: Planner, engine: str) -> None:
    """A day leaves memory whole, in order, once, and the days together are the log."""
    small = plan("everything", "shoppers.initial=60", "horizon_days=25", f"engine={engine}")
    days, parts = [], []

    def take(events):
        day = set((events.rows["time_ms"] // DAY).tolist())
        days.append((*day, int(world.env.now) // DAY))
        parts.append(events)

    world = World(small, 0, take)
    assert world.run().events is None
    assert [day for day, _ in days] == sorted({day for day, _ in days})
    assert all(now <= day + 1 for day, now in days if day >= 0)
    whole = simulate(small, 0, events=True).events
    assert whole is not None
    for name, column in joined(parts).columns().items():
        assert column.tolist() == whole[name].tolist()


def test_a_shopper_keeps_the_order_of_one_moment():
    """Rows of one moment stand by uid, and of one uid as they were noted."""
    parts = []
    log = EventLog(parts.append)
    log.note(DAY + 5, 2, "order", "", 100, 0)
    log.note(DAY + 5, 2, "dropped_out", "", 0, 0)
    log.note(DAY + 5, 1, "visit", "", 0, 0)
    log.note(3, 9, "visit", "", 0, 0)
    log.complete(2 * DAY)
    assert [part.columns()["event"].tolist() for part in parts] == [
        ["visit"],
        ["visit", "order", "dropped_out"],
    ]


def test_an_event_that_comes_too_late_is_an_error():
    """What was handed on cannot be added to in silence."""
    log = EventLog(lambda events: None)
    log.complete(2 * DAY)
    log.note(2 * DAY - 1, 1, "visit", "", 0, 0)
    with pytest.raises(RuntimeError, match="day 1 was noted after"):
        log.complete(3 * DAY)


def written(folder, days_at_once):
    """The file of 50 days of a log with three events each, completed in such steps."""
    folder.mkdir()
    with event_part(folder / "part.parquet", "spring", 4) as take:
        log = EventLog(take)
        for day in range(50):
            for uid in range(3):
                log.note(day * DAY + uid, uid, "visit", "store" if uid else "", day, uid)
            if day % days_at_once == 0:
                log.complete(day * DAY)
        log.complete(50 * DAY)
    with TableFile(folder, "events", "parquet") as file:
        append_part(file, folder / "part.parquet")
    assert [path.name for path in folder.iterdir()] == ["events.parquet"]
    return folder / "events.parquet"


def test_row_groups_follow_from_the_rows_alone(tmp_path, monkeypatch):
    """Day by day or all at once: the same groups, the same bytes."""
    monkeypatch.setattr(eventlog, "GROUP", 40)
    files = [written(tmp_path / str(days), days) for days in (1, 7, 60)]
    meta = pq.ParquetFile(files[0]).metadata
    assert [meta.row_group(i).num_rows for i in range(meta.num_row_groups)] == [40, 40, 40, 30]
    assert len({file.read_bytes() for file in files}) == 1
    table = pq.read_table(files[0])
    assert set(table["scenario"].to_pylist()) == {"spring"}
    assert np.array_equal(table["amount_fen"], np.repeat(np.arange(50), 3))


def test_a_killed_run_leaves_nothing_that_looks_finished(tmp_path):
    """Killed in the middle of writing events: no result folder; what is kept of whole runs is."""
    out = tmp_path / "out"
    settings = ["scenario=touch_heavy", "shoppers.initial=200", "replications=99", "workers=1"]
    settings += ["engine=simpy", "events=true", "report=false", f"out={out}"]
    run = subprocess.Popen(
        [sys.executable, "-m", "sim", "run", *settings], stderr=subprocess.DEVNULL
    )
    until = time.monotonic() + 120
    while not list(tmp_path.glob("out.study/part-*-1.parquet")):
        assert run.poll() is None and time.monotonic() < until
        time.sleep(0.05)
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    assert not out.exists()
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.parent.name for path in left} == {"out.study"}
    for number in (0, 1):
        part = next(path for path in left if path.name.endswith(f"-{number}.parquet"))
        assert set(pq.read_table(part)["replication"].to_pylist()) == {number}


def test_events_of_half_a_run_are_not_taken_for_a_run(tmp_path):
    """What fails in the middle leaves no file under the name of a finished one."""
    file = tmp_path / "part.parquet"
    with pytest.raises(RuntimeError), event_part(file, "spring", 4) as take:
        log = EventLog(take)
        log.note(5, 1, "visit", "", 0, 0)
        log.complete(DAY)
        raise RuntimeError("the machine went down")
    assert not file.exists()
