"""A journey starts when somebody comes into a group: on joining, or at the midnight of a review."""

from __future__ import annotations

import numpy as np
import pytest

from sim.behaviour.clock import DAY
from sim.config.errors import InputError
from sim.randomness.address import name_hash
from sim.world import World
from tests.conftest import Planner
from tests.world.test_community import BUSY
from tests.world.test_engines import same, with_engine

STEPS = (
    "{day:1,action:touch,channel:community,content:service,hour:12,minutes:0,accept:0,coupon:true},"
    "{day:5,action:touch,channel:official,content:content,hour:20,minutes:0,accept:0,coupon:false}"
)
WELCOME = (
    "+journeys.gift={trigger:group_entered,priority:1,from_day:0,until_day:999,coverage:1,"
    f"steps:[{STEPS}]}}"
)


def test_whoever_comes_into_a_group_starts_it(plan: Planner) -> None:
    """At the moment of joining for who is enrolled then, at the midnight of the review for others;
    for nobody else, and once a day."""
    log = World(plan("baseline", *BUSY, WELCOME), 0, events=True, traced=True).run().events
    assert log is not None
    mine = (log["event"] == "journey_entered") & (log["reference"] == name_hash("gift"))
    began = set(zip(log["uid"][mine].tolist(), log["time_ms"][mine].tolist(), strict=True))
    assert len(began) == mine.sum()
    at_review = log["event"] == "group_entered"
    entered = set(
        zip(log["uid"][at_review].tolist(), log["time_ms"][at_review].tolist(), strict=True)
    )
    joined = log["event"] == "joined"
    joining = set(zip(log["uid"][joined].tolist(), log["time_ms"][joined].tolist(), strict=True))
    assert len(entered) > 50
    assert entered <= began
    assert began - entered <= joining
    newcomers = {uid for uid, time in joining if time >= 0}
    assert 0.3 < len(began - entered) / len(newcomers) < 0.7  # `enrol` is a half
    sent = (log["event"] == "touch_delivered") & (log["reference"] == name_hash("gift"))
    days = {(uid, time // DAY) for uid, time in began}
    first = log["channel"][sent] == "community"
    for uid, time in zip(log["uid"][sent][first], log["time_ms"][sent][first], strict=True):
        assert (int(uid), int(time) // DAY - 1) in days
    assert first.sum() > 50
    assert not np.isin(log["uid"][sent], list({uid for uid, _ in began}), invert=True).any()


@pytest.mark.parametrize(
    "more",
    [(), ("+journeys.gift.stop=visit", "+journeys.gift.reentry_days=20")],
    ids=["plain", "ends at a visit"],
)
def test_both_engines_write_the_same_log(plan: Planner, more: tuple[str, ...]) -> None:
    """With two kinds of groups, reviews, removals and another journey about."""
    asked = plan("baseline", *BUSY, WELCOME, *more)
    engines = [with_engine(asked, engine) for engine in ("simpy", "compiled")]
    same(*(World(one, 0, events=True, traced=True).run() for one in engines))


MISTAKES = {
    "and there is none": (WELCOME,),
    "when nobody is there": (
        *BUSY,
        WELCOME.replace(
            "action:touch,channel:community", "action:add_friend,channel:guide"
        ).replace("day:1", "day:0"),
    ),
    "on the day itself": (*BUSY, WELCOME.replace("day:1", "day:0")),
    "other days": (*BUSY, WELCOME, "+journeys.gift.days=3"),
}


@pytest.mark.parametrize(("what", "settings"), MISTAKES.items(), ids=MISTAKES)
def test_what_cannot_be_is_refused(plan: Planner, what: str, settings: tuple[str, ...]) -> None:
    """A group there is none of, a friend added at a review, a message on the day itself."""
    with pytest.raises(InputError, match=what):
        plan("baseline", *settings)
