"""The loyalty programme in the units the engines work in: points, fen, basis points, months."""

from __future__ import annotations

from typing import NamedTuple

from sim.behaviour.loyalty import speaks
from sim.behaviour.units import basis_points, fen
from sim.config.checks.tiers import MOST_TIERS
from sim.config.loyalty import Tier
from sim.config.schema import Plan

TIERS = MOST_TIERS  # levels a programme can have
MOST_POINTS = (1 << 26) - 1  # of one balance; what a member earns beyond is not granted
PERIODS = {"never": 0, "month": 1, "quarter": 3, "half_year": 6, "year": 12}


class PointsRule(NamedTuple):
    """Points: what earns them, what they are worth, when they go; all zero if there are none."""

    active: bool
    order_bp: tuple[int, ...]  # points a yuan earns, in ten thousandths, without and by tier
    bonus_bp: int
    bonus_every: int  # days; 0 for no such day
    bonus_from: int
    sign_in: int
    sign_in_share: float
    visit_factor: float
    speech: int
    speech_anyway: float  # visits with a speech if it earned nothing
    speech_share: float  # and as it does
    share: int
    friend: int
    joining: int
    fen: int  # worth of one
    price: int  # points of a reward; 0 if nothing can be bought
    face_fen: int
    as_money: bool
    validity_days: int
    redeem_share: float
    gradient: float
    months: int  # of a period; 0 if points never expire

    @property
    def friend_yuan(self) -> float:
        """What the points for a friend are worth."""
        return self.friend * self.fen / 100


class TierRule(NamedTuple):
    """One level; costs are fen a year and holder."""

    from_yuan: int
    intensity: float
    retention: float
    coupon_fen: int
    year_fen: int


class StoredRule(NamedTuple):
    """Stored value (储值): what is paid in, what is added, how it pulls."""

    top_up_fen: int
    bonus_fen: int
    take_up: float
    intensity: float


class Loyalty(NamedTuple):
    """Points, levels from the lowest, months of their period, stored value."""

    points: PointsRule
    tiers: tuple[TierRule, ...]
    tier_months: int
    tier_validity_days: int
    stored: StoredRule
    epoch: int  # ordinal of day 0

    @property
    def active(self) -> bool:
        """Whether there is anything to keep count of."""
        return self.points.active or bool(self.tiers) or self.stored.top_up_fen > 0

    @property
    def pulls(self) -> bool:
        """Whether anything a member holds moves purchase intensity."""
        points, spendable = self.points, self.points.active and self.points.price > 0
        nearing = spendable and (points.gradient > 0.0 or points.as_money)
        ranked = any(tier.intensity > 0.0 for tier in self.tiers)
        return nearing or ranked or (self.stored.top_up_fen > 0 and self.stored.intensity > 0.0)

    @property
    def moved_by_visits(self) -> bool:
        """Whether a visit may move the purchase clock: by points that pull, or a mall's coupon."""
        points = self.points
        in_the_mall = points.active and points.price > 0 and not points.as_money
        return in_the_mall or (points.sign_in + points.speech > 0 and self.pulls)


def ranked(plan: Plan) -> list[str]:
    """Names of the tiers, from the lowest."""
    levels = plan.tiers.levels
    return sorted(levels, key=lambda name: levels[name].from_yuan)


def loyalty_of(plan: Plan) -> Loyalty:
    """Change the units of a plan's loyalty programme."""
    levels = [plan.tiers.levels[name] for name in ranked(plan)]
    stored = plan.stored_value
    return Loyalty(
        points=_points(plan, levels),
        tiers=tuple(_tier(level) for level in levels),
        tier_months=PERIODS[plan.tiers.period],
        tier_validity_days=plan.tiers.validity_days,
        stored=StoredRule(fen(stored.top_up), fen(stored.bonus), stored.take_up, stored.intensity),
        epoch=plan.start_date.toordinal(),
    )


def _points(plan: Plan, levels: list[Tier]) -> PointsRule:
    points = plan.points
    worth = points.per_speech * points.fen_per_point / 100
    factors = (1.0, *(level.points_factor for level in levels))
    return PointsRule(
        active=points.earned,
        order_bp=tuple(basis_points(points.per_yuan * factor) for factor in factors),
        bonus_bp=basis_points(points.bonus_factor),
        bonus_every=points.bonus_every_days,
        bonus_from=points.bonus_from_day,
        sign_in=points.per_sign_in,
        sign_in_share=points.sign_in,
        visit_factor=(points.sign_in_visits if points.per_sign_in else 1.0) * plan.play.visits,
        speech=points.per_speech,
        speech_anyway=points.speech,
        speech_share=speaks(points.speech, worth, points.speech_gain, points.speech_half),
        share=points.per_share,
        friend=points.per_friend,
        joining=points.on_joining,
        fen=points.fen_per_point,
        price=points.price,
        face_fen=points.price * points.fen_per_point,
        as_money=points.form == "money",
        validity_days=points.validity_days,
        redeem_share=points.redeem,
        gradient=points.gradient,
        months=PERIODS[points.expire],
    )


def _tier(level: Tier) -> TierRule:
    return TierRule(
        from_yuan=level.from_yuan,
        intensity=level.intensity,
        retention=level.retention,
        coupon_fen=fen(level.coupon),
        year_fen=fen(level.birthday_gift) + 12 * fen(level.service),
    )
