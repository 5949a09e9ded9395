"""The platform's law holds in the log, whoever checks, and costs what it stops."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.behaviour.clock import DAY
from sim.behaviour.platform_law import (
    CALENDAR,
    DAYS,
    GAP,
    GAP_BITS,
    QUARTER,
    QUIET,
    as_of_now,
    forbids,
    with_one_more,
)
from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.population.law import law_of
from sim.world import simulate
from tests.conftest import Planner
from tests.world.law_checker import checked, without_rules

HOUR = 3_600_000

# -- one rule, against a list of moments --------------------------------------------------------

MOMENTS = st.lists(st.integers(0, 40 * DAY // 60_000), min_size=1, max_size=60, unique=True)


def let_through(
    moments: list[int], window: int, bits: int, length: int, most: int, since: list[int]
) -> list[int]:
    """The moments a rule lets through when each is tried in turn."""
    kept, before, sent = 0, 0, []
    for now in moments:
        kept = as_of_now(kept, window, bits, length, before, now, since[now // DAY])
        before = now if window != GAP else before
        if not forbids(kept, window, bits, length, most, now, 0):
            kept = with_one_more(kept, window, bits, now)
            sent.append(now)
        before = now
    return sent


@settings(max_examples=150, deadline=None)
@given(minutes=MOMENTS, length=st.integers(1, 9), most=st.integers(1, 6))
def test_running_days_are_those_of_a_list(minutes: list[int], length: int, most: int) -> None:
    """As many as `most` in any `length` calendar days running, and no message too few."""
    moments, sent = sorted(minute * 60_000 for minute in minutes), []
    for now in moments:
        recent = [one for one in sent if one // DAY > now // DAY - length]
        sent += [now] if len(recent) < most else []
    bits = most.bit_length()
    assert let_through(moments, DAYS, bits, length, most, [0] * 41) == sent


@settings(max_examples=150, deadline=None)
@given(minutes=MOMENTS, month=st.integers(3, 15), most=st.integers(1, 6))
def test_calendar_windows_are_those_of_a_list(minutes: list[int], month: int, most: int) -> None:
    """As many as `most` in each window of the calendar."""
    moments, sent = sorted(minute * 60_000 for minute in minutes), []
    for now in moments:
        same = [one for one in sent if one // DAY // month == now // DAY // month]
        sent += [now] if len(same) < most else []
    since = [day // month * month * DAY for day in range(41)]
    assert let_through(moments, CALENDAR, most.bit_length(), 1, most, since) == sent


@settings(max_examples=150, deadline=None)
@given(minutes=MOMENTS, hours=st.integers(1, 31))
def test_a_gap_is_never_too_short_and_exact_on_quarters(minutes: list[int], hours: int) -> None:
    """Off the quarter the wait is rounded up to the next one; on it, it is exact."""
    length = hours * HOUR // QUARTER
    for step in (60_000, QUARTER):
        moments = sorted({minute * 60_000 // step * step for minute in minutes})
        sent = let_through(moments, GAP, GAP_BITS, length, 1, [0] * 41)
        assert all(gap >= hours * HOUR for gap in np.diff(sent))
        wanted: list[int] = []
        for now in moments:
            late = hours * HOUR if step == QUARTER else hours * HOUR + QUARTER
            wanted += [now] if not wanted or now - wanted[-1] >= late else []
        assert sent == wanted if step == QUARTER else len(sent) >= len(wanted)


QUIET_HOURS = {
    "over midnight": (20, 8, [20, 23, 0, 7], [8, 12, 19]),
    "by day": (12, 14, [12, 13], [11, 14]),
}


@pytest.mark.parametrize(("first", "until", "held", "free"), QUIET_HOURS.values(), ids=QUIET_HOURS)
def test_quiet_hours(first: int, until: int, held: list[int], free: list[int]) -> None:
    """Nothing goes out from the first hour on until the last."""

    def quiet(hour: int) -> bool:
        return forbids(0, QUIET, 0, first * HOUR, 1, 5 * DAY + hour * HOUR, until * HOUR)

    assert all(quiet(hour) for hour in held)
    assert not any(quiet(hour) for hour in free)


# -- whole runs, against the checker ------------------------------------------------------------

MANY = (
    *("shoppers.initial=6000", "horizon_days=150", "engine=compiled"),
    "touch.response.annoyance=0",
    "+journeys.care={trigger:purchased,priority:1,from_day:0,until_day:999,coverage:1,steps:["
    "{day:2,action:touch,channel:guide,content:service,hour:20,minutes:0,accept:0,coupon:false},"
    "{day:3,action:touch,channel:guide,content:service,hour:10,minutes:2,accept:0,coupon:false}]}",
)
OTHER_CHANNELS = (
    "+touch.channels.sms={enrol:0.5,execution:1,open_rate:0.1,click_rate:0,fen_per_message:5,"
    "yuan_per_group_month:0}",
    "+touch.channels.push={enrol:0.5,execution:1,open_rate:0.1,click_rate:0,fen_per_message:0,"
    "yuan_per_group_month:0}",
    "+campaigns.text={channel:sms,content:promotion,hours:[7.5,9.1,20.3],every_days:1,from_day:0,"
    "until_day:999,coupon:false,intensity:0.7}",
    "+campaigns.push={channel:push,content:promotion,hours:[9.1,14,20],every_days:1,from_day:0,"
    "until_day:999,coupon:false,intensity:0.7}",
)
PACKS = {
    "wecom_2021": (),
    "wecom_2025_11": (),
    "wecom_by_date": ("start_date=2025-09-10",),
    "klaviyo": OTHER_CHANNELS,
    "braze": OTHER_CHANNELS,
}


@pytest.mark.parametrize(("pack", "settings"), PACKS.items(), ids=PACKS)
def test_no_message_breaks_the_law(plan: Planner, pack: str, settings: tuple[str, ...]) -> None:
    """Some hundred thousand messages: the checker finds nothing, and something was stopped."""
    found = checked(plan("mass_twice_daily", *MANY, *settings, f"platform={pack}"))
    assert found.broken == []
    assert found.sent > 60_000
    assert found.forbidden > 10_000


@pytest.mark.parametrize(("pack", "settings"), PACKS.items(), ids=PACKS)
def test_the_checker_can_fail(plan: Planner, pack: str, settings: tuple[str, ...]) -> None:
    """The same plans without rules break every rule of the pack that has a channel of theirs."""
    rules = plan("mass_twice_daily", *settings, f"platform={pack}").platform.rules
    lawless = plan("mass_twice_daily", *MANY, "shoppers.initial=300", *settings)
    reached = {
        name for name, rule in rules.items() if set(rule.channels) & set(lawless.touch.channels)
    }
    broken = {line.split()[1].rstrip(":") for line in without_rules(lawless, rules).broken}
    used = {"guide", "sms", "push"}
    assert broken == {name for name in reached if set(rules[name].channels) & used}


@pytest.mark.slow
@pytest.mark.parametrize(("pack", "settings"), PACKS.items(), ids=PACKS)
def test_no_message_of_millions_breaks_the_law(
    plan: Planner, pack: str, settings: tuple[str, ...]
) -> None:
    """The same with ten times the people over a year."""
    size = ("shoppers.initial=40000", "horizon_days=365")
    found = checked(plan("mass_twice_daily", *MANY, *size, *settings, f"platform={pack}"))
    assert found.broken == []
    assert found.sent > 900_000


def test_the_rule_changes_on_its_day(plan: Planner) -> None:
    """Four a month and one a day before 2025-11-17; twice a day after it, up to thirty a month."""
    crossing = plan(
        "mass_across_the_change",
        "shoppers.initial=200",
        "start_date=2025-10-01",
        "horizon_days=92",
        "touch.response.annoyance=0",
        "acquisition=none",
    )
    log = simulate(crossing, 0, events=True).events
    assert log is not None
    sent = log["event"] == "touch_delivered"
    days = log["time_ms"][sent] // DAY
    people = len(set(log["uid"][sent].tolist()))
    counts = np.bincount(days, minlength=92)
    change = (date(2025, 11, 17) - crossing.start_date).days
    execution = crossing.touch.channels["guide"].execution
    assert counts[:change].max() <= people
    assert counts[:31].sum() == counts[31:change].sum() == 4 * people
    assert abs(counts[change] / people - 2 * execution) < 0.2
    assert 20 * people < counts[change:61].sum() <= 26 * people


def test_rules_on_channels_a_plan_has_not_change_nothing(plan: Planner) -> None:
    """A plan of community messages lives on under rules for e-mail, text and push."""
    small = ("shoppers.initial=300", "horizon_days=60")
    logs = [
        simulate(plan("touch_heavy", *small, f"platform={pack}"), 0, events=True)
        for pack in ("wecom", "klaviyo")
    ]
    for name, column in (logs[0].events or {}).items():
        assert column.tobytes() == (logs[1].events or {})[name].tobytes()
    assert logs[0].ledger.tobytes() == logs[1].ledger.tobytes()


def test_what_is_forbidden_is_counted_and_priced(plan: Planner) -> None:
    """Counts and fees are those of the log; what the plan's own cap holds back counts apart."""
    run = simulate(
        plan("sms_smart_sending", "shoppers.initial=300", "horizon_days=60", "touch.weekly_cap=2"),
        0,
        events=True,
    )
    assert run.events is not None
    for event, kpi in (("touch_forbidden", "forbidden"), ("touch_blocked", "blocked")):
        assert (run.events["event"] == event).sum() == run.kpis[kpi] > 0
    assert run.kpis["forbidden_fees"] == pytest.approx(run.kpis["forbidden"] * 0.05)


# -- mistakes -----------------------------------------------------------------------------------


def test_rules_beyond_a_members_memory_are_refused(plan: Planner) -> None:
    """The rule that finds no room is named, and what each takes."""
    wide = (
        "+platform.rules.wide={channels:[guide],applies:all,window:days,length:30,most:3,quiet:[],"
        "from_date:2020-01-01,until_date:2999-12-31}"
    )
    with pytest.raises(InputError, match="more memory of each member") as error:
        law_of(plan("mass_twice_daily", wide), lambda _: 0)
    assert "platform.rules.wide" in str(error.value)


MISTAKES = {
    "ends before it begins": "platform.rules.customer_month.until_date=1800-01-01",
    "quiet hours go with window=quiet": "platform.rules.customer_month.quiet=[1,2]",
    "not one of its allowed words": "platform.rules.customer_month.window=fortnight",
}


@pytest.mark.parametrize(("what", "setting"), MISTAKES.items(), ids=MISTAKES)
def test_a_rule_that_cannot_hold_is_refused(what: str, setting: str) -> None:
    """Each with what is wrong."""
    with pytest.raises(InputError, match=what):
        compose_plan("mass_twice_daily_2021", [setting])
