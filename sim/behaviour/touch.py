"""How a shopper takes a touch: opens or not, gains goodwill, tires, mutes, leaves."""

from __future__ import annotations

from sim.behaviour.clock import DAY
from sim.behaviour.elementary import cosine, exp
from sim.science import science

OPENED, MUTES, LEAVES = 1, 2, 4  # what a touch leads to, as bits
HEARD = 8  # ... beside them: being delivered is enough to do something
CLICKED = 16  # ... and what was opened was clicked
_DAY_PER_HOUR = 1.0 / 24.0


@science
def fatigue_now(fatigue: float, elapsed_ms: int, decay_per_day: float) -> float:
    """Fatigue after `elapsed_ms` of rest; `decay_per_day` is ln 2 / half-life in days."""
    return fatigue * exp(-decay_per_day / DAY * elapsed_ms)


@science
def hour_factor(hour: float, preferred: int, effect: float) -> float:
    """How well the hour suits: a cosine swing of `effect`, best at the preferred quarter hour."""
    return 1.0 + effect * cosine(abs(hour - preferred * 0.25) * _DAY_PER_HOUR)


@science
def hour_chosen(factor: float, effect: float, chosen: float) -> float:
    """How well the hour suits if it is chosen for each member: a share of the way to the best.

    factor: of the usual hour (`hour_factor`). chosen: 0 leaves it, 1 finds the best hour.
    """
    return factor + chosen * (1.0 + effect - factor)


@science
def open_chance(
    base: float, affinity: float, mean_affinity: float, hour: float, fatigue: float, slope: float
) -> float:
    """Chance to open: base x relative affinity x hour x exp(-slope x fatigue), at most one."""
    return min(1.0, base / mean_affinity * affinity * hour * exp(-slope * fatigue))


@science
def filled(state: float, share: float) -> float:
    """A state between 0 and 1 after adding `share` of the room left (saturating adstock)."""
    return state + (1.0 - state) * share


@science
def advertised(nudge: float, exposure: float) -> float:
    """The nudge once a coupon message was seen (C5, C6): refreshed by each, never stacked."""
    return max(nudge, exposure)


@science
def annoyed_chance(fatigue: float, tolerance: float, annoyance: float) -> float:
    """Chance that this touch makes one mute or leave: only fatigue above tolerance counts."""
    excess = fatigue - tolerance
    return 1.0 - exp(-annoyance * excess) if excess > 0.0 else 0.0


@science
def led_to(opens: float, chance: float, bears: float, annoyed: float, opt_out_share: float) -> int:
    """What a touch leads to: bits of OPENED and of MUTES or LEAVES.

    opens, bears: uniforms of this touch; chance, annoyed: chances to open and to have enough;
    opt_out_share: share of those who have enough that leaves for good instead of muting.
    """
    found = OPENED if opens < chance else 0
    if bears < annoyed:
        found |= LEAVES if bears < annoyed * opt_out_share else MUTES
    return found
