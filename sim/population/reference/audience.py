"""Whether a shopper is of an audience, by what the brand sees of them now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.behaviour import audience as science
from sim.behaviour.clock import DAY
from sim.behaviour.order import spend_fen
from sim.population.reference.shopper import Shopper
from sim.population.rules import EVERYBODY, source_bit

if TYPE_CHECKING:
    from sim.population.reference.town import Town


def holds(town: Town, shopper: Shopper, audience: int, day: int) -> bool:
    """Whether the audience of that number has this shopper in it on `day`."""
    if audience == EVERYBODY:
        return True
    rule = town.rules.audiences[audience - 1]
    seen = science.fits(
        *rule[:7],
        shopper.orders,
        day - max(shopper.last_order_day, shopper.joined // DAY),
        source_bit(shopper.source),
        shopper.enrolled & ~shopper.closed,
        day - max(shopper.last_active, shopper.joined // DAY),
    )
    if not seen or not rule.by_value:
        return seen
    return rule.spent_from_fen <= spent(town, shopper) <= rule.spent_to_fen


def spent(town: Town, shopper: Shopper) -> int:
    """What a shopper spent so far, in fen: list value of the orders, as drawn."""
    p = town.plan.shoppers.spend.p
    return spend_fen(*town.key, shopper.uid, shopper.orders, p, shopper.spend_rate)
