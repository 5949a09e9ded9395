"""Levers of what moves a shopper from one place to buy to another (渠道迁移)."""

from __future__ import annotations

from sim.config.lever import MANY, SHARE, lever, settings


@settings(frozen=True, kw_only=True)
class Cloud:
    """A shop online that guides share with their friends (云店)."""

    channel: str = lever(
        "name", "the sales channel guides share, online (empty: none)", "导购分享的云店，空为无"
    )
    share: float = lever(
        "share",
        "wants in a store of guides' friends that are ordered there instead, where the store takes "
        "part",
        "门店参与时，导购好友的到店需求改在云店下单的占比",
        *SHARE,
    )


@settings(frozen=True, kw_only=True)
class Basket:
    """A basket the guide makes up, to be paid by a scan (定制购物车)."""

    share: float = lever(
        "share",
        "guides' friends who find goods missing in a store, would go without, and take the basket "
        "the guide makes up where the store takes part",
        "门店参与时，缺货而本会流失的好友中接受导购配单者占比",
        *SHARE,
    )
    yuan: float = lever("yuan", "the guide's time for a basket", "每次配单的导购成本", 0, 1e4)


@settings(frozen=True, kw_only=True)
class Credit:
    """How much of an order online is the store's (线上业绩归属门店), and what stores ask for."""

    online: float = lever(
        "share",
        "of a friend's order online that counts as the store's sale and earns its guide commission",
        "好友线上订单计入门店业绩与导购提成的比例",
        *SHARE,
    )
    asks: float = lever(
        "share",
        "credit at which half of the brand's own stores share the shop online and make up baskets",
        "半数直营门店愿意参与的归属比例",
        *SHARE,
    )
    spread: float = lever(
        "share", "how much stores differ in that (logistic scale)", "门店间差异", 0.001, 10
    )


@settings(frozen=True, kw_only=True)
class Dealers:
    """Stores run by dealers (经销商): they join the programme only if it pays them."""

    share: float = lever("share", "customer books of dealers' stores", "经销商门店占比", *SHARE)
    asks: float = lever(
        "share",
        "credit for orders online at which half of the dealers take part",
        "半数经销商愿意参与的归属比例",
        0,
        2,
    )


@settings(frozen=True, kw_only=True)
class Moves:
    """Accounts, tills and people between the places to buy."""

    accounts: dict[str, str] = lever(
        "name",
        "by sales channel, the account an order there needs; channels of one account are one "
        "mini-program (AIO), others ask for another registration; a channel not named needs none",
        "各成交渠道所需账号：同名即同一小程序，未列出者无需注册",
    )
    registers: float = lever(
        "share",
        "who open the account when an order first needs it; the others try on another day",
        "首次需要时当场注册者占比",
        *SHARE,
    )
    stays: float = lever(
        "share",
        "of those who do not, who order by the channel that takes over instead",
        "未注册者改由承接渠道下单占比",
        *SHARE,
    )
    unlinked: tuple[str, ...] = lever(
        "name",
        "sales channels whose tills do not know members: no coupon, points or balance counts "
        "there, and the brand sees no order of theirs",
        "未打通收银的渠道：会员权益不通用，订单不可见",
    )
    follows: float = lever(
        "share",
        "holders of a coupon who want something at such a till and order where it counts, by the "
        "channel that takes over",
        "持券者因权益不通用而转往可用渠道的占比",
        *SHARE,
    )
    homes: dict[str, str] = lever(
        "name",
        "by acquisition channel, the sales channel its people were led to (the sale at the end of "
        "a chain)",
        "按获客渠道：链路末端的成交渠道",
    )
    habit: float = lever(
        "share", "wants of those people that are wanted there", "留在该渠道的需求占比", *SHARE
    )
    cloud: Cloud
    basket: Basket
    credit: Credit
    dealers: Dealers


@settings(frozen=True, kw_only=True)
class Entry:
    """A way to the adviser on the pages (员工推荐入口): who looks in may add their guide there."""

    channel: str = lever("name", "touch channel they enter", "加入的触点")
    chance: float = lever(
        "share",
        "members active on a day, and not in that channel, who add their guide on a page",
        "当日活跃且未添加者中经页面添加的占比",
        *SHARE,
    )
    audience: str = lever(
        "name", "which of `audiences` is shown it (empty: everybody)", "展示人群", off=""
    )
    from_day: int = lever("day", "first day", "起始日", 0, 36500)
    until_day: int = lever("day", "first day no longer shown", "截止日", 0, 36500)
    yuan_per_month: float = lever(
        "yuan/month per 1,000",
        "upkeep of the pages per 1,000 initial members",
        "页面维护费",
        0,
        MANY,
    )
