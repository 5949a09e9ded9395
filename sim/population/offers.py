"""Offers in the units the engines work in."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sim.behaviour.referral import appeal
from sim.behaviour.units import fen, whole
from sim.config.offers import GroupBuy, Raffle
from sim.config.schema import Plan
from sim.randomness import address as at
from sim.randomness.address import name_hash


class GroupBuyRule(NamedTuple):
    """One group buy; `start`: chance of an active member of mean deal-proneness on a day."""

    hash: int
    carried: int  # as a message carries it, see `sim.population.rules`
    places: int  # to be filled by newcomers
    window_days: int
    from_day: int
    until_day: int
    start: float
    appeal: float  # of its price
    audience: int

    @property
    def mechanism(self) -> int:
        """Where its starters' draws are."""
        return at.GROUP + self.hash


class RaffleRule(NamedTuple):
    """One raffle; `prizes`: of a round."""

    hash: int
    from_day: int
    until_day: int
    every_days: int
    days: int
    enter: float
    prizes: int
    cost_fen: int
    help_days: int
    share: float
    odds_gain: float
    win: int
    lose: int
    audience: int
    store_visit: float  # nudge of a winner who collects the prize in a store; 0: it is sent

    @property
    def mechanism(self) -> int:
        """Where its entrants' draws are."""
        return at.RAFFLE + self.hash


class PlayRule(NamedTuple):
    """Checking in, and draws after an order."""

    check_in: float
    voucher: int  # as a message carries it, like `prize`
    draw: float
    odds: float
    prize: int
    cost_fen: int


class Offers(NamedTuple):
    """All offers, in order of their names: nothing may depend on the order in a file."""

    group_buys: tuple[GroupBuyRule, ...]
    raffles: tuple[RaffleRule, ...]
    play: PlayRule

    @property
    def carried(self) -> set[int]:
        """What they may grant."""
        won = {kind for raffle in self.raffles for kind in (raffle.win, raffle.lose)}
        played = {self.play.voucher, self.play.prize}
        return won | played | {group.carried for group in self.group_buys}


def offers_of(
    plan: Plan,
    carried: Callable[[str], int],
    audience: Callable[[str], int],
    face_yuan: Callable[[int], float],
) -> Offers:
    """Change the units of a plan's offers.

    carried, audience: codes by name. face_yuan: what a member sees in what is carried.
    """

    def group(name: str, one: GroupBuy) -> GroupBuyRule:
        kind = carried(one.coupon_kind)
        lure = appeal(face_yuan(kind), plan.referral.appeal_yuan)
        return _group_buy(name, one, kind, lure, audience(one.audience))

    def raffle(name: str, one: Raffle) -> RaffleRule:
        prizes = per_thousand(one.prizes, plan)
        codes = carried(one.win_kind), carried(one.lose_kind), audience(one.audience)
        return _raffle(name, one, prizes, *codes)

    return Offers(
        tuple(group(name, one) for name, one in sorted(plan.group_buys.items())),
        tuple(raffle(name, one) for name, one in sorted(plan.raffles.items())),
        _play(plan, carried),
    )


def _group_buy(name: str, one: GroupBuy, kind: int, lure: float, audience: int) -> GroupBuyRule:
    """kind: what everybody gets; lure: its appeal; audience: who may start one."""
    return GroupBuyRule(
        hash=name_hash(name),
        carried=kind,
        places=one.size - 1,
        window_days=one.window_days,
        from_day=one.from_day,
        until_day=one.until_day,
        start=one.start * lure,
        appeal=lure,
        audience=audience,
    )


def _raffle(name: str, one: Raffle, prizes: int, win: int, lose: int, audience: int) -> RaffleRule:
    """prizes: of a round; win, lose: what is won, and what comforts; audience: who may enter."""
    return RaffleRule(
        hash=name_hash(name),
        from_day=one.from_day,
        until_day=one.until_day,
        every_days=one.every_days,
        days=one.days,
        enter=one.enter,
        prizes=prizes,
        cost_fen=fen(one.cost),
        help_days=one.help_days,
        share=one.share,
        odds_gain=one.odds_gain,
        win=win,
        lose=lose,
        audience=audience,
        store_visit=one.store_visit,
    )


def _play(plan: Plan, carried: Callable[[str], int]) -> PlayRule:
    play = plan.play
    return PlayRule(
        check_in=play.check_in,
        voucher=carried(play.check_in_kind) if play.check_in else 0,
        draw=play.draw,
        odds=play.odds,
        prize=carried(play.draw_kind) if play.draw else 0,
        cost_fen=fen(play.draw_cost),
    )


def per_thousand(number: float, plan: Plan) -> int:
    """So many for each 1,000 initial members, nearest; one at least, if there are any."""
    return max(1, whole(number * plan.shoppers.initial / 1000)) if number > 0 else 0
