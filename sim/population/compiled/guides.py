"""The guides' day: whose turn comes, in lines of tasks, each guide a recursion.

Each guide has a line for each priority, in order of age, uid, journey and step: what comes due
today goes behind, by uid, for all that waits is older. So a day costs what is done on it, however
much waits. A line is its first task and its last, a task knows the next. What comes due on a day
stands side by side in the table of tasks, behind all that was ever put there; when the table is
full, what still waits moves to a new one (`move_up`).
"""

from __future__ import annotations

from sim.behaviour.clock import DAY
from sim.measure.events import CODE
from sim.measure.tally import ROW
from sim.population.compiled.journeys import does, note_work, skill_of
from sim.population.compiled.layout import NO_TASK, STEPS, Ints
from sim.population.compiled.machine import (
    Counts,
    Message,
    Messages,
    Person,
    Rulebook,
    Rulebooks,
    Sheet,
    Tape,
    Task,
    Tasks,
    compiled,
    kernel_of_some,
)
from sim.population.compiled.person import AHEAD, person_at, prefetch_at
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
USED, WAITING = range(2)  # of the state of lines: places used, how many tasks wait
_E_EXPIRED, _E_SKIPPED = CODE["task_expired"], CODE["task_skipped"]


@kernel_of_some
def move_up(tasks: Tasks, first: Ints, last: Ints, made: Tasks) -> int:
    """Move all that waits to another table, each line side by side; returns how many tasks."""
    found = 0
    for line in range(len(first)):
        place = first[line]
        if place == NO_TASK:
            continue
        first[line] = found
        while place != NO_TASK:
            made[found] = tasks[place]
            place = tasks[place].next
            made[found].next = found + 1 if place != NO_TASK else NO_TASK
            found += 1
        last[line] = found - 1
    return found


@kernel_of_some
def line_up(
    tasks: Tasks,
    first: Ints,
    last: Ints,
    state: Ints,
    due: Sheet,
    order: Ints,
    ranks: Ints,
    lines: int,
    places: Ints,
) -> None:
    """Put the tasks of today behind those that wait.

    due: rows of a tape (see `due_tasks`). order: places of those to put, by uid; becomes by uid,
    journey and step. ranks: of the priority of each journey. lines: of each guide. places: scratch,
    one for each line.
    """
    places[:] = 0
    for k in range(len(order)):
        place = k
        while place > 0 and _swapped(due, order[place - 1], order[place]):
            order[place], order[place - 1] = order[place - 1], order[place]
            place -= 1
    for k in order:
        places[due[k, 3] * lines + ranks[due[k, 4] // STEPS]] += 1
    used = state[USED]
    for line in range(len(places)):
        many, places[line] = places[line], used
        if many == 0:
            continue
        if first[line] == NO_TASK:
            first[line] = used
        else:
            tasks[last[line]].next = used
        used += many
        last[line] = used - 1
    for k in order:
        line = due[k, 3] * lines + ranks[due[k, 4] // STEPS]
        place = places[line]
        places[line] += 1
        task = tasks[place]
        task.due_day, task.uid, task.guide = due[k, 1], due[k, 2], due[k, 3]
        task.journey, task.step = due[k, 4] // STEPS, due[k, 4] % STEPS
        task.ordinal, task.index = due[k, 5], due[k, 6]
        task.next = place + 1 if place < last[line] else NO_TASK
    state[USED] = used
    state[WAITING] += len(order)


@compiled
def _swapped(due: Sheet, one: int, other: int) -> bool:
    """Whether two tasks of one reader stand in the wrong order, of journeys and steps."""
    return bool(due[one, 2] == due[other, 2] and due[one, 4] > due[other, 4])


@compiled
def _worth(
    task: Task, p: Person, day: int, patience: int, c: Rulebook, out: Counts, tape: Tape
) -> bool:
    """Whether a task is still to be done: its reader `p` reachable and the journey not begun anew,
    fresh, and not skipped.

    What came due at this very midnight was reachable and begun when it did (`due_tasks`).
    """
    channel = c.s_channel[task.journey, task.step]
    if day > task.due_day and not (
        p.flow[task.journey] == task.ordinal and p.enrolled & ~p.closed & (1 << channel)
    ):
        return False
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


@compiled
def _look_ahead(tasks: Tasks, place: int, many: int, day: int, homes: Ints) -> int:
    """Have the readers of some tasks from a place on brought near, if the tasks are of an earlier
    day; returns the place after them."""
    for _ in range(many):
        if place == NO_TASK:
            break
        if tasks[place].due_day < day:
            prefetch_at(homes, tasks[place].index)
        place = tasks[place].next
    return place


@kernel_of_some
def plan(
    tasks: Tasks,
    first: Ints,
    state: Ints,
    share: int,
    shares: int,
    homes: Ints,
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
) -> int:
    """Plan the day of every guide of a share; returns how many messages there will be.

    What is not reached stays in line for tomorrow. homes: see `person_at`. messages: room for one
    GUIDED row a task (row holds the shopper's index). day_ms: working time of each guide; present:
    0 for a place that is vacant, where tasks wait. spent: each guide's store time of yesterday, ms.
    """
    c = book[0]
    out = start(outs)
    tape = start(tapes)
    lines = len(first) // len(day_ms)
    found = 0
    for guide in range(share, len(day_ms), shares):
        if present[guide] == 0:
            continue
        left = day_ms[guide] - spent[guide]
        now = day * DAY + start_ms + (_OFFICE_OFFSET if guide >= c.guides else _OFFSET)
        line, end = guide * lines, (guide + 1) * lines
        scout = _look_ahead(tasks, first[line], AHEAD, day, homes)
        while line < end:
            place = first[line]
            if place == NO_TASK:
                line += 1
                if line < end:
                    scout = _look_ahead(tasks, first[line], AHEAD, day, homes)
                continue
            scout = _look_ahead(tasks, scout, 1, day, homes)
            task = tasks[place]
            if _worth(task, person_at(homes, task.index), day, patience, c, out, tape):
                work = c.s_work[task.journey, task.step]
                if work > left:
                    break
                left -= work
                now += work
                _message(task, day, now, work, late_value, c, out, messages[found])
                found += 1
            first[line] = task.next
            state[WAITING] -= 1
    return found
