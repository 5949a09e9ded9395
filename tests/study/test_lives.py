"""One shopper's life: its words, its sums, where two lives part, and who is worth a look."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import cache

import numpy as np
import pytest

from sim.behaviour.clock import DAY
from sim.config.compose import compose_plan
from sim.config.schema import Plan
from sim.ledger.accounts import INDEX
from sim.measure.events import EVENTS, Kept
from sim.measure.eventwords import LANES, MONEY, event_words
from sim.measure.result import RunResult
from sim.study.differ import Event
from sim.study.lifeline import phrase
from sim.study.trace.choosing import choose, spending
from sim.study.trace.console import as_text
from sim.study.trace.life import life_of
from sim.study.trace.picture import picture
from sim.study.trace.run import lived, uid_of_member
from sim.study.trace.story import parting, said, spans
from sim.study.trace.sums import sums_of
from sim.study.trace.told import Trace, told
from sim.study.trace.traits import _chance, traits
from sim.study.trace.write import record
from sim.world import World

PEOPLE = ("shoppers.initial=80", "horizon_days=60", "engine=simpy")
SMALL = ("shoppers.initial=40", "horizon_days=25")


@cache
def plan_of(scenario: str, *settings: str) -> Plan:
    return compose_plan(scenario, list(settings or PEOPLE)).plan


@cache
def whole_log(scenario: str) -> tuple[dict[int, list[Event]], RunResult]:
    """Every shopper's events of a traced run, and its result."""
    kept = Kept()
    result = World(plan_of(scenario), 0, kept, traced=True).run()
    columns = kept.events().columns()
    lives: dict[int, list[Event]] = defaultdict(list)
    for row in zip(*(columns[name].tolist() for name in Event._fields), strict=True):
        lives[row[1]].append(Event(*row))
    return lives, result


def event(day: float, name: str, amount: int = 0, reference: int = 0, way: str = "") -> Event:
    return Event(int(day * DAY), 7, name, way, amount, reference)


# -- words ---------------------------------------------------------------------------------------


def test_every_event_has_words() -> None:
    """A new kind of event needs its words: nothing of a life is passed over."""
    assert list(event_words()) == list(EVENTS)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", EVENTS)
def test_words_are_whole(name: str, lang: str) -> None:
    """With and without amount, channel and name every event is a clean sentence of its language."""
    words = event_words()[name]
    assert words.lane in LANES and words.money in (*MONEY, "none")
    full = words.say(lang, way="guide", yuan="5.00 yuan", reference=1, names={1: "care_333"})
    bare = words.say(lang, way="", yuan="", reference=0, names={})
    for text in (full, bare):
        assert text and not set(text) & set("[]{}")
    assert any("一" <= letter <= "鿿" for letter in bare) is (lang == "zh")
    assert ("care_333" in full) is ("{name}" in words.en)
    assert "{name}" not in words.en or words.named


def test_an_amount_is_told_or_counted() -> None:
    """An event that brings or costs money says how much of it, or belongs to a message."""
    silent = {name for name, one in event_words().items() if one.money != "none"}
    silent -= {name for name in silent if "{yuan}" in event_words()[name].en}
    assert silent <= {
        *("touch_delivered", "raffle_won", "draw_won", "share_passed", "took_part"),
        *("interviewed", "delivered", "delivered_late", "complaint_resolved", "signalled"),
        *("survey_answered", "cared", "occasion_held", "gathered"),
    }


def test_a_phrase() -> None:
    """An order by its number from 1, in yuan; a message by the name of its journey."""
    assert phrase(event(0, "order", 12_345, 2), {}, "en") == "ordered for 123.45 yuan (order 3)"
    assert phrase(event(0, "order", 12_345, 2), {}, "zh") == "下单 123.45 元（第 3 单）"
    sent = event(0, "touch_delivered", 0, 9, "guide")
    assert phrase(sent, {9: "care_333"}, "en") == "message by guide (care_333)"
    assert phrase(sent, {}, "en") == "message by guide"
    lost = event(0, "want_lost", 100, 3, "store")
    assert (
        phrase(lost, {}, "en") == "went away without an order of 1.00 yuan: goods missing (store)"
    )


def test_alike_events_are_said_once() -> None:
    """Three messages and one opened, with the time of day only on one day."""
    rows = [event(0.5, "visit"), event(0.6, "visit"), event(0.6, "order", 100, 0)]
    assert said(rows, {}, "en") == "looked in ×2; ordered for 1.00 yuan (order 1)"
    one_day = said(rows, {}, "en", one_day=True)
    assert one_day == "12:00 looked in ×2; 14:24 ordered for 1.00 yuan (order 1)"


# -- the story -----------------------------------------------------------------------------------


def test_where_two_lives_part() -> None:
    """The first event that differs, on each side; none on the side that has ended."""
    a, b, c = event(1, "visit"), event(2, "visit"), event(2, "order", 5)
    assert parting([[a, b], [a, b]]) is None
    assert parting([[a, b], [a, c]]) == (b, c)
    assert parting([[a], [a, c]]) == (None, c)
    assert parting([[a, b], []]) == (a, None)


def test_routine_days_run_together() -> None:
    """Days of visits are one span, an order stands alone, and the parting begins a span."""
    rows = [event(day, "visit") for day in (1, 2, 5)] + [event(6, "order"), event(7, "visit")]
    assert [(one.first, one.last) for one in spans([rows], None)] == [(1, 5), (6, 6), (7, 7)]
    apart = spans([rows, rows[1:]], 1 * DAY)
    assert [(one.first, one.last) for one in apart] == [(1, 1), (2, 5), (6, 6), (7, 7)]
    assert apart[0].events == {"A": (rows[0],)}
    assert apart[1].events == {"=": (rows[1], rows[2])}


@pytest.mark.parametrize("scenario", ["fila_333", "everything"])
def test_a_story_leaves_nothing_out(scenario: str) -> None:
    """What both have and what each has alone make up each life again, event by event."""
    ours, theirs = whole_log("baseline")[0], whole_log(scenario)[0]
    for uid in list(theirs)[:40]:
        lives = [ours.get(uid, []), theirs[uid]]
        told_ = spans(lives, None)
        for side, rows in zip("AB", lives, strict=True):
            events = [
                row
                for one in told_
                for row in (*one.events.get("=", ()), *one.events.get(side, ()))
            ]
            assert sorted(events) == sorted(row for row in rows if row.time_ms >= 0)


# -- what a life came to -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "scenario", ["fila_333", "everything", "periodic_purchase", "launches_on_trial"]
)
def test_all_lives_add_up_to_the_ledger(scenario: str) -> None:
    """Sales, money back, message fees, commission of everybody are those accounts, to the fen."""
    lives, result = whole_log(scenario)
    plan = plan_of(scenario)
    sums = [sums_of([row for row in rows if row.time_ms >= 0], plan) for rows in lives.values()]
    booked = result.ledger.sum(axis=0)
    ahead = [
        row for rows in lives.values() for row in rows if row.time_ms >= plan.horizon_days * DAY
    ]
    assert not ahead
    for money, account, sign in (
        ("sales", "revenue", -1),
        ("returned", "refunds", 1),
        ("messages", "messages", 1),
        ("commission", "guide_commission", 1),
    ):
        if money == "sales":
            booked[INDEX[account]] += booked[INDEX["periodic_sales"]]
        assert sum(one.fen[money] for one in sums) == sign * booked[INDEX[account]]
    goods = sum(one.fen["goods"] for one in sums)
    assert goods == booked[INDEX["cost_of_goods"]]
    assert sum(one.counts["orders"] for one in sums) == result.daily["orders"].sum()


def test_goods_that_come_back_cost_nothing() -> None:
    """An order returned leaves neither sales nor goods; its coupon was used all the same."""
    plan = plan_of("baseline")
    rows = [event(1, "order", 10_000, 0), event(1, "coupon_redeemed", 1_000, 0)]
    kept = sums_of(rows, plan)
    assert (kept.spent, kept.fen["goods"]) == (9_000, 4_500)
    assert kept.contribution == 4_500
    back = sums_of([*rows, event(8, "refund", 9_000, 0)], plan)
    assert (back.spent, back.fen["goods"], back.contribution) == (0, 0, 0)


# -- who, and the life of one --------------------------------------------------------------------


@pytest.mark.parametrize("scenario", ["baseline", "everything"])
def test_spending_is_what_the_log_says(scenario: str) -> None:
    """Everybody who came is there, with list value less discounts and money given back."""
    uids, fen = spending(plan_of(scenario), 0)
    lives = whole_log(scenario)[0]
    plan = plan_of(scenario)
    expected = {
        uid: sums_of([row for row in rows if row.time_ms >= 0], plan).spent
        for uid, rows in lives.items()
        if any(row.event == "joined" for row in rows)
    }
    assert dict(zip(uids.tolist(), fen.tolist(), strict=True)) == expected


def test_who_is_chosen() -> None:
    """Who gained and lost most and who stands between, of those who came in both worlds."""
    ours = np.arange(1, 12), np.zeros(11, dtype=np.int64)
    theirs = np.arange(2, 14), np.array([5, 4, 3, 2, 1, 0, -1, -9, -2, -3, 8, 90])
    found = choose([ours, theirs])
    assert (found.more, found.less, found.same, found.alone) == (5, 4, 1, 3)
    assert found.uid == 9
    assert [(one.uid, one.why) for one in found.candidates] == [
        *((2, "more"), (3, "more"), (4, "more"), (4, "middle more")),
        *((9, "less"), (11, "less"), (10, "less"), (10, "middle less")),
    ]
    alone = choose([theirs])
    assert alone.uid == 13 and alone.candidates[0].why == "most"
    assert not choose([ours, ours]).candidates


def test_a_life_is_that_part_of_the_log() -> None:
    """Following one person keeps exactly the rows of that person."""
    lives = whole_log("everything")[0]
    uid = uid_of_member(3)
    life = life_of(plan_of("everything"), 0, uid)
    assert list(life.rows) == lives[uid]
    assert life.people >= 80


def test_traits_are_those_of_the_seed() -> None:
    """Twin worlds have the same person, whatever was done to them; another seed has another."""
    uid = uid_of_member(3)
    seen = [
        traits(life_of(plan_of(one, *PEOPLE, *more), 0, uid), plan_of(one, *PEOPLE, *more))
        for one, more in (("baseline", ()), ("touch_heavy", ()), ("baseline", ("seed=5",)))
    ]
    assert seen[0] == seen[1] != seen[2]
    assert seen[0]["kind"] == "member"


def test_both_engines_tell_the_same() -> None:
    """Text, picture and record of a life do not depend on the engine."""
    uid = uid_of_member(5)
    said_ = []
    for engine in ("simpy", "compiled"):
        plans = [plan_of(one, *SMALL, f"engine={engine}") for one in ("baseline", "everything")]
        found = lived(plans, ["", ""], 0, uid, "en")
        said_.append((as_text(told(found)), picture(found), json.dumps(record(found))))
    assert said_[0] == said_[1]


def test_who_came_in_one_world_only() -> None:
    """A friend invited under one plan never came under the other; that is where the lives part."""
    ours, theirs = whole_log("baseline")[0], whole_log("everything")[0]
    uid = next(uid for uid in theirs if uid not in ours and theirs[uid][0].event == "joined")
    plans = plan_of("baseline"), plan_of("everything")
    lives = tuple(life_of(plan, 0, uid) for plan in plans)
    found = Trace(uid, 0, plans, ("", ""), lives, "en")
    assert found.parting == (None, theirs[uid][0])
    text = as_text(told(found))
    assert "A    " in text and "never came in this world" in text
    assert "nothing more" in text
    assert found.born == 1


def test_the_same_life_twice() -> None:
    """A plan held against itself: nothing parts, and every line is of both worlds."""
    plans = plan_of("everything"), plan_of("everything")
    found = lived(plans, ["", ""], 0, uid_of_member(3), "en")
    assert found.parting is None
    assert "The two lives are the same" in as_text(told(found))
    story = next(one for one in told(found).sections if one.name == "story")
    assert {row[1] for row in story.rows} == {"="}


def test_an_invented_account_has_no_traits() -> None:
    """An account invented for a reward is nobody: its kind is told, and nothing else."""
    plan = plan_of(
        "invite3_subsidy", *PEOPLE, "referral.fake_share=1", "acquisition.ads.hunter_share=1"
    )
    assert plan.referral.fake_share == 1
    kept = Kept()
    world = World(plan, 0, kept)
    world.run()
    fakes = [one for one in world.population.shoppers if one.fake and one.arrived]
    found = Trace(fakes[0].uid, 0, (plan,), ("",), (life_of(plan, 0, fakes[0].uid),), "en")
    who = next(one for one in told(found).sections if one.name == "who")
    assert [row[0] for row in who.rows] == ["came", "kind"]
    assert who.rows[1][1] == "invented account"


@pytest.mark.parametrize("law", ["mbgnbd", "paretonbd", "sbg"])
def test_traits_of_every_order_law(law: str) -> None:
    """Whoever is lost after a lifetime has one in days; the others a chance at each order."""
    assert [_chance(one) for one in (0.0, 0.00002, 0.0034, 0.034, 0.34, 1.0)] == [
        *("0%", "<0.01%", "0.34%", "3.4%", "34%", "100%")
    ]
    plan = plan_of("baseline", *PEOPLE, f"shoppers.repeat.law={law}")
    text = as_text(told(lived([plan], [""], 0, uid_of_member(2), "en")))
    line = next(line for line in text.splitlines() if "lost for good" in line)
    assert ("days on average" in line) is (law == "paretonbd")
