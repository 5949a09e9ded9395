"""Levers of leads: the long way from an enquiry to the first order (线索、到店、定金、成交)."""

from __future__ import annotations

from sim.config.lever import SHARE, lever, settings

MOST_LOCKED = 0.99  # of the hazard to decide elsewhere


@settings(frozen=True, kw_only=True)
class LeadDoor:
    """Leads of one acquisition channel (线索来源); named as that channel is."""

    serious: float = lever(
        "share", "leads who mean to buy; the others never come to the store", "真实意向占比", *SHARE
    )
    prepaid: float = lever(
        "share",
        "leads who come with the small deposit paid, as in a live room",
        "带小定进线占比（如直播间拍付）",
        *SHARE,
        off=0.0,
    )


@settings(frozen=True, kw_only=True)
class LeadGroup:
    """One group for one customer, with service, store and designer in it (一客一群)."""

    share: float = lever("share", "leads reached who get a group of their own", "建群占比", *SHARE)
    keeps: float = lever(
        "share", "of those lost when another takes over, who are kept", "避免的交接流失", *SHARE
    )
    minutes: float = lever("minutes", "more work with each contact", "每次跟进增加的工时", 0, 240)
    yuan: float = lever(
        "yuan", "time of designer and head office for each group", "每群设计与总部成本", 0, 1e5
    )


@settings(frozen=True, kw_only=True)
class Leads:
    """From lead to deal: who calls, how soon, what is asked, what is lost on the way."""

    doors: dict[str, LeadDoor]
    people: float = lever(
        "people per 1,000",
        "who call leads, per 1,000 initial members, in whole people, one at least",
        "跟进人数",
        0,
        1e4,
    )
    assign: str = lever(
        "name",
        "who calls a lead: whoever is free (pool), one after the other (turn), or a person that "
        "chance gave it to (own)",
        "分配规则：抢单池、轮流、随机归属",
        choices=("pool", "turn", "own"),
    )
    routing_hours: float = lever(
        "hours", "mean time until a lead is on somebody's list", "线索下发时长", 0, 720
    )
    minutes: float = lever(
        "minutes", "mean length of a contact (exponential)", "单次跟进时长", 1, 480
    )
    from_hour: float = lever("hour", "work begins", "开始时刻", 0, 24)
    to_hour: float = lever("hour", "no contact is begun after this", "结束时刻", 0, 24)
    yuan_per_month: float = lever("yuan/month", "wage of one of them", "跟进人员月薪", 0, 1e6)
    reach: float = lever("share", "leads who answer if called at once", "即时接通率", *SHARE)
    half_hours: float = lever(
        "hours", "delay after which half as many answer", "接通率减半的延迟", 0.01, 1e4
    )
    attempts: int = lever(
        "times", "calls nobody answered after which a lead is given up", "未接通放弃次数", 1, 100
    )
    retry_days: int = lever(
        "days", "from a call nobody answered to the next", "未接通重拨间隔", 1, 365
    )
    every_days: int = lever("days", "from one contact to the next", "跟进间隔", 1, 365)
    contacts: int = lever(
        "times", "contacts after which who does not come is given up", "跟进放弃次数", 1, 100
    )
    contact_trust: float = lever(
        "share", "of the room left that a contact adds to trust", "每次跟进增加的信任", *SHARE
    )
    visit_trust: float = lever(
        "share", "of the room left that a visit adds to trust", "到店体验增加的信任", *SHARE
    )
    trust_half_life_days: float = lever(
        "days", "in which trust fades by half without contact", "信任半衰期", 0.1, 36500
    )
    invite: float = lever(
        "share",
        "leads of full trust who accept to visit the store when asked; in proportion to trust",
        "邀约到店接受率（信任为满时）",
        *SHARE,
    )
    visit_days: float = lever("days", "mean time from accepting to the visit", "到店等待", 0, 365)
    shows: float = lever("share", "of those who accepted who come", "到店履约率", *SHARE)
    handover: float = lever(
        "share",
        "leads lost each time another takes over: from service to store, from store to designer",
        "每次交接流失",
        *SHARE,
    )
    deposit: float = lever(
        "share",
        "visitors of full trust who pay the small deposit; in proportion to trust",
        "到店小定率（信任为满时）",
        *SHARE,
    )
    deposit_yuan: float = lever(
        "yuan", "small deposit, paid back if no deal follows", "小定", 0, 1e6
    )
    push: float = lever(
        "share", "of visitors who would hesitate, whom a gift on the spot wins", "临门一脚", *SHARE
    )
    push_yuan: float = lever("yuan", "that gift, for each deposit", "临门礼成本", 0, 1e5)
    locks: float = lever(
        "share",
        "by which a deposit lowers the hazard to decide for another",
        "定金锁客",
        0,
        MOST_LOCKED,
    )
    design_days: float = lever(
        "days", "mean time from the small deposit to the proposal", "量尺设计周期", 0, 365
    )
    deal: float = lever(
        "share",
        "leads of full trust who pay the large deposit on the proposal; in proportion to trust",
        "方案成交率（信任为满时）",
        *SHARE,
    )
    deal_yuan: float = lever("yuan", "large deposit, on top of the small one", "大定", 0, 1e7)
    made_days: int = lever(
        "days",
        "from the deal to delivery: the order, and the sale in the books, come then",
        "生产交付周期",
        0,
        3650,
    )
    decides_days: float = lever(
        "days",
        "mean time in which a lead decides for another brand, if not for this one (exponential)",
        "决策周期",
        0.1,
        36500,
    )
    group: LeadGroup
