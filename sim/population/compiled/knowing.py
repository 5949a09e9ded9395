"""What the brand knows of a shopper, inside kernels: measures of stage views, tags, identity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.behaviour import tags as rule
from sim.behaviour.clock import DAY, SECOND
from sim.behaviour.order import spend_fen
from sim.behaviour.stages import EVER, WIDTH
from sim.population.compiled.layout import ALIVE, CHANNELS, HUNTER, Ints
from sim.population.compiled.machine import (
    People,
    Person,
    Rulebook,
    Rulebooks,
    compiled,
    kernel_of_some,
)
from sim.population.compiled.person import person
from sim.population.compiled.registers import seen_orders
from sim.population.compiled.tastes import has_need, prefers
from sim.population.interface import TagHits
from sim.population.known import Known, blank
from sim.randomness import address as at
from sim.randomness.philox import uniform


def write_known(c: Any, known: Known) -> None:
    """Write what the brand knows where kernels read it."""
    c["recognised"], c["spends"] = known.recognised, known.spends
    c["served_days"] = known.served_days
    c["stages"], c["stage_rows"] = known.rows.ctypes.data, len(known.rows)
    for place, tag in enumerate(known.tags):
        for name, value in tag._asdict().items():
            c[f"t_{name}"][place] = value


@compiled
def is_known(p: Person, c: Rulebook) -> bool:
    """Whether the brand knows this shopper's orders to be theirs."""
    return rule.recognised(c.seed, c.replication, p.uid, c.recognised)


@compiled
def _is_true(p: Person, c: Rulebook, tag: int) -> bool:
    if c.t_of[tag] == rule.PREFERS:
        return prefers(p, c, c.t_category[tag], c.t_threshold[tag])
    if c.t_of[tag] == rule.NEEDS:
        return has_need(p, c, c.t_category[tag])
    if c.t_of[tag] == rule.KEEPS_DISTANCE:
        return bool(p.tolerance < c.t_threshold[tag])
    return rule.is_true(
        c.t_of[tag],
        c.t_threshold[tag],
        p.deal,
        c.p / p.spend,
        p.rate,
        p.affinity,
        rule.lost_chance(c.law, p.stop, p.rate),
        p.orders > 0 and not p.flags & ALIVE,
        p.flags & HUNTER != 0,
    )


@compiled
def reading_of(c: Rulebook, tag: int, day: int) -> int:
    """Which reading of the tag of a place counts on `day`."""
    refresh = c.t_refresh_days[tag]
    return int(max(0, day) // refresh) if refresh else 0


@compiled
def carries(p: Person, c: Rulebook, tag: int, day: int) -> bool:
    """Whether a shopper carries the tag of that place on `day`."""
    reading = reading_of(c, tag, day)
    luck = rule.luck(c.seed, c.replication, p.uid, c.t_hash[tag], c.t_coverage[tag], reading)
    return carries_by(p, c, tag, luck)


@compiled
def carries_by(p: Person, c: Rulebook, tag: int, luck: float) -> bool:
    """The same for who has that luck with the tag (`tags.luck`)."""
    sensitivity, specificity = c.t_sensitivity[tag], c.t_specificity[tag]
    if luck >= max(sensitivity, 1.0 - specificity):
        return False  # whatever is true
    return rule.carries(luck, _is_true(p, c, tag), sensitivity, specificity)


@kernel_of_some
def _look(people: People, size: int, day: int, book: Rulebooks, seen: Ints) -> None:
    """Fill in the measures of a block's people, WIDTH in a row each; 0 for who has not joined."""
    c = book[0]
    for row in range(size):
        p = person(people, row)
        if p.joined * SECOND >= day * DAY:
            continue
        since = p.joined * SECOND // DAY
        orders = seen_orders(p, c) if is_known(p, c) else 0
        spent = 0
        if c.spends:
            spent = spend_fen(c.seed, c.replication, p.uid, orders, c.p, p.spend)
        open_, reach = p.enrolled & ~p.closed, 0
        for channel in range(CHANNELS):
            reach += open_ >> channel & 1
        place = row * WIDTH
        seen[place] = day - since
        seen[place + 1] = orders
        seen[place + 2] = day - p.last_order_day if orders else EVER
        seen[place + 3] = day - max(p.last_active, since)
        seen[place + 4] = spent
        seen[place + 5] = p.visits
        seen[place + 6] = p.asked
        seen[place + 7] = reach


def seen(blocks: Sequence[Any], book: Any, day: int) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """Measures of everybody at midnight of `day`, shape (people, WIDTH), and who has joined."""
    parts, joined = [blank(0)], [np.zeros(0, dtype=np.bool_)]
    for block in blocks:
        measures = blank(block.size)
        _look(block.people, block.size, day, book, measures.ravel())
        parts.append(measures)
        joins = block.people.lives["joined"][: block.size].astype(np.int64) * SECOND
        joined.append(joins < day * DAY)
    return np.concatenate(parts), np.concatenate(joined)


@kernel_of_some
def _hits(people: People, size: int, day: int, tag: int, book: Rulebooks, found: Ints) -> None:
    """Add a block's members, those a tag is true of, those who carry it, those who do rightly."""
    c = book[0]
    for row in range(size):
        p = person(people, row)
        if p.joined * SECOND >= day * DAY:
            continue
        truth, given = _is_true(p, c, tag), carries(p, c, tag, day)
        found[0] += 1
        found[1] += truth
        found[2] += given
        found[3] += truth and given


def tagged(blocks: Sequence[Any], book: Any, day: int, tag: int) -> TagHits:
    """See `Population.tagged`."""
    found = np.zeros(len(TagHits._fields), dtype=np.int64)
    for block in blocks:
        _hits(block.people, block.size, day, tag, book, found)
    return TagHits(*found.tolist())


@compiled
def region(c: Rulebook, luck: float) -> int:
    """The region of who has this luck, a uniform."""
    place = 0
    while luck >= c.region_until[place]:
        place += 1
    return place


@compiled
def home_region(p: Person, c: Rulebook) -> int:
    """The region a shopper lives in."""
    _, home, _, _ = at.draw(c.seed, c.replication, p.uid, at.STORE, 0)
    return region(c, uniform(home))
