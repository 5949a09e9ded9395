"""What cannot hold together in steering: shocks, budgets, alarms and tests."""

from __future__ import annotations

from collections.abc import Iterator

from sim.config.checks.contradiction import Contradiction, Found
from sim.config.keys import number_words
from sim.config.said import say
from sim.config.schema import Plan


def shocks_hit_what_exists(plan: Plan) -> Found:
    """A shock names touch channels or doors of the plan, and only where it can be limited."""
    known = {
        **{hits: list(plan.touch.channels) for hits in ("sending", "opening")},
        **{hits: list(plan.acquisition) for hits in ("joins", "media_price")},
        "stores": list(plan.selling.stores.regions),
    }
    for name, shock in plan.shocks.items():
        for one in shock.only:
            if one not in known.get(shock.hits, []):
                what = say(
                    "shock {name} ({kind}) is limited to something that is not there",
                    name=name,
                    kind=shock.hits,
                )
                allowed = known.get(shock.hits) or say(
                    "[]: {kind} is hit as a whole", kind=shock.hits
                )
                yield Contradiction(f"shocks.{name}.only", what, one, allowed)


def media_terms_are_of_a_door(plan: Plan) -> Found:
    """Terms of media are those of an acquisition channel."""
    for name in plan.media:
        if name not in plan.acquisition:
            what = say("no such acquisition channel")
            yield Contradiction(f"media.{name}", what, name, list(plan.acquisition))


def budget_shares_fit(plan: Plan) -> Found:
    """Reserve and innovation share leave something, and somebody may use the latter."""
    control = plan.control
    if control.reserve + control.innovation > 1.0:
        what = say("reserve and innovation share are more than the budget")
        allowed = say(
            "at most {reserve} (1 - control.reserve)", reserve=number_words(1.0 - control.reserve)
        )
        yield Contradiction("control.innovation", what, control.innovation, allowed)
    if control.month_budget and control.innovation and not _innovative(plan):
        what = say("the innovation share has no channel to go to")
        allowed = say("0, or media.NAME.innovation=true for one of them")
        yield Contradiction("control.innovation", what, control.innovation, allowed)
    if control.month_budget and not control.innovation:
        for name in _innovative(plan):
            what = say("channel {name} is paid from an innovation share that is 0", name=name)
            allowed = say("false, or control.innovation above 0")
            yield Contradiction(f"media.{name}.innovation", what, "true", allowed)


def _innovative(plan: Plan) -> list[str]:
    return [name for name, terms in plan.media.items() if terms.innovation]


def _called(plan: Plan) -> Iterator[tuple[str, str]]:
    """Campaigns that something else than the calendar sends: (key, campaign)."""
    for name, monitor in plan.monitors.items():
        yield f"monitors.{name}.campaign", monitor.campaign
    yield "warning.campaign", plan.warning.campaign
    for name, test in plan.experiments.items():
        yield f"experiments.{name}.first", test.first
        yield f"experiments.{name}.second", test.second
    for name, alliance in plan.alliances.items():
        yield f"alliances.{name}.campaign", alliance.campaign


def called_campaigns_have_no_days_of_their_own(plan: Plan) -> Found:
    """What an alarm, a warning or a test sends exists, and the calendar does not send it too."""
    for key, name in _called(plan):
        campaign = plan.campaigns.get(name)
        if name and campaign is None:
            yield Contradiction(key, say("no such campaign"), name, list(plan.campaigns))
        if campaign is not None and campaign.from_day < campaign.until_day:
            what = say(
                "campaign {name} is sent by {key} and on days of its own too", name=name, key=key
            )
            allowed = [f"from_day ({campaign.from_day})"]
            yield Contradiction(f"campaigns.{name}.until_day", what, campaign.until_day, allowed)


def a_warning_calls_back_the_silent(plan: Plan) -> Found:
    """The campaign of the churn warning goes to buyers without an order for some days."""
    if plan.warning.campaign and not plan.warning.order_days:
        what = say("the churn warning would send to everybody")
        yield Contradiction("warning.order_days", what, 0, say("1 or more, or no warning.campaign"))


def tests_are_of_their_channel(plan: Plan) -> Found:
    """A test assigns members of a channel and sends them campaigns of that channel."""
    for name, test in plan.experiments.items():
        key = f"experiments.{name}"
        if test.channel not in plan.touch.channels:
            allowed = list(plan.touch.channels)
            yield Contradiction(
                f"{key}.channel", say("no such touch channel"), test.channel, allowed
            )
        for arm, one in (("first", test.first), ("second", test.second)):
            campaign = plan.campaigns.get(one)
            if campaign is not None and campaign.channel != test.channel:
                what = say("campaign {one} goes through another channel than the test", one=one)
                yield Contradiction(f"{key}.{arm}", what, campaign.channel, [test.channel])


CHECKS = (
    shocks_hit_what_exists,
    media_terms_are_of_a_door,
    budget_shares_fit,
    called_campaigns_have_no_days_of_their_own,
    a_warning_calls_back_the_silent,
    tests_are_of_their_channel,
)
