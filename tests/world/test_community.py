"""Community groups: seats, talk, moods, reviews and money, against the log and the ledger."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from sim.behaviour import community as science
from sim.brand.community import Groups
from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.ledger.accounts import INDEX
from sim.measure.result import RunResult
from sim.population.community import (
    ENTERED,
    KIND,
    LEFT,
    LEFT_MUTED,
    MUTED,
    REMOVED,
    SPOKE,
    STIR_COLUMNS,
    UID,
)
from sim.world import World, simulate
from tests.conftest import Planner
from tests.world.test_engines import both, same

CALM = (
    "shoppers.initial=300",
    "horizon_days=60",
    "platform.group_size=40",
    "touch.channels.community.enrol=0.5",
    "+campaigns.story={channel:community,content:content,hours:[20],every_days:2,from_day:0,"
    "until_day:999,coupon:false,intensity:1.0}",
)
GROUP = "+communities.welfare={channel:community"
BUSY = (
    *CALM,
    "touch.channels.official.enrol=0.6",
    "touch.response.annoyance=0.05",
    "+audiences.buyers={spent_from:250}",
    "+campaigns.ads={channel:community,content:promotion,hours:[9,12],every_days:2,from_day:1,"
    "until_day:999,coupon:true,intensity:0.9}",
    "+campaigns.letter={channel:official,content:content,hours:[12],every_days:9,from_day:1,"
    "until_day:999,coupon:false,intensity:1.0}",
    "+journeys.welcome={trigger:joined,priority:2,from_day:0,until_day:999,coverage:0.9,steps:["
    "{day:1,action:touch,channel:community,content:service,hour:12,minutes:0,accept:0,coupon:false}]}",
    "coupon.face=20",
    "coupon.budget=2000",
    f"{GROUP},entry:0.7,review_days:10,silent_days:21,minutes_per_day:12,key_members:2,"
    "yuan_per_key_member:40,packet:30,packet_every_days:7,check_in:0.1}",
    "+touch.channels.fans={enrol:0,execution:0.9,open_rate:0.4,click_rate:0.3,fen_per_message:1,"
    "yuan_per_group_month:90}",
    "+campaigns.salon={channel:fans,content:service,hours:[20],every_days:3,from_day:1,"
    "until_day:999,coupon:false,intensity:1.0}",
    "+communities.fans={channel:fans,audience:buyers,entry:0.5,review_days:14,until_day:45}",
)


# -- one group ----------------------------------------------------------------------------------


def test_below_the_threshold_a_group_dies_and_above_it_lives() -> None:
    """SIS: without help talk lasts only if it catches on faster than it fades."""
    for contagion, lives in ((0.1, False), (0.5, True)):
        active = 100.0
        for _ in range(400):
            active = science.talking(active, 200.0, 200.0, contagion, 0.0, 0.2)
        assert (active > 20.0) == lives
        assert 0.0 <= active <= 200.0


def test_the_level_at_which_talk_rests() -> None:
    """Who joins in and who falls silent are as many: a (1 - e^-f) = (1 - a)(1 - e^-(ca + s))."""
    active = 5.0
    for _ in range(2000):
        active = science.talking(active, 100.0, 100.0, 0.3, 0.05, 0.2)
    share = active / 100.0
    joins = (1.0 - share) * (1.0 - np.exp(-(0.3 * share + 0.05)))
    assert joins == pytest.approx(share * (1.0 - np.exp(-0.2)), rel=1e-9)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        pytest.param((90.0, 200.0, 200.0, 0.2, 0.1, 0.2), (90.0, 200.0, 200.0, 0.2, 0.0, 0.2)),
        pytest.param((90.0, 200.0, 200.0, 0.2, 0.1, 0.2), (90.0, 200.0, 200.0, 0.2, 0.1, 0.7)),
        pytest.param((90.0, 200.0, 200.0, 0.2, 0.1, 0.2), (90.0, 200.0, 400.0, 0.2, 0.1, 0.2)),
    ],
    ids=["something happens", "advertisements", "half of the group muted it"],
)
def test_what_moves_a_group(better: tuple[float, ...], worse: tuple[float, ...]) -> None:
    """A spark raises talk; advertisement and members who do not listen lower it."""
    assert science.talking(*better) > science.talking(*worse)


def test_efforts_saturate() -> None:
    """Nothing does nothing, `half` does half, and no effort does more than the gain."""
    assert science.drawn(0.0, 0.4, 0.0001) == 0.0
    assert science.drawn(3.0, 0.1, 3.0) == pytest.approx(0.05)
    assert science.drawn(1e9, 0.1, 3.0) == pytest.approx(0.1)


def test_a_usual_group_leaves_opens_as_they_are() -> None:
    """At the usual share of talkers the mood is one, in a silent group what is left."""
    assert science.mood(30.0, 100.0, 0.3, 0.3) == pytest.approx(1.0)
    assert science.mood(0.0, 100.0, 0.3, 0.3) == 0.3
    assert science.mood(0.0, 0.0, 0.3, 0.3) == 0.3


def one_group(plan: Planner) -> Groups:
    """An empty kind of group of the brand."""
    made = plan("baseline", *CALM, f"{GROUP}}}")
    return Groups("welfare", made.communities["welfare"], made.community)


def stirs(*rows: tuple[int, int, int]) -> np.ndarray:
    """Rows (kind, seat, uid) as the brand hears them."""
    found = np.zeros((len(rows), STIR_COLUMNS), dtype=np.int64)
    for place, (kind, seat, uid) in enumerate(rows):
        found[place] = (kind, 0, seat, 1000 - uid, uid, uid)
    return found


def test_seats_are_taken_in_order_of_joining(plan: Planner) -> None:
    """Who came first sits in the first group; the next opens when it is full; gaps are filled."""
    groups = one_group(plan)
    people, seats = groups.admit(stirs(*((ENTERED, 0, uid) for uid in range(7))), 3)
    assert people.tolist() == [6, 5, 4, 3, 2, 1, 0]  # later uids came earlier
    assert seats.tolist() == [0, 0, 0, 1, 1, 1, 2]
    groups.hear(stirs((LEFT, 1, 3), (LEFT, 1, 2)))
    assert groups.admit(
        stirs(*((ENTERED, 0, uid) for uid in (7, 8, 9, 10, 11))), 3
    ).seats.tolist() == [
        1,
        1,
        2,
        2,
        3,
    ]
    assert groups.members.tolist() == [3, 3, 3, 1]
    assert groups.open == 4


def test_what_is_heard_is_counted(plan: Planner) -> None:
    """Who leaves or mutes talked as often as others, who is removed for silence did not talk."""
    groups = one_group(plan)
    groups.admit(stirs(*((ENTERED, 0, uid) for uid in range(10))), 10)
    assert groups.active.tolist() == [4.0]
    groups.hear(stirs((MUTED, 0, 1), (LEFT, 0, 2), (SPOKE, 0, 3)))
    assert (groups.members.tolist(), groups.muted.tolist()) == ([9], [1])
    assert groups.active == pytest.approx([3.2])
    groups.hear(stirs((REMOVED, 0, 4), (LEFT_MUTED, 0, 1)))
    assert (groups.members.tolist(), groups.muted.tolist()) == ([7], [0])
    assert groups.active == pytest.approx([3.2])


def test_an_answer_is_heard_once(plan: Planner) -> None:
    """One who answers draws others in on that day only."""
    silent, lively = one_group(plan), one_group(plan)
    for groups in (silent, lively):
        groups.admit(stirs(*((ENTERED, 0, uid) for uid in range(10))), 10)
    lively.hear(stirs(*((SPOKE, 0, uid) for uid in range(5))))
    before = lively.active.copy()
    for groups in (silent, lively):
        groups.pass_a_day(1, 0.0, 0.0)
    assert lively.active[0] > silent.active[0]
    lively.active[:] = before
    lively.pass_a_day(2, 0.0, 0.0)
    assert lively.active == pytest.approx(silent.active)


def test_more_groups_than_seats_can_name_are_refused(plan: Planner) -> None:
    """The message says which setting to change."""
    with pytest.raises(InputError, match="more groups of welfare") as caught:
        one_group(plan).admit(stirs(*((ENTERED, 0, uid) for uid in range(40_000))), 1)
    assert caught.value.key == "platform.group_size"


# -- a world with groups ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def busy() -> tuple[RunResult, RunResult]:
    """A plan with two kinds of group and everything done in them, in both engines."""
    return both(compose_plan("baseline", list(BUSY)).plan)


def test_both_engines_live_the_same_groups(busy: tuple[RunResult, RunResult]) -> None:
    """Byte for byte, with invitations, removals and a dissolution in it."""
    same(*busy)
    assert busy[0].events is not None
    seen = Counter(busy[0].events["event"].tolist())
    assert seen["group_entered"] > 50
    assert seen["group_left"] > 50
    assert seen["muted"] > 20


def test_threads_and_blocks_change_nothing(plan: Planner) -> None:
    """However the compiled engine shares the work."""
    made = plan("baseline", *BUSY, "engine=compiled", "guides.book_size=30")
    alone = simulate(made, 0, events=True)
    same(alone, World(made, 0, events=True, threads=3, block=37).run())


def test_no_group_is_overfull_and_all_members_sit(plan: Planner) -> None:
    """At the end each seat agrees with what the brand counted."""
    world = World(plan("baseline", *BUSY, "engine=simpy"), 0)
    world.run()
    communities = world.brand._communities
    assert communities is not None
    bit = 1 << 1  # the second channel of conf/touch/wecom.yaml
    groups = communities.kinds[[one.name for one in communities.kinds].index("welfare")]
    members = [
        s
        for s in world.population.shoppers
        if s.enrolled & ~s.left_channels & bit  # type: ignore[attr-defined]
    ]
    place = [one.name for one in communities.kinds].index("welfare")
    count = Counter(s.seats.get(place, 0) for s in members)
    unheard = world.population.stirred()
    groups.hear(unheard[unheard[:, 1] == place])
    joined = int(((unheard[:, 1] == place) & (unheard[:, 0] == ENTERED)).sum())
    assert groups.members.max() <= 40
    assert sum(count.values()) == groups.members.sum() + joined
    assert all(groups.members[seat] <= count[seat] for seat in range(len(groups.members)))


def test_red_packets_go_round_again_the_day_after() -> None:
    """What is passed on stirs the group once more; on the day itself nothing differs."""
    talk = []
    for passed_on in (0.0, 0.9):
        rare = ("communities.welfare.packet_every_days=30", f"community.passed_on={passed_on}")
        made = compose_plan("group_red_packets", rare).plan
        groups = Groups("welfare", made.communities["welfare"], made.community)
        rows = np.zeros((100, STIR_COLUMNS), dtype=np.int64)
        rows[:, KIND], rows[:, UID] = ENTERED, np.arange(100)
        groups.admit(rows, 500)
        assert groups.spend(0, 1.0)["red_packets"] > 0
        found = []
        for day in (1, 2):
            groups.pass_a_day(day, 0.0, 0.0)
            found.append(float(groups.active[0]))
        talk.append(found)
    assert talk[0][0] == talk[1][0] and talk[0][1] < talk[1][1]


def test_costs_reconcile(busy: tuple[RunResult, RunResult]) -> None:
    """Red packets by group and week, labour by group and day, to the fen."""
    result = busy[0]
    total = {key: int(result.ledger[:, INDEX[key]].sum()) for key in INDEX}
    alone = simulate(compose_plan("baseline", [*BUSY, "~communities.fans", "engine=simpy"]).plan, 0)
    opened = alone.daily["groups_open"]
    assert total["red_packets"] > 0
    assert int(alone.ledger[:, INDEX["red_packets"]].sum()) == 3000 * int(opened[::7].sum())
    labour = sum(int(12 * groups / 60 * 3000) for groups in opened.tolist())
    assert int(alone.ledger[:, INDEX["community_labour"]].sum()) == labour
    samples = sum(int(4000 * 2 * groups * 12 / 365) for groups in opened.tolist())
    assert int(alone.ledger[:, INDEX["key_member_samples"]].sum()) == samples
    assert int(alone.ledger[:, INDEX["check_in_rewards"]].sum()) > 0


def test_a_flash_group_comes_and_goes(plan: Planner) -> None:
    """Nobody is in it, nothing is paid and nobody gets its messages before it and after."""
    flash = f"{GROUP},entry:0.9,from_day:3,until_day:30,packet:10}}"
    alone = ("touch.channels.official.enrol=0.8", "touch.channels.community.enrol=0")
    result = simulate(plan("baseline", *CALM, *alone, flash, "engine=simpy"), 0)
    members, sent = result.daily["group_members"], result.daily["touches_delivered"]
    assert members[3:30].min() > 100
    assert not members[:3].any()
    assert not members[30:].any()
    assert sent[4:30].any()
    assert not sent[:3].any()
    assert not sent[30:].any()
    opened = result.daily["groups_open"][3:30].sum()
    assert result.ledger[:, INDEX["red_packets"]].sum() == 1000 * opened


def test_mood_moves_opens_alone(plan: Planner) -> None:
    """With a mood that is always one, groups leave every order and message as they were."""
    still = ("community.quiet=1", "engine=simpy")
    with_groups = simulate(plan("baseline", *CALM, f"{GROUP}}}", *still), 0, events=True)
    without = simulate(plan("baseline", *CALM, *still), 0, events=True)
    assert with_groups.events is not None and without.events is not None
    for name, column in with_groups.events.items():
        assert column.tobytes() == without.events[name].tobytes()


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_who_is_in_no_group_lives_as_before(plan: Planner, engine: str) -> None:
    """What the brand does in its groups changes nobody outside of them."""
    logs = []
    for more in ("}", ",packet:200,key_members:5,check_in:1}"):
        result = simulate(plan("baseline", *CALM, GROUP + more, f"engine={engine}"), 0, events=True)
        assert result.events is not None
        logs.append(list(zip(*(c.tolist() for c in result.events.values()), strict=True)))
    inside = {row[1] for log in logs for row in log if row[2] == "touch_delivered"}
    outside = [[row for row in log if row[1] not in inside] for log in logs]
    assert outside[0] == outside[1]
    assert logs[0] != logs[1]


REFUSED = [
    pytest.param((f"{GROUP}}}", "touch.channels.community.enrol=0"), "communities.welfare.entry"),
    pytest.param(
        (f"{GROUP}}}", "+communities.fans={channel:community}"), "communities.fans.channel"
    ),
    pytest.param((f"{GROUP},audience:vip}}",), "communities.welfare.audience"),
    pytest.param((f"{GROUP},silent_days:30}}",), "communities.welfare.review_days"),
    pytest.param((f"{GROUP},from_day:9,until_day:9}}",), "communities.welfare.until_day"),
    pytest.param((f"{GROUP},from_day:9}}",), "touch.channels.community.enrol"),
    pytest.param((f"{GROUP}}}", "community.engaging=[promotion]"), "community.engaging"),
    pytest.param((f"{GROUP}}}", "community.tiring=[adverts]"), "community.tiring"),
    pytest.param(("+communities.welfare={channel:guild}",), "communities.welfare.channel"),
]


@pytest.mark.parametrize(("overrides", "key"), REFUSED)
def test_what_cannot_hold_together(overrides: tuple[str, ...], key: str) -> None:
    """A contradiction is refused at the key to change."""
    with pytest.raises(InputError) as caught:
        compose_plan("baseline", [*CALM, *overrides])
    assert caught.value.key == key
