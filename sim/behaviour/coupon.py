"""What a live coupon does to a shopper (model section 6)."""

from __future__ import annotations

from sim.behaviour.elementary import HIGHEST, exp
from sim.behaviour.order import share_of_fen
from sim.science import science

# What a coupon gives, by the words a plan names it by, in the order of their codes.
FORMS = ("amount", "percent", "gift", "trial", "history")
AMOUNT, PERCENT, GIFT, TRIAL, HISTORY = range(5)

# Denominations a voucher for a share of past spending is made out in, in fen; the first is none.
RUNGS = (
    *(0, 1000, 2000, 3000, 5000, 8000, 10000, 12000),
    *(15000, 20000, 25000, 30000, 40000, 50000, 80000, 100000),
)


@science
def depth(face_fen: int, threshold_fen: int, mean_order_fen: float) -> float:
    """Face value relative to the order it takes to use it; at most one."""
    return min(1.0, face_fen / max(mean_order_fen, threshold_fen, 1.0))


@science
def depth_of(
    form: int,
    face_fen: int,
    threshold_fen: int,
    share_bp: int,
    article_fen: int,
    mean_order_fen: float,
    first: bool,
) -> float:
    """How deep a coupon of any form cuts into the order it takes to use it.

    face_fen: what the member sees taken off, or given; share_bp: of a percentage, in basis points;
    article_fen: list price of a trial article, which a first order is for alone.
    """
    if form == PERCENT:
        return min(share_bp / 10000.0, depth(face_fen, threshold_fen, mean_order_fen))
    if form == TRIAL and first:
        return min(1.0, face_fen / max(article_fen, 1))
    return depth(face_fen, threshold_fen, mean_order_fen)


@science
def saving(form: int, face_fen: int, share_bp: int, list_fen: int) -> int:
    """What a member sees in a coupon at an order; the largest is used."""
    if form == PERCENT:
        return min(face_fen, share_of_fen(list_fen, share_bp))
    return face_fen


@science
def settled(
    form: int, list_fen: int, face_fen: int, share_bp: int, article_fen: int, first: bool
) -> tuple[int, int, int]:
    """An order with a coupon used: (list value, discount, list value of the ordinary goods), fen.

    A gift (form GIFT) or a trial article is one more article on the order: at its cost, given away
    whole, or at its list price, of which `face_fen` is taken off. A first order with a trial is for
    the article alone. Nothing takes off more than the order.
    """
    own = 0 if form == TRIAL and first else list_fen
    value = own + article_fen
    if form == GIFT:
        return value, article_fen, own
    return value, min(saving(form, face_fen, share_bp, value), value), own


@science
def rung_of(fen: int) -> int:
    """The place of the largest denomination that is no more than `fen`."""
    rung = 0
    while rung < len(RUNGS) - 1 and RUNGS[rung + 1] <= fen:
        rung += 1
    return rung


@science
def rung_fen(rung: int) -> int:
    """The value of a denomination."""
    return RUNGS[rung]


@science
def attraction(deal: float, coupon_depth: float, lift: float, urgency: float) -> float:
    """How much one coupon held attracts to buy: lift x deal x depth x urgency.

    `urgency` is one until the last days, then the configured factor (Inman and McAlister 1994).
    """
    return lift * deal * coupon_depth * urgency


@science
def pull(most: float) -> float:
    """Factor on purchase intensity while coupons are held: e to the power of the largest
    attraction; 1 without any."""
    return exp(min(most, HIGHEST))


@science
def stretched(list_fen: int, threshold_fen: int, stretch: float) -> int:
    """Order value after filling the basket (凑单): up to the threshold if it is within reach."""
    if list_fen < threshold_fen and list_fen >= threshold_fen * (1.0 - stretch):
        return threshold_fen
    return list_fen
