"""What a live coupon does to a shopper (model section 6)."""

from __future__ import annotations

import math

from sim.science import science


@science
def depth(face_fen: int, threshold_fen: int, mean_order_fen: float) -> float:
    """Face value relative to the order it takes to use it; at most one."""
    return min(1.0, face_fen / max(mean_order_fen, threshold_fen, 1.0))


@science
def pull(deal: float, coupon_depth: float, lift: float, urgency: float) -> float:
    """Factor on purchase intensity while a coupon is held: exp(lift x deal x depth x urgency).

    `urgency` is one until the last days, then the configured factor (Inman and McAlister 1994).
    """
    return math.exp(lift * deal * coupon_depth * urgency)


@science
def stretched(list_fen: int, threshold_fen: int, stretch: float) -> int:
    """Order value after filling the basket (凑单): up to the threshold if it is within reach."""
    if list_fen < threshold_fen and list_fen >= threshold_fen * (1.0 - stretch):
        return threshold_fen
    return list_fen
