"""Levers of what the brand knows: stage views, noisy tags, one identity, and who is credited."""

from __future__ import annotations

from sim.config.lever import SHARE, lever, settings

MANY_DAYS, MANY_ORDERS, MANY_YUAN = 1_000_000, 100_000, 1e9
TRUTHS = (
    "price_sensitive",
    "high_order_value",
    "frequent",
    "attentive",
    "at_risk",
    "lost",
    "hunter",
    "prefers",
    "needs",
    "keeps_distance",
)


@settings(frozen=True, kw_only=True)
class Stage:
    """One stage of a view, by what a brand sees of a member; every bound that is named must hold.

    Of several stages that fit, the first in the file counts. Who never ordered has been silent for
    ever.
    """

    en: str = lever("text", "name in English", "英文名")
    zh: str = lever("text", "name in Chinese", "中文名")
    member_days_from: int = lever(
        "days", "least days since joining", "入会天数下限", 0, 36500, off=0
    )
    member_days_to: int = lever(
        "days", "most days since joining", "入会天数上限", 0, MANY_DAYS, off=MANY_DAYS
    )
    orders_from: int = lever("orders", "fewest orders so far", "累计订单下限", 0, 100000, off=0)
    orders_to: int = lever(
        "orders", "most orders so far", "累计订单上限", 0, MANY_ORDERS, off=MANY_ORDERS
    )
    silent_from: int = lever(
        "days", "least days since the last order", "未购天数下限", 0, 36500, off=0
    )
    silent_to: int = lever(
        "days", "most days since the last order", "未购天数上限", 0, MANY_DAYS, off=MANY_DAYS
    )
    unseen_from: int = lever(
        "days", "least days since the last visit, click or order", "未活跃天数下限", 0, 36500, off=0
    )
    unseen_to: int = lever(
        "days",
        "most days since the last visit, click or order",
        "未活跃天数上限",
        0,
        MANY_DAYS,
        off=MANY_DAYS,
    )
    spent_from: float = lever("yuan", "least spent so far", "累计消费下限", 0, 1e9, off=0.0)
    spent_to: float = lever("yuan", "most spent so far", "累计消费上限", 0, 1e9, off=MANY_YUAN)
    visits_from: int = lever("visits", "fewest visits so far", "累计访问下限", 0, 100000, off=0)
    invited_from: int = lever(
        "people", "fewest friends invited so far", "累计邀请下限", 0, 10000, off=0
    )
    reach_from: int = lever(
        "channels", "fewest touch channels one can be reached in", "可触达触点数下限", 0, 15, off=0
    )
    reach_to: int = lever(
        "channels", "most touch channels one can be reached in", "可触达触点数上限", 0, 15, off=15
    )


@settings(frozen=True, kw_only=True)
class View:
    """A stage view (阶段口径): every member counted in one stage, at each month's end."""

    en: str = lever("text", "name in English", "英文名")
    zh: str = lever("text", "name in Chinese", "中文名")
    stages: dict[str, Stage]


@settings(frozen=True, kw_only=True)
class Tag:
    """A tag (标签): what the brand believes of a member, right only as often as it says."""

    of: str = lever(
        "name",
        "the truth it reads: price_sensitive (deal-proneness), high_order_value (mean order), "
        "frequent (orders a year while a buyer), attentive (affinity to messages), at_risk (chance "
        "to be lost after an order), each of at least `threshold`; lost for good; hunter of "
        "subsidies; prefers (share of orders that are for `category`); needs (has the `need`); "
        "keeps_distance (bears less than `threshold` touches of fatigue before it annoys)",
        "所读真相：价格敏感、高客单、高频、爱看消息、易流失、已流失、羊毛党、偏好某品类、有某需求、希望少打扰",
        choices=TRUTHS,
    )
    threshold: float = lever(
        "number",
        "from which it is true: deal-proneness and affinity 0 to 1, yuan an order, orders a year, "
        "chance 0 to 1, share of orders for a category, touches (lost, hunter, needs: not used)",
        "判定门槛",
        0,
        1e9,
        off=0.0,
    )
    category: str = lever(
        "name", "prefers: which of `goods.categories`", "偏好的品类（of 为 prefers）", off=""
    )
    need: str = lever("name", "needs: which of `needs`", "所读需求（of 为 needs）", off="")
    sensitivity: float = lever(
        "share", "of those it is true of, how many carry it", "真者被打标的比例（灵敏度）", *SHARE
    )
    specificity: float = lever(
        "share",
        "of those it is not true of, how many do not",
        "非真者未被打标的比例（特异度）",
        *SHARE,
    )
    coverage: float = lever(
        "share", "of members of whom anything is known; nobody else carries it", "覆盖率", *SHARE
    )
    refresh_days: int = lever(
        "days", "its errors are drawn anew so often (0: never)", "重新打标间隔", 0, 3650, off=0
    )
    yuan_per_year: float = lever(
        "yuan/year",
        "cost of collecting for each member covered",
        "每位被覆盖会员的采集成本",
        0,
        1e6,
    )


@settings(frozen=True, kw_only=True)
class Identity:
    """One identity (统一身份): whether an order is known to be this member's."""

    recognised: float = lever(
        "share",
        "of members whose orders are known to be theirs; of the others audiences and stage views "
        "see no order",
        "订单可识别到人的会员占比",
        *SHARE,
    )
    yuan_per_month: float = lever(
        "yuan/month per 1,000",
        "cost of merging identities per 1,000 initial members",
        "身份打通费用",
        0,
        1e9,
    )


@settings(frozen=True, kw_only=True)
class Attribution:
    """Who is credited with a sale (归因)."""

    commission: str = lever(
        "name",
        "orders a guide earns commission on: book (every order of a friend in the book) or served "
        "(only with a message of the guide's own within `window_days`)",
        "导购提成归属：book 名下好友全部订单，served 仅窗口期内服务过的订单",
        choices=("book", "served"),
    )
    window_days: int = lever("days", "window of a touch that is credited", "归因窗口", 1, 365)
    shown: bool = lever(
        "yes/no",
        "hold rules of attribution against the true effect, in a comparison; lives further twin "
        "worlds, each without one channel",
        "对照真实效果展示归因",
    )
