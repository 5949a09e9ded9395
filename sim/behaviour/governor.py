"""The frequency governor: how many messages a member had on each of the last seven days.

The seven counts are one number, four bits a day with today lowest, so that a day's passing is a
shift. More than fifteen messages to one member on one day are held back whatever the cap says.
"""

from __future__ import annotations

from sim.science import science

_WEEK = (1 << 28) - 1
_FULL = 15


_HASH_BITS = 24  # of a name's hash


def turn(priority: int, policy: int) -> int:
    """Where a campaign or journey stands among messages that come to one member at one moment.

    Lower comes first, and takes what a cap still admits. priority: as stated, lower first; policy:
    hash of its name, which decides between equals.
    """
    return priority << _HASH_BITS | policy


@science
def rolled(sent: int, days: int) -> int:
    """The counts `days` days later."""
    if days >= 7:
        return 0
    return (sent << (4 * days)) & _WEEK


@science
def in_week(sent: int) -> int:
    """Messages of today and the six days before."""
    pairs = (sent & 0x0F0F0F0F) + ((sent >> 4) & 0x0F0F0F0F)
    return ((pairs * 0x01010101) >> 24) & 0xFF


@science
def held_back(sent: int, gap_ms: int, weekly_cap: int, min_gap_ms: int) -> bool:
    """Whether a message must not go out now; `gap_ms` is the time since the last one."""
    return in_week(sent) >= weekly_cap or gap_ms < min_gap_ms or sent & _FULL == _FULL
