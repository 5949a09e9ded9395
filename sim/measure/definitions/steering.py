"""Steering: money held back, and alarms."""

from __future__ import annotations

from sim.measure.definitions.kpi import Kpi

STEERING: tuple[Kpi, ...] = (
    Kpi(
        "media_unspent",
        "value",
        "yuan",
        0,
        "Media held back",
        "未花出的投放",
        "Planned media that budgets of the month or of a channel, or a floor on return, held back.",
        "计划投放中被月预算、渠道预算或回报底线扣住的金额。",
    ),
    Kpi(
        "reserve_used",
        "value",
        "yuan",
        0,
        "Reserve used",
        "动用应急预算",
        "Media paid from the reserve of the month after it was released.",
        "应急预算释放后用于投放的金额。",
    ),
    Kpi(
        "alarms",
        "load",
        "alarms",
        0,
        "Alarms",
        "告警次数",
        "Alarms of all monitors during the run.",
        "模拟期内各监测规则触发的告警数。",
    ),
    Kpi(
        "alarm_precision",
        "load",
        "share",
        1,
        "Alarms with a cause",
        "告警准确率",
        "Alarms with a shock felt on one of the days their figure was taken over / all alarms.",
        "统计窗口内确有冲击的告警 / 全部告警。",
    ),
)
