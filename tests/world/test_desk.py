"""The service desk is a queue with several agents, and its answers matter to shoppers."""

from __future__ import annotations

import math
from collections.abc import Generator

import numpy as np
import pytest
import simpy

from sim.behaviour.clock import DAY
from sim.brand.desk import UNANSWERED, serve
from sim.config.schema import Plan
from sim.ledger.accounts import INDEX
from sim.measure.events import CODE, Events, joined
from sim.measure.queue import Answered, answered, queue_between
from sim.measure.result import Ints, RunResult
from sim.world import simulate
from tests.conftest import Planner

HOUR, MINUTE = 3_600_000, 60_000
ALWAYS = (0, DAY)


def ints(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def begun(
    agents: int, times: Ints, lasting: Ints, hours: tuple[int, int], patience: int = 0
) -> list[int]:
    """When each answer begins."""
    starts = np.empty(len(times), dtype=np.int64)
    serve(starts, np.zeros(agents, dtype=np.int64), times, lasting, *hours, patience)
    return starts.tolist()


def begun_in_simpy(agents: int, times: Ints, lasting: Ints) -> list[int]:
    """The same on SimPy's clock, with a `simpy.Resource` of that many agents."""
    env = simpy.Environment()
    desk, starts = simpy.Resource(env, agents), [0] * len(times)

    def question(number: int) -> Generator[simpy.Event, object, None]:
        yield env.timeout(int(times[number]))
        with desk.request() as turn:
            yield turn
            starts[number] = int(env.now)
            yield env.timeout(int(lasting[number]))

    for number in range(len(times)):
        env.process(question(number))
    env.run()
    return starts


@pytest.mark.parametrize("agents", [1, 2, 3, 8])
def test_the_recursion_is_a_simpy_resource(agents: int) -> None:
    """Each answer begins at the millisecond at which SimPy's resource is granted."""
    luck = np.random.default_rng(agents)
    times = np.sort(luck.integers(0, 2_000_000, 2_000))
    lasting = (luck.exponential(900.0 * agents, 2_000)).astype(np.int64)
    assert begun(agents, times, lasting, ALWAYS) == begun_in_simpy(agents, times, lasting)


HOURS = {
    "before opening": ([8 * HOUR], [9 * HOUR]),
    "after closing": ([23 * HOUR], [DAY + 9 * HOUR]),
    "at closing": ([22 * HOUR], [DAY + 9 * HOUR]),
    "begun is finished": ([22 * HOUR - 1, 22 * HOUR], [22 * HOUR - 1, DAY + 9 * HOUR]),
    "carried over": ([23 * HOUR, DAY], [DAY + 9 * HOUR, DAY + 9 * HOUR + 10 * MINUTE]),
}


@pytest.mark.parametrize(("times", "starts"), HOURS.values(), ids=HOURS)
def test_answers_are_begun_in_opening_hours(times: list[int], starts: list[int]) -> None:
    """One agent from 9 to 22; what is left waits for the morning, in its order."""
    lasting = ints([10 * MINUTE] * len(times))
    assert begun(1, ints(times), lasting, (9 * HOUR, 22 * HOUR)) == starts


def test_who_gives_up_takes_nobodys_time() -> None:
    """The second has waited too long and leaves; the third is answered when the first is done."""
    times, lasting = ints([0, 1 * MINUTE, 5 * MINUTE]), ints([10 * MINUTE] * 3)
    assert begun(1, times, lasting, ALWAYS, patience=6 * MINUTE) == [0, UNANSWERED, 10 * MINUTE]


def test_a_queue_is_measured_from_its_moments() -> None:
    """Two overlapping questions and one alone: waits 0, 4 and 0; busy 14 of 20."""
    found = Answered(ints([0, 2, 14]), ints([0, 6, 14]), ints([6, 10, 18]))
    assert queue_between(found, 0, 20) == pytest.approx((4 / 3, 4 / 20, 6 / 20))


def erlang_c(agents: int, load: float) -> tuple[float, float]:
    """M/M/c: chance of nobody there, and mean number waiting (Erlang 1917); load = lam / mu."""
    busy = load / agents
    last = load**agents / math.factorial(agents) / (1.0 - busy)
    p0 = 1.0 / (sum(load**k / math.factorial(k) for k in range(agents)) + last)
    return p0, p0 * last * busy / (1.0 - busy)


PEOPLE, DAYS, VISITS_A_DAY = 2_000, 120, 1_000.0
QUEUES = [
    pytest.param(1, 2 / 3, id="M/M/1, two thirds busy"),
    pytest.param(3, 300 / 182.5, id="Bronson 24.6"),
    pytest.param(5, 3.5, id="five agents, seven tenths busy"),
]


def lived(plan: Plan) -> tuple[RunResult, Events]:
    """One replication and its event log."""
    days: list[Events] = []
    return simulate(plan, 0, events=days.append), joined(days)


def open_desk(plan: Planner, agents: int, load: float) -> Events:
    """A desk that is an exact M/M/c: steady visits, always open, nobody gives up."""
    return lived(
        plan(
            "service_desk",
            f"shoppers.initial={PEOPLE}",
            f"horizon_days={DAYS}",
            f"shoppers.visits.per_week={7 * VISITS_A_DAY / PEOPLE}",
            "shoppers.visits.shape=1000",
            "shoppers.visits.after_dropout=1",
            "acquisition=none",
            "touch.channels.official.enrol=1",
            "desk.ask_rate=0.5",
            f"desk.agents={agents * 1000 / PEOPLE}",
            f"desk.minutes={1440 * load / (VISITS_A_DAY * 0.5)}",
            "desk.from_hour=0",
            "desk.to_hour=24",
            "desk.patience_minutes=0",
            "engine=compiled",
        )
    )[1]


@pytest.mark.parametrize(("agents", "load"), QUEUES)
def test_the_desk_is_erlangs_queue(plan: Planner, agents: int, load: float) -> None:
    """Idle time, queue length and wait are those of M/M/c, within 3.5 standard errors of weeks."""
    found = answered(open_desk(plan, agents, load))
    weeks = [queue_between(found, w * 7 * DAY, (w + 1) * 7 * DAY) for w in range(1, DAYS // 7)]
    p0, lq = erlang_c(agents, load)
    expected = {"p0": p0, "lq": lq, "wq": lq / (VISITS_A_DAY * 0.5) * DAY}
    for name, target in expected.items():
        measured = np.array([getattr(week, name) for week in weeks])
        error = measured.std(ddof=1) / math.sqrt(len(weeks))
        assert abs(measured.mean() - target) < 3.5 * error, name
        assert error < 0.1 * target, name


def test_bronsons_numbers() -> None:
    """c = 3, lam = 300, mu = 182.5 a year: p0 .17754, Lq .352, Wq .43 days."""
    p0, lq = erlang_c(3, 300 / 182.5)
    assert (round(p0, 5), round(lq, 3), round(lq / 300 * 365, 2)) == (0.17754, 0.352, 0.43)


BUSY = (
    "shoppers.initial=1500",
    "horizon_days=180",
    "touch.channels.official.enrol=1",
    "shoppers.visits.per_week=2",
    "desk.ask_rate=0.3",
    "desk.minutes=15",
    "desk.given_up_dropout=0.2",
    "engine=compiled",
)


def test_more_agents_answer_in_time_and_keep_buyers(plan: Planner) -> None:
    """Four agents against one, the same questions: fewer give up, more orders, higher wages."""
    few, many = (simulate(plan("service_desk", *BUSY, f"desk.agents={n / 1.5}"), 0) for n in (1, 4))
    assert many.kpis["given_up_share"] < few.kpis["given_up_share"]
    assert many.kpis["answered_in_target"] > few.kpis["answered_in_target"]
    assert many.kpis["answer_wait"] < few.kpis["answer_wait"]
    assert many.daily["dropouts"].sum() < few.daily["dropouts"].sum()
    assert many.kpis["orders"] > few.kpis["orders"]
    wages = [run.ledger[:, INDEX["desk_wages"]] for run in (few, many)]
    assert wages[1].tolist() == (4 * wages[0]).tolist()
    assert wages[0][0] == 600_000


def test_every_question_is_accounted_for(plan: Planner) -> None:
    """Questions are answered, given up, or still open on the last day; log and counts agree."""
    run, log = lived(plan("service_desk", *BUSY, "desk.agents=0.7"))
    counted = {name: int(run.daily[name].sum()) for name in ("enquiries", "answered", "given_up")}
    for event, series in zip(("enquiry", "answered", "given_up"), counted, strict=True):
        assert (log.rows["event"] == CODE[event]).sum() == counted[series] > 0
    found = answered(log)
    assert (found.begun >= found.asked).all()
    assert (found.begun - found.asked).sum() == run.daily["wait_ms"].sum()
    assert (found.begun - found.asked).max() <= 720 * MINUTE
    assert 0 <= counted["enquiries"] - counted["answered"] - counted["given_up"] < 200
