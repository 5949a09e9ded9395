"""Leads: called, invited, lost between hands, deposits to the fen; both engines alike."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.behaviour.clock import DAY
from sim.behaviour.leads import (
    BETWEEN,
    COLD,
    ELSEWHERE,
    GIVEN_UP,
    GROUPED,
    REFUSED,
    agrees,
    held_until,
    lost_between,
    reached,
    trust_now,
    trusting,
)
from sim.brand.desk import serve
from sim.brand.lead_steps import serve_own
from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.ledger.accounts import INDEX
from sim.measure.events import EVENTS
from sim.prove.closed.queue import waiting_time
from sim.world import World, simulate
from tests.world.test_districts import lines_here
from tests.world.test_engines import both, same, with_engine

SIZE = ("shoppers.initial=400", "horizon_days=150", "acquisition.ads.joins_per_day=8")
QUICK = (
    *("leads.made_days=5", "leads.design_days=4", "leads.visit_days=2", "leads.every_days=3"),
    "leads.doors.ads.prepaid=0.2",
)


@cache
def lived(*overrides: str) -> Any:
    """Some months of leads, in little."""
    plan = compose_plan("home_leads", [*SIZE, *overrides]).plan
    return simulate(with_engine(plan, "simpy"), 0, True)


def rows(result: Any, *events: str) -> list[tuple[int, int, str, int, int]]:
    """Time, uid, event, amount and reference of some events, in order."""
    names = ("time_ms", "uid", "event", "amount_fen", "reference")
    all_of_them = zip(*(result.events[one].tolist() for one in names), strict=True)
    return [row for row in all_of_them if row[2] in events]


def test_a_lead_cools() -> None:
    """Half as many answer after the half time; seven and sixty times as few as the firms of D1."""
    hour, half = 3_600_000, 0.37 * 3_600_000
    assert reached(0.8, 0, half) == 0.8
    assert reached(0.8, 12 * hour, 12.0 * hour) == pytest.approx(0.4)
    late = reached(0.8, hour // 3, half) / reached(0.8, 42 * hour, half)
    assert 55.0 < late < 65.0


def test_trust_is_built_and_fades() -> None:
    """Each contact adds a share of the room left; silence takes half in a half-life."""
    slope = np.log(2.0) / 45
    assert trust_now(0.6, 45 * DAY, slope) == pytest.approx(0.3, abs=1e-9)
    assert trusting(0.5, 0, slope, 0.3) == pytest.approx(0.65)
    assert agrees(0.6, 0.0, 0.0) == 0.0 < agrees(0.6, 0.5, 0.0) < agrees(0.6, 0.5, 0.25) < 1.0
    assert lost_between(0.2, 0.5, 0) == 0.2 and lost_between(0.2, 0.5, GROUPED) == 0.1
    assert held_until(10 * DAY, 20 * DAY, 0.5) == 30 * DAY


def test_one_pool_is_the_queue_of_erlang() -> None:
    """Calls of a pool wait as in M/M/c; of one's own caller as in M/M/1, which is longer."""
    luck, callers, load = np.random.default_rng(5), 3, 0.8
    times = np.cumsum(luck.exponential(1000.0 / (callers * load), 60_000)).astype(np.int64) * 60
    lasting = (luck.exponential(1000.0, len(times)) * 60).astype(np.int64)
    whose = luck.integers(0, callers, len(times))
    pool, own = np.empty_like(times), np.empty_like(times)
    serve(pool, np.zeros(callers, dtype=np.int64), times, lasting, 0, DAY, 0)
    serve_own(own, np.zeros(callers, dtype=np.int64), whose, times, lasting, 0, DAY)
    minute = 60_000
    assert (pool - times).mean() / minute == pytest.approx(
        waiting_time(callers, callers * load, 1.0), rel=0.1
    )
    assert (own - times).mean() / minute == pytest.approx(waiting_time(1, load, 1.0), rel=0.15)


@pytest.mark.parametrize(
    "more",
    [
        QUICK,
        (*QUICK, "leads.assign=own", "leads.group.share=1", "leads.push=0.3", "selling=shops"),
    ],
)
def test_both_engines_lead_the_same_people(more: tuple[str, ...]) -> None:
    """Called, shown, paid, lost and sold to at the same seconds."""
    same(*both(compose_plan("home_leads", [*SIZE, *more, "horizon_days=90"]).plan))


def test_districts_lead_the_same_people() -> None:
    """However the people are shared out."""
    made = with_engine(
        compose_plan("home_leads", [*SIZE, *QUICK, "horizon_days=60"]).plan, "compiled"
    )
    same(World(made, 0, True, lines=lines_here(made, 3)).run(), simulate(made, 0, True))


@pytest.mark.parametrize("more", [(), ("selling=shops", "selling.channels.store.missing=0.5")])
def test_deposits_roll_forward(more: tuple[str, ...]) -> None:
    """Paid less used less given back is owed; each is in the log and the ledger, to the fen. A want
    that finds no goods is wanted again, and its deposit kept."""
    result = lived(*QUICK, *more)
    paid, used, back = (
        sum(row[3] for row in rows(result, event))
        for event in ("deposit_paid", "deposit_used", "deposit_returned")
    )
    assert min(paid, used, back) > 0
    for series, amount in (("paid", paid), ("used", used), ("returned", back)):
        assert result.daily[f"deposit_{series}_fen"].sum() == amount
    assert -result.ledger[:, INDEX["deposits_held"]].sum() == paid - used - back


def test_nobody_pays_twice_or_gets_back_what_was_used() -> None:
    """Of each lead: at most one small and one large deposit, and one end to them."""
    held: dict[int, int] = {}
    for _, uid, event, amount, _ in rows(
        lived(*QUICK), "deposit_paid", "deposit_used", "deposit_returned"
    ):
        if event == "deposit_paid":
            held[uid] = held.get(uid, 0) + amount
            assert held[uid] in (50_000, 500_000, 550_000)
        else:
            assert held.pop(uid) == amount


def test_a_deal_is_an_order_once_it_is_made() -> None:
    """The first order comes the day after what was dealt is made, at the same time of day."""
    result = lived(*QUICK)
    dealt = {row[1]: row[0] for row in rows(result, "deposit_paid") if row[4] == 1}
    orders = {row[1]: row[0] for row in rows(result, "order") if row[4] == 0}
    due = {uid: time + 6 * DAY for uid, time in dealt.items() if time + 6 * DAY < 150 * DAY}
    assert len(due) > 5
    for uid, time in due.items():
        assert time - 2000 <= orders[uid] <= time


def test_every_lead_is_somewhere() -> None:
    """Who came is lost, bought, or still open; each call follows the one before."""
    result = lived(*QUICK)
    daily = {name: int(series.sum()) for name, series in result.daily.items()}
    lost = ("cold", "elsewhere", "between", "given_up", "refused")
    ended = daily["leads_bought"] + sum(daily[f"leads_{one}"] for one in lost)
    assert daily["leads"] == ended + int(result.daily["leads_open"][-1])
    assert all(daily[f"leads_{one}"] > 0 for one in lost)
    assert daily["leads_reached"] <= daily["leads_called"] <= daily["leads"]
    reasons = {row[4] for row in rows(result, "lead_lost")}
    assert reasons == {COLD, ELSEWHERE, BETWEEN, GIVEN_UP, REFUSED}


def test_who_comes_twice_came_once() -> None:
    """The share of leads who visited is of people: nobody counts twice."""
    result = lived(*QUICK, "leads.deposit=0.02", "leads.doors.ads.prepaid=0")
    visits = [row[1] for row in rows(result, "lead_visited")]
    assert len(set(visits)) < len(visits)
    assert result.daily["lead_visits"].sum() == len(set(visits))


def test_proposals_come_at_any_working_hour() -> None:
    """Whether a visitor pays says nothing of when the proposal is made."""
    sizes = ("leads.deposit=0.3", "leads.deal=1", "leads.doors.ads.prepaid=0", "leads.people=20")
    result = lived(*QUICK, *sizes, "acquisition.ads.joins_per_day=40", "leads.handover=0")
    dealt = [row[0] % DAY for row in rows(result, "deposit_paid") if row[4] == 1]
    hours = (np.array(dealt) / 3_600_000 - 9) / 12  # of the working day gone
    assert len(hours) > 60
    assert abs(hours.mean() - 0.5) < 4 / np.sqrt(12 * len(hours))


def test_calls_keep_hours() -> None:
    """No contact begins at night."""
    called = [row[0] % DAY for row in rows(lived(*QUICK), "lead_contacted")]
    assert called and min(called) >= 9 * 3_600_000 and max(called) < 21 * 3_600_000


def test_without_a_door_nothing_is_there() -> None:
    """A plan without leads is what it was, whatever a lead would be like."""
    size = ("shoppers.initial=300", "horizon_days=60")
    plans = [
        with_engine(compose_plan("trade_home", [*size, *more]).plan, "simpy")
        for more in ((), ("leads.people=9", "leads.reach=0.1"))
    ]
    same(*(simulate(plan, 0, True) for plan in plans))


def test_a_lead_leaves_the_others_alone() -> None:
    """However well leads are reached, who is none of them has the same life."""
    lives = [lived(f"leads.reach={reach}", "horizon_days=60") for reach in (0.2, 0.98)]
    leads = {row[1] for one in lives for row in rows(one, "lead_contacted", "lead_lost")}
    others = [[row for row in rows(one, *EVENTS) if row[1] not in leads] for one in lives]
    assert others[0] == others[1]


REFUSED_PLANS = [
    pytest.param("+leads.doors.radio={serious:0.5}", "no such acquisition channel", id="door"),
    pytest.param("leads.people=0", "nobody calls them", id="nobody"),
    pytest.param("leads.to_hour=8", "leads closes before it opens", id="hours"),
    pytest.param("acquisition.ads.activation_factor=0", "could never order", id="never"),
]


@pytest.mark.parametrize(("override", "says"), REFUSED_PLANS)
def test_contradictions_are_refused(override: str, says: str) -> None:
    """What cannot hold together is named."""
    with pytest.raises(InputError, match=says):
        compose_plan("home_leads", [override])
