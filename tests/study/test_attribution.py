"""Attribution: rules on a log made by hand, Shapley values, and the truth from twin worlds."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from sim.behaviour.clock import DAY
from sim.config.compose import compose_plan
from sim.config.schema import Plan
from sim.measure.events import Take
from sim.measure.result import RunResult
from sim.study.attribution import (
    ALL,
    TRUTH,
    Credit,
    _guide_channel,
    credits,
    silenced,
    used_channels,
)
from sim.study.crediting import RULES, credited, read_log, shapley
from sim.study.replicate import Simulate, simulate_world
from sim.world import simulate
from tests.conftest import Planner

CHANNELS = ("guide", "community")
# day, uid, event, channel, fen, reference
LOG = [
    (-3, 1, "joined", "initial", 0, 0),
    (-3, 2, "joined", "initial", 0, 0),
    (-2, 1, "order", "", 5000, 0),
    (1, 1, "touch_delivered", "community", 0, 0),
    (1, 1, "touch_opened", "community", 0, 0),
    (2, 1, "touch_delivered", "guide", 0, 0),
    (2, 1, "touch_opened", "guide", 0, 0),
    (3, 1, "touch_delivered", "community", 0, 0),  # not opened
    (4, 1, "order", "", 10000, 1),
    (4, 1, "commission", "", 100, 1),
    (20, 1, "order", "", 20000, 2),  # long after
    (20, 1, "commission", "", 200, 2),
    (5, 2, "order", "", 3000, 0),
]


def by_rule(
    days: int = 7, log: list[tuple[int, int, str, str, int, int]] = LOG, guide: int = 0
) -> dict[str, tuple[list[float], list[float]]]:
    """Orders and fen by channel of the log above, or of another."""
    rows = sorted(log, key=lambda row: row[0])
    day, uid, event, channel, fen, reference = (np.array(one) for one in zip(*rows, strict=True))
    columns = {
        "time_ms": day * DAY + 1000,
        "uid": uid,
        "event": event,
        "channel": channel,
        "amount_fen": fen,
        "reference": reference,
    }
    found = credited(read_log(columns, CHANNELS), 2, guide, days)
    return {rule: (orders.tolist(), sales.tolist()) for rule, orders, sales in found}


def test_each_rule_credits_what_it_says() -> None:
    """The book takes all, the last message sent or opened, the first, equal shares; or nobody."""
    found = by_rule()
    assert tuple(found) == RULES
    assert found["book"] == ([2, 0], [30000, 0])
    assert found["last_sent"] == ([0, 1], [0, 10000])
    assert found["last_touch"] == ([1, 0], [10000, 0])
    assert found["first_touch"] == ([0, 1], [0, 10000])
    assert found["linear"] == ([0.5, 0.5], [5000, 5000])


def test_the_window_ends() -> None:
    """Within two days only the guide's message counts; within one, none that was opened."""
    assert by_rule(2)["first_touch"] == ([1, 0], [10000, 0])
    assert by_rule(1)["last_touch"] == ([0, 0], [0, 0])
    assert by_rule(1)["last_sent"] == ([0, 1], [0, 10000])


def test_each_touch_has_the_same_share() -> None:
    """One of three opened, two of them the guide's; one alone takes all, whoever ordered before."""
    opened = [(1, 1, "guide"), (2, 1, "community"), (3, 1, "guide"), (3, 2, "community")]
    log = [(-1, uid, "joined", "initial", 0, 0) for uid in (1, 2)]
    log += [(day, uid, "touch_opened", channel, 0, 0) for day, uid, channel in opened]
    log += [(5, 1, "order", "", 9000, 0), (5, 2, "order", "", 1000, 0)]
    orders, fen = by_rule(log=log)["linear"]
    assert orders == pytest.approx([2 / 3, 1 / 3 + 1])
    assert fen == pytest.approx([6000, 3000 + 1000])


def test_a_book_without_guides_credits_nobody(plan: Planner) -> None:
    """Commission is nobody's where no guide writes; the guides' channel is that of their steps."""
    assert by_rule(guide=-1)["book"] == ([0, 0], [0, 0])
    assert _guide_channel(plan("touch_heavy"), ("guide", "community")) == -1
    assert _guide_channel(plan("fila_333"), ("community", "guide")) == 1


def test_days_nobody_lived_are_as_days_without_any_channel() -> None:
    """Half an order a day without, one with the first, one and a half with both, none alone."""
    lived, orders = np.array([4.0, 4.0, 0.0, 2.0]), np.array([2.0, 4.0, 0.0, 3.0])
    first, second = 4 * 0.5 + 2 * (0.5 + 1.0) / 2, 2 * (0.0 + 0.5) / 2
    assert shapley(orders, lived, 2) == pytest.approx([first, second])


def test_shapley_values_are_the_mean_over_orders_of_arrival() -> None:
    """Against the definition over all permutations; their sum is what lies above no channel."""
    luck = np.random.default_rng(1)
    lived, mean = luck.integers(1, 90, 8).astype(float), luck.random(8)
    found = shapley(lived * mean, lived, 3)
    wanted = np.zeros(3)
    for whole in range(1, 8):
        members = [one for one in range(3) if whole >> one & 1]
        lines = list(permutations(members))
        for line in lines:
            before = 0
            for one in line:
                wanted[one] += (mean[before | 1 << one] - mean[before]) * lived[whole] / len(lines)
                before |= 1 << one
    assert found == pytest.approx(wanted)
    assert found.sum() == pytest.approx((lived * (mean - mean[0])).sum())


def test_a_silenced_channel_sends_nothing_and_the_others_stay(plan: Planner) -> None:
    """Execution 0 takes out its messages alone."""
    rules = plan("everything", "shoppers.initial=200", "horizon_days=30", "engine=simpy")
    assert used_channels(rules) == ("guide", "community", "official")
    log = simulate(silenced(rules, ("community",)), 0, events=True).events
    assert log is not None
    assert set(log["channel"][log["event"] == "touch_delivered"].tolist()) == {"guide", "official"}


def test_the_truth_is_the_difference_to_the_twin(tmp_path: Path) -> None:
    """Without all channels and without one, in every replication; only where it is asked for."""
    overrides = ["shoppers.initial=200", "horizon_days=40", "engine=simpy", "replications=2"]
    overrides += ["workers=1", "coupon.face=0"]
    shown = compose_plan("everything", [*overrides, "attribution.shown=true"])
    found = credits([shown.plan], shown.study, simulate_world, tmp_path)
    assert {one.rule for one in found} == {*RULES, TRUTH}
    for replication in range(2):
        orders = [
            int(simulate(one, replication).daily["orders"].sum())
            for one in (shown.plan, silenced(shown.plan, used_channels(shown.plan)))
        ]
        truth = _one(found, replication, TRUTH)
        assert truth.orders == orders[0] - orders[1]
        log = simulate(shown.plan, replication, events=True).events
        assert log is not None
        assert _one(found, replication, "book").sales_yuan == pytest.approx(_commissioned(log))
        parts = [one.orders for one in found if one[1:3] == (replication, "last_touch")]
        assert sum(parts[:-1]) == pytest.approx(parts[-1])
        assert _one(found, replication, "last_touch").orders <= orders[0]
    hidden = compose_plan("everything", overrides).plan
    assert credits([hidden], shown.study, simulate_world, tmp_path / "none") == []
    assert not (tmp_path / "none").exists()

    def nobody(*_: object, **__: object) -> RunResult:
        raise AssertionError("nothing is lived twice")

    assert credits([shown.plan], shown.study, nobody, tmp_path) == found


def test_the_lives_of_a_killed_study_are_kept(tmp_path: Path) -> None:
    """What was lived before it was killed is not lived again, and the end is the same."""
    overrides = ["shoppers.initial=100", "horizon_days=20", "engine=simpy", "workers=1"]
    shown = compose_plan("everything", [*overrides, "replications=1", "attribution.shown=true"])
    lived = []

    def until(most: int) -> Simulate:
        def simulated(plan: Plan, replication: int, events: bool | Take = False) -> RunResult:
            if len(lived) == most:
                raise RuntimeError("the machine went down")
            lived.append(replication)
            return simulate_world(plan, replication, events)

        return simulated

    with pytest.raises(RuntimeError):
        credits([shown.plan], shown.study, until(3), tmp_path / "out")
    found = credits([shown.plan], shown.study, until(100), tmp_path / "out")
    lives = 2 + len(used_channels(shown.plan))
    assert len(lived) == lives
    assert found == credits([shown.plan], shown.study, until(100), tmp_path / "whole")


def _commissioned(log: dict[str, np.ndarray]) -> float:
    """Yuan of the orders that earned a commission."""
    names = ("event", "uid", "reference", "amount_fen", "time_ms")
    rows = [row for row in zip(*(log[name].tolist() for name in names), strict=True) if row[4] >= 0]
    earned = {row[1:3] for row in rows if row[0] == "commission"}
    assert earned
    return sum(row[3] for row in rows if row[0] == "order" and row[1:3] in earned) / 100


def _one(found: list[Credit], replication: int, rule: str) -> Credit:
    return next(one for one in found if one[1:4] == (replication, rule, ALL))
