"""An order: its value, and whether the shopper stays a buyer after it."""

from __future__ import annotations

from sim.behaviour.draws import gamma
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
def dropout_now(chance: float, goodwill: float, retention: float) -> float:
    """Chance to stop buying after this order; goodwill takes away up to `retention` of it."""
    return chance * (1.0 - retention * goodwill)


@science
def share_of_fen(fen: int, basis_points: int) -> int:
    """A share of an amount in whole fen, rounded down; integer arithmetic, no float enters."""
    return fen * basis_points // 10000
