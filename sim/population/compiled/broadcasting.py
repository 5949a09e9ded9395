"""Broadcasts to everybody in a channel, many shoppers at a time.

How a broadcast lands depends on messages before it and on nothing else, so it is lived before the
rest of a shopper's day; only who takes a step of a journey today gets them one by one (`day`).

A chunk of rows takes a broadcast in loops without calls, which the compiler turns into vectors: ask
the governor of all who can be reached, draw for those it lets have it, keep who is meant, gather
what a touch reads of their rows, let it land, write it back. Who answers (opens, mutes, leaves, or
need only be reached) is marked, takes no further broadcast here and lives the rest of the day in
full.
"""

from __future__ import annotations

import numpy as np

from sim.behaviour import governor, touch
from sim.behaviour.clock import DAY, NEVER, SECOND
from sim.behaviour.precision import single
from sim.measure.events import CODE
from sim.measure.tally import ROW
from sim.population.compiled.addressing import leave_out
from sim.population.compiled.audience import holds_beside_tags
from sim.population.compiled.community import tune
from sim.population.compiled.exposing import heard
from sim.population.compiled.labelling import labelled
from sim.population.compiled.law import STILL, forbidden
from sim.population.compiled.layout import HEAD, LINE, NEVER_DAY, Ints
from sim.population.compiled.machine import (
    Counts,
    Flags,
    Floats,
    Messages,
    OneSend,
    People,
    Places,
    Rulebook,
    Rulebooks,
    Sends,
    Shorts,
    Tape,
    compiled,
    kernel,
)
from sim.population.compiled.packing import packed, packed_into
from sim.population.compiled.person import AHEAD, near, nearer, person, prefetch
from sim.population.compiled.pointers import start
from sim.population.compiled.registers import count, note
from sim.population.law import MASS
from sim.population.rules import EVERYBODY, NO_COUPON
from sim.randomness import address as at
from sim.randomness import philox
from sim.science import inlined

CHUNK = 1024  # rows taken at a time: what is gathered of them stays close to the processor
# A column of scratch is a chunk and some room: columns a multiple of 4 KB apart lie in the same
# places of the nearest memory, and the processor takes a store to one for a store to the next.
COLUMN = CHUNK + 24
INTS, FLOATS = 6 * COLUMN, 6 * COLUMN  # numbers of scratch
_HEADS = LINE // HEAD.itemsize  # brought near at once

BUSY, ASKING = -1, -2  # marks of who takes a step of a journey today; with a coupon
FOUND_BITS = 5  # else the mark is the number of the broadcast answered + 1, and what it led to
FOUND = (1 << FOUND_BITS) - 1

_BLOCKED, _DELIVERED, _FEE = ROW["touches_blocked"], ROW["touches_delivered"], ROW["message_fen"]
_E_BLOCKED, _E_DELIVERED = CODE["touch_blocked"], CODE["touch_delivered"]

# columns of the scratch: rows, uids, messages of the week as of now, time of the last,
# CLICKED or not, places among them; what is drawn to open and to bear it, and what a touch reads
_WHO, _UID, _SENT, _LAST, _CLICKS, _PLACE = (i * COLUMN for i in range(6))
_OPENS, _BEARS, _FATIGUE, _AFFINITY, _TOLERANCE, _HOUR = (i * COLUMN for i in range(6))

_DAY_SECONDS = DAY // SECOND
_DAYS = 1.0 / _DAY_SECONDS  # times half a second more than whole days: a product may fall short
_draw, _uniform, _single = inlined(at.draw), inlined(philox.uniform), inlined(single)
_rolled, _held_back = inlined(governor.rolled), inlined(governor.held_back)
_fatigue_now, _open_chance = inlined(touch.fatigue_now), inlined(touch.open_chance)
_led_to, _annoyed_chance = inlined(touch.led_to), inlined(touch.annoyed_chance)


@kernel
def mark_busy(
    marks: Shorts, size: int, stepping: Places, marked: Shorts, guided: Messages, book: Rulebooks
) -> int:
    """Mark who takes a step of a journey today, own steps and the guides' messages of the block;
    the others of its rows are not marked. Returns how many of these messages carry a coupon.

    marked: what their own steps of today mark the rows of `stepping` with, nought if they are all a
    guide's.
    """
    c, letters = book[0], 0
    for row in range(size):
        marks[row] = 0
    for k in range(len(stepping)):
        marks[stepping[k]] = marked[k]
    for number in range(len(guided)):
        letter = guided[number]
        asks = c.s_coupon[letter.journey, letter.step] != NO_COUPON
        letters += 1 if asks else 0
        if asks or marks[letter.row] == 0:
            marks[letter.row] = ASKING if asks else BUSY
    return letters


@kernel
def sort_out(
    marks: Shorts,
    wake: Shorts,
    size: int,
    day: int,
    flags: Flags,
    answered: Places,
    own: Places,
    looking: Places,
    stepping: Places,
    found: Ints,
) -> None:
    """Gather the rows with something to live today, and how many of each kind there are.

    Those who answered a broadcast, those who have only something of their own, those who only look
    in, and those who take a step of a journey: lives of one kind follow each other, and the code
    they run is near already. wake: see `clockwork.waking`. flags: see `packing.packed`. answered,
    own, looking, stepping: room for one more than there are rows.
    """
    # As short as what it is held against: four times as many at once.
    today = np.int16(min(2 * day + 1, NEVER_DAY))
    for i in range(size):  # few are, so that all are gathered first
        flags[i] = (marks[i] != 0) | (wake[i] <= today)
    lively = packed(flags, size, answered)
    a, o, v, s = 0, 0, 0, 0
    for k in range(lively):
        i = answered[k]
        mark, visits = marks[i], wake[i] & 1
        answered[a] = i
        own[o] = i
        looking[v] = i
        stepping[s] = i
        a += 1 if mark > 0 else 0
        o += 1 if mark == 0 and not visits else 0
        v += 1 if mark == 0 and visits else 0
        s += 1 if mark < 0 else 0
    found[0], found[1], found[2], found[3] = a, o, v, s


@compiled
def _reached(
    reach: Shorts,
    marks: Shorts,
    first: int,
    last: int,
    bit: int,
    flags: Flags,
    ints: Ints,
) -> int:
    """Gather who can be reached and has not answered today, rows into _WHO; returns how many."""
    size, short = last - first, np.int16(bit)
    for i in range(size):
        flags[i] = (reach[first + i] & short != 0) & (marks[first + i] == 0)
    return packed_into(flags, size, ints, _WHO, first)


@compiled
def _of_audience(
    people: People, ints: Ints, floats: Floats, size: int, c: Rulebook, send: OneSend
) -> int:
    """Keep who is of the audience of a broadcast, as of midnight; returns how many.

    Nobody here has lived anything of today yet, so a row is still as it was at midnight.
    """
    found, day, lives = 0, send.time // DAY, c.u_by_life[send.audience] != 0
    for tag, wanted in ((c.u_tag[send.audience], True), (c.u_without_tag[send.audience], False)):
        if tag:
            size = labelled(
                people, ints, _WHO, _UID, floats, _OPENS, size, c, tag - 1, wanted, day, lives
            )
    if not c.u_beside_tags[send.audience]:
        return size
    for k in range(size):
        if lives:
            prefetch(people, ints[_WHO + min(k + AHEAD, size - 1)])
        row = ints[_WHO + k]
        if holds_beside_tags(person(people, row), c, send.audience, day):
            ints[_WHO + found] = row
            found += 1
    return found


@compiled
def _keep(ints: Ints, floats: Floats, flags: Flags, size: int, asked: bool) -> int:
    """Keep those flagged, with what was drawn; returns how many.

    asked: whether the governor was asked already, so that there is more to keep.
    """
    found = packed_into(flags, size, ints, _PLACE, 0)
    if found == size:
        return found
    for k in range(found):
        place = ints[_PLACE + k]  # k or later, so nothing is written over before it is read
        ints[_WHO + k] = ints[_WHO + place]
        ints[_CLICKS + k] = ints[_CLICKS + place]
        floats[_OPENS + k] = floats[_OPENS + place]
        floats[_BEARS + k] = floats[_BEARS + place]
        if asked:
            ints[_SENT + k] = ints[_SENT + place]
            ints[_LAST + k] = ints[_LAST + place]
    return found


@compiled
def _luck(
    people: People,
    ints: Ints,
    floats: Floats,
    meant: Flags,
    size: int,
    c: Rulebook,
    send: OneSend,
    coming: int,
) -> None:
    """Draw a broadcast for each: for whom it is meant, and what is drawn to open, to click and to
    bear it.

    coming: the row from which on others are taken next; the first heads of theirs are brought near.
    """
    end = len(people.heads) - 1
    for k in range(size):
        nearer(people.heads, min(coming + _HEADS * k, end), 0)
        ints[_UID + k] = people.heads[ints[_WHO + k]].uid
    seed, replication, share = c.seed, c.replication, send.meant
    mechanism, ordinal = at.CAMPAIGN + send.policy, send.ordinal
    click_rate = c.click_rate[send.channel]
    for k in range(size):
        who, opens, clicks, bears = _draw(seed, replication, ints[_UID + k], mechanism, ordinal)
        meant[k] = _uniform(who) < share
        floats[_OPENS + k] = _uniform(opens)
        floats[_BEARS + k] = _uniform(bears)
        ints[_CLICKS + k] = touch.CLICKED if _uniform(clicks) < click_rate else 0


@compiled
def _govern(
    people: People,
    ints: Ints,
    free: Flags,
    size: int,
    c: Rulebook,
    send: OneSend,
    out: Counts,
    tape: Tape,
) -> None:
    """Flag whom the governor lets have the broadcast; whom it holds back are counted, and noted if
    asked to. _SENT becomes the messages of the week as of now."""
    for k in range(size):
        head = people.heads[ints[_WHO + k]]
        ints[_SENT + k] = head.sent
        ints[_LAST + k] = head.last_touch
    now, cap, gap_ms = send.time, c.weekly_cap, c.min_gap_ms
    end_of_day = now // DAY * _DAY_SECONDS + _DAY_SECONDS - 1
    blocked = 0
    for k in range(size):
        last, before = ints[_LAST + k], ints[_SENT + k]
        sent = _rolled(before, int(np.floor((end_of_day - last + 0.5) * _DAYS)))
        gap = now - last * SECOND if before else NEVER
        held = _held_back(sent, gap, cap, gap_ms)
        ints[_SENT + k] = sent
        free[k] = not held
        blocked += 1 if held else 0
    count(c, out, now, _BLOCKED, blocked)
    if c.log_events:
        for k in range(size):
            if not free[k]:
                uid = people.heads[ints[_WHO + k]].uid
                note(c, tape, _E_BLOCKED, now, uid, send.channel, 0, send.policy)


@compiled
def _meet(
    people: People,
    ints: Ints,
    floats: Floats,
    flags: Flags,
    size: int,
    c: Rulebook,
    send: OneSend,
    out: Counts,
    tape: Tape,
    coming: int,
) -> int:
    """Of those reached keep who gets a broadcast as far as it is meant for them and the governor
    lets them have it; returns how many. coming: see `_luck`.

    What is meant for everybody, whatever is drawn, is drawn for those alone whom the governor does
    not hold back.
    """
    some = send.meant < 1.0
    if some:
        _luck(people, ints, floats, flags, size, c, send, coming)
    else:
        for k in range(size):
            flags[k] = True
    leave_out(people, ints, _WHO, flags, size, c, send)
    found = _keep(ints, floats, flags, size, False)
    _govern(people, ints, flags, found, c, send, out, tape)
    found = _keep(ints, floats, flags, found, True)
    if not some:
        _luck(people, ints, floats, flags, found, c, send, coming)
    return found


@compiled
def _gather(
    people: People, ints: Ints, floats: Floats, size: int, c: Rulebook, send: OneSend
) -> None:
    """Gather what else a touch reads of the rows."""
    for k in range(size):
        row = ints[_WHO + k]
        if c.laws:
            near(people.extras, row, 0)  # what rules on messages remember
        head = people.heads[row]
        floats[_FATIGUE + k] = head.fatigue
        floats[_AFFINITY + k] = head.affinity
        floats[_TOLERANCE + k] = head.tolerance
        floats[_HOUR + k] = send.hours[head.hour]


@compiled
def _land(ints: Ints, floats: Floats, size: int, c: Rulebook, send: OneSend) -> None:
    """Let the broadcast land: _FATIGUE becomes what it is after it, _LAST what it led to (bits of
    OPENED, MUTES, LEAVES, CLICKED)."""
    now, slope = send.time, c.fatigue_slope
    base = c.open_rate[send.channel] * c.c_novelty[send.content]
    mean, on_open = c.affinity_mean, c.fatigue_on_open
    gain, annoyance, share = c.c_fatigue[send.content], c.annoyance, c.opt_out_share
    for k in range(size):
        elapsed = now - ints[_LAST + k] * SECOND
        before = _fatigue_now(floats[_FATIGUE + k], elapsed, slope)
        after = _single(before + gain)
        chance = _open_chance(base, floats[_AFFINITY + k], mean, floats[_HOUR + k], before, on_open)
        annoyed = _annoyed_chance(after, floats[_TOLERANCE + k], annoyance)
        found = _led_to(floats[_OPENS + k], chance, floats[_BEARS + k], annoyed, share)
        floats[_FATIGUE + k] = after
        found |= ints[_CLICKS + k] if found & touch.OPENED else 0
        ints[_LAST + k] = found


@compiled
def _write_back(
    people: People,
    marks: Shorts,
    ints: Ints,
    floats: Floats,
    size: int,
    number: int,
    c: Rulebook,
    send: OneSend,
    out: Counts,
    tape: Tape,
) -> None:
    """Write the rows that got the broadcast, mark who answered, count, and note if asked to."""
    second = send.time // SECOND
    always = heard(c, send.content, send.coupon)
    for k in range(size):
        row, found = ints[_WHO + k], ints[_LAST + k] | always
        head = people.heads[row]
        head.sent = ints[_SENT + k] + 1
        head.fatigue = floats[_FATIGUE + k]
        head.last_touch = second
        if found:
            marks[row] = (number + 1 << FOUND_BITS) | found
    fee = c.message_fen[send.channel]
    count(c, out, send.time, _DELIVERED, size)
    count(c, out, send.time, _FEE, fee * size)
    if c.log_events:
        for k in range(size):
            uid = people.heads[ints[_WHO + k]].uid
            note(c, tape, _E_DELIVERED, send.time, uid, send.channel, fee, send.policy)


@compiled
def _let_out(
    people: People,
    ints: Ints,
    floats: Floats,
    size: int,
    c: Rulebook,
    send: OneSend,
    out: Counts,
    tape: Tape,
) -> int:
    """Keep those of whom no rule on messages stops the broadcast, and have the rules remember it;
    returns how many. The governor lets all of them have it."""
    found = 0
    for k in range(size):
        p = person(people, ints[_WHO + k])
        if forbidden(
            p, c, out, tape, send.time, send.policy, send.channel, send.content, MASS, STILL
        ):
            continue
        for column in range(0, INTS, COLUMN):
            ints[column + found] = ints[column + k]
        for column in range(0, FLOATS, COLUMN):
            floats[column + found] = floats[column + k]
        found += 1
    return found


@kernel
def broadcast(
    people: People,
    reach: Shorts,
    marks: Shorts,
    first: int,
    size: int,
    book: Rulebooks,
    sends: Sends,
    flags: Flags,
    ints: Ints,
    floats: Floats,
    outs: Ints,
    tapes: Ints,
) -> int:
    """Send today's broadcasts to the rows from `first` on; returns where the tape was too full.

    sends: in order of time and turn (SEND). marks: see `mark_busy`; becomes the broadcast each
    row answered first. flags, ints, floats: scratch, the last two of INTS and FLOATS numbers.
    """
    c = book[0]
    out = start(outs)
    tape = start(tapes)
    while first < size:
        last = min(first + CHUNK, size)
        if c.log_events and tape[1] - tape[0] < CHUNK * len(sends):
            return first
        for number in range(len(sends)):
            send = sends[number]
            reached = _reached(reach, marks, first, last, 1 << send.channel, flags, ints)
            if send.audience != EVERYBODY:
                reached = _of_audience(people, ints, floats, reached, c, send)
            meant = _meet(people, ints, floats, flags, reached, c, send, out, tape, last)
            _gather(people, ints, floats, meant, c, send)
            if c.communal >> send.channel & 1:
                tune(people, ints, _WHO, floats, _HOUR, meant, c, send.channel)
            if c.laws:
                meant = _let_out(people, ints, floats, meant, c, send, out, tape)
            _land(ints, floats, meant, c, send)
            _write_back(people, marks, ints, floats, meant, number, c, send, out, tape)
        first = last
    return size
