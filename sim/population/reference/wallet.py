"""Coupons in a shopper's hands: issued through the budget gate, pulling, redeemed, expired."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.behaviour import coupon as science
from sim.behaviour.clock import DAY, NEVER
from sim.behaviour.order import share_of_fen
from sim.behaviour.precision import single
from sim.behaviour.subscription import counted
from sim.population.goods import UNTOLD
from sim.population.reference import audience, clockwork, loyalty, tastes
from sim.population.reference.shopper import WALLET, Coupon, Shopper
from sim.population.rules import PLAN_COUPON, CouponRule

if TYPE_CHECKING:
    from sim.population.reference.town import Town


def offer(town: Town, shopper: Shopper, now: int, carried: int) -> None:
    """A coupon of the plan, claimed on opening; the clock must be settled, the caller plans anew.

    carried: PLAN_COUPON or the code of one of `coupons`.
    """
    rule = _made_out(town, shopper, town.rules.coupons[carried - PLAN_COUPON])
    if rule.granted == 0:
        return
    if _no_room(town, shopper, now):
        return
    allowed = shopper.coupons_got < town.plan.coupon.per_shopper
    if allowed and not _in_stock(town, now, carried, rule.stock):
        town.registers.count(now, "coupons_sold_out")
        town.note(now, shopper, "coupon_sold_out", "", rule.granted)
        return
    if not allowed or not _reserve(town, now, rule.granted, "issue"):
        town.registers.count(now, "coupons_refused")
        town.note(now, shopper, "coupon_refused", "", rule.granted)
        return
    shopper.coupons_got += 1
    _put(town, shopper, now, Coupon(rule, _expiry(now, rule.days), "coupon", carried))


def _made_out(town: Town, shopper: Shopper, rule: CouponRule) -> CouponRule:
    """A voucher for a share of what was spent is made out in a denomination; others are printed."""
    if rule.form != science.HISTORY:
        return rule
    worth = min(share_of_fen(audience.spent(town, shopper), rule.share_bp), rule.face)
    face = science.rung_fen(science.rung_of(worth))
    return rule._replace(face=face, granted=face)


def reward(town: Town, shopper: Shopper, now: int, face: int) -> None:
    """A reward coupon without threshold; settles and plans by itself."""
    if _no_room(town, shopper, now):
        return
    clockwork.settle(town, shopper, now)
    days = town.plan.referral.reward_validity_days
    rule = CouponRule(science.AMOUNT, face, face, 0, days, 0, 0, 0)
    _put(town, shopper, now, Coupon(rule, _expiry(now, days), "reward_coupon"))
    clockwork.plan_order(town, shopper)
    clockwork.refresh(shopper)


def give(town: Town, shopper: Shopper, now: int, face: int, days: int) -> None:
    """A member's coupon without threshold; the clock is settled, there is room."""
    rule = CouponRule(science.AMOUNT, face, face, 0, days, 0, 0, 0)
    _put(town, shopper, now, Coupon(rule, _expiry(now, days), "member_coupon"))


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


def _in_stock(town: Town, now: int, carried: int, stock: int) -> bool:
    """Whether one is left today of a kind with a stock (0: without), and take it."""
    if stock == 0:
        return True
    day, sold = town.sold.get(carried, (now // DAY, 0))
    sold = sold if day == now // DAY else 0
    if sold == stock:
        return False
    town.sold[carried] = now // DAY, sold + 1
    return True


def _reserve(town: Town, now: int, amount: int, gate: str) -> bool:
    """Take money from the approved budget if it is this gate that guards it and enough is left.

    The first who cannot be served ends it for the day: nobody after them is, though a smaller
    coupon might still fit.
    """
    if town.plan.coupon.gate != gate:
        return True
    if town.gate_shut_on == now // DAY or town.purse.level < amount:
        town.gate_shut_on = now // DAY
        return False
    town.purse.get(amount)
    return True


def _put(town: Town, shopper: Shopper, now: int, new: Coupon) -> None:
    registers = town.registers
    shopper.wallet.append(new)
    granted = new.rule.granted
    registers.coupon_outstanding += granted
    registers.count(now, "coupons_issued", new.kind == "coupon")
    registers.count(now, f"{new.kind}_issued_fen", granted)
    town.note(now, shopper, f"{new.kind}_issued", "", granted)
    weigh(town, shopper, now)


def _attraction(town: Town, shopper: Shopper, now: int, held: Coupon) -> float:
    """How much one coupon attracts now."""
    rule, kind, mean = town.plan.coupon, held.rule, shopper.mean_order_fen
    if kind.category != UNTOLD:
        mean = mean * town.rules.goods.categories[kind.category].price_bp / 10_000
    urgency = rule.urgency if now >= _urgent_from(town, held) else 1.0
    depth = science.depth_of(
        kind.form,
        kind.face,
        kind.threshold,
        kind.share_bp,
        kind.article,
        mean,
        shopper.orders == 0,
    )
    return float(science.attraction(shopper.deal, depth, rule.lift, urgency))


def _urgent_from(town: Town, held: Coupon) -> int:
    return held.expiry - town.plan.coupon.urgency_days * DAY


def _pull(town: Town, shopper: Shopper, now: int, category: int) -> float:
    """How hard what is held pulls to any order (UNTOLD), or to one of a category alone."""
    most = 0.0
    for held in shopper.wallet:
        if held.rule.category == category:
            most = max(most, _attraction(town, shopper, now, held))
    if category == UNTOLD and town.rules.loyalty.pulls:
        off = science.depth(loyalty.at_hand(town, shopper), 0, shopper.mean_order_fen)
        most = max(most, science.attraction(shopper.deal, off, town.plan.coupon.lift, 1.0))
    return float(science.pull(most))


def pulls(town: Town, shopper: Shopper, now: int) -> list[float]:
    """How hard what is held pulls to an order of each category."""
    anything = _pull(town, shopper, now, UNTOLD)
    places = range(len(town.rules.goods.categories))
    return [max(anything, _pull(town, shopper, now, place)) for place in places]


def weigh(town: Town, shopper: Shopper, now: int) -> None:
    """How hard the wallet, and what is new, pull now, and when that changes next."""
    pull, change = _pull(town, shopper, now, UNTOLD), NEVER
    for held in shopper.wallet:
        urgent_from = _urgent_from(town, held)
        change = min(change, urgent_from if now < urgent_from else held.expiry)
    if town.rules.goods.moves:
        pull = tastes.demand(town, shopper, now, pulls(town, shopper, now))
        change = min(change, tastes.next_change(town, now))
    if town.rules.loyalty.pulls:
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
    registers, granted = town.registers, held.rule.granted
    registers.coupon_outstanding -= granted
    registers.count(now, f"{held.kind}_expired_fen", granted)
    town.note(now, shopper, f"{held.kind}_expired", "", granted)
    if held.kind != "coupon":
        return
    registers.count(now, "coupons_expired")
    if town.plan.coupon.gate == "issue":
        town.purse.put(granted)


def redeem(
    town: Town, shopper: Shopper, now: int, list_fen: int, category: int
) -> tuple[int, int, int, int]:
    """Use the best eligible coupon on an order of that category.

    Returns list value after filling the basket, discount, list value of the ordinary goods, and
    what a gift or a trial article costs. The coupon is spent whole: what exceeds the order is
    breakage at once. Where the budget is used up at the till, the order goes on without it.
    """
    best, value, most = None, list_fen, 0
    for held in shopper.wallet:
        kind = held.rule
        if kind.category not in (UNTOLD, category):
            continue
        stretched = science.stretched(list_fen, kind.threshold, town.plan.coupon.stretch)
        saving = science.saving(kind.form, kind.face, kind.share_bp, stretched)
        if stretched >= kind.threshold and (best is None or saving > most):
            best, value, most = held, stretched, saving
    if best is None:
        return list_fen, 0, list_fen, 0
    if best.kind == "coupon" and not _reserve(town, now, best.rule.granted, "redemption"):
        _turn_down(town, shopper, now, best)
        return list_fen, 0, list_fen, 0
    shopper.wallet.remove(best)
    kind = best.rule
    value, discount, own = science.settled(
        kind.form, value, kind.face, kind.share_bp, kind.article, shopper.orders == 0
    )
    _book(town, shopper, now, best, discount)
    weigh(town, shopper, now)
    return value, discount, own, kind.cost


def _turn_down(town: Town, shopper: Shopper, now: int, void: Coupon) -> None:
    """A coupon refused at the till is void and pulls no more: its holder knows what it is worth."""
    town.registers.count(now, "coupons_refused")
    town.note(now, shopper, "coupon_refused", "", void.rule.granted)
    shopper.wallet.remove(void)
    _expire(town, shopper, now, void)
    weigh(town, shopper, now)


def _book(town: Town, shopper: Shopper, now: int, used: Coupon, discount: int) -> None:
    registers, granted = town.registers, used.rule.granted
    registers.coupon_outstanding -= granted
    registers.count(now, f"{used.kind}_redeemed_fen", discount)
    if used.carried and used.carried == town.rules.card.carried:
        shopper.saved = counted(shopper.saved, discount)
    town.note(now, shopper, f"{used.kind}_redeemed", "", discount, shopper.orders)
    if granted > discount:
        registers.count(now, f"{used.kind}_expired_fen", granted - discount)
        town.note(now, shopper, f"{used.kind}_expired", "", granted - discount)
    registers.count(now, "coupons_redeemed", used.kind == "coupon")
