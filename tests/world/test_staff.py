"""Guides differ, answer to reward, learn, leave, and are helped by head office."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import simpy

from sim.behaviour.clock import DAY
from sim.behaviour.staff import carried_out, contest_pull, effort_wanted, office_of, person, skill
from sim.brand.guide_rows import EFFORT, SINCE
from sim.brand.staff import Staff
from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.config.schema import Plan
from sim.ledger.accounts import INDEX
from sim.ledger.book import month_of_day
from sim.measure.result import RunResult
from sim.population.from_plan import rules_of
from sim.population.interface import W_FRIENDS
from sim.randomness import address as at
from sim.randomness.philox import uniform
from sim.world import World, simulate
from tests.conftest import Planner
from tests.world.test_engines import both, same

SMALL = ("shoppers.initial=1200", "horizon_days=150")
COMPILED = (*SMALL, "engine=compiled")

# -- what makes a guide -------------------------------------------------------------------------


def test_talent_and_will_have_mean_one_and_their_spread() -> None:
    """20,000 guides: mean 1, standard deviation of the logarithm as asked, stays exponential."""
    drawn = np.array([person(7, 0, book, 0, 0.4, 0.2) for book in range(20_000)])
    assert np.abs(drawn.mean(axis=0) - 1.0).max() < 0.03
    assert np.log(drawn[:, 0]).std() == pytest.approx(0.4, rel=0.03)
    assert np.log(drawn[:, 1]).std() == pytest.approx(0.2, rel=0.03)
    assert (drawn[:, 2] > 1.0).mean() == pytest.approx(math.exp(-1.0), abs=0.012)


def test_effort_is_willingness_without_reward_and_saturates() -> None:
    """At no reward the will alone; at the half reward half of the gain; never more than all."""
    assert effort_wanted(0.8, 2.0, 0.0, 5.0) == 0.8
    assert effort_wanted(0.8, 2.0, 5.0, 5.0) == pytest.approx(0.8 * 2.0)
    assert effort_wanted(0.8, 2.0, 1e9, 5.0) < 0.8 * 3.0


def test_execution_at_the_norm_is_the_norm() -> None:
    """Effort 1 carries out the plan's share, more effort leaves less undone, none does nothing."""
    assert carried_out(0.4, 1.0) == 0.4
    assert carried_out(0.4, 2.0) == pytest.approx(1.0 - 0.6**2)
    assert carried_out(0.4, 0.0) == carried_out(1.0, 0.0) == 0.0
    assert carried_out(1.0, 0.3) == 1.0


def test_a_contest_pulls_where_the_race_is_close() -> None:
    """One more point is worth most at the cutoff, and the same on both sides of it."""
    at_cutoff, behind, ahead = (contest_pull(score, 10.0, 2.0) for score in (10.0, 4.0, 16.0))
    assert at_cutoff == 0.125
    assert behind == pytest.approx(ahead)
    assert behind < at_cutoff / 4


def test_skill_is_learnt_by_half_lives_and_raised_by_training() -> None:
    """Half of what a newcomer lacks is learnt in a half-life."""
    assert skill(1.0, 0.5, 0.0, 60.0, 0.0, 0.4) == 0.5
    assert skill(1.0, 0.5, 60.0, 60.0, 0.0, 0.4) == pytest.approx(0.75)
    assert skill(1.2, 1.0, 9.0, 60.0, 0.5, 0.4) == pytest.approx(1.2 * 1.2)


def test_head_office_serves_whole_books() -> None:
    """Books of one head-office guide lie together, and each guide has some."""
    served = [office_of(book, 23, 4) for book in range(23)]
    assert served == sorted(served)
    assert set(served) == set(range(4))


# -- off is off ---------------------------------------------------------------------------------

NEUTRAL = (
    "guides.rollout.days=[0]",
    "guides.rollout.shares=[1]",
    "guides.skill.newcomer=1",
)


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_guides_told_apart_who_are_alike_change_nothing(plan: Planner, engine: str) -> None:
    """A roll that says of each guide what was true of all gives the same log and money."""
    keys = ("everything", "shoppers.initial=400", "horizon_days=70", "guides.book_size=40")
    alike, told = (
        simulate(plan(*keys, f"engine={engine}", *extra), 0, events=True) for extra in ((), NEUTRAL)
    )
    assert alike.events is not None
    assert told.events is not None
    for name, column in alike.events.items():
        assert column.tobytes() == told.events[name].tobytes()
    assert alike.ledger.tobytes() == told.ledger.tobytes()
    assert alike.kpis["guide_utilisation"] == pytest.approx(told.kpis["guide_utilisation"])


def test_a_phase_takes_working_time_away(plan: Planner) -> None:
    """Half the minutes are half the hours there are, whether guides are told apart or not."""
    half = "+control.phases.half={from_day:0,media:1,campaigns:1,journeys:1,guide_minutes:0.5,"
    small = ("fila_333", "shoppers.initial=200", "horizon_days=20", "engine=simpy")
    for extra in ((), NEUTRAL):
        whole, less = (
            simulate(plan(*small, *extra, *phase), 0)
            for phase in ((), (half + "yuan_per_month:0}",))
        )
        hours = whole.daily["guide_time_seconds"].sum() / 3600
        assert less.daily["guide_time_seconds"].sum() / 3600 == pytest.approx(hours / 2)
        used = less.kpis["guide_hours"] / (hours / 2)
        assert less.kpis["guide_utilisation"] == pytest.approx(used)


# -- turnover -----------------------------------------------------------------------------------


def lived(plan: Plan) -> tuple[RunResult, Staff]:
    """A run, and the staff at its end."""
    world = World(plan, 0, events=True)
    found = world.run()
    staff = world.brand._staff
    assert staff is not None
    return found, staff


LATE = [
    *("shoppers.initial=2500", "horizon_days=30", "shoppers.repeat.alpha_weeks=0.5"),
    *("shoppers.repeat.r=1", "shoppers.traits.tolerance_mean=0.01", "touch.response.annoyance=0.5"),
    *("guides.start_hour=23", "guides.minutes_per_day=20", "guides.book_size=2500"),
    *("touch.quiet_from=0", "touch.quiet_to=0"),
    "+control.phases.all={from_day:0,media:1,campaigns:1,journeys:1,guide_minutes:10,"
    "yuan_per_month:0}",
]


def test_a_phase_keeps_nobody_at_work_past_midnight(plan: Planner) -> None:
    """Ten times twenty minutes from 23:00 on are an hour: what is left waits for the next day."""
    readable, compiled = both(plan("fila_333", *LATE))
    same(readable, compiled)
    events = readable.events
    assert events is not None
    sent = events["time_ms"][events["event"] == "touch_delivered"] % DAY
    assert sent.size > 50
    assert sent.min() >= 23 * 3_600_000
    assert readable.daily["tasks_waiting"].sum() > 0


def test_a_phase_keeps_nobody_at_work_in_quiet_hours(plan: Planner) -> None:
    """Ten times twenty minutes from 20:00 on are an hour where nothing goes out from 21:00 on."""
    quiet = ("guides.start_hour=20", "touch.quiet_from=21", "touch.quiet_to=8")
    readable, compiled = both(plan("fila_333", *LATE, *quiet))
    same(readable, compiled)
    events = readable.events
    assert events is not None
    sent = events["time_ms"][events["event"] == "touch_delivered"] % DAY
    assert sent.size > 50
    assert 20 * 3_600_000 <= sent.min() < sent.max() < 21 * 3_600_000
    assert readable.daily["tasks_waiting"].sum() > 0


def test_places_are_filled_as_renewal_theory_says(plan: Planner) -> None:
    """Alternating renewal: in the long run a place is filled stay / (stay + vacancy) of the days.

    600 places, ten years, leaving three times a year (a stay is rounded up to days: half a day
    more), 30 days vacant; the first stay begins on day 0.
    """
    years = plan(
        "fila_333",
        *("shoppers.initial=600", "horizon_days=3650", "guides.book_size=1"),
        *("guides.turnover.per_year=3", "guides.turnover.vacancy_days=30"),
    )
    env = simpy.Environment()
    staff = Staff(env, rules_of(years), (1, 0), lambda day: env.timeout(day * DAY - env.now))
    filled, left = [], 0
    for day in range(3650):
        env.run(until=day * DAY + 1)
        filled.append(int(staff.open(day).present.sum()))
        left += staff.close(day, np.zeros((600, 4), dtype=np.int64)).get("guides_left", 0)
    stay = 365 / 3 + 0.5
    assert np.mean(filled[365:]) / 600 == pytest.approx(stay / (stay + 30), abs=0.006)
    assert left / (600 * 3650) == pytest.approx(1 / (stay + 30), rel=0.03)


def test_the_lost_share_of_friends_does_not_follow(plan: Planner) -> None:
    """Of the friends a successor could have reached, the share `lost` is gone, within chance."""
    found = simulate(
        plan(
            "guide_turnover",
            *COMPILED,
            "shoppers.initial=5000",
            "touch.channels.guide.enrol=0.8",
            "guides.turnover.per_year=2",
            "guides.turnover.lost=0.3",
        ),
        0,
        events=True,
    )
    assert found.events is not None
    lost = found.events["event"] == "friend_lost"
    first = lost & (found.events["reference"] == 1)  # of books that changed hands a first time
    books = {_book(uid, 50) for uid in found.events["uid"][first].tolist()}
    friends = {
        uid for uid in found.events["uid"].tolist() if _book(uid, 50) in books and _enrolled(uid)
    }
    share, n = first.sum() / len(friends), len(friends)
    assert n > 1000
    assert abs(share - 0.3) < 4 * math.sqrt(0.3 * 0.7 / n) + 0.02  # some left before, or came after


def _book(uid: int, books: int) -> int:
    return int(uniform(at.draw(2026, 0, uid, at.GUIDE, 0)[0]) * books)


def _enrolled(uid: int) -> bool:
    return uniform(at.draw(2026, 0, uid, at.ENROL + at.name_hash("guide"), 0)[0]) < 0.8


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_only_customers_of_books_that_changed_hands_feel_it(plan: Planner, engine: str) -> None:
    """Whose guide stayed has the same life in both worlds."""
    keys = ("guides_differ", "shoppers.initial=600", "horizon_days=150", "guides.book_size=30")
    stayed, _ = lived(plan(*keys, f"engine={engine}"))
    left, staff = lived(
        plan(*keys, f"engine={engine}", "guides.turnover.per_year=1", "guides.turnover.lost=0.5")
    )
    moved = {
        book for book, since in enumerate(staff.people[:, SINCE].tolist()) if since >= 0
    } | set(np.flatnonzero(staff.present == 0).tolist())
    assert 3 < len(moved) < 17
    before, after = (_lives(one) for one in (stayed, left))
    differ = {uid for uid in before.keys() | after if before.get(uid) != after.get(uid)}
    assert differ
    assert {_book(uid, 20) for uid in differ} <= moved


def _lives(result: RunResult) -> dict[int, list[Any]]:
    lives: dict[int, list[Any]] = {}
    assert result.events is not None
    for row in zip(*(column.tolist() for column in result.events.values()), strict=True):
        lives.setdefault(row[1], []).append(row)
    return lives


def test_tasks_wait_while_a_place_is_vacant(plan: Planner) -> None:
    """A vacancy longer than the guides' patience lets tasks expire that a short one would not."""
    expired = [
        simulate(plan("guide_turnover", *COMPILED, f"guides.turnover.vacancy_days={days}"), 0).kpis[
            "tasks_expired"
        ]
        for days in (1, 20)
    ]
    assert expired[0] == 0 < expired[1]


# -- reward -------------------------------------------------------------------------------------


def test_a_contest_lifts_effort_and_habit_lets_it_fade(plan: Planner) -> None:
    """Mean effort is above its old level on the last day of a contest, and comes back after it."""
    world = World(plan("guide_contest", *COMPILED, "guides.commission=0"), 0)
    staff = world.brand._staff
    assert staff is not None
    level = []
    for day in (59, 75, 82, 149):
        world.env.run(until=day * DAY + 1)
        level.append(float(staff.people[:, EFFORT].mean()))
    before, end, week, late = level
    assert end > 1.3 * before
    assert before < week < end
    assert late == pytest.approx(before, rel=0.02)
    assert week - before == pytest.approx((end - before) / 2, rel=0.1)  # half-life of 7 days


def test_winners_are_paid_once(plan: Planner) -> None:
    """The tenth of twelve guides is one; the prize stands in the ledger and in the month."""
    found = simulate(plan("guide_contest", *COMPILED), 0)
    paid = found.daily["bonus_fen"]
    assert np.flatnonzero(paid).tolist() == [74]
    assert paid.sum() == found.ledger[:, INDEX["guide_bonus"]].sum() == 50_000


def test_a_target_pays_who_reaches_it_and_no_more(plan: Planner) -> None:
    """At each month's end a bonus for each guide with as many new friends in the log, or more."""
    made = plan("guide_target", *COMPILED)
    found = simulate(made, 0, events=True)
    assert found.events is not None
    added = found.events["event"] == "friend_added"
    months, books = month_of_day(made.start_date, made.horizon_days), rules_of(made).books
    friends: Counter[tuple[int, int]] = Counter()
    for time, uid in zip(
        *(found.events[name][added].tolist() for name in ("time_ms", "uid")), strict=True
    ):
        guide = int(uniform(at.draw(made.seed, 0, uid, at.GUIDE, 0)[0]) * books)
        friends[months[time // DAY], guide] += 1
    reached = Counter(month for (month, _), many in friends.items() if many >= 3)
    paid = found.daily["bonus_fen"]
    ends = np.flatnonzero(np.diff([*months, -1])).tolist()
    assert [paid[day] for day in ends] == [reached[months[day]] * 10_000 for day in ends]
    assert paid.sum() == 10_000 * reached.total() > 0
    assert 3 in friends.values() and 2 in friends.values()


def test_training_costs_money_and_time_and_wins_friends(plan: Planner) -> None:
    """Sessions on days 0, 30, ...: 12 guides x 50 yuan; half an hour less that day."""
    found = simulate(plan("guide_training", *COMPILED), 0)
    plain = simulate(plan("guides_differ", *COMPILED), 0)
    assert np.flatnonzero(found.daily["training_fen"]).tolist() == [0, 30, 60, 90, 120]
    assert found.ledger[:, INDEX["guide_training"]].sum() == 5 * 12 * 5_000
    assert found.daily["guide_time_seconds"][30] == 0
    assert found.daily["guide_time_seconds"][31] == 12 * 30 * 60
    assert found.kpis["friends_added"] > plain.kpis["friends_added"]


def seated(plan: Planner, *settings: str) -> tuple[Staff, Callable[[int, int], dict[str, int]]]:
    """Twelve guides who stay, and a day of theirs with so many new friends each."""
    made = plan("guides_differ", "shoppers.initial=1200", "horizon_days=90", *settings)
    env = simpy.Environment()
    staff = Staff(env, rules_of(made), (1, 0), lambda day: env.timeout(day * DAY - env.now))
    work = np.zeros((12, 4), dtype=np.int64)

    def live(day: int, friends: int) -> dict[str, int]:
        env.run(until=day * DAY + 1)
        roster = staff.open(day)
        work[:, W_FRIENDS] = friends
        counts = staff.close(day, work)
        return counts | {"skill": int(roster.skill.max()), "time_ms": int(roster.time_ms.max())}

    return staff, live


def test_training_begins_on_its_day(plan: Planner) -> None:
    """Days 7, 27, 47, 67, 87: twelve guides of 50 yuan, and half an hour less to work."""
    training = "guides.training={from_day:7,every_days:20,minutes:30,gain:0.5,effect:0.4,yuan:50}"
    _, live = seated(plan, training.replace("yuan", "half_life_days:90,yuan"))
    days = [live(day, 0) for day in range(90)]
    paid = {day: one["training_fen"] for day, one in enumerate(days) if one.get("training_fen")}
    assert paid == dict.fromkeys((7, 27, 47, 67, 87), 12 * 5_000)
    assert days[6]["time_ms"] - days[7]["time_ms"] == 30 * 60_000


@pytest.mark.parametrize(("wanted", "paid"), [(2, 12), (3, 0), (0, 0)])
def test_a_bonus_is_for_a_target(plan: Planner, wanted: int, paid: int) -> None:
    """Two friends in January, none in February, one in March: who reaches so many; 0 is none."""
    _, live = seated(plan, f"guides.target.friends={wanted}", "guides.target.bonus=100")
    days = [live(day, int(day in (3, 5, 70))) for day in range(90)]
    found = {day: one["bonus_fen"] for day, one in enumerate(days) if one["bonus_fen"]}
    assert found == ({30: paid * 10_000} if paid else {})


def test_skill_stays_within_what_it_can_do(plan: Planner) -> None:
    """However gifted, no guide builds more than all goodwill, nor three times the norm."""
    gifted = ("guides.skill.spread=1.5", "touch.classes.{}.goodwill={}")
    for goodwill, most in ((0.5, 2000), (0.1, 3000)):
        every = [gifted[1].format(name, goodwill) for name in plan("guides_differ").touch.classes]
        _, live = seated(plan, gifted[0], *every)
        assert live(0, 0)["skill"] == most


# -- head office and roll-out -------------------------------------------------------------------


def test_head_office_takes_its_journeys_and_is_paid_by_the_month(plan: Planner) -> None:
    """Its hours are its own, its wage is whole whatever it does, and the stores keep theirs."""
    keys = ("shoppers.initial=1200", "horizon_days=181", "engine=compiled")
    office = simulate(plan("guide_head_office", *keys), 0)
    store = simulate(plan("guide_head_office", *keys, "guides.head_office.journeys=[]"), 0)
    assert office.daily["office_seconds"].sum() > 0 == store.daily["office_seconds"].sum()
    moved = store.daily["guide_seconds"].sum() - office.daily["guide_seconds"].sum()
    assert moved == pytest.approx(office.daily["office_seconds"].sum(), rel=0.25)
    assert office.ledger[:, INDEX["office_wages"]].tolist() == [700_000] * 6
    minutes = office.daily["office_seconds"].sum() / 60
    assert office.kpis["office_utilisation"] == pytest.approx(minutes / (360 * 181))


def test_a_rollout_begins_store_by_store(plan: Planner) -> None:
    """Two hundredths, a quarter, all: 1, 3 and 12 of 12 guides have time, and no friend before."""
    found = simulate(
        plan("guide_rollout", *COMPILED, "guides.rollout.shares=[0.02,0.25,1]"), 0, events=True
    )
    begun = found.daily["guide_time_seconds"] // 1800
    assert [int(begun[day]) for day in (0, 29, 30, 89, 90)] == [1, 1, 3, 3, 12]
    assert found.events is not None
    added = found.events["event"] == "friend_added"
    early = added & (found.events["time_ms"] < 30 * DAY)
    assert {_book(uid, 12) for uid in found.events["uid"][early].tolist()} == {0}
    assert found.ledger[:, INDEX["guide_hiring"]].sum() == 12 * 10_000


# -- mistakes -----------------------------------------------------------------------------------

MISTAKES = {
    "no such journey": ("guides.head_office.journeys=[care]",),
    "less than one store guide's book": ("guides.head_office.book_size=10",),
    "would run past midnight": (
        "guides.head_office.book_size=9000",
        "guides.head_office.minutes_per_day=900",
    ),
    "one share for each of its days": ("guides.rollout.days=[0,9]", "guides.rollout.shares=[1]"),
    "the shares of a roll-out go up": (
        "guides.rollout.days=[0,9]",
        "guides.rollout.shares=[1,0.5]",
    ),
    "more customers than the platform lets": ("guides.book_size=30000",),
}


@pytest.mark.parametrize(("what", "settings"), MISTAKES.items(), ids=MISTAKES)
def test_what_cannot_be_is_refused(what: str, settings: tuple[str, ...]) -> None:
    """Each contradiction says what is wrong."""
    with pytest.raises(InputError, match=what):
        compose_plan("fila_333", list(settings))
