"""What nobody does: a life beyond anything real ends its run in words, in either engine."""

from __future__ import annotations

from sim.config.errors import StoppedError
from sim.config.said import say

MOST_ORDERS = 300  # wanted by one shopper on a single day; whoever wants more is no customer


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
