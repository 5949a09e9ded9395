"""Workers on a Ray cluster: the one `RAY_ADDRESS` names or this machine is part of, or else a
cluster of this machine alone, started for the study."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from typing import Any, Generic

from sim.config.errors import InputError
from sim.config.said import say
from sim.study.backend.crew import Job, Result, WorkerLostError, as_here, thread_limits
from sim.study.closable import Closable

_GIGABYTE = 1e9


class Cluster(Closable, Generic[Job, Result]):
    """One core and so much memory for each task; Ray finds the machine that has them free."""

    def __init__(self, function: Callable[[Job], Result], workers: int, memory: float) -> None:
        """Join the cluster.

        Args:
            function: what is done with each job.
            workers: most tasks at once; 0 for as many as the cluster has cores for.
            memory: bytes one task needs.

        Raises:
            InputError: Ray is not installed, or no machine of the cluster has the memory.
        """
        self._ray, self._ours = joined(memory)
        self.room = workers or max(1, 2 * int(self._ray.cluster_resources().get("CPU", 0)))
        # Ray's own retries are off: `spread` counts the losses and starts lost tasks again.
        task = self._ray.remote(num_cpus=1, memory=memory, max_retries=0)
        self._do = task(as_here(function))

    def close(self) -> None:
        """Leave the cluster, and end it if it is ours."""
        if self._ours:
            self._ray.shutdown()

    def start(self, job: Job) -> Any:
        """See `Crew.start`."""
        return self._do.remote(job)

    def first(self, tasks: Mapping[int, Any]) -> int:
        """See `Crew.first`."""
        over, _ = self._ray.wait(list(tasks.values()), num_returns=1)
        return next(number for number, task in tasks.items() if task == over[0])

    def result(self, task: Any) -> Result:
        """See `Crew.result`."""
        errors = self._ray.exceptions
        try:
            result: Result = self._ray.get(task)
            return result
        except errors.RayTaskError as error:
            raise error.cause from error
        except (
            errors.WorkerCrashedError,
            errors.NodeDiedError,
            errors.OutOfMemoryError,
            errors.ObjectLostError,
        ) as error:
            raise WorkerLostError from error


def joined(memory: float) -> tuple[Any, bool]:
    """Ray, joined to its cluster, and whether it was joined just now and is ours to leave.

    Args:
        memory: bytes one worker needs.

    Raises:
        InputError: Ray is not installed, or no machine of the cluster has the memory.
    """
    ray = _ray()
    ours = not ray.is_initialized()
    if ours:
        _join(ray)
    most = max(node["Resources"].get("memory", 0.0) for node in ray.nodes())
    if memory > most:
        if ours:
            ray.shutdown()
        raise InputError(
            say("one run does not fit into the memory of any machine of the cluster"),
            key="backend",
            value="ray",
            allowed=say(
                "a worker needs {memory:.1f} GB, the largest machine offers "
                "{most:.1f} GB; fewer shoppers need less",
                memory=memory / _GIGABYTE,
                most=most / _GIGABYTE,
            ),
        )
    return ray, ours


def _ray() -> Any:
    try:
        import ray
    except ImportError as missing:
        raise InputError(
            say("backend=ray needs Ray, which is not installed"),
            key="backend",
            value="ray",
            allowed=say('backend=local, or install it here first: pip install "ray>=2.40"'),
        ) from missing
    return ray


def _join(ray: Any) -> None:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # a study is nobody else's business
    ray.init(
        include_dashboard=False,
        log_to_driver=False,
        logging_level=logging.ERROR,
        runtime_env={"env_vars": thread_limits(1)},
    )
