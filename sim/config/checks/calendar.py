"""What cannot hold together in dates. One small check, one rule."""

from __future__ import annotations

from sim.config.checks.contradiction import Contradiction, Found, ends_before_it_begins
from sim.config.said import say
from sim.config.schema import Plan

FIRST_YEAR, LAST_YEAR = 1900, 2999


def ends_after_it_begins(plan: Plan) -> Found:
    """Nothing closes before it opens."""
    spans = {f"acquisition.{k}": (v.from_day, v.until_day) for k, v in plan.acquisition.items()}
    spans |= {f"campaigns.{k}": (v.from_day, v.until_day) for k, v in plan.campaigns.items()}
    spans |= {f"journeys.{k}": (v.from_day, v.until_day) for k, v in plan.journeys.items()}
    spans |= {f"touch.limits.{k}": (v.from_day, v.until_day) for k, v in plan.touch.limits.items()}
    spans |= {"referral": (plan.referral.from_day, plan.referral.until_day)}
    return ends_before_it_begins(spans)


def the_run_lies_in_the_calendar(plan: Plan) -> Found:
    """History before day 0 and the months after the last day still have a date."""
    if not (FIRST_YEAR <= plan.start_date.year <= LAST_YEAR):
        what = say("start_date lies outside the calendar of a run")
        allowed = say("{first} to {last}", first=f"{FIRST_YEAR}-01-01", last=f"{LAST_YEAR}-12-31")
        yield Contradiction("start_date", what, plan.start_date.isoformat(), allowed)


CHECKS = (
    ends_after_it_begins,
    the_run_lies_in_the_calendar,
)
