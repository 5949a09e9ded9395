"""What cannot hold together in the guides' work and books. One small check, one rule."""

from __future__ import annotations

from sim.config.checks.contradiction import Contradiction, Found
from sim.config.checks.touch import is_quiet, not_quiet
from sim.config.keys import number_words
from sim.config.said import say
from sim.config.schema import Plan


def guides_rest_in_quiet_hours(plan: Plan) -> Found:
    """Nobody writes to customers by hand while nothing may be sent."""
    guides, touch = plan.guides, plan.touch
    if not any(step.minutes for journey in plan.journeys.values() for step in journey.steps):
        return
    allowed, what = not_quiet(touch), say("guides would write to customers in quiet hours")
    end = guides.start_hour + guides.minutes_per_day / 60
    if is_quiet(guides.start_hour, touch):
        yield Contradiction("guides.start_hour", what, guides.start_hour, allowed)
    elif guides.start_hour < touch.quiet_from < min(end, 24):
        yield Contradiction("guides.minutes_per_day", what, guides.minutes_per_day, allowed)


def guides_work_within_the_day(plan: Plan) -> Found:
    """A guide's private-domain work ends by midnight."""
    return _ends_by_midnight("guides", plan.guides.minutes_per_day, plan.guides.start_hour)


def _ends_by_midnight(key: str, minutes: float, start_hour: float) -> Found:
    room = (24 - start_hour) * 60
    if minutes > room:
        what = say(
            "work from {start_hour}:00 would run past midnight",
            start_hour=number_words(start_hour),
        )
        allowed = say("at most {room} minutes", room=number_words(room))
        yield Contradiction(f"{key}.minutes_per_day", what, minutes, allowed)


def books_fit_the_platform(plan: Plan) -> Found:
    """Nobody on the staff has more customers than the platform lets one account have."""
    most, guides = plan.platform.customers_per_guide, plan.guides
    sizes = {"guides": guides.book_size, "guides.head_office": guides.head_office.book_size}
    for key, size in sizes.items():
        if size > most:
            what = say("more customers than the platform lets one member of staff have")
            allowed = say("at most {most} (platform.customers_per_guide)", most=number_words(most))
            yield Contradiction(f"{key}.book_size", what, size, allowed)


def head_office_can_work(plan: Plan) -> Found:
    """Head-office guides carry out journeys that exist, serve whole books, and end by midnight."""
    guides = plan.guides
    office = guides.head_office
    for name in office.journeys:
        if name not in plan.journeys:
            key = "guides.head_office.journeys"
            yield Contradiction(key, say("no such journey"), name, list(plan.journeys))
    if 0 < office.book_size < guides.book_size:
        what = say("a head-office guide would serve less than one store guide's book")
        allowed = say(
            "0, or at least guides.book_size ({book_size})",
            book_size=number_words(guides.book_size),
        )
        yield Contradiction("guides.head_office.book_size", what, office.book_size, allowed)
    if office.book_size:
        minutes, key = office.minutes_per_day, "guides.head_office"
        yield from _ends_by_midnight(key, minutes, guides.start_hour)


def a_rollout_goes_on(plan: Plan) -> Found:
    """Each day of a roll-out has its share, and no store leaves the programme again."""
    rollout = plan.guides.rollout
    if len(rollout.days) != len(rollout.shares):
        what = say("a roll-out needs one share for each of its days")
        yield Contradiction(
            "guides.rollout.shares",
            what,
            say("{shares} shares", shares=len(rollout.shares)),
            say("{days} shares", days=len(rollout.days)),
        )
    for key, steps in (("days", rollout.days), ("shares", rollout.shares)):
        if list(steps) != sorted(steps):
            what = say("the {key} of a roll-out go up", key=key)
            yield Contradiction(
                f"guides.rollout.{key}", what, str(list(steps)), say("in rising order")
            )


CHECKS = (
    guides_work_within_the_day,
    guides_rest_in_quiet_hours,
    books_fit_the_platform,
    head_office_can_work,
    a_rollout_goes_on,
)
