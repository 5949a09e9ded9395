"""What cannot hold together in offers and in the paid card. One small check, one rule."""

from __future__ import annotations

from collections.abc import Iterator

from sim.config.checks.contradiction import Contradiction, Found, ends_before_it_begins
from sim.config.said import say
from sim.config.schema import Plan


def _granted(plan: Plan) -> Iterator[tuple[str, str]]:
    """Key and name of every kind of coupon an offer grants."""
    for name, group in plan.group_buys.items():
        yield f"group_buys.{name}.coupon_kind", group.coupon_kind
    yield "play.check_in_kind", plan.play.check_in_kind if plan.play.check_in else ""
    yield "play.draw_kind", plan.play.draw_kind if plan.play.draw else ""
    for name, raffle in plan.raffles.items():
        yield f"raffles.{name}.win_kind", raffle.win_kind
        yield f"raffles.{name}.lose_kind", raffle.lose_kind
    for name, shared in plan.shared_offers.items():
        yield f"shared_offers.{name}.own_kind", shared.own_kind
        for kind in shared.coupon_kinds:
            yield f"shared_offers.{name}.coupon_kinds", kind
    for name, attraction in plan.attractions.items():
        yield f"attractions.{name}.piece_kind", attraction.piece_kind
        yield f"attractions.{name}.set_kind", attraction.set_kind


def offers_grant_what_exists(plan: Plan) -> Found:
    """An offer grants a kind of `coupons` that is not a day's flash sale; a group buy needs one."""
    for key, kind in _granted(plan):
        allowed = [name for name, one in plan.coupons.items() if not one.stock]
        if kind not in allowed and (kind or key.endswith("coupon_kind")):
            what = say("an offer grants a kind of coupon that is not there, or has a stock by day")
            yield Contradiction(
                key, what, kind or say("none"), allowed or say("a kind in `coupons`")
            )


def rounds_of_a_raffle_follow_each_other(plan: Plan) -> Found:
    """A round is entered by its end, before the next begins."""
    for name, raffle in plan.raffles.items():
        if raffle.days > raffle.every_days:
            what = say("raffle {name} would be entered for two rounds at once", name=name)
            allowed = say("at most every_days ({every_days})", every_days=raffle.every_days)
            yield Contradiction(f"raffles.{name}.days", what, raffle.days, allowed)


def a_card_gives_what_exists(plan: Plan) -> Found:
    """A paid card grants a kind of coupon that is not a day's flash sale, to people there are."""
    card = plan.subscription
    if card.fee == 0.0:
        return
    allowed = [name for name, one in plan.coupons.items() if not one.stock]
    if card.coupon_kind not in allowed:
        what = say("a paid card grants a kind of coupon that is not there, or has a stock by day")
        none = say("a kind in `coupons`")
        value = card.coupon_kind or say("none")
        yield Contradiction("subscription.coupon_kind", what, value, allowed or none)
    if card.audience and card.audience not in plan.audiences:
        known = list(plan.audiences) or say("none")
        yield Contradiction("subscription.audience", say("no such audience"), card.audience, known)
    yield from ends_before_it_begins({"subscription": (card.from_day, card.until_day)})


def offers_end_after_they_begin(plan: Plan) -> Found:
    """Nothing closes before it opens."""
    tables = (
        ("group_buys", plan.group_buys),
        ("raffles", plan.raffles),
        ("shared_offers", plan.shared_offers),
        ("attractions", plan.attractions),
    )
    offers = {
        f"{table}.{name}": (one.from_day, one.until_day)
        for table, named in tables
        for name, one in named.items()
    }
    return ends_before_it_begins(offers)


CHECKS = (
    offers_grant_what_exists,
    rounds_of_a_raffle_follow_each_other,
    offers_end_after_they_begin,
    a_card_gives_what_exists,
)
