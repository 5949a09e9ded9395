"""What starts a journey: at which moment, or at which midnight (model section 9).

A trigger of the moment comes with something a shopper does. A trigger of the midnight comes on a
day that follows from what was known the midnight before; each function here gives the first such
day after another day, so that an engine may ask "is it today?" or "when is it next?". An alert is
the one nobody can foresee: the brand says at midnight that it is today.
"""

from __future__ import annotations

from sim.randomness import address as at
from sim.randomness.philox import uniform
from sim.science import science

# The words a plan names them by, in the order of their codes.
TRIGGERS = (
    *("joined", "purchased", "redeemed", "won_back", "bought", "tier_changed", "group_entered"),
    *("dormant", "inactive", "birthday", "coupon_expiring", "date", "alert", "cart_left"),
    "stage_changed",
)
JOINED, PURCHASED, REDEEMED, WON_BACK, BOUGHT, TIER_CHANGED, GROUP_ENTERED = range(7)
DORMANT, INACTIVE, BIRTHDAY, COUPON_EXPIRING, DATE, ALERT, CART_LEFT = range(7, 14)
STAGE_CHANGED = 14  # at midnight for time that has passed, and at an order (`stages`)
MIDNIGHT = DORMANT  # triggers from this one on come at midnight

MOVES = ("any", "up", "down")  # of a tier
ANY_MOVE, UP, DOWN = range(3)

NEVER_DAY = 32767
YEAR = 365  # days of a year of birthdays; the day a leap year has more moves them by one


@science
def birthday(seed: int, replication: int, uid: int) -> int:
    """The place of a shopper's birthday in the year, 0 for the first of January; any alike."""
    word, _, _, _ = at.draw(seed, replication, uid, at.BIRTHDAY, 0)
    return int(uniform(word) * YEAR)


@science
def next_birthday(place: int, new_year: int, ahead: int, after: int) -> int:
    """The first day after `after` that lies `ahead` days before a birthday.

    new_year: place of day 0 in its year.
    """
    following = after + 1
    return following + (place - (new_year + following + ahead)) % YEAR


@science
def next_offset(since: int, days: int, after: int) -> int:
    """The day `days` days from the day `since` (before it if negative), if it is after `after`."""
    return since + days if since + days > after else NEVER_DAY


@science
def next_date(first: int, every: int, after: int) -> int:
    """The first of the days `first`, `first` + `every`, ... after `after`; `every` 0: once."""
    if first > after:
        return first
    if every == 0:
        return NEVER_DAY
    return first + ((after - first) // every + 1) * every


@science
def next_alert(alarmed: int, after: int) -> int:
    """The day an alarm was raised, if it is after `after`; -1: there was none yet."""
    return alarmed if alarmed > after else NEVER_DAY


@science
def moved(before: int, after: int, move: int, tier: int) -> bool:
    """Whether a change of tier is one a journey starts on.

    before, after: tiers, 0 for none. move: of MOVES. tier: the one that was reached by rising or
    left by falling; 0 for any.
    """
    if after > before:
        return move != DOWN and tier in (0, after)
    return move != UP and after < before and tier in (0, before)


@science
def rested(ran_before: bool, started: int, day: int, reentry_days: int) -> bool:
    """Whether somebody may enter again on `day`: so many days after they last did."""
    return not ran_before or day - started >= reentry_days
