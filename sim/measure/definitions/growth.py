"""Growth: members, newcomers, referral."""

from __future__ import annotations

from sim.measure.definitions.kpi import Kpi

GROWTH: tuple[Kpi, ...] = (
    Kpi(
        "members",
        "growth",
        "people",
        1,
        "Members",
        "会员数",
        "Everyone who ever joined, less those who opted out of every channel they were in; last day.",
        "期末：累计入会人数，减去已退出全部触点者。",
    ),
    Kpi(
        "joined",
        "growth",
        "people",
        1,
        "New members",
        "新增会员",
        "Joins during the run by any channel, without the initial members.",
        "模拟期内各渠道新入会人数，不含初始会员。",
    ),
    Kpi(
        "referral_share",
        "growth",
        "share",
        0,
        "Referred share",
        "裂变占比",
        "New members who joined by referral / all new members.",
        "裂变入会人数 / 新增会员。",
    ),
    Kpi(
        "k_factor",
        "growth",
        "factor",
        1,
        "K-factor",
        "K 因子",
        "Referred joins / all members who could invite (initial members and joins, without invented accounts).",
        "裂变入会人数 / 可邀请会员（初始会员与新增会员，不含虚假账号）。",
    ),
)
