"""Who comes, in order of time and uid, drawn in numbers that hold both a moment and a place."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sim.behaviour.clock import DAY, SECOND
from sim.brand.acquisition import initial_people, people_by
from sim.config.schema import Plan
from sim.population.interface import Arrivals
from sim.randomness import address as at
from sim.randomness.philox import uniform
from sim.world import World

Planner = Callable[..., Plan]
_KEY = (5, 2)


def _drawn(tag: int, day: int, count: int, seconds: int) -> list[tuple[int, int]]:
    """The second and the uid of each, one by one as the addresses say."""
    found = []
    for ordinal in range(count):
        uid = at.uid_of_arrival(tag, day, ordinal)
        word, _, _, _ = at.draw(*_KEY, uid, at.ARRIVE, 0)
        found.append((int(uniform(word) * seconds), uid))
    return found


def _rows(arrivals: Arrivals) -> list[tuple[int, int]]:
    return list(zip(arrivals.times.tolist(), arrivals.uids.tolist(), strict=True))


@pytest.mark.parametrize("days", [0, 1, 180])
def test_members_from_the_past(plan: Planner, days: int) -> None:
    who = plan("baseline", "shoppers.initial=3000", f"shoppers.history_days={days}").shoppers
    drawn = _drawn(at.name_hash("initial"), 0, 3000, max(1, days) * DAY // SECOND)
    expected = sorted((-SECOND - second * SECOND, uid) for second, uid in drawn)
    assert _rows(initial_people(who, _KEY)) == expected


def test_a_cohort_on_its_first_days(plan: Planner) -> None:
    weights = "shoppers.first_orders=[3,0,1]"
    who = plan("baseline", "shoppers.initial=2000", "shoppers.start=cohort", weights).shoppers
    drawn = _drawn(at.name_hash("initial"), 0, 2000, DAY // SECOND)
    days = [0] * 1500 + [2] * 500
    moments = [day * DAY + second * SECOND for day, (second, _) in zip(days, drawn, strict=True)]
    expected = sorted(zip(moments, (uid for _, uid in drawn), strict=True))
    assert _rows(initial_people(who, _KEY)) == expected


@pytest.mark.parametrize("count", [0, 1, 2, 2000])
def test_people_of_a_day(plan: Planner, count: int) -> None:
    door = World(plan("everything", "shoppers.initial=1000"), 0).brand._doors[1]._replace(key=_KEY)
    expected = sorted(
        (7 * DAY + second * SECOND, uid) for second, uid in _drawn(99, 7, count, DAY // SECOND)
    )
    assert _rows(people_by(door, 99, 7, count)) == expected


def test_many_at_each_second(plan: Planner) -> None:
    """A past of one day is twelve at a second here: each of them in order of uid, none lost."""
    crowded = ("shoppers.initial=1000000", "shoppers.history_days=0")
    people = initial_people(plan("baseline", *crowded).shoppers, _KEY)
    assert np.array_equal(np.lexsort((people.uids, people.times)), np.arange(1_000_000))
    assert len(np.unique(people.uids)) == 1_000_000
