"""Rows in order of time, tasks in line, blocks that go up evenly: what passes rest on."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.behaviour.clock import DAY
from sim.population.compiled import guides, layout
from sim.population.compiled.backlog import Lines
from sim.population.compiled.guides import WAITING
from sim.population.compiled.layout import NO_TASK, STEPS, Ints

TIMES = st.one_of(
    st.integers(0, 3),  # many at one moment
    st.integers(0, DAY - 1),
    st.integers(-400 * DAY, 400 * DAY),
)
UIDS = st.one_of(
    st.integers(-(2**63), 2**63 - 1),
    st.integers(-3, 3),  # alike in all but the last bits
)


def _rows(pairs: list[tuple[int, int]]) -> Ints:
    rows = np.zeros((len(pairs), layout.WIDTH), dtype=np.int64)
    rows[:, 1:3] = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    rows[:, 6] = np.arange(len(pairs))
    return rows


@given(st.lists(st.tuples(TIMES, UIDS), max_size=60, unique=True), st.integers(0, 365))
@settings(max_examples=200, deadline=None)
def test_rows_in_order_of_time_and_uid(pairs: list[tuple[int, int]], day: int) -> None:
    pairs = [(time + day * DAY, uid) for time, uid in pairs]
    found = layout.by_time(_rows(pairs))
    assert found[:, 1:3].tolist() == [list(pair) for pair in sorted(pairs)]
    assert [pairs[place] for place in found[:, 6]] == sorted(pairs)  # whole rows, not columns


def test_times_of_one_day_that_part_in_the_last_bits_alone() -> None:
    pairs = [(5, 2**40 + k) for k in (3, 1, 2)]
    assert layout.by_time(_rows(pairs))[:, 6].tolist() == [1, 2, 0]


def _in_line(lines: Lines, line: int) -> list[tuple[int, int, int, int]]:
    found, place = [], int(lines.first[line])
    while place != NO_TASK:
        task = lines.tasks[place]
        found.append(tuple(int(task[name]) for name in ("due_day", "uid", "journey", "step")))
        place = int(task["next"])
    return found


DUE = st.tuples(st.integers(0, 2), st.integers(0, 40), st.integers(0, 2), st.integers(0, STEPS - 1))


@given(st.lists(st.lists(DUE, max_size=12, unique=True), min_size=1, max_size=5))
@settings(max_examples=100, deadline=None)
def test_tasks_stand_in_line_by_age_uid_and_step(days: list[list[tuple[int, ...]]]) -> None:
    """Three guides, three journeys of two priorities: two lines for each guide."""
    ranks = np.array([1, 0, 1])
    lines, wanted = Lines(6, noted=False), []
    for day, drawn in enumerate(days):
        tasks = sorted(drawn, key=lambda one: one[1:], reverse=True)
        rows = _rows([(day, uid) for _, uid, _, _ in tasks])
        rows[:, 3] = [guide for guide, _, _, _ in tasks]
        rows[:, 4] = [journey * STEPS + step for _, _, journey, step in tasks]
        lines.make_room(len(rows))
        order = np.argsort(rows[:, 2])
        guides.line_up(
            lines.tasks, lines.first, lines.last, lines.state, rows, order, ranks, 2, lines.places
        )
        wanted += [(guide, day, uid, journey, step) for guide, uid, journey, step in tasks]
    assert lines.state[WAITING] == len(wanted)
    for guide in range(3):
        for rank in range(2):
            mine = [one[1:] for one in wanted if one[0] == guide and ranks[one[3]] == rank]
            assert _in_line(lines, guide * 2 + rank) == sorted(mine)


@pytest.mark.parametrize("people", [1, 5_000, 70_000, 100_000, 300_000, 1_000_000, 10_000_000])
@pytest.mark.parametrize("threads", [1, 2, 3, 8])
def test_blocks_of_the_first_people_go_up_evenly(people: int, threads: int) -> None:
    """What the thread with most of them has is what each would have if they were divided."""
    rows = layout.block_rows(people, threads)
    assert rows <= layout.LARGEST + 64
    blocks = -(-people // rows)
    if blocks > 1:
        longest = -(-blocks // threads) * rows
        assert longest <= 1.02 * people / threads
