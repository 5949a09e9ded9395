"""Settings that are each allowed and cannot hold together. One module, one part of a plan; one
small check, one rule.
"""

from __future__ import annotations

from collections.abc import Callable

from sim.config.checks import (
    audiences,
    calendar,
    community,
    control,
    coupons,
    desk,
    goods,
    guides,
    journeys,
    leads,
    limits,
    moves,
    needs,
    offers,
    passing,
    reach,
    selling,
    serving,
    shoppers,
    sites,
    story,
    tiers,
    touch,
)
from sim.config.checks.contradiction import Found
from sim.config.schema import Plan

CHECKS: tuple[Callable[[Plan], Found], ...] = (
    *calendar.CHECKS,
    *touch.CHECKS,
    *guides.CHECKS,
    *limits.CHECKS,
    *desk.CHECKS,
    *shoppers.CHECKS,
    *story.CHECKS,
    coupons.a_coupon_is_worth_less_than_its_threshold,
    *control.CHECKS,
    *tiers.CHECKS,
    *journeys.CHECKS,
    *audiences.CHECKS,
    *coupons.CHECKS,
    *offers.CHECKS,
    *reach.CHECKS,
    *selling.CHECKS,
    *moves.CHECKS,
    *community.CHECKS,
    *serving.CHECKS,
    *goods.CHECKS,
    *needs.CHECKS,
    *leads.CHECKS,
    *sites.CHECKS,
    *passing.CHECKS,
)
"""All of them, in the order in which they are asked: the first to find something is told."""
