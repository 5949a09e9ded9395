"""Workers as a study sees them, and the task every kind of worker does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from sim.config.errors import StoppedError
from sim.config.said import SPOKEN, say, speak
from sim.study.store import code_version

Job = TypeVar("Job")
Result = TypeVar("Result")
Job_contra = TypeVar("Job_contra", contravariant=True)
Result_co = TypeVar("Result_co", covariant=True)

THREADS = ("NUMBA", "OMP", "OPENBLAS", "MKL")
"""Libraries that would each start a thread for every core in every worker."""

Started = Any  # what a kind of crew knows a started task by


class WorkerLostError(Exception):
    """The worker ended before its task did: killed, out of memory, or its machine is gone."""


class Crew(Protocol[Job_contra, Result_co]):
    """Workers who all do the same function; leaving the `with` block ends them.

    Attributes:
        room: most tasks to be started and not yet taken back.
    """

    room: int

    def __enter__(self) -> Self:
        """The crew itself."""
        ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the workers."""

    def start(self, job: Job_contra) -> Started:
        """Hand a job over."""

    def first(self, tasks: Mapping[int, Started]) -> int:
        """Wait until one of the tasks is over; its number."""
        ...

    def result(self, task: Started) -> Result_co:
        """What a task that is over returned.

        Raises:
            WorkerLostError: its worker did not live to the end of it.
            Exception: what the function raised.
        """
        ...


def as_here(function: Callable[[Job], Result]) -> Callable[[Job], Result]:
    """`function`, done as in this process: what it notes is told in the language spoken here, and
    a worker that runs another source refuses to do it.

    Raises:
        StoppedError: by what is returned, in such a worker.
    """
    ours, spoken = code_version(), SPOKEN.get()

    def do(job: Job) -> Result:
        if code_version() != ours:
            raise StoppedError(
                say(
                    "a worker has another source of the simulator ({theirs}) than the process that "
                    "started the study ({ours}): start it again with one source",
                    theirs=code_version(),
                    ours=ours,
                )
            )
        speak(spoken)
        return function(job)

    return do


def thread_limits(threads: int) -> dict[str, str]:
    """The environment in which a worker's libraries use so many threads."""
    return {f"{library}_NUM_THREADS": str(threads) for library in THREADS}
