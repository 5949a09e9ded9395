"""Points for speaking in a group: who earns them, what they are wasted on, what they set off."""

from __future__ import annotations

from collections import Counter

import pytest

from sim.behaviour.clock import DAY
from sim.behaviour.loyalty import speaks
from sim.config.errors import InputError
from sim.config.schema import Plan
from sim.measure.result import RunResult
from sim.world import simulate
from tests.conftest import Planner
from tests.world.test_community import BUSY
from tests.world.test_engines import both, same

SEVEN = 7  # points, which nothing else gives
TALK = (  # one kind of group, and points for speech alone, which buy nothing
    "shoppers.initial=600",
    "horizon_days=90",
    "touch.channels.community.enrol=0.5",
    "touch.response.annoyance=0.05",
    "+communities.welfare={channel:community}",
    "+campaigns.story={channel:community,content:content,hours:[20],every_days:3,from_day:0,"
    "until_day:999,coupon:false,intensity:1.0}",
    "points.expire=never",
    f"points.per_speech={SEVEN}",
    "engine=compiled",
)
WORLDS = {
    "speech alone": ("points.per_speech=9",),
    "beside a mall that pulls": ("points=mall", "points.per_speech=9", "points.price=40"),
    "money off": (
        *("points=mall", "points.per_speech=9", "points.price=20", "points.form=money"),
        *("tiers=four", "points.speech_half=0.01"),
    ),
}
Row = tuple[int, int, str, str, int]  # time, uid, event, channel, reference


_COLUMNS = ("time_ms", "uid", "event", "channel", "reference")


def talking(plan: Planner, *more: str) -> Plan:
    return plan("baseline", *TALK, *more)


def rows_of(result: RunResult) -> list[Row]:
    assert result.events is not None
    columns = (result.events[name].tolist() for name in _COLUMNS)
    return list(zip(*columns, strict=True))


def speeches(rows: list[Row]) -> list[tuple[int, int]]:
    """Time and uid of each."""
    return [(time, uid) for time, uid, event, _, points in rows if (event, points) == EARNED]


EARNED = ("points_earned", SEVEN)


def test_points_win_over_a_share_of_the_silent() -> None:
    """Nothing wins nobody, `half` half of those `gain` says, no points more than those."""
    assert speaks(0.3, 0.0, 0.6, 0.05) == 0.3
    assert speaks(0.3, 0.05, 0.6, 0.05) == pytest.approx(0.3 + 0.7 * 0.3)
    assert speaks(0.3, 1e9, 0.6, 0.05) == pytest.approx(0.3 + 0.7 * 0.6)


@pytest.mark.parametrize("more", WORLDS.values(), ids=WORLDS)
def test_both_engines_hear_the_same(plan: Planner, more: tuple[str, ...]) -> None:
    """The same event log, counts, money and KPIs, with two kinds of group that come and go."""
    one, other = both(plan("baseline", *BUSY, *more))
    same(one, other)
    assert one.events is not None
    earned = one.events["reference"][one.events["event"] == "points_earned"]
    assert (earned == 9).any()


def test_who_listens_speaks_at_every_visit_if_everybody_does(plan: Planner) -> None:
    """Each visit from the day after joining until one mutes or leaves, and nobody outside."""
    rows = rows_of(simulate(talking(plan, "points.speech=1"), 0, events=True))
    joined = {uid: time // DAY for time, uid, event, *_ in rows if event == "joined"}
    closed = {
        uid: time
        for time, uid, event, channel, _ in reversed(rows)
        if event in ("muted", "opted_out") and channel == "community"
    }
    spoke = Counter(uid for _, uid in speeches(rows))
    visits = Counter(
        uid
        for time, uid, event, *_ in rows
        if event == "visit"
        and time // DAY > max(joined[uid], -1)  # what lies before the run earns nothing
        and time < closed.get(uid, time + 1)
    )
    assert closed.keys() & spoke.keys()
    assert {uid: visits[uid] for uid in spoke} == dict(spoke)
    assert 0.4 < len(spoke) / len(visits) < 0.6  # the share that is in a group


def test_points_for_those_who_would_speak_anyway_change_nothing_but_the_debt(plan: Planner) -> None:
    """If nobody is won over, every order, message and group is as without, and points are owed."""
    without, wasted = (
        simulate(talking(plan, *more), 0, events=True)
        for more in (("points.per_speech=0",), ("points.speech_gain=0",))
    )
    rows = rows_of(wasted)
    assert [row for row in rows if row[2] != "points_earned"] == rows_of(without)
    assert wasted.daily["group_active"].tolist() == without.daily["group_active"].tolist()
    owed = wasted.daily["points_outstanding_fen"][-1]
    assert owed == len(speeches(rows)) * SEVEN > 0


def test_who_is_won_over_makes_others_talk(plan: Planner) -> None:
    """More speak the more points are worth, and are heard: groups are livelier, not by decree.

    What is said is heard through `community.echo`; where nobody answers it, points only cost.
    """

    def lively(*more: str) -> float:
        return float(simulate(talking(plan, *more), 0).daily["group_active"].sum())

    small, large, unheard, none = (
        lively(*more)
        for more in (
            ("points.speech_half=0.1",),
            ("points.speech_half=0.001",),
            ("points.speech_half=0.001", "community.echo=0"),
            ("points.per_speech=0", "community.echo=0"),
        )
    )
    assert small < large
    assert unheard == none < small


def test_points_for_speech_without_a_group_are_refused(plan: Planner) -> None:
    """Nobody could ever earn them."""
    with pytest.raises(InputError, match="there is no group"):
        plan("baseline", "points.per_speech=2")
