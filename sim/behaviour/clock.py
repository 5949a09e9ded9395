"""The purchase clock: time rescaling of a unit exponential (model section 4).

The k-th order happens when the integrated intensity reaches the k-th unit exponential. Intensity
is constant within a calendar day and between state changes, so every integral is exact. With all
multipliers at one this is the exponential gap of BG/NBD.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.science import science

DAY = 86_400_000  # milliseconds
NEVER = 1 << 62
FLOOR = 1e-3  # what has decayed below this has no effect left
_FAR = 1e6  # days; no horizon reaches there

# Row 0: season factor by day from the first day on, and a closing zero; row 1: its running sum.
Season = npt.NDArray[np.float64]


@science
def intensity(
    base: float,
    season_factor: float,
    fresh: float,
    boost: float,
    goodwill: float,
    nudge: float,
    dip: float,
    pull: float,
) -> float:
    """Orders a day now.

    base: own rate; season_factor: of the day; fresh: what is left of a newcomer's first impulse
    (1 for buyers); boost: intensity at full goodwill; goodwill, nudge, dip: states between 0 and 1
    (nudge may exceed 1); pull: factor of the best coupon held.
    """
    return base * season_factor * fresh * (1.0 + boost * goodwill + nudge) * (1.0 - dip) * pull


@science
def faded(state: float, decay: float) -> float:
    """A decaying state one midnight later; nothing is left below the floor."""
    state *= decay
    return state if state >= FLOOR else 0.0


@science
def _season_mass(time: int, season: Season, first_day: int) -> float:
    """Season-weighted days from the first day of the table to `time`."""
    day = time // DAY - first_day
    return float(season[1, day]) + float(season[0, day]) * ((time - (day + first_day) * DAY) / DAY)


@science
def _quiet_crossing(left: float, time: int, rate: float, season: Season, first_day: int) -> int:
    """When a constant rate, moved by season only, uses up `left`; NEVER beyond the table."""
    if rate <= 0.0 or left / rate >= _FAR:
        return NEVER
    target = _season_mass(time, season, first_day) + left / rate
    if target >= season[1, -1]:
        return NEVER
    day = int(np.searchsorted(season[1], target, side="right")) - 1
    moment = (day + first_day) * DAY + int((target - season[1, day]) / season[0, day] * DAY)
    return moment if moment > time else time


@science
def walk(
    left: float,
    time: int,
    until: int,
    base: float,
    pull: float,
    boost: float,
    fresh: float,
    goodwill: float,
    nudge: float,
    dip: float,
    fresh_decay: float,
    goodwill_decay: float,
    nudge_decay: float,
    dip_decay: float,
    season: Season,
    first_day: int,
) -> tuple[int, float, int, float, float, float, float]:
    """Live from `time` to `until` (ms): the moment of the next order, or the state at `until`.

    left: unit exponential to use up. season: see `Season`, shape (2, days + 1).
    Returns (moment or NEVER, left, time, fresh, goodwill,
    nudge, dip): at the moment of the order, or at `until`. The steps end at midnights, so stopping
    at a midnight and walking on gives the same bits as walking through.
    """
    while time < until:
        if goodwill == 0.0 and nudge == 0.0 and dip == 0.0 and (fresh_decay == 1.0 or fresh == 0.0):
            rate = base * fresh * pull
            moment = _quiet_crossing(left, time, rate, season, first_day)
            if moment < until:
                return moment, 0.0, moment, fresh, goodwill, nudge, dip
            used = rate * (
                _season_mass(until, season, first_day) - _season_mass(time, season, first_day)
            )
            return NEVER, max(left - used, 0.0), until, fresh, goodwill, nudge, dip
        day = time // DAY
        midnight = (day + 1) * DAY
        stop = min(midnight, until)
        rate = intensity(base, season[0, day - first_day], fresh, boost, goodwill, nudge, dip, pull)
        if rate > 0.0 and left / rate < _FAR:
            moment = time + int(left / rate * DAY)
            if moment < stop:
                return moment, 0.0, moment, fresh, goodwill, nudge, dip
        left = max(left - rate * ((stop - time) / DAY), 0.0)
        time = stop
        if stop == midnight:
            fresh = faded(fresh, fresh_decay)
            goodwill = faded(goodwill, goodwill_decay)
            nudge = faded(nudge, nudge_decay)
            dip = faded(dip, dip_decay)
    return NEVER, left, time, fresh, goodwill, nudge, dip
