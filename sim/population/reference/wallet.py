"""Coupons in a shopper's hands: issued through the budget gate, pulling, redeemed, expired."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.behaviour import coupon as science
from sim.behaviour.clock import DAY, NEVER
from sim.behaviour.precision import single
from sim.population.reference import clockwork, loyalty
from sim.population.reference.shopper import WALLET, Coupon, Shopper

if TYPE_CHECKING:
    from sim.population.reference.town import Town


def offer(town: Town, shopper: Shopper, now: int) -> None:
    """The plan's coupon, claimed on opening; the clock must be settled, the caller plans anew."""
    face = town.rules.face_fen
    if face == 0:
        return
    if _no_room(town, shopper, now):
        return
    if shopper.coupons_got >= town.plan.coupon.per_shopper or not _reserve(town, face, "issue"):
        town.registers.count(now, "coupons_refused")
        town.note(now, shopper, "coupon_refused", "", face)
        return
    shopper.coupons_got += 1
    days = town.plan.coupon.validity_days
    _put(town, shopper, now, Coupon(face, town.rules.threshold_fen, _expiry(now, days), "coupon"))


def reward(town: Town, shopper: Shopper, now: int, face: int) -> None:
    """A reward coupon without threshold; settles and plans by itself."""
    if _no_room(town, shopper, now):
        return
    clockwork.settle(town, shopper, now)
    days = town.plan.referral.reward_validity_days
    _put(town, shopper, now, Coupon(face, 0, _expiry(now, days), "reward_coupon"))
    clockwork.plan_order(town, shopper)
    clockwork.refresh(shopper)


def give(town: Town, shopper: Shopper, now: int, face: int, days: int) -> None:
    """A member's coupon without threshold; the clock is settled, there is room."""
    _put(town, shopper, now, Coupon(face, 0, _expiry(now, days), "member_coupon"))


def has_room(shopper: Shopper) -> bool:
    """Whether one more coupon fits into the wallet."""
    return len(shopper.wallet) < WALLET


def _no_room(town: Town, shopper: Shopper, now: int) -> bool:
    """A full wallet takes nothing; what did not fit is counted."""
    full = len(shopper.wallet) >= WALLET
    town.registers.count(now, "coupons_overflow", full)
    return full


def _expiry(now: int, days: int) -> int:
    """Coupons are good until the end of their last day."""
    return (now // DAY + days + 1) * DAY


def _reserve(town: Town, amount: int, gate: str) -> bool:
    """Take money from the approved budget if it is this gate that guards it and enough is left."""
    if town.plan.coupon.gate != gate:
        return True
    if town.purse.level < amount:
        return False
    town.purse.get(amount)
    return True


def _put(town: Town, shopper: Shopper, now: int, new: Coupon) -> None:
    registers = town.registers
    shopper.wallet.append(new)
    registers.coupon_outstanding += new.face
    registers.count(now, "coupons_issued", new.kind == "coupon")
    registers.count(now, f"{new.kind}_issued_fen", new.face)
    town.note(now, shopper, f"{new.kind}_issued", "", new.face)
    weigh(town, shopper, now)


def weigh(town: Town, shopper: Shopper, now: int) -> None:
    """How hard the wallet pulls now, and when that changes next."""
    rule = town.plan.coupon
    pull, change = 1.0, NEVER
    for held in shopper.wallet:
        urgent_from = held.expiry - rule.urgency_days * DAY
        urgency = rule.urgency if now >= urgent_from else 1.0
        depth = science.depth(held.face, held.threshold, shopper.mean_order_fen)
        pull = max(pull, science.pull(shopper.deal, depth, rule.lift, urgency))
        change = min(change, urgent_from if now < urgent_from else held.expiry)
    if town.rules.loyalty.pulls:
        off = science.depth(loyalty.at_hand(town, shopper), 0, shopper.mean_order_fen)
        pull = max(pull, science.pull(shopper.deal, off, rule.lift, 1.0))
        pull *= loyalty.pull_of(town, shopper)
    shopper.pull, shopper.coupon_change = single(pull), change


def turn(town: Town, shopper: Shopper, now: int) -> None:
    """A coupon becomes urgent or expires."""
    clockwork.settle(town, shopper, now)
    for held in [held for held in shopper.wallet if held.expiry <= now]:
        shopper.wallet.remove(held)
        _expire(town, shopper, now, held)
    weigh(town, shopper, now)
    clockwork.plan_order(town, shopper)


def _expire(town: Town, shopper: Shopper, now: int, held: Coupon) -> None:
    registers = town.registers
    registers.coupon_outstanding -= held.face
    registers.count(now, f"{held.kind}_expired_fen", held.face)
    town.note(now, shopper, f"{held.kind}_expired", "", held.face)
    if held.kind != "coupon":
        return
    registers.count(now, "coupons_expired")
    if town.plan.coupon.gate == "issue":
        town.purse.put(held.face)


def redeem(town: Town, shopper: Shopper, now: int, list_fen: int) -> tuple[int, int]:
    """Use the best eligible coupon on an order: (list value after filling the basket, discount).

    The coupon is spent whole: what exceeds the order is breakage at once.
    """
    rule = town.plan.coupon
    best, value = None, list_fen
    for held in shopper.wallet:
        stretched = science.stretched(list_fen, held.threshold, rule.stretch)
        if stretched >= held.threshold and (best is None or held.face > best.face):
            best, value = held, stretched
    if best is None:
        return list_fen, 0
    if best.kind == "coupon" and not _reserve(town, best.face, "redemption"):
        return list_fen, 0
    shopper.wallet.remove(best)
    discount = min(best.face, value)
    _book(town, shopper, now, best, discount)
    weigh(town, shopper, now)
    return value, discount


def _book(town: Town, shopper: Shopper, now: int, used: Coupon, discount: int) -> None:
    registers = town.registers
    registers.coupon_outstanding -= used.face
    registers.count(now, f"{used.kind}_redeemed_fen", discount)
    town.note(now, shopper, f"{used.kind}_redeemed", "", discount, shopper.orders)
    if used.face > discount:
        registers.count(now, f"{used.kind}_expired_fen", used.face - discount)
        town.note(now, shopper, f"{used.kind}_expired", "", used.face - discount)
    registers.count(now, "coupons_redeemed", used.kind == "coupon")
