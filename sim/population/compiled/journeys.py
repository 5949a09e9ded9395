"""Journeys inside a kernel: a running trigger and its day for each journey of a shopper."""

from __future__ import annotations

from sim.behaviour.clock import DAY
from sim.behaviour.staff import office_of
from sim.measure.events import CODE
from sim.measure.tally import ROW
from sim.population.compiled.layout import (
    BEGUN,
    NEVER_DAY,
    ROLL,
    S_CHANNELS,
    S_ENROLLED,
    SKILL,
)
from sim.population.compiled.machine import Counts, Person, Rulebook, Tape, compiled
from sim.population.compiled.registers import count, note
from sim.population.interface import W_FRIENDS, W_TASKS, WORKED
from sim.population.reference.touching import STEPS as ORDINALS
from sim.randomness import address as at
from sim.randomness.philox import uniform

_SKIPPED, _ADDED, _DONE = ROW["tasks_skipped"], ROW["friends_added"], ROW["tasks_done"]
_SECONDS = ROW["guide_seconds"]
_E_ADDED = CODE["friend_added"]
_WORKED = len(WORKED)


@compiled
def guide_of(p: Person, c: Rulebook) -> int:
    """Whose book the shopper is in."""
    word, _, _, _ = at.draw(c.seed, c.replication, p.uid, at.GUIDE, 0)
    return int(uniform(word) * c.guides)


@compiled
def worker_of(p: Person, c: Rulebook, j: int) -> int:
    """Who carries out a journey's guide steps: the store guide, or one of head office."""
    book = guide_of(p, c)
    return c.guides + office_of(book, c.guides, c.head_office) if c.j_office[j] else book


@compiled
def note_work(c: Rulebook, out: Counts, guide: int, column: int, amount: int) -> None:
    """Add to what a guide did, if guides are told apart."""
    if c.staffed:
        out[c.o_work + guide * _WORKED + column] += amount


@compiled
def does(c: Rulebook, out: Counts, guide: int, channel: int, luck: float) -> bool:
    """Whether a send is carried out, at the norm's rate or the guide's own."""
    if not c.staffed:
        return bool(luck < c.execution[channel])
    return bool(luck * 1e6 < out[c.o_roll + guide * (ROLL + c.channels) + ROLL + channel])


@compiled
def skill_of(c: Rulebook, out: Counts, guide: int) -> float:
    """What the guide's messages are worth, and the odds to be accepted, against the norm."""
    if not c.staffed:
        return 1.0
    return float(out[c.o_roll + guide * (ROLL + c.channels) + SKILL] / 1000.0)


@compiled
def _begun(p: Person, c: Rulebook, out: Counts, j: int) -> bool:
    """Whether the store of the guide who would carry a journey out is on the programme."""
    if not c.staffed or not c.j_guided[j]:
        return True
    return bool(out[c.o_roll + worker_of(p, c, j) * (ROLL + c.channels) + BEGUN])


@compiled
def enter(p: Person, c: Rulebook, out: Counts, channel: int) -> None:
    """Become reachable in a channel."""
    if p.enrolled == 0:
        out[c.o_stock + S_ENROLLED] += 1
    p.enrolled |= 1 << channel
    out[c.o_stock + S_CHANNELS + channel] += 1


@compiled
def _add_friend(
    p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, j: int, k: int, ordinal: int
) -> None:
    """In the store, on the spot: the guide asks to be added, the shopper accepts or not."""
    channel = c.s_channel[j, k]
    if p.enrolled & (1 << channel):
        return
    asked, accepts, _, _ = at.draw(
        c.seed, c.replication, p.uid, at.STEP + c.j_hash[j], ordinal * ORDINALS + k
    )
    guide = guide_of(p, c)
    if not does(c, out, guide, channel, uniform(asked)):
        count(c, out, now, _SKIPPED, 1)
        return
    out[c.o_store + guide] += c.s_work[j, k]
    note_work(c, out, guide, W_TASKS, 1)
    count(c, out, now, _SECONDS, c.s_work[j, k] // 1000)
    count(c, out, now, _DONE, 1)
    if uniform(accepts) < c.s_accept[j, k] * skill_of(c, out, guide):
        enter(p, c, out, channel)
        note_work(c, out, guide, W_FRIENDS, 1)
        count(c, out, now, _ADDED, 1)
        note(c, tape, _E_ADDED, now, p.uid, channel, 0, c.j_hash[j])


@compiled
def start_journeys(
    p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, on_purchase: int, ordinal: int
) -> None:
    """Start, or start again, every journey this trigger belongs to."""
    day = now // DAY
    if day < 0:
        return
    for j in range(c.journeys):
        if c.j_on_purchase[j] != on_purchase or not c.j_from[j] <= day < c.j_until[j]:
            continue
        word, _, _, _ = at.draw(c.seed, c.replication, p.uid, at.START + c.j_hash[j], ordinal)
        if uniform(word) >= c.j_coverage[j] or not _begun(p, c, out, j):
            continue
        p.running[j] = ordinal
        p.started[j] = day
        for k in range(c.j_steps[j]):
            if c.s_day[j, k] == 0 and c.s_add[j, k]:
                _add_friend(p, c, out, tape, now, j, k, ordinal)


@compiled
def next_step_day(p: Person, c: Rulebook, after: int) -> int:
    """The first day after `after` on which a step of a running journey is due."""
    first = NEVER_DAY
    for j in range(c.journeys):
        if p.running[j] < 0:
            continue
        for k in range(c.j_steps[j]):
            due = p.started[j] + c.s_day[j, k]
            if c.s_day[j, k] > 0 and after < due < first:
                first = due
    return first
