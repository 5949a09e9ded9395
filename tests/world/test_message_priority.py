"""Of messages to one member at one moment, the stated priority says which gets through."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from itertools import pairwise

import pytest

from sim.behaviour.governor import turn
from sim.config.compose import compose_plan
from sim.measure.result import RunResult
from sim.randomness.address import name_hash
from sim.world import simulate
from tests.world.test_engines import same, with_engine
from tests.world.test_flows import campaign, journey, step

NAMES = ("letter", "thanks", "nudge")
HASHES = {name: name_hash(name) for name in NAMES}
CONTENTION = (
    *("shoppers.initial=200", "horizon_days=60", "touch.channels.official.enrol=0.9"),
    *("touch.min_gap_minutes=0", "touch.response.annoyance=0", "touch.weekly_cap=2"),
    "+campaigns.letter={channel:official,content:content,hours:[10,20],every_days:3,from_day:1,"
    "until_day:999,coupon:false,intensity:0.7}",
    journey("thanks", "date", step(0, content="service"), more=",days:2"),
    journey("nudge", "date", step(0), step(3), more=",days:6"),
)
Priorities = tuple[int, int, int]  # of NAMES
LAST_AND_FIRST: list[Priorities] = [(10, 20, 30), (30, 20, 10), (20, 10, 20), (99, 0, 50)]


def stated(priorities: Priorities) -> list[str]:
    """As overrides write them."""
    tables = ("campaigns", "journeys", "journeys")
    return [
        f"{table}.{name}.message_priority={priority}"
        for table, name, priority in zip(tables, NAMES, priorities, strict=True)
    ]


@cache
def lived(engine: str, *overrides: str) -> RunResult:
    """A run with its log."""
    plan = compose_plan("baseline", [*CONTENTION, *overrides]).plan
    return simulate(with_engine(plan, engine), 0, events=True)


def rivals(result: RunResult) -> list[list[tuple[str, int]]]:
    """Of each moment at which a member was to get several messages: (event, policy) in order."""
    assert result.events is not None
    log, found = result.events, defaultdict(list)
    columns = (log[name].tolist() for name in ("time_ms", "uid", "event", "reference"))
    for time, uid, event, policy in zip(*columns, strict=True):
        if event in ("touch_delivered", "touch_blocked"):
            found[time, uid].append((event, policy))
    return [messages for messages in found.values() if len(messages) > 1]


@pytest.mark.parametrize(
    ("one", "other"), [((0, 5), (1, 3)), ((50, 3), (50, 5)), ((98, 7), (99, 1 << 23))]
)
def test_a_turn_is_by_priority_then_by_name(one: tuple[int, int], other: tuple[int, int]) -> None:
    """The larger hash never outweighs the smaller number."""
    assert turn(*one) < turn(*other)


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
@pytest.mark.parametrize("priorities", LAST_AND_FIRST)
def test_what_the_cap_admits_goes_by_priority(engine: str, priorities: Priorities) -> None:
    """Broadcasts and journeys alike: once one is held back, so are all that come after it."""
    at = {HASHES[name]: turn(p, HASHES[name]) for name, p in zip(NAMES, priorities, strict=True)}
    found = rivals(lived(engine, *stated(priorities)))
    split = 0
    for messages in found:
        turns = [at[policy] for _, policy in messages]
        assert turns == sorted(turns)
        sent = [event == "touch_delivered" for event, _ in messages]
        assert all(before >= after for before, after in pairwise(sent))
        split += len(set(sent)) > 1
    assert split > 50


def test_a_priority_moves_who_is_held_back() -> None:
    """The letter gets through more often when it goes first, the thanks less often."""

    def delivered(priorities: Priorities, name: str) -> int:
        found = rivals(lived("compiled", *stated(priorities)))
        return sum(
            ("touch_delivered", HASHES[name]) in messages
            for messages in found
            if HASHES[name] in (policy for _, policy in messages)
        )

    first, last = (0, 99, 50), (99, 0, 50)
    assert delivered(first, "letter") > delivered(last, "letter")
    assert delivered(first, "thanks") < delivered(last, "thanks")


def test_what_states_none_goes_by_name() -> None:
    """As if each said 50, and so for any number they share."""
    assert all(
        policies == sorted(policies)
        for policies in ([policy for _, policy in one] for one in rivals(lived("simpy")))
    )
    for number in (50, 7):
        same(lived("simpy"), lived("simpy", *stated((number, number, number))))


SETTINGS = {
    "caps": (),
    "a gap": ("touch.min_gap_minutes=30", "touch.weekly_cap=30"),
    "a platform's law": ("platform=wecom_2025_11", "touch.weekly_cap=30"),
    "a budget that runs out": (
        "touch.weekly_cap=30",
        "+coupons.small={form:amount,face:20,threshold:0,validity_days:7}",
        campaign("offer", "small", '""', 3),
        journey("gift", "date", step(0, ",coupon_kind:small"), more=",days:3"),
        "campaigns.offer.message_priority=60",
        "coupon.budget=1500",
    ),
    "guides": (
        "touch.channels.guide.enrol=0.8",
        journey(
            "care",
            "date",
            step(0, channel="guide").replace("minutes:0", "minutes:2"),
            more=",days:4,message_priority:1",
        ),
    ),
}


@pytest.mark.parametrize("more", SETTINGS.values(), ids=SETTINGS)
@pytest.mark.parametrize("priorities", [(10, 20, 30), (30, 20, 10)])
def test_both_engines_take_the_same_turns(more: tuple[str, ...], priorities: Priorities) -> None:
    """Whatever the messages contend for."""
    overrides = (*more, *stated(priorities))
    same(lived("simpy", *overrides), lived("compiled", *overrides))


def test_a_guides_message_has_its_moment_to_itself() -> None:
    """So that the order of the guide's tasks decides about it, and no turn does."""
    result = lived("simpy", *SETTINGS["guides"], *stated((10, 20, 30)))
    assert result.events is not None
    assert name_hash("care") in result.events["reference"].tolist()
    assert all(name_hash("care") not in (policy for _, policy in one) for one in rivals(result))
