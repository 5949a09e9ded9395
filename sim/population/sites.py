"""Stores with a place in the units the engines work in: tables of km, fen."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.behaviour.units import fen
from sim.config.schema import Plan

ANY_SITE = -1


class SitesRule(NamedTuple):
    """Where stores stand and shoppers live; tables as `sim.behaviour.sites` has them.

    opened_fen, month_fen: what a site costs when it opens, and by the month. focus: the site whose
    figures are shown, or ANY_SITE.
    """

    names: tuple[str, ...]
    sites: Any
    areas: Any
    half_km: float
    power: float
    ours: float  # habit of who has a favourite of ours, and of a rival's; 1 and 1: nobody has
    rivals: float
    looks_days: int
    opened_fen: tuple[int, ...]
    month_fen: tuple[int, ...]
    focus: int

    @property
    def told(self) -> bool:
        """Whether stores have places at all."""
        return bool(self.names)

    @property
    def habits(self) -> bool:
        """Whether shoppers have a favourite store."""
        return self.told and (self.ours != 1.0 or self.rivals != 1.0)

    def there(self, site: int, day: int) -> bool:
        """Whether a site is open on a day."""
        _, _, _, begins, ends = self.sites[site].tolist()
        return bool(begins <= day < ends)

    def place(self, name: str) -> int:
        """The number of a site by name; ANY_SITE for none."""
        return self.names.index(name) if name else ANY_SITE


def sites_of(plan: Plan) -> SitesRule:
    """Change the units of a plan's stores."""
    found, thousands = plan.sites, plan.shoppers.initial / 1000.0
    names = tuple(found.places)
    places = [found.places[name] for name in names]
    weights = [area.weight for area in found.areas.values()]
    ends = [sum(weights[: place + 1]) / sum(weights) for place in range(len(weights))]
    sites = [(one.x_km, one.y_km, one.size, one.from_day, one.until_day) for one in places]
    areas = [
        (one.x_km, one.y_km, one.reach_km, end)
        for one, end in zip(found.areas.values(), [*ends[:-1], 1.0], strict=False)
    ]
    return SitesRule(
        names=names,
        sites=np.array(sites, dtype=np.float64).reshape(-1, 5),
        areas=np.array(areas, dtype=np.float64).reshape(-1, 4),
        half_km=found.half_km,
        power=found.power,
        ours=found.favourite.habit * found.favourite.matched,
        rivals=found.favourite.habit,
        looks_days=found.favourite.looks_days,
        opened_fen=tuple(fen(one.yuan_to_open * thousands) for one in places),
        month_fen=tuple(fen(one.yuan_per_month * thousands) for one in places),
        focus=names.index(found.focus) if found.focus else ANY_SITE,
    )
