"""Touches: channels, classes of content, how shoppers respond, what is sent to whom and when."""

from __future__ import annotations

from sim.config.law import WINDOW, WINDOWS
from sim.config.lever import SHARE, lever, settings

_HOURS = (0, 23.99)  # of a message: one at 24 would come on the day after, at its hour 0
# What a message of a campaign and one of a journey carry alike.
_COUPON_KIND = "which of `coupons` it carries (empty: the plan's coupon)", "所带券种"
_ABOUT = (
    "which of `goods.categories` it is about, or `each`: what each member likes most, as far as "
    "the brand can tell (empty: none); what it is worth follows from how much its reader likes "
    "that",
    "内容所涉品类，each 为按人推荐（空为不分）",
)
_MEETS = (
    "which of `needs` it meets (empty: none); what it is worth follows from who has it",
    "所满足的需求（空为无）",
)
USUAL_PRIORITY = 50  # of a message that states none
_PRIORITY = (
    "of messages that come to one member at the same moment, the lowest goes first and takes what "
    "the weekly cap, the least gap or the platform still admits; equals go by their names",
    "同一时刻触达同一会员的多条消息，数字小的先发、先占频控额度（相同则按名称）",
)


@settings(frozen=True, kw_only=True)
class TouchChannel:
    """One way to reach a member: guide 1v1, community (社群), official account (公众号).

    Where each message needs a consent (`consent`), members are asked at what starts a journey:
    its `coverage` is the share who agree, and each consent carries one message.
    """

    enrol: float = lever(
        "share",
        "members reachable here from their first day on",
        "入会当天即可在此触点触达的会员占比",
        *SHARE,
    )
    execution: float = lever(
        "share", "sends the staff really carry out", "员工实际发出的发送占比", *SHARE
    )
    open_rate: float = lever(
        "share", "base open rate at mean affinity, no fatigue", "基础打开率", *SHARE
    )
    click_rate: float = lever("share", "visits among opens", "点击率", *SHARE)
    fen_per_message: int = lever("fen", "cost of one message", "单条成本", 0, 1e6)
    yuan_per_group_month: float = lever(
        "yuan/month", "labour per group of members (platform.group_size)", "社群月人力", 0, 1e6
    )
    consent: str = lever(
        "name",
        "standing: who is reachable may be sent anything; each: one consent carries one message, "
        "as a mini-program's one-time subscription (P12): no campaigns, and journeys of one "
        "message that start with something the member does, whose coverage is who consents",
        "触达授权：长期有效，或一次授权一条（小程序一次性订阅，由会员行为触发，覆盖率为授权率）",
        choices=("standing", "each"),
        off="standing",
    )


@settings(frozen=True, kw_only=True)
class ContentClass:
    """What kind of message: what it builds and what it wears out."""

    goodwill: float = lever(
        "share", "goodwill an opened touch adds, as share of the room left", "好感增量", *SHARE
    )
    nudge: float = lever(
        "share", "purchase intensity an opened touch adds for a few days", "短期购买增益", 0, 10
    )
    fatigue: float = lever("touches", "fatigue a delivered touch adds", "疲劳增量", 0, 100)


@settings(frozen=True, kw_only=True)
class Response:
    """How shoppers respond to touches: adstock, fatigue, mute (屏蔽) and opt-out."""

    goodwill_half_life_days: float = lever(
        "days", "half-life of goodwill (adstock)", "好感半衰期", 0.1, 3650
    )
    goodwill_intensity: float = lever(
        "share", "purchase intensity added at full goodwill", "好感购买增益", 0, 10
    )
    goodwill_retention: float = lever(
        "share", "dropout removed at full goodwill", "好感降流失", *SHARE
    )
    nudge_half_life_days: float = lever(
        "days", "half-life of the short-lived nudge", "短期增益半衰期", 0.1, 365
    )
    fatigue_half_life_days: float = lever("days", "half-life of fatigue", "疲劳半衰期", 0.01, 365)
    fatigue_on_open: float = lever(
        "1/touch", "fall of log open rate per unit of fatigue", "疲劳降打开", 0, 10
    )
    annoyance: float = lever(
        "1/touch",
        "hazard to mute or leave per touch and unit of fatigue above tolerance",
        "打扰风险",
        0,
        10,
    )
    opt_out_share: float = lever(
        "share", "who leave for good among those annoyed (the rest mute)", "退订占比", *SHARE
    )
    opt_out_dropout: float = lever(
        "share", "who stop buying when they leave in anger", "退订致流失", *SHARE
    )
    reconsider: float = lever(
        "share",
        "buyers without goodwill who stop buying when a touch of reconsider_on is delivered, "
        "because it makes them think of leaving",
        "触达让顾客重新考虑去留：该类触达送达一次即不再购买的买家占比（无好感时）",
        *SHARE,
    )
    reconsider_on: str = lever(
        "name", "content class that makes buyers reconsider", "让顾客重新考虑去留的内容类型"
    )
    hour_effect: float = lever(
        "share", "swing of open rates between best and worst hour", "时段效应", *SHARE
    )


@settings(frozen=True, kw_only=True)
class Limit:
    """How often a member may hear (频次策略), by the brand's own rule: channel, class, stage."""

    channels: tuple[str, ...] = lever(
        "name",
        "touch channels whose messages it counts, together (none named: all)",
        "计入的触点，合并计数（空为全部）",
        off=(),
    )
    classes: tuple[str, ...] = lever(
        "name",
        "content classes it counts, together (none named: all)",
        "计入的内容类型，合并计数（空为全部）",
        off=(),
    )
    audience: str = lever(
        "name",
        "which of `audiences` it is for, as of midnight; what they had before counts, too "
        "(empty: everybody)",
        "适用人群（零点判定，此前收到的也计入；空为所有人）",
        off="",
    )
    window: str = lever("name", *WINDOW, choices=WINDOWS)
    length: int = lever("number", "how many hours or days (else 1)", "小时数或天数", 1, 31, off=1)
    most: int = lever(
        "touches",
        "most messages in the window (0: none); a gap and quiet hours take 1",
        "窗内上限（0 为不发；间隔与静默时段写 1）",
        0,
        60,
        off=1,
    )
    quiet: tuple[float, ...] = lever(
        "hour", "from and to (window=quiet)", "静默起止时刻", 0, 24, off=()
    )
    from_day: int = lever(
        "day",
        "first day in force (window of week, month or days: what came before counts, too)",
        "生效日（此前收到的也计入）",
        0,
        36500,
        off=0,
    )
    until_day: int = lever("day", "first day no longer in force", "失效日", 0, 36500, off=36500)


@settings(frozen=True, kw_only=True)
class Touch:
    """How the brand may touch its members, and how that works on them."""

    weekly_cap: int = lever(
        "touches/week", "most brand messages a member may get in 7 days", "周触达上限", 0, 105
    )
    min_gap_minutes: int = lever(
        "minutes", "least time between two messages to one member", "最小间隔", 0, 1440
    )
    quiet_from: int = lever("hour", "quiet hours begin", "静默开始", 0, 24)
    quiet_to: int = lever("hour", "quiet hours end", "静默结束", 0, 24)
    limits: dict[str, Limit]
    channels: dict[str, TouchChannel]
    classes: dict[str, ContentClass]
    response: Response


@settings(frozen=True, kw_only=True)
class Campaign:
    """A broadcast to everyone reachable in a channel, on its days at its hours."""

    channel: str = lever("name", "touch channel", "触点")
    content: str = lever("name", "content class", "内容类型")
    hours: tuple[float, ...] = lever("hour", "hours of the day", "时刻", *_HOURS)
    every_days: int = lever("days", "repeat after so many days", "每隔多少天重复一次", 1, 3650)
    from_day: int = lever("day", "first day", "起始日", 0, 36500)
    until_day: int = lever("day", "first day no longer sent", "截止日", 0, 36500)
    coupon: bool = lever("yes/no", "carries the coupon", "带券")
    intensity: float = lever(
        "share", "share of the audience each send is meant for", "每次发送面向受众的占比", *SHARE
    )
    coupon_kind: str = lever("name", *_COUPON_KIND, off="")
    about: str = lever("name", *_ABOUT, off="")
    meets: str = lever("name", *_MEETS, off="")
    audience: str = lever(
        "name",
        "which of `audiences` it is for, as of midnight (empty: everybody)",
        "面向人群（零点判定）",
        off="",
    )
    own_hour: float = lever(
        "share",
        "how far choosing the hour for each member goes from these hours to the member's best "
        "(0: all alike, 1: always the best)",
        "逐人优化时点的程度",
        *SHARE,
        off=0.0,
    )
    message_priority: int = lever("rank", *_PRIORITY, 0, 99, off=USUAL_PRIORITY)


@settings(frozen=True, kw_only=True)
class Audience:
    """A segment (人群包) by what a brand can see; every condition that is named must hold."""

    stages: tuple[str, ...] = lever(
        "name",
        "stages by days since the last order: active is under 30, dormant_30 is 30 to 59, "
        "dormant_60 is 60 to 89, dormant_90 is 90 and more (none named: any)",
        "按距上次下单天数的阶段",
        choices=("never_bought", "active", "dormant_30", "dormant_60", "dormant_90"),
        off=(),
    )
    orders_from: int = lever("orders", "fewest orders so far", "累计订单下限", 0, 100000, off=0)
    orders_to: int = lever("orders", "most orders so far", "累计订单上限", 0, 100000, off=100000)
    spent_from: float = lever("yuan", "least spent so far", "累计消费下限", 0, 1e9, off=0.0)
    spent_to: float = lever("yuan", "most spent so far", "累计消费上限", 0, 1e9, off=1e9)
    silent_from_days: int = lever(
        "days", "least days since the last visit, click or order", "未活跃天数下限", 0, 3650, off=0
    )
    pointless_from_days: int = lever(
        "days",
        "least days since they earned points last, or joined",
        "未得积分天数下限",
        0,
        3650,
        off=0,
    )
    sources: tuple[str, ...] = lever(
        "name",
        "where they came from: names of `acquisition`, initial, referral (none named: any)",
        "来源渠道",
        off=(),
    )
    channels: tuple[str, ...] = lever(
        "name", "touch channels they are reachable in, all of them", "可触达于全部触点", off=()
    )
    without: tuple[str, ...] = lever(
        "name",
        "touch channels they are not reachable in, any of them",
        "不可触达于任一触点",
        off=(),
    )
    tiers: tuple[str, ...] = lever(
        "name",
        "which of `tiers.levels` they hold, or no_tier (none named: any)",
        "所持会员等级，no_tier 为无等级（空为不限）",
        off=(),
    )
    regions: tuple[str, ...] = lever(
        "name",
        "which of `selling.stores.regions` they live in (none named: any)",
        "所在地区（空为不限）",
        off=(),
    )
    tag: str = lever("name", "who carries this tag of `tags` (empty: any)", "带有该标签者", off="")
    without_tag: str = lever(
        "name", "who does not carry this tag of `tags` (empty: any)", "不带该标签者", off=""
    )
    within_km: float = lever(
        "km",
        "lives no farther from the nearest open site of `sites.places` (0: at any distance)",
        "距最近门店不超过（0 为不限）",
        0,
        1e4,
        off=0.0,
    )
    site: str = lever(
        "name",
        "whose nearest open site of `sites.places` is this one (empty: any)",
        "最近门店为该店者（空为不限）",
        off="",
    )
    favourite: str = lever(
        "name",
        "whose favourite store (`sites.favourite`) is this site of `sites.places` (empty: any)",
        "常去门店为该店者（空为不限）",
        off="",
    )


@settings(frozen=True, kw_only=True)
class Step:
    """One step of a journey: so many days after the trigger."""

    day: int = lever("days", "days after the trigger", "触发后天数", 0, 365)
    action: str = lever("name", "add_friend or touch", "动作", choices=("add_friend", "touch"))
    channel: str = lever("name", "touch channel", "触点")
    content: str = lever("name", "content class", "内容类型")
    hour: float = lever(
        "hour", "hour of the day (a guide's step starts in working hours)", "时刻", *_HOURS
    )
    minutes: float = lever("minutes", "working time of a guide (0: automatic)", "导购分钟", 0, 480)
    accept: float = lever(
        "share", "who accept to be added (add_friend)", "同意被导购添加好友的占比", *SHARE
    )
    coupon: bool = lever("yes/no", "carries the coupon", "带券")
    coupon_kind: str = lever("name", *_COUPON_KIND, off="")
    about: str = lever("name", *_ABOUT, off="")
    meets: str = lever("name", *_MEETS, off="")
    after: str = lever(
        "name",
        "branch: goes out only if the message of this journey that came last was opened, or was "
        "not (held back counts as not)",
        "分支：仅当本旅程上一条消息已打开，或未打开（被拦截视为未打开）",
        choices=("any", "opened", "not_opened"),
        off="any",
    )


@settings(frozen=True, kw_only=True)
class Journey:
    """A flow each shopper runs through after a trigger (SFA, 自动化旅程)."""

    trigger: str = lever(
        "name",
        "what starts it: joined; purchased; redeemed (an order with a coupon); won_back (an order "
        "after `days` days without); bought (an order with goods of the category `bought`); "
        "tier_changed (rises to, or falls from, a tier); group_entered (comes into a group of "
        "`communities`, on joining or at a review); dormant "
        "(`days` days without an order, or since joining); inactive (`days` days without visit, "
        "click or order); birthday (`days` days before it); coupon_expiring (`days` days before "
        "the day it is worth nothing); date (on from_day, and every `days` days after it; 0: "
        "once); alert (the midnight a monitor that names it raises an alarm); cart_left (the "
        "midnight `days` days after the cart was filled last and not bought); stage_changed (to "
        "another stage of `view`, at the order or at the midnight that makes it); starting again "
        "restarts it",
        "由什么事件开始：入会、下单、用券下单、回流下单、买了某品类、等级变动、进群、多日未购、多日未活跃、生日前、"
        "券到期前、指定日期、监测告警、加购未付、阶段变动；再次发生则重新开始",
        choices=(
            *("joined", "purchased", "redeemed", "won_back", "bought", "tier_changed"),
            "group_entered",
            *("dormant", "inactive", "birthday", "coupon_expiring", "date", "alert", "cart_left"),
            "stage_changed",
        ),
    )
    days: int = lever("days", "the number of days its trigger names", "触发天数", 0, 3650, off=0)
    bought: str = lever(
        "name",
        "trigger bought: which of `goods.categories`",
        "触发品类（trigger 为 bought）",
        off="",
    )
    move: str = lever(
        "name",
        "of a change of tier: any, up or down",
        "等级变动方向：任意、升级、降级",
        choices=("any", "up", "down"),
        off="any",
    )
    tier: str = lever(
        "name",
        "the level of `tiers.levels` that a change of tier reaches by rising or leaves by falling "
        "(empty: any)",
        "升到或降离的等级（空为任意）",
        off="",
    )
    view: str = lever(
        "name",
        "trigger stage_changed: which of `views`, one that asks for orders, days since joining or "
        "the last order, and spending alone",
        "触发阶段变动的口径（trigger 为 stage_changed；仅限按订单、天数与消费划分的口径）",
        off="",
    )
    from_stages: tuple[str, ...] = lever(
        "name",
        "stages of `view` that a change of stage leaves, any of them (none named: any)",
        "离开的阶段（空为任意）",
        off=(),
    )
    to_stages: tuple[str, ...] = lever(
        "name",
        "stages of `view` that a change of stage enters, any of them (none named: any)",
        "进入的阶段（空为任意）",
        off=(),
    )
    stop: str = lever(
        "name",
        "when it ends before its last step: at the next order, or at the next visit or order",
        "提前结束：再次下单，或再次到访或下单",
        choices=("never", "purchase", "visit"),
        off="never",
    )
    reentry_days: int = lever(
        "days",
        "a new trigger counts only so many days after the last start (0: always)",
        "再次进入间隔",
        0,
        36500,
        off=0,
    )
    audience: str = lever(
        "name",
        "which of `audiences` may start it, as of the trigger (empty: everybody)",
        "可进入人群（触发时判定）",
        off="",
    )
    priority: int = lever(
        "rank", "lower goes first in a guide's day", "导购当天先做数字小的任务", 0, 99
    )
    message_priority: int = lever("rank", *_PRIORITY, 0, 99, off=USUAL_PRIORITY)
    from_day: int = lever("day", "first day triggers count", "起始日", 0, 36500)
    until_day: int = lever("day", "first day triggers no longer count", "截止日", 0, 36500)
    coverage: float = lever("share", "share of triggers that start it", "覆盖率", *SHARE)
    steps: tuple[Step, ...]
