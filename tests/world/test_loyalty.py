"""Points, tiers and stored value: nobody's balance differs from what the log and the ledger say."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any, NamedTuple

import numpy as np
import pytest

from sim.behaviour.clock import DAY
from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.config.schema import Plan
from sim.ledger.accounts import INDEX
from sim.measure.result import RunResult
from sim.population.compiled.standing import points_of, tier_of
from sim.population.loyalty import loyalty_of
from sim.world import World, simulate
from tests.conftest import Planner
from tests.world.test_engines import both, same

ENGINES = ["simpy", "compiled"]
POINTS = (
    "shoppers.initial=250",
    "horizon_days=130",
    "points=mall",
    "points.price=200",
    "points.expire=quarter",
    "points.on_joining=30",
    "points.per_friend=40",
    "points.bonus_factor=2",
    "points.bonus_every_days=7",
    "points.gradient=0.2",
)
LIVELY = (
    *POINTS,
    "tiers=four",
    "tiers.period=month",
    "tiers.levels.silver.from_yuan=100",
    "tiers.levels.gold.from_yuan=250",
    "stored_value=card",
    "stored_value.take_up=0.4",
)
WORLDS = {
    "the mall": (),
    "money off": ("points.form=money", "points.price=50"),
    "points never go": ("points.expire=never", "tiers.period=year"),
    "each at its own pace": ("points.expire=month", "tiers.period=quarter"),
    "a start in the middle of a quarter": ("start_date=2027-11-17",),
    "lifetimes": ("shoppers.repeat.law=paretonbd", "points.fen_per_point=3"),
    "nothing pulls": (
        "points.gradient=0",
        "stored_value.intensity=0",
        *(f"tiers.levels.{t}.intensity=0" for t in ("silver", "gold", "diamond", "black_diamond")),
    ),
    "coupons compete": ("coupon.face=15", "coupon.threshold=0"),
}
Row = tuple[int, int, str, str, int, int]  # time, uid, event, channel, amount, reference


class Held(NamedTuple):
    """What somebody holds: points, tier, stored value in fen."""

    points: int
    tier: int
    balance: int


def rows_of(result: RunResult) -> list[Row]:
    assert result.events is not None
    return list(zip(*(column.tolist() for column in result.events.values()), strict=True))


def held(world: World) -> dict[int, Held]:
    """By uid, from whichever engine lives them; who holds nothing is left out."""
    population: Any = world.population
    if hasattr(population, "shoppers"):
        found = {s.uid: Held(s.points, s.tier, s.balance) for s in population.shoppers}
    else:
        found = {
            int(uid): Held(points_of.py_func(p), tier_of.py_func(p), int(p["balance"]))
            for block in population.blocks
            for uid, p in zip(
                block.people.heads["uid"][: block.size],
                map(_Extra, block.people.extras[: block.size]),
                strict=True,
            )
        }
    return {uid: one for uid, one in found.items() if any(one)}


class _Extra(dict):
    """A row of the city with its fields as attributes, as a kernel has it."""

    def __init__(self, row: Any) -> None:
        super().__init__((name, row[name]) for name in ("loyal", "balance"))

    @property
    def loyal(self) -> int:
        return int(self["loyal"])


SIGNS = {"points_earned": 1, "points_spent": -1, "points_off": -1, "points_expired": -1}
PAID_IN = {"topped_up": 1, "top_up_bonus": 1, "stored_used": -1}


def told(rows: list[Row]) -> dict[int, Held]:
    """By uid, from the log alone."""
    points: dict[int, int] = defaultdict(int)
    tiers: dict[int, int] = defaultdict(int)
    balances: dict[int, int] = defaultdict(int)
    for _, uid, event, _, amount, reference in rows:
        points[uid] += SIGNS.get(event, 0) * reference
        balances[uid] += PAID_IN.get(event, 0) * amount
        if event == "tier_changed":
            tiers[uid] = reference
        assert points[uid] >= 0 and balances[uid] >= 0
    people = points.keys() | tiers.keys() | balances.keys()
    found = {uid: Held(points[uid], tiers[uid], balances[uid]) for uid in people}
    return {uid: one for uid, one in found.items() if any(one)}


def lively(plan: Planner, *more: str) -> Plan:
    return plan("everything", *LIVELY, *more)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("more", WORLDS.values(), ids=WORLDS)
def test_every_balance_reconciles(plan: Planner, more: tuple[str, ...], engine: str) -> None:
    """State, log, daily stocks and ledger agree, to the point and to the fen."""
    world = World(lively(plan, *more, f"engine={engine}"), 0, events=True)
    result = world.run()
    people = held(world)
    assert people == told(rows_of(result))
    worth = sum(one.points for one in people.values()) * world.rules.loyalty.points.fen
    stored = sum(one.balance for one in people.values())
    owed = {account: -result.ledger[:, INDEX[account]].sum() for account in INDEX}
    assert worth == result.daily["points_outstanding_fen"][-1] == owed["points_liability"] > 0
    assert stored == result.daily["stored_outstanding_fen"][-1] == owed["stored_liability"] > 0
    assert owed["coupon_liability"] == result.daily["coupon_outstanding_fen"][-1]
    for tier in range(1, 5):
        holders = sum(one.tier == tier for one in people.values())
        assert holders == result.daily[f"tier_{tier}"][-1]


@pytest.mark.parametrize("more", WORLDS.values(), ids=WORLDS)
def test_both_engines_live_the_same_programme(plan: Planner, more: tuple[str, ...]) -> None:
    """The same event log, counts, money and KPIs."""
    one, other = both(lively(plan, *more))
    same(one, other)
    assert one.events is not None
    wanted = {"points_earned", "tier_changed", "topped_up", "top_up_bonus", "stored_used"}
    assert wanted <= set(one.events["event"].tolist())


# -- points -----------------------------------------------------------------------------------


def test_points_go_at_the_end_of_a_quarter_and_all_of_them(plan: Planner) -> None:
    """At its last midnight everybody's balance is empty, and at no other moment does a point go."""
    made = plan("everything", *POINTS, "horizon_days=200", "engine=compiled")
    balance: dict[int, int] = defaultdict(int)
    ends = set()
    for time, uid, event, _, _, reference in rows_of(simulate(made, 0, events=True)):
        balance[uid] += SIGNS.get(event, 0) * reference
        if event == "points_expired":
            assert time % DAY == 0 and balance[uid] == 0
            ends.add(made.start_date + timedelta(days=time // DAY))
    assert {(day.month, day.day) for day in ends} == {(4, 1), (7, 1)}


def test_orders_earn_what_they_promise(plan: Planner) -> None:
    """A point for a yuan paid, twice as many on the seventh days; nothing for orders sent back."""
    quiet = ("points.per_sign_in=0", "points.on_joining=0", "referral.active=false")
    made = plan("everything", *POINTS, *quiet, "points.bonus_from_day=3", "shoppers.initial=500")
    rows = rows_of(simulate(made, 0, events=True))
    paid = {(uid, ref): amount for _, uid, event, _, amount, ref in rows if event == "order"}
    for _, uid, event, _, amount, reference in rows:
        if event.endswith("coupon_redeemed"):
            paid[uid, reference] -= amount
    returned = {(uid, ref) for _, uid, event, _, _, ref in rows if event == "refund"}
    last = (made.horizon_days - made.shoppers.return_days) * DAY  # later returns are not in the log
    expected = [
        (time, uid, paid[uid, ref] // 100 * (2 if (time // DAY) % 7 == 3 else 1))
        for time, uid, event, _, _, ref in rows
        if event == "order" and 0 <= time < last and (uid, ref) not in returned
    ]
    earned = [
        (time, uid, ref)
        for time, uid, event, _, _, ref in rows
        if event == "points_earned" and time < last
    ]
    assert earned == [row for row in expected if row[2]]
    assert len(earned) > 200


def test_a_coupon_of_the_mall_is_bought_at_its_price(plan: Planner) -> None:
    """Each purchase takes 200 points and issues a coupon of two yuan at the same moment."""
    rows = rows_of(simulate(plan("everything", *POINTS), 0, events=True))
    spent = [(t, uid, amount, ref) for t, uid, e, _, amount, ref in rows if e == "points_spent"]
    issued = [(t, uid, amount) for t, uid, e, _, amount, _ in rows if e == "member_coupon_issued"]
    assert [one[:3] for one in spent] == issued
    assert {one[2:] for one in spent} == {(200, 200)}


def test_money_off_is_whole_rewards_of_what_is_there(plan: Planner) -> None:
    """Never more than the balance or the order, always a multiple of the price."""
    made = lively(plan, "points.form=money", "points.price=50", "shoppers.initial=800")
    rows = rows_of(simulate(made, 0, events=True))
    orders = {(uid, time): amount for time, uid, e, _, amount, _ in rows if e == "order"}
    off = [(time, uid, amount, ref) for time, uid, e, _, amount, ref in rows if e == "points_off"]
    assert len(off) > 50
    assert all(ref % 50 == 0 and amount == ref <= orders[uid, t] for t, uid, amount, ref in off)


def test_a_nearer_reward_brings_orders_and_breakage_takes_points_back(plan: Planner) -> None:
    """Twin worlds: gradient against none; a quarter's end against none."""
    base = ("points=mall", "shoppers.initial=2000", "horizon_days=270", "engine=compiled")
    flat, steep = (
        simulate(plan("baseline", *base, f"points.gradient={g}"), 0).kpis for g in (0, 1)
    )
    assert steep["orders"] > flat["orders"]
    kept, gone = (
        simulate(plan("baseline", *base, f"points.expire={e}"), 0).kpis for e in ("never", "month")
    )
    assert gone["points_outstanding"] < kept["points_outstanding"]
    assert gone["points_expected"] < gone["points_outstanding"]
    assert kept["points_expected"] == kept["points_outstanding"]


def test_points_for_a_friend_are_a_reason_to_ask(plan: Planner) -> None:
    """Nobody asks for nothing; points for a friend alone bring some, and are paid for each."""
    ask = ("referral.active=true", "points=mall", "shoppers.initial=2000", "engine=compiled")
    nothing, something = (
        simulate(plan("baseline", *ask, f"points.per_friend={n}"), 0, events=True) for n in (0, 500)
    )
    assert nothing.daily["invitations"].sum() == 0 < something.daily["joined_referral"].sum()
    earned = [row for row in rows_of(something) if row[2] == "points_earned" and row[5] == 500]
    assert earned and all(row[0] % DAY == 0 for row in earned)


# -- tiers ------------------------------------------------------------------------------------

TIERED = (
    "shoppers.initial=500",
    "horizon_days=400",
    "shoppers.return_rate=0",
    "tiers=four",
    "tiers.period=quarter",
    "tiers.levels.silver.from_yuan=100",
    "tiers.levels.gold.from_yuan=400",
    "tiers.levels.diamond.from_yuan=900",
)


def test_tiers_follow_from_the_spending_of_the_log(plan: Planner) -> None:
    """Up with the order that reaches it, judged anew at a quarter's end by that quarter alone."""
    made = plan("baseline", *TIERED)
    rows = [row for row in rows_of(simulate(made, 0, events=True)) if row[0] >= 0]
    starts = [level.from_yuan for level in loyalty_of(made).tiers]
    growth: dict[int, int] = defaultdict(int)
    tier: dict[int, int] = defaultdict(int)
    expected: list[tuple[int, int, int]] = []
    used = {(u, ref): a for _, u, e, _, a, ref in rows if e == "member_coupon_redeemed"}
    first_days = {
        day * DAY
        for day in range(1, made.horizon_days)
        if (when := made.start_date + timedelta(days=day)).day == 1 and when.month % 3 == 1
    }
    ends = iter([*sorted(first_days), made.horizon_days * DAY])
    end = next(ends)

    def change(time: int, uid: int, to: int) -> None:
        if to != tier[uid]:
            expected.append((time, uid, to))
        tier[uid] = to

    for time, uid, event, _, amount, reference in rows:
        while time >= end:
            for one in sorted(growth):
                change(end, one, sum(growth[one] >= start for start in starts))
                growth[one] = 0
            end = next(ends)
        if event == "order":
            growth[uid] += (amount - used.get((uid, reference), 0)) // 100
            change(time, uid, max(tier[uid], sum(growth[uid] >= start for start in starts)))
    found = [(time, uid, ref) for time, uid, event, _, _, ref in rows if event == "tier_changed"]
    assert found == expected
    fell = sum(time in first_days for time, _, _ in found)
    assert fell > 50 and len(found) - fell > 100


def test_tiers_cost_what_their_holders_get(plan: Planner) -> None:
    """Coupons on reaching them, and each day a 365th of a year's gifts and service."""
    made = plan("baseline", *TIERED)
    result = simulate(made, 0)
    tiers = loyalty_of(made).tiers
    year = sum(result.daily[f"tier_{n}"] * t.year_fen for n, t in enumerate(tiers, start=1))
    coupons = result.daily["tier_coupon_fen"]
    assert coupons.sum() > 0
    booked = result.ledger[:, INDEX["tier_benefits"]].sum()
    assert booked == (np.asarray(year) // 365).sum() + coupons.sum()


def test_a_tier_brings_orders_and_keeps_buyers(plan: Planner) -> None:
    """Twin worlds: intensity brings orders; retention takes dropouts away."""

    def lived(**levers: float) -> RunResult:
        settings = [
            f"tiers.levels.{tier}.{name}={value}"
            for tier in ("silver", "gold", "diamond", "black_diamond")
            for name, value in ({"intensity": 0.0, "retention": 0.0} | levers).items()
        ]
        people = ("shoppers.initial=2000", "horizon_days=270", "engine=compiled")
        return simulate(plan("baseline", "tiers=four", *people, *settings), 0)

    plain, eager, loyal = lived(), lived(intensity=1.0), lived(retention=0.9)
    assert eager.kpis["orders"] > plain.kpis["orders"]
    assert loyal.daily["dropouts"].sum() < plain.daily["dropouts"].sum()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        pytest.param(
            ["tiers=four", "tiers.levels.gold.from_yuan=500"], "same spending", id="same start"
        ),
        pytest.param(
            [
                "tiers=four",
                "+tiers.levels.crown={from_yuan:20000,points_factor:1,intensity:0,retention:0,"
                "coupon:0,birthday_gift:0,service:0}",
            ],
            "too many levels",
            id="five levels",
        ),
    ],
)
def test_levels_that_cannot_stand_side_by_side(settings: list[str], said: str) -> None:
    """Refused, with the key and what is allowed."""
    with pytest.raises(InputError, match=said):
        compose_plan("baseline", settings)


# -- stored value -----------------------------------------------------------------------------


def test_a_balance_is_used_first(plan: Planner) -> None:
    """Each order takes what there is, and no more than it costs; a top-up comes before it."""
    people = ("shoppers.initial=800", "horizon_days=200", "stored_value.take_up=0.3")
    rows = rows_of(simulate(plan("stored_value_card", *people), 0, events=True))
    balance: dict[int, int] = defaultdict(int)
    due: dict[tuple[int, int], int] = {}
    for time, uid, event, _, amount, _ in rows:
        if event == "order" and time >= 0:
            due[uid, time] = amount
        elif event == "topped_up":
            assert amount == 50_000 and balance[uid] < due[uid, time]
            balance[uid] += amount
        elif event == "top_up_bonus":
            assert amount == 5_000
            balance[uid] += amount
        elif event == "stored_used":
            assert amount == min(balance[uid], due[uid, time]) > 0
            balance[uid] -= amount
    assert sum(row[2] == "topped_up" for row in rows) > 50


def test_lost_buyers_leave_their_balance(plan: Planner) -> None:
    """The breakage to come is what the log's dropouts hold."""
    people = ("shoppers.initial=800", "horizon_days=200", "stored_value.take_up=0.3")
    result = simulate(plan("stored_value_card", *people), 0, events=True)
    rows = rows_of(result)
    lost = {row[1] for row in rows if row[2] == "dropped_out"}
    left = sum(one.balance for uid, one in told(rows).items() if uid in lost)
    assert left == result.daily["stored_lost_fen"][-1] > 0
