"""Every kind of worker keeps the same promises: order, each result once, losses made good."""

from __future__ import annotations

import importlib.util
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import neg
from pathlib import Path
from typing import Any

import pytest
from worlds import toy_world

import sim
from sim.cli import main
from sim.config.compose import compose_plan
from sim.config.errors import InputError, StoppedError
from sim.config.said import SPOKEN, say
from sim.config.schema import Plan
from sim.measure.events import Take
from sim.measure.result import RunResult
from sim.study.backend.crew import Crew
from sim.study.backend.hosts import ProcessHost
from sim.study.backend.spread import AHEAD, MOST_LOSSES, as_done, in_order
from sim.study.replicate import hired
from sim.study.run import run_study
from sim.study.stopped import all_lived
from sim.study.store import code_version
from sim.study.sweep import sweep

NEEDS_RAY = [
    pytest.mark.slow,
    pytest.mark.skipif(
        importlib.util.find_spec("ray") is None,
        reason='Ray is not installed: pip install "ray>=2.40"; make test-all does',
    ),
]
CREWS = [
    pytest.param("local", 1, id="alone"),
    pytest.param("local", 2, id="processes"),
    pytest.param("ray", 2, id="ray", marks=NEEDS_RAY),
]
MANY = CREWS[1:]


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    """A Ray of this machine, which the crews of a test join."""
    import ray

    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    path = os.pathsep.join([str(Path(__file__).parent), str(Path(sim.__file__).parents[1])])
    ray.init(
        num_cpus=2,
        include_dashboard=False,
        log_to_driver=False,
        runtime_env={"env_vars": {"PYTHONPATH": path}},
    )
    yield
    ray.shutdown()


@pytest.fixture
def crew(backend: str, workers: int, request: pytest.FixtureRequest) -> Callable[..., Any]:
    """`crew(function, tasks)`: workers of the kind under test."""
    if backend == "ray":
        request.getfixturevalue("cluster")

    def hire(function: Callable[[Any], Any], tasks: int) -> Crew[Any, Any]:
        return hired(function, (), tasks, backend=backend, workers=workers)

    return hire


def slow_at_first(job: int) -> int:
    time.sleep(0.5 if job == 0 else 0.0)
    return job * job


def fails_at_three(job: int) -> int:
    if job == 3:
        raise InputError(say("three is too many"), key="job", value=job)
    return job


@dataclass(frozen=True)
class DiesOnce:
    """Its worker is killed in the middle of job 2, the first time it is done."""

    mark: Path

    def __call__(self, job: int) -> int:
        _die_once(self.mark, job == 2)
        return job * job


@dataclass(frozen=True)
class DyingWorld:
    """The toy world; the worker of replication 1 under a cap of 3 is killed, once."""

    mark: Path

    def __call__(self, plan: Plan, replication: int, events: bool = False) -> RunResult:
        _die_once(self.mark, (plan.touch.weekly_cap, replication) == (3, 1))
        return toy_world(plan, replication, events)


def _die_once(mark: Path, now: bool) -> None:
    if now and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)


def always_dies(job: int) -> int:
    if job == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return job


def spoken_there(job: int) -> str:
    return SPOKEN.get()


@pytest.mark.parametrize(("backend", "workers"), CREWS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_worker_speaks_the_language_of_the_study(crew, lang):
    """What it notes, such as that the engine is being compiled, is for the same reader."""
    before = SPOKEN.set(lang)
    try:
        with crew(spoken_there, 2) as workers:
            assert list(in_order(range(2), workers)) == [lang] * 2
    finally:
        SPOKEN.reset(before)


@pytest.mark.parametrize(("backend", "workers"), CREWS)
def test_results_come_in_the_order_of_the_jobs(crew):
    """The first job ends last; its result still comes first."""
    with crew(slow_at_first, 30) as workers:
        assert list(in_order(range(30), workers)) == [job * job for job in range(30)]


@pytest.mark.parametrize(("backend", "workers"), CREWS)
def test_an_error_of_a_job_is_raised_as_it_was(crew):
    """What a worker refuses is said to the person with its key and value."""
    with crew(fails_at_three, 6) as workers, pytest.raises(InputError) as caught:
        list(in_order(range(6), workers))
    assert (caught.value.what, caught.value.key, caught.value.value) == (
        "three is too many",
        "job",
        3,
    )


@pytest.mark.parametrize(("backend", "workers"), MANY)
def test_a_lost_workers_job_is_done_again(crew, tmp_path):
    """A worker is killed at its job: every result is there, and none twice."""
    with crew(DiesOnce(tmp_path / "died"), 12) as workers:
        found = list(as_done(range(12), workers))
    assert (tmp_path / "died").exists()
    assert sorted(found) == [(job, job * job) for job in range(12)]


@pytest.mark.parametrize(("backend", "workers"), MANY)
def test_a_job_that_kills_its_workers_is_given_up(crew):
    """Three workers lost to one job: said of that one, and what it looks like."""
    with crew(always_dies, 4) as workers, pytest.raises(StoppedError) as caught:
        list(in_order(range(4), workers))
    assert f"task 2 of 4: it lost {MOST_LOSSES} workers" in str(caught.value)
    assert "memory" in str(caught.value)


@pytest.mark.parametrize(("backend", "workers"), MANY)
def test_whoever_works_beside_a_killer_is_not_taken_for_one(crew):
    """A process that is killed takes with it what those beside it do: their results all come."""
    with crew(always_dies, 12) as workers:
        found = dict(as_done(range(12), workers))
    assert isinstance(found.pop(1), StoppedError)
    assert found == {job: job for job in range(12) if job != 1}


@pytest.mark.parametrize(("backend", "workers"), CREWS)
def test_what_need_not_be_done_is_not(crew):
    """It is asked when its turn comes, and comes to the reason."""
    why = StoppedError(say("three is too many"))
    with crew(fails_at_three, 6) as workers:
        found = dict(as_done(range(6), workers, lambda job: why if job == 3 else None))
    assert found == {job: why if job == 3 else job for job in range(6)}


@pytest.mark.parametrize(("backend", "workers"), MANY)
def test_a_worker_with_another_source_ends_the_study(crew, monkeypatch):
    """Both versions are named: figures of two sources are not mixed."""
    with monkeypatch.context() as hiring:
        hiring.setattr("sim.study.backend.crew.code_version", lambda: "0.0+of-yesterday")
        hired_yesterday = crew(neg, 2)
    with hired_yesterday as workers, pytest.raises(StoppedError) as caught:
        list(in_order(range(2), workers))
    assert f"another source of the simulator ({code_version()})" in str(caught.value)
    assert "0.0+of-yesterday" in str(caught.value)


def test_nobody_runs_far_ahead_of_the_first_unfinished_job():
    """Results that wait for their turn are bounded, however slow the first job is."""

    class Stubborn:
        """Ends every job but the first; the first only when nothing else is left."""

        room = 3

        def start(self, job: int) -> int:
            return job

        def first(self, tasks: dict[int, int]) -> int:
            return max(tasks)

        def result(self, task: int) -> int:
            return task

    numbers = [number for number, _ in as_done(range(100), Stubborn())]  # type: ignore[arg-type]
    assert sorted(numbers) == list(range(100))
    waiting = numbers.index(0)
    assert waiting == AHEAD * Stubborn.room - 1


@pytest.mark.parametrize(("backend", "workers"), MANY)
def test_a_sweep_that_loses_a_worker_leaves_the_same_bytes(backend, workers, crew, tmp_path):
    """Tables and pictures as of one process, each run once in the index of the study."""
    asked = ["horizon_days=20", "replications=2", "lang=en", "touch.weekly_cap=1,3,7"]

    def tables(*more: str, simulate: Any = toy_world) -> dict[str, bytes]:
        folder = sweep("baseline", [*asked, *more], [], simulate=simulate)
        return {f.name: f.read_bytes() for f in folder.iterdir() if f.name != "manifest.json"}

    one = tables(f"out={tmp_path / 'one'}", "workers=1")
    many = (f"out={tmp_path / 'many'}", f"workers={workers}", f"backend={backend}")
    assert tables(*many, simulate=DyingWorld(tmp_path / "died")) == one
    assert (tmp_path / "died").exists()
    index = sqlite3.connect(tmp_path / "many.study/study.sqlite")
    assert index.execute("select count(*) from runs").fetchone() == (6,)


class KillingWorld:
    """The toy world; three touches a week kill whoever lives them."""

    def __call__(self, plan: Plan, replication: int, events: bool | Take = False) -> RunResult:
        if plan.touch.weekly_cap == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return toy_world(plan, replication, events)


@pytest.mark.parametrize(("backend", "workers"), MANY)
def test_a_point_that_kills_its_workers_is_named(backend, workers, crew, tmp_path, capsys):
    """The others have the figures they have without it; also when only the killer is left to do."""
    asked = ["horizon_days=20", "replications=2", "lang=en", "touch.weekly_cap=1,3,7"]
    many = (f"out={tmp_path / 'many'}", f"workers={workers}", f"backend={backend}")
    named = f"touch.weekly_cap=3: it lost {MOST_LOSSES} workers"
    for done in (0, 4):
        out = sweep("baseline", [*asked, *many], [], simulate=KillingWorld())
        said = capsys.readouterr().out
        assert f"6 runs, {done} of them already done" in said
        assert named in said
        assert not all_lived(out)
    whole = sweep(
        "baseline", [*asked, f"out={tmp_path / 'one'}", "workers=1"], [], simulate=toy_world
    )
    ours, theirs = ((one / "sweep.csv").read_text().splitlines() for one in (out, whole))
    assert (ours[:2], ours[3]) == (theirs[:2], theirs[3])
    assert set(ours[2]) == set("3,")


@pytest.mark.parametrize(("backend", "workers"), MANY)
def test_replications_that_lose_a_worker_leave_the_same_bytes(backend, workers, crew, tmp_path):
    """The event log among them."""

    def files(name: str, *more: str, simulate: Any = toy_world) -> dict[str, bytes]:
        asked = ["horizon_days=20", "replications=4", "lang=en", "report=false", "events=true"]
        caps = {"baseline": 1, "touch_heavy": 3}
        twins = [
            compose_plan(scenario, [*asked, f"touch.weekly_cap={cap}", *more])
            for scenario, cap in caps.items()
        ]
        out = run_study(twins, command="compare", argv=[], simulate=simulate)
        assert out.name == name
        return {f.name: f.read_bytes() for f in out.iterdir() if f.name != "manifest.json"}

    one = files("one", f"out={tmp_path / 'one'}", "workers=1")
    many = (f"out={tmp_path / 'many'}", f"workers={workers}", f"backend={backend}")
    assert files("many", *many, simulate=DyingWorld(tmp_path / "died")) == one
    assert (tmp_path / "died").exists()


@pytest.mark.parametrize(
    ("backend", "workers"), [pytest.param("ray", 2, id="ray", marks=NEEDS_RAY)]
)
def test_real_shoppers_on_ray_are_those_of_one_process(crew, tmp_path):
    """Both engines, with the event log: the same bytes wherever they lived."""
    found = {}
    for kind, engine in (("local", "simpy"), ("ray", "simpy"), ("ray", "compiled")):
        out = tmp_path / f"{kind}-{engine}"
        asked = f"shoppers.initial=80 horizon_days=40 replications=2 engine={engine}".split()
        more = (f"out={out}", f"backend={kind}", "events=true", "report=false", "lang=en")
        assert main(["run", "scenario=two_sided_referral", *asked, *more]) == 0
        found[out.name] = {
            f.name: f.read_bytes() for f in out.iterdir() if f.name != "manifest.json"
        }
    assert found["ray-simpy"] == found["local-simpy"] == found["ray-compiled"]


@pytest.mark.parametrize(
    ("backend", "workers"), [pytest.param("ray", 2, id="ray", marks=NEEDS_RAY)]
)
def test_a_run_that_fits_no_machine_of_the_cluster_is_refused(crew, capsys, tmp_path):
    """Ray would wait for such a machine for ever."""
    asked = ["shoppers.initial=1000000000", "backend=ray", f"out={tmp_path / 'out'}", "lang=en"]
    assert main(["run", "scenario=baseline", *asked]) == 2
    assert "does not fit into the memory of any machine of the cluster" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["run", "sweep"])
def test_ray_that_is_not_there_is_refused(command, tmp_path, monkeypatch, capsys):
    """Exit code 2, what to install, and nothing written."""
    monkeypatch.setitem(sys.modules, "ray", None)
    swept = ["touch.weekly_cap=1,3"] if command == "sweep" else []
    asked = ["horizon_days=5", "shoppers.initial=20", "backend=ray", f"out={tmp_path / 'out'}"]
    assert main([command, "scenario=baseline", *asked, *swept]) == 2
    said = capsys.readouterr().err
    assert "backend=ray needs Ray, which is not installed" in said
    assert 'pip install "ray>=2.40"' in said
    assert not (tmp_path / "out").exists()


def test_a_district_that_hears_ctrl_c_says_nothing(capfd):
    """Not even while it still loads: the study says all there is to say, once."""
    host = ProcessHost(dict)
    time.sleep(0.5)
    os.kill(host._process.pid, signal.SIGINT)
    host._process.join(60.0)
    assert host._process.exitcode == -signal.SIGINT
    assert capfd.readouterr().err == ""


ABANDONED = """
import os, sys
from operator import neg
from pathlib import Path

from sim.study.backend import local

local.IDLE = 1.0
crew = local.Processes(neg, 2)
tasks = {number: crew.start(number) for number in range(4)}
for task in tasks.values():
    crew.result(task)
Path(sys.argv[1]).write_text(" ".join(map(str, crew._team._processes)))
os.kill(os.getpid(), 9)
"""


@pytest.mark.slow  # they wait half a minute for the leave of who hired them
def test_workers_of_a_killed_study_end_by_themselves(tmp_path: Path) -> None:
    path = os.pathsep.join([str(Path(sim.__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    killed = subprocess.run(  # the workers keep what they inherit open: no pipe to them
        [sys.executable, "-c", ABANDONED, str(tmp_path / "workers")],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.DEVNULL,
        check=False,
    )
    workers = [int(pid) for pid in (tmp_path / "workers").read_text().split()]
    assert killed.returncode == -signal.SIGKILL
    assert len(workers) == 2
    patience = time.monotonic() + 60.0
    while any(map(_runs, workers)):
        assert time.monotonic() < patience
        time.sleep(0.2)


def _runs(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
