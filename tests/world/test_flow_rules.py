"""What a journey, an audience and a kind of coupon promise, held to the event log."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import pytest

from sim.behaviour import coupon as science
from sim.behaviour.clock import DAY
from sim.behaviour.trigger import birthday
from sim.config.compose import compose_plan
from sim.population.from_plan import rules_of
from sim.randomness.address import name_hash
from sim.world import simulate
from tests.world.test_flows import AUDIENCES, KINDS, campaign, journey, lived, step

DAYS = 200
OFFICIAL = ("touch.channels.official.enrol=0.8", "touch.channels.official.open_rate=0.3")
SIZE = (f"horizon_days={DAYS}", "shoppers.initial=600", *OFFICIAL)
FLOW = name_hash("flow")


class Row(NamedTuple):
    """An event of one life."""

    day: int
    event: str
    amount: int
    reference: int


Life = list[Row]


def lives(result: Any) -> dict[int, Life]:
    """The log by shopper, in order."""
    found: dict[int, Life] = defaultdict(list)
    log = result.events
    columns = ("time_ms", "uid", "event", "amount_fen", "reference")
    for time, uid, event, amount, reference in zip(*(log[one] for one in columns), strict=True):
        row = Row(int(time) // DAY, str(event), int(amount), int(reference))
        found[int(uid)].append(row)
    return found


@cache
def told(*overrides: str) -> dict[int, Life]:
    """Lives under the baseline and overrides, in the compiled engine."""
    plan = compose_plan("baseline", [*SIZE, *KINDS, *AUDIENCES, *overrides]).plan
    return lives(lived(plan, "compiled"))


def flow(trigger: str, days: int, *steps: str, more: str = "") -> dict[int, Life]:
    """Lives under one journey, and small coupons to everybody now and then."""
    made = steps or (step(0 if days else 1),)
    return told(
        journey("flow", trigger, *made, more=f",days:{days}{more}"),
        campaign("coupons", "small", '""', 11),
    )


def days_of(life: Life, event: str, reference: int | None = None) -> list[int]:
    """The days of an event, those before day 0 included."""
    return [row.day for row in life if row.event == event and reference in (None, row.reference)]


def entries(life: Life) -> list[int]:
    """The days on which the journey was entered."""
    return days_of(life, "journey_entered", FLOW)


def some(found: dict[int, Life]) -> None:
    """The rule was put to the test."""
    assert sum(len(entries(life)) for life in found.values()) > 50


def real(life: Life) -> bool:
    """Joined before the last day, and no invented account."""
    return bool(days_of(life, "joined"))


# -- triggers -----------------------------------------------------------------------------------


def silences(marks: list[int], days: int) -> list[int]:
    """The days on which so many days have passed since a mark, and no other came before."""
    ends = [*marks[1:], DAYS + days]
    due = [mark + days for mark, end in zip(marks, ends, strict=True) if mark + days <= end]
    return [day for day in dict.fromkeys(due) if 0 <= day < DAYS]


def test_dormant_comes_so_many_days_after_the_last_order() -> None:
    """Or after joining, for who has not ordered; nobody is passed over."""
    found = flow("dormant", 30)
    some(found)
    for life in filter(real, found.values()):
        marks = [days_of(life, "joined")[0], *days_of(life, "order")]
        assert entries(life) == silences(marks, 30)


def test_inactive_comes_so_many_days_after_the_last_sign_of_life() -> None:
    """A visit, a click or an order; who left every channel shows none the brand could see."""
    found = flow("inactive", 12)
    some(found)
    for life in filter(real, found.values()):
        signs = ("joined", "visit", "touch_clicked", "order")
        marks = [row.day for row in life if row.event in signs]
        if not days_of(life, "opted_out"):
            assert entries(life) == silences(marks, 12)


def test_birthday_comes_before_the_birthday() -> None:
    """Seven days before, once a year, for all who are members by then."""
    found = flow("birthday", 7)
    some(found)
    plan = compose_plan("baseline", [*SIZE]).plan
    for uid, life in found.items():
        place = birthday(plan.seed, 0, uid)
        party = date(2026, 1, 1) + timedelta(days=place)
        due = (party - timedelta(days=7) - plan.start_date).days % 365
        joined = days_of(life, "joined")
        if joined and not days_of(life, "opted_out"):
            assert entries(life) == ([due] if joined[0] < due < DAYS else [])


def test_coupon_expiring_comes_before_the_coupon_is_worth_nothing() -> None:
    """Three days before the end of the seventh day after it was issued, if it is still held."""
    found = flow("coupon_expiring", 3)
    some(found)
    for life in found.values():
        issued = days_of(life, "coupon_issued")
        assert set(entries(life)) <= {day + 8 - 3 for day in issued}
        if issued and not days_of(life, "coupon_redeemed") and not days_of(life, "opted_out"):
            due = dict.fromkeys(day + 8 - 3 for day in issued)
            assert entries(life) == [day for day in due if day < DAYS]


def test_date_comes_on_its_days() -> None:
    """On from_day and every 50 days after it, for everybody who is a member at midnight."""
    found = flow("date", 50)
    some(found)
    for life in filter(real, found.values()):
        if not days_of(life, "opted_out"):
            joined = days_of(life, "joined")[0]
            assert entries(life) == [day for day in range(0, DAYS, 50) if day > joined]


def test_won_back_comes_with_an_order_after_a_gap() -> None:
    """And with no other order."""
    found = flow("won_back", 60, step(1))
    some(found)
    for life in found.values():
        orders = days_of(life, "order")
        assert entries(life) == [b for a, b in pairwise(orders) if b - a >= 60 and b >= 0]


def test_redeemed_comes_with_an_order_that_used_a_coupon() -> None:
    """And with no other order."""
    found = flow("redeemed", 0)
    some(found)
    for life in found.values():
        assert entries(life) == days_of(life, "coupon_redeemed")


# -- exits, re-entry, branches --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stop", "events"), [("purchase", {"order"}), ("visit", {"order", "visit"})]
)
def test_an_exit_ends_a_journey(stop: str, events: set[str]) -> None:
    """The event that ends it is followed by no step until it is entered again."""
    found = flow("dormant", 20, step(0), step(15), step(30), more=f",stop:{stop}")
    some(found)
    left = 0
    for life in found.values():
        inside, ended_today = False, -1
        for row in life:
            if row.event == "journey_entered":
                inside = True
            elif row.event == "journey_step":
                assert inside
            elif row.event in events:
                inside, ended_today = False, row.day
            elif row.event == "journey_left":
                left += 1
                assert row.day == ended_today
    assert left > 20


def test_nobody_enters_again_too_soon() -> None:
    """A trigger within the rest is passed over, the next one after it counts."""
    free = flow("inactive", 5)
    found = flow("inactive", 5, more=",reentry_days:40")
    some(found)
    for uid, life in found.items():
        days = entries(life)
        assert all(b - a >= 40 for a, b in pairwise(days))
        assert days[:1] == entries(free[uid])[:1]


def test_a_branch_follows_the_answer() -> None:
    """A step after an opened message goes to who opened it, the other to who did not."""
    found = flow(
        "birthday", 7, step(0), step(3, ",after:opened"), step(3, ",after:not_opened", "service")
    )
    taken = {1: 0, 2: 0}
    for life in found.values():
        opened: bool | None = None
        for row in life:
            if row.event == "journey_step" and row.amount > 0:
                assert opened is (row.amount == 1)
                taken[row.amount] += 1
            elif row.event == "journey_step":
                opened = False
            elif row.event == "touch_opened" and row.reference == FLOW and opened is not None:
                opened = True
    assert min(taken.values()) > 20, taken


# -- audiences ------------------------------------------------------------------------------------


def test_a_broadcast_reaches_its_audience_and_nobody_else() -> None:
    """Those 30 to 89 days after their last order at midnight, with two orders or more."""
    segment = "+audiences.them={stages:[dormant_30,dormant_60],orders_from:2}"
    aimed = told(segment, campaign("aimed", "small", "them"), "touch.weekly_cap=105")
    wide = told(segment, campaign("aimed", "small", '""'), "touch.weekly_cap=105")
    reached = 0
    for life in aimed.values():
        for row in life:
            if row.event == "touch_delivered":
                before = [day for day in days_of(life, "order") if day < row.day]
                assert len(before) >= 2
                assert 30 <= row.day - before[-1] < 90
                reached += 1
    assert reached > 200
    everybody = sum(len(days_of(life, "touch_delivered")) for life in wide.values())
    assert reached < everybody / 2


def test_value_is_what_was_spent_so_far() -> None:
    """With no coupon used, orders in the log add up to what the filter sees."""
    segment = "+audiences.them={spent_from:500,spent_to:1500}"
    found = told(
        segment,
        campaign("aimed", "small", "them").replace("coupon:true,coupon_kind:small", "coupon:false"),
    )
    reached = 0
    for life in found.values():
        for row in life:
            if row.event == "touch_delivered":
                spent = sum(
                    one.amount for one in life if one.event == "order" and one.day < row.day
                )
                assert 50_000 <= spent <= 150_000
                reached += 1
    assert reached > 200


# -- kinds of coupon ------------------------------------------------------------------------------


def used(kind: str, audience: str = '""') -> list[tuple[Row, Row]]:
    """Orders with the discount taken off them, where one kind of coupon goes to an audience."""
    found = told(campaign("coupons", kind, audience), "shoppers.return_rate=0")
    pairs = []
    for life in found.values():
        orders = {row.reference: row for row in life if row.event == "order"}
        pairs += [(orders[row.reference], row) for row in life if row.event == "coupon_redeemed"]
    assert len(pairs) > 20
    return pairs


def test_a_percentage_is_taken_off_up_to_its_cap() -> None:
    """A tenth of an order of 100 yuan or more, at most 60 yuan."""
    for order, off in used("tenth"):
        assert order.amount >= 10_000
        assert off.amount == min(6_000, order.amount // 10)


def test_a_gift_is_an_article_at_its_cost() -> None:
    """The order is dearer by the gift, and the coupon pays it whole."""
    for order, off in used("gift"):
        assert off.amount == 1_200
        assert order.amount >= 15_000 + 1_200


def test_a_trial_is_the_first_order_alone() -> None:
    """A first order is for the article at its list price; a later one takes it along."""
    pairs = used("trial")
    firsts = [order for order, _ in pairs if order.reference == 0]
    assert firsts
    assert all(order.amount == 3_990 for order in firsts)
    assert all(order.amount > 3_990 for order, _ in pairs if order.reference > 0)
    assert all(off.amount == 3_000 for _, off in pairs)


def test_a_voucher_for_the_past_is_a_denomination_below_its_share() -> None:
    """The largest that is no more than 30 % of what was ordered before, at most 300 yuan."""
    found = told(campaign("coupons", "past", '""'), "coupon.stretch=0", "coupon.per_shopper=1")
    issued = 0
    for life in found.values():
        spent = 0
        for row in life:
            if row.event == "order":
                spent += row.amount
            elif row.event == "coupon_issued":
                worth = min(30_000, spent * 3_000 // 10_000)
                assert row.amount == max(rung for rung in science.RUNGS if rung <= worth) > 0
                issued += 1
    assert issued > 100


def test_the_ledger_holds_gifts_and_trials() -> None:
    """Goods of all orders are their share of the ordinary list value and the articles' cost."""
    plan = compose_plan(
        "baseline", [*SIZE, *KINDS, campaign("coupons", "gift", '""'), "shoppers.return_rate=0"]
    ).plan
    result = lived(plan, "compiled")
    gifts = sum(result.daily["coupons_redeemed"])
    assert gifts > 20
    cost = sum(result.daily["coupon_redeemed_fen"])
    assert cost == gifts * 1_200
    share = plan.finance.cost_of_goods
    ordinary = sum(result.daily["list_fen"]) - cost
    goods = sum(result.daily["goods_fen"]) - cost
    assert ordinary * share - goods == pytest.approx(0, abs=int(sum(result.daily["orders"])))


def test_unlike_coupons_keep_within_one_budget() -> None:
    """What was granted and not given back never exceeds what was approved, at either gate."""
    for gate in ("issue", "redemption"):
        plan = compose_plan(
            "baseline",
            [
                *(*SIZE, *KINDS, f"coupon.gate={gate}", "coupon.budget=1500"),
                *(campaign("a", "past", '""', 2), campaign("b", "gift", '""', 3)),
            ],
        ).plan
        daily = lived(plan, "compiled").daily
        approved = 1500 * 600 / 1000 * 100
        event = "issued" if gate == "issue" else "redeemed"
        given = daily[f"coupon_{event}_fen"].cumsum()
        back = daily["coupon_expired_fen"].cumsum() if gate == "issue" else 0
        assert ((given - back) <= approved).all()
        assert daily["coupons_refused"].sum() > 0 or gate == "redemption"


def test_what_follows_journeys_changes_nothing() -> None:
    """The notes apart, a traced run is the run."""
    plan = compose_plan("recall_30_60_90", [*SIZE]).plan
    traced, plain = lived(plan, "compiled"), simulate(plan, 0, events=True)
    assert plain.events is not None
    assert traced.ledger.tobytes() == plain.ledger.tobytes()
    kept = [not name.startswith("journey_") for name in traced.events["event"]]
    for name, column in plain.events.items():
        assert traced.events[name][kept].tolist() == column.tolist()
    assert len(rules_of(plan).journeys) == 1
