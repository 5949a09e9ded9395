"""M/M/c: questions to the service desk as a queue in continuous time.

Shoppers ask at their visits, which are Poisson, so the desk sees a Poisson stream; a day has a
thousand questions, and the unit of `lam` and `mu` is as long as that makes it. Agents answer around
the clock, first come first served, and nobody gives up. A queue that is nearly full forgets slowly:
the run is as long as its memory asks, and a queue too near its limit is refused.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from sim.behaviour.clock import DAY
from sim.config.errors import InputError
from sim.config.said import say
from sim.measure.events import Events
from sim.measure.queue import answered, queue_between
from sim.prove.closed.queue import (
    error_of_idle,
    error_of_length,
    idle_chance,
    memory,
    queue_length,
    waiting_time,
)
from sim.prove.gate import Case, Finding, Gate, Parameter, Settings
from sim.prove.trial import NO_REPEATS, Trial

_A_DAY = 1_000  # questions
_PEOPLE = 10_000
_BATCHES = 40  # stretches of the run, each long against the queue's memory
_UNMEASURED = 0.1  # share of the run before the first and after the last of them
_MEASURED = 1.0 - 2.0 * _UNMEASURED
_MEMORIES = 2.0  # a stretch lasts as long as the queue remembers, and as long again
_MOST = 4_000_000  # questions of a run, at most
_LEAST_MINUTES = 0.001  # of an answer, as `desk.minutes` takes them


def measure(of: Settings, trial: Trial) -> list[Finding]:
    """Mean wait, mean number waiting and idle time, over `n` questions."""
    servers, lam, mu = int(of["c"]), of["lam"], of["mu"]
    minutes = _minutes_of_an_answer(servers, lam, mu)
    days = max(_BATCHES, math.ceil(max(trial.people, _needed(servers, lam, mu)) / _A_DAY))
    found, unit = answered(_log(trial, servers, minutes, days)), lam * DAY / _A_DAY
    edges = np.linspace(_UNMEASURED, 1.0 - _UNMEASURED, _BATCHES + 1) * days * DAY
    parts = [queue_between(found, int(since), int(until)) for since, until in pairwise(edges)]
    time = _MEASURED * days * _A_DAY / lam
    length = error_of_length(servers, lam, mu, time)
    return [
        _finding(
            "wq", waiting_time(servers, lam, mu), [one.wq / unit for one in parts], length / lam
        ),
        _finding("lq", queue_length(servers, lam, mu), [one.lq for one in parts], length),
        _finding(
            "p0",
            idle_chance(servers, lam, mu),
            [one.p0 for one in parts],
            error_of_idle(servers, lam, mu, time),
        ),
    ]


def _minutes_of_an_answer(servers: int, lam: float, mu: float) -> float:
    """Mean minutes an agent takes, at `_A_DAY` questions.

    Raises:
        InputError: the queue grows without end, or the desk is faster than a run can tell.
    """
    if lam >= servers * mu:
        raise InputError(
            say("the queue grows without end"),
            file=say("command line"),
            key="lam",
            value=lam,
            allowed=say("less than c x mu, {servers:g}", servers=servers * mu),
        )
    minutes = 1440.0 * lam / mu / _A_DAY
    if minutes < _LEAST_MINUTES:
        raise InputError(
            say("the desk answers in less time than a run can tell"),
            file=say("command line"),
            key="mu",
            value=mu,
            allowed=say("at most {most:g}", most=1440.0 * lam / _A_DAY / _LEAST_MINUTES),
        )
    return minutes


def _log(trial: Trial, servers: int, minutes: float, days: int) -> Events:
    """Questions and answers of a desk that never shuts and nobody gives up on."""
    return trial.events(
        *NO_REPEATS,
        f"shoppers.initial={_PEOPLE}",
        f"shoppers.visits.per_week={7.0 * 2.0 * _A_DAY / _PEOPLE}",
        "shoppers.visits.shape=1000",
        "shoppers.visits.after_dropout=1",
        "touch.channels.official.enrol=1",
        "desk=basic",
        "desk.ask_rate=0.5",
        f"desk.agents={servers * 1000.0 / _PEOPLE}",
        f"desk.minutes={minutes}",
        "desk.from_hour=0",
        "desk.to_hour=24",
        "desk.patience_minutes=0",
        days=days,
        events=("enquiry", "answered"),
    )


def _finding(name: str, target: float, values: list[float], expected: float) -> Finding:
    """The error is what the stretches show, and at least what theory expects.

    In a queue where hardly anybody ever waits, or hardly ever nobody is there, a run may see
    neither, or once for a moment, which says something all the same.
    """
    seen = float(np.std(values, ddof=1)) / math.sqrt(_BATCHES)
    return Finding(name, 0.0, target, float(np.mean(values)), max(seen, expected))


def _needed(servers: int, lam: float, mu: float) -> float:
    """Questions of a run whose stretches are long against the queue's memory."""
    needed = _MEMORIES * _BATCHES / _MEASURED * lam * memory(servers, lam, mu)
    if needed <= _MOST:
        return needed
    most = _MOST * _MEASURED / (_MEMORIES * _BATCHES)  # lam x memory = 1 / (sqrt(1 / use) - 1)^2
    limit = servers * mu / (1.0 + 1.0 / math.sqrt(most)) ** 2
    raise InputError(
        say("so full a queue forgets its start too slowly to be measured"),
        file=say("command line"),
        key="lam",
        value=lam,
        allowed=say(
            "at most {limit:.6g}, so that the desk can answer them within a run", limit=limit
        ),
    )


GATES = (
    Gate(
        name="mmc",
        about={"en": "M/M/c: the service desk's queue", "zh": "M/M/c：客服排队"},
        source="Erlang (1917); Gross, Shortle, Thompson and Harris (2008), section 3.3",
        unit={"en": "no time: steady state", "zh": "稳态，与时间无关"},
        points=Parameter(0.0, 0.0, 0.0, say("none: the steady state")),
        default_t=(0.0,),
        parameters={
            "c": Parameter(3, 1, 200, say("agents")),
            "lam": Parameter(2.0, 1e-6, 1e6, say("questions in a unit of time")),
            "mu": Parameter(1.0, 1e-6, 1e6, say("answers an agent can give in a unit of time")),
        },
        measure=measure,
        cases=(
            Case(400_000, "computed: Erlang C", values={"c": 1, "lam": 0.7, "mu": 1.0}),
            Case(400_000, "computed: Erlang C"),
            Case(400_000, "computed: Erlang C", values={"c": 5, "lam": 3.5, "mu": 1.0}),
        ),
    ),
)
