"""Referral (老带新): occasions to share, friends asked, credits, rewards."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.behaviour import referral as science
from sim.behaviour.clock import DAY
from sim.behaviour.draws import exponential, geometric, moment_after
from sim.population.reference import loyalty, wallet
from sim.population.reference.shopper import Shopper, draw
from sim.randomness import address as at

if TYPE_CHECKING:
    from sim.population.reference.town import Town

ON_JOIN, ON_ORDER = 0, 1  # kinds of occasion; an opened touch uses the hash of its policy


class Friend(NamedTuple):
    """Somebody who said yes and will join at `time`."""

    time: int
    uid: int
    inviter: Shopper


class Credit(NamedTuple):
    """A friend fulfilled the programme's condition; settled at the next midnight."""

    time: int
    uid: int
    inviter: Shopper


def occasion(town: Town, shopper: Shopper, now: int, kind: int, ordinal: int, base: float) -> None:
    """Perhaps share, and ask some friends: a set of three takes three times as many as one."""
    programme = town.plan.referral
    open_today = programme.active and programme.from_day <= now // DAY < programme.until_day
    if not open_today or now < 0 or shopper.friends_left <= 0:
        return
    shares, many, _, _ = draw(town.key, shopper.uid, at.SHARE + kind, ordinal)
    if shares >= science.share_chance(base, town.inviter_appeal, shopper.share_factor):
        return
    asked = geometric(many, programme.invites_mean) * programme.invites_needed
    chance = science.accept_chance(
        programme.accept, programme.accept_gain, town.invitee_appeal, town.market_left
    )
    for _ in range(min(shopper.friends_left, asked)):
        ask(town, shopper, now, chance)
    loyalty.earn(town, shopper, now, town.rules.loyalty.points.share)


def ask(town: Town, shopper: Shopper, now: int, chance: float) -> Friend | None:
    """Ask the next friend; one who accepts joins later, at the next midnight at the earliest."""
    programme = town.plan.referral
    accepts, wait, _, _ = draw(town.key, shopper.uid, at.FRIEND, shopper.asked)
    uid = at.uid_of_friend(shopper.uid, shopper.asked)
    shopper.asked += 1
    shopper.friends_left -= 1
    town.registers.count(now, "invitations")
    town.note(now, shopper, "invited", "", 0, uid)
    if accepts >= chance:
        return None
    midnight = (now // DAY + 1) * DAY
    time = max(midnight, moment_after(now, exponential(wait) * programme.delay_days))
    friend = Friend(time, uid, shopper)
    town.friends[time // DAY].append(friend)
    return friend


def credit(town: Town, shopper: Shopper, now: int) -> None:
    """Tell the brand that an invited shopper fulfilled the condition."""
    if shopper.inviter is not None:
        town.credits[now // DAY].append(Credit(now, shopper.uid, shopper.inviter))


def settle_credits(town: Town, day: int, credits: list[Credit]) -> None:
    """At midnight: each full set of credits earns a reward."""
    midnight = day * DAY
    for earned in sorted(credits, key=lambda credit: (credit.time, credit.uid)):
        inviter = earned.inviter
        inviter.credits += 1
        if town.rules.loyalty.points.friend:
            town.catch_up(inviter, midnight)
            loyalty.earn(town, inviter, midnight, town.rules.loyalty.points.friend)
            town.wake(inviter)
        if inviter.credits % town.plan.referral.invites_needed == 0:
            _pay(town, inviter, midnight)


def _pay(town: Town, inviter: Shopper, midnight: int) -> None:
    amount = town.rules.rewards.inviter_fen
    if amount == 0:
        return
    town.registers.count(midnight, "rewards")
    if town.plan.referral.reward_form == "cash":
        town.registers.count(midnight, "reward_cash_fen", amount)
        town.note(midnight, inviter, "reward_cash", "", amount)
        return
    town.catch_up(inviter, midnight)
    wallet.reward(town, inviter, midnight, amount)
    town.wake(inviter)
