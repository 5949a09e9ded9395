"""Novelty of the brand's content by class: worn by sending, renewed at a price."""

from __future__ import annotations

from sim.behaviour.units import basis_points, fen
from sim.behaviour.wear import novelty_next
from sim.population.interface import Send
from sim.population.rules import Rules

_NEW = 1.0


class Novelty:
    """How new each content class is. What a member saw is not known: content wears for all alike.

    Messages of journeys reach each member once and wear nothing.
    """

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._thousands = rules.plan.shoppers.initial / 1000.0
        names = list(rules.plan.touch.classes)
        self._terms = {names.index(name): one for name, one in rules.plan.wear.items()}
        self._novelty = dict.fromkeys(self._terms, _NEW)
        self._sent = dict.fromkeys(self._terms, 0.0)  # sends to everybody since the last midnight
        self._contents = len(names)

    @property
    def any(self) -> bool:
        """Whether any class wears, or is of another quality than usual."""
        return bool(self._terms)

    def dawn(self, day: int) -> tuple[int, int]:
        """A day passed: content wore or rested, and some is made anew; (forms, their fen)."""
        forms = cost = 0
        for place, terms in self._terms.items() if day else ():
            novelty = novelty_next(
                self._novelty[place],
                self._sent[place],
                terms.copy_wear,
                terms.repetition_wear,
                terms.recovery,
            )
            self._sent[place] = 0.0
            if novelty < terms.renew_below:
                novelty = _NEW
                forms += 1
                cost += fen(terms.yuan_per_form * self._thousands)
            self._novelty[place] = novelty
        return forms, cost

    def worth(self) -> tuple[float, ...]:
        """Chance to open against the usual today, by content class: quality x novelty."""
        return tuple(
            self._terms[place].quality * self._novelty[place] if place in self._terms else 1.0
            for place in range(self._contents)
        )

    def air(self, sends: list[Send]) -> tuple[dict[str, int], int]:
        """The day's broadcasts go out; (counts by series, fen their pieces cost)."""
        counts = {"airings": 0, "novelty_bp": 0}
        cost = 0
        for send in sends:
            rule = self._rules.campaigns[send.campaign]
            if rule.content not in self._terms:
                continue
            self._sent[rule.content] += rule.intensity * send.heard_by
            counts["airings"] += 1
            counts["novelty_bp"] += basis_points(self._novelty[rule.content])
            cost += fen(self._terms[rule.content].yuan_per_piece * self._thousands)
        return counts, cost
