"""The plan as one typed, immutable object: every lever, its unit, range and meaning.

Values live in conf/ (defaults, each with its source) and scenarios/ (overrides).
Sizes that grow with the brand are given per 1,000 initial members, so that one scenario
means the same for 5,000 shoppers and for ten million. Money is in yuan here and becomes
integer fen when the world is built.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sim.config.community import Community, GroupLife
from sim.config.control import ChurnWarning, Control, Experiment, Media, Monitor, Shock
from sim.config.known import Attribution, Identity, Tag, View
from sim.config.lever import lever
from sim.config.offers import GroupBuy, Raffle
from sim.config.reach import Alliance, Live, Promoters, Wear
from sim.config.selling import Footfall, Selling
from sim.config.trade import Trade

MANY = 1e12
SHARE = (0.0, 1.0)


@dataclass(frozen=True, kw_only=True)
class Repeat:
    """Repeat buying of the customer base, time in weeks: who buys how often, and until when."""

    law: str = lever(
        "name",
        "bgnbd: lost by chance after a repeat order; mbgnbd: after any order; paretonbd: after a "
        "lifetime; sbg: orders every period (a subscription), lost by chance after any order",
        "复购规律：bgnbd 复购后概率流失，mbgnbd 任一单后概率流失，"
        "paretonbd 寿命到期流失，sbg 定期订购",
        choices=("bgnbd", "mbgnbd", "paretonbd", "sbg"),
    )
    r: float = lever(
        "shape", "purchase rates across shoppers: gamma shape", "购买率伽马形状", 1e-3, 1e3
    )
    alpha_weeks: float = lever("weeks", "purchase rates: gamma scale", "购买率伽马尺度", 1e-3, 1e4)
    a: float = lever(
        "shape", "dropout after a repeat purchase: first beta shape", "流失贝塔a", 1e-3, 1e3
    )
    b: float = lever(
        "shape", "dropout after a repeat purchase: second beta shape", "流失贝塔b", 1e-3, 1e3
    )
    s: float = lever("shape", "lifetimes (paretonbd): gamma shape", "寿命伽马形状", 1e-3, 1e3)
    beta_weeks: float = lever(
        "weeks", "lifetimes (paretonbd): gamma scale", "寿命伽马尺度", 1e-3, 1e5
    )
    period_days: float = lever(
        "days", "time between orders of a subscription (sbg)", "订购周期", 1, 3650
    )


@dataclass(frozen=True, kw_only=True)
class Spend:
    """Order values: Gamma-Gamma (Fader and Hardie 2013), in yuan."""

    p: float = lever(
        "shape", "order value within a shopper: gamma shape", "单客订单额形状", 1e-2, 1e3
    )
    q: float = lever(
        "shape", "mean order value across shoppers: gamma shape", "客单分布形状", 1.01, 1e3
    )
    v_yuan: float = lever("yuan", "scale of mean order values", "客单分布尺度", 1e-2, 1e6)


@dataclass(frozen=True, kw_only=True)
class Visits:
    """Light activity: opening the mini-program (小程序) or reading the group."""

    per_week: float = lever("visits/week", "mean visit rate of a live shopper", "周均访问", 0, 100)
    shape: float = lever("shape", "spread of visit rates: gamma shape", "访问率形状", 1e-2, 1e3)
    after_dropout: float = lever(
        "factor", "visit rate once lost as a buyer", "流失后访问倍数", 1e-3, 1
    )


@dataclass(frozen=True, kw_only=True)
class Traits:
    """What differs between shoppers beyond buying: drawn once, at birth."""

    deal_mean: float = lever(
        "share", "mean deal-proneness (促销敏感度)", "促销敏感均值", 0.001, 0.999
    )
    deal_spread: float = lever(
        "shape", "deal-proneness: beta concentration", "促销敏感集中度", 0.1, 1e3
    )
    affinity_mean: float = lever("share", "mean affinity to content", "内容亲和均值", 0.001, 0.999)
    affinity_spread: float = lever(
        "shape", "affinity: beta concentration", "内容亲和集中度", 0.1, 1e3
    )
    tolerance_mean: float = lever(
        "touches",
        "mean fatigue a shopper bears before each touch carries a risk",
        "疲劳容忍均值",
        0.01,
        1e3,
    )
    tolerance_shape: float = lever(
        "shape", "spread of tolerance: gamma shape", "容忍形状", 0.1, 1e3
    )
    friends_mean: float = lever(
        "people", "mean number of friends a shopper could invite", "可邀好友均值", 0, 1e3
    )
    friends_shape: float = lever("shape", "spread of friends: gamma shape", "好友数形状", 0.1, 1e3)
    preferred_hour: float = lever("hour", "centre of preferred reading hours", "偏好时段", 0, 24)
    preferred_hour_spread: float = lever(
        "hours", "standard deviation of preferred hours", "偏好时段离散", 0, 12
    )


@dataclass(frozen=True, kw_only=True)
class Hunters:
    """Subsidy hunters (羊毛党): join for the reward, buy only on a deal."""

    rate_factor: float = lever(
        "factor", "purchase rate against an ordinary shopper", "购买率倍数", 0, 10
    )
    visit_factor: float = lever(
        "factor", "visit rate against an ordinary shopper", "访问率倍数", 0, 10
    )
    open_factor: float = lever(
        "factor", "affinity to content against an ordinary shopper", "内容亲和倍数", 0, 10
    )
    deal_proneness: float = lever("share", "deal-proneness of every hunter", "促销敏感度", 0, 1)
    share_factor: float = lever(
        "factor", "invitations sent against an ordinary shopper", "分享倍数", 0, 20
    )
    friends_factor: float = lever(
        "factor", "friends reachable against an ordinary shopper", "好友倍数", 0, 20
    )


@dataclass(frozen=True, kw_only=True)
class Shoppers:
    """Who the shoppers are, and how they would behave if the brand did nothing."""

    label: str = lever("text", "name of this customer base, for the report", "客群名称")
    initial: int = lever("people", "members on day 0", "初始会员数", 1, 1e9)
    market: int = lever(
        "people",
        "people who could ever join; doors and invitations find fewer as it fills (0: no limit)",
        "市场容量：越接近饱和，获客与邀请越难（0 为不限）",
        0,
        1e10,
    )
    start: str = lever(
        "name",
        "initial people are members before day 0, or a cohort lived from its first orders",
        "初始人群：第 0 天前已是会员，或从首单起的一批顾客",
        choices=("members", "cohort"),
    )
    history_days: int = lever(
        "days",
        "initial members made their first order evenly over these days before day 0",
        "初始会员的首单均匀分布在开始前多少天",
        0,
        3650,
    )
    first_orders: tuple[float, ...] = lever(
        "weights",
        "weights of days 0, 1, ... on which the initial cohort makes its first order "
        "(start=cohort)",
        "首单日权重",
        0,
        MANY,
    )
    real_customers: int = lever(
        "people", "real customers the initial cohort stands for (0: none)", "对应真实客户数", 0, 1e9
    )
    real_weekly_repeats: tuple[int, ...] = lever(
        "orders", "their real repeat orders by week, to hold the run against", "真实周复购", 0, 1e9
    )
    calibration_weeks: int = lever("weeks", "weeks the fit has seen", "校准周数", 0, 5200)
    season: tuple[float, ...] = lever(
        "factor",
        "purchase intensity by calendar month, January first; mean about 1",
        "月度季节",
        0,
        10,
    )
    repeat: Repeat
    spend: Spend
    visits: Visits
    traits: Traits
    hunters: Hunters
    activation_per_day: float = lever(
        "1/day", "hazard of the first order on the day of joining", "首购日风险率", 0, 10
    )
    activation_half_life_days: float = lever(
        "days", "half-life of that hazard", "首购风险半衰期", 0.1, 3650
    )
    return_rate: float = lever("share", "orders returned in full", "退货率", *SHARE)
    return_days: int = lever("days", "days from order to refund", "退货天数", 0, 90)


@dataclass(frozen=True, kw_only=True)
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


@dataclass(frozen=True, kw_only=True)
class TouchChannel:
    """One way to reach a member: guide 1v1, community (社群), official account (公众号)."""

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


@dataclass(frozen=True, kw_only=True)
class ContentClass:
    """What kind of message: what it builds and what it wears out."""

    goodwill: float = lever(
        "share", "goodwill an opened touch adds, as share of the room left", "好感增量", *SHARE
    )
    nudge: float = lever(
        "share", "purchase intensity an opened touch adds for a few days", "短期购买增益", 0, 10
    )
    fatigue: float = lever("touches", "fatigue a delivered touch adds", "疲劳增量", 0, 100)


@dataclass(frozen=True, kw_only=True)
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


@dataclass(frozen=True, kw_only=True)
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
    channels: dict[str, TouchChannel]
    classes: dict[str, ContentClass]
    response: Response


@dataclass(frozen=True, kw_only=True)
class Campaign:
    """A broadcast to everyone reachable in a channel, on its days at its hours."""

    channel: str = lever("name", "touch channel", "触点")
    content: str = lever("name", "content class", "内容类型")
    hours: tuple[float, ...] = lever("hour", "hours of the day", "时刻", 0, 24)
    every_days: int = lever("days", "repeat after so many days", "每隔多少天重复一次", 1, 3650)
    from_day: int = lever("day", "first day", "起始日", 0, 36500)
    until_day: int = lever("day", "first day no longer sent", "截止日", 0, 36500)
    coupon: bool = lever("yes/no", "carries the coupon", "带券")
    intensity: float = lever(
        "share", "share of the audience each send is meant for", "每次发送面向受众的占比", *SHARE
    )
    coupon_kind: str = lever(
        "name", "which of `coupons` it carries (empty: the plan's coupon)", "所带券种", off=""
    )
    audience: str = lever(
        "name",
        "which of `audiences` it is for, as of midnight (empty: everybody)",
        "面向人群（零点判定）",
        off="",
    )


@dataclass(frozen=True, kw_only=True)
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
    tag: str = lever("name", "who carries this tag of `tags` (empty: any)", "带有该标签者", off="")
    without_tag: str = lever(
        "name", "who does not carry this tag of `tags` (empty: any)", "不带该标签者", off=""
    )


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a journey: so many days after the trigger."""

    day: int = lever("days", "days after the trigger", "触发后天数", 0, 365)
    action: str = lever("name", "add_friend or touch", "动作", choices=("add_friend", "touch"))
    channel: str = lever("name", "touch channel", "触点")
    content: str = lever("name", "content class", "内容类型")
    hour: float = lever(
        "hour", "hour of the day (a guide's step starts in working hours)", "时刻", 0, 24
    )
    minutes: float = lever("minutes", "working time of a guide (0: automatic)", "导购分钟", 0, 480)
    accept: float = lever(
        "share", "who accept to be added (add_friend)", "同意被导购添加好友的占比", *SHARE
    )
    coupon: bool = lever("yes/no", "carries the coupon", "带券")
    coupon_kind: str = lever(
        "name", "which of `coupons` it carries (empty: the plan's coupon)", "所带券种", off=""
    )
    after: str = lever(
        "name",
        "branch: goes out only if the message of this journey that came last was opened, or was "
        "not (held back counts as not)",
        "分支：仅当本旅程上一条消息已打开，或未打开（被拦截视为未打开）",
        choices=("any", "opened", "not_opened"),
        off="any",
    )


@dataclass(frozen=True, kw_only=True)
class Journey:
    """A flow each shopper runs through after a trigger (SFA, 自动化旅程)."""

    trigger: str = lever(
        "name",
        "what starts it: joined; purchased; redeemed (an order with a coupon); won_back (an order "
        "after `days` days without); dormant (`days` days without an order, or since joining); "
        "inactive (`days` days without visit, click or order); birthday (`days` days before it); "
        "coupon_expiring (`days` days before the day it is worth nothing); date (on from_day, and "
        "every `days` days after it; 0: once); alert (the midnight a monitor that names it raises "
        "an alarm); starting again restarts it",
        "由什么事件开始：入会、下单、用券下单、回流下单、多日未购、多日未活跃、生日前、券到期前、"
        "指定日期、监测告警；再次发生则重新开始",
        choices=(
            *("joined", "purchased", "redeemed", "won_back"),
            *("dormant", "inactive", "birthday", "coupon_expiring", "date", "alert"),
        ),
    )
    days: int = lever("days", "the number of days its trigger names", "触发天数", 0, 3650, off=0)
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
    from_day: int = lever("day", "first day triggers count", "起始日", 0, 36500)
    until_day: int = lever("day", "first day triggers no longer count", "截止日", 0, 36500)
    coverage: float = lever("share", "share of triggers that start it", "覆盖率", *SHARE)
    steps: tuple[Step, ...]


@dataclass(frozen=True, kw_only=True)
class Coupon:
    """The plan's coupon (优惠券): a fixed amount, with or without threshold."""

    face: float = lever("yuan", "face value", "面额", 0, 1e5)
    threshold: float = lever("yuan", "order value needed (0: none)", "门槛", 0, 1e6)
    validity_days: int = lever("days", "days until it expires", "有效天数", 1, 365)
    budget: float = lever(
        "yuan per 1,000", "approved spend over the run per 1,000 initial members", "预算", 0, MANY
    )
    gate: str = lever(
        "name",
        "budget is checked at issue or at redemption",
        "预算在发券时还是核销时检查",
        choices=("issue", "redemption"),
    )
    per_shopper: int = lever("coupons", "most coupons one shopper may get", "每人限领", 0, 1000)
    lift: float = lever(
        "factor",
        "log intensity gained per unit deal-proneness and depth",
        "每单位促销敏感与折扣深度提高的对数购买强度",
        0,
        100,
    )
    urgency_days: int = lever("days", "last days in which it pulls harder", "紧迫天数", 0, 365)
    urgency: float = lever(
        "factor", "pull in those days against before", "临近到期那几天的拉动力为之前的几倍", 0, 10
    )
    exposure: float = lever(
        "share",
        "purchase intensity a delivered coupon message lends for a few days, opened or not; a new "
        "one refreshes it",
        "券消息曝光的短期购买增益：送达即有，不论是否打开或核销，再次曝光只刷新",
        0,
        10,
    )
    dip: float = lever(
        "share",
        "intensity lost right after a redeemed order (pull-forward)",
        "用券下单后随即损失的购买强度占比",
        *SHARE,
    )
    dip_half_life_days: float = lever("days", "half-life of that dip", "低谷半衰期", 0.1, 365)
    stretch: float = lever(
        "share",
        "most an order is stretched to reach the threshold",
        "为达门槛最多把订单凑高的比例",
        *SHARE,
    )


@dataclass(frozen=True, kw_only=True)
class CouponKind:
    """One of several coupons (券种) side by side; budget, limit and effects are `coupon`'s."""

    form: str = lever(
        "name",
        "amount: `face` off; percent: `share` off, at most `face`; gift: an article that costs "
        "`cost` and looks worth `face`; trial: an article of list price `face` for `price`, which "
        "a first order is for alone; history: `share` of what was spent so far, rounded down to a "
        "denomination of 10, 20, 30, 50, 80, 100 ... 1,000, at most `face`",
        "形式：定额、折扣、赠品、体验价、历史消费比例",
        choices=("amount", "percent", "gift", "trial", "history"),
    )
    face: float = lever("yuan", "face value, or the most it takes off", "面额或封顶", 0.01, 1e5)
    threshold: float = lever("yuan", "order value needed (0: none)", "门槛", 0, 1e6)
    validity_days: int = lever(
        "days", "days until it expires (0: that day alone)", "有效天数（0 为仅当日）", 0, 365
    )
    share: float = lever(
        "share", "off the order, or of past spending", "折扣或比例", *SHARE, off=0.0
    )
    price: float = lever("yuan", "paid for a trial article", "体验价", 0, 1e5, off=0.0)
    cost: float = lever("yuan", "what the article costs the brand", "赠品成本", 0, 1e5, off=0.0)
    stock: float = lever(
        "coupons/day per 1,000",
        "most of them issued on a day per 1,000 initial members, first come first served: a flash "
        "sale (0: no such limit)",
        "每日限量（秒杀），先到先得，0 为不限",
        0,
        1e6,
        off=0.0,
    )


@dataclass(frozen=True, kw_only=True)
class Review:
    """Cashback for posting a review (晒单返现)."""

    rate: float = lever("share", "orders reviewed at full cashback appeal", "晒单率", *SHARE)
    cashback: float = lever("yuan", "paid for a review", "返现", 0, 1e4)
    share_boost: float = lever("factor", "invitation propensity after a review", "分享增幅", 1, 20)


@dataclass(frozen=True, kw_only=True)
class Officers:
    """Trial officers (体验官): members who try, tell and invite."""

    per_thousand: float = lever("people per 1,000", "members who serve", "体验官占比", 0, 1000)
    yuan_per_month: float = lever("yuan/month", "product samples for each", "月样品", 0, 1e5)
    share_factor: float = lever(
        "factor", "invitations sent against another member", "分享倍数", 0, 100
    )


@dataclass(frozen=True, kw_only=True)
class Referral:
    """The referral programme (老带新, 裂变)."""

    active: bool = lever("yes/no", "is there a programme", "启用")
    from_day: int = lever("day", "first day", "起始日", 0, 36500)
    until_day: int = lever("day", "first day no longer open", "截止日", 0, 36500)
    inviter_reward: float = lever(
        "yuan", "paid to the inviter for each full set", "邀请奖励", 0, 1e5
    )
    reward_form: str = lever(
        "name",
        "rewards are paid in cash or as a coupon without threshold",
        "奖励形式",
        choices=("cash", "coupon"),
    )
    reward_validity_days: int = lever(
        "days", "days until a reward coupon expires", "奖励券有效期", 1, 365
    )
    invites_needed: int = lever(
        "people", "successful invitations in a set", "一组奖励所需的成功邀请人数", 1, 100
    )
    invitee_reward: float = lever("yuan", "off the invitee's first order", "被邀奖励", 0, 1e5)
    condition: str = lever(
        "name",
        "an invitation counts once the friend ...",
        "计奖条件",
        choices=("join", "first_order"),
    )
    share_on_join: float = lever(
        "share", "who share right after joining, at reward appeal 1", "入会分享", *SHARE
    )
    share_on_order: float = lever(
        "share", "who share after an order, at reward appeal 1", "购后分享", *SHARE
    )
    share_on_open: float = lever(
        "share", "who share after an opened touch, at appeal 1", "打开分享", *SHARE
    )
    appeal_yuan: float = lever(
        "yuan",
        "reward at which appeal is half of its most",
        "吸引力达到上限一半时的奖励金额",
        0.01,
        1e5,
    )
    invites_mean: float = lever(
        "people", "friends asked on one occasion for each one a set needs", "单次邀请", 0, 100
    )
    accept: float = lever(
        "share", "friends who join when asked with nothing in it for them", "接受率", *SHARE
    )
    accept_gain: float = lever(
        "share", "added to that at appeal 1 of the invitee's reward", "奖励接受增量", *SHARE
    )
    delay_days: float = lever("days", "mean time until they join", "入会延迟", 0.01, 365)
    likeness: float = lever(
        "share", "traits a friend shares with the inviter", "好友与邀请人共有的特征占比", *SHARE
    )
    hunter_draw: float = lever(
        "share",
        "hunters among friends drawn by a cash reward paid on joining alone, at appeal 1",
        "羊毛吸引",
        *SHARE,
    )
    fake_share: float = lever(
        "share", "invented accounts among a hunter's friends", "虚假占比", *SHARE
    )
    activation_factor: float = lever(
        "factor", "first-order hazard of a referred member", "首购倍数", 0, 100
    )
    review: Review
    officers: Officers


@dataclass(frozen=True, kw_only=True)
class Points:
    """Points (积分): earned by orders and deeds, spent on rewards, gone at the end of a period."""

    per_yuan: float = lever("points/yuan", "earned by a yuan paid", "每消费一元得积分", 0, 100)
    bonus_factor: float = lever(
        "factor", "points of orders on bonus days against other days", "加倍日积分倍数", 1, 10
    )
    bonus_every_days: int = lever(
        "days", "a bonus day after so many days (0: none)", "每隔多少天一个加倍日", 0, 365
    )
    bonus_from_day: int = lever("day", "first bonus day", "首个加倍日", 0, 36500)
    per_sign_in: int = lever("points", "earned by signing in at a visit", "签到得积分", 0, 10000)
    sign_in: float = lever("share", "visits at which a member signs in", "访问签到率", *SHARE)
    sign_in_visits: float = lever(
        "factor", "visit rate while signing in earns points", "签到得分后的访问倍数", 1, 10
    )
    per_share: int = lever(
        "points", "earned each time a member asks friends to join", "分享得积分", 0, 10000
    )
    per_friend: int = lever(
        "points", "earned when an invited friend meets the condition", "邀友成功得积分", 0, 100000
    )
    on_joining: int = lever("points", "given to a new member", "入会赠积分", 0, 100000)
    fen_per_point: int = lever("fen/point", "worth of a point in rewards", "每分价值", 1, 1000)
    price: int = lever("points", "price of a reward (0: there is none)", "奖励所需积分", 0, 1000000)
    form: str = lever(
        "name",
        "coupon: a coupon without threshold, got in the mall (积分商城) at a visit; "
        "money: off an order, as many whole rewards as there are points and room for",
        "兑换形式：coupon 为访问商城时换无门槛券，money 为下单时整份抵现",
        choices=("coupon", "money"),
    )
    validity_days: int = lever("days", "days until such a coupon expires", "兑换券有效期", 1, 365)
    redeem: float = lever(
        "share",
        "visits (coupon) or orders (money) at which who has enough points redeems",
        "积分足够时的兑换率",
        *SHARE,
    )
    gradient: float = lever(
        "share",
        "purchase intensity added just before the next reward can be had; less, the further off",
        "临近兑换时的购买增益（目标梯度）",
        0,
        5,
    )
    expire: str = lever(
        "name",
        "calendar period at whose end all points go",
        "积分清零周期",
        choices=("never", "month", "quarter", "half_year", "year"),
    )


@dataclass(frozen=True, kw_only=True)
class Tier:
    """One level of membership: what it takes, what it gives, what it costs."""

    from_yuan: int = lever("yuan", "spending of a period that reaches it", "升级门槛", 1, 1e8)
    points_factor: float = lever("factor", "points of its orders", "积分倍数", 0, 10)
    intensity: float = lever("share", "purchase intensity its holders gain", "购买增益", 0, 5)
    retention: float = lever("share", "dropout of its holders removed", "降流失", *SHARE)
    coupon: float = lever("yuan", "coupon without threshold on reaching it", "升级礼券", 0, 1e5)
    birthday_gift: float = lever("yuan/year", "gift for each holder's birthday", "生日礼", 0, 1e5)
    service: float = lever("yuan/month", "own service for each holder", "专属服务", 0, 1e5)


@dataclass(frozen=True, kw_only=True)
class Tiers:
    """Member tiers (会员等级): up at once, judged anew at the end of each period."""

    period: str = lever(
        "name",
        "calendar period whose spending counts; a tier lasts to the end of the next one",
        "等级考核周期",
        choices=("month", "quarter", "half_year", "year"),
    )
    validity_days: int = lever("days", "days until a tier's coupon expires", "升级券有效期", 1, 365)
    levels: dict[str, Tier]


@dataclass(frozen=True, kw_only=True)
class StoredValue:
    """Stored value (储值): paid in ahead with a bonus, used first."""

    top_up: float = lever("yuan", "paid in at once (0: no such card)", "储值金额", 0, 1e5)
    bonus: float = lever("yuan", "added by the brand", "储值赠送", 0, 1e5)
    take_up: float = lever(
        "share", "orders beyond the balance at which a member tops up first", "储值接受率", *SHARE
    )
    intensity: float = lever(
        "share", "purchase intensity gained while there is a balance", "余额购买增益", 0, 5
    )


@dataclass(frozen=True, kw_only=True)
class Skill:
    """How well a guide does a task: what a message is worth, and who agrees to be added."""

    spread: float = lever(
        "share",
        "standard deviation of log talent across guides",
        "导购天赋差异（对数标准差）",
        0,
        2,
    )
    newcomer: float = lever(
        "share",
        "skill of a guide's first day against the experienced",
        "新导购首日能力占比",
        *SHARE,
    )
    learning_half_life_days: float = lever(
        "days",
        "time in which half of what a newcomer lacks is learnt",
        "新导购学习半衰期",
        0.1,
        3650,
    )


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How hard a guide works the list: the answer to commission, target and contest."""

    spread: float = lever(
        "share",
        "standard deviation of log willingness across guides",
        "导购意愿差异（对数标准差）",
        0,
        2,
    )
    gain: float = lever(
        "factor",
        "effort added by a reward without bounds, against a guide paid by the hour alone",
        "奖励可增加的努力上限（对比只拿时薪）",
        0,
        20,
    )
    appeal_yuan: float = lever(
        "yuan",
        "reward for a task at which half of that is reached",
        "达到一半激励效果的单任务奖励",
        0.01,
        1e5,
    )
    half_life_days: float = lever(
        "days",
        "time in which half of a change of reward is felt: habit, and memory of earnings",
        "努力随奖励变化的半衰期（习惯）",
        0.1,
        3650,
    )


@dataclass(frozen=True, kw_only=True)
class Target:
    """A monthly target of new friends for each guide (考核), with a bonus for reaching it."""

    friends: int = lever(
        "people", "new friends in a calendar month (0: no target)", "月加好友目标", 0, 1e6
    )
    bonus: float = lever("yuan", "paid to a guide who reaches it", "达标奖金", 0, 1e6)


@dataclass(frozen=True, kw_only=True)
class Contest:
    """A contest of guides (导购大赛): the first in the ranking win a prize each."""

    from_day: int = lever("day", "first day", "起始日", 0, 36500)
    days: int = lever("days", "how long it lasts (0: no contest)", "竞赛天数", 0, 3650)
    measure: str = lever(
        "name",
        "ranked by new friends, or by net sales to friends",
        "按新增好友还是好友销售额排名",
        choices=("friends", "sales"),
    )
    winners: float = lever("share", "guides who win, at least one", "获奖导购占比", *SHARE)
    prize: float = lever("yuan", "paid to each winner", "每位获奖者奖金", 0, 1e6)


@dataclass(frozen=True, kw_only=True)
class Training:
    """Training of guides (培训): costs money and working time, raises skill, and is forgotten."""

    from_day: int = lever("day", "first session", "首次培训日", 0, 36500)
    every_days: int = lever(
        "days", "repeat after so many days (0: no training)", "每隔多少天", 0, 3650
    )
    minutes: float = lever(
        "minutes", "working time a session takes that day", "每次占用工时", 0, 1440
    )
    yuan: float = lever("yuan", "cost of a session for each guide", "每人每次成本", 0, 1e5)
    gain: float = lever(
        "share",
        "what a session teaches, of what is not yet known",
        "每次学会未掌握内容的占比",
        *SHARE,
    )
    half_life_days: float = lever("days", "half-life of what was taught", "所学半衰期", 0.1, 3650)
    effect: float = lever("share", "skill added by knowing it all", "全部掌握时能力增量", 0, 2)


@dataclass(frozen=True, kw_only=True)
class Turnover:
    """Guides who leave (离职) and the hand-over of their customers (离职继承)."""

    per_year: float = lever("1/year", "chance to leave, as a rate", "年离职率", 0, 100)
    vacancy_days: int = lever(
        "days", "days until the successor begins; tasks wait", "空缺天数，任务等待", 1, 365
    )
    lost: float = lever(
        "share",
        "reachable friends who do not follow to the successor",
        "交接时流失的好友占比",
        *SHARE,
    )
    yuan: float = lever("yuan", "cost of finding and starting a successor", "招聘上岗成本", 0, 1e6)


@dataclass(frozen=True, kw_only=True)
class HeadOffice:
    """Head-office guides (总部导购) beside store guides: they carry out some journeys alone."""

    book_size: int = lever(
        "people", "initial members for each head-office guide (0: none)", "总部导购客户簿", 0, 1e7
    )
    minutes_per_day: float = lever("minutes", "working time", "日工时", 0, 1440)
    yuan_per_month: float = lever("yuan/month", "wage of one, whatever the work", "月薪", 0, 1e6)
    journeys: tuple[str, ...] = lever(
        "name", "journeys whose guide steps they carry out", "由总部导购执行的旅程"
    )


@dataclass(frozen=True, kw_only=True)
class Rollout:
    """From the first store to all (铺开): which share of the guides is on the programme when."""

    days: tuple[int, ...] = lever(
        "day",
        "days on which more guides begin (none: all from the start)",
        "铺开各步的日期",
        0,
        36500,
    )
    shares: tuple[float, ...] = lever(
        "share", "guides on the programme from that day on", "该日起参与导购占比", *SHARE
    )
    yuan_per_guide: float = lever(
        "yuan", "cost of bringing one guide on to the programme", "每位导购上线成本", 0, 1e6
    )


@dataclass(frozen=True, kw_only=True)
class Guides:
    """Store guides (导购) as a limited resource."""

    book_size: int = lever("people", "initial members for each guide", "客户簿", 1, 1e6)
    minutes_per_day: float = lever(
        "minutes", "working time for private-domain tasks", "日可用分钟", 0, 1440
    )
    start_hour: float = lever("hour", "when that work begins", "开始时刻", 0, 23)
    patience_days: int = lever("days", "a task older than this is dropped", "任务时效", 0, 90)
    late_value: float = lever(
        "factor", "goodwill left to a task a day late", "迟一天完成的任务还剩多少好感", *SHARE
    )
    yuan_per_hour: float = lever("yuan/hour", "wage cost of working time", "时薪", 0, 1e4)
    commission: float = lever("share", "of net order value of their friends", "提成", *SHARE)
    skill: Skill
    effort: Effort
    target: Target
    contest: Contest
    training: Training
    turnover: Turnover
    head_office: HeadOffice
    rollout: Rollout


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The service desk (在线客服): members ask, agents answer first come, first served."""

    ask_rate: float = lever(
        "share",
        "visits at which a member reachable in a channel asks a question",
        "访问咨询率",
        *SHARE,
    )
    agents: float = lever(
        "people per 1,000",
        "agents per 1,000 initial members, in whole people, at least one (0: no desk)",
        "客服人数",
        0,
        1e6,
    )
    minutes: float = lever(
        "minutes", "mean working time of an answer (exponential)", "答复时长均值", 1e-3, 1e5
    )
    from_hour: float = lever("hour", "when the desk opens", "开始时刻", 0, 24)
    to_hour: float = lever(
        "hour", "after this no answer is begun until it opens again", "结束时刻", 0, 24
    )
    target_minutes: float = lever(
        "minutes", "an answer begun within this time is worth goodwill", "响应时限", 0, 1e5
    )
    patience_minutes: float = lever(
        "minutes", "who has waited so long gives up (0: nobody does)", "等待耐心", 0, 1e5
    )
    content: str = lever(
        "name", "content class an answer in time is worth, once opened", "答复内容类型"
    )
    given_up_dropout: float = lever(
        "share", "buyers who stop buying when they give up waiting", "放弃致流失", *SHARE
    )
    yuan_per_month: float = lever("yuan/month", "wage of one agent", "客服月薪", 0, 1e6)


@dataclass(frozen=True, kw_only=True)
class Finance:
    """Margin, fixed costs and the approved budget."""

    cost_of_goods: float = lever("share", "of list order value", "商品成本率", *SHARE)
    tools: float = lever(
        "yuan/month per 1,000", "software per 1,000 initial members", "工具费", 0, 1e6
    )
    team: float = lever(
        "yuan/month per 1,000", "head-office team per 1,000 initial members", "团队费", 0, 1e6
    )
    budget: float = lever(
        "yuan per 1,000",
        "approved programme budget for the run per 1,000 initial members (0: none set)",
        "计划预算",
        0,
        MANY,
    )


@dataclass(frozen=True, kw_only=True)
class PlatformRule:
    """One rule of a platform on messages to one member, in force between two dates."""

    channels: tuple[str, ...] = lever(
        "name",
        "touch channels it holds for, together; those a plan has not are left out",
        "适用触点",
    )
    applies: str = lever(
        "name",
        "mass: campaigns; automatic: journey steps without a guide's work, too; all: guides, too",
        "适用于群发、自动消息，还是全部",
        choices=("mass", "automatic", "all"),
    )
    window: str = lever(
        "name",
        "hours: least gap; days: so many calendar days running; week (Monday first) and month of "
        "the calendar; quiet: hours of the day in which nothing goes out",
        "时间窗：最小间隔小时、连续自然日、自然周、自然月、静默时段",
        choices=("hours", "days", "week", "month", "quiet"),
    )
    length: int = lever("number", "how many hours or days (else 1)", "小时数或天数", 1, 31)
    most: int = lever(
        "touches",
        "most messages in the window (0: as many as it has days); a gap allows 1",
        "窗内上限（0 为等于天数）",
        0,
        60,
    )
    quiet: tuple[float, ...] = lever("hour", "from and to (window=quiet)", "静默起止时刻", 0, 24)
    from_date: date = lever("date", "first day in force", "生效日")  # noqa: RUF009
    until_date: date = lever("date", "first day no longer in force", "失效日")  # noqa: RUF009


@dataclass(frozen=True, kw_only=True)
class Platform:
    """Rules of the platform the private domain lives on."""

    group_size: int = lever("people", "most members in one community group", "群上限", 1, 100000)
    customers_per_guide: int = lever(
        "people", "most customers one member of staff can have", "单员工客户上限", 1, 1e7
    )
    rules: dict[str, PlatformRule]


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """A direction a scenario is expected to show, over twin worlds."""

    kpi: str = lever("name", "key of a KPI, as in summary.json", "指标")
    direction: str = lever("name", "how it differs", "方向", choices=("higher", "lower"))
    against: str = lever("name", "scenario it is compared with", "对照方案")


@dataclass(frozen=True, kw_only=True)
class Story:
    """What a scenario says of itself; never changes a result."""

    name: str = lever("name", "scenario name", "名称")
    title: dict[str, str]
    question: dict[str, str]
    asked_by: tuple[str, ...] = lever(
        "name",
        "readers the question is asked by",
        "提问者",
        choices=("strategist", "finance", "researcher"),
    )
    evidence: tuple[str, ...] = lever("ids", "evidence this scenario leans on", "证据编号")
    expects: tuple[Expectation, ...]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything one run depends on, except where results go."""

    seed: int = lever("number", "study seed", "种子", 0, 2**32 - 1)
    horizon_days: int = lever("days", "days simulated", "模拟天数", 1, 36500)
    start_date: date = lever("date", "calendar date of day 0", "起始日期")  # noqa: RUF009
    engine: str = lever("name", "population engine", "引擎", choices=("auto", "simpy", "compiled"))
    story: Story
    trade: Trade
    shoppers: Shoppers
    acquisition: dict[str, Channel]
    touch: Touch
    community: GroupLife
    communities: dict[str, Community]
    campaigns: dict[str, Campaign]
    journeys: dict[str, Journey]
    audiences: dict[str, Audience]
    coupon: Coupon
    coupons: dict[str, CouponKind]
    group_buys: dict[str, GroupBuy]
    raffles: dict[str, Raffle]
    referral: Referral
    points: Points
    tiers: Tiers
    stored_value: StoredValue
    guides: Guides
    desk: Desk
    finance: Finance
    platform: Platform
    shocks: dict[str, Shock]
    media: dict[str, Media]
    control: Control
    monitors: dict[str, Monitor]
    warning: ChurnWarning
    experiments: dict[str, Experiment]
    selling: Selling
    footfall: dict[str, Footfall]
    live: Live
    alliances: dict[str, Alliance]
    promoters: dict[str, Promoters]
    wear: dict[str, Wear]
    views: dict[str, View]
    tags: dict[str, Tag]
    identity: Identity
    attribution: Attribution


@dataclass(frozen=True, kw_only=True)
class Study:
    """How a plan is run and where its results go; no result depends on it, except replications."""

    replications: int = lever("runs", "independent replications", "重复次数", 1, 100000)
    workers: int = lever("processes", "runs at once (0: one for each core)", "进程数", 0, 1024)
    backend: str = lever(
        "name",
        "where runs are spread: over processes here, or a Ray cluster",
        "运行于",
        choices=("local", "ray"),
    )
    districts: int = lever(
        "workers", "workers that one run's shoppers are spread over (1: none)", "分区数", 1, 4096
    )
    out: str = lever("path", "result folder (empty: out/COMMAND-NAME)", "结果目录")
    lang: str = lever("name", "language of pages", "语言", choices=("zh", "en"))
    report: bool = lever("yes/no", "write page and workbook", "生成报告")
    events: bool = lever("yes/no", "write the event log", "写事件日志")
    tables: str = lever("name", "table format", "表格式", choices=("parquet", "csv"))
