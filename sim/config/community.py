"""Levers of community groups (社群): how talk lives in any of them, what a plan does in its own."""

from __future__ import annotations

from sim.config.lever import SHARE, lever, settings


@settings(frozen=True, kw_only=True)
class GroupLife:
    """How talk catches on and fades in a group, and what moves it."""

    start: float = lever("share", "of those who enter talk at first", "刚进群者的活跃占比", *SHARE)
    contagion: float = lever(
        "1/day",
        "rate at which a silent member joins in where everybody talks",
        "全员活跃时沉默成员被带动的日速率",
        0,
        10,
    )
    fade: float = lever(
        "1/day", "rate at which who talks falls silent", "活跃者沉默的日速率", 0, 10
    )
    tiring: tuple[str, ...] = lever(
        "names", "content classes that wear a group out", "消耗群活跃的内容类型"
    )
    wear: float = lever(
        "share", "added to that rate by each such message", "每条此类内容加快沉默的速率", 0, 10
    )
    engaging: tuple[str, ...] = lever(
        "names", "content classes that make the silent talk", "带动群活跃的内容类型"
    )
    spark: float = lever(
        "share",
        "added to the rate of joining in by each such message",
        "每条此类内容带动发言的速率",
        0,
        10,
    )
    echo: float = lever(
        "factor",
        "added to it by the share of listeners who answer a message (click) that day",
        "当天响应（点击）占比对他人发言的带动",
        0,
        100,
    )
    packet_gain: float = lever(
        "1/day", "added to it by very large red packets (红包)", "红包带动上限", 0, 10
    )
    packet_half: float = lever(
        "yuan",
        "in red packets for each listener, for half of that",
        "达到一半的人均红包",
        1e-6,
        1e4,
    )
    passed_on: float = lever(
        "share",
        "of the red packets received that is sent on the day after",
        "红包转发比例",
        0,
        0.95,
    )
    check_in_gain: float = lever(
        "1/day", "added by very large rewards for checking in (打卡)", "打卡奖励带动上限", 0, 10
    )
    check_in_half: float = lever(
        "yuan", "for each check-in, for half of that", "达到一半的单次打卡奖励", 1e-6, 1e4
    )
    key_gain: float = lever(
        "1/day", "added by very many key members (KOC) in a group", "KOC 带动上限", 0, 10
    )
    key_half: float = lever(
        "people", "key members for half of that", "达到一半的 KOC 数", 1e-3, 1e4
    )
    host_gain: float = lever(
        "1/day", "added by an operator who is there all day", "群主持带动上限", 0, 10
    )
    host_half: float = lever(
        "minutes", "a day of an operator for half of that", "达到一半的日运营分钟", 1e-3, 1440
    )
    quiet: float = lever(
        "factor",
        "opens of a message where nobody talks, against usual",
        "无人说话时的打开倍数",
        *SHARE,
    )
    usual: float = lever(
        "share",
        "of listeners who talk where opens are as usual",
        "打开率为常值时的活跃占比",
        0.01,
        1,
    )
    relevance: float = lever(
        "share",
        "opens added where all messages are chosen by what the group talks of, and as many talk "
        "as usual",
        "按群聊话题选内容带来的打开增幅",
        0,
        10,
    )
    silent_below: float = lever(
        "share",
        "of listeners who talk, below which a group counts as silent",
        "低于多少算死群",
        *SHARE,
    )
    yuan_per_hour: float = lever("yuan/hour", "wage of an operator", "社群运营时薪", 0, 1e4)


@settings(frozen=True, kw_only=True)
class Community:
    """One kind of group (a layer, 分层): who is in it and what the brand does there.

    Who is enrolled in its touch channel on joining enters; others may be invited later.
    """

    channel: str = lever("name", "touch channel whose messages go to these groups", "所用触点")
    from_day: int = lever("day", "first day of invitations", "邀请起始日", 0, 36500, off=0)
    until_day: int = lever(
        "day", "day on which the groups are dissolved", "解散日", 1, 36500, off=36500
    )
    audience: str = lever(
        "name",
        "audience that is invited; at a review who is not of it leaves (empty: everybody is)",
        "邀请并保留的人群（空为不限）",
        off="",
    )
    entry: float = lever(
        "share",
        "of those invited who enter (0: nobody is invited)",
        "受邀进群率（0 为不邀请）",
        *SHARE,
        off=0.0,
    )
    review_days: int = lever(
        "days",
        "from one review, when members are invited, moved and removed, to the next "
        "(0: only on from_day)",
        "名单复核间隔（0 为仅起始日）",
        0,
        3650,
        off=0,
    )
    silent_days: int = lever(
        "days",
        "members without a sign of life for so long are removed at a review (0: never)",
        "复核时清理多少天无互动者（0 为不清理）",
        0,
        3650,
        off=0,
    )
    by_talk: float = lever(
        "share",
        "messages chosen by what the group talks of",
        "按群聊话题选择的内容占比",
        *SHARE,
        off=0.0,
    )
    minutes_per_day: float = lever(
        "minutes",
        "an operator works in each group (0: yuan_per_group_month of the channel is paid instead)",
        "每群日运营分钟（0 则按触点的群月费）",
        0,
        1440,
        off=0.0,
    )
    key_members: float = lever(
        "people", "key members (KOC) in a group", "每群 KOC 数", 0, 500, off=0.0
    )
    yuan_per_key_member: float = lever(
        "yuan/month", "samples for each of them", "每位 KOC 月样品", 0, 1e5, off=0.0
    )
    packet: float = lever(
        "yuan", "red packets in a group at a time", "每群每次红包", 0, 1e5, off=0.0
    )
    packet_every_days: int = lever(
        "days", "from one red packet to the next", "红包间隔", 1, 3650, off=1
    )
    check_in: float = lever(
        "yuan",
        "reward for checking in, for each member who talks a day",
        "每次打卡奖励",
        0,
        1e4,
        off=0.0,
    )
