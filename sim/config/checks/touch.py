"""What cannot hold together in messages: their channels, hours and consents."""

from __future__ import annotations

from collections.abc import Iterator

from sim.config.checks.contradiction import Contradiction, Found
from sim.config.keys import number_words
from sim.config.said import Said, say
from sim.config.schema import Plan
from sim.config.touch import Campaign, Journey, Touch

# Triggers of something a shopper does.
MOMENTS = (
    *("joined", "purchased", "redeemed", "won_back", "bought", "tier_changed"),
    "group_entered",
)
# Of these and the others, those at which the member is there to be asked something.
ASKED = ("joined", "purchased", "redeemed", "won_back", "bought", "cart_left")


def _messages(plan: Plan) -> Iterator[tuple[str, str, str]]:
    for name, campaign in plan.campaigns.items():
        yield f"campaigns.{name}", campaign.channel, campaign.content
    for name, journey in plan.journeys.items():
        for place, step in enumerate(journey.steps):
            yield f"journeys.{name}.steps.{place}", step.channel, step.content


def channels_and_contents_exist(plan: Plan) -> Found:
    """A message goes through a channel of `touch.channels`, with content of `touch.classes`."""
    channels, contents = plan.touch.channels, plan.touch.classes
    for key, channel, content in _messages(plan):
        if channel not in channels:
            yield Contradiction(
                f"{key}.channel", say("no such touch channel"), channel, list(channels)
            )
        if content not in contents:
            yield Contradiction(
                f"{key}.content", say("no such content class"), content, list(contents)
            )
    wakes = plan.touch.response.reconsider_on
    if wakes not in contents:
        key = "touch.response.reconsider_on"
        yield Contradiction(key, say("no such content class"), wakes, list(contents))


def is_quiet(hour: float, touch: Touch) -> bool:
    """Does an hour lie in the quiet hours? They may run over midnight; equal ends mean none."""
    if touch.quiet_from <= touch.quiet_to:
        return touch.quiet_from <= hour < touch.quiet_to
    return hour >= touch.quiet_from or hour < touch.quiet_to


def campaigns_respect_quiet_hours(plan: Plan) -> Found:
    """No campaign is planned for hours in which nothing may be sent."""
    touch = plan.touch
    for name, campaign in plan.campaigns.items():
        for hour in _quiet_sends(campaign, touch):
            what = say("campaign {name} would send in quiet hours", name=name)
            yield Contradiction(
                f"campaigns.{name}.hours", what, number_words(hour), not_quiet(touch)
            )


def not_quiet(touch: Touch) -> Said:
    """The hours in which something may be sent, in words."""
    return say(
        "outside {quiet_from}:00 to {quiet_to}:00 (touch.quiet_from, quiet_to)",
        quiet_from=touch.quiet_from,
        quiet_to=touch.quiet_to,
    )


def _quiet_sends(campaign: Campaign, touch: Touch) -> list[float]:
    return [hour for hour in campaign.hours if is_quiet(hour, touch)]


def _may_come_in_the_day(plan: Plan, journey: Journey) -> bool:
    """Whether a journey may start after its day was planned: an order enters no stage of who has
    been silent."""
    if journey.trigger != "stage_changed":
        return journey.trigger in MOMENTS
    known = plan.views[journey.view].stages if journey.view in plan.views else {}
    entered = [known[name] for name in journey.to_stages if name in known] or known.values()
    return any(stage.silent_from == 0 for stage in entered)


def steps_can_be_taken(plan: Plan) -> Found:
    """A guide adds a friend on the day itself; a message follows on a later one, when it may.

    A trigger that comes at midnight, before the day is planned, leaves room for a message that day.
    """
    touch = plan.touch
    for name, journey in plan.journeys.items():
        for number, step in enumerate(journey.steps):
            key = f"journeys.{name}.steps.{number}"
            if step.action == "add_friend" and step.day > 0:
                what = say("journey {name} would add a friend after the day itself", name=name)
                yield Contradiction(f"{key}.day", what, step.day, say("0 for add_friend"))
            if step.action == "touch" and step.day == 0 and _may_come_in_the_day(plan, journey):
                what = say(
                    "journey {name} would send on the day itself, which is planned already",
                    name=name,
                )
                yield Contradiction(f"{key}.day", what, step.day, say("1 or more for touch"))
            if step.action == "touch" and step.minutes == 0 and is_quiet(step.hour, touch):
                what = say("journey {name} would send in quiet hours", name=name)
                hour = number_words(step.hour)
                yield Contradiction(f"{key}.hour", what, hour, not_quiet(touch))


def a_consent_carries_one_message(plan: Plan) -> Found:
    """Where each message needs a consent, it is asked of a member who is there, for one message."""
    each = {name for name, one in plan.touch.channels.items() if one.consent == "each"}
    free = [name for name in plan.touch.channels if name not in each]
    for name, campaign in plan.campaigns.items():
        if campaign.channel in each:
            what = say("nobody consented to a message of campaign {name}", name=name)
            yield Contradiction(f"campaigns.{name}.channel", what, campaign.channel, free)
    for name, journey in plan.journeys.items():
        sent = [
            place
            for place, step in enumerate(journey.steps)
            if step.action == "touch" and step.channel in each
        ]
        if sent and journey.trigger not in ASKED:
            what = say("nobody is there to consent when journey {name} starts", name=name)
            yield Contradiction(f"journeys.{name}.trigger", what, journey.trigger, list(ASKED))
        for place in sent[1:]:
            key = f"journeys.{name}.steps.{place}.channel"
            what = say("journey {name} would send two messages for one consent", name=name)
            yield Contradiction(key, what, journey.steps[place].channel, free)


CHECKS = (
    channels_and_contents_exist,
    campaigns_respect_quiet_hours,
    steps_can_be_taken,
    a_consent_carries_one_message,
)
