"""Levers of stock as a quantity: how it is ordered, what spoils, what a promotion needs ahead."""

from __future__ import annotations

from sim.config.lever import SHARE, lever, settings


@settings(frozen=True, kw_only=True)
class Ahead:
    """Bought on top for a promotion (备货), there on its first day."""

    day: int = lever("day", "when it is there", "到货日", 0, 36500)
    every_days: int = lever("days", "and again after so many days (0: once)", "周期", 0, 3650)
    days_of_sales: float = lever("days", "how many ordinary days' sales", "备货天数", 0, 365)


@settings(frozen=True, kw_only=True)
class Clearance:
    """What is left in the evening is sold off at prices that fall by the hour (日清定时打折)."""

    step: float = lever(
        "share",
        "of list price that each step takes off (0: none is taken)",
        "每档降幅",
        0,
        0.9,
    )
    from_hour: float = lever("hour", "when the first step is taken", "开始时刻", 0, 24)
    to_hour: float = lever("hour", "when the stores close", "打烊时刻", 0, 24)
    step_hours: float = lever("hours", "between two steps", "每档时长", 0.01, 24)
    pace: float = lever(
        "1/hour", "of what is left, sold in an hour at list price", "原价每小时售出占比", 0, 10
    )
    lift: float = lever("factor", "how much faster at a price of nothing", "降价加快倍数", 0, 100)


@settings(frozen=True, kw_only=True)
class Stock:
    """One stock of goods (库存), at cost, that the orders of a day draw down.

    What is there at midnight decides how much of the day's wants finds goods; what a day sells
    beyond it is bought in at a premium and comes late.
    """

    daily: float = lever(
        "yuan/day per 1,000",
        "sales of a day at cost that one reckons with per 1,000 initial members until there are "
        "sales to go by (0: stock is endless)",
        "预计日销成本（0 为不限库存）",
        0,
        1e9,
    )
    every_days: int = lever("days", "between two orders to suppliers", "补货周期", 1, 365)
    lead_days: int = lever("days", "from an order to its arrival", "到货周期", 0, 365)
    safety_days: float = lever(
        "days", "days of sales more than those until the next arrival", "安全库存天数", 0, 365
    )
    window_days: int = lever(
        "days", "days of past sales that the next are expected from", "预测所用天数", 1, 365
    )
    ahead: dict[str, Ahead]
    spoils: float = lever("share", "of what is left at midnight that spoils", "隔夜损耗率", *SHARE)
    clearance: Clearance
    holding: float = lever(
        "1/year", "cost of holding stock, as a share of its worth", "库存持有成本率", 0, 10
    )
    premium: float = lever(
        "share", "what is bought in at once costs more by so much", "紧急调货加价", 0, 10
    )
    late_goodwill: float = lever(
        "share", "of goodwill that waiting for goods bought in takes away", "等货损失好感", *SHARE
    )
    late_dropout: float = lever(
        "share", "buyers who stop buying after such a wait", "等货致流失", *SHARE
    )
