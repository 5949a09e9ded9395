"""Footfall (客流): who walks into the stores, buys there, and is won by the guide's invitation."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from sim.behaviour.draws import poisson
from sim.behaviour.media import price
from sim.behaviour.units import fen
from sim.config.selling import Footfall
from sim.randomness import address as at

_BRAND = 0  # uid of brand-level draws
_SATURDAY = 5


class WalkIns(NamedTuple):
    """Buyers of a day who were no members: all, of them invited, of them won; and what inviting
    cost, fen."""

    buyers: int
    invited: int
    won: int
    cost_fen: int


class Counter(NamedTuple):
    """The stores' side of one door: how many are won there on a day is Poisson.

    Buyers who are invited and accept, who decline, and who are not asked are then Poisson each, and
    independent: thinning. So those who are not won are drawn apart, and move nobody who is.
    """

    hash: int
    terms: Footfall
    start: date
    thousands: float  # initial members / 1,000
    key: tuple[int, int]

    def mean_won(self, day: int, open_share: float) -> float:
        """Expected number won on a day; open_share: of the stores."""
        return self._mean_buyers(day, open_share) * self.terms.invited * self.terms.accepts

    def walk_ins(self, day: int, open_share: float, left: float, won: int) -> WalkIns:
        """All who bought and were no members, `won` of whom joined.

        left: share of those who would have come and bought that is left today (market, shocks).
        """
        buyers, terms = self._mean_buyers(day, open_share) * left, self.terms
        declined = self._count(2 * day, buyers * terms.invited * (1.0 - terms.accepts))
        unasked = self._count(2 * day + 1, buyers * (1.0 - terms.invited))
        invited = won + declined
        return WalkIns(invited + unasked, invited, won, invited * fen(terms.yuan_per_invitation))

    def _mean_buyers(self, day: int, open_share: float) -> float:
        terms = self.terms
        weekday = (self.start + timedelta(days=day)).weekday()
        factor = terms.weekend if weekday >= _SATURDAY else 1.0
        drift = price(terms.change_per_year, day)
        return terms.visitors_per_day * self.thousands * factor * drift * open_share * terms.buys

    def _count(self, ordinal: int, mean: float) -> int:
        return int(poisson(*self.key, _BRAND, at.FOOTFALL + self.hash, ordinal, mean))


def open_share(region_until: tuple[float, ...], stores_open: tuple[float, ...]) -> float:
    """Share of all stores that are open, from that of each region."""
    share, begun = 0.0, 0.0
    for until, opened in zip(region_until, stores_open, strict=True):
        share += (until - begun) * opened
        begun = until
    return share
