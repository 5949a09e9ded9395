"""Periodic purchase: paid ahead is owed, sent is earned, and who needs it buys less elsewhere."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pytest

from sim.behaviour import periodic as science
from sim.behaviour.clock import DAY
from sim.ledger.accounts import INDEX
from sim.measure.result import RunResult
from sim.world import simulate
from tests.conftest import Planner
from tests.world.test_engines import both, same

SMALL = ("shoppers.initial=300", "horizon_days=120", "engine=compiled", "periodic.offer=0.3")


def lived(plan: Planner, scenario: str, *overrides: str) -> RunResult:
    """One replication with its event log."""
    return simulate(plan(scenario, *SMALL, *overrides), 0, events=True)


def test_need_is_what_one_bought_so_far() -> None:
    """Orders a period times the usual order, against what is sent; never more than all of it."""
    assert science.needed(6, 180, 30, 5000, 10_000) == pytest.approx(0.5)
    assert science.needed(60, 180, 30, 5000, 10_000) == 1.0
    assert science.needed(1, 3, 30, 5000, 10_000) == pytest.approx(0.5)
    parts = [science.left_of(1000, sent, 3) for sent in range(4)]
    assert parts == [1000, 667, 334, 0]


def test_both_engines_send_the_same(plan: Planner) -> None:
    """Signed, sent, paused, renewed, ended."""
    size = ("shoppers.initial=200", "horizon_days=110", "periodic.deliveries=2")
    same(*both(plan("periodic_purchase", *size, "periodic.offer=0.3", "periodic.inertia=-1")))


def test_paid_ahead_is_owed_until_it_is_sent(plan: Planner) -> None:
    """Cash in less what was earned is the liability; each delivery earns its price."""
    result = lived(plan, "periodic_purchase", "periodic.deliveries=2")
    terms = result.daily["periodic_begun"].sum() + result.daily["periodic_renewed"].sum()
    sent = result.daily["periodic_sent"].sum()
    books = result.ledger.sum(axis=0)
    assert terms > 20 and result.daily["periodic_renewed"].sum() > 0
    assert -books[INDEX["periodic_sales"]] == sent * 9000 == result.daily["periodic_fen"].sum()
    assert -books[INDEX["periodic_deferred"]] == terms * 18_000 - sent * 9000
    assert books[INDEX["delivery_costs"]] == sent * 800


def test_a_term_is_so_many_deliveries(plan: Planner) -> None:
    """Each tenth day goods or a pause; after two deliveries, and only then, one renews or ends."""
    terms = ("periodic.deliveries=2", "periodic.every_days=10", "periodic.pause=0.5")
    result = lived(plan, "periodic_purchase", *terms, "periodic.inertia=-1")
    lives: dict[int, list[tuple[int, str]]] = defaultdict(list)
    counts: Counter[str] = Counter()
    assert result.events is not None
    names = ("time_ms", "uid", "event")
    for time, uid, event in zip(*(result.events[one].tolist() for one in names), strict=True):
        if event.startswith("periodic_") or event == "goods_sent":
            lives[uid].append((time // DAY, event))
            counts[event] += 1
    due = 0
    for events in lives.values():
        first = sent = 0
        for day, event in sorted(events, key=lambda one: (one[0], one[1] in TURNS)):
            if event == "periodic_begun":
                first, sent = day + 1, 0
                due += len(range(first, 120, 10))
                continue
            assert (day - first) % 10 == 0
            if event in ("periodic_renewed", "periodic_ended"):
                assert sent == 2
                sent = 0
            if event == "periodic_ended":
                due -= len(range(day, 120, 10))
            sent += event == "goods_sent"
            assert sent <= 2
    for series in ("begun", "renewed", "paused", "ended"):
        assert counts[f"periodic_{series}"] == result.daily[f"periodic_{series}"].sum() > 5
    assert counts["goods_sent"] == result.daily["periodic_sent"].sum()
    assert counts["goods_sent"] + counts["periodic_paused"] == due


TURNS = ("goods_sent", "periodic_paused")  # after a term was renewed


def test_what_replaces_nothing_moves_nobody(plan: Planner) -> None:
    """Without goodwill and replacement every order is as without it; with replacement fewer."""
    nothing = ("periodic.goodwill=0", "periodic.replaces=0")
    free, none, some = (
        lived(plan, "periodic_purchase", *nothing),
        lived(plan, "trade_grocery", "periodic.offer=0"),
        lived(plan, "periodic_purchase", "periodic.goodwill=0", "periodic.replaces=0.8"),
    )
    orders = []
    for one in (free, none, some):
        assert one.events is not None
        made = one.events["event"] == "order"
        orders.append(np.stack([one.events[key][made] for key in ("time_ms", "uid")]))
    assert np.array_equal(orders[0], orders[1])
    assert orders[2].shape[1] < orders[1].shape[1]


def test_who_needs_none_of_it_pauses(plan: Planner) -> None:
    """The more is sent against the need, the more is paused; never where nobody may."""
    more = lived(plan, "periodic_purchase", "periodic.worth=2000", "periodic.steepness=0")
    less = lived(plan, "periodic_purchase", "periodic.worth=50", "periodic.steepness=0")
    shares = [
        one.daily["periodic_paused"].sum()
        / (one.daily["periodic_paused"] + one.daily["periodic_sent"]).sum()
        for one in (more, less)
    ]
    assert shares[0] > 2 * shares[1]
    assert lived(plan, "periodic_no_pause").daily["periodic_paused"].sum() == 0
