"""The guides of a plan by number: one for each customer book, then the head-office guides."""

from __future__ import annotations

from sim.config.schema import Plan
from sim.config.team import Guides


def books(plan: Plan) -> int:
    """Store guides: one for each full or begun customer book."""
    return -(-plan.shoppers.initial // int(plan.guides.book_size))


def head_office(plan: Plan) -> int:
    """Head-office guides, at most as many as there are books; each serves whole books."""
    size = plan.guides.head_office.book_size
    return min(books(plan), -(-plan.shoppers.initial // size)) if size else 0


def differ(guides: Guides) -> bool:
    """Whether guides have to be told apart at all; if not, nobody calls a roll."""
    return bool(
        guides.skill.spread
        or guides.skill.newcomer < 1.0
        or guides.effort.spread
        or guides.effort.gain
        or (guides.target.friends and guides.target.bonus)
        or guides.contest.days
        or guides.training.every_days
        or guides.turnover.per_year
        or guides.head_office.book_size
        or guides.rollout.days
    )
