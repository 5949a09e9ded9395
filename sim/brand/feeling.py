"""Satisfaction and occasions in the units the brand works in."""

from __future__ import annotations

from typing import NamedTuple

from sim.behaviour.units import fen
from sim.brand.rhythm import takes_place
from sim.config.schema import Plan
from sim.config.serving import Occasion, Survey
from sim.population.rules import Rules, audience_of
from sim.randomness import address as at
from sim.randomness.address import name_hash


class OccasionRule(NamedTuple):
    """Something some members are invited to, with what it is worth to them and costs (fen)."""

    hash: int
    from_day: int
    until_day: int
    every_days: int
    active_days: int
    audience: int
    accept: float
    value: float
    cost_fen: int

    @property
    def mechanism(self) -> int:
        """Where its guests' draws are."""
        return at.OCCASION + self.hash

    def comes(self, day: int) -> bool:
        """Whether it takes place at the midnight of a day."""
        return takes_place(day, self.from_day, self.until_day, self.every_days)


class SatisfactionRule(NamedTuple):
    """How satisfaction moves and what it does; `active`: whether it is followed at all.

    care_coupon: as a message carries it (`sim.population.rules`), 0 for none.
    """

    active: bool
    weight: float
    start: float
    kept: float
    late: float
    missing: float
    answered: float
    slow: float
    unanswered: float
    dropout: float
    goodwill: float
    advocacy: float
    survey: Survey
    answer_fen: int
    care_below: float
    care_value: float
    care_fen: int
    care_coupon: int
    occasions: tuple[OccasionRule, ...]


def satisfaction_of(rules: Rules) -> SatisfactionRule:
    """Change the units of a plan."""
    plan, one = rules.plan, rules.plan.satisfaction
    return SatisfactionRule(
        active=one.weight > 0.0,
        weight=one.weight,
        start=one.start,
        kept=one.kept,
        late=one.late,
        missing=one.missing,
        answered=one.answered,
        slow=one.slow,
        unanswered=one.unanswered,
        dropout=one.dropout,
        goodwill=one.goodwill,
        advocacy=one.advocacy,
        survey=one.survey,
        answer_fen=fen(one.survey.yuan_per_answer),
        care_below=one.care.below,
        care_value=one.care.value,
        care_fen=fen(one.care.yuan),
        care_coupon=rules.grants.care,
        occasions=tuple(
            _occasion(plan, name, found) for name, found in sorted(plan.occasions.items())
        ),
    )


def _occasion(plan: Plan, name: str, one: Occasion) -> OccasionRule:
    return OccasionRule(
        hash=name_hash(name),
        from_day=one.from_day,
        until_day=one.until_day,
        every_days=one.every_days,
        active_days=one.active_days,
        audience=audience_of(plan, one.audience),
        accept=one.accept,
        value=one.value,
        cost_fen=fen(one.yuan_per_guest),
    )
