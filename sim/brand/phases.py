"""What holds on a day: the phase the plan is in, and the shocks that are felt."""

from __future__ import annotations

import numpy as np

from sim.behaviour.units import whole
from sim.config.control import Control, Phase
from sim.population.interface import Conditions, Roster
from sim.population.rules import Rules, guide_works_ms, guides_most_ms, usual
from sim.population.shocks import shocked

WHOLE = Phase(
    from_day=0, media=1.0, campaigns=1.0, journeys=1.0, guide_minutes=1.0, yuan_per_month=0.0
)
"""Everything that is planned runs."""


def phase_of(control: Control, day: int) -> Phase:
    """The phase of a day; before the first begins, the first holds already."""
    phases = sorted(control.phases.values(), key=lambda phase: phase.from_day)
    begun = [phase for phase in phases if phase.from_day + control.delay_days <= day]
    return (begun[-1:] or phases[:1] or [WHOLE])[0]


def conditions_of(rules: Rules, day: int, phase: Phase) -> Conditions:
    """The conditions shoppers meet on a day."""
    base, shocks = usual(rules), rules.shocks
    names = [channel.name for channel in rules.channels]

    def by_channel(hits: str, usually: tuple[float, ...]) -> tuple[float, ...]:
        pairs = zip(names, usually, strict=True)
        return tuple(min(1.0, one * shocked(shocks, hits, day, name)) for name, one in pairs)

    minutes = phase.guide_minutes * shocked(shocks, "guide_minutes", day)
    return Conditions(
        execution=by_channel("sending", base.execution),
        open_rate=by_channel("opening", base.open_rate),
        coverage=tuple(one * phase.journeys for one in base.coverage),
        guide_ms=guide_works_ms(rules.plan, base.guide_ms * minutes),
        weekly_cap=whole(base.weekly_cap * shocked(shocks, "weekly_cap", day)),
        return_rate=min(1.0, base.return_rate * shocked(shocks, "returns", day)),
        dropout=shocked(shocks, "dropout", day),
        stores_open=tuple(
            shocked(shocks, "stores", day, region) for region in rules.selling.regions
        ),
        found=min(1.0, shocked(shocks, "stock", day)),
        novelty=base.novelty,
        put_off=base.put_off,
    )


def under(today: Conditions, roster: Roster, rules: Rules) -> Roster:
    """The roll of guides under the day's conditions: their time, and how many sends they carry out.

    A roll says what guides would do on an ordinary day.
    """
    base = usual(rules)
    if today == base:
        return roster
    time = today.guide_ms / base.guide_ms if base.guide_ms else 1.0
    pairs = zip(today.execution, base.execution, strict=True)
    factors = np.array([now / usually if usually else 1.0 for now, usually in pairs])
    chance = roster.chance.reshape(-1, len(factors)) * factors
    return roster._replace(
        time_ms=np.minimum(roster.time_ms * time, guides_most_ms(rules.plan)).astype(np.int64),
        chance=np.minimum(chance, 1e6).astype(np.int64).ravel(),
    )
