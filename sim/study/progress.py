"""What a long study tells the person who waits for it, on standard error."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sim.config.said import note, say

PATIENCE = 2.0
"""Seconds of silence: a study that is over sooner says nothing."""

LONGEST_SILENCE = 60.0
"""Seconds between two plain lines, once the study has been found to be long."""

Advance = Callable[[int], None]


@contextmanager
def progress(total: int, what: str) -> Iterator[Advance]:
    """Show how much of `total` is done; call what it yields with the number just finished."""
    show = _bar if sys.stderr.isatty() else _lines
    with show(total, what) as advance:
        yield advance


@contextmanager
def _bar(total: int, what: str) -> Iterator[Advance]:
    from rich.console import Console  # only a terminal has to wait until it is loaded
    from rich.progress import MofNCompleteColumn, Progress, TimeElapsedColumn, TimeRemainingColumn

    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn())
    bar = Progress(
        *columns,
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    task = bar.add_task(what, total=total)
    start = threading.Timer(PATIENCE, bar.start)
    start.daemon = True
    start.start()
    try:
        yield lambda count: bar.advance(task, count)
    finally:
        start.cancel()
        bar.stop()


@contextmanager
def _lines(total: int, what: str) -> Iterator[Advance]:
    """Plain lines for a log: at 2, 4, 8, ... seconds, then once a minute."""
    began = time.monotonic()
    due = PATIENCE
    done = 0

    def advance(count: int) -> None:
        nonlocal due, done
        done += count
        passed = time.monotonic() - began
        if passed >= due or (done == total and due > PATIENCE):
            note(
                say(
                    "{what}: {done}/{total}, {passed:.0f} s",
                    what=what,
                    done=done,
                    total=total,
                    passed=passed,
                )
            )
            due = passed + min(passed, LONGEST_SILENCE)

    yield advance
