"""Promoters (推客): people who ask whom they know, for commission, until nobody is left to ask."""

from __future__ import annotations

from dataclasses import dataclass

from sim.behaviour.draws import poisson
from sim.behaviour.promotion import asked_today, keenness, remembered
from sim.behaviour.units import a_day_of, basis_points, fen, whole
from sim.brand.acquisition import Door, people_by
from sim.brand.bringing import Brought, Cost, come_through, door_named
from sim.config import reach
from sim.population.interface import FIRST_SALES, Ints
from sim.population.rules import Rules
from sim.randomness import address as at
from sim.randomness.address import name_hash


@dataclass
class _Group:
    """One group of promoters and what it went through.

    asked: people so far; today: people asked this day; joins: of this day; sales: first orders of
    the door so far, fen; earned: what asking somebody is remembered to earn, yuan.
    """

    rule: reach.Promoters
    door: Door
    hash: int
    earned: float
    asked: float = 0.0
    today: float = 0.0
    joins: int = 0
    sales: int = 0


class Promoters:
    """All groups, in the order of their names' hashes."""

    def __init__(self, rules: Rules, doors: list[Door], key: tuple[int, int]) -> None:
        self._rules = rules
        self._key = key
        self._thousands = rules.plan.shoppers.initial / 1000.0
        found = (
            _Group(rule, door_named(doors, rule.door), name_hash(name), rule.hope_yuan)
            for name, rule in rules.plan.promoters.items()
        )
        self._groups = sorted(found, key=lambda group: group.hash)

    @property
    def any(self) -> bool:
        """Whether anybody promotes."""
        return bool(self._groups)

    def morning(self, day: int, left: float) -> Brought:
        """Whom they ask today, and who of those joins."""
        made = Brought([], [], dict.fromkeys(_COUNTS, 0))
        for group in self._groups:
            group.today, group.joins = 0.0, 0
            if group.rule.from_day <= day < group.rule.until_day:
                self._ask(group, day, left, made)
        return made

    def _ask(self, group: _Group, day: int, left: float, made: Brought) -> None:
        rule, door = group.rule, group.door
        people = rule.people * self._thousands
        effort = keenness(group.earned, rule.appeal_yuan)
        group.today = asked_today(people, rule.asks_per_day, effort, rule.circle, group.asked)
        group.asked += group.today
        mean = group.today * rule.accept * come_through(self._rules, door, day, left)
        group.joins = poisson(*self._key, 0, at.PROMOTED + group.hash, day, mean)
        tag = name_hash(f"circle of promoters {group.hash}")
        made.arrivals.append(people_by(door, tag, day, group.joins))
        support = fen(a_day_of(rule.yuan_per_month * people))
        made.costs.append(Cost("promoter_support", door.number, support))
        bounty = fen(rule.per_join) * group.joins
        made.costs.append(Cost("promoter_commission", door.number, bounty))
        for series, amount in zip(
            _COUNTS,
            (whole(group.today), group.joins, basis_points(effort), 1),
            strict=True,
        ):
            made.counts[series] += amount

    def evening(self, brought: Ints) -> list[Cost]:
        """Commission on what newcomers of the day's door bought first; what it teaches a group.

        brought: `Population.by_door`.
        """
        costs = []
        for group in self._groups:
            sales = int(brought[group.door.number, FIRST_SALES])
            new, group.sales = sales - group.sales, sales
            owed = int(new * group.rule.commission + 0.5)
            costs.append(Cost("promoter_commission", group.door.number, owed))
            if group.today > 0.0:
                now = (owed / 100.0 + group.rule.per_join * group.joins) / group.today
                group.earned = remembered(group.earned, now, group.rule.half_life_days)
        return costs


_COUNTS = ("asked", "promoted", "keenness_bp", "promoter_days")
