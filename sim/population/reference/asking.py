"""Questions to the service desk: asked at a visit, and what the reply does at midnight."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.behaviour.clock import DAY, SECOND
from sim.behaviour.precision import single
from sim.behaviour.touch import filled
from sim.population.interface import GIVEN_UP, IN_TARGET, Enquiries, Replies
from sim.population.reference import buying, clockwork
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
    if asks < rate:
        time = now + int(moment * SECOND)
        town.registers.count(now, "enquiries")
        town.note(time, shopper, "enquiry", "", 0, shopper.visits)
        town.asked.append(Enquiry(time, shopper.uid, shopper.visits, shopper.number))


def handed_over(asked: list[Enquiry]) -> Enquiries:
    """Some questions in order of time and uid, by column."""
    columns = np.array(sorted(asked), dtype=np.int64).reshape(-1, len(Enquiry._fields)).T
    return Enquiries(*columns.copy())


def hear(town: Town, day: int, replies: Replies) -> None:
    """At midnight: an answer in time is worth an opened touch, waiting in vain may cost a buyer."""
    for time, _, visit, person, _, lasting, outcome in replies.tolist():
        shopper = town.shoppers[person]
        event = "given_up" if outcome == GIVEN_UP else "answered"
        town.note(time, shopper, event, "", 0, lasting)
        if outcome == IN_TARGET:
            _please(town, shopper, day * DAY)
        elif outcome == GIVEN_UP:
            _anger(town, shopper, day * DAY, visit)


def _please(town: Town, shopper: Shopper, midnight: int) -> None:
    if not shopper.alive:
        return
    rule = town.rules.desk
    clockwork.settle(town, shopper, midnight)
    shopper.goodwill = single(filled(shopper.goodwill, rule.goodwill))
    shopper.nudge = single(shopper.nudge + rule.nudge)
    clockwork.plan_order(town, shopper)
    clockwork.refresh(shopper)
    town.wake(shopper)


def _anger(town: Town, shopper: Shopper, midnight: int, visit: int) -> None:
    angry = draw(town.key, shopper.uid, at.ASK, visit)[2]
    if shopper.alive and shopper.orders and angry < town.rules.desk.given_up_dropout:
        clockwork.settle(town, shopper, midnight)
        buying.lose(town, shopper, midnight)
        clockwork.refresh(shopper)
        town.wake(shopper)
