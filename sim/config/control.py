"""Levers of the brand's own side: shocks it meets, and how it steers money, phases and tests."""

from __future__ import annotations

from sim.config.lever import SHARE, lever, settings

HITS = (
    *("sales", "sending", "opening", "joins", "media_price", "guide_minutes", "desk_agents"),
    *("returns", "dropout", "weekly_cap", "group_size", "stores", "stock", "nothing"),
    "couriers",
)


@settings(frozen=True, kw_only=True)
class Shock:
    """A dated shock (冲击): something is more or less than usual for some days, then recovers."""

    hits: str = lever(
        "name",
        "what it changes: purchase intensity (sales), sends carried out (sending), opens "
        "(opening), people who come by the doors (joins), price of media, guides' time, agents at "
        "the service desk, share of orders returned, chance to be lost after an order (dropout), "
        "the weekly cap, the group limit, stores open (stores), orders whose goods are there "
        "(stock), couriers who come (couriers), or nothing but its cost",
        "作用对象：销售 sales、发送 sending、打开 opening、入会 joins、媒体价格、导购工时、"
        "客服人数、退货、流失、周触达上限、群上限、营业门店 stores、有货率 stock、骑手 couriers，"
        "或只有费用 nothing",
        choices=HITS,
    )
    only: tuple[str, ...] = lever(
        "names",
        "touch channels (sending, opening), doors (joins, media_price) or regions (stores) it is "
        "limited to; empty: all",
        "仅限的触点、获客渠道或地区，空为全部",
    )
    factor: float = lever(
        "factor", "against the usual, at full depth (1: untouched)", "最深时为平时的几倍", 0, 100
    )
    from_day: int = lever("day", "first day", "起始日", 0, 36500)
    days: int = lever("days", "days at full depth", "持续天数", 1, 36500)
    recovery_days: int = lever(
        "days", "days over which it then fades in a straight line", "恢复天数", 0, 36500
    )
    times: int = lever("times", "how often it strikes", "发生次数", 1, 10000)
    every_days: int = lever("days", "from one stroke to the next", "间隔天数", 1, 36500)
    yuan: float = lever(
        "yuan per 1,000",
        "fine, mending and compensation of each stroke per 1,000 initial members",
        "每次罚款、抢修与补偿",
        0,
        1e9,
    )


@settings(frozen=True, kw_only=True)
class Media:
    """How one acquisition channel's money works and is controlled; named as the channel is."""

    price_drift: float = lever(
        "1/year", "rise of the price of media in a year (compounded)", "媒体年涨价率", -0.9, 10
    )
    learning: float = lever(
        "share",
        "worth of a yuan gained at a very large private pool (own data aim the ads)",
        "私域数据反哺：投放效率最多提高",
        0,
        10,
    )
    learning_half: float = lever(
        "people per 1,000",
        "members in a channel per 1,000 initial members at which half of that is gained",
        "达到一半增益的在触会员数",
        0.001,
        1e6,
    )
    commission: float = lever(
        "share",
        "paid on a newcomer's first order, if it comes in time and stays (pay per sale, CPS)",
        "首单佣金率（CPS）",
        *SHARE,
    )
    month_budget: float = lever(
        "yuan/month per 1,000",
        "most media money in a calendar month per 1,000 initial members (0: no limit)",
        "渠道月预算",
        0,
        1e9,
    )
    floor: float = lever(
        "share",
        "return (control.return_definition) below which the channel is cut; -1: never",
        "回报底线",
        -1,
        1e6,
    )
    innovation: bool = lever(
        "yes/no", "is paid from the innovation share of the budget", "用创新预算"
    )


@settings(frozen=True, kw_only=True)
class Phase:
    """A phase of the plan (阶段): which share of what is planned runs, until the next phase."""

    from_day: int = lever("day", "first day, before control.delay_days", "起始日", 0, 36500)
    media: float = lever("share", "of the planned media spend", "投放比例", 0, 10)
    campaigns: float = lever("share", "of the audience of each send", "活动受众比例", *SHARE)
    journeys: float = lever("share", "of the coverage of each journey", "旅程覆盖比例", *SHARE)
    guide_minutes: float = lever("share", "of the guides' time", "导购工时比例", 0, 10)
    yuan_per_month: float = lever(
        "yuan/month per 1,000", "team of the phase per 1,000 initial members", "阶段团队费", 0, 1e6
    )


@settings(frozen=True, kw_only=True)
class Tool:
    """A tool bought once the brand has grown to a threshold (工具升级)."""

    measured: str = lever(
        "name",
        "what is counted: members, or community groups over all channels",
        "按会员数还是社群数",
        choices=("members", "groups"),
    )
    threshold: float = lever(
        "number per 1,000",
        "bought at the first midnight with so many per 1,000 initial members",
        "启用门槛",
        0,
        1e6,
    )
    yuan_per_month: float = lever(
        "yuan/month per 1,000", "from then on, per 1,000 initial members", "月费", 0, 1e6
    )
    answers: float = lever(
        "share", "questions to the service desk it answers at once", "自动答复占比", *SHARE
    )
    group_labour: float = lever(
        "share", "labour of the groups it saves", "节省的社群人力占比", *SHARE
    )


@settings(frozen=True, kw_only=True)
class Budgets:
    """Three budgets (三预算) approved by month: held against the ledger, they stop nothing."""

    project: float = lever(
        "yuan/month per 1,000",
        "media, gifts, coupons, points, rewards and messages, per 1,000 initial members (0: none "
        "approved); held against the books, stops nothing",
        "项目预算：投放、礼品、券、积分、奖励与消息（0 为未批；只对账，不停支）",
        0,
        1e9,
    )
    daily: float = lever(
        "yuan/month per 1,000",
        "guides, service, groups, team and incidents, per 1,000 initial members (0: none "
        "approved); held against the books, stops nothing",
        "日常预算：导购、客服、社群人力、团队与突发（0 为未批；只对账，不停支）",
        0,
        1e9,
    )
    development: float = lever(
        "yuan/month per 1,000",
        "tools and training, per 1,000 initial members (0: none approved); held against the "
        "books, stops nothing",
        "发展预算：工具与培训（0 为未批；只对账，不停支）",
        0,
        1e9,
    )


@settings(frozen=True, kw_only=True)
class Control:
    """How the brand steers its money and its phases."""

    month_budget: float = lever(
        "yuan/month per 1,000",
        "media money of a calendar month, all channels, per 1,000 initial members (0: no limit)",
        "媒体月预算",
        0,
        1e9,
    )
    reserve: float = lever("share", "of it kept back for emergencies", "应急预算占比", *SHARE)
    release_below: float = lever(
        "share",
        "the reserve of a month is released when orders of 7 days fall below this share of the "
        "mean of the 28 days before (0: never)",
        "近 7 天订单低于此前 28 天均值的多少时动用应急预算",
        0,
        10,
    )
    innovation: float = lever(
        "share", "of it for the channels marked innovation", "创新预算占比", *SHARE
    )
    return_definition: str = lever(
        "name",
        "return of a channel: margin (or list sales) of its newcomers so far / its media, gifts "
        "and commission so far, less 1",
        "回报口径：渠道新会员累计毛利（或标价销售）/ 渠道累计投入 - 1",
        choices=("margin", "sales"),
    )
    grace_days: int = lever(
        "days", "no channel is judged before this day", "多少天内不考核", 0, 36500
    )
    review_days: int = lever("days", "from one review to the next", "复盘间隔", 1, 3650)
    below_floor: str = lever(
        "name",
        "money of a channel below its floor is saved, or shifted to the one with the best return",
        "低于底线：停投，或转给回报最好的渠道",
        choices=("stop", "shift"),
    )
    attribution_days: int = lever(
        "days",
        "a first order within so many days of joining pays commission",
        "佣金归因天数",
        0,
        3650,
    )
    delay_days: int = lever("days", "all phases begin so much later", "阶段整体推迟", 0, 36500)
    budgets: Budgets
    phases: dict[str, Phase]
    tools: dict[str, Tool]


METRICS = (
    *("activity", "orders_change", "repeat_change", "order_value_change", "opens_change"),
    *("conversion", "clicks", "retention", "redemption_change", "group_activity"),
)


@settings(frozen=True, kw_only=True)
class Monitor:
    """An alert rule (告警) on a figure the brand sees; an alarm starts a campaign or journey."""

    metric: str = lever(
        "name",
        "activity: members active in the window a day / members; conversion: first orders / joins; "
        "clicks: clicked / opened; retention: buyers of the last 30 days / buyers; "
        "group_activity: members of community groups who talk / "
        "members of groups; NAME_change: "
        "orders, repeat orders, mean order value, opens or coupons redeemed of the window against "
        "the window before it, less 1",
        "指标：活跃率、转化率、点击率、留存率、社群活跃度，或订单、复购、客单价、打开、核销较上一窗口的变化",
        choices=METRICS,
    )
    threshold: float = lever("share", "alarm if the figure lies below", "阈值", -1, 1000)
    above: bool = lever("yes/no", "alarm if it lies above instead", "高于阈值才告警")
    window_days: int = lever("days", "days the figure is taken over", "统计窗口", 1, 365)
    for_days: int = lever("days", "days running it must be so", "连续天数", 1, 365)
    pause_days: int = lever("days", "no second alarm for so long", "告警间隔", 1, 3650)
    yuan_per_alarm: float = lever(
        "yuan per 1,000",
        "work each alarm makes, right or false, per 1,000 initial members",
        "每次处置费用",
        0,
        1e6,
    )
    campaign: str = lever(
        "name", "campaign an alarm sends (empty: none); it needs no days of its own", "触发的活动"
    )
    campaign_days: int = lever("days", "days running it is sent", "活动持续天数", 1, 365)
    silent_days: int = lever(
        "days",
        "it is sent to buyers without an order for so many days (0: to everybody)",
        "只发给多少天未购的老客",
        0,
        3650,
    )
    journey: str = lever(
        "name",
        "journey with the trigger alert that an alarm starts, for the journey's audience "
        "(empty: none)",
        "告警启动的旅程（触发为 alert；空为无）",
        off="",
    )


@settings(frozen=True, kw_only=True)
class ChurnWarning:
    """The churn warning (流失预警): buyers silent for long are listed, rightly or wrongly."""

    visit_days: int = lever("days", "without a sign of life (0: not asked)", "未活跃天数", 0, 3650)
    order_days: int = lever("days", "without an order (0: not asked)", "未购天数", 0, 3650)
    rhythm: float = lever(
        "factor",
        "without an order for so many times one's own mean gap, of who ordered twice "
        "(0: not asked)",
        "超过本人平均间隔的倍数（至少两单）",
        0,
        1000,
    )
    every_days: int = lever("days", "from one look to the next", "检查间隔", 1, 3650)
    campaign: str = lever(
        "name",
        "campaign sent at each look to buyers without an order for order_days (empty: none)",
        "每次预警发给久未购老客的活动（空为不发）",
    )


@settings(frozen=True, kw_only=True)
class Experiment:
    """A test by random assignment (A/B 测试), read out and scaled up."""

    channel: str = lever("name", "touch channel whose members are assigned", "触点")
    from_day: int = lever("day", "first day", "起始日", 0, 36500)
    days: int = lever("days", "days the test runs", "天数", 1, 3650)
    every_days: int = lever("days", "from one send to the next", "发送间隔", 1, 365)
    people: int = lever(
        "people",
        "members in each arm, however many the brand has: what a test can see depends on them; "
        "half of the channel's members each, if it has fewer than two arms of them",
        "每组人数，与会员总数无关；触点会员不足两组时各占一半",
        1,
        10_000_000,
    )
    metric: str = lever(
        "name",
        "who counts as a success: ordered, or was active, from the first day to the last",
        "成功口径：期内下单或活跃",
        choices=("ordered", "active"),
    )
    scale_up: str = lever(
        "name",
        "afterwards everybody gets the better arm: always (best), only if the 95 % interval of the "
        "difference lies on one side of zero, else the first arm (significant), or nobody (none)",
        "测后推广：取优、显著才换、不推广",
        choices=("best", "significant", "none"),
    )
    leak: float = lever(
        "share",
        "of each arm who see the other arm's message too (groups, screenshots)",
        "串组：看到另一组消息的占比",
        0,
        1,
    )
    first: str = lever(
        "name", "campaign of the first arm, the one in use so far (empty: nothing)", "对照组活动"
    )
    second: str = lever("name", "campaign of the second arm", "试验组活动")
