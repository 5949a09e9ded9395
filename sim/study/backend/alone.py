"""The worker of a study that needs no other: this process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Generic

from sim.study.backend.crew import Job, Result
from sim.study.closable import Closable


class Alone(Closable, Generic[Job, Result]):
    """The crew of one who works in this process, when the result is asked for."""

    room = 1

    def __init__(self, function: Callable[[Job], Result]) -> None:
        self._do = function

    def close(self) -> None:
        """Nothing is held open."""

    def start(self, job: Job) -> Job:
        """See `Crew.start`."""
        return job

    def first(self, tasks: Mapping[int, Job]) -> int:
        """See `Crew.first`."""
        return min(tasks)

    def result(self, task: Job) -> Result:
        """See `Crew.result`."""
        return self._do(task)
