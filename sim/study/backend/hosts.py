"""Workers in which one district each lives: processes here, or actors on a Ray cluster."""

from __future__ import annotations

import contextlib
import multiprocessing
import pickle
import signal
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from joblib import cpu_count

from sim.config.errors import InputError
from sim.config.said import SPOKEN, say, speak
from sim.config.schema import Plan
from sim.population.districts.line import DistrictLostError, Line, Make
from sim.study.backend.crew import as_here

if TYPE_CHECKING:
    from sim.population.districts.district import District


@contextlib.contextmanager
def lines_to(
    plan: Plan, replication: int, events: bool, *, districts: int, backend: str
) -> Iterator[list[Line]]:
    """Lines to the districts of one run, whose workers end with the `with` block.

    Raises:
        InputError: Ray is asked for and not installed, a district fits into no machine, or there
            are more districts than cores in the cluster.
    """
    from sim.population.districts.district import District
    from sim.population.engine import needed_bytes

    threads = max(1, int(cpu_count()) // districts) if backend == "local" else 1
    makes = [
        partial(District, plan, replication, place, districts, events, threads)
        for place in range(districts)
    ]
    with contextlib.ExitStack() as ends:
        if backend == "ray":
            from sim.study.backend.cluster import joined

            memory = needed_bytes(plan) / districts
            ray, ours = joined(memory)
            if ours:
                ends.callback(ray.shutdown)
            _check_cores(ray, districts)
            lines = [Line(partial(RayHost, make, memory, ray)) for make in makes]
        else:
            lines = [Line(partial(ProcessHost, make)) for make in makes]
        for line in lines:
            ends.callback(line.end)
        yield lines


def _check_cores(ray: Any, districts: int) -> None:
    """Refuse to wait for cores the cluster does not have: no district can go on without all."""
    cores = int(ray.cluster_resources().get("CPU", 0))
    if districts > cores:
        raise InputError(
            say("every district needs a core of the cluster for itself"),
            key="districts",
            value=districts,
            allowed=say("1 to {cores}, the cores of the cluster as it is", cores=cores),
        )


class ProcessHost:
    """A process of this machine and a pipe to it."""

    def __init__(self, make: Make) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=_live, args=(theirs, make, SPOKEN.get()), daemon=True
        )
        with _unheard(signal.SIGINT):
            self._process.start()
        theirs.close()  # so that the pipe ends when the process does

    def send(self, name: str, arguments: tuple[Any, ...]) -> None:
        """See `Host.send`."""
        with contextlib.suppress(OSError):  # a lost worker shows when the answer is read
            self._pipe.send((name, arguments))

    def answer(self) -> Any:
        """See `Host.answer`."""
        try:
            done, answer = self._pipe.recv()
        except (EOFError, OSError) as gone:
            raise DistrictLostError from gone
        if not done:
            raise answer
        return answer

    def end(self) -> None:
        """See `Host.end`."""
        self._pipe.close()
        self._process.join()


@contextlib.contextmanager
def _unheard(number: signal.Signals) -> Iterator[None]:
    """A signal waits; a process started meanwhile does not hear it before it says so."""
    resource_tracker.ensure_running()  # whoever starts it first lets the signal through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {number})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _live(pipe: Connection, make: Make, spoken: str) -> None:
    """Read letters until the pipe ends; what is noted is told in the language `spoken`."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # who ends the study has nothing to be told
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    speak(spoken)
    district: Any = None
    while True:
        try:
            name, arguments = pipe.recv()
        except (EOFError, OSError):  # the study is over, or was ended with a letter on its way
            return
        try:
            district = district or make()
            answer = (True, getattr(district, name)(*arguments))
        except Exception as error:
            answer = (False, error)
        try:
            pipe.send(answer)
        except OSError:
            return


class _Actor:
    """What lives on the cluster."""

    def move_in(self, make: Callable[[None], District]) -> None:
        """Make the district; not in `__init__`, where an error would look like a lost worker."""
        self._district = make(None)

    def read(self, letter: bytes) -> Any:
        """Do what a letter says. Pickled, because Ray would hand over arrays nobody may write."""
        name, arguments = pickle.loads(letter)
        return getattr(self._district, name)(*arguments)


class RayHost:
    """An actor on a Ray cluster, with one core and the memory its district needs."""

    def __init__(self, make: Make, memory: float, ray: Any) -> None:
        self._ray = ray
        actor = ray.remote(num_cpus=1, memory=memory, max_restarts=0)(_Actor)
        self._actor = actor.remote()
        self._moved_in = self._actor.move_in.remote(as_here(lambda _: make()))
        self._task: Any = None

    def send(self, name: str, arguments: tuple[Any, ...]) -> None:
        """See `Host.send`."""
        self._task = self._actor.read.remote(pickle.dumps((name, arguments)))

    def answer(self) -> Any:
        """See `Host.answer`."""
        errors = self._ray.exceptions
        try:
            return self._ray.get([self._moved_in, self._task])[1]
        except errors.RayTaskError as error:
            raise error.cause from error
        except (errors.RayActorError, errors.ObjectLostError) as gone:
            raise DistrictLostError from gone

    def end(self) -> None:
        """See `Host.end`."""
        self._ray.kill(self._actor)
