"""What moves orders between the places to buy, in the units the engines work in."""

from __future__ import annotations

from typing import NamedTuple

from sim.behaviour.moves import part_chance
from sim.behaviour.units import basis_points, fen
from sim.config.schema import Plan

NO_PLACE = -1


class MovesRule(NamedTuple):
    """Moves between sales channels, which are named by their place in the plan.

    accounts: by sales channel, the bit of the account an order there needs, 0 for none. unlinked:
    by sales channel. homes: by acquisition channel, NO_PLACE for none. cloud: the channel guides
    share, or NO_PLACE. commission_bp, credit_bp: by sales channel, of a friend's order. own,
    dealer: share of stores, and of dealers' stores, that take part.
    """

    active: bool
    accounts: tuple[int, ...]
    registers: float
    unlinked: tuple[bool, ...]
    follows: float
    homes: tuple[int, ...]
    habit: float
    cloud: int
    cloud_share: float
    basket: float
    basket_fen: int
    commission_bp: tuple[int, ...]
    credit_bp: tuple[int, ...]
    dealers: float
    own: float
    dealer: float

    @property
    def asks_accounts(self) -> bool:
        """Whether an order may need an account."""
        return any(self.accounts)

    @property
    def hides_orders(self) -> bool:
        """Whether there are tills that do not know members."""
        return any(self.unlinked)

    @property
    def kept(self) -> bool:
        """Whether shoppers remember anything of it."""
        return self.asks_accounts or self.hides_orders


def moves_of(plan: Plan) -> MovesRule:
    """Change the units of a plan."""
    moves, channels = plan.moves, list(plan.selling.channels)
    names = sorted(set(moves.accounts.values()))
    credit = moves.credit
    return MovesRule(
        active=bool(
            (moves.accounts or moves.unlinked or moves.homes or moves.cloud.channel)
            or (moves.basket.share or credit.online < 1.0 or moves.dealers.share)
        ),
        accounts=tuple(
            1 << names.index(moves.accounts[name]) if name in moves.accounts else 0
            for name in channels
        ),
        registers=moves.registers,
        unlinked=tuple(name in moves.unlinked for name in channels),
        follows=moves.follows,
        homes=tuple(
            channels.index(moves.homes[door]) if door in moves.homes else NO_PLACE
            for door in plan.acquisition
        ),
        habit=moves.habit if moves.homes else 0.0,
        cloud=channels.index(moves.cloud.channel) if moves.cloud.channel else NO_PLACE,
        cloud_share=moves.cloud.share,
        basket=moves.basket.share,
        basket_fen=fen(moves.basket.yuan),
        commission_bp=tuple(
            basis_points(plan.guides.commission * _credit(plan, name)) for name in channels
        ),
        credit_bp=tuple(basis_points(_credit(plan, name)) for name in channels),
        dealers=moves.dealers.share,
        own=part_chance(credit.online, credit.asks, credit.spread),
        dealer=part_chance(credit.online, moves.dealers.asks, credit.spread),
    )


def _credit(plan: Plan, channel: str) -> float:
    """Share of an order made there that counts as the store's."""
    online = plan.selling.channels[channel].place == "online"
    return plan.moves.credit.online if online else 1.0
