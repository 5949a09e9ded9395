"""What a member met and what it does at midnight; what became of wants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.behaviour.clock import DAY
from sim.behaviour.goodwill import moved
from sim.behaviour.precision import single
from sim.behaviour.touch import filled
from sim.measure.events import EVENTS
from sim.population.interface import BUYS, FELT, MOVES, STOPS, Felt, Outcomes
from sim.population.reference import buying, clockwork
from sim.population.reference.shopper import Shopper

if TYPE_CHECKING:
    from sim.population.reference.town import Town


class Outcome(NamedTuple):
    """A want of somebody (by number), made an order or lost; see `Outcomes`."""

    time: int
    uid: int
    person: int
    place: int
    amount: int
    order: int


def handed_over(found: list[Outcome]) -> Outcomes:
    """Some outcomes in order of time and uid, by column."""
    rows = sorted(found, key=lambda one: (one.time, one.uid))
    columns = np.array(rows, dtype=np.int64).reshape(-1, len(Outcome._fields)).T
    return Outcomes(*columns.copy())


def feel(town: Town, day: int, felt: Felt) -> None:
    """See `Population.feel`."""
    names = ["", *(place.name for place in town.rules.selling.places)]
    for row in felt:
        one = dict(zip(FELT.names or (), row.item(), strict=True))
        shopper = town.shoppers[one["person"]]
        if one["event"] >= 0:
            event, place = EVENTS[one["event"]], names[one["place"] + 1]
            town.note(one["time"], shopper, event, place, one["amount"], one["reference"])
        if one["effect"] and shopper.alive:
            _take(town, shopper, day * DAY, one["effect"], one)
            if one["effect"] & BUYS:
                _want(town, shopper, day * DAY, one["time"] % DAY)


def _take(town: Town, shopper: Shopper, midnight: int, effect: int, met: dict[str, Any]) -> None:
    stops = effect & STOPS and shopper.orders > 0
    if not effect & MOVES and not stops:
        return
    clockwork.settle(town, shopper, midnight)
    if effect & MOVES:
        shopper.goodwill = single(moved(shopper.goodwill, met["goodwill"]))
        shopper.nudge = single(shopper.nudge + met["nudge"])
        shopper.dip = single(filled(shopper.dip, met["dip"]))
        clockwork.plan_order(town, shopper)
    if stops:
        buying.lose(town, shopper, midnight)
    clockwork.refresh(shopper)
    town.wake(shopper)


def _want(town: Town, shopper: Shopper, midnight: int, into: int) -> None:
    """Have the first order wanted that many ms into the day: so much is left of the wait."""
    if shopper.orders:
        return
    clockwork.settle(town, shopper, midnight)
    shopper.left = single(clockwork.used_up(town, shopper, midnight + into))
    clockwork.plan_order(town, shopper)
    clockwork.refresh(shopper)
    town.wake(shopper)
