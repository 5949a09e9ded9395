"""Where a difference in orders comes from, shopper by shopper."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.behaviour.clock import DAY
from sim.measure.events import Kept
from sim.study.decomposition import EVENTS, SEGMENTS, EventColumns, decompose, orders_of
from sim.world import simulate
from tests.conftest import Planner

CAME = {1: "initial", 2: "store", 3: "referral"}
Lives = dict[int, list[int]]


def log(lives: Lives) -> EventColumns:
    """Events of shoppers who join on day 0 and order on these days."""
    rows = [(0, uid, "joined", CAME[uid]) for uid in lives]
    rows += [(day * DAY, uid, "order", "") for uid, days in lives.items() for day in days]
    rows.sort(key=lambda row: row[:2])
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    return dict(zip(("time_ms", "uid", "event", "channel"), columns, strict=True))


def parts(ours: Lives, theirs: Lives) -> dict[str, tuple[int, int, float | None, int, int]]:
    """(anyway, pulled forward, days earlier, gained, lost) by segment."""
    rows = decompose("b", orders_of(log(ours)), "a", orders_of(log(theirs)), 0)
    return {r.segment: (r.anyway, r.pulled_forward, r.days_earlier, r.gained, r.lost) for r in rows}


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        pytest.param([9], [9], (1, 0, None, 0, 0), id="bought anyway"),
        pytest.param([12], [9], (1, 0, None, 0, 0), id="put off is bought anyway"),
        pytest.param([5, 20], [9, 20], (1, 1, 4.0, 0, 0), id="one pulled forward by four days"),
        pytest.param([5, 20], [9], (1, 0, None, 1, 0), id="earlier and one more is a gain"),
        pytest.param([], [9, 30], (0, 0, None, 0, 2), id="both lost"),
        pytest.param([9, 30], [], (0, 0, None, 2, 0), id="both gained"),
    ],
)
def test_one_shopper(ours, theirs, expected):
    """The k-th order of a shopper here answers to the k-th there."""
    assert parts({1: ours}, {1: theirs})["initial"] == expected


def test_segments_are_how_people_came():
    """A friend who exists only under the plan brings nothing but gains."""
    found = parts({1: [3], 2: [4], 3: [5, 6]}, {1: [3], 2: []})
    assert [found[s][3] for s in SEGMENTS] == [0, 1, 2]


def test_one_shoppers_orders_are_not_anothers():
    """Who orders as ever does so whatever those before them in the list gained or lost."""
    found = parts({1: [3], 2: [4, 7]}, {1: [3, 9, 12], 2: [4, 7]})
    assert found["initial"] == (1, 0, None, 0, 2)
    assert found["new"] == (2, 0, None, 0, 0)


lives = st.dictionaries(
    st.sampled_from(sorted(CAME)),
    st.lists(st.integers(0, 60), max_size=6, unique=True),
    min_size=1,
)


@given(lives, lives)
def test_the_parts_add_up(ours, theirs):
    """Orders of either world are the sum of its parts, whatever the lives."""
    for segment, (anyway, moved, _, gained, lost) in parts(ours, theirs).items():
        uid = SEGMENTS.index(segment) + 1
        assert anyway + moved + gained == len(ours.get(uid, []))
        assert anyway + moved + lost == len(theirs.get(uid, []))


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_a_register_of_orders_is_the_log_less_the_rest(plan: Planner, engine: str):
    """Keeping only some kinds of event leaves out other rows, and counts every order."""
    small = plan("two_sided_referral", "shoppers.initial=60", "horizon_days=90", f"engine={engine}")
    kept = Kept(EVENTS)
    whole = simulate(small, 0, events=True)
    simulate(small, 0, kept)
    some = kept.events().columns()
    assert whole.events is not None
    wanted = np.isin(whole.events["event"], EVENTS)
    for name, column in some.items():
        np.testing.assert_array_equal(column, whole.events[name][wanted])
    assert len(orders_of(some).uid) == whole.kpis["orders"]
