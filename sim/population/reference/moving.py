"""What moves an order from one place to buy to another: habit, guides, accounts, linked tills."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.behaviour import moves as science
from sim.behaviour.clock import DAY
from sim.behaviour.order import share_of_fen
from sim.population.moves import NO_PLACE
from sim.population.reference.shopper import Shopper, draw
from sim.population.selling import CHANNEL, MADE_UP, PUSHED
from sim.randomness import address as at

if TYPE_CHECKING:
    from sim.population.reference.town import Town


def wanted(town: Town, shopper: Shopper, index: int, first: int) -> int:
    """Where the k-th order is wanted, with PUSHED if a guide moved it.

    first: where it would be wanted were nobody led anywhere.
    """
    rule, places = town.rules.moves, town.rules.selling.places
    at_home, heard, follows, _ = draw(town.key, shopper.uid, at.MOVE, index)
    place, home = first, _home(town, shopper)
    if home != NO_PLACE and at_home < rule.habit:
        place = home
    shared = rule.cloud != NO_PLACE and places[place].store and heard < rule.cloud_share
    if shared and _helped(town, shopper):
        place = rule.cloud | PUSHED
    if rule.unlinked[place & CHANNEL] and shopper.wallet and follows < rule.follows:
        other = places[place & CHANNEL].instead
        if other >= 0 and not rule.unlinked[other]:
            place = other
    return place


def _home(town: Town, shopper: Shopper) -> int:
    """The channel the people of a door were led to."""
    return town.rules.moves.homes[shopper.source] if shopper.source >= 0 else NO_PLACE


def _helped(town: Town, shopper: Shopper) -> bool:
    """Whether somebody is a guide's friend, and the guide's store takes part."""
    if not shopper.enrolled & ~shopper.closed & town.rules.guide_bits:
        return False
    rule = town.rules.moves
    return science.takes_part(*town.key, shopper.guide, rule.dealers, rule.own, rule.dealer)


def saved_share(town: Town, shopper: Shopper, saved: float) -> float:
    """Share of those who find goods missing that order elsewhere; with the guide's help more."""
    basket = town.rules.moves.basket
    if basket == 0.0 or not _helped(town, shopper):
        return saved
    return science.saved_share(saved, basket)


def refuses(town: Town, shopper: Shopper, now: int, place: int, *, sent_on: bool = False) -> bool:
    """Whether an order would need an account there that the shopper does not open today."""
    rule = town.rules.moves
    account, home = rule.accounts[place], _home(town, shopper)
    if not account & ~shopper.accounts:
        return False
    if home != NO_PLACE and rule.accounts[home] == account:
        return False
    first, second, _, _ = draw(town.key, shopper.uid, at.REGISTER, now // DAY)
    return (second if sent_on else first) >= rule.registers


def remember(town: Town, shopper: Shopper, place: int) -> None:
    """An order made there leaves its account open."""
    shopper.accounts |= town.rules.moves.accounts[place & CHANNEL]


def is_seen(town: Town, place: int) -> bool:
    """Whether the brand sees an order made there."""
    return place < 0 or not town.rules.moves.unlinked[place & CHANNEL]


def commission_bp(town: Town, place: int) -> int:
    """Commission on a friend's order made there."""
    return (
        town.rules.moves.commission_bp[place & CHANNEL] if place >= 0 else town.rules.commission_bp
    )


def credited(town: Town, place: int, net: int) -> int:
    """What of an order made there counts as the store's sale."""
    return share_of_fen(net, town.rules.moves.credit_bp[place & CHANNEL]) if place >= 0 else net


def count(town: Town, now: int, place: int, net: int) -> int:
    """Count an order made there; returns what helping it on cost, in fen."""
    registers = town.registers
    registers.count(now, "credited_fen", credited(town, place, net))
    registers.count(now, "unlinked_orders", not is_seen(town, place))
    registers.count(now, "pushed_orders", place & PUSHED > 0)
    registers.count(now, "guide_baskets", place & MADE_UP > 0)
    return town.rules.moves.basket_fen if place & MADE_UP else 0
