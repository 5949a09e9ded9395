"""The trade (行业) a plan is tried in."""

from __future__ import annotations

from sim.config.lever import lever, settings


@settings(frozen=True, kw_only=True)
class Trade:
    """The size of orders in a trade, and the size a plan was written for."""

    order_yuan: float = lever(
        "yuan", "mean order value of the trade, at list price", "行业平均客单价", 1, 1e6
    )
    written_for_yuan: float = lever(
        "yuan",
        "mean order value the plan's coupons, rewards, tiers and stored value were written for; "
        "in a trade of another they keep their share of an order",
        "方案中券、奖励、等级、储值金额所针对的平均客单价；换到别的行业按客单价等比换算",
        1,
        1e6,
    )
