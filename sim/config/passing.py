"""Levers of offers that members pass on, and of play that brings people by itself."""

from __future__ import annotations

from sim.config.lever import SHARE, lever, settings


@settings(frozen=True, kw_only=True)
class SharedOffer:
    """An offer passed on (转发优惠): a red packet of coupons, a code, a cover, a falling price."""

    from_day: int = lever("day", "first day it may be passed on", "起始日", 0, 36500)
    until_day: int = lever("day", "first day no longer", "截止日", 0, 36500)
    every_days: int = lever(
        "days",
        "from one day on which it is given out to the next",
        "每隔几天发一次",
        1,
        3650,
        off=1,
    )
    after: str = lever(
        "name",
        "who is given it to pass on: who was active on such a day, who ordered, or who watched "
        "a live room",
        "发给当日活跃者、下单者或看直播者",
        choices=("active", "ordered", "watched"),
    )
    audience: str = lever(
        "name",
        "which of `audiences` is given it, as of midnight (empty: everybody)",
        "发给的人群（零点判定）",
        off="",
    )
    willing: float = lever(
        "share",
        "of members, who ever pass such a thing on, always the same ones; the others never do",
        "会转发这类优惠的会员占比（始终是同一批人）",
        *SHARE,
        off=1.0,
    )
    means: float = lever(
        "share",
        "of those who mean to pass it on with nothing in it for them",
        "无回报时的转发意愿",
        *SHARE,
    )
    means_gain: float = lever(
        "share",
        "added to that at appeal 1 of what who passes it on gets (referral.appeal_yuan)",
        "回报吸引力为 1 时增加的意愿",
        *SHARE,
    )
    at_once: float = lever("share", "of those who mean to, who do it at once", "当场转发", *SHARE)
    lasts_days: float = lever(
        "days",
        "mean time the others mean to; who comes by meanwhile does it (0: they never do)",
        "意愿持续天数，期间再来即转发（0 为不再转发）",
        0,
        365,
        off=0.0,
    )
    remind_days: int = lever(
        "days",
        "after which who has not done it yet is reminded, at their next visit (0: never)",
        "几天后、下次来访时提醒未转发者（0 为不提醒）",
        0,
        365,
        off=0,
    )
    reminded: float = lever(
        "share", "of those reminded, who do it then", "提醒后当即转发占比", *SHARE, off=0.0
    )
    parts: int = lever("people", "it is passed to each time", "每次转发触及人数", 1, 500)
    to_members: float = lever(
        "share", "of them, members already, among who comes by that day", "其中已是会员者", *SHARE
    )
    coupon_kinds: tuple[str, ...] = lever(
        "name",
        "which of `coupons` who claims one gets, each as likely as the next; named twice, twice as "
        "likely (none named: nothing)",
        "领取者随机得其一的券种（可重复，空为无）",
        off=(),
    )
    again: float = lever(
        "factor",
        "parts passed on the day after for each part that was got, in proportion to its worth: so "
        "many of those who got one pass the offer on in turn",
        "每领到一份次日再转出的份数，随所得金额增减",
        0,
        500,
    )
    own_kind: str = lever(
        "name",
        "which of `coupons` who passes it on gets (empty: none)",
        "转发者所得券种（空为无）",
        off="",
    )
    own_needs: int = lever(
        "people",
        "friends who must join for that, or for a share of the pool (0: passing it on will do)",
        "所需入会好友数（0 为转发即得）",
        0,
        100,
        off=0,
    )
    window_days: int = lever("days", "in which they must join", "好友入会时限", 0, 365, off=0)
    pool: float = lever(
        "yuan/day per 1,000",
        "cash shared out each day among those whose friends are complete, and those friends",
        "每日瓜分现金池",
        0,
        1e6,
        off=0.0,
    )
    pool_hope: float = lever(
        "yuan",
        "a member expects of passing it on once by what is announced; what others are seen to earn "
        "weighs the more the more of them pass it on",
        "宣传给人的转发一次期望所得，转发者越多越以所见为准",
        0,
        1e4,
        off=0.0,
    )
    hope_weight: float = lever(
        "times",
        "seen that the announcement counts as: where few pass it on, it is believed (needed by a "
        "pool)",
        "宣传相当于亲见几次，转发者少时以宣传为准（设现金池时必填）",
        0,
        1e6,
        off=0.0,
    )
    hope_half_life_days: float = lever(
        "days",
        "after which what others were seen to earn weighs half (needed by a pool)",
        "所见他人所得的记忆半衰期（设现金池时必填）",
        0,
        3650,
        off=0.0,
    )
    pool_days: int = lever(
        "days",
        "a complete team shares the pool on, on those on which its people come by (1: only when it "
        "is complete)",
        "成队后可连续瓜分的天数，当日来访者参与（1 为仅成队时）",
        1,
        3650,
        off=1,
    )
    stock: float = lever(
        "number per 1,000",
        "things to pass on, such as covers, per 1,000 initial members; who is first gets them (0: "
        "no such limit)",
        "限量（如红包封面），0 为不限",
        0,
        1e6,
        off=0.0,
    )
    stock_days: int = lever(
        "days", "until the stock is full again (0: never)", "补货周期", 0, 3650, off=0
    )
    most: int = lever(
        "times",
        "a member may pass it on in 30 days, such as codes to give away (0: no limit)",
        "每会员每 30 天转发上限（如邀请码数），0 为不限",
        0,
        1000,
        off=0,
    )
    cost: float = lever("yuan", "what one thing to pass on costs", "单份成本", 0, 1e4, off=0.0)
    door: str = lever(
        "name",
        "channel of `acquisition` the friends come by, such as one with an order in hand (empty: "
        "they are friends of referral, alike in traits)",
        "好友入会渠道（空为老带新好友）",
        off="",
    )


@settings(frozen=True, kw_only=True)
class Attraction:
    """Play that brings people by itself (自带流量的玩法): a raffle found by search, collectibles, a
    contest of taste."""

    from_day: int = lever("day", "first day of the first round", "首轮起始日", 0, 36500)
    until_day: int = lever("day", "no round begins on it or later", "截止日", 0, 36500)
    every_days: int = lever("days", "from one round to the next", "每轮间隔", 1, 3650)
    days: int = lever("days", "a round lasts", "每轮天数", 1, 3650)
    found_by: str = lever(
        "name",
        "channel of `acquisition` whose newcomers it is in proportion to, such as search (empty: "
        "it brings nobody)",
        "被哪个获客渠道的流量看到（空为无）",
        off="",
    )
    gain: float = lever(
        "factor",
        "newcomers it brings for each of that channel, while it is on",
        "在线期间每位该渠道新人另带来的新人",
        0,
        100,
        off=0.0,
    )
    door: str = lever(
        "name", "channel of `acquisition` they come by", "由其带来者的入会渠道", off=""
    )
    after: str = lever(
        "name",
        "who may take part: who was active on a day of a round, or who ordered",
        "当日活跃者或下单者可参与",
        choices=("active", "ordered"),
    )
    audience: str = lever(
        "name", "which of `audiences` may (empty: everybody)", "可参与人群", off=""
    )
    take: float = lever("share", "of them, who do on a day", "当日参与率", *SHARE)
    pieces: float = lever(
        "number per 1,000",
        "prizes or collectibles of a round per 1,000 initial members (0: one for each who takes "
        "part)",
        "每轮限量（0 为人人有份）",
        0,
        1e6,
        off=0.0,
    )
    cost: float = lever("yuan", "what a piece costs", "单份成本", 0, 1e5, off=0.0)
    piece_kind: str = lever(
        "name",
        "which of `coupons` comes with a piece (empty: none)",
        "随附券种（空为无）",
        off="",
    )
    set_of: int = lever(
        "number",
        "pieces that make a set (0: there are no sets)",
        "集齐件数（0 为不集套）",
        0,
        100,
        off=0,
    )
    set_kind: str = lever(
        "name", "which of `coupons` a set brings (empty: none)", "集齐所得券种（空为无）", off=""
    )
    goodwill: float = lever(
        "factor",
        "goodwill of who takes part, for having a say or a piece",
        "参与增加的好感",
        0,
        10,
        off=0.0,
    )
    calls: float = lever(
        "share", "of who takes part, who call friends to it", "参与者中召集好友者", *SHARE, off=0.0
    )
    friends: int = lever("people", "each of those asks", "每人召集好友数", 0, 500, off=0)
