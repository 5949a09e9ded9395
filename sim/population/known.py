"""What the brand knows, in the units of the engines: stage views, tags, who is recognised.

A count of stages is the same code for both engines: each hands over what is seen of its members.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.behaviour.stages import BY_ORDERS, MEASURES, WIDTH, stages_of
from sim.behaviour.units import fen
from sim.config.known import TRUTHS, Stage, Tag, View
from sim.config.schema import Plan
from sim.population.goods import about_of
from sim.population.needs import place_of
from sim.randomness.address import name_hash

Ints = npt.NDArray[np.int64]
Table = npt.NDArray[np.float64]
_ALL = 1 << 60


class TagRule(NamedTuple):
    """A tag; `hash` of its name, `of` a truth of `sim.behaviour.tags`."""

    hash: int
    of: int
    category: int  # that `prefers` reads, or the need that `needs` does
    threshold: float
    sensitivity: float
    specificity: float
    coverage: float
    refresh_days: int

    def reading(self, day: int) -> int:
        """The how-manieth reading counts on a day."""
        return max(0, day) // self.refresh_days if self.refresh_days else 0


class ViewRule(NamedTuple):
    """A stage view; bounds as `sim.behaviour.stages.stage_of` takes them; its first row of
    `Known.rows`."""

    name: str
    stages: int
    bounds: Ints
    first: int


class Known(NamedTuple):
    """All a plan says of what the brand knows.

    rows: the stages of all views, as `sim.behaviour.stages.stage_by_orders` takes them.
    spends, recognised: whether a view asks for money; share of members whose orders are known.
    served_days: days within which a guide must have served whose order earns them commission; 0:
    every order of the book does.
    """

    views: tuple[ViewRule, ...]
    rows: Table
    tags: tuple[TagRule, ...]
    spends: bool
    recognised: float
    served_days: int


def known_of(plan: Plan) -> Known:
    """Change the units of a plan's views, tags, identity and attribution."""
    rule = plan.attribution
    stages = [stage for view in plan.views.values() for stage in view.stages.values()]
    ends = np.cumsum([len(view.stages) for view in plan.views.values()]).tolist()
    return Known(
        views=tuple(
            _view(name, view, end - len(view.stages))
            for (name, view), end in zip(plan.views.items(), ends, strict=True)
        ),
        rows=_rows(stages),
        tags=tuple(_tag(name, tag, plan) for name, tag in plan.tags.items()),
        spends=any(stage.spent_from > 0 or stage.spent_to < 1e9 for stage in stages),
        recognised=plan.identity.recognised,
        served_days=rule.window_days if rule.commission == "served" else 0,
    )


def _tag(name: str, tag: Tag, plan: Plan) -> TagRule:
    return TagRule(
        hash=name_hash(name),
        of=TRUTHS.index(tag.of),
        category=_what(tag, plan),
        threshold=tag.threshold,
        sensitivity=tag.sensitivity,
        specificity=tag.specificity,
        coverage=tag.coverage,
        refresh_days=tag.refresh_days,
    )


def _what(tag: Tag, plan: Plan) -> int:
    """The category, or the need, that a tag reads."""
    if tag.of == "needs":
        return place_of(plan, tag.need)
    return about_of(tag.category, list(plan.goods.categories))


def _view(name: str, view: View, first: int) -> ViewRule:
    rows = [_bounds(stage) for stage in view.stages.values()]
    return ViewRule(name, len(rows), np.array(rows, dtype=np.int64).ravel(), first)


def _rows(stages: list[Stage]) -> Table:
    """Of each stage the bounds that BY_ORDERS names."""
    bounds = np.array([_bounds(stage) for stage in stages], dtype=np.float64)
    places = [MEASURES.index(name) for name in BY_ORDERS]
    of_each = bounds.reshape(len(stages), WIDTH, 2)[:, places]
    return np.ascontiguousarray(of_each.reshape(len(stages), 2 * len(places)))


def _bounds(stage: Stage) -> list[int]:
    """Lowest and highest of each of `MEASURES`, in their order."""
    bounds = {
        "member_days": (stage.member_days_from, stage.member_days_to),
        "orders": (stage.orders_from, stage.orders_to),
        "silent": (stage.silent_from, _open_end(stage.silent_to)),
        "unseen": (stage.unseen_from, stage.unseen_to),
        "spent_fen": (fen(stage.spent_from), fen(stage.spent_to)),
        "visits": (stage.visits_from, _ALL),
        "invited": (stage.invited_from, _ALL),
        "reach": (stage.reach_from, stage.reach_to),
    }
    return [end for name in MEASURES for end in bounds[name]]


def _open_end(days: int) -> int:
    """No bound at all lets in who never ordered."""
    return _ALL if days >= 1_000_000 else days


class StageBook:
    """In which stage of each view every member was when they were looked at last."""

    def __init__(self, views: tuple[ViewRule, ...]) -> None:
        self._views = views
        self._before: list[npt.NDArray[np.int8]] = [np.zeros(0, np.int8) for _ in views]

    def count(self, seen: Ints, joined: npt.NDArray[np.bool_]) -> Ints:
        """Flows of members between stages since the last look, all views one after another.

        Args:
            seen: measures of everybody in a fixed order that only grows, shape (people, WIDTH).
            joined: who has joined by now, shape (people,).

        Returns:
            For each view a matrix [from, to] of people, flat. `from` counts the stages, then those
            in none of them, then who joined since; `to` the stages, then those in none.
        """
        people = np.flatnonzero(joined)
        rows = np.ascontiguousarray(seen[people]).ravel()
        found = [self._flows(view, place, people, rows) for place, view in enumerate(self._views)]
        return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)

    def _flows(self, view: ViewRule, place: int, people: Ints, rows: Ints) -> Ints:
        now = np.empty(len(people), dtype=np.int64)
        stages_of(view.bounds, rows, now)
        ends = view.stages + 1
        before = self._before[place]
        known = people[people < len(before)]
        was = np.full(len(people), ends, dtype=np.int64)
        was[: len(known)] = before[known]
        last = np.full(int(people[-1]) + 1 if len(people) else 0, ends, dtype=np.int8)
        last[people] = now
        self._before[place] = last
        return np.bincount(was * ends + now, minlength=(ends + 1) * ends)


def blank(people: int) -> Ints:
    """Room for what is seen of so many people, shape (people, WIDTH)."""
    return np.zeros((people, WIDTH), dtype=np.int64)
