"""M/M/c: questions to the service desk as a queue in continuous time.

Shoppers ask at their visits, which are Poisson, so the desk sees a Poisson stream; a day has a
thousand questions, and the unit of `lam` and `mu` is as long as that makes it. Agents answer around
the clock, first come first served, and nobody gives up.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from sim.behaviour.clock import DAY
from sim.config.errors import InputError
from sim.measure.queue import answered, queue_between
from sim.prove.closed.queue import idle_chance, queue_length, waiting_time
from sim.prove.gate import Case, Finding, Gate, Parameter, Settings
from sim.prove.trial import NO_REPEATS, Trial

_A_DAY = 1_000  # questions
_PEOPLE = 10_000
_BATCHES = 40  # stretches of the run, each long against the queue's memory
_UNMEASURED = 0.1  # share of the run before the first and after the last of them


def measure(of: Settings, trial: Trial) -> list[Finding]:
    """Mean wait, mean number waiting and idle time, over `n` questions."""
    servers, lam, mu = int(of["c"]), of["lam"], of["mu"]
    if lam >= servers * mu:
        raise InputError(
            "the queue grows without end",
            file="command line",
            key="lam",
            value=lam,
            allowed=f"less than c x mu, {servers * mu:g}",
        )
    days = max(_BATCHES, math.ceil(trial.people / _A_DAY))
    log = trial.events(
        *NO_REPEATS,
        f"shoppers.initial={_PEOPLE}",
        f"shoppers.visits.per_week={7.0 * 2.0 * _A_DAY / _PEOPLE}",
        "shoppers.visits.shape=1000",
        "shoppers.visits.after_dropout=1",
        "touch.channels.official.enrol=1",
        "desk=basic",
        "desk.ask_rate=0.5",
        f"desk.agents={servers * 1000.0 / _PEOPLE}",
        f"desk.minutes={1440.0 * lam / mu / _A_DAY}",
        "desk.from_hour=0",
        "desk.to_hour=24",
        "desk.patience_minutes=0",
        days=days,
        events=("enquiry", "answered"),
    )
    found, unit = answered(log), lam * DAY / _A_DAY
    edges = np.linspace(_UNMEASURED, 1.0 - _UNMEASURED, _BATCHES + 1) * days * DAY
    parts = [queue_between(found, int(since), int(until)) for since, until in pairwise(edges)]
    targets = {
        "wq": (waiting_time(servers, lam, mu), [part.wq / unit for part in parts]),
        "lq": (queue_length(servers, lam, mu), [part.lq for part in parts]),
        "p0": (idle_chance(servers, lam, mu), [part.p0 for part in parts]),
    }
    return [
        Finding(
            name,
            0.0,
            target,
            float(np.mean(values)),
            float(np.std(values, ddof=1)) / math.sqrt(_BATCHES),
        )
        for name, (target, values) in targets.items()
    ]


GATES = (
    Gate(
        name="mmc",
        about={"en": "M/M/c: the service desk's queue", "zh": "M/M/c：客服排队"},
        source="Erlang (1917); Gross, Shortle, Thompson and Harris (2008), section 3.3",
        unit={"en": "no time: steady state", "zh": "稳态，与时间无关"},
        points=Parameter(0.0, 0.0, 0.0, "none: the steady state"),
        default_t=(0.0,),
        parameters={
            "c": Parameter(3, 1, 200, "agents"),
            "lam": Parameter(2.0, 1e-6, 1e6, "questions in a unit of time"),
            "mu": Parameter(1.0, 1e-6, 1e6, "answers an agent can give in a unit of time"),
        },
        measure=measure,
        cases=(
            Case(400_000, "computed: Erlang C", values={"c": 1, "lam": 0.7, "mu": 1.0}),
            Case(400_000, "computed: Erlang C"),
            Case(400_000, "computed: Erlang C", values={"c": 5, "lam": 3.5, "mu": 1.0}),
        ),
    ),
)
