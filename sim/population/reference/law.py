"""The platform's rules at one message: forbidden, or remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.behaviour import platform_law as science
from sim.behaviour.clock import DAY
from sim.population.reference.shopper import Shopper

if TYPE_CHECKING:
    from sim.population.reference.town import Town


def forbidden(town: Town, shopper: Shopper, now: int, bit: int, kind: int) -> bool:
    """Whether the platform lets a message of this kind in a channel not go out; one that does is
    remembered."""
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
        if rule.channels & bit and rule.applies & kind:
            most = int(rule.most[day])
            if most >= 0 and science.forbids(
                kept, rule.kind, rule.bits, rule.length, most, now, rule.until
            ):
                return True
            kept = science.with_one_more(kept, rule.kind, rule.bits, now)
        memory |= kept << rule.shift
    shopper.quota = memory
    return False
