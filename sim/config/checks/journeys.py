"""What cannot hold together in journeys: what starts them and how they branch."""

from __future__ import annotations

from sim.config.checks.contradiction import Contradiction, Found
from sim.config.checks.touch import MOMENTS
from sim.config.keys import field_levers
from sim.config.known import Stage, View
from sim.config.said import Said, say
from sim.config.schema import Plan

MOST_BITS = 60  # stages of a view whose changes start a journey
# What each trigger's `days` may be; a trigger that is not here has none.
_DAYS = {
    "won_back": (1, 3650),
    "dormant": (1, 3650),
    "inactive": (1, 3650),
    "birthday": (0, 180),
    "coupon_expiring": (1, 365),
    "date": (0, 3650),
    "cart_left": (1, 30),
}


def triggers_have_their_days(plan: Plan) -> Found:
    """A trigger that counts days says how many; another has none to say."""
    for name, journey in plan.journeys.items():
        low, high = _DAYS.get(journey.trigger, (0, 0))
        if not low <= journey.days <= high:
            what = say(
                "journey {name} starts on {trigger}, which takes other days",
                name=name,
                trigger=journey.trigger,
            )
            allowed = say("{low} to {high:,}", low=low, high=high) if high else ["0"]
            yield Contradiction(f"journeys.{name}.days", what, journey.days, allowed)


def a_name_sends_once(plan: Plan) -> Found:
    """A journey and a campaign of one name could not be told apart in the log, nor put in order."""
    for name in plan.journeys:
        if name in plan.campaigns:
            what = say("a journey and a campaign have the same name")
            yield Contradiction(f"journeys.{name}", what, name, say("a name that is no campaign's"))


def changes_of_tier_are_of_tiers(plan: Plan) -> Found:
    """A journey that starts on a change of tier names one there is; another names none."""
    levels = list(plan.tiers.levels)
    allowed: str | list[str]
    for name, journey in plan.journeys.items():
        changed = journey.trigger == "tier_changed"
        if changed and not levels:
            what = say(
                "journey {name} starts on a change of tier, and there are no tiers", name=name
            )
            allowed = say("another trigger, or tiers such as tiers=four")
            yield Contradiction(f"journeys.{name}.trigger", what, journey.trigger, allowed)
        elif journey.tier and (journey.tier not in levels or not changed):
            what = say("journey {name} does not start on a change to this tier", name=name)
            allowed = levels if changed else say("none, or trigger tier_changed")
            yield Contradiction(f"journeys.{name}.tier", what, journey.tier, allowed)
        elif journey.move != "any" and not changed:
            what = say("journey {name} does not start on a change of tier", name=name)
            allowed = say("any, or trigger tier_changed")
            yield Contradiction(f"journeys.{name}.move", what, journey.move, allowed)


def changes_of_stage_are_of_views(plan: Plan) -> Found:
    """A journey that starts on a change of stage names a view that orders and days alone move."""
    fit = [name for name, view in plan.views.items() if not _sees_more(view)]
    for name, journey in plan.journeys.items():
        key, view = f"journeys.{name}", plan.views.get(journey.view)
        named = (
            ("view", journey.view),
            *(("from_stages", stage) for stage in journey.from_stages),
            *(("to_stages", stage) for stage in journey.to_stages),
        )
        if journey.trigger != "stage_changed":
            for field, word in named:
                if word:
                    what = say("journey {name} does not start on a change of stage", name=name)
                    allowed = say("none, or trigger stage_changed")
                    yield Contradiction(f"{key}.{field}", what, word, allowed)
        elif view is None or _sees_more(view):
            what = _no_such_view(name, journey.view, view is None)
            views = fit or say("a view of orders, days and spending, such as views=lifecycle")
            yield Contradiction(f"{key}.view", what, journey.view or say("none"), views)
        else:
            for field, word in named[1:]:
                if word not in view.stages:
                    what = say("view {name} has no such stage", name=journey.view)
                    yield Contradiction(f"{key}.{field}", what, word, list(view.stages))


def _no_such_view(journey: str, view: str, missing: bool) -> Said:
    if missing:
        return say("journey {name} starts on a change of stage in no view", name=journey)
    return say(
        "view {view} of journey {name} asks for visits, log-ins, invitations or channels, or has "
        "over {most} stages; such changes start nothing",
        view=view,
        name=journey,
        most=MOST_BITS,
    )


def _sees_more(view: View) -> bool:
    """Whether something other than an order or a passing day moves who is in its stages, or there
    are more stages than a number has bits."""
    unbounded = {name: one.off for name, one in field_levers(Stage).items() if one}
    fields = ("unseen_from", "unseen_to", "visits_from", "invited_from", "reach_from", "reach_to")
    return len(view.stages) > MOST_BITS or any(
        getattr(stage, field) != unbounded[field]
        for stage in view.stages.values()
        for field in fields
    )


def groups_entered_are_there(plan: Plan) -> Found:
    """A journey of those who enter a group needs one."""
    for name, journey in plan.journeys.items():
        if journey.trigger == "group_entered" and not plan.communities:
            what = say(
                "journey {name} starts on a group that is entered, and there is none", name=name
            )
            allowed = say("another trigger, or groups (communities.NAME)")
            yield Contradiction(f"journeys.{name}.trigger", what, journey.trigger, allowed)


def carts_left_are_filled(plan: Plan) -> Found:
    """A journey of those who left a cart needs one."""
    for name, journey in plan.journeys.items():
        if journey.trigger == "cart_left" and plan.cart.fill == 0.0:
            what = say(
                "journey {name} starts on a cart that is left, and there is no cart", name=name
            )
            allowed = say("another trigger, or a cart such as cart=shop")
            yield Contradiction(f"journeys.{name}.trigger", what, journey.trigger, allowed)


def alarms_start_journeys_that_wait_for_one(plan: Plan) -> Found:
    """A monitor starts a journey that starts on an alert, and such a journey has a monitor."""
    waiting = [name for name, journey in plan.journeys.items() if journey.trigger == "alert"]
    named = [monitor.journey for monitor in plan.monitors.values()]
    for name, monitor in plan.monitors.items():
        if monitor.journey and monitor.journey not in waiting:
            what = say("no such journey with the trigger alert")
            yield Contradiction(
                f"monitors.{name}.journey", what, monitor.journey, waiting or say("none")
            )
    for name in waiting:
        if name not in named:
            what = say("journey {name} waits for an alarm that no monitor raises", name=name)
            allowed = say("another trigger, or monitors.NAME.journey={name}", name=name)
            yield Contradiction(f"journeys.{name}.trigger", what, "alert", allowed)


def friends_are_added_face_to_face(plan: Plan) -> Found:
    """Nobody stands in the store at midnight."""
    for name, journey in plan.journeys.items():
        for number, step in enumerate(journey.steps):
            fall = journey.trigger == "tier_changed" and journey.move != "up"
            alone = fall or journey.trigger == "group_entered"  # may come at a review
            if step.action == "add_friend" and (alone or journey.trigger not in MOMENTS):
                key = f"journeys.{name}.steps.{number}.action"
                what = say(
                    "journey {name} would add a friend at midnight, when nobody is there", name=name
                )
                yield Contradiction(key, what, step.action, ["touch"])


def branches_follow_a_message(plan: Plan) -> Found:
    """Whether a message was opened is known the midnight after it."""
    for name, journey in plan.journeys.items():
        days = [step.day for step in journey.steps if step.action == "touch"]
        for number, step in enumerate(journey.steps):
            if step.after != "any" and (step.action != "touch" or step.day <= min(days)):
                key = f"journeys.{name}.steps.{number}.after"
                what = say(
                    "journey {name} branches before its first message could be opened", name=name
                )
                yield Contradiction(key, what, step.after, say("any, or a step on a later day"))


CHECKS = (
    triggers_have_their_days,
    a_name_sends_once,
    changes_of_tier_are_of_tiers,
    changes_of_stage_are_of_views,
    groups_entered_are_there,
    carts_left_are_filled,
    alarms_start_journeys_that_wait_for_one,
    friends_are_added_face_to_face,
    branches_follow_a_message,
)
