"""What is done for many people at once is what would be done for one after the other."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.behaviour.clock import DAY
from sim.behaviour.draws import geometric
from sim.behaviour.passing import forgotten_on
from sim.brand.by_uid import Drawn, are_among, either, first_of_each
from sim.brand.friends import asked_by, first_friends, helpers_of
from sim.brand.intentions import NEVER_MEANT, Intentions
from sim.brand.lots import lots_of, uniforms
from sim.population.interface import Ints, Invited
from sim.randomness import address as at
from sim.randomness.philox import uniform

UIDS = st.lists(st.integers(0, 2**62), unique=True, max_size=12)
FEW = st.sets(st.integers(0, 9)).map(sorted)


def ints(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)


@given(UIDS, st.integers(0, 2**32 - 1), st.integers(0, 90))
def test_lots_are_the_draws_of_each(uids: list[int], seed: int, day: int) -> None:
    """At one ordinal or one of each, from columns of a table as well."""
    table = np.stack([ints(uids), ints(uids) + 1], axis=1)
    for place in (0, 1):
        alone = [at.draw(seed, 3, uid + place, at.CLAIMED, day) for uid in uids]
        expected = [[uniform(words[word]) for words in alone] for word in range(4)]
        assert lots_of((seed, 3), table[:, place], at.CLAIMED, day).tolist() == expected
        each = np.full(len(uids), day)
        assert lots_of((seed, 3), table[:, place], at.CLAIMED, each).tolist() == expected
    words = np.array([at.draw(seed, 3, uid, at.CLAIMED, day) for uid in uids], dtype=np.int64)
    words = words.reshape(-1, 4)
    assert uniforms(words[:, 1]).tolist() == [uniform(word) for word in words[:, 1].tolist()]
    asked = [geometric(uniform(word), 2.5) for word in words[:, 2].tolist()]
    assert asked_by(words[:, 2], 2.5).tolist() == asked


@given(FEW, FEW)
def test_either_is_both_as_among_the_first(first: list[int], second: list[int]) -> None:
    """In order, each once; who is among known ones is found."""
    one = Drawn(ints(first) + 100, ints(first), np.zeros(len(first)))
    two = Drawn(ints(second) + 200, ints(second), np.ones(len(second)))
    both = either(one, two)
    assert both.uids.tolist() == sorted({*first, *second})
    assert both.lots.tolist() == [0.0 if uid in first else 1.0 for uid in both.uids.tolist()]
    assert (both.people - both.uids).tolist() == [100 if lot == 0.0 else 200 for lot in both.lots]
    assert are_among(ints(first), ints(second)).tolist() == [uid in second for uid in first]
    again = ints([*second, *first])
    assert again[first_of_each(again)].tolist() == both.uids.tolist()
    assert all(place < len(second) for place in first_of_each(ints([*second, *second])))


ASKED = st.lists(st.tuples(st.integers(0, 5 * DAY), st.integers(0, 6)), max_size=30)


@given(ASKED, st.permutations(range(8)), st.integers(1, 4))
def test_the_first_friends_of_each(came: list[tuple[int, int]], people: list[int], n: int) -> None:
    """As many as needed, in order of time and uid, and when the last of them joins."""
    rows = sorted((time, 1000 + place, who) for place, (time, who) in enumerate(came))
    invited = Invited(*np.array(rows, dtype=np.int64).reshape(-1, 3).T.copy())
    by: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for time, uid, who in rows:
        by[who].append((time, uid))
    friends = first_friends(invited, ints(people), n)
    assert friends.enough.tolist() == [len(by[who]) >= n for who in people]
    enough = [by[who][:n] for who in people if len(by[who]) >= n]
    assert friends.uids.tolist() == [[uid for _, uid in some] for some in enough]
    assert friends.last.tolist() == [some[-1][0] // DAY for some in enough]
    helpers = helpers_of(invited, ints(people), 2 * DAY)
    assert helpers.tolist() == [sum(time < 2 * DAY for time, _ in by[who]) for who in people]


def test_an_intention_is_the_latest_and_ends_when_it_is_dropped() -> None:
    """Each lasts as long as its lot says; whoever never meant to, or no longer, is told so."""
    minds = Intentions()
    minds.drop(ints([7]))
    assert not minds.any()
    minds.keep(3, ints([4, 0]), np.array([0.5, 0.1]), 2.0)
    minds.keep(5, ints([4]), np.array([0.9]), 2.0)
    since, until = minds.of(ints([0, 4, 9]))
    assert since.tolist() == [3, 5, NEVER_MEANT]
    assert until[:2].tolist() == [forgotten_on(0.1, 3, 2.0), forgotten_on(0.9, 5, 2.0)]
    minds.drop(ints([4, 30]))
    assert minds.of(ints([4, 30, 0]))[0].tolist() == [NEVER_MEANT, NEVER_MEANT, 3]
    assert until[1] == pytest.approx(5.2, abs=0.02)
