"""Ways in: channels that bring new members, by media and by their door."""

from __future__ import annotations

from sim.config.lever import SHARE, lever, settings


@settings(frozen=True, kw_only=True)
class Channel:
    """One acquisition channel (获客渠道): saturating response to spend, costs, kind of people."""

    joins_per_day: float = lever(
        "people/day per 1,000",
        "joins a day per 1,000 initial members at full response",
        "满响应日入会",
        0,
        1e4,
    )
    spend_per_day: float = lever(
        "yuan/day per 1,000", "media spend per 1,000 initial members", "日投放", 0, 1e6
    )
    half_spend: float = lever(
        "yuan/day per 1,000",
        "spend at which half of the full response is reached (0: free)",
        "半饱和投放",
        0,
        1e6,
    )
    yuan_per_join: float = lever("yuan", "gift or bounty paid for each join", "每入会成本", 0, 1e5)
    buys_on_joining: float = lever("share", "who join with an order in hand", "带单入会", *SHARE)
    activation_factor: float = lever(
        "factor", "first-order hazard against the base", "首购倍数", 0, 100
    )
    hunter_share: float = lever("share", "subsidy hunters among the joins", "羊毛党占比", *SHARE)
    from_day: int = lever("day", "first day open", "起始日", 0, 36500)
    until_day: int = lever("day", "first day closed again", "截止日", 0, 36500)
    contacts: float = lever(
        "people per 1,000",
        "known to the brand elsewhere, each of whom joins once at most, per 1,000 initial members",
        "待迁移联系人",
        0,
        1e5,
        off=0.0,
    )
    moved_per_day: float = lever(
        "share", "of the contacts still to be moved who join each day", "日迁移率", *SHARE, off=0.0
    )
