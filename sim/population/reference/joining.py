"""Birth and joining: who somebody is, and what their first moment as a member sets going."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.behaviour.clock import DAY
from sim.behaviour.precision import single
from sim.behaviour.trigger import GROUP_ENTERED, JOINED
from sim.population.interface import INITIAL, REFERRAL
from sim.population.reference import (
    buying,
    clockwork,
    journeys,
    loyalty,
    sharing,
    touching,
    wallet,
)
from sim.population.reference.shopper import MOST_FRIENDS, Shopper, born, draw
from sim.randomness import address as at

if TYPE_CHECKING:
    from sim.population.reference.sharing import Friend
    from sim.population.reference.town import Town

_SEGMENT, _OFFICER = 0, 1  # ordinals of BIRTH


def newcomer(town: Town, uid: int, source: int, time: int) -> Shopper:
    """Somebody who comes by a channel of the brand's own, or was a member before day 0."""
    shopper = Shopper(uid, source, time, born(town.plan.shoppers, *town.key, uid))
    if source != INITIAL:
        channel = list(town.plan.acquisition.values())[source]
        shopper.hunter = draw(town.key, shopper.uid, at.BIRTH, _SEGMENT)[0] < channel.hunter_share
    _shape(town, shopper)
    return shopper


def friend(town: Town, invited: Friend) -> Shopper:
    """Somebody a member asked: with some likeness to the inviter, drawn by the reward or not."""
    programme = town.plan.referral
    inviter = invited.inviter
    alike, drawn, fake, _ = draw(town.key, invited.uid, at.BIRTH, _SEGMENT)
    likeness = alike < programme.likeness
    traits = inviter.traits if likeness else born(town.plan.shoppers, *town.key, invited.uid)
    shopper = Shopper(invited.uid, REFERRAL, invited.time, traits)
    shopper.hunter = (likeness and inviter.hunter) or drawn < town.rules.rewards.hunter_cheap
    shopper.fake = inviter.hunter and fake < programme.fake_share
    shopper.inviter = inviter
    _shape(town, shopper)
    return shopper


def _shape(town: Town, shopper: Shopper) -> None:
    """Apply segment and office to the traits."""
    who = town.plan.shoppers
    if shopper.hunter:
        shopper.rate = single(shopper.rate * who.hunters.rate_factor)
        shopper.visit_rate = single(shopper.visit_rate * who.hunters.visit_factor)
        shopper.affinity = single(shopper.affinity * who.hunters.open_factor)
        shopper.deal = single(who.hunters.deal_proneness)
        shopper.share_factor = who.hunters.share_factor
        friends = int(shopper.friends_left * who.hunters.friends_factor)
        shopper.friends_left = min(MOST_FRIENDS, friends)
    if shopper.fake:
        shopper.friends_left = 0
    office = draw(town.key, shopper.uid, at.BIRTH, _OFFICER)[0]
    shopper.officer = (
        office * 1000.0 < town.plan.referral.officers.per_thousand and not shopper.fake
    )
    if shopper.officer:
        shopper.share_factor *= town.plan.referral.officers.share_factor
    shopper.mean_order_fen = 100.0 * who.spend.p / shopper.spend_rate
    shopper.guide = int(draw(town.key, shopper.uid, at.GUIDE, 0)[0] * town.rules.books)


def join(town: Town, shopper: Shopper, now: int) -> None:
    """The moment of joining: registers, memberships, first clocks, gifts, journeys, sharing."""
    shopper.arrived = shopper.member = True
    town.registers.joined(shopper, now)
    inviter = shopper.inviter.uid if shopper.inviter is not None else 0
    town.note(now, shopper, "joined", _source_name(town, shopper), 0, inviter)
    if shopper.inviter is not None and town.plan.referral.condition == "join":
        sharing.credit(town, shopper, now)
    if shopper.fake:
        return
    if town.rules.goods.moves:
        wallet.weigh(town, shopper, now)
    clockwork.start(town, shopper, now, _activation_factor(town, shopper))
    touching.enrol(town, shopper, now)
    if not shopper.initial:
        loyalty.earn(town, shopper, now, town.rules.loyalty.points.joining)
    if shopper.inviter is not None and town.rules.rewards.invitee_fen:
        wallet.reward(town, shopper, now, town.rules.rewards.invitee_fen)
    journeys.start(town, shopper, now, JOINED, 0)
    groups = [town.rules.channels[one.channel].bit for one in town.rules.communities]
    if any(shopper.enrolled & bit for bit in groups):
        journeys.start(town, shopper, now, GROUP_ENTERED, now // DAY)
    if _comes_with_order(town, shopper):
        buying.order(town, shopper, now)
    sharing.occasion(town, shopper, now, sharing.ON_JOIN, 0, town.plan.referral.share_on_join)


def _source_name(town: Town, shopper: Shopper) -> str:
    if shopper.source == INITIAL:
        return "initial"
    if shopper.source == REFERRAL:
        return "referral"
    return list(town.plan.acquisition)[shopper.source]


def _activation_factor(town: Town, shopper: Shopper) -> float:
    factor = town.plan.shoppers.hunters.rate_factor if shopper.hunter else 1.0
    if shopper.source == REFERRAL:
        return factor * town.plan.referral.activation_factor
    if shopper.source == INITIAL:
        return factor
    return factor * list(town.plan.acquisition.values())[shopper.source].activation_factor


def _comes_with_order(town: Town, shopper: Shopper) -> bool:
    if shopper.source == INITIAL:
        return True
    if shopper.source == REFERRAL:
        return False
    share = list(town.plan.acquisition.values())[shopper.source].buys_on_joining
    return draw(town.key, shopper.uid, at.BIRTH, _SEGMENT)[1] < share
