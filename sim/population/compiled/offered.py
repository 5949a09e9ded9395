"""The city's side of offers: kernels of `offering` called on the rows they are about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from sim.behaviour.clock import DAY, NEVER, SECOND
from sim.measure.events import CODE
from sim.population.compiled import layout, offering
from sim.population.compiled.backlog import stacked
from sim.population.compiled.blocks import Block, Worker
from sim.population.compiled.layout import Ints
from sim.population.interface import Award, Call, Invited, Takers
from sim.population.rules import NO_COUPON, Rules, granted_fen
from sim.population.subscription import DAYS, ORDERS, RECORD_COLUMNS, SAVED, USUAL

if TYPE_CHECKING:
    from sim.population.compiled.city import City

NOBODY = -1  # no number and no uid
_TAKERS = (6, 2, 1, 4, 5)  # columns of a tape's row in the order of `Takers`: the second is the uid
_NO_TAKERS: Ints = np.zeros((0, layout.WIDTH), dtype=np.int64)


def takers(city: City, day: int, call: Call) -> Takers:
    """See `Population.takers`."""

    def one(block: Block, worker: Worker) -> Iterator[Ints]:
        rows = block.came(call.since, ordered=call.ordered)

        def step(first: int) -> int:
            return offering.takers(
                block.people,
                rows,
                first,
                block.base,
                day,
                call.mechanism,
                call.ordinal,
                call.audience,
                call.chance,
                int(call.by_deal),
                city.book,
                worker.tape,
            )

        return worker.drained(len(rows), step)

    written = [_NO_TAKERS, *city.over_blocks(one)]
    columns = [np.concatenate([rows[:, place] for rows in written]) for place in _TAKERS]
    order = np.argsort(columns[1])
    return Takers(*(column.take(order) for column in columns))


def invite(city: City, day: int, people: Ints, asked: Ints, appeal: float) -> Invited:
    """See `Population.invite`."""
    worker, written = city.workers[0], []
    for block, places, rows in city.homes(people):
        many = asked[places]

        def step(first: int, block: Block = block, rows: Ints = rows, many: Ints = many) -> int:
            return offering.invite(
                block.people,
                rows,
                many,
                first,
                block.base,
                day,
                appeal,
                city.book,
                worker.out,
                worker.tape,
            )

        written += list(worker.drained(len(rows), step))
    city.file(day, written)
    found = stacked(written)
    found = found[found[:, 0] == layout.FRIEND]
    found = layout.by_time(found)
    return Invited(*(found[:, place].copy() for place in (1, 2, 6)))


def numbers(city: City, uids: Ints, first: int) -> Ints:
    """The numbers of people by uid, who came after `first` others; NOBODY if they are not here."""
    found = np.full(len(uids), NOBODY, dtype=np.int64)
    order = np.argsort(uids)
    wanted = uids[order]
    for block in city.blocks if len(uids) else ():
        if block.base + block.size <= first:
            continue
        low = max(0, first - block.base)
        here = block.people.heads["uid"][low : block.size]
        places = np.minimum(np.searchsorted(wanted, here), len(wanted) - 1)
        known = np.flatnonzero(wanted[places] == here)
        found[order[places[known]]] = block.base + low + known
    return found


def record(city: City, day: int, people: Ints) -> Ints:
    """See `Population.record`."""
    found = np.zeros((len(people), RECORD_COLUMNS), dtype=np.int64)
    for block, places, rows in city.homes(people):
        lives = block.people.lives[rows]
        found[places, ORDERS] = lives["orders"]
        found[places, DAYS] = day - lives["joined"].astype(np.int64) * SECOND // DAY
        if layout.needs_extras(city.rules):
            found[places, ORDERS] -= block.people.extras["unseen"][rows].astype(np.int64)
            found[places, SAVED] = block.people.extras["saved"][rows]
        spend = lives["spend"].astype(np.float64)
        found[places, USUAL] = (100.0 * city.rules.plan.shoppers.spend.p / spend).astype(np.int64)
    return found


def claims(city: City, day: int, people: Ints, carried: int) -> tuple[Ints, Ints]:
    """Uids, and what each would ask of the budget for what is carried, in fen."""
    uids, amounts = np.zeros_like(people), np.zeros_like(people)
    for block, places, rows in city.homes(people):
        asked = np.zeros(len(rows), dtype=np.int64)
        offering.claims(block.people, rows, day, carried, city.book, asked)
        uids[places], amounts[places] = block.people.heads["uid"][rows], asked
    return uids, amounts


def first_refused(uids: Ints, amounts: Ints, left: int) -> int:
    """The uid from which on the budget does not reach, in order of uid; NOBODY if it does."""
    uids, amounts = uids[amounts > 0], amounts[amounts > 0]
    order = np.argsort(uids)
    beyond = np.flatnonzero(np.cumsum(amounts[order]) > left)
    return int(uids[order[beyond[0]]]) if beyond.size else NOBODY


def award(city: City, day: int, people: Ints, what: Award, refused: int) -> None:
    """Hand something out; who has the uid `refused`, or a larger one, gets no coupon of the plan
    whose issue the budget guards."""
    city.c["cut_time"] = NEVER if refused == NOBODY else day * DAY
    city.c["cut_uid"], city.c["cut_asked"], city.c["cut_wanted"] = refused, 0, False
    worker, written = city.workers[0], []
    for block, _, rows in city.homes(people):

        def step(first: int, block: Block = block, rows: Ints = rows) -> int:
            return offering.award(
                block.people,
                block.wake,
                block.due,
                block.reach,
                rows,
                first,
                block.base,
                day,
                CODE[what.event],
                what.carried,
                what.amount,
                what.reference,
                what.channel,
                city.book,
                worker.out,
                worker.tape,
            )

        written += list(worker.drained(len(rows), step))
    city.file(day, written)


def may_fall_short(rules: Rules, people: Ints, what: Award, left: int) -> bool:
    """Whether the budget, of which so many fen are left, may not reach for handing this out.

    If it reaches though each asks for the most, nobody need be asked for how much.
    """
    if what.carried == NO_COUPON or rules.plan.coupon.gate != "issue":
        return False
    return len(people) * granted_fen(what.carried, rules.coupons) > left
