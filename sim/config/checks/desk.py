"""What cannot hold together in the service desk."""

from __future__ import annotations

from sim.config.checks.contradiction import Contradiction, Found, closes_before_it_opens
from sim.config.said import say
from sim.config.schema import Plan


def the_desk_can_answer(plan: Plan) -> Found:
    """Questions need somebody to answer them, hours to do it in, and a content class."""
    desk, classes = plan.desk, plan.touch.classes
    complaints = desk.complaints
    if (desk.ask_rate or complaints.late or complaints.missing) and desk.agents == 0:
        what = say("members ask a desk with nobody at it")
        yield Contradiction("desk.agents", what, 0, say("more than 0, or desk.ask_rate=0"))
    yield from closes_before_it_opens({"desk": (desk.from_hour, desk.to_hour)})
    if desk.content not in classes:
        yield Contradiction(
            "desk.content", say("no such content class"), desk.content, list(classes)
        )


CHECKS = (the_desk_can_answer,)
