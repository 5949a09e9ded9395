"""What nobody does: a life beyond anything real ends its run in words, in either engine."""

from __future__ import annotations

from sim.config.errors import StoppedError
from sim.config.said import say

MOST_ORDERS = 300  # wanted by one shopper on a single day; whoever wants more is no customer
MOST_ORDERS_EVER, MOST_VISITS = (1 << 15) - 1, (1 << 16) - 1  # of one shopper, before day 0 too


def too_many_orders() -> StoppedError:
    """Somebody wants more orders on a day than anybody ever did, and will want them again.

    Settings can ask for it: a coupon that draws without bound, held by somebody whose orders never
    reach its threshold, is never used up.
    """
    return StoppedError(
        say(
            "one shopper wants over {most:,} orders on a single day: some setting drives them far "
            "beyond anything real, such as a coupon's lift or urgency",
            most=MOST_ORDERS,
        )
    )


def too_long_a_life() -> StoppedError:
    """Somebody ordered or visited more often than anybody does, and than is counted of a life."""
    return StoppedError(
        say(
            "one shopper orders over {orders:,} or visits over {visits:,} times: shorten the "
            "horizon, or look for a setting that drives them far beyond anything real",
            orders=MOST_ORDERS_EVER,
            visits=MOST_VISITS,
        )
    )
