"""What cannot hold together in live rooms, alliances, promoters and content that wears."""

from __future__ import annotations

from collections import Counter

from sim.config.checks.contradiction import Contradiction, Found, ends_before_it_begins
from sim.config.keys import number_words
from sim.config.said import say
from sim.config.schema import Plan


def _fed(plan: Plan) -> list[tuple[str, str]]:
    """Doors somebody else than their own media brings people to: (key, door)."""
    live = [("live.door", plan.live.door)] if plan.live.door else []
    alliances = [(f"alliances.{name}.door", one.door) for name, one in plan.alliances.items()]
    promoters = [(f"promoters.{name}.door", one.door) for name, one in plan.promoters.items()]
    tables = (("shared_offers", plan.shared_offers), ("attractions", plan.attractions))
    passed = [
        (f"{table}.{name}.door", one.door)
        for table, found in tables
        for name, one in found.items()
        if one.door
    ]
    return live + alliances + promoters + passed


def fed_doors_are_there(plan: Plan) -> Found:
    """Who is brought comes by a door, which brings nobody of its own: so the cost is known."""
    for key, door in _fed(plan):
        channel = plan.acquisition.get(door)
        if channel is None:
            yield Contradiction(
                key, say("no such acquisition channel"), door, list(plan.acquisition)
            )
        elif channel.joins_per_day:
            what = say(
                "channel {door} brings people of its own, beside those of {key}", door=door, key=key
            )
            setting = f"acquisition.{door}.joins_per_day"
            yield Contradiction(setting, what, channel.joins_per_day, say("0, or another channel"))


def promoters_have_a_door_of_their_own(plan: Plan) -> Found:
    """Commission is on first orders of a door: nobody else's newcomers may come by it."""
    times = Counter(door for _, door in _fed(plan))
    for name, one in plan.promoters.items():
        if times[one.door] > 1:
            what = say(
                "channel {door} has newcomers that promoters {name} did not bring",
                door=one.door,
                name=name,
            )
            yield Contradiction(
                f"promoters.{name}.door", what, one.door, say("a channel of its own")
            )


def rooms_have_sessions(plan: Plan) -> Found:
    """A live room is a touch channel; some campaign opens it, and steps lead in at its hours."""
    rooms, live = plan.live.channels, plan.live
    for room in rooms:
        if room not in plan.touch.channels:
            allowed = list(plan.touch.channels)
            yield Contradiction("live.channels", say("no such touch channel"), room, allowed)
    sessions = [one for one in plan.campaigns.values() if one.channel in rooms]
    hours = sorted({hour for one in sessions for hour in one.hours})
    if rooms and not sessions:
        what = say("no campaign goes through a live room, so there is never a session")
        yield Contradiction("live.channels", what, ", ".join(rooms), say("a campaign through one"))
        return
    for name, journey in plan.journeys.items():
        for place, step in enumerate(journey.steps):
            if step.channel in rooms and step.hour not in hours:
                what = say(
                    "journey {name} leads into a live room when there is no session", name=name
                )
                open_at = [number_words(hour) for hour in hours]
                key = f"journeys.{name}.steps.{place}.hour"
                yield Contradiction(key, what, number_words(step.hour), open_at)
    if live.public and not live.door:
        what = say("public viewers come and no door lets them join")
        yield Contradiction("live.door", what, "", list(plan.acquisition))


def spans_of_reach_end_after_they_begin(plan: Plan) -> Found:
    """Nothing closes before it opens."""
    spans = {f"alliances.{k}": (v.from_day, v.until_day) for k, v in plan.alliances.items()}
    spans |= {f"promoters.{k}": (v.from_day, v.until_day) for k, v in plan.promoters.items()}
    return ends_before_it_begins(spans)


def wear_is_of_a_class(plan: Plan) -> Found:
    """What wears is a content class of `touch.classes`."""
    for name in plan.wear:
        if name not in plan.touch.classes:
            allowed = list(plan.touch.classes)
            yield Contradiction(f"wear.{name}", say("no such content class"), name, allowed)


CHECKS = (
    fed_doors_are_there,
    promoters_have_a_door_of_their_own,
    rooms_have_sessions,
    spans_of_reach_end_after_they_begin,
    wear_is_of_a_class,
)
