"""Levers of what follows an order: delivery and its lateness, satisfaction and what it carries."""

from __future__ import annotations

from sim.config.lever import SHARE, lever, settings


@settings(frozen=True, kw_only=True)
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


@settings(frozen=True, kw_only=True)
class Survey:
    """A survey of recommendation (NPS 调研): how likely, from 0 to 10, would you recommend us?"""

    every_days: int = lever("days", "between two surveys (0: none)", "调研周期", 0, 3650)
    from_day: int = lever("day", "first survey", "首次调研日", 0, 36500)
    since_days: int = lever(
        "days",
        "who met something within so many days may be asked",
        "近期体验天数",
        1,
        3650,
    )
    share: float = lever("share", "of them who are asked", "被询问占比", *SHARE)
    response: float = lever("share", "of the indifferent who answer", "中立者回答率", *SHARE)
    extremes: float = lever(
        "share",
        "how much more often the fully satisfied, and the fully dissatisfied, answer",
        "极端者多答的比例",
        0,
        10,
    )
    noise: float = lever(
        "score", "standard deviation of an answer about what is felt", "打分误差", 0, 10
    )
    yuan_per_answer: float = lever("yuan", "gift for an answer", "每份答卷礼金", 0, 1e3)


@settings(frozen=True, kw_only=True)
class Care:
    """Who answers a survey low is taken care of (低分关怀)."""

    below: float = lever(
        "score", "answers below this are taken care of (0: none)", "关怀门槛分", 0, 11
    )
    value: float = lever(
        "satisfaction", "what the care is worth as an experience", "关怀体验值", -1, 1
    )
    yuan: float = lever("yuan", "cost of each care: a call, a gift", "每次关怀成本", 0, 1e4)
    coupon: str = lever(
        "name", "kind of `coupons` that goes with it; empty: none", "关怀券，空为无"
    )


@settings(frozen=True, kw_only=True)
class Satisfaction:
    """How satisfied members are (满意度), from -1 to 1, and what follows from it.

    It moves with each experience towards what that was worth: an order that came as promised, one
    that came late, goods missing or a store closed, an answer of the service desk.
    """

    weight: float = lever(
        "share",
        "of the way to what an experience is worth that it moves (0: it is not followed)",
        "每次体验的权重",
        *SHARE,
    )
    start: float = lever("satisfaction", "of who met nothing yet", "初始满意度", -1, 1)
    kept: float = lever("satisfaction", "worth of an order as promised", "如约体验值", -1, 1)
    late: float = lever("satisfaction", "worth of an order that came late", "超时体验值", -1, 1)
    missing: float = lever(
        "satisfaction",
        "worth of a want that was lost: nothing there, or closed",
        "缺货闭店体验值",
        -1,
        1,
    )
    answered: float = lever(
        "satisfaction", "worth of an answer within the desk's target", "及时答复体验值", -1, 1
    )
    slow: float = lever("satisfaction", "worth of a later answer", "迟复体验值", -1, 1)
    unanswered: float = lever("satisfaction", "worth of waiting in vain", "无人答复体验值", -1, 1)
    dropout: float = lever(
        "share",
        "of the fully dissatisfied who stop buying after an experience, good or bad",
        "不满致流失",
        *SHARE,
    )
    goodwill: float = lever(
        "share",
        "of the room left that an experience adds to goodwill at 1, and of goodwill that it takes "
        "away at -1",
        "满意度对好感的作用",
        *SHARE,
    )
    advocacy: float = lever(
        "share",
        "of the fully satisfied who tell a friend after an experience (word of mouth, 口碑)",
        "满意致推荐",
        *SHARE,
    )
    survey: Survey
    care: Care


@settings(frozen=True, kw_only=True)
class Signal:
    """An order much smaller than a member's own is answered the midnight after (单笔下降预警)."""

    fall: float = lever(
        "share", "below the mean of the member's earlier orders by so much", "降幅门槛", *SHARE
    )
    orders: int = lever("orders", "earlier orders that are needed", "所需历史订单", 1, 1000)
    rest_days: int = lever(
        "days", "before the same member is answered again", "同一会员冷却天数", 0, 3650
    )
    yuan: float = lever(
        "yuan", "cost of looking into it: a call, a message", "每次处置成本", 0, 1e4
    )
    coupon: str = lever("name", "kind of `coupons` granted; empty: none", "所发券，空为无")


@settings(frozen=True, kw_only=True)
class Occasion:
    """Something some members are invited to and meet (体验活动): making a product together, a visit
    of the factory, news of how an order is made."""

    from_day: int = lever("day", "first day", "起始日", 0, 36500)
    until_day: int = lever("day", "first day no longer", "截止日", 0, 36500)
    every_days: int = lever("days", "between two of them", "周期", 1, 3650)
    active_days: int = lever(
        "days", "who was active within so many days is invited", "近期活跃天数", 1, 3650
    )
    audience: str = lever(
        "name", "entry of `audiences` it is for; empty: everybody", "目标人群，空为全部", off=""
    )
    accept: float = lever("share", "of those invited who come", "参加率", *SHARE)
    value: float = lever("satisfaction", "what it is worth as an experience", "体验值", -1, 1)
    yuan_per_guest: float = lever("yuan", "cost of each guest", "每人成本", 0, 1e4)
