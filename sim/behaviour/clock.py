"""The purchase clock: time rescaling of a unit exponential (model section 4).

The k-th order happens when the integrated intensity reaches the k-th unit exponential. Intensity
is constant within a calendar day and between state changes; states fade at midnights. So what a
stretch of any length uses up is a sum of season-weighted geometric series, looked up in a table,
and the next order is found by bisection. With all multipliers at one this is the exponential gap of
BG/NBD.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.science import science

# Milliseconds. What a shopper does comes at whole seconds.
SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000
NEVER = 1 << 62
FLOOR = 1e-3  # what has faded below this when the clock is set anew is gone

BUYER, NEWCOMER = 0, 1  # whose impulse: constant, or fading since joining until the first order

# What fades within intensity, each as one geometric series: the products of
# impulse x (1 + boost goodwill + nudge) x (1 - dip).
_PLAIN, _GOODWILL, _NUDGE, _DIP, _GOODWILL_DIP, _NUDGE_DIP = range(6)
_TERMS = 6
_TAIL = 1  # first column of the tail sums
_POWER = 1 + 2 * _TERMS  # first column of the powers
COLUMNS = 1 + 4 * _TERMS

# Shape (days + 1, 25). Column 0: season factor of each day, and a closing zero. Columns 1 to 12:
# for each kind of impulse and term the sum, from that day on, of the season times the factor left
# of it. Columns 13 to 24: the factor left after so many midnights. What is read of a day is close.
Season = npt.NDArray[np.float64]


def season_table(
    factors: npt.NDArray[np.float64], impulse: float, goodwill: float, nudge: float, dip: float
) -> Season:
    """The table `intensity` is integrated with.

    factors: season of each day, shape (days,). impulse, goodwill, nudge, dip: what is left of a
    newcomer's impulse and of each state one midnight later, between 0 and 1.
    """
    days = len(factors)
    table = np.zeros((days + 1, COLUMNS))
    table[:days, 0] = factors
    terms = (1.0, goodwill, nudge, dip, goodwill * dip, nudge * dip)
    left = np.array([*terms, *(impulse * term for term in terms)])
    table[0, _POWER:] = 1.0
    table[1:, _POWER:] = np.cumprod(np.tile(left, (days, 1)), axis=0)  # a power's last bits vary
    tails = table[:, _TAIL:_POWER]
    for day in range(days - 1, -1, -1):
        tails[day] = factors[day] + left * tails[day + 1]
    return table


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
def left_of(season: Season, kind: int, midnights: int) -> float:
    """What is left of an impulse of that kind after so many midnights."""
    return float(season[midnights, _POWER + kind * _TERMS])


@science
def _weight(
    season: Season, column: int, day_from: int, begun: float, day_to: int, into: float
) -> float:
    """Season-weighted days between two moments (day, share of it gone), as a term fades."""
    if day_from == day_to:
        return float(season[day_from, 0]) * (into - begun)
    power = float(season[day_to - day_from, _POWER + column])
    whole = float(season[1, _POWER + column]) * float(
        season[day_from + 1, _TAIL + column]
    ) - power * float(season[day_to, _TAIL + column])
    return (
        float(season[day_from, 0]) * (1.0 - begun)
        + whole
        + power * (float(season[day_to, 0]) * into)
    )


@science
def _mass(
    season: Season,
    kind: int,
    day_from: int,
    begun: float,
    day_to: int,
    into: float,
    lift: float,
    nudge: float,
    dip: float,
) -> float:
    """Integral of intensity over own rate, impulse and pull; `lift` is boost x goodwill."""
    column = kind * _TERMS
    mass = _weight(season, column, day_from, begun, day_to, into)
    if lift > 0.0:
        mass += lift * _weight(season, column + _GOODWILL, day_from, begun, day_to, into)
    if nudge > 0.0:
        mass += nudge * _weight(season, column + _NUDGE, day_from, begun, day_to, into)
    if dip > 0.0:
        lost = _weight(season, column + _DIP, day_from, begun, day_to, into)
        if lift > 0.0:
            lost += lift * _weight(season, column + _GOODWILL_DIP, day_from, begun, day_to, into)
        if nudge > 0.0:
            lost += nudge * _weight(season, column + _NUDGE_DIP, day_from, begun, day_to, into)
        mass -= dip * lost
    return mass


@science
def _rate(
    season: Season, kind: int, day_from: int, day: int, lift: float, nudge: float, dip: float
) -> float:
    """Intensity of a later day over own rate, impulse and pull at the start."""
    midnights = day - day_from
    return intensity(
        1.0,
        float(season[day, 0]),
        left_of(season, kind, midnights),
        1.0,
        lift * float(season[midnights, _POWER + _GOODWILL]),
        nudge * float(season[midnights, _POWER + _NUDGE]),
        dip * float(season[midnights, _POWER + _DIP]),
        1.0,
    )


@science
def _settled(state: float, season: Season, term: int, midnights: int) -> float:
    """A state after so many midnights; below the floor nothing is left."""
    state *= float(season[midnights, _POWER + term])
    return state if state >= FLOOR else 0.0


@science
def used_up(
    time: int,
    until: int,
    base: float,
    pull: float,
    boost: float,
    fresh: float,
    goodwill: float,
    nudge: float,
    dip: float,
    kind: int,
    season: Season,
    first_day: int,
) -> float:
    """Unit exponential that is used up from `time` to `until` (ms); arguments as in `live`."""
    day_from, day_to = time // DAY - first_day, until // DAY - first_day
    begun = (time - (day_from + first_day) * DAY) / DAY
    into = (until - (day_to + first_day) * DAY) / DAY
    mass = _mass(season, kind, day_from, begun, day_to, into, boost * goodwill, nudge, dip)
    return base * fresh * pull * mass


@science
def live(
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
    kind: int,
    season: Season,
    first_day: int,
) -> tuple[float, float, float, float]:
    """Live from `time` to `until` (ms) without an order: (left, goodwill, nudge, dip) at the end.

    left: unit exponential still to use up. fresh: what is left of the impulse at `time`; it fades
    on if `kind` is NEWCOMER. season: see `season_table`; its first row is day `first_day`.
    """
    day_from, day_to = time // DAY - first_day, until // DAY - first_day
    begun = (time - (day_from + first_day) * DAY) / DAY
    into = (until - (day_to + first_day) * DAY) / DAY
    used = 0.0
    if base > 0.0:
        mass = _mass(season, kind, day_from, begun, day_to, into, boost * goodwill, nudge, dip)
        used = base * fresh * pull * mass
    midnights = day_to - day_from
    return (
        max(left - used, 0.0),
        _settled(goodwill, season, _GOODWILL, midnights),
        _settled(nudge, season, _NUDGE, midnights),
        _settled(dip, season, _DIP, midnights),
    )


@science
def _day_of_crossing(
    target: float,
    season: Season,
    kind: int,
    day_from: int,
    begun: float,
    earliest: int,
    lift: float,
    nudge: float,
    dip: float,
) -> int:
    """The row of the day within which `target` is used up; -1 beyond the table.

    earliest: a row before which it is not.
    """
    end = len(season) - 1
    low, high, step = min(earliest, end), min(earliest + 1, end), 1
    while _mass(season, kind, day_from, begun, high, 0.0, lift, nudge, dip) < target:
        if high >= end:
            return -1
        step *= 2
        low, high = high, min(high + step, end)
    while high - low > 1:
        middle = (low + high) // 2
        if _mass(season, kind, day_from, begun, middle, 0.0, lift, nudge, dip) < target:
            low = middle
        else:
            high = middle
    return low


@science
def next_order(
    left: float,
    time: int,
    not_before: int,
    base: float,
    pull: float,
    boost: float,
    fresh: float,
    goodwill: float,
    nudge: float,
    dip: float,
    kind: int,
    season: Season,
    first_day: int,
) -> int:
    """The moment (ms, a whole second) of the next order if nothing changes; NEVER beyond the table.

    not_before: a moment from `time` on before which it cannot come (ms). Others as in `live`.
    """
    scale = base * fresh * pull
    if scale <= 0.0:
        return NEVER
    lift = boost * goodwill
    day_from = time // DAY - first_day
    begun = (time - (day_from + first_day) * DAY) / DAY
    target = left / scale
    earliest = not_before // DAY - first_day
    day = _day_of_crossing(target, season, kind, day_from, begun, earliest, lift, nudge, dip)
    if day < 0:
        return NEVER
    start = time
    if day > day_from:
        start = (day + first_day) * DAY
        target -= _mass(season, kind, day_from, begun, day, 0.0, lift, nudge, dip)
    rate = _rate(season, kind, day_from, day, lift, nudge, dip)
    wait = target / rate if rate > 0.0 and target > 0.0 else 0.0
    moment = start + int(wait * (DAY // SECOND)) * SECOND
    return min(moment, (day + 1 + first_day) * DAY - SECOND)
