"""Periodic purchase (周期购): how much of what is sent a member needs, and what it is worth."""

from __future__ import annotations

from sim.science import science


@science
def needed(orders: int, days: int, every_days: int, usual_fen: int, worth_fen: int) -> float:
    """Share of each delivery somebody would have bought anyway, going on as they did so far.

    orders, days: orders since joining, and days since; a first period counts whole. usual_fen:
    their usual order; worth_fen: list value of what is sent.
    """
    a_period = orders * every_days / max(days, every_days)
    return min(1.0, a_period * usual_fen / worth_fen)


@science
def brought(need: float, worth_fen: int, service_fen: int) -> float:
    """What a delivery is worth to its member, in fen: the goods as far as needed, and not having to
    think of it."""
    return need * worth_fen + service_fen


@science
def left_of(paid_fen: int, sent: int, deliveries: int) -> int:
    """What of a payment ahead is still owed in goods after so many deliveries."""
    return paid_fen - paid_fen * sent // deliveries
