"""Questions to the service desk, asked at a visit."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.behaviour.cart import fill_chance
from sim.behaviour.clock import SECOND
from sim.population.interface import Enquiries
from sim.population.reference import clockwork
from sim.population.reference.shopper import Shopper, draw
from sim.randomness import address as at

if TYPE_CHECKING:
    from sim.population.reference.town import Town


class Enquiry(NamedTuple):
    """A question of somebody (by number) at a visit."""

    time: int
    uid: int
    visit: int
    person: int


def ask(town: Town, shopper: Shopper, now: int) -> None:
    """At a visit of somebody reachable: perhaps a question, within the second of the visit."""
    rate = town.rules.desk.ask_rate
    if rate == 0.0 or now < 0 or not shopper.enrolled & ~shopper.closed:
        return
    asks, moment, _, _ = draw(town.key, shopper.uid, at.ASK, shopper.visits)
    if asks < _chance(town, shopper, now):
        time = now + int(moment * SECOND)
        town.registers.count(now, "enquiries")
        town.note(time, shopper, "enquiry", "", 0, shopper.visits)
        town.asked.append(Enquiry(time, shopper.uid, shopper.visits, shopper.number))


def _chance(town: Town, shopper: Shopper, now: int) -> float:
    """Of asking at this visit: of everybody alike, or of who is about to buy."""
    desk = town.rules.desk
    if desk.ask_near <= 0.0:
        return desk.ask_rate
    if not shopper.alive:
        return 0.0
    left = max(0.0, shopper.left - clockwork.used_up(town, shopper, now))
    return fill_chance(left, desk.ask_rate, desk.ask_near)


def handed_over(asked: list[Enquiry]) -> Enquiries:
    """Some questions in order of time and uid, by column."""
    columns = np.array(sorted(asked), dtype=np.int64).reshape(-1, len(Enquiry._fields)).T
    return Enquiries(*columns.copy())
