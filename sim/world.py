"""One run: a plan, a replication, a world, a result."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

import simpy

from sim.behaviour.clock import DAY
from sim.behaviour.units import fen
from sim.brand.brand import Brand
from sim.config.schema import Plan
from sim.measure.events import EventLog, Kept, Take
from sim.measure.kpis import Figures, compute
from sim.measure.result import RunResult
from sim.measure.tally import ROW, SERIES
from sim.population.districts.line import Line
from sim.population.engine import chosen
from sim.population.from_plan import rules_of
from sim.population.interface import Population
from sim.population.reference import Town
from sim.population.rules import Rules


class World:
    """A plan set up and ready to be lived once: clock, brand and shoppers.

    `events` keeps the event log, whole or only the kinds named.
    `threads` (all cores this process may use, unless given) and `block` (rows) are how the
    compiled engine shares the work, `lines` lead to the districts of a population that lives in
    several workers; no result depends on them. For `events` see `simulate`. `traced` notes in the
    event log who enters a journey, which step comes, and who leaves early; nothing else changes.
    """

    def __init__(
        self,
        plan: Plan,
        replication: int,
        events: bool | Take = False,
        *,
        threads: int | None = None,
        block: int | None = None,
        lines: Sequence[Line] = (),
        traced: bool = False,
    ) -> None:
        self.rules = rules_of(plan, replication, traced=traced)
        self._kept = Kept() if events is True else None
        take = self._kept or events
        self.log = EventLog(take) if callable(take) else None
        env = simpy.Environment(initial_time=self.rules.first_day * DAY)
        self.env = env
        purse = _purse(env, self.rules)
        self.population = (
            _districts(self.rules, replication, purse, self.log, lines)
            if lines
            else _city(self.rules, replication, purse, self.log, threads, block)
            if chosen(plan) == "compiled"
            else Town(env, self.rules, replication, purse, self.log)
        )
        self.brand = Brand(env, self.rules, replication, self.population)
        if self.log is not None:
            env.process(self._hand_on(self.log))

    def run(self) -> RunResult:
        """Live to the horizon and count."""
        self.env.run(until=self.brand.over)
        if self.log is not None:
            self.log.complete(self.rules.horizon)
        ledger = self.brand.book.balances()
        daily = self.brand.daily
        size, active = self.population.cohorts()
        return RunResult(
            parts=compute(
                Figures(self.rules, daily, ledger, self.population.finals(), self.brand.read_outs())
            ),
            daily={name: daily[:, ROW[name]].copy() for name in SERIES},
            cohort_size=size,
            cohort_active=active,
            ledger=ledger,
            weekly_repeats=self.population.weekly_repeats(),
            events=self._kept.events().columns() if self._kept is not None else None,
            stages=self.brand.stage_looks(),
        )

    def _hand_on(self, log: EventLog) -> Generator[simpy.Event, object, None]:
        """At each midnight the days before it are complete."""
        while True:
            log.complete(int(self.env.now))
            yield self.env.timeout(DAY)


def simulate(plan: Plan, replication: int, events: bool | Take = False) -> RunResult:
    """Live a plan through once.

    The same plan and replication give the same result, bit for bit; the same seed under another
    plan gives the same people with the same luck (twin worlds). `events=True` keeps the whole event
    log in the result; a function is given it day by day instead, and the result holds none. `Kept`
    is such a function, which may ask for some kinds of event alone.
    """
    return World(plan, replication, events).run()


def _city(*arguments: Any) -> Population:
    """The compiled engine; importing it loads, or makes, its machine code."""
    from sim.population.compiled.city import City

    return City(*arguments)


def _districts(*arguments: Any) -> Population:
    """The compiled engine in several workers."""
    from sim.population.districts.districts import Districts

    return Districts(*arguments)


def _purse(env: simpy.Environment, rules: Rules) -> simpy.Container:
    """The approved coupon budget in fen; what is left of it is its level."""
    budget = fen(rules.plan.coupon.budget * rules.plan.shoppers.initial / 1000.0)
    return simpy.Container(env, init=budget)
