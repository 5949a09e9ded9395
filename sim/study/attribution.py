"""Who is credited with a sale (归因), held against what truly caused it.

Rules read the event log, as a brand would: who opened what before the order. The truth needs what
no brand has: the same people with the same luck, lived again without a channel (its execution 0),
and without all of them. What a rule credits is compared with what would not have been sold.

`data_driven` is the Shapley value of a channel in the mean orders of a shopper's day, by which
channels were opened in the window before it: data alone, and so with whatever made people open.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.behaviour.clock import DAY
from sim.config.schema import Plan, Study
from sim.measure.events import Kept
from sim.measure.result import RunResult
from sim.study.decomposition import EventColumns
from sim.study.points import STORE, Crewed, Point, Run
from sim.study.replicate import Simulate
from sim.study.store import Store, plan_digest

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

EVENTS = ("joined", "order", "commission", "touch_delivered", "touch_opened")
RULES = ("book", "last_sent", "last_touch", "first_touch", "linear", "data_driven")
TRUTH = "true"
HEADER = ("scenario", "replication", "rule", "channel", "orders", "sales_yuan")
ALL = "all"
_CHUNK = 20_000  # shoppers at a time


class Credit(NamedTuple):
    """What a rule credits a channel with in one replication; `channel` may be `ALL`."""

    scenario: str
    replication: int
    rule: str
    channel: str
    orders: float
    sales_yuan: float


@dataclass(frozen=True)
class Log:
    """Orders and opened touches of one run, shoppers numbered by uid; days from day 0.

    order_*: by shopper, then time; earned: whether a guide earned commission. touch_*: likewise.
    """

    people: int
    since: Ints  # day from which each is a member, shape (people,)
    order_who: Ints
    order_ms: Ints
    fen: Ints
    earned: npt.NDArray[np.bool_]
    opened: tuple[Ints, Ints, Ints]  # who, ms, channel
    sent: tuple[Ints, Ints, Ints]


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


# -- the log ----------------------------------------------------------------------------------


def read_log(events: EventColumns, channels: Sequence[str]) -> Log:
    """The log of a run (columns as in `sim.measure.result.RunResult`), for these channels."""
    kind, ms = events["event"], np.asarray(events["time_ms"], np.int64)
    people, who = np.unique(np.asarray(events["uid"], np.int64), return_inverse=True)
    since = np.zeros(len(people), np.int64)
    joins = np.flatnonzero(kind == "joined")
    since[who[joins]] = np.maximum(0, ms[joins] // DAY)
    sale = _in_order(np.flatnonzero((kind == "order") & (ms >= 0)), who, ms)
    number = np.asarray(events["reference"], np.int64)
    paid = np.flatnonzero(kind == "commission")
    width = int(number[sale].max(initial=0)) + 1
    earned = np.isin(who[sale] * width + number[sale], who[paid] * width + number[paid])
    places = {name: place for place, name in enumerate(channels)}

    def touches(event: str) -> tuple[Ints, Ints, Ints]:
        rows = np.flatnonzero((kind == event) & np.isin(events["channel"], channels))
        rows = _in_order(rows, who, ms)
        through = [places[str(name)] for name in events["channel"][rows]]
        return who[rows], ms[rows], np.array(through, dtype=np.int64)

    fen = np.asarray(events["amount_fen"], np.int64)[sale]
    opened, sent = touches("touch_opened"), touches("touch_delivered")
    return Log(len(people), since, who[sale], ms[sale], fen, earned, opened, sent)


def _in_order(rows: Ints, who: Ints, ms: Ints) -> Ints:
    return rows[np.lexsort((ms[rows], who[rows]))]


# -- rules ------------------------------------------------------------------------------------


def credited(
    log: Log, channels: int, guide: int, days: int
) -> Iterator[tuple[str, Floats, Floats]]:
    """Each of `RULES`: its name, orders and fen by channel, shape (channels,).

    guide: place of the guides' channel, or -1; days: window of a touch that counts.
    """
    yield ("book", *_book(log, channels, guide))
    for name, touches in (("last_sent", log.sent), ("last_touch", log.opened)):
        first, last = _window(log, touches, days)
        shares = np.zeros((len(log.fen), channels))
        any_ = np.flatnonzero(last > first)
        shares[any_, touches[2][last[any_] - 1]] = 1.0
        yield name, shares.sum(axis=0), log.fen @ shares
    first, last = _window(log, log.opened, days)
    shares = np.zeros((len(log.fen), channels))
    any_ = np.flatnonzero(last > first)
    shares[any_, log.opened[2][first[any_]]] = 1.0
    yield "first_touch", shares.sum(axis=0), log.fen @ shares
    shares = _equal_shares(log, first, last, channels)
    yield "linear", shares.sum(axis=0), log.fen @ shares
    yield ("data_driven", *_data_driven(log, channels, days))


def _book(log: Log, channels: int, guide: int) -> tuple[Floats, Floats]:
    """Every order that earned a guide commission goes to the guides."""
    orders, fen = np.zeros(channels), np.zeros(channels)
    if guide >= 0:
        orders[guide], fen[guide] = log.earned.sum(), log.fen[log.earned].sum()
    return orders, fen


def _window(log: Log, touches: tuple[Ints, Ints, Ints], days: int) -> tuple[Ints, Ints]:
    """By order, the stretch of its shopper's touches in the `days` before it."""
    who, ms, _ = touches
    span = int(max(ms.max(initial=0), log.order_ms.max(initial=0))) + days * DAY + 1
    key, at = who * span + ms, log.order_who * span
    first = np.searchsorted(key, at + np.maximum(0, log.order_ms - days * DAY))
    return first, np.searchsorted(key, at + log.order_ms)


def _equal_shares(log: Log, first: Ints, last: Ints, channels: int) -> Floats:
    """Each touch of the window the same share of its order, shape (orders, channels)."""
    counts = np.zeros((len(log.opened[2]) + 1, channels))
    if len(log.opened[2]):
        counts[np.arange(1, len(counts)), log.opened[2]] = 1.0
    sums = counts.cumsum(axis=0)
    shares = sums[last] - sums[first]
    return np.asarray(shares / np.maximum(1.0, shares.sum(axis=1, keepdims=True)))


def _data_driven(log: Log, channels: int, days: int) -> tuple[Floats, Floats]:
    """Shapley values of the channels in orders and fen, summed over all shoppers' days."""
    latest = max(log.order_ms.max(initial=0), log.opened[1].max(initial=0))
    horizon = 1 + int(latest) // DAY
    lived, orders, fen = np.zeros((3, 1 << channels))
    for first in range(0, log.people, _CHUNK):
        last = min(first + _CHUNK, log.people)
        sets = _exposed(log, first, last, horizon, channels, days)
        here = np.arange(horizon)[None, :] >= log.since[first:last, None]
        lived += np.bincount(sets[here], minlength=1 << channels)
        some = slice(*np.searchsorted(log.order_who, (first, last)))
        at = sets[log.order_who[some] - first, log.order_ms[some] // DAY]
        orders += np.bincount(at, minlength=1 << channels)
        fen += np.bincount(at, log.fen[some], minlength=1 << channels)
    return shapley(orders, lived, channels), shapley(fen, lived, channels)


def _exposed(log: Log, first: int, last: int, horizon: int, channels: int, days: int) -> Any:
    """Bits of the channels each shopper opened in the `days` before each day, (people, days)."""
    sets = np.zeros((last - first, horizon), dtype=np.int64)
    who, ms, through = log.opened
    some = slice(*np.searchsorted(who, (first, last)))
    for channel in range(channels):
        mine = through[some] == channel
        counts = np.zeros((last - first, horizon + days + 1), dtype=np.int32)
        rows, day = who[some][mine] - first, ms[some][mine] // DAY
        np.add.at(counts, (rows, day + 1), 1)  # known from the day after
        np.add.at(counts, (rows, day + 1 + days), -1)
        sets |= (counts.cumsum(axis=1)[:, :horizon] > 0).astype(np.int64) << channel
    return sets


def shapley(total: Floats, lived: Floats, channels: int) -> Floats:
    """What each channel adds to a total, shape (channels,).

    total, lived: by the set of channels opened, bits, shape (2 ** channels,): the outcome and the
    days it was counted over. A set nobody lived in has the mean of the days without any channel.
    """
    base = total[0] / lived[0] if lived[0] else 0.0
    mean = np.where(lived > 0, total / np.maximum(1.0, lived), base)
    found = np.zeros(channels)
    for whole in np.flatnonzero(lived):
        members = [one for one in range(channels) if whole >> one & 1]
        for one in members:
            others = [other for other in members if other != one]
            for size in range(len(members)):
                weight = 1.0 / (len(members) * math.comb(len(others), size))
                for chosen in combinations(others, size):
                    before = sum(1 << other for other in chosen)
                    gain = mean[before | 1 << one] - mean[before]
                    found[one] += weight * gain * lived[whole]
    return found
