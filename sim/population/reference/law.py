"""Rules on messages at one message, the platform's and the brand's own: stopped, or remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.behaviour import platform_law as science
from sim.behaviour.clock import DAY
from sim.population.law import LawRule
from sim.population.reference.audience import holds
from sim.population.reference.shopper import Shopper
from sim.population.rules import EVERYBODY

if TYPE_CHECKING:
    from sim.population.reference.town import Town


def at_midnight(town: Town, day: int) -> None:
    """See who is in the audiences that rules on messages are for."""
    named = {rule.audience for rule in town.rules.platform} - {EVERYBODY}
    if not named:
        return
    for shopper in town.shoppers:
        shopper.limited = sum(1 << one for one in named if holds(town, shopper, one, day))


def forbidden(
    town: Town, shopper: Shopper, now: int, bit: int, content: int, kind: int
) -> LawRule | None:
    """The rule that lets a message of this kind and content in a channel not go out, if one does;
    a message that goes out is remembered."""
    memory, day = 0, now // DAY
    for rule in town.rules.platform:
        kept = science.as_of_now(
            (shopper.quota >> rule.shift) & ((1 << rule.width) - 1),
            rule.kind,
            rule.bits,
            rule.length,
            shopper.last_touch,
            now,
            int(rule.since[day]),
        )
        if rule.channels & bit and rule.contents >> content & 1 and rule.applies & kind:
            most = int(rule.most[day])
            over = most >= 0 and science.forbids(
                kept, rule.kind, rule.bits, rule.length, most, now, rule.until
            )
            if over and (rule.audience == EVERYBODY or shopper.limited >> rule.audience & 1):
                return rule
            kept = science.with_one_more(kept, rule.kind, rule.bits, now)
        memory |= kept << rule.shift
    shopper.quota = memory
    return None
