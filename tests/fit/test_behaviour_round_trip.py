"""Behaviour planted in a plan is read back from nothing but the event log.

Each world isolates one mechanism: what else could blur it is switched off, as an experiment would.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize, minimize_scalar

from sim.behaviour.clock import DAY, FLOOR
from sim.world import simulate
from tests.conftest import Planner

pytestmark = pytest.mark.slow

Log = dict[str, Any]
WITHIN = 0.03
# People alike in what is not asked about, who buy .1 times a day and never drop out.
ALIKE = (
    "engine=compiled",
    "acquisition=none",
    "shoppers.start=cohort",
    "shoppers.first_orders=[1]",
    "shoppers.visits.per_week=0",
    "shoppers.return_rate=0",
    "shoppers.repeat.r=1000",
    "shoppers.repeat.alpha_weeks=1428.57",
    "shoppers.repeat.a=0.001",
    "shoppers.repeat.b=1000",
    "shoppers.traits.affinity_spread=1000",
)
SENT = (
    "touch.channels.community.enrol=1",
    "touch.response.hour_effect=0",
    "touch.classes.promotion.nudge=0",
)
# Every message is opened, and none tires or annoys.
OPENED = (
    *SENT,
    "touch.channels.community.open_rate=1",
    "touch.response.fatigue_on_open=0",
    "touch.response.annoyance=0",
)


def lived(plan: Planner, scenario: str, people: int, days: int, *overrides: str) -> Log:
    asked = (f"shoppers.initial={people}", f"horizon_days={days}", *ALIKE, *overrides)
    log = simulate(plan(scenario, *asked), 0, events=True).events
    assert log is not None
    order = np.lexsort((log["time_ms"], log["uid"]))
    return {name: column[order] for name, column in log.items()}


def of(log: Log, *events: str) -> tuple[np.ndarray, np.ndarray]:
    """Person and time of the named events, by person, then time."""
    rows = np.isin(log["event"], events)
    return log["uid"][rows], log["time_ms"][rows]


def happened(log: Log, event: str, at: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """For each (person, time): did the event happen there?"""
    there = set(zip(*(column.tolist() for column in of(log, event)), strict=True))
    return np.array([pair in there for pair in zip(*(c.tolist() for c in at), strict=True)])


# -- touches: opening, tiring, having enough ---------------------------------------------------

TIRING = {"open_rate": 0.5, "fatigue_on_open": 0.15, "click_rate": 0.3}
ANNOYING = {"annoyance": 0.005, "opt_out_share": 0.5}
HALF_LIFE = 7.0


@pytest.fixture(scope="module")
def touched(plan: Planner) -> dict[str, np.ndarray]:
    """Each delivered touch: fatigue before it, and whether it was opened, clicked, the last."""
    log = lived(
        plan,
        "touch_heavy",
        12_000,
        45,
        *SENT,
        "touch.channels.community.open_rate=0.5",
        "touch.channels.community.click_rate=0.3",
        "touch.classes.promotion.goodwill=0",
        "touch.classes.promotion.fatigue=1",
        "touch.response.fatigue_half_life_days=7",
        "touch.response.fatigue_on_open=0.15",
        "touch.response.annoyance=0.005",
        "touch.response.opt_out_share=0.5",
        "shoppers.traits.tolerance_mean=0.01",
        "campaigns.daily_promotions.hours=[10,20]",
        "campaigns.daily_promotions.intensity=0.4",
    )
    touch = of(log, "touch_delivered")
    uid, time = touch
    fatigue = np.zeros(len(uid))
    for row in range(1, len(uid)):
        if uid[row] == uid[row - 1]:
            rest = (time[row] - time[row - 1]) / DAY
            fatigue[row] = (fatigue[row - 1] + 1) * 0.5 ** (rest / HALF_LIFE)
    return {
        "fatigue": fatigue,
        **{
            event: happened(log, event, touch)
            for event in ("touch_opened", "touch_clicked", "muted", "opted_out")
        },
    }


def test_opening_and_tiring_are_read_back(touched: dict[str, np.ndarray]) -> None:
    """Maximum likelihood of open = base exp(-slope fatigue), both within 3 %."""
    fatigue, opened = touched["fatigue"], touched["touch_opened"]

    def loss(point: np.ndarray) -> float:
        chance = np.clip(point[0] * np.exp(-point[1] * fatigue), 1e-9, 1 - 1e-9)
        return -float(np.where(opened, np.log(chance), np.log1p(-chance)).sum())

    base, slope = minimize(loss, [0.3, 0.05], method="Nelder-Mead").x
    assert base == pytest.approx(TIRING["open_rate"], rel=WITHIN)
    assert slope == pytest.approx(TIRING["fatigue_on_open"], rel=WITHIN)


def test_clicking_is_read_back(touched: dict[str, np.ndarray]) -> None:
    """Clicks among opens, within 3 %."""
    clicked = touched["touch_clicked"][touched["touch_opened"]].mean()
    assert clicked == pytest.approx(TIRING["click_rate"], rel=WITHIN)


def test_annoyance_is_read_back(touched: dict[str, np.ndarray]) -> None:
    """Hazard to mute or leave per unit of fatigue, this touch included, within 3 %."""
    excess = touched["fatigue"] + 1 - 0.01
    closed = touched["muted"] | touched["opted_out"]

    def loss(annoyance: float) -> float:
        stays = -annoyance * excess
        return -float(np.where(closed, np.log(-np.expm1(stays)), stays).sum())

    found = minimize_scalar(loss, bounds=(1e-5, 0.1), method="bounded").x
    assert found == pytest.approx(ANNOYING["annoyance"], rel=WITHIN)


def test_leaving_for_good_is_read_back(touched: dict[str, np.ndarray]) -> None:
    """Opt-outs among those who close a channel, within 3 %."""
    muted, left = touched["muted"].sum(), touched["opted_out"].sum()
    assert left / (muted + left) == pytest.approx(ANNOYING["opt_out_share"], rel=WITHIN)


# -- goodwill ----------------------------------------------------------------------------------


def test_the_goodwill_effect_is_read_back(plan: Planner) -> None:
    """Poisson likelihood of orders at rate x (1 + effect x goodwill), within 3 %."""
    people, days, hour = 6_000, 180, 10 / 24
    log = lived(
        plan,
        "touch_heavy",
        people,
        days,
        *OPENED,
        "touch.classes.promotion.goodwill=0.5",
        "touch.response.goodwill_half_life_days=10",
        "touch.response.goodwill_intensity=1.5",
        "campaigns.daily_promotions.hours=[10]",
        "campaigns.daily_promotions.every_days=15",
        "campaigns.daily_promotions.intensity=0.5",
    )
    everyone = np.unique(log["uid"])
    opened, orders = np.zeros((days, people), dtype=bool), np.zeros((days, 2, people))
    uid, time = of(log, "touch_opened")
    opened[time // DAY, np.searchsorted(everyone, uid)] = True
    uid, time = of(log, "order")
    part = (time % DAY >= hour * DAY).astype(int)
    np.add.at(orders, (time // DAY, part, np.searchsorted(everyone, uid)), 1)
    goodwill, now = np.zeros((days, 2, people)), np.zeros(people)
    for day in range(days):
        goodwill[day, 0] = now
        now = np.where(opened[day], now + (1 - now) * 0.5, now)
        goodwill[day, 1] = now
        now = now * 0.5 ** (1 / 10)
        now[now < FLOOR] = 0
    exposure = np.broadcast_to(np.array([hour, 1 - hour])[None, :, None], goodwill.shape)
    seen = slice(1, None)  # day 0 begins with the first order, somewhere in it

    def loss(effect: float) -> float:
        lifted = 1 + effect * goodwill[seen]
        rate = orders[seen].sum() / (lifted * exposure[seen]).sum()
        return -float((orders[seen] * np.log(rate * lifted)).sum())

    found = minimize_scalar(loss, bounds=(0.01, 10), method="bounded").x
    assert found == pytest.approx(1.5, rel=WITHIN)


# -- coupons -----------------------------------------------------------------------------------


def test_coupon_pull_and_urgency_are_read_back(plan: Planner) -> None:
    """From order rates without, with, and with an expiring coupon: both within 3 %."""
    people, days, validity, urgent_days = 10_000, 200, 10, 4
    log = lived(
        plan,
        "touch_heavy",
        people,
        days,
        *OPENED,
        "touch.classes.promotion.goodwill=0",
        "campaigns.daily_promotions.hours=[10]",
        "campaigns.daily_promotions.every_days=20",
        "campaigns.daily_promotions.intensity=0.5",
        "campaigns.daily_promotions.coupon=true",
        "coupon.face=30",
        f"coupon.validity_days={validity}",
        "coupon.budget=1000000000",
        "coupon.per_shopper=1000",
        "coupon.lift=8",
        f"coupon.urgency_days={urgent_days}",
        "coupon.urgency=2",
        "coupon.dip=0",
        "shoppers.traits.deal_mean=0.5",
        "shoppers.traits.deal_spread=1000",
        "shoppers.spend.q=1000",
        "shoppers.spend.v_yuan=31968",
    )
    uid, issued = of(log, "coupon_issued")
    owner, ended = of(log, "coupon_redeemed", "coupon_expired")
    # One coupon at a time: the n-th to end is the n-th issued; the last may outlive the run.
    expiry = (issued // DAY + validity + 1) * DAY
    ends = np.minimum(expiry, days * DAY)
    first = np.searchsorted(owner, uid) + _place_within(uid)
    known = first < np.searchsorted(owner, uid, side="right")
    ends[known] = ended[first[known]]
    urgent_from = expiry - urgent_days * DAY
    calm = (np.minimum(ends, urgent_from) - issued).clip(min=0).sum() / DAY
    urgent = (ends - urgent_from).clip(min=0).sum() / DAY
    used = np.zeros(len(uid), dtype=bool)
    used[known] = ends[known] < expiry[known]
    used_late = used & (ends >= urgent_from)
    orders = (log["event"] == "order").sum() - people  # the first order starts the clock
    lived_days = (
        days * people - (of(log, "order")[1][_place_within(of(log, "order")[0]) == 0]).sum() / DAY
    )
    plain = (orders - used.sum()) / (lived_days - calm - urgent)
    pull = math.log((used & ~used_late).sum() / calm / plain)
    harder = math.log(used_late.sum() / urgent / plain)
    depth = 30 / 200
    assert pull / (0.5 * depth) == pytest.approx(8, rel=WITHIN)
    assert harder / pull == pytest.approx(2, rel=WITHIN)


def _place_within(group: np.ndarray) -> np.ndarray:
    """How-manieth of its group each row is; groups lie together."""
    return np.arange(len(group)) - np.searchsorted(group, group)


# -- referral ----------------------------------------------------------------------------------


def test_sharing_accepting_and_delay_are_read_back(plan: Planner) -> None:
    """Shares after an order, friends who accept, mean days until they join: within 3 %."""
    days, delay = 80, 3.0
    log = lived(
        plan,
        "baseline",
        8_000,
        days,
        "referral.active=true",
        "referral.inviter_reward=20",
        "referral.appeal_yuan=20",
        "referral.reward_form=cash",
        "referral.share_on_join=0",
        "referral.share_on_order=0.5",
        "referral.invites_mean=2",
        "referral.accept=0.3",
        f"referral.delay_days={delay}",
        "referral.hunter_draw=0",
        "referral.likeness=0",
        "shoppers.traits.friends_mean=1000",
        "shoppers.traits.friends_shape=1000",
    )
    orders = of(log, "order")
    shared = happened(log, "invited", orders).mean()
    assert shared == pytest.approx(0.5 * 0.5, rel=WITHIN)

    asked = log["event"] == "invited"
    early = asked & (log["time_ms"] < (days - 40) * DAY)  # who accepts has joined by the end
    joined = log["event"] == "joined"
    came = dict(zip(log["uid"][joined].tolist(), log["time_ms"][joined].tolist(), strict=True))
    pairs = zip(log["reference"][early].tolist(), log["time_ms"][early].tolist(), strict=True)
    waits = [(came[uid], time) for uid, time in pairs if uid in came]
    assert len(waits) / early.sum() == pytest.approx(0.3, rel=WITHIN)

    wait = np.array([(join - time) / DAY for join, time in waits])
    # Nobody joins before the next midnight: who would have done so joins at that midnight.
    held = np.array([join == (time // DAY + 1) * DAY for join, time in waits])

    def loss(mean: float) -> float:
        free = -wait / mean - math.log(mean)
        return -float(np.where(held, np.log(-np.expm1(-wait / mean)), free).sum())

    found = minimize_scalar(loss, bounds=(0.1, 30), method="bounded").x
    assert found == pytest.approx(delay, rel=WITHIN)
