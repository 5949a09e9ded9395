"""Levers of reach: live rooms, alliances, promoters paid by commission, and content that wears."""

from __future__ import annotations

from sim.config.lever import SHARE, lever, settings


@settings(frozen=True, kw_only=True)
class Live:
    """Live sessions (直播): who opens a message of a room's touch channel comes in and watches."""

    channels: tuple[str, ...] = lever(
        "names",
        "touch channels that are live rooms; each send through one is a session, a step of a "
        "journey through one is the way in of those who booked (none: no sessions)",
        "作为直播间的触点：每次群发即一场直播，旅程步骤则是预约者的入口（空为无直播）",
    )
    hours: float = lever("hours", "how long a session lasts", "每场时长", 0.1, 24)
    half_hours: float = lever(
        "hours",
        "length at which half of those who would come to an endless session find the time",
        "达到一半到场率所需时长",
        0.01,
        24,
    )
    worth_days: float = lever(
        "days",
        "of one's own usual buying that a visit to the room is worth, there and then",
        "一次观看相当于本人多少天的平常购买",
        0,
        365,
    )
    return_factor: float = lever(
        "factor", "orders returned among those made in the room, against others", "退货倍数", 0, 100
    )
    yuan_per_session: float = lever(
        "yuan per 1,000",
        "set-up and prizes of a session per 1,000 initial members",
        "每场固定费",
        0,
        1e6,
    )
    yuan_per_hour: float = lever(
        "yuan/hour per 1,000",
        "host and stream per 1,000 initial members",
        "主播与推流时费",
        0,
        1e6,
    )
    public: float = lever(
        "people per 1,000",
        "public viewers a day the platform sends to a very busy room, per 1,000 initial members",
        "私域观众极多时平台每天导入的公域观众",
        0,
        1e6,
    )
    public_half: float = lever(
        "people per 1,000",
        "private viewers of a day, per 1,000 initial members, that bring half of them",
        "达到一半公域导入的私域观众数",
        0.001,
        1e6,
    )
    public_join: float = lever("share", "public viewers who join", "公域观众入会率", *SHARE)
    door: str = lever(
        "name",
        "entry of `acquisition` public viewers join by (empty: nobody does)",
        "公域观众入会的获客渠道（空为无）",
    )


@settings(frozen=True, kw_only=True)
class Alliance:
    """A partner's pool of people (联盟), and joint events on which pools are opened."""

    pool: float = lever(
        "people per 1,000", "people in it per 1,000 initial members", "伙伴会员池", 0, 1e7
    )
    overlap: float = lever("share", "of it who are members of ours already", "重叠占比", *SHARE)
    willing: float = lever(
        "share", "of it who would take the benefit if told of it", "愿意领取者占比", *SHARE
    )
    reach: float = lever(
        "share", "of them whom the partner reaches at one event", "每次活动触及占比", *SHARE
    )
    from_day: int = lever("day", "first event", "首次活动日", 0, 36500)
    until_day: int = lever("day", "first day without events", "截止日", 0, 36500)
    every_days: int = lever("days", "from one event to the next", "活动间隔", 1, 3650)
    benefit: float = lever(
        "yuan", "cost of the benefit for each who takes it, new or not", "每份权益成本", 0, 1e5
    )
    fee: float = lever(
        "yuan per 1,000",
        "stand, slots and work of one event per 1,000 initial members",
        "每次活动费用",
        0,
        1e6,
    )
    door: str = lever(
        "name", "entry of `acquisition` the newcomers join by", "新会员入会的获客渠道"
    )
    campaign: str = lever(
        "name",
        "campaign that opens our members to the partner on event days (empty: nothing in return)",
        "活动日替伙伴触达我方会员的活动（空为不回赠）",
    )


@settings(frozen=True, kw_only=True)
class Promoters:
    """People who promote for commission (推客): staff, group leaders, introducers."""

    people: float = lever(
        "people per 1,000", "promoters per 1,000 initial members", "推广人数", 0, 1e6
    )
    circle: float = lever("people", "whom one of them could ask at all", "每人可触达的熟人", 0, 1e6)
    asks_per_day: float = lever(
        "people/day", "whom one asks a day, at full effort", "全力时每天询问人数", 0, 1e4
    )
    accept: float = lever("share", "of those asked who join", "入会率", *SHARE)
    commission: float = lever(
        "share",
        "of a newcomer's first order, if it comes within control.attribution_days and stays",
        "首单佣金率",
        *SHARE,
    )
    per_join: float = lever("yuan", "paid for each who joins", "每入会奖励", 0, 1e5)
    hope_yuan: float = lever(
        "yuan", "what asking somebody is thought to earn at first", "起初预期每次询问收入", 0, 1e4
    )
    appeal_yuan: float = lever(
        "yuan",
        "earnings for each person asked at which effort is half of its most",
        "达到一半积极性的每次询问收入",
        0.01,
        1e4,
    )
    half_life_days: float = lever(
        "days",
        "time in which half of a change of earnings is felt",
        "积极性随收入变化的半衰期",
        0.1,
        3650,
    )
    yuan_per_month: float = lever(
        "yuan/month", "training, samples and tools for each", "每人月支持费", 0, 1e5
    )
    from_day: int = lever("day", "first day", "起始日", 0, 36500)
    until_day: int = lever("day", "first day no longer", "截止日", 0, 36500)
    door: str = lever(
        "name", "entry of `acquisition` those who join come by", "新会员入会的获客渠道"
    )


@settings(frozen=True, kw_only=True)
class Wear:
    """How one content class wears (内容疲劳), what making it costs; named as the class is."""

    quality: float = lever(
        "factor", "chance to open against the usual while it is new", "质量（打开率倍数）", 0, 10
    )
    copy_wear: float = lever(
        "1/day",
        "rate at which it wears on a day it is sent, however often (copy wear-out)",
        "发送日的内容老化率",
        0,
        10,
    )
    repetition_wear: float = lever(
        "1/send",
        "rate at which each send to everybody wears it (repetition wear-out)",
        "每次全员发送的重复疲劳率",
        0,
        10,
    )
    recovery: float = lever(
        "1/day", "rate at which it recovers on a day without it", "停发日的恢复率", 0, 10
    )
    renew_below: float = lever(
        "share", "a new form is made once novelty is below this (0: never)", "换形式门槛", *SHARE
    )
    yuan_per_form: float = lever(
        "yuan per 1,000",
        "cost of a new form per 1,000 initial members",
        "每次换形式成本",
        0,
        1e6,
    )
    yuan_per_piece: float = lever(
        "yuan per 1,000",
        "cost of the piece for each send per 1,000 initial members",
        "每次发送的制作费",
        0,
        1e6,
    )
