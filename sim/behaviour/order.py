"""An order: its value, and whether the shopper stays a buyer after it."""

from __future__ import annotations

from sim.behaviour.clock import NEVER
from sim.behaviour.draws import exponential, gamma, moment_after
from sim.behaviour.traits import BG_NBD, PARETO_NBD, SBG
from sim.randomness import address as at
from sim.science import science


@science
def order_fen(
    seed: int, replication: int, uid: int, index: int, p: float, spend_rate: float
) -> int:
    """List value of a shopper's `index`-th order in fen: gamma(p, spend_rate) (Gamma-Gamma)."""
    yuan = gamma(seed, replication, uid, at.VALUE, index, p) / spend_rate
    return max(1, int(yuan * 100.0 + 0.5))


@science
def spend_fen(
    seed: int, replication: int, uid: int, orders: int, p: float, spend_rate: float
) -> int:
    """List value of a shopper's first `orders` orders in fen, as drawn: to no threshold stretched.

    Nothing is remembered for it: each order is drawn again at its address.
    """
    total = 0
    for index in range(orders):
        total += order_fen(seed, replication, uid, index, p, spend_rate)
    return total


@science
def unit_gap(law: int, u: float) -> float:
    """Hazard to use up until the next repeat order; a subscription waits one period exactly."""
    return 1.0 if law == SBG else exponential(u)


@science
def may_stop(law: int, index: int) -> bool:
    """Whether chance may end a shopper's buying after the order of that index."""
    if law == BG_NBD:
        return index > 0
    return law != PARETO_NBD


@science
def lifetime_end(law: int, now: int, u: float, hazard: float, goodwill: float, kept: float) -> int:
    """When a shopper who ordered now is lost unless the next order comes first; else NEVER.

    Drawn anew at each order: a lifetime without memory is the same either way. Goodwill takes away
    up to `kept` of the hazard.
    """
    hazard *= 1.0 - kept * goodwill
    if law != PARETO_NBD or hazard <= 0.0:
        return NEVER
    return moment_after(now, exponential(u) / hazard)


@science
def dropout_now(chance: float, goodwill: float, retention: float) -> float:
    """Chance to stop buying after this order; goodwill takes away up to `retention` of it."""
    return chance * (1.0 - retention * goodwill)


@science
def share_of_fen(fen: int, basis_points: int) -> int:
    """A share of an amount in whole fen, rounded down; integer arithmetic, no float enters."""
    return fen * basis_points // 10000


@science
def cost_fen(list_fen: int, basis_points: int) -> int:
    """What goods of that list value cost, to the nearest fen, half a fen upwards.

    Rounded down, goods of many orders would cost half a fen too little on each of them.
    """
    return (list_fen * basis_points + 5000) // 10000
