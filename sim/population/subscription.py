"""Paid membership in the units the engines work in."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sim.behaviour.units import fen
from sim.config.schema import Plan

REFUNDS = ("none", "months", "unused")
NONE, MONTHS, UNUSED = range(3)
# What the brand looks up of a holder, columns of `Population.record`: orders so far, days since
# joining, yuan saved with the card's coupons so far, fen of the usual order.
ORDERS, DAYS, SAVED, USUAL = range(4)
RECORD_COLUMNS = 4


class CardRule(NamedTuple):
    """The card; `carried`: its coupon, as a message carries it (`sim.population.rules`)."""

    fee_fen: int
    months: int
    from_day: int
    until_day: int
    audience: int
    offer: float
    carried: int  # 0 without a card
    coupons: int
    steepness: float
    inertia: float
    pause: float
    ask_back: float
    refund: int  # of REFUNDS


def card_of(plan: Plan, carried: Callable[[str], int], audience: Callable[[str], int]) -> CardRule:
    """Change the units of a plan's paid card; carried, audience: codes by name."""
    card = plan.subscription
    return CardRule(
        fee_fen=fen(card.fee),
        months=card.months,
        from_day=card.from_day,
        until_day=card.until_day,
        audience=audience(card.audience) if card.fee else 0,
        offer=card.offer,
        carried=carried(card.coupon_kind) if card.fee else 0,
        coupons=card.coupons,
        steepness=card.steepness,
        inertia=card.inertia,
        pause=card.pause,
        ask_back=card.ask_back,
        refund=REFUNDS.index(card.refund),
    )
