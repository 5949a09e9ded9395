"""Stage views: every member in one stage of each, the same in both engines, as the log has it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from sim.behaviour.clock import DAY
from sim.behaviour.stages import EVER, WIDTH, stage_of
from sim.config.errors import InputError
from sim.config.keys import field_levers
from sim.config.known import Stage
from sim.measure.result import StageLook
from sim.population.known import known_of
from sim.world import World, simulate
from tests.conftest import Planner

SMALL = ("shoppers.initial=300", "horizon_days=75", "views=all")
REFERRAL = (*SMALL, "referral.accept=0.1")


def looks_of(plan: Planner, engine: str, *overrides: str) -> tuple[StageLook, ...]:
    """Counts of the views of a plan in which people are invited, fall silent and leave."""
    return simulate(plan("two_sided_referral", *REFERRAL, f"engine={engine}", *overrides), 0).stages


def test_both_engines_count_the_same(plan: Planner) -> None:
    """All views, all days, stocks and flows, orders recognised or not, to the person."""
    for share in (1, 0.6):
        ours, theirs = (
            looks_of(plan, engine, f"identity.recognised={share}")
            for engine in ("simpy", "compiled")
        )
        assert [one[:2] for one in ours] == [one[:2] for one in theirs]
        for one, other in zip(ours, theirs, strict=True):
            assert np.array_equal(one.flows, other.flows), one[:2]


def test_blocks_change_no_count(plan: Planner) -> None:
    """Who was in which stage is remembered by person, wherever their row lies."""
    rules = plan("two_sided_referral", *REFERRAL, "engine=compiled")
    whole, parts = (World(rules, 0, threads=2, block=size).run().stages for size in (64, 1 << 15))
    assert all(np.array_equal(a.flows, b.flows) for a, b in zip(whole, parts, strict=True))


def test_every_member_is_in_one_stage_and_flows_add_up(plan: Planner) -> None:
    """Each view counts who has joined; who was in a stage is who flows out of it next."""
    result = simulate(plan("two_sided_referral", *REFERRAL, "engine=simpy"), 0)
    joined = np.cumsum(result.daily["joined"]) + 300
    views = {look.view for look in result.stages}
    assert len(views) == 11
    for view in views:
        looks = [look for look in result.stages if look.view == view]
        assert [look.day for look in looks] == [0, 31, 59, 75]  # January 1, February 1, March 1
        for look, after in pairwise(looks):
            assert np.array_equal(look.flows.sum(axis=0), after.flows[:-1].sum(axis=1))
        for look in looks[1:]:
            assert look.flows.sum() == joined[look.day - 1]


def test_a_stage_is_what_the_log_says(plan: Planner) -> None:
    """Reach and loyalty periods count orders; the four stages count silence since the last one."""
    result = simulate(plan("baseline", *SMALL, "engine=simpy"), 0, events=True)
    log = result.events
    assert log is not None
    bought: dict[int, list[int]] = {}
    for time, uid, event in zip(log["time_ms"], log["uid"], log["event"], strict=True):
        if event in ("joined", "order"):
            bought.setdefault(int(uid), [])
        if event == "order":
            bought[int(uid)].append(int(time) // DAY)
    last = {look.view: look.flows.sum(axis=0) for look in result.stages}
    orders = np.array([len(days) for days in bought.values()])
    assert last["periods"].tolist() == [
        (orders == 0).sum(),
        (orders == 1).sum(),
        (orders > 1).sum(),
        0,
    ]
    rfm_recent = sum(bool(days) and 75 - days[-1] <= 60 for days in bought.values())
    assert last["rfm"][[0, 1, 4, 5]].sum() == rfm_recent
    assert last["rfm"][8] == (orders == 0).sum()


def test_the_first_stage_that_fits_counts(plan: Planner) -> None:
    """Of overlapping stages the first; none of them is a place of its own; never is very long."""
    view = {
        "views": "{v: {en: v, zh: v, stages: {a: {en: a, zh: a, orders_from: 2}, "
        "b: {en: b, zh: b, orders_from: 1}, c: {en: c, zh: c, silent_from: 90, silent_to: 5000}}}}"
    }
    rule = known_of(plan("baseline", f"+views={view['views']}")).views[0]

    def stage(orders: int, silent: int) -> int:
        seen = np.zeros(WIDTH, dtype=np.int64)
        seen[1], seen[2] = orders, silent
        return stage_of(rule.bounds, seen, 0)

    assert [stage(3, 5), stage(1, 5), stage(0, 95), stage(0, 5), stage(0, EVER)] == [0, 1, 2, 3, 3]
    assert Stage(**_anybody()).silent_to >= 1_000_000


def _anybody() -> dict[str, object]:
    return {
        name: "x" if lever and lever.off is None else lever.off
        for name, lever in field_levers(Stage).items()
        if lever
    }


def test_views_change_nothing_else(plan: Planner) -> None:
    """Counting is looking: the same log, money and KPIs with and without."""
    small = ("shoppers.initial=200", "horizon_days=40", "engine=compiled")
    bare, seen = (
        simulate(plan("baseline", *small, f"views={views}"), 0, events=True)
        for views in ("none", "all")
    )
    assert bare.stages == ()
    assert bare.events is not None
    assert seen.events is not None
    assert all(col.tobytes() == seen.events[name].tobytes() for name, col in bare.events.items())
    assert repr(bare.kpis) == repr(seen.kpis)


def test_a_stage_nobody_fits_is_refused(plan: Planner) -> None:
    """Crossed bounds are an error that says where."""
    with pytest.raises(InputError, match="nobody in it"):
        plan("baseline", "views=all", "views.pyramid.stages.top.spent_to=700")
