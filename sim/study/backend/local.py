"""Workers of this machine: several processes beside this one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import Any, Generic

from joblib import cpu_count
from joblib.externals.loky import ProcessPoolExecutor
from joblib.externals.loky.process_executor import TerminatedWorkerError

from sim.study.backend.crew import Job, Result, WorkerLostError, as_here, thread_limits
from sim.study.closable import Closable

IDLE = 60.0
"""Seconds without work after which a worker ends: who hired it may have been killed."""


class Processes(Closable, Generic[Job, Result]):
    """Processes that share the cores; a broken team is replaced whole."""

    def __init__(self, function: Callable[[Job], Result], count: int) -> None:
        self._do = as_here(function)
        self._count = count
        self._team = self._hire()
        self.room = 2 * count  # the next task is there when a worker is through with one

    def _hire(self) -> Any:
        threads = max(1, int(cpu_count()) // self._count)
        return ProcessPoolExecutor(self._count, timeout=IDLE, env=thread_limits(threads))

    def close(self) -> None:
        """End the workers."""
        # Only a worker that has ended shows in the memory of the children (`write.peak_memory`).
        self._team.shutdown(wait=True, kill_workers=True)

    def start(self, job: Job) -> Future[Result]:
        """See `Crew.start`."""
        try:
            return self._submit(job)
        except TerminatedWorkerError:
            self._team.shutdown(wait=True, kill_workers=True)
            self._team = self._hire()
            return self._submit(job)

    def _submit(self, job: Job) -> Future[Result]:
        future: Future[Result] = self._team.submit(self._do, job)
        return future

    def first(self, tasks: Mapping[int, Future[Result]]) -> int:
        """See `Crew.first`."""
        over = wait(tasks.values(), return_when=FIRST_COMPLETED).done
        return min(number for number, task in tasks.items() if task in over)

    def result(self, task: Future[Result]) -> Result:
        """See `Crew.result`."""
        try:
            return task.result()
        except TerminatedWorkerError as error:
            raise WorkerLostError from error
