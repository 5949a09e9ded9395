"""Orders brought home."""

from __future__ import annotations

from sim.measure.definitions.kpi import Kpi

DELIVERY: tuple[Kpi, ...] = (
    Kpi(
        "delivered",
        "load",
        "orders",
        0,
        "Orders delivered",
        "送达订单",
        "Orders that reached a door within the run.",
        "期内送达到家的订单。",
    ),
    Kpi(
        "late_share",
        "load",
        "share",
        -1,
        "Delivered late",
        "超时率",
        "Orders delivered after the time promised / orders delivered.",
        "晚于承诺时效送达的订单 / 送达订单。",
    ),
    Kpi(
        "delivery_hours",
        "load",
        "hours",
        -1,
        "Hours to the door",
        "平均送达时长",
        "Time from order to door, nights included / orders delivered.",
        "从下单到送达的时间（含夜间）/ 送达订单。",
    ),
    Kpi(
        "delivery_fees",
        "value",
        "yuan",
        0,
        "Delivery fees paid",
        "配送费收入",
        "Fees shoppers paid for orders delivered.",
        "顾客为送达订单支付的配送费。",
    ),
    Kpi(
        "delivery_cost",
        "value",
        "yuan",
        -1,
        "Cost of delivery",
        "配送净成本",
        "Carriage, couriers' wages and money paid back for lateness, less the fees shoppers paid. Coupons for lateness are in the programme cost.",
        "运费、骑手工资与超时赔付，减配送费收入；超时补偿券计入私域投入。",
    ),
    Kpi(
        "compensated",
        "load",
        "orders",
        0,
        "Late orders made good",
        "超时赔付单数",
        "Orders delivered late by a channel that pays back or grants a coupon for it.",
        "由有赔付规则的渠道超时送达的订单。",
    ),
)
