"""Journeys inside a kernel: a running trigger and its day for each journey of a shopper."""

from __future__ import annotations

from sim.behaviour.clock import DAY
from sim.measure.events import CODE
from sim.measure.tally import ROW
from sim.population.compiled.layout import NEVER_DAY, S_CHANNELS, S_ENROLLED
from sim.population.compiled.machine import Counts, Person, Rulebook, Tape, compiled
from sim.population.compiled.registers import count, note
from sim.population.reference.touching import STEPS as ORDINALS
from sim.randomness import address as at
from sim.randomness.philox import uniform

_SKIPPED, _ADDED, _DONE = ROW["tasks_skipped"], ROW["friends_added"], ROW["tasks_done"]
_SECONDS = ROW["guide_seconds"]
_E_ADDED = CODE["friend_added"]


@compiled
def guide_of(p: Person, c: Rulebook) -> int:
    """Whose book the shopper is in."""
    word, _, _, _ = at.draw(c.seed, c.replication, p.uid, at.GUIDE, 0)
    return int(uniform(word) * c.guides)


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
    if uniform(asked) >= c.execution[channel]:
        count(c, out, now, _SKIPPED, 1)
        return
    out[c.o_store + guide_of(p, c)] += c.s_work[j, k]
    count(c, out, now, _SECONDS, c.s_work[j, k] // 1000)
    count(c, out, now, _DONE, 1)
    if uniform(accepts) < c.s_accept[j, k]:
        enter(p, c, out, channel)
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
        if uniform(word) >= c.j_coverage[j]:
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
