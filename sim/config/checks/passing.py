"""What cannot hold together in offers passed on, and in play that brings people."""

from __future__ import annotations

from collections.abc import Iterator

from sim.config.checks.contradiction import Contradiction, Found
from sim.config.passing import SharedOffer
from sim.config.said import Said, say
from sim.config.schema import Plan


def friends_can_complete_a_team(plan: Plan) -> Found:
    """Who must bring friends has time for it, friends to ask, and friends told apart."""
    for name, one in plan.shared_offers.items():
        for field, what, value, allowed in _teams(one) if one.own_needs else ():
            yield Contradiction(f"shared_offers.{name}.{field}", what, value, allowed)


def _teams(one: SharedOffer) -> Iterator[tuple[str, Said, object, Said]]:
    friends = one.parts - int(one.parts * one.to_members + 0.5)
    if one.window_days == 0:
        yield (
            "window_days",
            say("friends must join, and there is no time for it"),
            0,
            say("1 or more"),
        )
    if one.own_needs > friends:
        what = say("more friends must join than are asked")
        yield "own_needs", what, one.own_needs, say("at most {friends}", friends=friends)
    if one.door:
        what = say("friends who come by a door are nobody's, so none can complete a team")
        yield "door", what, one.door, say("none, or own_needs=0")


def a_pool_is_talked_of(plan: Plan) -> Found:
    """What people expect of a pool has a memory, and an announcement that is worth something."""
    for name, one in plan.shared_offers.items():
        for field in ("hope_weight", "hope_half_life_days"):
            value = getattr(one, field)
            if one.pool and not value:
                what = say("a pool is shared out, and what people expect of it is not said")
                yield Contradiction(f"shared_offers.{name}.{field}", what, value, say("above 0"))


def a_reminder_is_whole(plan: Plan) -> Found:
    """Who is reminded does it or not."""
    for name, one in plan.shared_offers.items():
        if bool(one.remind_days) != bool(one.reminded):
            key, what = (
                f"shared_offers.{name}.reminded",
                say("remind_days and reminded go together"),
            )
            yield Contradiction(key, what, one.reminded, say("both, or neither"))


def attractions_are_seen_somewhere(plan: Plan) -> Found:
    """Who is drawn in sees it by a door, and comes by one."""
    doors = list(plan.acquisition)
    for name, one in plan.attractions.items():
        key = f"attractions.{name}"
        if one.found_by and one.found_by not in doors:
            what = say("no such acquisition channel")
            yield Contradiction(f"{key}.found_by", what, one.found_by, doors)
        set_ = [bool(one.found_by), bool(one.door), one.gain > 0]
        if any(set_) and not all(set_):
            what = say(
                "attraction {name} brings people if it is found, by so many, through a door",
                name=name,
            )
            yield Contradiction(
                f"{key}.gain", what, one.gain, say("found_by, gain and door together")
            )
        if one.days > one.every_days:
            what = say("attraction {name} would have two rounds at once", name=name)
            allowed = say("at most every_days ({every_days})", every_days=one.every_days)
            yield Contradiction(f"{key}.days", what, one.days, allowed)
        if bool(one.calls) != bool(one.friends):
            what = say("calls and friends go together")
            yield Contradiction(f"{key}.friends", what, one.friends, say("both, or neither"))


def who_watched_watched_something(plan: Plan) -> Found:
    """What is given to viewers needs a live room, and goes to all of them."""
    for name, one in plan.shared_offers.items():
        if one.after != "watched":
            continue
        if not plan.live.channels:
            key, what = (
                f"shared_offers.{name}.after",
                say("given to who watched, and there is no room"),
            )
            yield Contradiction(key, what, one.after, say("active, ordered, or live.channels"))
        if one.audience:
            key, what = (
                f"shared_offers.{name}.audience",
                say("viewers are told apart by the room alone"),
            )
            yield Contradiction(key, what, one.audience, say("none, or after: active"))


CHECKS = (
    friends_can_complete_a_team,
    a_pool_is_talked_of,
    a_reminder_is_whole,
    who_watched_watched_something,
    attractions_are_seen_somewhere,
)
