"""What a platform's rules remember of one member's messages, and whether one more may go out.

A rule remembers a member in a few bits, as of the last message the member had by any way:

- GAP: 0 for nothing to remember, else 2 x (quarters of an hour since the last message it counts,
  plus 1), plus 1 if that message came on a quarter exactly. Between quarters the wait is rounded
  up: a message is never let through too early.
- DAYS: how many messages on each of the last `length` calendar days, `bits` a day, today lowest.
- CALENDAR: how many messages in the calendar week or month.
- QUIET: nothing.
"""

from __future__ import annotations

from sim.behaviour.clock import DAY
from sim.science import science

GAP, DAYS, CALENDAR, QUIET = range(4)
QUARTER = 900_000  # ms
GAP_BITS = 8
FURTHEST = 125  # quarters of an hour a gap can count


@science
def as_of_now(
    kept: int, window: int, bits: int, length: int, before: int, now: int, since: int
) -> int:
    """What is left to remember at `now` (ms) of what was `kept` as of a message at `before`.

    since: midnight (ms) on which the present calendar week or month began.
    """
    if window == GAP:
        if kept == 0:
            return 0
        age = kept + 2 * (now // QUARTER - before // QUARTER)
        return age if age < 2 * (length + 3) else 0
    if window == CALENDAR:
        return kept if before >= since else 0
    days = now // DAY - before // DAY
    if window == QUIET or days >= length:
        return 0
    return (kept << (bits * days)) & ((1 << (bits * length)) - 1)


@science
def forbids(
    kept: int, window: int, bits: int, length: int, most: int, now: int, until: int
) -> bool:
    """Whether a rule that remembers `kept` as of `now` (ms) lets no message out.

    length: quarters of an hour of a gap, days of DAYS, first quiet ms of the day of QUIET.
    until: first ms of the day no longer quiet; quiet hours may run over midnight.
    """
    if window == GAP:
        age = kept // 2 - 1
        return kept > 0 and (age < length or (age == length and kept % 2 == 0))
    if window == QUIET:
        moment = now % DAY
        if length <= until:
            return length <= moment < until
        return moment >= length or moment < until
    if window == CALENDAR:
        return kept >= most
    total, rest = 0, kept
    for _ in range(length):
        total += rest & ((1 << bits) - 1)
        rest >>= bits
    return total >= most


@science
def with_one_more(kept: int, window: int, bits: int, now: int) -> int:
    """What a rule remembers once a message it counts went out at `now` (ms)."""
    if window == GAP:
        return 3 if now % QUARTER == 0 else 2
    if window == QUIET:
        return 0
    full = (1 << bits) - 1
    return kept if kept & full == full else kept + 1
