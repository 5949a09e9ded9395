"""Limits of the brand's own (频次策略): by channel, class, stage and window, in the log itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.behaviour.clock import DAY
from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.randomness.address import name_hash
from sim.world import simulate
from tests.conftest import Planner

HOUR = 3_600_000
SMALL = ("shoppers.initial=1200", "horizon_days=80")
NONE = ("~touch.limits.two_a_week", "~touch.limits.no_selling")
NEVER_BOUGHT = ("audiences.silent.stages=[never_bought]", "touch.response.annoyance=0")


def log_of(plan: Planner, *settings: str) -> dict[str, Any]:
    """The event log of silent_spared with other settings."""
    found = simulate(plan("silent_spared", *SMALL, *settings), 0, events=True).events
    assert found is not None
    return dict(found)


def sent(log: dict[str, Any], campaign: str) -> dict[int, list[int]]:
    """When each member got a message of a campaign, in ms."""
    mine = (log["event"] == "touch_delivered") & (log["reference"] == name_hash(campaign))
    found: dict[int, list[int]] = {}
    for uid, time in zip(log["uid"][mine].tolist(), log["time_ms"][mine].tolist(), strict=True):
        found.setdefault(uid, []).append(time)
    return found


def first_orders(log: dict[str, Any]) -> dict[int, int]:
    """The first order of whoever joined in the run; a far moment if there is none."""
    new = (log["event"] == "joined") & (log["time_ms"] >= 0)
    found = dict.fromkeys(log["uid"][new].tolist(), 1 << 60)
    orders = log["event"] == "order"
    for uid, time in zip(log["uid"][orders].tolist(), log["time_ms"][orders].tolist(), strict=True):
        if uid in found:
            found[uid] = min(found[uid], time)
    return found


def test_a_stage_gets_so_many_of_a_class(plan: Planner) -> None:
    """Newcomers without an order at midnight: two items a week, nothing that sells; then all."""
    log = log_of(plan, *NEVER_BOUGHT)
    bought = first_orders(log)
    items, selling = sent(log, "reading"), sent(log, "benefit")
    full, spared, later = 0, 0, 0
    for uid, order in bought.items():
        before = [time for time in items.get(uid, []) if order >= time // DAY * DAY]
        days = [time // DAY for time in before]
        running = [sum(day - 6 <= other <= day for other in days) for day in days]
        assert max(running, default=0) <= 2
        full += 2 in running
        assert not [time for time in selling.get(uid, []) if order >= time // DAY * DAY]
        spared += len(before)
        later += len(items.get(uid, [])) - len(before)
    assert full > 20 and spared > 50 and later > 50


def test_nobody_else_is_spared(plan: Planner) -> None:
    """Members of day 0 have all bought: whoever joined before it lives as without limits."""
    limited = log_of(plan, *NEVER_BOUGHT)
    free = log_of(plan, *NEVER_BOUGHT, *NONE)
    assert (limited["event"] == "touch_blocked").sum() > 100
    assert (free["event"] == "touch_blocked").sum() == 0
    new = set(free["uid"][(free["event"] == "joined") & (free["time_ms"] >= 0)].tolist())
    for name in limited:
        one, other = (
            log[name][~np.isin(log["uid"], list(new))].tolist() for log in (limited, free)
        )
        assert one == other


def test_a_class_is_counted_by_itself(plan: Planner) -> None:
    """One that sells in ten days for everybody, and as much to read as ever."""
    only = "+touch.limits.one={classes:[promotion],window:days,length:10,most:1}"
    log = log_of(plan, *NONE, only, "touch.response.annoyance=0")
    for times in sent(log, "benefit").values():
        assert np.diff(np.array(times) // DAY).min(initial=99) >= 10
    free = log_of(plan, *NONE, "touch.response.annoyance=0")
    assert sent(log, "reading") == sent(free, "reading")
    assert len(sent(log, "benefit")) == len(sent(free, "benefit")) > 100


def test_a_gap_between_two_classes(plan: Planner) -> None:
    """Of noon and evening of a Friday the second falls within twelve hours of the first."""
    gap = "+touch.limits.one={channels:[community],window:hours,length:12}"
    log = log_of(plan, *NONE, gap, "touch.response.annoyance=0")
    evenings, noons = sent(log, "reading"), sent(log, "benefit")
    assert sum(map(len, noons.values())) > 500
    for uid, times in noons.items():
        on = {time // DAY for time in times}
        assert not on & {time // DAY for time in evenings.get(uid, [])}


def test_a_limit_of_a_season_holds_in_its_days_alone(plan: Planner) -> None:
    """From its first day on what came before counts; from the day it ends on nothing is held."""
    first, until = 20, 48
    season = f"+touch.limits.one={{window:days,length:7,most:2,from_day:{first},until_day:{until}}}"
    log = log_of(plan, *NONE, season, "touch.response.annoyance=0")
    held = log["time_ms"][log["event"] == "touch_blocked"] // DAY
    assert held.min() == first and held.max() == until - 1
    free = log_of(plan, *NONE, "touch.response.annoyance=0")
    outside = 0
    for uid, times in sent(log, "reading").items():
        days = np.array(sent(log, "benefit").get(uid, []) + times) // DAY
        for day in range(first, until):
            if day in days:
                assert ((days > day - 7) & (days <= day)).sum() <= 2
        untouched = [time for time in times if not first <= time // DAY < until]
        others = [time for time in sent(free, "reading")[uid] if not first <= time // DAY < until]
        assert untouched == others
        outside += len(others)
    assert outside > 1000


JOURNEYS = (
    "+journeys.care={trigger:purchased,priority:1,from_day:0,until_day:999,coverage:1,steps:["
    "{day:0,action:add_friend,channel:guide,content:service,hour:10,minutes:2,accept:1,"
    "coupon:false},"
    "{day:2,action:touch,channel:guide,content:service,hour:20,minutes:0,accept:0,coupon:false},"
    "{day:3,action:touch,channel:guide,content:service,hour:10,minutes:2,accept:0,coupon:false}]}",
    "touch.channels.guide.enrol=0.5",
)
PLANS = {
    "stage and class": (),
    "steps and guides": (*JOURNEYS, "touch.limits.two_a_week.most=1"),
    "never bought": NEVER_BOUGHT,
    "months": (
        *NONE,
        "+touch.limits.a={window:month,most:3}",
        "+touch.limits.b={classes:[content],window:week,most:1}",
    ),
    "quiet": (
        *JOURNEYS,
        *NONE,
        "+touch.limits.a={channels:[guide],audience:silent,window:quiet,quiet:[19,9]}",
        "+touch.limits.b={window:hours,length:9,audience:silent}",
    ),
    "beside a platform": (*JOURNEYS, "platform=wecom_2021"),
    "season": (
        *NONE,
        "+touch.limits.a={window:week,most:1,from_day:20,until_day:40}",
        "+touch.limits.b={window:quiet,quiet:[19,9],from_day:45,until_day:50}",
    ),
}


@pytest.mark.parametrize("settings", PLANS.values(), ids=PLANS)
def test_both_engines_write_the_same_log(plan: Planner, settings: tuple[str, ...]) -> None:
    """Byte for byte, accounts too; and something is held back."""
    size = ("shoppers.initial=250", "horizon_days=60")
    runs = [
        simulate(plan("silent_spared", *size, *settings, f"engine={engine}"), 0, events=True)
        for engine in ("simpy", "compiled")
    ]
    logs = [run.events or {} for run in runs]
    assert runs[0].kpis["blocked"] > 0
    for name in logs[0]:
        assert logs[0][name].tobytes() == logs[1][name].tobytes(), name
    assert runs[0].ledger.tobytes() == runs[1].ledger.tobytes()


MISTAKES = {
    "no such audience": "touch.limits.two_a_week.audience=nobody",
    "no such content class": "touch.limits.two_a_week.classes=[adverts]",
    "no such touch channel": "+touch.limits.two_a_week.channels=[pigeon]",
    "most means nothing where window=hours": "touch.limits.two_a_week.window=hours",
    "length means nothing where window=week": "touch.limits.two_a_week.window=week",
    "quiet hours go with window=quiet": "+touch.limits.no_selling.quiet=[20,8]",
    "ends before it begins": "+touch.limits.one={window:week,from_day:9,until_day:8}",
    "more memory of each member": "touch.limits.two_a_week.length=31",
}


@pytest.mark.parametrize(("what", "setting"), MISTAKES.items(), ids=MISTAKES)
def test_a_limit_that_cannot_hold_is_refused(what: str, setting: str) -> None:
    """Each with what is wrong."""
    with pytest.raises(InputError, match=what):
        simulate(compose_plan("silent_spared", [setting, *SMALL]).plan, 0)
