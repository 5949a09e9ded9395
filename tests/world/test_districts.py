"""One population in several workers is the population in one: the same events, whoever is lost."""

from __future__ import annotations

import importlib.util
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sim.cli import main
from sim.config.errors import StoppedError
from sim.config.schema import Plan
from sim.measure.result import RunResult
from sim.population.districts.district import District
from sim.population.districts.line import MOST_LOSSES, DistrictLostError, Line
from sim.study.backend.hosts import ProcessHost, RayHost
from sim.world import World
from tests.conftest import Planner
from tests.world.test_engines import same

SMALL = (
    "shoppers.initial=900",
    "guides.book_size=100",
    "guides.minutes_per_day=20",
    "horizon_days=50",
    "engine=compiled",
)
WORLDS = [
    pytest.param("everything", (), id="everything"),
    pytest.param("two_sided_referral", (), id="friends and credits cross"),
    pytest.param("fila_333", (), id="guides' queues"),
    pytest.param("everything", ("coupon.budget=300",), id="budget binds"),
    pytest.param("service_desk", (), id="questions wait"),
    pytest.param("takeaway_late_coupon", ("coupon.budget=20",), id="orders are brought home"),
    pytest.param(
        "fans_make_products",
        ("satisfaction.advocacy=0.3", "satisfaction.survey.every_days=10"),
        id="satisfaction and word of mouth",
    ),
    pytest.param(
        "fans_make_products",
        (
            *("occasions.together.active_days=10", "occasions.together.every_days=5"),
            *(f"acquisition.{door}.joins_per_day=0" for door in ("store", "ads", "organic")),
            "satisfaction.advocacy=0",
            "+entries.pages={channel:guide,chance:0.5,from_day:0,until_day:50,yuan_per_month:9}",
        ),
        id="who came by is asked for twice, days apart",
    ),
    pytest.param(
        "group_red_packets",
        (
            *("platform.group_size=60", "communities.welfare.review_days=10"),
            *("communities.welfare.silent_days=20", "points=mall", "points.per_speech=20"),
        ),
        id="groups are filled and cleaned, talk earns points",
    ),
    pytest.param(
        "points_double_wednesday",
        ("tiers=four", "tiers.period=month", "tiers.levels.silver.from_yuan=100"),
        id="points for friends, tiers",
    ),
    pytest.param(
        "guide_head_office",
        (
            *("guides.turnover.per_year=6", "guides.head_office.book_size=300"),
            *("guides.contest.days=20", "guides.contest.prize=300", "platform=wecom_2021"),
        ),
        id="guides change, head office helps",
    ),
    pytest.param(
        "guide_baskets",
        (
            *("+moves.accounts.mini_program=shop", "moves.dealers.share=0.3", "points=mall"),
            "+entries.pages={channel:guide,chance:0.1,from_day:0,until_day:50,yuan_per_month:9}",
        ),
        id="guides share a shop, members add them on pages",
    ),
    pytest.param(
        "offer_by_tag_70", ("views=all", "identity.recognised=0.7"), id="stages, tags, identity"
    ),
    pytest.param(
        "two_sided_referral",
        ("shoppers.repeat.law=paretonbd", "shoppers.market=3000", "referral.likeness=0.9"),
        id="lifetimes and a full market",
    ),
]


@dataclass
class Here:
    """A host in this process, which may be lost at some letters, each time it is hired again."""

    make: Callable[[], District]
    lost_at: list[int] = field(default_factory=list)
    _letters: int = 0

    def __post_init__(self) -> None:
        self.district = self.make()

    def send(self, name: str, arguments: tuple[Any, ...]) -> None:
        self._letters += 1
        if not self.lost_at or self._letters != self.lost_at[0]:
            self._answer = getattr(self.district, name)(*arguments)

    def answer(self) -> Any:
        if self.lost_at and self._letters == self.lost_at[0]:
            self.lost_at.pop(0)
            raise DistrictLostError
        return self._answer

    def end(self) -> None:
        pass


def lines_here(plan: Plan, districts: int, lost_at: list[int] | None = None) -> list[Line]:
    """Lines to districts in this process; the worker of the last is lost at these letters."""
    makes = [partial(District, plan, 0, place, districts, True, 1) for place in range(districts)]
    lines = [Line(partial(Here, make)) for make in makes[:-1]]
    return [*lines, Line(partial(Here, makes[-1], lost_at if lost_at is not None else []))]


def whole(plan: Plan) -> RunResult:
    """The run in one city."""
    return World(plan, 0, True, threads=1).run()


@pytest.mark.parametrize("districts", [1, 3])
@pytest.mark.parametrize(("scenario", "more"), WORLDS)
def test_districts_write_the_log_of_one_city(
    plan: Planner, scenario: str, more: tuple[str, ...], districts: int
) -> None:
    """Every byte of the event log and of the figures."""
    made = plan(scenario, *SMALL, *more)
    same(World(made, 0, True, lines=lines_here(made, districts)).run(), whole(made))


@pytest.mark.parametrize(
    ("scenario", "more", "event"),
    [
        pytest.param("everything", ("coupon.budget=300",), "coupon_refused", id="budget binds"),
        pytest.param("two_sided_referral", (), "reward_coupon_issued", id="credits are paid"),
        pytest.param("fila_333", (), "task_skipped", id="guides have tasks"),
    ],
)
def test_the_worlds_above_hold_what_they_are_named_for(
    plan: Planner, scenario: str, more: tuple[str, ...], event: str
) -> None:
    """Otherwise the comparison would be of nothing."""
    events = whole(plan(scenario, *SMALL, *more)).events
    assert events is not None
    assert event in events["event"]


def test_a_lost_district_lives_again(plan: Planner) -> None:
    """Lost in the middle of the run and once more while it reads old letters: the same log."""
    made = plan("everything", *SMALL, "coupon.budget=300")
    lost_at = [60, 40]
    same(World(made, 0, True, lines=lines_here(made, 2, lost_at)).run(), whole(made))
    assert lost_at == []


def test_a_district_lost_again_and_again_is_given_up(plan: Planner) -> None:
    """Three losses of one district end the run, and say what it looks like."""
    made = plan("everything", *SMALL)
    with pytest.raises(StoppedError, match=f"lost {MOST_LOSSES} workers.*memory"):
        World(made, 0, True, lines=lines_here(made, 2, [30] * MOST_LOSSES)).run()


@dataclass(frozen=True)
class DiesOnce:
    """A district whose worker is killed when day 20 dawns, the first time."""

    make: Callable[[], District]
    mark: Path

    def __call__(self) -> Any:
        district = self.make()
        dawn = district.dawn

        def deadly(day: int, *more: Any) -> int:
            if day == 20 and not self.mark.exists():
                self.mark.touch()
                os.kill(os.getpid(), signal.SIGKILL)
            return dawn(day, *more)

        district.dawn = deadly  # type: ignore[method-assign]
        return district


@contextmanager
def deadly_lines(plan: Plan, backend: str, mark: Path) -> Iterator[list[Line]]:
    """Lines to two districts in workers of their own; the first one's is killed once."""
    host: Any = ProcessHost
    if backend == "ray":
        import ray

        here = Path(__file__)
        path = {"env_vars": {"PYTHONPATH": f"{here.parent}{os.pathsep}{here.parents[2]}"}}
        ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, runtime_env=path)
        host = partial(RayHost, memory=0.0, ray=ray)
    makes = [partial(District, plan, 0, place, 2, True, 1) for place in range(2)]
    lines = [Line(partial(host, DiesOnce(makes[0], mark))), Line(partial(host, makes[1]))]
    yield lines
    for line in lines:
        line.end()
    if backend == "ray":
        ray.shutdown()


NEEDS_RAY = pytest.mark.skipif(
    importlib.util.find_spec("ray") is None,
    reason='Ray is not installed: pip install "ray>=2.40"; make test-all does',
)


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["local", pytest.param("ray", marks=NEEDS_RAY)])
def test_a_killed_worker_changes_nothing(plan: Planner, backend: str, tmp_path: Path) -> None:
    """A real process, a real actor, killed on day 20 of the run."""
    made = plan("everything", *SMALL, "coupon.budget=300")
    with deadly_lines(made, backend, tmp_path / "died") as lines:
        found = World(made, 0, True, lines=lines).run()
    assert (tmp_path / "died").exists()
    same(found, whole(made))


def test_a_sweep_takes_no_districts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It spreads its runs; nothing is checked or written first."""
    keys = ("districts=2", "touch.weekly_cap=1,2", f"out={tmp_path / 'out'}")
    assert main(["sweep", "scenario=baseline", *keys]) == 2
    assert "siyu run and siyu compare take more" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        pytest.param(("engine=simpy",), "districts need the compiled engine", id="readable"),
        pytest.param(("engine=compiled",), "fewer guides than districts", id="guides"),
    ],
)
def test_districts_that_cannot_be_are_refused(
    asked: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, what is allowed, nothing written."""
    keys = (*asked, "shoppers.initial=900", "guides.book_size=400", f"out={tmp_path / 'out'}")
    assert main(["run", "scenario=baseline", "districts=4", *keys]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
