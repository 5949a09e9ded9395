"""The cart (购物车) of the mini-program."""

from __future__ import annotations

from sim.config.lever import SHARE, lever, settings


@settings(frozen=True, kw_only=True)
class Cart:
    """What is put into the cart at a visit and bought later, or left (加购未付)."""

    fill: float = lever(
        "share",
        "visits at which a member about to buy puts something into the cart (0: there is no cart)",
        "临近购买者到访时的加购率（0 为没有购物车）",
        *SHARE,
    )
    near: float = lever(
        "mean gaps between orders",
        "how far ahead of an order carts begin: at this distance the chance is down to 37 %",
        "距下单多远开始加购（以平均购买间隔计）：在此距离加购率降至 37%",
        0.001,
        10,
    )
    keep_days: int = lever(
        "days",
        "an order within so many days after the day it was filled last is the cart's",
        "最后一次加购后多少天内下单算作买走",
        1,
        90,
    )
