"""What members want of messages, who earns no points, talk, distance and the age of data."""

from __future__ import annotations

import numpy as np
import pytest

from sim.behaviour import community, needs
from sim.behaviour.clock import DAY
from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.measure.result import RunResult
from sim.population.from_plan import rules_of
from sim.population.needs import FIRST_NEED, needs_of
from sim.world import simulate
from tests.conftest import Planner
from tests.world.test_engines import both, same

SMALL = ("shoppers.initial=400", "horizon_days=90", "engine=simpy")
WANTED = ("+needs.talk={share:0.4,gain:2}", "+needs.price={share:0.3,gain:3}")
CALENDAR = (
    "+campaigns.letter={channel:official,content:content,hours:[20],every_days:7,from_day:3,"
    "until_day:999,coupon:false,intensity:1.0}",
    "touch.channels.official.enrol=0.8",
)


def lived(plan: Planner, scenario: str, *overrides: str) -> RunResult:
    """One replication in the readable engine, with its event log."""
    return simulate(plan(scenario, *SMALL, *overrides), 0, events=True)


def who_got(result: RunResult) -> set[tuple[int, int]]:
    """Day and uid of every message delivered."""
    log = result.events
    assert log is not None
    got = log["event"] == "touch_delivered"
    days, uids = log["time_ms"][got] // DAY, log["uid"][got]
    return set(zip(days.tolist(), uids.tolist(), strict=True))


# -- needs ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("share", "gain"), [(0.4, 2.0), (0.3, 3.0), (0.5, 1.0), (0.25, 4.0)])
def test_a_message_to_all_is_worth_what_any_is(share: float, gain: float) -> None:
    """The mean over members is 1; who has the need gets `gain`, nobody gets less than nothing."""
    lucks = (np.arange(100_000) + 0.5) / 100_000
    worth = np.array([needs.worth(luck, 0.2, 0.2 + share, gain) for luck in lucks])
    assert worth.mean() == pytest.approx(1.0)
    assert worth.max() == gain
    assert worth.min() >= 0.0


def test_each_need_has_its_share_of_members(plan: Planner) -> None:
    """By name, one after another on the unit interval."""
    rule = needs_of(plan("baseline", *WANTED))
    assert [(one.low, one.high) for one in rule] == [(0.0, 0.3), (0.3, 0.7)]
    lucks = np.array([needs.luck_of(5, 0, uid) for uid in range(5000)])
    assert abs((lucks < 0.3).sum() - 1500) < 4 * np.sqrt(5000 * 0.21)


def test_needs_nobody_meets_change_nothing(plan: Planner) -> None:
    """Nor does a message that meets one at a gain of 1."""
    plain = lived(plan, "baseline", *CALENDAR)
    for more in (WANTED, ("+needs.talk={share:0.4,gain:1}", "+campaigns.letter.meets=talk")):
        other = lived(plan, "baseline", *CALENDAR, *more)
        assert plain.events is not None
        assert other.events is not None
        for name, column in plain.events.items():
            assert column.tobytes() == other.events[name].tobytes(), name


def test_a_tag_of_a_need_finds_who_has_it(plan: Planner) -> None:
    """Read without error it is on those whom the message is worth more to, and on nobody else."""
    tag = (
        "+tags.price={of:needs,need:price,sensitivity:1,specificity:1,coverage:1,yuan_per_year:0}",
        "+audiences.price={tag:price}",
        "+campaigns.letter.audience=price",
    )
    found = lived(plan, "baseline", *CALENDAR, *WANTED, *tag)
    seed = plan("baseline").seed
    got = {uid for _, uid in who_got(found)}
    assert got
    assert all(needs.luck_of(seed, 0, uid) < 0.3 for uid in got)
    assert rules_of(
        plan("baseline", *CALENDAR, *WANTED, "+campaigns.letter.meets=price")
    ).campaigns[-1].about == (FIRST_NEED)


def test_who_wants_distance_is_left_alone(plan: Planner) -> None:
    """A tag read off the tolerance: those who bear little get none of the messages."""
    tag = (
        "+tags.far={of:keeps_distance,threshold:6,sensitivity:1,specificity:1,coverage:1,"
        "yuan_per_year:0}",
        "+audiences.near={without_tag:far}",
        "+campaigns.letter.audience=near",
    )
    near, everybody = (
        {uid for _, uid in who_got(lived(plan, "baseline", *CALENDAR, *more))} for more in (tag, ())
    )
    assert near < everybody
    all_far = lived(plan, "baseline", *CALENDAR, *tag, "tags.far.threshold=100000")
    assert not who_got(all_far)


# -- points, talk, fresh data -----------------------------------------------------------------


def test_the_event_is_for_who_earned_no_points(plan: Planner) -> None:
    """Counted again from the log: nobody invited earned any for so many days."""
    result = lived(
        plan,
        "points_mall",
        *CALENDAR,
        "+audiences.idle={pointless_from_days:30}",
        "+campaigns.letter.audience=idle",
    )
    log = result.events
    assert log is not None
    earned = log["event"] == "points_earned"
    rows = zip(log["time_ms"][earned] // DAY, log["uid"][earned], strict=True)
    days: dict[int, list[int]] = {}
    for day, uid in rows:
        days.setdefault(int(uid), []).append(int(day))
    got = who_got(result)
    assert len(got) > 50
    for day, uid in got:
        before = [one for one in days.get(uid, []) if one < day]
        assert not before or day - max(before) >= 30, (day, uid)


def test_a_group_in_which_nobody_talks_has_no_topic() -> None:
    """Nothing is added there; all of it where as many talk as usual, and no more beyond."""
    assert community.on_topic(0.0, 100.0, 0.3, 0.45) == 1.0
    assert community.on_topic(15.0, 100.0, 0.3, 0.45) == pytest.approx(1.225)
    assert community.on_topic(30.0, 100.0, 0.3, 0.45) == pytest.approx(1.45)
    assert community.on_topic(90.0, 100.0, 0.3, 0.45) == pytest.approx(1.45)
    assert community.on_topic(9.0, 0.0, 0.3, 0.45) == 1.0


def test_content_by_the_talk_is_opened_more(plan: Planner) -> None:
    """The same messages; at a relevance of nothing the same log."""
    rates = [
        lived(plan, "group_by_talk", f"communities.welfare.by_talk={share}").kpis["open_rate"]
        for share in (0, 0.5, 1)
    ]
    assert rates == sorted(rates)
    assert rates[0] < rates[-1]


def test_minutes_instead_of_hours_are_worth_what_was_reported() -> None:
    """The half-life is the one at which six hours instead of six minutes cost 18 %."""
    fast, slow = needs.fresh(0.5, 0.1, 25.0), needs.fresh(0.5, 6.0, 25.0)
    assert fast / slow == pytest.approx(1.18, abs=0.005)
    assert needs.fresh(0.5, 0.0, 25.0) == 0.5
    assert needs.fresh(0.5, 25.0, 25.0) == pytest.approx(0.25)


# -- both engines, and what is refused --------------------------------------------------------

PLANS = [
    pytest.param(
        "everything",
        (
            *(*WANTED, "+campaigns.letter.meets=price", "+campaigns.benefit_day.meets=talk"),
            "+tags.far={of:keeps_distance,threshold:3,sensitivity:0.9,specificity:0.9,coverage:0.7,"
            "yuan_per_year:1}",
            "+tags.price={of:needs,need:price,sensitivity:0.8,specificity:0.9,coverage:0.7,"
            "yuan_per_year:1}",
            *("+audiences.near={without_tag:far}", "+audiences.price={tag:price}"),
            *("+campaigns.knowledge.audience=near", "+campaigns.benefit_day.audience=price"),
            *("points=mall", "+audiences.idle={pointless_from_days:20}"),
            "+campaigns.letter.audience=idle",
        ),
        id="needs, distance, points",
    ),
    pytest.param("group_by_talk", (), id="talk"),
]


@pytest.mark.parametrize(("scenario", "overrides"), PLANS)
def test_both_engines(plan: Planner, scenario: str, overrides: tuple[str, ...]) -> None:
    """The same log, money and KPIs."""
    same(*both(plan(scenario, *SMALL, *overrides)))


REFUSED = {
    "too many members": (("+needs.a={share:0.6,gain:1}", "+needs.b={share:0.6,gain:1}"), "needs"),
    "worth less than nothing": (("+needs.a={share:0.6,gain:2}",), "needs.a.gain"),
    "a need of nobody": ((*CALENDAR, "+campaigns.letter.meets=price"), "campaigns.letter.meets"),
    "a tag of no need": (
        ("+tags.t={of:needs,sensitivity:1,specificity:1,coverage:1,yuan_per_year:0}",),
        "tags.t.need",
    ),
    "no points to earn": (
        ("+audiences.idle={pointless_from_days:9}",),
        "audiences.idle.pointless_from_days",
    ),
}


@pytest.mark.parametrize(("overrides", "key"), REFUSED.values(), ids=REFUSED.keys())
def test_needs_that_cannot_be_are_refused(overrides: tuple[str, ...], key: str) -> None:
    """With the key that is wrong."""
    with pytest.raises(InputError) as error:
        compose_plan("baseline", list(overrides))
    assert error.value.key == key
