"""Points, tiers and stored value."""

from __future__ import annotations

from sim.measure.definitions.kpi import Kpi

LOYALTY: tuple[Kpi, ...] = (
    Kpi(
        "points_granted",
        "value",
        "yuan",
        0,
        "Points granted",
        "积分发放",
        "Points earned by members during the run, at their worth in rewards.",
        "模拟期内会员获得的积分，按可兑换价值计。",
    ),
    Kpi(
        "points_redeemed_share",
        "value",
        "share",
        0,
        "Points redeemed",
        "积分兑换率",
        "Worth of points spent on rewards / worth of points granted; undefined without points.",
        "已兑换积分价值 / 发放积分价值；无积分则无定义。",
    ),
    Kpi(
        "points_outstanding",
        "value",
        "yuan",
        -1,
        "Points liability left",
        "期末积分负债",
        "Worth of points granted, neither redeemed nor expired; last day.",
        "期末：已发未兑换未过期积分的价值。",
    ),
    Kpi(
        "points_expected",
        "value",
        "yuan",
        -1,
        "Points expected to be redeemed",
        "预计兑换的积分负债",
        "Points liability left x points redeemed / (points redeemed + expired) during the run: the estimate without "
        "breakage; undefined while none was redeemed or expired.",
        "期末积分负债 × 期内兑换 /（兑换 + 过期）：扣除预计沉淀后的估计；期内既无兑换也无过期则无定义。",
    ),
    Kpi(
        "tier_holders",
        "retention",
        "people",
        1,
        "Tier holders",
        "等级会员数",
        "People who hold any tier; last day.",
        "期末：持有任一等级者。",
    ),
    Kpi(
        "stored_outstanding",
        "value",
        "yuan",
        0,
        "Stored value left",
        "期末储值余额",
        "Balances paid in and added, not yet used; last day.",
        "期末：已充值及赠送、尚未使用的余额。",
    ),
    Kpi(
        "stored_lost",
        "value",
        "yuan",
        0,
        "Stored value of lost buyers",
        "流失买家的储值余额",
        "Part of the stored value left that belongs to buyers who will never order again: the breakage to come; last day.",
        "期末余额中属于不再下单者的部分，即将来的沉淀。",
    ),
)
