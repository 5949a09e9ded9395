"""What cannot hold together in what follows an order. One small check, one rule."""

from __future__ import annotations

from sim.config.checks.contradiction import (
    Contradiction,
    Found,
    closes_before_it_opens,
    ends_before_it_begins,
)
from sim.config.said import say
from sim.config.schema import Plan


def what_is_ordered_online_is_brought(plan: Plan) -> Found:
    """A delivery is of a sales channel online."""
    online = [name for name, one in plan.selling.channels.items() if one.place == "online"]
    for name in plan.delivery:
        if name not in online:
            what = say("no orders of that sales channel are brought home")
            yield Contradiction(
                f"delivery.{name}", what, name, online or say("a sales channel online")
            )


def orders_leave_by_day(plan: Plan) -> Found:
    """Orders leave in hours that end after they begin."""
    hours = {f"delivery.{name}": (v.from_hour, v.to_hour) for name, v in plan.delivery.items()}
    return closes_before_it_opens(hours)


def lateness_is_made_good_with_what_there_is(plan: Plan) -> Found:
    """A coupon for lateness is a kind of the plan, and something can be late."""
    for name, one in plan.delivery.items():
        if one.late_coupon and one.late_coupon not in plan.coupons:
            key = f"delivery.{name}.late_coupon"
            yield Contradiction(
                key, say("no such kind of coupon"), one.late_coupon, list(plan.coupons)
            )
        if (one.late_coupon or one.late_yuan) and not one.promise_minutes:
            key = f"delivery.{name}.promise_minutes"
            what = say("lateness is made good, and nothing is promised")
            yield Contradiction(
                key, what, 0, say("more than 0, or no late_coupon and no late_yuan")
            )


def care_is_of_this_plan(plan: Plan) -> Found:
    """A coupon that goes with care is a kind of the plan, and a survey finds whom to care for."""
    satisfaction = plan.satisfaction
    care = satisfaction.care
    if care.coupon and care.coupon not in plan.coupons:
        key = "satisfaction.care.coupon"
        yield Contradiction(key, say("no such kind of coupon"), care.coupon, list(plan.coupons))
    if care.below > 0 and not satisfaction.survey.every_days:
        what = say("who answers low is taken care of, and nobody is asked")
        yield Contradiction("satisfaction.survey.every_days", what, 0, say("1 or more"))
    if satisfaction.survey.every_days and not satisfaction.weight:
        what = say("a survey asks for a satisfaction that nothing moves")
        yield Contradiction("satisfaction.weight", what, 0, say("more than 0, or no survey"))


def occasions_are_met(plan: Plan) -> Found:
    """An occasion is felt, and ends after it begins."""
    for name in plan.occasions:
        if not plan.satisfaction.weight:
            what = say("an occasion is met, and satisfaction is not followed")
            yield Contradiction(f"occasions.{name}", what, name, say("satisfaction.weight above 0"))
    spans = {f"occasions.{name}": (v.from_day, v.until_day) for name, v in plan.occasions.items()}
    yield from ends_before_it_begins(spans, lasts=True)


def complaints_are_of_something(plan: Plan) -> Found:
    """What is complained of can happen, and what makes it good is of this plan."""
    terms, peak = plan.desk.complaints, plan.desk.peak
    if terms.late > 0 and not any(one.promise_minutes for one in plan.delivery.values()):
        key, what = (
            "desk.complaints.late",
            say("members complain of lateness, and nothing is promised"),
        )
        yield Contradiction(key, what, terms.late, say("0, or a delivery with promise_minutes"))
    if terms.missing > 0 and not plan.selling.channels:
        key, what = "desk.complaints.missing", say("nothing is ever missing without sales channels")
        yield Contradiction(key, what, terms.missing, say("0, or selling.channels"))
    if terms.coupon and terms.coupon not in plan.coupons:
        key = "desk.complaints.coupon"
        yield Contradiction(key, say("no such kind of coupon"), terms.coupon, list(plan.coupons))
    if peak.agents > 0:
        yield from closes_before_it_opens({"desk.peak": (peak.from_hour, peak.to_hour)})


def signals_are_answered(plan: Plan) -> Found:
    """A coupon for a smaller order is a kind of the plan."""
    for name, one in plan.signals.items():
        if one.coupon and one.coupon not in plan.coupons:
            key = f"signals.{name}.coupon"
            yield Contradiction(key, say("no such kind of coupon"), one.coupon, list(plan.coupons))


CHECKS = (
    what_is_ordered_online_is_brought,
    orders_leave_by_day,
    lateness_is_made_good_with_what_there_is,
    care_is_of_this_plan,
    complaints_are_of_something,
    signals_are_answered,
    occasions_are_met,
)
