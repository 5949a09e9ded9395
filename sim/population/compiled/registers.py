"""Counting and noting inside a kernel: the same registers as the readable engine's."""

from __future__ import annotations

from sim.behaviour.clock import DAY, SECOND
from sim.measure.tally import ROW, SERIES
from sim.population.compiled.layout import (
    AGAIN,
    FAKE,
    HEADER,
    INITIAL,
    KEPT,
    MEMBER,
    NO_DAY,
    OFFICER,
    REFERRED,
    ROOM,
    S_BUYERS,
    S_INITIAL,
    S_MEMBERS,
    S_OFFICERS,
    WIDTH,
)
from sim.population.compiled.machine import Counts, Person, Rulebook, Tape, compiled
from sim.population.reference.registers import _KEPT_FROM, _KEPT_TO, MONTH, REPURCHASE_DAYS

_SERIES = len(SERIES)
_ACTIVE = ROW["active"]
_JOINED, _REFERRED, _FAKE = ROW["joined"], ROW["joined_referral"], ROW["joined_fake"]
_MARGIN = ROW["newcomer_margin_fen"]


@compiled
def count(c: Rulebook, out: Counts, time: int, series: int, amount: int) -> None:
    """Add to a series on the day of `time`; what lies outside the run is not counted."""
    day = time // DAY
    if 0 <= day < c.days:
        out[day * _SERIES + series] += amount


@compiled
def write(
    tape: Tape,
    code: int,
    time: int,
    uid: int,
    channel: int,
    amount: int,
    reference: int,
    index: int,
) -> None:
    """Append a row to the tape; a row without room is counted as lost and ends the run in error."""
    if tape[0] >= tape[ROOM]:
        tape[2] += 1
        return
    row = HEADER + tape[0] * WIDTH
    tape[row] = code
    tape[row + 1] = time
    tape[row + 2] = uid
    tape[row + 3] = channel
    tape[row + 4] = amount
    tape[row + 5] = reference
    tape[row + 6] = index
    tape[0] += 1


@compiled
def note(
    c: Rulebook,
    tape: Tape,
    event: int,
    time: int,
    uid: int,
    channel: int,
    amount: int,
    reference: int,
) -> None:
    """Write to the event log, if one is kept."""
    if c.log_events and c.noted[event] and time < c.horizon:
        write(tape, event, time, uid, channel, amount, reference, 0)


@compiled
def joined(p: Person, c: Rulebook, out: Counts, time: int) -> None:
    """A new member; the initial people are no growth."""
    out[c.o_stock + S_MEMBERS] += 1
    if p.flags & OFFICER:
        out[c.o_stock + S_OFFICERS] += 1
    if p.flags & INITIAL:
        return
    count(c, out, time, _JOINED, 1)
    if p.flags & REFERRED:
        count(c, out, time, _REFERRED, 1)
    if p.flags & FAKE:
        count(c, out, time, _FAKE, 1)
    out[c.o_cohort_size + time // MONTH] += 1


@compiled
def active(p: Person, c: Rulebook, out: Counts, time: int) -> None:
    """A sign of life: daily actives, the 30-day window, cohorts, 90-day retention."""
    if not p.flags & MEMBER:
        return
    day = time // DAY
    if p.last_active != day:
        if p.last_active != NO_DAY:
            out[c.o_active + p.last_active - c.first_day] -= 1
        out[c.o_active + day - c.first_day] += 1
        p.last_active = day
        count(c, out, time, _ACTIVE, 1)
    joined = p.joined * SECOND
    age = time - joined
    if _KEPT_FROM <= age < _KEPT_TO:
        p.flags |= KEPT
    month = age // MONTH
    if not p.flags & INITIAL and month >= p.next_age:
        p.next_age = month + 1
        out[c.o_cohort_active + joined // MONTH * c.months + month] += 1


@compiled
def newcomer_margin(p: Person, c: Rulebook, out: Counts, time: int, fen: int) -> None:
    """Margin of a newcomer: by day, and by completed month of membership."""
    if p.flags & INITIAL:
        return
    count(c, out, time, _MARGIN, fen)
    joined = p.joined * SECOND
    month = (time - joined) // MONTH
    if joined + (month + 1) * MONTH <= c.days * DAY:
        out[c.o_margin + month] += fen


@compiled
def gone(p: Person, c: Rulebook, out: Counts) -> None:
    """A member left every channel: no longer a member, no longer active; once and for all."""
    if not p.flags & MEMBER:
        return
    p.flags &= ~MEMBER
    out[c.o_stock + S_MEMBERS] -= 1
    if p.last_active != NO_DAY:
        out[c.o_active + p.last_active - c.first_day] -= 1


@compiled
def seen_orders(p: Person, c: Rulebook) -> int:
    """Orders the brand knows of, were all tills it is linked to to know everybody."""
    return int(p.orders - p.unseen) if c.unlinked else int(p.orders)


@compiled
def ordered(p: Person, c: Rulebook, out: Counts, time: int, seen: bool) -> None:
    """Move a buyer to today in the recency register, if the brand sees the order."""
    day = time // DAY
    if day >= 0 and p.first_in_run < 0:
        p.first_in_run = day
    elif day >= 0 and day < p.first_in_run + REPURCHASE_DAYS:
        p.flags |= AGAIN
    if p.flags & INITIAL and time >= 0:
        out[c.o_stock + S_INITIAL] += 1
        if p.orders:
            out[c.o_weekly + day // 7] += 1
    if not seen:
        p.unseen += 1
        return
    if seen_orders(p, c) == 0:
        out[c.o_stock + S_BUYERS] += 1
    else:
        out[c.o_ordered + p.last_order_day - c.first_day] -= 1
    out[c.o_ordered + day - c.first_day] += 1
    p.last_order_day = day
