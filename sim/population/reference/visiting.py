"""A visit: the mini-program opened, the group read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.population.beyond import MOST_VISITS, too_long_a_life
from sim.population.reference import asking, cart, clockwork, journeys, loyalty, room
from sim.population.reference.shopper import Shopper
from sim.population.rules import ON_VISIT

if TYPE_CHECKING:
    from sim.population.reference.town import Town


def visit(town: Town, shopper: Shopper, now: int) -> None:
    """Count the visit, perhaps ask something, and foresee the next.

    Raises:
        StoppedError: they visited more often than anybody does.
    """
    if shopper.visits == MOST_VISITS:
        raise too_long_a_life()
    town.registers.count(now, "visits")
    town.registers.active(shopper, now)
    town.note(now, shopper, "visit")
    journeys.stop(town, shopper, now, ON_VISIT)
    asking.ask(town, shopper, now)
    loyalty.visited(town, shopper, now)
    cart.looked(town, shopper, now)
    if town.rules.selling.mall_days and now >= 0:
        room.browse(town, shopper, now)
    shopper.visits += 1
    clockwork.plan_visit(town, shopper, now)
