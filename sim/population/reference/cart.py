"""The cart in a shopper's life: filled at a visit, emptied by an order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.behaviour import cart as science
from sim.behaviour.clock import DAY
from sim.population.reference import clockwork
from sim.population.reference.shopper import Shopper, draw
from sim.randomness import address as at

if TYPE_CHECKING:
    from sim.population.reference.town import Town


def looked(town: Town, shopper: Shopper, now: int) -> None:
    """At a visit: perhaps something is put into the cart; nothing else of the shopper changes."""
    rule, day = town.plan.cart, now // DAY
    if rule.fill == 0.0 or now < 0 or not shopper.member or not shopper.alive:
        return
    left = max(0.0, shopper.left - clockwork.used_up(town, shopper, now))
    chance = science.fill_chance(left, rule.fill, rule.near)
    if draw(town.key, shopper.uid, at.CART, shopper.visits)[0] >= chance:
        return
    if not science.is_open(shopper.cart, day, rule.keep_days):
        town.registers.count(now, "carts_filled")
    shopper.cart = day + 1
    town.note(now, shopper, "cart_filled")


def bought(town: Town, shopper: Shopper, now: int) -> None:
    """An order empties the cart."""
    if science.is_open(shopper.cart, now // DAY, town.plan.cart.keep_days):
        town.registers.count(now, "carts_bought")
    shopper.cart = 0
