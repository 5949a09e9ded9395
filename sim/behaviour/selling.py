"""Where an order can be made, and what a want that finds nothing does (model section 9).

No shopper remembers any of it: where the k-th order is wanted follows from k, what the shelf holds
from the day, what comes after a want that found nothing from its second.
"""

from __future__ import annotations

from sim.behaviour.clock import DAY, SECOND
from sim.science import science

# Whether a channel can sell, and if not, why.
SELLS, SHUT, NIGHT, MISSING, PUT_OFF, UNREGISTERED, FAR = range(7)
ATTEMPTS = 16  # the next want comes later than the last; it is drawn so often until it does


@science
def is_open(time: int, opens: int, closes: int) -> bool:
    """Whether a moment lies in the opening hours (ms after midnight)."""
    return opens <= time % DAY < closes


@science
def comes_at(time: int, opens: int, closes: int, u: float) -> int:
    """When somebody who finds it closed comes instead: at any second of the next opening hours."""
    midnight = time // DAY * DAY
    if time - midnight >= opens:
        midnight += DAY
    return midnight + opens + int(u * ((closes - opens) // SECOND)) * SECOND


@science
def missing_in(missing: float, spread: float, size: float, found: float) -> float:
    """Share of orders whose goods are not in a store of that size.

    missing: in the middle one. size: rank of the store, 0 the smallest and 1 the largest; missing
    falls in a line from (1 + spread) to (1 - spread) of the middle, so its mean is the middle's.
    found: what a shock leaves of the goods that would be there, 1 for all.
    """
    short = min(1.0, missing * (1.0 + spread * (1.0 - 2.0 * size)))
    return 1.0 - (1.0 - short) * found


@science
def why_not(
    store: bool,
    time: int,
    opens: int,
    closes: int,
    opened: float,
    open_share: float,
    found: float,
    missing: float,
) -> int:
    """Whether a channel can sell now: SELLS, or SHUT (the region's stores), NIGHT or MISSING.

    opened, found: the luck of the day, uniform. open_share: of the region's stores open today.
    """
    if store and opened >= open_share:
        return SHUT
    if not is_open(time, opens, closes):
        return NIGHT
    return MISSING if found < missing else SELLS
