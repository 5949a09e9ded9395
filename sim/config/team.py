"""The team: guides and what moves them, head office, the service desk."""

from __future__ import annotations

from sim.config.lever import SHARE, lever, settings


@settings(frozen=True, kw_only=True)
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


@settings(frozen=True, kw_only=True)
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


@settings(frozen=True, kw_only=True)
class Target:
    """A monthly target of new friends for each guide (考核), with a bonus for reaching it."""

    friends: int = lever(
        "people", "new friends in a calendar month (0: no target)", "月加好友目标", 0, 1e6
    )
    bonus: float = lever("yuan", "paid to a guide who reaches it", "达标奖金", 0, 1e6)


@settings(frozen=True, kw_only=True)
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


@settings(frozen=True, kw_only=True)
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


@settings(frozen=True, kw_only=True)
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


@settings(frozen=True, kw_only=True)
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


@settings(frozen=True, kw_only=True)
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


@settings(frozen=True, kw_only=True)
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


@settings(frozen=True, kw_only=True)
class PeakSeats:
    """More seats at some hours (分时排班): agents who are there for part of the day."""

    agents: float = lever(
        "people per 1,000",
        "part-time agents per 1,000 initial members, in whole people, one at least (0: none)",
        "高峰坐席人数",
        0,
        1e6,
    )
    from_hour: float = lever("hour", "when they come", "高峰开始", 0, 24)
    to_hour: float = lever("hour", "after this they begin no answer", "高峰结束", 0, 24)
    yuan_per_month: float = lever("yuan/month", "wage of one of them", "高峰坐席月薪", 0, 1e6)


@settings(frozen=True, kw_only=True)
class FirstLine:
    """A machine that answers first, day and night (AI 客服); the rest it hands on to agents."""

    share: float = lever("share", "questions it takes", "AI 接待占比", *SHARE)
    solves: float = lever("share", "of those it takes that it solves", "AI 解决率", *SHARE)
    worth: float = lever(
        "factor",
        "what its answer adds to goodwill and intensity, against an agent's",
        "AI 答复效果倍数",
        0,
        2,
    )
    minutes: float = lever(
        "minutes", "after which an unsolved question is handed to the agents", "转人工时长", 0, 1e4
    )
    yuan_per_question: float = lever("yuan", "cost of a question it takes", "AI 每问成本", 0, 100)


@settings(frozen=True, kw_only=True)
class Complaints:
    """Complaints by kind (投诉), in the same queue as questions, and what solving them does."""

    late: float = lever("share", "late deliveries that bring a complaint", "超时投诉率", *SHARE)
    missing: float = lever(
        "share", "wants lost to missing goods and closed stores that do", "缺货闭店投诉率", *SHARE
    )
    minutes: float = lever(
        "minutes", "mean working time of a complaint (exponential)", "投诉处理时长", 1e-3, 1e5
    )
    resolved: float = lever(
        "share", "of complaints answered that the answer resolves", "解决率", *SHARE
    )
    dropout: float = lever(
        "share", "buyers who stop when a complaint is not resolved", "未解决致流失", *SHARE
    )
    recovered: float = lever(
        "satisfaction",
        "worth of a complaint resolved within the target, as an experience (service recovery)",
        "及时解决体验值",
        -1,
        1,
    )
    yuan: float = lever("yuan", "paid for a complaint that is resolved", "每单补偿金", 0, 1e4)
    coupon: str = lever(
        "name", "kind of `coupons` granted when it is resolved; empty: none", "补偿券，空为无"
    )


@settings(frozen=True, kw_only=True)
class Desk:
    """The service desk (在线客服): members ask, agents answer first come, first served."""

    ask_rate: float = lever(
        "share",
        "visits at which a member reachable in a channel asks a question",
        "访问咨询率",
        *SHARE,
    )
    ask_near: float = lever(
        "mean gaps between orders",
        "how far from the next order `ask_rate` falls to a third: who consults is about to buy (0: "
        "all visits alike)",
        "咨询概率降至三分之一时距下单的远近（0 为与下单无关）",
        0,
        100,
    )
    buys_within_days: int = lever(
        "days",
        "an order so soon after a question counts as bought after consulting (with ask_near)",
        "咨询后成交的统计天数",
        1,
        365,
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
    peak: PeakSeats
    first_line: FirstLine
    complaints: Complaints
