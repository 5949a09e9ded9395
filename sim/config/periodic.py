"""Periodic purchase (周期购): goods sent at fixed times, paid ahead, with pause."""

from __future__ import annotations

from sim.config.lever import SHARE, lever, settings


@settings(frozen=True, kw_only=True)
class Periodic:
    """What is sent, for how much, and how members decide on it."""

    price: float = lever(
        "yuan", "of each delivery, paid ahead for a term (0: there is none)", "每期价格", 0, 1e5
    )
    worth: float = lever("yuan", "list value of what is sent each time", "每期标价", 0.01, 1e5)
    cost: float = lever("yuan", "cost of those goods", "每期商品成本", 0, 1e5)
    carriage: float = lever("yuan", "of each delivery", "每期运费成本", 0, 1e4)
    every_days: int = lever("days", "between two deliveries", "配送周期", 1, 365)
    deliveries: int = lever("times", "of a term", "每个周期购期数", 1, 100)
    from_day: int = lever("day", "first day it is offered", "起售日", 0, 36500)
    until_day: int = lever("day", "first day no longer; terms run on", "停售日", 0, 36500)
    audience: str = lever(
        "name", "which of `audiences` it is offered to (empty: everybody)", "可购人群，空为不限"
    )
    offer: float = lever(
        "share",
        "members who ordered on a day who are asked and think about it",
        "当日下单会员中认真考虑的占比",
        *SHARE,
    )
    service: float = lever(
        "yuan",
        "what a delivery is worth beside its goods: fresh, on time, nothing to think of",
        "省心与新鲜的价值",
        0,
        1e4,
    )
    steepness: float = lever(
        "number", "how sharply what it brings decides, as for a paid card", "决策陡度", 0, 100
    )
    inertia: float = lever(
        "log odds", "for going on with another term over beginning one", "续订惯性", -20, 20
    )
    pause: float = lever(
        "share",
        "of those who need none of it who pause a delivery; who need all of it never do",
        "完全不需要者的暂停率",
        *SHARE,
    )
    replaces: float = lever(
        "share",
        "purchase intensity a delivery that is needed takes away, as a used coupon does",
        "对自主下单的替代",
        *SHARE,
    )
    goodwill: float = lever(
        "share", "of the room left that a delivery adds to goodwill", "每期增加好感", *SHARE
    )
