"""Value: orders, sales, cost and what a newcomer is worth."""

from __future__ import annotations

from sim.measure.definitions.kpi import Kpi

VALUE: tuple[Kpi, ...] = (
    Kpi(
        "orders",
        "value",
        "orders",
        1,
        "Orders",
        "订单数",
        "Orders during the run.",
        "模拟期内订单数。",
    ),
    Kpi(
        "orders_per_initial",
        "value",
        "orders",
        1,
        "Orders per initial member",
        "人均订单（初始会员）",
        "Orders of initial members during the run / initial members.",
        "初始会员订单数 / 初始会员数。",
    ),
    Kpi(
        "net_sales",
        "value",
        "yuan",
        1,
        "Net sales",
        "净销售额",
        "List value of orders, less coupons redeemed, points taken off and refunds.",
        "订单标价额减核销券额、积分抵扣与退款。",
    ),
    Kpi(
        "programme_cost",
        "value",
        "yuan",
        -1,
        "Programme cost",
        "私域投入",
        "All accounts of coupons, loyalty, referral, touch, guides and fixed cost (accrual): coupons, points and "
        "rewards granted less expired, prizes, tier benefits, bonus on stored value, offers passed on, play, review "
        "cashback, samples, messages, live sessions, content, surveys and care, gatherings, groups, wages and "
        "commission of guides, desk and lead staff, complaints, feedback, tools, team, data, new goods, incidents, "
        "alarms and gifts to charity. Acquisition cost and cost of sales channels are apart.",
        "权责发生制：券、会员、裂变、触达、导购客服与固定费各科目：券、积分与奖励（发放减过期）、奖品、等级权益、储值赠送、转发优惠、引流玩法、晒单返现、样品、"
        "消息、直播、内容、调研与关怀、门店活动、社群、导购客服与线索人员工资提成、投诉补偿、反馈改进、工具、团队、数据、新品、突发事件、告警处置与公益捐赠；"
        "不含获客投入与成交渠道成本。",
    ),
    Kpi(
        "acquisition_cost",
        "value",
        "yuan",
        -1,
        "Acquisition cost",
        "获客投入",
        "Media, join gifts, invitations in stores and commission on first orders of the acquisition channels; benefits and events of alliances; commission and support of promoters.",
        "获客渠道的媒体费、入会礼、门店邀请与首单佣金，联盟权益与活动费，推客佣金与支持费。",
    ),
    Kpi(
        "contribution",
        "value",
        "yuan",
        1,
        "Contribution",
        "贡献利润",
        "All income (list sales less refunds, goods sold off, goods sent at fixed times, membership fees) less cost of goods "
        "and stock, cost of sales channels, programme cost and acquisition cost (accrual).",
        "全部收入（标价销售额减退款、日清、周期购与会费收入）减商品与库存成本、成交渠道成本、私域投入与获客投入（权责发生制）。",
    ),
    Kpi(
        "contribution_per_member",
        "value",
        "yuan",
        1,
        "Contribution per member",
        "人均贡献",
        "Contribution / (initial members + new members).",
        "贡献利润 /（初始会员 + 新增会员）。",
    ),
    Kpi(
        "cac",
        "value",
        "yuan",
        -1,
        "CAC",
        "获客成本",
        "All that is spent to win newcomers / all new members, those who come for nothing too (blended): "
        "acquisition cost; referral rewards granted less expired, review cashback, officer samples, offers "
        "passed on and play where they can bring somebody, whole; wages, groups and gifts of the way from a "
        "lead to a deal. Coupons, messages and guides serve members as well and are not in it.",
        "为获新客的全部投入 / 全部新增会员（含自然新增，即综合口径）：获客投入，裂变奖励净额、晒单返现、体验官样品、"
        "能带来新人的转发优惠与引流玩法（全额），线索跟进工资、建群与礼品；券、消息与导购同时服务老会员，不计入。",
    ),
    Kpi(
        "ltv",
        "value",
        "yuan",
        1,
        "LTV of newcomers within the run",
        "新会员期内价值",
        "List sales less refunds and cost of goods from members who joined during the run / their number; "
        "value after the last day is not counted.",
        "新增会员在期内的标价销售额减退款与商品成本 / 新增会员数；不含期后价值。",
    ),
    Kpi(
        "ltv_to_cac",
        "value",
        "factor",
        1,
        "LTV / CAC",
        "LTV / CAC",
        "LTV of newcomers / CAC.",
        "新会员期内价值 / 获客成本。",
    ),
    Kpi(
        "payback_months",
        "value",
        "months",
        -1,
        "Payback",
        "回本月数",
        "Months of membership (30 days) after which a newcomer's average margin - list sales less goods and refunds - "
        "covers CAC; undefined if not within the run.",
        "新会员人均毛利（标价销售额减商品成本与退款）累计覆盖获客成本所需的会员月（30 天）；期内未覆盖则无定义。",
    ),
    Kpi(
        "cost_per_retained",
        "value",
        "yuan",
        -1,
        "Cost per retained newcomer",
        "单留存成本",
        "(Programme cost + acquisition cost) / newcomers retained 90 days.",
        "（私域投入 + 获客投入）/ 90 天留存新会员数。",
    ),
    Kpi(
        "coupon_outstanding",
        "value",
        "yuan",
        -1,
        "Coupon liability left",
        "期末券负债",
        "Face value of coupons issued, neither redeemed nor expired; last day.",
        "期末：已发未核销未过期的券面额。",
    ),
    Kpi(
        "coupons_used_share",
        "value",
        "share",
        0,
        "Coupons redeemed",
        "券核销率",
        "Coupons redeemed / coupons redeemed or expired within the run; those still live are in neither.",
        "期内核销券数 /（期内核销 + 期内过期券数）；尚有效者不计。",
    ),
)
