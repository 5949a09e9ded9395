"""Who is credited with a sale (归因), held against what truly caused it.

Rules (`sim.study.crediting`) read the event log, as a brand would. The truth needs what no brand
has: the same people with the same luck, lived again without a channel (its execution 0), and
without all of them. What a rule credits is compared with what would not have been sold.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from sim.config.schema import Plan, Study
from sim.measure.events import Kept
from sim.measure.result import RunResult
from sim.study.crediting import credited, read_log
from sim.study.points import STORE, Crewed, Point, Run
from sim.study.replicate import Simulate
from sim.study.store import Store, plan_digest

EVENTS = ("joined", "order", "commission", "touch_delivered", "touch_opened")
TRUTH = "true"
HEADER = ("scenario", "replication", "rule", "channel", "orders", "sales_yuan")
ALL = "all"


class Credit(NamedTuple):
    """What a rule credits a channel with in one replication; `channel` may be `ALL`."""

    scenario: str
    replication: int
    rule: str
    channel: str
    orders: float
    sales_yuan: float


Told = list[Credit] | tuple[int, int]
"""What a life tells: all rules credit, after the totals of the run; or its totals alone."""


def credits(plans: Sequence[Plan], study: Study, simulate: Simulate, kept: Path) -> list[Credit]:
    """Every rule and the truth, for each plan that asks for it, in every replication.

    The lives this takes are kept as those of the study are, so that a killed study goes on.

    Args:
        plans: of the study.
        study: how to run it.
        simulate: what runs one replication.
        kept: the folder of the study's finished runs.
    """
    shown = [plan for plan in plans if plan.attribution.shown]
    if not shown:
        return []
    with _Lives(kept, shown, study, simulate) as lives:
        return [row for plan in shown for row in lives.credits(plan)]


class _Lives(Crewed[Told]):
    """Each plan with its log, and without each channel and all of them."""

    def __init__(self, kept: Path, plans: Sequence[Plan], study: Study, simulate: Simulate) -> None:
        """Take up what is kept in a folder."""
        super().__init__(Store(kept / STORE), study, plans, simulate)
        self._points = {plan.story.name: _lives_of(plan) for plan in plans}
        self._logged = frozenset(points[""].digest for points in self._points.values())
        every = [point for points in self._points.values() for point in points.values()]
        self.live(every, range(study.replications))

    def close(self) -> None:
        """End the workers."""
        super().close()
        self.store.close()

    def credits(self, plan: Plan) -> Iterator[Credit]:
        """What each rule credits, then what each channel truly caused, by replication."""
        name = plan.story.name
        points = self._points[name]
        for replication in range(self.study.replications):
            whole, *rows = (Credit(*row) for row in self._found(points[""], replication))
            yield from rows
            for without, point in points.items():
                if without:
                    orders, fen = self._found(point, replication)
                    truth = whole.orders - orders, whole.sales_yuan - fen / 100
                    yield Credit(name, replication, TRUTH, without, *truth)

    def _found(self, point: Point, replication: int) -> Any:
        return json.loads(self.store.content(point.digest, replication))

    def _done(self, point: Point) -> set[int]:
        return self.store.kept(point.digest)

    def _task(self, simulate: Simulate) -> Callable[[Run], Told]:
        logged = self._logged

        def live(run: Run) -> Told:
            point, replication = run
            if point.digest in logged:
                return _credited(point.plan, replication, simulate)
            return _totals(simulate(point.plan, replication))

        return live

    def _keep(self, point: Point, replication: int, found: Told) -> None:
        self.store.keep(point.digest, replication, json.dumps(found).encode())


def _lives_of(plan: Plan) -> dict[str, Point]:
    """The plan as it is under "", without each channel under its name, and without all."""
    channels = used_channels(plan)
    gone = {"": (), **{one: (one,) for one in channels}, ALL: channels}

    def named(without: str) -> str:
        text = f"{plan_digest(plan)} {plan.story.name} credit {without}"
        return hashlib.sha256(text.encode()).hexdigest()

    return {
        without: Point.named(named(without), silenced(plan, muted) if without else plan)
        for without, muted in gone.items()
    }


def _credited(plan: Plan, replication: int, simulate: Simulate) -> list[Credit]:
    """The totals of a run under no rule, then what each rule makes of its log."""
    channels, kept = used_channels(plan), Kept(EVENTS)
    result = simulate(plan, replication, kept)
    place = (plan.story.name, replication)
    orders, fen = _totals(result)
    log = read_log(kept.events().columns(), channels)
    rows = [Credit(*place, "", "", float(orders), fen / 100)]
    guide = _guide_channel(plan, channels)
    days = plan.attribution.window_days
    for name, shares, sales in credited(log, len(channels), guide, days):
        totals = ((*shares, shares.sum()), (*sales, sales.sum()))
        parts = zip((*channels, ALL), *totals, strict=True)
        rows += [Credit(*place, name, one, float(n), float(x) / 100) for one, n, x in parts]
    return rows


def used_channels(plan: Plan) -> tuple[str, ...]:
    """Touch channels the plan sends anything through, in the order of the plan."""
    used = {campaign.channel for campaign in plan.campaigns.values()}
    used |= {step.channel for journey in plan.journeys.values() for step in journey.steps}
    return tuple(name for name in plan.touch.channels if name in used)


def _guide_channel(plan: Plan, channels: Sequence[str]) -> int:
    """Place of the channel in which guides do the work, or -1."""
    steps = [step for journey in plan.journeys.values() for step in journey.steps]
    return next((channels.index(one.channel) for one in steps if one.minutes), -1)


def silenced(plan: Plan, channels: Sequence[str]) -> Plan:
    """The same plan in which nothing goes out through these channels."""
    muted = {
        name: replace(channel, execution=0.0) if name in channels else channel
        for name, channel in plan.touch.channels.items()
    }
    return replace(plan, touch=replace(plan.touch, channels=muted))


def _totals(result: RunResult) -> tuple[int, int]:
    return int(result.daily["orders"].sum()), int(result.daily["list_fen"].sum())
