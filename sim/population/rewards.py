"""What referral and reviews pay, in the units the engines work in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sim.behaviour.referral import appeal, review_chance
from sim.behaviour.units import fen
from sim.config.incentives import Referral


class RewardRule(NamedTuple):
    """What is paid for friends and for reviews, and whom that moves.

    inviter_appeal: of what a full set is worth to the inviter, points included. hunter_cheap: of
    invited friends, those money paid on joining alone draws. review_rate: of orders, with the
    cashback that is paid.
    """

    inviter_fen: int
    invitee_fen: int
    inviter_appeal: float
    hunter_cheap: float
    review_fen: int
    review_rate: float


def rewards_of(programme: Referral, friend_yuan: float, pools_yuan: Iterable[float]) -> RewardRule:
    """Change the units of a programme.

    friend_yuan: worth of the points for a friend. pools_yuan: what is hoped for of each pool of
    cash (`Passing.cash_yuan`). Friends may come by an offer, too: without a programme they bring
    no reward of one.
    """
    on, review = programme.active, programme.review
    worth = programme.inviter_reward + programme.invites_needed * friend_yuan if on else 0.0
    return RewardRule(
        inviter_fen=fen(programme.inviter_reward) if on else 0,
        invitee_fen=fen(programme.invitee_reward) if on else 0,
        inviter_appeal=appeal(worth, programme.appeal_yuan),
        hunter_cheap=_hunter_cheap(programme, worth, pools_yuan),
        review_fen=fen(review.cashback),
        review_rate=review_chance(
            review.rate, review.rate_gain, appeal(review.cashback, programme.appeal_yuan)
        ),
    )


def _hunter_cheap(programme: Referral, worth: float, pools_yuan: Iterable[float]) -> float:
    """Hunters among friends a reward on joining draws, or a pool of cash; worth: of the reward."""
    paid = [worth] if programme.condition == "join" else []
    lures = [appeal(yuan, programme.appeal_yuan) for yuan in (*paid, *pools_yuan)]
    return programme.hunter_draw * max(lures, default=0.0)
