"""When people came by last, looked up inside a kernel."""

from __future__ import annotations

from typing import Any

from sim.population.compiled.layout import LIFE, Ints
from sim.population.compiled.machine import People, kernel_of_some
from sim.population.compiled.person import near, person

_AHEAD = 16  # two lines of memory each: more of them are under way than of whole people
_DAYS: Any = LIFE.fields
_ACTIVE, _ORDERED = (int(_DAYS[day][1]) for day in ("last_active", "last_order_day"))


@kernel_of_some
def last_days(people: People, rows: Ints, active: Ints, ordered: Ints) -> None:
    """Fill in the days on which each of some rows came by last, and ordered."""
    for k in range(len(rows)):
        row = rows[min(k + _AHEAD, len(rows) - 1)]
        near(people.lives, row, _ACTIVE)
        near(people.lives, row, _ORDERED)
        p = person(people, rows[k])
        active[k] = p.last_active
        ordered[k] = p.last_order_day
