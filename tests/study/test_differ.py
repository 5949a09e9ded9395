"""Two logs read in step: the first event in which they part, however the logs come."""

from __future__ import annotations

from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.behaviour.clock import DAY
from sim.study.differ import COLUMNS, FEWEST, Event, Parting, first_parting, life
from sim.study.lived import lived, state_at
from sim.world import simulate
from tests.conftest import Planner

ROWS = [Event(second * 1000, 1 + second % 3, "visit", "", 0, second) for second in range(40)]


def table(rows):
    columns = zip(*rows, strict=True) if rows else ([] for _ in COLUMNS)
    text, number = pa.string(), pa.int64()
    kinds = [text if name in ("event", "channel") else number for name in COLUMNS]
    arrays = [pa.array(list(c), kind) for c, kind in zip(columns, kinds, strict=True)]
    return pa.table(dict(zip(COLUMNS, arrays, strict=True)))


def pieces(rows, cuts):
    edges = [0, *sorted(cuts), len(rows)]
    return [table(rows[a:b]) for a, b in pairwise(edges)]


CUTS = st.lists(st.integers(0, len(ROWS)), max_size=5)


@settings(deadline=None)
@given(place=st.integers(0, len(ROWS) - 1), ours=CUTS, theirs=CUTS)
def test_the_first_unequal_row_however_the_logs_are_cut(place, ours, theirs):
    """One row differs: it is found, with what stands before and after it."""
    other = [*ROWS]
    other[place] = ROWS[place]._replace(reference=-1)
    found = first_parting(pieces(ROWS, ours), pieces(other, theirs))
    assert isinstance(found, Parting)
    assert found.shared == place
    assert (found.left[0], found.right[0]) == (ROWS[place], other[place])
    assert found.before == tuple(ROWS[max(0, place - FEWEST) : place])
    assert found.left == tuple(ROWS[place : place + FEWEST])


@settings(deadline=None)
@given(ours=CUTS, theirs=CUTS)
def test_equal_logs_do_not_part(ours, theirs):
    """All rows the same: how many there are."""
    assert first_parting(pieces(ROWS, ours), pieces(ROWS, theirs)) == len(ROWS)


@settings(deadline=None)
@given(rows=st.integers(0, len(ROWS) - 1), ours=CUTS)
def test_a_log_that_ends_early_parts_where_it_ends(rows, ours):
    """One log is the beginning of the other: the other goes on alone."""
    found = first_parting(pieces(ROWS, ours), pieces(ROWS[:rows], []))
    assert isinstance(found, Parting)
    assert (found.shared, found.right) == (rows, ())
    assert found.first == ROWS[rows]


def test_everything_of_the_moment_is_shown():
    """Six people at one midnight: all of them stand around the parting, not three."""
    crowd = [Event(DAY, uid, "coupon_expired", "", 500, 0) for uid in range(6)]
    found = first_parting([table(crowd)], [table([*crowd[:5], crowd[5]._replace(amount_fen=1)])])
    assert isinstance(found, Parting)
    assert found.before == tuple(crowd[:5])


def test_a_shopper_of_one_side_alone_comes_first():
    """The shopper asked about is the one whose event comes first in the order of a log."""
    late, early = Event(50, 1, "visit", "", 0, 0), Event(40, 9, "visit", "", 0, 0)
    found = first_parting([table([late])], [table([early, late])])
    assert isinstance(found, Parting)
    assert found.first == early


def test_a_life_ends_before_the_parting():
    """Rows from the parting on are not told."""
    assert life(pieces(ROWS, [3, 9]), 1, 10) == [ROWS[0], ROWS[3], ROWS[6], ROWS[9]]


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_a_run_lived_day_by_day_is_the_run(plan: Planner, engine: str) -> None:
    """Stopping at every midnight changes no event."""
    small = plan("everything", "shoppers.initial=60", "horizon_days=25", f"engine={engine}")
    whole = simulate(small, 0, events=True).events
    assert whole is not None
    days = pa.concat_tables(lived(small, 0)).to_pydict()
    assert {name: column.tolist() for name, column in whole.items()} == days


def test_the_state_is_that_of_the_midnight(plan: Planner) -> None:
    """Orders, visits and coupons got are those of the log up to then, in both engines alike."""
    asked = ("shoppers.initial=60", "horizon_days=25")
    readable, rows = (plan("everything", *asked, f"engine={e}") for e in ("simpy", "compiled"))
    log = pa.concat_tables(lived(readable, 0)).to_pylist()
    day = 14
    orders = [row for row in log if row["event"] == "order" and row["time_ms"] < day * DAY]
    for uid in list(dict.fromkeys(row["uid"] for row in reversed(orders)))[:3]:
        one, other = (state_at(which, 0, uid, day) for which in (readable, rows))
        assert one is not None and other is not None
        assert one["orders"] == sum(row["uid"] == uid for row in orders)
        for name in ("orders", "visits", "held", "member", "muted", "enrolled", "running"):
            assert one[name] == other[name], name


def test_nobody_of_that_uid(plan: Planner) -> None:
    """Somebody who has not arrived has no state."""
    small = plan("baseline", "shoppers.initial=5", "horizon_days=3", "engine=simpy")
    assert state_at(small, 0, 4711, 2) == {}
