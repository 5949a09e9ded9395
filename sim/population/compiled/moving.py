"""What moves an order from one place to buy to another, inside a kernel."""

from __future__ import annotations

from sim.behaviour import moves as rule
from sim.behaviour.clock import DAY
from sim.behaviour.order import share_of_fen
from sim.measure.tally import ROW
from sim.population.compiled.journeys import guide_of
from sim.population.compiled.machine import Counts, Person, Rulebook, compiled
from sim.population.compiled.registers import count
from sim.population.moves import NO_PLACE
from sim.population.selling import CHANNEL, MADE_UP, PUSHED
from sim.randomness import address as at
from sim.randomness.philox import uniform

_CREDITED, _UNLINKED = ROW["credited_fen"], ROW["unlinked_orders"]
_PUSHED, _BASKETS = ROW["pushed_orders"], ROW["guide_baskets"]


@compiled
def _home(p: Person, c: Rulebook) -> int:
    """The channel the people of a door were led to."""
    return int(c.m_home[p.source]) if p.source >= 0 else NO_PLACE


@compiled
def _helped(p: Person, c: Rulebook) -> bool:
    """Whether somebody is a guide's friend, and the guide's store takes part."""
    if not p.enrolled & ~p.closed & c.guide_bits:
        return False
    return rule.takes_part(
        c.seed, c.replication, guide_of(p, c), c.dealers, c.own_part, c.dealer_part
    )


@compiled
def wanted(p: Person, c: Rulebook, index: int, first: int) -> int:
    """Where the k-th order is wanted, with PUSHED if a guide moved it.

    first: where it would be wanted were nobody led anywhere.
    """
    at_home, heard, follows, _ = at.draw(c.seed, c.replication, p.uid, at.MOVE, index)
    place, home = first, _home(p, c)
    if home != NO_PLACE and uniform(at_home) < c.habit:
        place = home
    shared = c.cloud != NO_PLACE and c.v_store[place] and uniform(heard) < c.cloud_share
    if shared and _helped(p, c):
        place = c.cloud | PUSHED
    if c.v_unlinked[place & CHANNEL] and p.held and uniform(follows) < c.follows:
        other = c.v_instead[place & CHANNEL]
        if other >= 0 and not c.v_unlinked[other]:
            place = other
    return int(place)


@compiled
def saved_share(p: Person, c: Rulebook, saved: float) -> float:
    """Share of those who find goods missing that order elsewhere; with the guide's help more."""
    if c.basket_share == 0.0 or not _helped(p, c):
        return saved
    return rule.saved_share(saved, c.basket_share)


@compiled
def refuses(p: Person, c: Rulebook, now: int, place: int, sent_on: bool) -> bool:
    """Whether an order would need an account there that the shopper does not open today."""
    account, home = c.v_account[place], _home(p, c)
    if not account & ~p.accounts:
        return False
    if home != NO_PLACE and c.v_account[home] == account:
        return False
    first, second, _, _ = at.draw(c.seed, c.replication, p.uid, at.REGISTER, now // DAY)
    return bool(uniform(second if sent_on else first) >= c.registers)


@compiled
def remember(p: Person, c: Rulebook, place: int) -> None:
    """An order made there leaves its account open."""
    p.accounts |= c.v_account[place & CHANNEL]


@compiled
def is_seen(c: Rulebook, place: int) -> bool:
    """Whether the brand sees an order made there."""
    return bool(place < 0 or not c.v_unlinked[place & CHANNEL])


@compiled
def commission_bp(c: Rulebook, place: int) -> int:
    """Commission on a friend's order made there."""
    return int(c.v_commission_bp[place & CHANNEL]) if place >= 0 else int(c.commission_bp)


@compiled
def credited(c: Rulebook, place: int, net: int) -> int:
    """What of an order made there counts as the store's sale."""
    return share_of_fen(net, c.v_credit_bp[place & CHANNEL]) if place >= 0 else net


@compiled
def tell(c: Rulebook, out: Counts, now: int, place: int, net: int) -> int:
    """Count an order made there; returns what helping it on cost, in fen."""
    count(c, out, now, _CREDITED, credited(c, place, net))
    if not is_seen(c, place):
        count(c, out, now, _UNLINKED, 1)
    if place & PUSHED:
        count(c, out, now, _PUSHED, 1)
    if not place & MADE_UP:
        return 0
    count(c, out, now, _BASKETS, 1)
    return int(c.basket_fen)
