"""Paid membership: what it promises a member, whether they sign, and what it brought."""

from __future__ import annotations

from sim.behaviour.elementary import exp
from sim.science import science

MONTH = 30  # days; a card's months are all alike
MOST_SAVED = 65_535  # yuan; what is saved beyond it is not counted


@science
def promise(orders: int, days: int, uses: int, saving_fen: int, months: int) -> float:
    """What a card would save over its term, in fen, if one went on as one did so far.

    orders, days: orders since joining, and days since; the first month counts whole. uses: coupons
    of a month. saving_fen: of one coupon on the member's usual order.
    """
    a_month = orders * MONTH / max(days, MONTH)
    return min(a_month, float(uses)) * saving_fen * months


@science
def signs(brings_fen: float, fee_fen: int, steepness: float, lean: float) -> float:
    """Chance to pay the fee for what the card brings.

    Logistic in the gain relative to the fee, as in random utility (McFadden, in Frontiers in
    Econometrics, 1974): one half where it brings what it costs. lean: log odds added, as for who
    need do nothing to stay (DellaVigna and Malmendier, American Economic Review 96(3), 2006).
    """
    return 1.0 / (1.0 + exp(-(steepness * (brings_fen / fee_fen - 1.0) + lean)))


@science
def counted(saved: int, discount_fen: int) -> int:
    """Whole yuan saved so far, with one coupon more."""
    return min(MOST_SAVED, saved + discount_fen // 100)


@science
def unearned(fee_fen: int, served: int, months: int) -> int:
    """What of a fee is still to be earned after so many of its months."""
    return fee_fen - fee_fen * served // months
