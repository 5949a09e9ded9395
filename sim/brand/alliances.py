"""Alliances (联盟): joint events that open a partner's pool to us, and ours to the partner."""

from __future__ import annotations

from dataclasses import dataclass

from sim.behaviour.alliance import expected_takers, strangers
from sim.behaviour.draws import poisson
from sim.behaviour.units import fen
from sim.brand.acquisition import Door, people_by
from sim.brand.bringing import Brought, Cost, come_through, door_named
from sim.brand.rhythm import takes_place
from sim.config.reach import Alliance
from sim.population.interface import Send
from sim.population.rules import Rules
from sim.randomness import address as at
from sim.randomness.address import name_hash


@dataclass
class _Partner:
    """A partner and what is left of its pool. joined, windfalls: who took the benefit so far."""

    rule: Alliance
    door: Door
    hash: int
    joined: int = 0
    windfalls: int = 0

    def meets(self, day: int) -> bool:
        """Whether there is an event on a day."""
        rule = self.rule
        return takes_place(day, rule.from_day, rule.until_day, rule.every_days)


class Alliances:
    """All partners, in the order of their names' hashes."""

    def __init__(self, rules: Rules, doors: list[Door], key: tuple[int, int]) -> None:
        self._rules = rules
        self._key = key
        self._thousands = rules.plan.shoppers.initial / 1000.0
        self._campaigns = list(rules.plan.campaigns)
        found = (
            _Partner(rule, door_named(doors, rule.door), name_hash(name))
            for name, rule in rules.plan.alliances.items()
        )
        self._partners = sorted(found, key=lambda partner: partner.hash)

    def morning(self, day: int, left: float) -> Brought:
        """Who takes the benefit of today's events: strangers, who join, and members of ours."""
        made = Brought([], [], {"allied": 0, "allied_members": 0})
        for partner in self._partners:
            if partner.meets(day):
                self._event(partner, day, left, made)
        return made

    def _event(self, partner: _Partner, day: int, left: float, made: Brought) -> None:
        rule, door = partner.rule, partner.door
        willing = rule.pool * self._thousands * rule.willing
        new = strangers(willing, rule.overlap)
        # Who joined us meanwhile by another way is no stranger any more: that share of the market.
        share = come_through(self._rules, door, day, left)
        told = expected_takers(new, partner.joined, rule.reach)
        joins = min(self._draw(partner, day, 0, share * told), int(new) - partner.joined)
        ours = expected_takers(willing - new, partner.windfalls, rule.reach)
        windfalls = min(self._draw(partner, day, 1, ours), int(willing - new) - partner.windfalls)
        partner.joined += joins
        partner.windfalls += windfalls
        tag = name_hash(f"pool of partner {partner.hash}")
        made.arrivals.append(people_by(door, tag, day, joins))
        benefits = fen(rule.benefit) * (joins + windfalls)
        made.costs.append(Cost("alliance_benefits", door.number, benefits))
        made.costs.append(Cost("alliance_fees", door.number, fen(rule.fee * self._thousands)))
        made.counts["allied"] += joins
        made.counts["allied_members"] += windfalls

    def _draw(self, partner: _Partner, day: int, which: int, mean: float) -> int:
        return poisson(*self._key, which, at.ALLIED + partner.hash, day, mean)

    def sends(self, day: int) -> list[Send]:
        """What our members get in return today: every send of the partners' campaigns, once."""
        indices = {
            self._campaigns.index(partner.rule.campaign)
            for partner in self._partners
            if partner.rule.campaign and partner.meets(day)
        }
        return [
            Send(index, number)
            for index in sorted(indices)
            for number in range(len(self._rules.campaigns[index].times))
        ]
