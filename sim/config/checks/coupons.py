"""What cannot hold together in coupons and in messages that carry them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.config.checks.contradiction import Contradiction, Found
from sim.config.incentives import CouponKind
from sim.config.keys import number_words
from sim.config.said import Said, say
from sim.config.schema import Plan


def a_coupon_is_worth_less_than_its_threshold(plan: Plan) -> Found:
    """A coupon with a threshold takes less off than the order it asks for."""
    coupon = plan.coupon
    if 0 < coupon.threshold < coupon.face:
        what = say("the coupon is worth more than the order it needs")
        allowed = say(
            "at least coupon.face ({face}), or 0 for no threshold", face=number_words(coupon.face)
        )
        yield Contradiction("coupon.threshold", what, number_words(coupon.threshold), allowed)


def _carriers(plan: Plan) -> Iterator[tuple[str, bool, str]]:
    """Key, `coupon` and `coupon_kind` of every message."""
    for name, campaign in plan.campaigns.items():
        yield f"campaigns.{name}", campaign.coupon, campaign.coupon_kind
    for name, journey in plan.journeys.items():
        for number, step in enumerate(journey.steps):
            yield f"journeys.{name}.steps.{number}", step.coupon, step.coupon_kind


def messages_carry_coupons_there_are(plan: Plan) -> Found:
    """A message that names a kind of coupon carries one, of `coupons`."""
    for key, carries, kind in _carriers(plan):
        if kind and kind not in plan.coupons:
            what = say("no such kind of coupon")
            yield Contradiction(f"{key}.coupon_kind", what, kind, list(plan.coupons) or say("none"))
        elif kind and not carries:
            what = say("a message names a kind of coupon and carries none")
            yield Contradiction(f"{key}.coupon", what, "false", say("true, or no coupon_kind"))


def coupons_are_whole(plan: Plan) -> Found:
    """Each form of coupon has the numbers it is made of, and no others."""
    for name, kind in plan.coupons.items():
        for field, value, allowed in _out_of_form(kind):
            what = say("coupon {name} is of the form {form}", name=name, form=kind.form)
            yield Contradiction(f"coupons.{name}.{field}", what, number_words(value), allowed)
        if 0 < kind.threshold < kind.face and kind.form in ("amount", "history"):
            what = say("coupon {name} is worth more than the order it needs", name=name)
            allowed = say(
                "at least face ({face}), or 0 for no threshold", face=number_words(kind.face)
            )
            key = f"coupons.{name}.threshold"
            yield Contradiction(key, what, number_words(kind.threshold), allowed)


def _out_of_form(kind: CouponKind) -> Iterator[tuple[str, float, Said | list[str]]]:
    """Field, value and what is allowed, where a number is missing or has no meaning."""
    needed: dict[str, Sequence[str]] = {
        "amount": (),
        "percent": ("share",),
        "gift": ("cost",),
        "trial": ("cost",),
        "history": ("share",),
    }
    for field, value in (("share", kind.share), ("cost", kind.cost)):
        if (value > 0) != (field in needed[kind.form]):
            yield field, value, say("more than 0") if field in needed[kind.form] else ["0"]
    if kind.form == "trial" and kind.price >= kind.face:
        yield "price", kind.price, say("less than face ({face})", face=number_words(kind.face))
    if kind.form != "trial" and kind.price > 0:
        yield "price", kind.price, ["0"]


CHECKS = (
    messages_carry_coupons_there_are,
    coupons_are_whole,
)
