"""Retention: who stays, comes back, falls silent or leaves."""

from __future__ import annotations

from sim.measure.definitions.kpi import Kpi

RETENTION: tuple[Kpi, ...] = (
    Kpi(
        "active_30",
        "retention",
        "people",
        1,
        "Active members",
        "活跃会员",
        "Members with a visit, a click or an order in the last 30 days; last day.",
        "期末：近 30 天有访问、点击或下单的会员。",
    ),
    Kpi(
        "active_buyers_90",
        "retention",
        "people",
        1,
        "Buyers of the last 90 days",
        "近 90 天买家",
        "Members with an order in the last 90 days; last day.",
        "期末：近 90 天下过单的会员。",
    ),
    Kpi(
        "dormant_share",
        "retention",
        "share",
        -1,
        "Dormant buyers",
        "沉睡买家占比",
        "Buyers whose last order is 90 days old or older / all buyers; last day.",
        "期末：末单已满 90 天的买家 / 全部买家。",
    ),
    Kpi(
        "repurchase_rate",
        "retention",
        "share",
        1,
        "Repurchase rate (90 days)",
        "复购率（90 天）",
        "Shoppers who order again within 90 days of their first order of the run / all whose first order of the run "
        "came at least 90 days before its end.",
        "模拟期内首单距期末满 90 天者中，首单后 90 天内再次下单者占比。",
    ),
    Kpi(
        "newcomer_retention_90",
        "retention",
        "share",
        1,
        "Newcomers retained 90 days",
        "新会员 90 天留存",
        "Joined during the run at least 90 days before its end and was active between day 60 and day 90 "
        "after joining / all who joined so early.",
        "模拟期内入会且距期末满 90 天者中，入会第 60–90 天内有活跃者占比。",
    ),
    Kpi(
        "newcomer_activation",
        "retention",
        "share",
        1,
        "Newcomers who bought",
        "新会员首购率",
        "Joined during the run at least 30 days before its end and ordered within 30 days of joining "
        "/ all who joined so early.",
        "模拟期内入会且距期末满 30 天者中，入会 30 天内下单者占比。",
    ),
    Kpi(
        "won_back",
        "retention",
        "orders",
        0,
        "Win-backs",
        "召回次数",
        "Orders in the run after a gap of 90 days or more.",
        "模拟期内间隔 90 天以上后的再次下单次数。",
    ),
    Kpi(
        "muted_share",
        "retention",
        "share",
        -1,
        "Muted",
        "屏蔽率",
        "Members who muted at least one channel / everyone ever a member.",
        "屏蔽过任一触点的会员 / 全部曾入会者。",
    ),
    Kpi(
        "opted_out_share",
        "retention",
        "share",
        -1,
        "Opted out",
        "退出率",
        "Members who left at least one channel for good / everyone ever a member.",
        "彻底退出任一触点的会员 / 全部曾入会者。",
    ),
)
