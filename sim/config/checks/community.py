"""What cannot hold together in community groups. One small check, one rule."""

from __future__ import annotations

from collections.abc import Iterator

from sim.config.checks.contradiction import Contradiction, Found
from sim.config.said import say
from sim.config.schema import Plan

MOST_COMMUNITIES = 3


def each_has_a_channel_of_its_own(plan: Plan) -> Found:
    """A few kinds of group, each reached by its own channel."""
    if len(plan.communities) > MOST_COMMUNITIES:
        what, most = (
            say("too many kinds of group"),
            say("at most {most}", most=MOST_COMMUNITIES),
        )
        yield Contradiction("communities", what, len(plan.communities), most)
    taken: dict[str, str] = {}
    for name, one in plan.communities.items():
        key, channels = f"communities.{name}.channel", list(plan.touch.channels)
        if one.channel not in channels:
            yield Contradiction(key, say("no such touch channel"), one.channel, channels)
        if one.channel in taken:
            what = say(
                "communities {other} and {name} share a channel",
                other=taken[one.channel],
                name=name,
            )
            free = [channel for channel in channels if channel not in taken]
            yield Contradiction(key, what, one.channel, free)
        taken[one.channel] = name


def their_channels_are_no_guides_own(plan: Plan) -> Found:
    """Nobody is added to a group as a guide's friend, nor written to there one by one."""
    of_groups = {one.channel: name for name, one in plan.communities.items()}
    for name, journey in plan.journeys.items():
        for place, step in enumerate(journey.steps):
            if step.channel in of_groups and (step.action == "add_friend" or step.minutes > 0):
                what = say(
                    "a guide's work in the groups of {groups}", groups=of_groups[step.channel]
                )
                allowed = [one for one in plan.touch.channels if one not in of_groups]
                key = f"journeys.{name}.steps.{place}.channel"
                yield Contradiction(key, what, step.channel, allowed)


def those_invited_exist(plan: Plan) -> Found:
    """An audience is one of the plan's; where nobody is invited or enrolled there is no group."""
    for name, one in plan.communities.items():
        key = f"communities.{name}"
        if one.audience and one.audience not in plan.audiences:
            known = ["", *plan.audiences]
            yield Contradiction(f"{key}.audience", say("no such audience"), one.audience, known)
        channel = plan.touch.channels.get(one.channel)
        if one.entry == 0.0 and channel is not None and channel.enrol == 0.0:
            what = say("nobody ever enters the groups of {name}", name=name)
            allowed = say("above 0, or touch.channels.{channel}.enrol above 0", channel=one.channel)
            yield Contradiction(f"{key}.entry", what, one.entry, allowed)
        if one.until_day <= one.from_day:
            what = say("the groups of {name} are dissolved before anybody is invited", name=name)
            allowed = say("after from_day ({from_day})", from_day=one.from_day)
            yield Contradiction(f"{key}.until_day", what, one.until_day, allowed)
        lasting = one.from_day == 0 and one.until_day >= plan.horizon_days
        if channel is not None and channel.enrol > 0.0 and not lasting:
            what = say(
                "people would enter {name} on joining when there are no groups yet, or no more",
                name=name,
            )
            allowed = say("0: groups with a first or last day are entered by invitation")
            at_joining = f"touch.channels.{one.channel}.enrol"
            yield Contradiction(at_joining, what, channel.enrol, allowed)
        if one.silent_days and not one.review_days:
            what = say("the silent of {name} are removed at a review that never comes", name=name)
            yield Contradiction(f"{key}.review_days", what, 0, say("1 or more, or no silent_days"))


def speeches_are_made_in_groups(plan: Plan) -> Found:
    """Points for speaking in a group need groups of `communities`."""
    if plan.points.per_speech and not plan.communities:
        what = say("points for speaking in a group, and there is no group")
        allowed = say("0, or groups such as those of group_speech_points (communities)")
        yield Contradiction("points.per_speech", what, plan.points.per_speech, allowed)


def contents_exist(plan: Plan) -> Found:
    """Content that wears a group out, or enlivens it, is of `touch.classes`, and never both."""
    life, classes = plan.community, list(plan.touch.classes)
    for key, names in (("tiring", life.tiring), ("engaging", life.engaging)):
        for name in names:
            if name not in classes:
                yield Contradiction(f"community.{key}", say("no such content class"), name, classes)
    for name in _in_both(life.tiring, life.engaging):
        what = say("content that wears a group out and enlivens it")
        yield Contradiction("community.engaging", what, name, say("in one of the two lists"))


def _in_both(one: tuple[str, ...], other: tuple[str, ...]) -> Iterator[str]:
    return (name for name in one if name in other)


CHECKS = (
    each_has_a_channel_of_its_own,
    their_channels_are_no_guides_own,
    those_invited_exist,
    speeches_are_made_in_groups,
    contents_exist,
)
