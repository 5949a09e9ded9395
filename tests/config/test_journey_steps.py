"""A journey step that could never be taken is refused, not passed over."""

from __future__ import annotations

import pytest

from sim.config.compose import compose_plan
from sim.config.errors import InputError

JOURNEY = (
    "+journeys.x={{trigger:purchased,priority:1,from_day:0,until_day:99,coverage:1,steps:["
    "{{day:{day},action:{action},channel:community,content:service,hour:{hour},minutes:0,"
    "accept:1,coupon:false}}]}}"
)
REFUSED = [
    pytest.param(0, "touch", 12, "would send on the day itself", id="touch on day 0"),
    pytest.param(2, "add_friend", 12, "after the day itself", id="friend on day 2"),
    pytest.param(2, "touch", 23, "would send in quiet hours", id="quiet hour"),
    pytest.param(2, "touch", 24, "hour is out of range", id="the day after"),
]


@pytest.mark.parametrize(("day", "action", "hour", "said"), REFUSED)
def test_a_step_that_cannot_be_taken_is_refused(
    day: int, action: str, hour: int, said: str
) -> None:
    """The message names the step and what is allowed."""
    with pytest.raises(InputError, match=said):
        compose_plan("baseline", [JOURNEY.format(day=day, action=action, hour=hour)])


def test_a_day_of_messages_ends_before_midnight() -> None:
    """A campaign at 24 would send on the day after its last, and past quiet hours that begin at 0;
    a minute before, all is well."""
    awake = ["touch.quiet_from=0", "touch.quiet_to=7"]
    with pytest.raises(InputError, match=r"hours\.0 is out of range"):
        compose_plan("push_uniform", [*awake, "campaigns.weekly.hours=[24]"])
    plan = compose_plan("push_uniform", [*awake, "campaigns.weekly.hours=[23.98]"]).plan
    assert plan.campaigns["weekly"].hours == (23.98,)


def test_a_step_that_can_be_taken_is_taken() -> None:
    """The same journey on a later day at noon composes."""
    plan = compose_plan("baseline", [JOURNEY.format(day=2, action="touch", hour=12)]).plan
    assert plan.journeys["x"].steps[0].day == 2
