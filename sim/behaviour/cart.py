"""The cart (购物车): who puts something in, and how long it counts as left."""

from __future__ import annotations

from sim.behaviour.elementary import exp
from sim.science import science


@science
def fill_chance(left: float, fill: float, near: float) -> float:
    """Chance that a look puts something into the cart.

    left: unit exponential the purchase clock has still to use up, so 1 is a mean gap between
    orders at the present pace. fill: the chance of who is about to buy. near: how far from an order
    it is down to a third of that (1/e), in the same unit. A cart so tells of a want that is near,
    and by the memory the clock has not, of nothing else about its owner.
    """
    return fill * exp(-left / near)


@science
def is_open(cart: int, day: int, keep_days: int) -> bool:
    """Whether a cart still holds something; cart: day after it was filled last, 0 for none."""
    return cart > 0 and day < cart + keep_days
