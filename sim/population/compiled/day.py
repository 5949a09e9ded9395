"""The passes of a day over a block of shoppers.

`due_tasks` at midnight collects what guides have to do. `live` then lives the day of every shopper
who has anything to live, each on their own: broadcasts, journey steps and the guide's messages of
the day are merged in order of time, with the shopper's own orders, visits and coupons between them.
"""

from __future__ import annotations

import numpy as np

from sim.behaviour.clock import DAY, NEVER, SECOND
from sim.behaviour.touch import OPENED, hour_factor
from sim.population.compiled.addressing import is_for, silence_of
from sim.population.compiled.audience import outside
from sim.population.compiled.broadcasting import ASKING, BUSY, FOUND, FOUND_BITS
from sim.population.compiled.buying import lose, order
from sim.population.compiled.clockwork import moment_of, next_order, settle, waking
from sim.population.compiled.community import mood
from sim.population.compiled.exposing import heard
from sim.population.compiled.joining import join
from sim.population.compiled.journeys import (
    follow,
    next_step_day,
    on_branch,
    remember,
    worker_of,
)
from sim.population.compiled.layout import (
    ALIVE,
    ARRIVED,
    ASKED,
    JOURNEYS,
    PLAN_COUPON,
    REQUEST,
    ROWS_PER_SHOPPER,
    STEPS,
    TASK,
    WANTED,
    WHO,
    Ints,
)
from sim.population.compiled.loyalty import turn_period
from sim.population.compiled.machine import (
    Counts,
    Flags,
    Message,
    Messages,
    OneSend,
    People,
    Person,
    Places,
    Rulebook,
    Rulebooks,
    Sends,
    Shorts,
    Tape,
    compiled,
    kernel,
)
from sim.population.compiled.packing import packed
from sim.population.compiled.person import AHEAD, near, person, prefetch
from sim.population.compiled.pointers import start
from sim.population.compiled.purse import next_change
from sim.population.compiled.registers import write
from sim.population.compiled.tastes import relevance
from sim.population.compiled.touching import held_back, land, respond, with_click
from sim.population.compiled.visiting import turning, visit
from sim.population.compiled.wallet import asks, turn
from sim.population.law import AUTOMATIC, BY_HAND, MASS
from sim.population.reference.touching import STEPS as ORDINALS
from sim.population.rules import EVERYBODY, NO_COUPON
from sim.randomness import address as at
from sim.randomness.philox import uniform

_HOUR = 3_600_000.0
MOST_STEPS = JOURNEYS * STEPS


@compiled
def advance(p: Person, c: Rulebook, out: Counts, tape: Tape, until: int) -> int:
    """Live everything of one's own that comes before `until`; returns when anything but a visit may
    come next.

    At one moment a period of points and tiers ends first, then a coupon changes, an order is made,
    a lifetime ends, then a visit.
    """
    if not p.flags & ARRIVED:
        if p.joined * SECOND >= until:
            return int(p.joined * SECOND)
        join(p, c, out, tape, p.joined * SECOND)
    today = (until - 1) // DAY  # whoever is awake has lived everything before today
    while True:
        change = next_change(p, c)
        ends = turning(p, c, today)
        dying = moment_of(p.dies_at) if p.flags & ALIVE else NEVER
        other = min(dying, moment_of(p.visit_at), ends)
        ordering = next_order(p, c, min(until, change, other + 1))
        now = min(change, ordering, other)
        if now >= until:
            return int(min(change, moment_of(p.order_from), dying, ends))
        if now == ends:
            turn_period(p, c, out, tape, now)
        elif now == change:
            turn(p, c, out, tape, now)
        elif now == ordering:
            order(p, c, out, tape, now)
        elif now == dying:
            settle(p, c, now)
            lose(p, c, out, tape, now)
        else:
            visit(p, c, out, tape, now)


@compiled
def _due_today(p: Person, c: Rulebook, j: int, k: int, day: int) -> bool:
    if c.s_add[j, k] or p.flow[c.journeys + j] + c.s_day[j, k] != day:
        return False
    return on_branch(p, c, j, k)


@compiled
def _reachable(p: Person, channel: int) -> bool:
    return bool(p.enrolled & ~p.closed & (1 << channel))


@kernel
def due_rows(due: Shorts, size: int, day: int, flags: Flags, rows: Places) -> int:
    """Gather who takes a step today; returns how many. flags, rows: see `packing.packed`."""
    today = np.int16(day)
    for i in range(size):
        flags[i] = due[i] == today
    return packed(flags, size, rows)


@compiled
def _hand_in(p: Person, c: Rulebook, tape: Tape, seen: int, j: int, day: int, index: int) -> int:
    """Put today's guide tasks of journey j on the tape; returns what its other steps of today mark
    somebody with: nought, BUSY or ASKING.

    seen: channels in which they can be reached.
    """
    mark = 0
    for number in range(c.j_steps[j]):
        reached = seen & (1 << c.s_channel[j, number])
        if not reached or not _due_today(p, c, j, number, day):
            continue
        if not c.s_work[j, number]:
            mark = min(mark, BUSY if c.s_coupon[j, number] == NO_COUPON else ASKING)
        else:
            step = j * STEPS + number
            write(tape, TASK, day, p.uid, worker_of(p, c, j), step, p.flow[j], index)
    return mark


@kernel
def due_tasks(
    people: People,
    reach: Shorts,
    due: Shorts,
    rows: Places,
    marked: Shorts,
    first: int,
    base: int,
    day: int,
    book: Rulebooks,
    tapes: Ints,
) -> int:
    """Put today's guide tasks on the tape; returns where it stopped for lack of room.

    Who can be reached for no step today but a guide's has nothing to live for it: it may wait in
    the guide's line for days. Their next step is looked up here.

    reach: in which channels each can be reached. due: day of the next step. rows: who takes a step
    today, from place `first` on; marked: is filled in with what that marks each with (see
    `broadcasting.mark_busy`). base: index of the block's first row.
    """
    c = book[0]
    tape = start(tapes)
    for k in range(first, len(rows)):
        if tape[1] - tape[0] < MOST_STEPS:
            return k
        coming = rows[min(k + AHEAD, len(rows) - 1)]
        near(people.flows, coming, 0)
        near(people.heads, coming, 0)
        for numbers in (reach, due):
            near(numbers, coming, 0)
        i = rows[k]
        p = person(people, i)
        mark = 0
        for j in range(c.journeys):
            if p.flow[j] >= 0:
                mark = min(mark, _hand_in(p, c, tape, reach[i], j, day, base + i))
        if mark == 0:
            due[i] = next_step_day(p, c, reach[i], day)
        marked[k] = mark
    return len(rows)


@compiled
def _note_step(
    steps: Messages, at_row: int, c: Rulebook, time: int, j: int, k: int, ordinal: int, value: float
) -> None:
    one = steps[at_row]
    one.time = time
    one.journey = j
    one.step = k
    one.ordinal = ordinal
    one.value = value


@compiled
def _own_steps(p: Person, c: Rulebook, due: int, day: int, steps: Messages) -> int:
    """Today's automatic journey steps, into the scratch; returns how many."""
    found = 0
    if due != day:
        return found
    for j in range(c.journeys):
        if p.flow[j] < 0:
            continue
        for k in range(c.j_steps[j]):
            channel = c.s_channel[j, k]
            if not _due_today(p, c, j, k, day) or c.s_work[j, k] or not _reachable(p, channel):
                continue
            ordinal = p.flow[j] * ORDINALS + k
            word, _, _, _ = at.draw(c.seed, c.replication, p.uid, at.STEP + c.j_hash[j], ordinal)
            if uniform(word) < c.execution[channel]:
                _note_step(steps, found, c, day * DAY + c.s_at[j, k], j, k, p.flow[j], 1.0)
                found += 1
    return found


@compiled
def _earlier(c: Rulebook, one: Message, other: Message) -> bool:
    if one.time != other.time:
        return bool(one.time < other.time)
    mine, theirs = c.j_turn[one.journey], c.j_turn[other.journey]
    if mine != theirs:
        return bool(mine < theirs)
    return bool(one.ordinal * ORDINALS + one.step < other.ordinal * ORDINALS + other.step)


@compiled
def _merge(steps: Messages, mine: int, guided: Messages, first: int, last: int, c: Rulebook) -> int:
    """Add the guide's messages to the own steps and sort all by time, turn and ordinal."""
    for source in range(first, last):
        steps[mine] = guided[source]
        mine += 1
    spare = len(steps) - 1
    for i in range(1, mine):
        j = i
        while j > 0 and _earlier(c, steps[j], steps[j - 1]):
            steps[spare] = steps[j - 1]
            steps[j - 1] = steps[j]
            steps[j] = steps[spare]
            j -= 1
    return mine


@compiled
def _send_first(c: Rulebook, send: OneSend, step: Message) -> bool:
    if send.time != step.time:
        return bool(send.time < step.time)
    return bool(send.turn < c.j_turn[step.journey])


@compiled
def _follow(
    p: Person,
    c: Rulebook,
    out: Counts,
    tape: Tape,
    send: OneSend,
    found: int,
) -> None:
    """What a broadcast that landed led to happens."""
    respond(
        p,
        c,
        out,
        tape,
        send.time,
        send.policy,
        send.ordinal,
        send.channel,
        send.content,
        send.coupon,
        relevance(p, c, send.about, send.policy, send.ordinal),
        found,
    )


@compiled
def _broadcast(
    p: Person,
    c: Rulebook,
    out: Counts,
    tape: Tape,
    send: OneSend,
    seen: int,
    barred: int,
    silence: int,
) -> None:
    """One broadcast, to somebody reachable at midnight (`seen`) and still.

    barred: see `_barred`; silence: days without an order as
    of midnight (`addressing.silence_of`).
    """
    if not seen & (1 << send.channel) or barred >> send.audience & 1:
        return
    meant, opens, clicks, bears = at.draw(
        c.seed, c.replication, p.uid, at.CAMPAIGN + send.policy, send.ordinal
    )
    if uniform(meant) >= send.meant:
        return
    if not is_for(p.uid, silence, c, send):
        return
    advance(p, c, out, tape, send.time)
    if not _reachable(p, send.channel):
        return
    if held_back(p, c, out, tape, send.time, send.policy, send.channel):
        return
    found = land(
        p,
        c,
        out,
        tape,
        send.time,
        send.policy,
        send.channel,
        send.content,
        MASS,
        send.hours[p.hour] * mood(p, c, send.channel),
        uniform(opens),
        uniform(bears),
        heard(c, send.content, send.coupon),
        barred,
    )
    if found:
        _follow(p, c, out, tape, send, with_click(c, send.channel, uniform(clicks), found))


@compiled
def _step(p: Person, c: Rulebook, out: Counts, tape: Tape, step: Message, barred: int) -> None:
    """One journey step, if the journey did not start again since midnight."""
    j, k, now = step.journey, step.step, step.time
    channel, content = c.s_channel[j, k], c.s_content[j, k]
    advance(p, c, out, tape, now)
    if p.flow[j] != step.ordinal or not _reachable(p, channel):
        return
    if c.traced:
        follow(p, c, tape, now, j, k)
    if held_back(p, c, out, tape, now, c.j_hash[j], channel):
        if c.j_branches[j]:
            remember(p, c, j, False)
        return
    ordinal = step.ordinal * ORDINALS + k
    _, opens, clicks, bears = at.draw(c.seed, c.replication, p.uid, at.STEP + c.j_hash[j], ordinal)
    hour = hour_factor(now % DAY / _HOUR, p.hour, c.hour_effect) * mood(p, c, channel)
    kind = BY_HAND if c.s_work[j, k] else AUTOMATIC
    found = land(
        p,
        c,
        out,
        tape,
        now,
        c.j_hash[j],
        channel,
        content,
        kind,
        hour,
        uniform(opens),
        uniform(bears),
        heard(c, content, c.s_coupon[j, k]),
        barred,
    )
    if c.j_branches[j]:
        remember(p, c, j, found & OPENED != 0)
    if found:
        respond(
            p,
            c,
            out,
            tape,
            now,
            c.j_hash[j],
            ordinal,
            channel,
            content,
            c.s_coupon[j, k],
            step.value * relevance(p, c, c.s_about[j, k], c.j_hash[j], ordinal),
            with_click(c, channel, uniform(clicks), found),
        )


@compiled
def _through_the_day(
    p: Person,
    c: Rulebook,
    out: Counts,
    tape: Tape,
    sends: Sends,
    done: int,
    seen: int,
    barred: int,
    silence: int,
    steps: Messages,
    mine: int,
) -> None:
    """Broadcasts from number `done` on and journey steps by time; of one moment, by turn."""
    i, j = done, 0
    while i < len(sends) or j < mine:
        if j >= mine or (i < len(sends) and _send_first(c, sends[i], steps[j])):
            _broadcast(p, c, out, tape, sends[i], seen, barred, silence)
            i += 1
        else:
            _step(p, c, out, tape, steps[j], barred)
            j += 1


@compiled
def _answer(p: Person, c: Rulebook, out: Counts, tape: Tape, send: OneSend, found: int) -> None:
    """What a broadcast led to that landed already (see `broadcasting`), after what came before."""
    advance(p, c, out, tape, send.time)
    _follow(p, c, out, tape, send, found)


@compiled
def _barred(p: Person, c: Rulebook, sends: Sends, mark: int, seen: int, day: int) -> int:
    """Bits of the audiences a shopper was not in at midnight, of those that messages still to come
    ask about; most have none to come."""
    first = max(mark, 0) >> FOUND_BITS if mark else len(sends)
    if mark >= 0 and first == len(sends):
        return 0
    asked = c.limited
    for number in range(first, len(sends)):
        send = sends[number]
        if seen & (1 << send.channel) and send.audience != EVERYBODY:
            asked |= 1 << send.audience
    return outside(p, c, asked, day)


@compiled
def _say_ahead(p: Person, c: Rulebook, out: Counts, tape: Tape, send: OneSend) -> None:
    """Live up to the coupon of the broadcast somebody answered, and write down what it asks."""
    advance(p, c, out, tape, send.time)
    amount = asks(p, c, send.time, send.coupon)
    if amount:
        write(tape, REQUEST, send.time, p.uid, PLAN_COUPON, amount, 0, 0)


@kernel
def live(
    people: People,
    wake: Shorts,
    reach: Shorts,
    due: Shorts,
    marks: Shorts,
    rows: Places,
    first: int,
    base: int,
    day: int,
    book: Rulebooks,
    sends: Sends,
    guided: Messages,
    steps: Messages,
    ahead: bool,
    outs: Ints,
    tapes: Ints,
) -> int:
    """Live the day of those who have something to live; returns where the tape was too full.

    day: -1 for all that was before day 0, which nothing disturbs. marks, rows: what each has to
    live (see `broadcasting`), and the rows it is not nothing for, from place `first` on; base:
    index of the block's first row. sends: today's broadcasts in order of time and turn (SEND).
    guided: the guides' messages of this block by row and time (GUIDED); steps: scratch for a
    shopper's own journey steps of today, of the same type.

    ahead: all answered a broadcast (see `budgeting.who_asks`), and live no further than to the
    coupon they are offered. They say what that asks of the budget, and live on when it is known
    who is refused.
    """
    c = book[0]
    out = start(outs)
    tape = start(tapes)
    end = (day + 1) * DAY
    letter = -1
    for k in range(first, len(rows)):
        if tape[1] - tape[0] < ROWS_PER_SHOPPER:
            return k
        coming = rows[min(k + AHEAD, len(rows) - 1)]
        prefetch(people, coming)
        for numbers in (marks, reach, due, wake):
            near(numbers, coming, 0)
        i = rows[k]
        p = person(people, i)
        tape[WHO], tape[WANTED], tape[ASKED] = base + i, 0, 0
        if ahead:
            _say_ahead(p, c, out, tape, sends[(marks[i] >> FOUND_BITS) - 1])
            continue
        done, mine, silence = len(sends), 0, silence_of(p, c, day)
        barred = _barred(p, c, sends, marks[i], reach[i], day) if c.filters else 0
        if marks[i] > 0:
            done = marks[i] >> FOUND_BITS
            _answer(p, c, out, tape, sends[done - 1], marks[i] & FOUND)
        elif marks[i] < 0:
            done = 0
            if letter < 0:
                letter = int(np.searchsorted(guided["row"], i))
            while letter < len(guided) and guided[letter]["row"] < i:
                letter += 1  # whose it is does not live here
            last = letter
            while last < len(guided) and guided[last]["row"] == i:
                last += 1
            mine = _own_steps(p, c, due[i], day, steps)
            mine = _merge(steps, mine, guided, letter, last, c)
            letter = last
        _through_the_day(p, c, out, tape, sends, done, reach[i], barred, silence, steps, mine)
        other = advance(p, c, out, tape, end)
        wake[i] = waking(other, moment_of(p.visit_at))
        reach[i] = p.enrolled & ~p.closed
        due[i] = next_step_day(p, c, reach[i], day)
    return len(rows)
