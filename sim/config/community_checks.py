"""What cannot hold together in community groups. One small check, one rule."""

from __future__ import annotations

from collections.abc import Iterator

from sim.config.contradictions import Contradiction, Found
from sim.config.schema import Plan

MOST_COMMUNITIES = 3


def community_contradictions(plan: Plan) -> Found:
    """Every contradiction in community groups, in the order of `CHECKS`."""
    for check in CHECKS:
        yield from check(plan)


def each_has_a_channel_of_its_own(plan: Plan) -> Found:
    """A few kinds of group, each reached by its own channel."""
    if len(plan.communities) > MOST_COMMUNITIES:
        what, most = "too many kinds of group", f"at most {MOST_COMMUNITIES}"
        yield Contradiction("communities", what, len(plan.communities), most)
    taken: dict[str, str] = {}
    for name, one in plan.communities.items():
        key, channels = f"communities.{name}.channel", list(plan.touch.channels)
        if one.channel not in channels:
            yield Contradiction(key, "no such touch channel", one.channel, channels)
        if one.channel in taken:
            what = f"communities {taken[one.channel]} and {name} share a channel"
            free = [channel for channel in channels if channel not in taken]
            yield Contradiction(key, what, one.channel, free)
        taken[one.channel] = name


def their_channels_are_no_guides_own(plan: Plan) -> Found:
    """Nobody is added to a group as a guide's friend, nor written to there one by one."""
    of_groups = {one.channel: name for name, one in plan.communities.items()}
    for name, journey in plan.journeys.items():
        for place, step in enumerate(journey.steps):
            if step.channel in of_groups and (step.action == "add_friend" or step.minutes > 0):
                what = f"a guide's work in the groups of {of_groups[step.channel]}"
                allowed = [one for one in plan.touch.channels if one not in of_groups]
                key = f"journeys.{name}.steps.{place}.channel"
                yield Contradiction(key, what, step.channel, allowed)


def those_invited_exist(plan: Plan) -> Found:
    """An audience is one of the plan's; where nobody is invited or enrolled there is no group."""
    for name, one in plan.communities.items():
        key = f"communities.{name}"
        if one.audience and one.audience not in plan.audiences:
            known = ["", *plan.audiences]
            yield Contradiction(f"{key}.audience", "no such audience", one.audience, known)
        channel = plan.touch.channels.get(one.channel)
        if one.entry == 0.0 and channel is not None and channel.enrol == 0.0:
            what = f"nobody ever enters the groups of {name}"
            allowed = f"above 0, or touch.channels.{one.channel}.enrol above 0"
            yield Contradiction(f"{key}.entry", what, one.entry, allowed)
        if one.until_day <= one.from_day:
            what = f"the groups of {name} are dissolved before anybody is invited"
            allowed = f"after from_day ({one.from_day})"
            yield Contradiction(f"{key}.until_day", what, one.until_day, allowed)
        lasting = one.from_day == 0 and one.until_day >= plan.horizon_days
        if channel is not None and channel.enrol > 0.0 and not lasting:
            what = f"people would enter {name} on joining when there are no groups yet, or no more"
            allowed = "0: groups with a first or last day are entered by invitation"
            at_joining = f"touch.channels.{one.channel}.enrol"
            yield Contradiction(at_joining, what, channel.enrol, allowed)
        if one.silent_days and not one.review_days:
            what = f"the silent of {name} are removed at a review that never comes"
            yield Contradiction(f"{key}.review_days", what, 0, "1 or more, or no silent_days")


def contents_exist(plan: Plan) -> Found:
    """Content that wears a group out, or enlivens it, is of `touch.classes`, and never both."""
    life, classes = plan.community, list(plan.touch.classes)
    for key, names in (("tiring", life.tiring), ("engaging", life.engaging)):
        for name in names:
            if name not in classes:
                yield Contradiction(f"community.{key}", "no such content class", name, classes)
    for name in _in_both(life.tiring, life.engaging):
        what = "content that wears a group out and enlivens it"
        yield Contradiction("community.engaging", what, name, "in one of the two lists")


def _in_both(one: tuple[str, ...], other: tuple[str, ...]) -> Iterator[str]:
    return (name for name in one if name in other)


CHECKS = (
    each_has_a_channel_of_its_own,
    their_channels_are_no_guides_own,
    those_invited_exist,
    contents_exist,
)
