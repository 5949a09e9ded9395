"""Levers of what follows an order: delivery and its lateness."""

from __future__ import annotations

from dataclasses import dataclass

from sim.config.lever import SHARE, lever


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """How orders of one sales channel are brought home (配送); named as that channel is.

    Orders of the channel that are collected in a store are not.
    """

    fee: float = lever("yuan", "what a shopper pays for an order brought home", "配送费", 0, 1e3)
    free_every_days: int = lever(
        "days", "every so many days delivery is free (member day; 0: never)", "免配送费周期", 0, 365
    )
    free_from_day: int = lever("day", "the first day without a fee", "首个免配送费日", 0, 36500)
    put_off: float = lever(
        "1/yuan",
        "share of wants given up, not made in a store instead, for each yuan of the fee",
        "每元配送费放弃下单占比",
        0,
        10,
    )
    put_off_per_day: float = lever(
        "1/day",
        "share of wants given up for each day of the time promised",
        "每天时效放弃下单占比",
        0,
        10,
    )
    promise_minutes: float = lever(
        "minutes",
        "time promised from order to door (0: none, and nothing is late)",
        "承诺时效",
        0,
        1e6,
    )
    couriers: float = lever(
        "people per 1,000",
        "couriers per 1,000 initial members, in whole people, one at least (0: a carrier takes "
        "any number at once)",
        "骑手人数，0 为快递",
        0,
        1e4,
    )
    minutes: float = lever(
        "minutes", "mean time a courier needs out and back (exponential)", "骑手单趟时长", 1e-3, 1e5
    )
    from_hour: float = lever("hour", "from when on orders leave", "发货开始时刻", 0, 24)
    to_hour: float = lever(
        "hour", "after this none leaves until the next morning", "发货结束时刻", 0, 24
    )
    way_minutes: float = lever(
        "minutes", "time on the way at best, beside the courier's own", "在途最短时长", 0, 1e6
    )
    way_spread_minutes: float = lever(
        "minutes", "mean of what comes on top (exponential)", "在途波动均值", 0, 1e6
    )
    yuan_per_delivery: float = lever("yuan", "carriage of an order", "每单运费", 0, 1e4)
    yuan_per_month: float = lever("yuan/month", "wage of one courier", "骑手月薪", 0, 1e6)
    on_time: float = lever(
        "share",
        "of the room left that a promise kept adds to goodwill, as an opened touch does",
        "准时送达增加好感",
        *SHARE,
    )
    late_goodwill: float = lever(
        "share", "of goodwill that a late delivery takes away", "超时损失好感", *SHARE
    )
    late_dropout: float = lever(
        "share", "buyers who stop buying after a late delivery", "超时致流失", *SHARE
    )
    late_yuan: float = lever("yuan", "money paid back for a late delivery", "超时赔付", 0, 1e4)
    late_coupon: str = lever(
        "name",
        "kind of `coupons` granted for a late delivery, the midnight after it; empty: none",
        "超时补偿券，空为无",
    )
    eased: float = lever(
        "share",
        "of what lateness does to goodwill and dropout that either compensation takes away",
        "补偿抵消的损害",
        *SHARE,
    )
