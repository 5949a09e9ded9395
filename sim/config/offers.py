"""Levers of offers that members take part in: group buys and raffles."""

from __future__ import annotations

from sim.config.lever import SHARE, lever, settings


@settings(frozen=True, kw_only=True)
class GroupBuy:
    """A group buy (拼团): a price for who finds enough newcomers to share it, in time."""

    coupon_kind: str = lever(
        "name",
        "which of `coupons` is the group price: the starter and those who filled the group get it "
        "once the group is full, nobody gets it otherwise",
        "成团价：`coupons` 中的券种，成团后团长与参团新人各得一张，未成团不发",
    )
    size: int = lever(
        "people",
        "who make a group, the starter included; the others must be new",
        "成团人数",
        2,
        20,
    )
    window_days: int = lever(
        "days", "from sharing it to its deadline; who joins later fills no place", "成团时限", 1, 60
    )
    from_day: int = lever("day", "first day groups are started", "起始日", 0, 36500)
    until_day: int = lever("day", "first day no longer", "截止日", 0, 36500)
    start: float = lever(
        "share",
        "members active on a day who start a group at appeal 1 of its price "
        "(referral.appeal_yuan) and mean deal-proneness",
        "当日活跃会员的开团率（优惠吸引力为 1、促销敏感度为均值时）",
        *SHARE,
    )
    audience: str = lever(
        "name",
        "which of `audiences` may start one, as of midnight (empty: everybody)",
        "可开团人群（零点判定）",
        off="",
    )


@settings(frozen=True, kw_only=True)
class Raffle:
    """A raffle (抽签): scarce goods or prizes for some of those who enter, by lot."""

    from_day: int = lever("day", "first day of the first round", "首轮起始日", 0, 36500)
    until_day: int = lever("day", "no round begins on it or later", "截止日", 0, 36500)
    every_days: int = lever("days", "from one round to the next", "每轮间隔", 1, 3650)
    days: int = lever("days", "days a round may be entered", "报名天数", 1, 365)
    enter: float = lever(
        "share", "members active on those days who enter", "报名期内活跃会员的参与率", *SHARE
    )
    prizes: float = lever(
        "number per 1,000",
        "scarce goods or prizes of a round per 1,000 initial members; one at least",
        "每轮奖品（名额）数",
        0.001,
        1000,
    )
    cost: float = lever(
        "yuan",
        "what one costs the brand, less what the winner pays for it",
        "每份奖品净成本（扣除中签者支付）",
        0,
        1e5,
    )
    help_days: int = lever(
        "days",
        "days from entering to the draw in which friends may help (0: no help, drawn at once)",
        "助力天数（0 为无助力、报名截止即开奖）",
        0,
        60,
    )
    share: float = lever("share", "entrants who ask friends to help", "发起助力占比", *SHARE)
    odds_gain: float = lever(
        "factor",
        "odds added by each friend who joins in time to help, against an entrant without help",
        "每位助力新人增加的中签权重",
        0,
        100,
    )
    win_kind: str = lever(
        "name",
        "which of `coupons` a winner gets, such as the right to buy (empty: none)",
        "中签者所得券种（如购买资格，空为无）",
        off="",
    )
    lose_kind: str = lever(
        "name", "which of `coupons` consoles the others (empty: none)", "未中签安慰券种", off=""
    )
    store_visit: float = lever(
        "factor",
        "what fetching the prize in a store adds to a winner's intensity, fading as after a touch; "
        "who lives too far does not come (0: prizes are sent)",
        "到店领奖促购（过远者不到店；0 为寄送）",
        0,
        100,
        off=0.0,
    )
    audience: str = lever(
        "name",
        "which of `audiences` may enter, as of the end of the round (empty: everybody)",
        "可参与人群（报名截止判定）",
        off="",
    )
