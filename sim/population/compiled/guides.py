"""The guides' day as one pass over all tasks: sorted by guide and rank, each guide a recursion."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.behaviour.clock import DAY
from sim.measure.events import CODE
from sim.measure.tally import ROW
from sim.population.compiled.journeys import does, note_work, skill_of
from sim.population.compiled.layout import STEPS, TASKS, Ints, rows_at
from sim.population.compiled.machine import (
    Counts,
    Flags,
    Message,
    Messages,
    Rulebook,
    Rulebooks,
    Tape,
    Task,
    Tasks,
    compiled,
    kernel_of_some,
)
from sim.population.compiled.pointers import start
from sim.population.compiled.registers import count, note
from sim.population.interface import W_TASKS
from sim.population.reference.guides import _OFFICE_OFFSET, _OFFSET
from sim.population.reference.touching import STEPS as ORDINALS
from sim.randomness import address as at
from sim.randomness.philox import uniform

_DONE, _LATE, _SECONDS = ROW["tasks_done"], ROW["tasks_late"], ROW["guide_seconds"]
_OFFICE_SECONDS = ROW["office_seconds"]
_EXPIRED, _SKIPPED = ROW["tasks_expired"], ROW["tasks_skipped"]
_E_EXPIRED, _E_SKIPPED = CODE["task_expired"], CODE["task_skipped"]


def tasks_of(rows: Ints, priorities: Ints) -> Any:
    """Tasks from the rows of a tape (see `due_tasks`), shape (rows,)."""
    tasks = np.zeros(len(rows), dtype=TASKS)
    tasks["due_day"], tasks["uid"], tasks["guide"] = rows[:, 1], rows[:, 2], rows[:, 3]
    tasks["journey"], tasks["step"] = rows[:, 4] // STEPS, rows[:, 4] % STEPS
    tasks["ordinal"], tasks["index"] = rows[:, 5], rows[:, 6]
    tasks["priority"] = priorities[tasks["journey"]]
    tasks["current"] = True
    return tasks


def in_order(tasks: Tasks) -> Any:
    """By guide, then priority, age, uid, journey and step."""
    order = np.empty(len(tasks), dtype=np.int64)
    guides = int(tasks["guide"].max()) + 1 if len(tasks) else 0
    starts, taken = np.zeros((2, guides + 1), dtype=np.int64)
    _line_up(tasks, starts, taken, order)
    return rows_at(tasks, order)


@compiled
def _before(one: Task, other: Task) -> bool:
    """Which of two tasks of a guide comes first."""
    if one.priority != other.priority:
        return bool(one.priority < other.priority)
    if one.due_day != other.due_day:
        return bool(one.due_day < other.due_day)
    if one.uid != other.uid:
        return bool(one.uid < other.uid)
    return bool(one.journey * STEPS + one.step < other.journey * STEPS + other.step)


@compiled
def _line_up(tasks: Tasks, starts: Ints, taken: Ints, order: Ints) -> None:
    """Fill in the order of the tasks; starts, taken: zeros, one more than guides.

    To each guide their own first, then each into its place from behind: yesterday's tasks, which
    come first, stand in order already, and a guide's day brings few new ones.
    """
    for k in range(len(tasks)):
        starts[tasks[k].guide + 1] += 1
    for guide in range(1, len(starts)):
        starts[guide] += starts[guide - 1]
    for k in range(len(tasks)):
        guide = tasks[k].guide
        place = starts[guide] + taken[guide]
        taken[guide] += 1
        while place > starts[guide] and _before(tasks[k], tasks[order[place - 1]]):
            order[place] = order[place - 1]
            place -= 1
        order[place] = k


@compiled
def _worth(task: Task, day: int, patience: int, c: Rulebook, out: Counts, tape: Tape) -> bool:
    """Whether a task is still to be done: current, fresh, and not skipped."""
    if not task.current:
        return False
    channel = c.s_channel[task.journey, task.step]
    if day - task.due_day > patience:
        count(c, out, day * DAY, _EXPIRED, 1)
        note(c, tape, _E_EXPIRED, day * DAY, task.uid, channel, 0, 0)
        return False
    word, _, _, _ = at.draw(
        c.seed,
        c.replication,
        task.uid,
        at.STEP + c.j_hash[task.journey],
        task.ordinal * ORDINALS + task.step,
    )
    if not does(c, out, task.guide, channel, uniform(word)):
        count(c, out, day * DAY, _SKIPPED, 1)
        note(c, tape, _E_SKIPPED, day * DAY, task.uid, channel, 0, 0)
        return False
    return True


@compiled
def _message(
    task: Task,
    day: int,
    now: int,
    work: int,
    late_value: float,
    c: Rulebook,
    out: Counts,
    message: Message,
) -> None:
    """The message of a task that will be done at `now`; a late one is worth less."""
    count(c, out, now, _DONE, 1)
    count(c, out, now, _OFFICE_SECONDS if task.guide >= c.guides else _SECONDS, work // 1000)
    note_work(c, out, task.guide, W_TASKS, 1)
    if day > task.due_day:
        count(c, out, now, _LATE, 1)
    value = 1.0
    for _ in range(day - task.due_day):
        value *= late_value
    value *= skill_of(c, out, task.guide)
    message.row = task.index
    message.time = now
    message.journey = task.journey
    message.step = task.step
    message.ordinal = task.ordinal
    message.value = value


@kernel_of_some
def plan(
    tasks: Tasks,
    day: int,
    day_ms: Ints,
    present: Ints,
    start_ms: int,
    patience: int,
    late_value: float,
    spent: Ints,
    book: Rulebooks,
    outs: Ints,
    tapes: Ints,
    messages: Messages,
    wait: Flags,
) -> int:
    """Plan the day of every guide; returns how many messages there will be.

    messages: room for one GUIDED row a task (row holds the shopper's index). wait: marks the tasks
    that stay for tomorrow. day_ms: working time of each guide; present: 0 for a place that is
    vacant, where tasks wait. spent: each guide's store time of yesterday, in ms.
    """
    c = book[0]
    out = start(outs)
    tape = start(tapes)
    found, position = 0, 0
    while position < len(tasks):
        guide = tasks[position].guide
        left = day_ms[guide] - spent[guide]
        now = day * DAY + start_ms + (_OFFICE_OFFSET if guide >= c.guides else _OFFSET)
        full = present[guide] == 0
        while position < len(tasks) and tasks[position].guide == guide:
            task = tasks[position]
            position += 1
            if full:
                wait[position - 1] = True
                continue
            if not _worth(task, day, patience, c, out, tape):
                continue
            work = c.s_work[task.journey, task.step]
            if work > left:
                full = True
                wait[position - 1] = True
                continue
            left -= work
            now += work
            _message(task, day, now, work, late_value, c, out, messages[found])
            found += 1
    return found
