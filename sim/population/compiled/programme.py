"""Points as kernels read them: fields of the one record of a plan, each named as in `PointsRule`.

What a lever of points becomes is said once, in that rule: the record takes over whatever is there.
"""

from __future__ import annotations

from typing import Any, get_type_hints

from sim.population.loyalty import TIERS, PointsRule

_WIDTHS: dict[Any, tuple[Any, ...]] = {
    bool: ("i8",),
    int: ("i8",),
    float: ("f8",),
    tuple[int, ...]: ("i8", (TIERS + 1,)),  # by tier, without one first
}
PROGRAMME_FIELDS: list[Any] = [
    (f"points_{name}", *_WIDTHS[kind]) for name, kind in get_type_hints(PointsRule).items()
]


def programme(c: Any, points: PointsRule) -> None:
    """Write how points are earned and spent into the record of a plan."""
    for name, value in points._asdict().items():
        if isinstance(value, tuple):
            c[f"points_{name}"][: len(value)] = value
        else:
            c[f"points_{name}"] = value
