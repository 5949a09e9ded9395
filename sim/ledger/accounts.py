"""The chart of accounts. Amounts are integer fen; every entry debits one and credits another."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Account:
    """`kind` is asset, liability, income or expense; `group` the report line it adds to."""

    key: str
    kind: str
    group: str
    en: str
    zh: str


ACCOUNTS: tuple[Account, ...] = (
    Account("cash", "asset", "balance", "Cash", "现金"),
    Account("inventory", "asset", "balance", "Inventory", "存货"),
    Account("coupon_liability", "liability", "balance", "Coupon liability", "券负债"),
    Account("points_liability", "liability", "balance", "Points liability", "积分负债"),
    Account("stored_liability", "liability", "balance", "Stored value", "储值负债"),
    Account("fees_deferred", "liability", "balance", "Membership fees not yet earned", "递延会费"),
    Account("periodic_deferred", "liability", "balance", "Goods owed, paid ahead", "周期购预收"),
    Account("deposits_held", "liability", "balance", "Deposits of leads", "预收定金"),
    Account("revenue", "income", "sales", "Sales at list value", "标价销售额"),
    Account("refunds", "income", "sales", "Refunds", "退款"),
    Account("clearance_sales", "income", "sales", "Sold off in the evening", "日清销售"),
    Account("periodic_sales", "income", "sales", "Goods sent at fixed times", "周期购收入"),
    Account("membership_fees", "income", "sales", "Membership fees", "会费收入"),
    Account(
        "coupon_breakage", "income", "coupons", "Coupons expired (breakage)", "券过期（breakage）"
    ),
    Account("cost_of_goods", "expense", "goods", "Cost of goods", "商品成本"),
    Account("stock_spoiled", "expense", "goods", "Goods spoiled", "商品损耗"),
    Account("stock_holding", "expense", "goods", "Holding of stock", "库存持有成本"),
    Account("stock_premium", "expense", "goods", "Premium of goods bought in", "紧急调货加价"),
    Account("channel_fees", "expense", "selling", "Fees of sales channels", "渠道费"),
    Account("order_handling", "expense", "selling", "Handling of orders", "订单处理"),
    Account("channel_fixed", "expense", "selling", "Stores and shops by month", "门店与店铺月费"),
    Account("store_sites", "expense", "selling", "Stores opened, and their rent", "开店与租金"),
    Account("delivery_fees", "income", "selling", "Fees paid for delivery", "配送费收入"),
    Account("delivery_costs", "expense", "selling", "Deliveries", "配送成本"),
    Account("courier_wages", "expense", "selling", "Couriers", "骑手工资"),
    Account("compensation", "expense", "selling", "Money back for lateness", "超时赔付"),
    Account("coupons_granted", "expense", "coupons", "Coupons granted", "券发放"),
    Account("new_goods", "expense", "fixed", "New goods tried and launched", "新品试销与上新"),
    Account("raffle_prizes", "expense", "coupons", "Prizes of raffles", "抽签奖品"),
    Account("shared_offers", "expense", "referral", "Offers passed on", "转发优惠支出"),
    Account("attractions", "expense", "referral", "Play that brings people", "引流玩法"),
    Account("referral_rewards", "expense", "referral", "Referral rewards", "裂变奖励"),
    Account(
        "reward_breakage", "income", "referral", "Reward coupons expired (breakage)", "奖励券过期"
    ),
    Account("points_granted", "expense", "loyalty", "Points granted", "积分发放"),
    Account("tier_benefits", "expense", "loyalty", "Tier benefits", "等级权益"),
    Account("stored_bonus", "expense", "loyalty", "Bonus on stored value", "储值赠送"),
    Account(
        "loyalty_breakage",
        "income",
        "loyalty",
        "Points and member coupons expired (breakage)",
        "积分与会员券过期",
    ),
    Account("review_cashback", "expense", "referral", "Review cashback", "晒单返现"),
    Account("officer_samples", "expense", "referral", "Trial officers' samples", "体验官样品"),
    Account("messages", "expense", "touch", "Message fees", "消息费"),
    Account("live_shows", "expense", "touch", "Live sessions", "直播"),
    Account("content_production", "expense", "touch", "Content made", "内容制作"),
    Account("satisfaction_costs", "expense", "touch", "Surveys, care, occasions", "调研与关怀"),
    Account("gatherings", "expense", "touch", "Gatherings in stores", "门店活动"),
    Account("community_labour", "expense", "touch", "Community labour", "社群人力"),
    Account("red_packets", "expense", "touch", "Red packets in groups", "群红包"),
    Account("check_in_rewards", "expense", "touch", "Rewards for checking in", "打卡奖励"),
    Account("key_member_samples", "expense", "touch", "Key members' samples", "社群 KOC 样品"),
    Account("desk_wages", "expense", "guides", "Service desk wages", "客服工资"),
    Account("complaint_payments", "expense", "guides", "Paid for complaints", "投诉补偿"),
    Account("feedback_mending", "expense", "guides", "Feedback: mending", "反馈改进"),
    Account("desk_machine", "expense", "guides", "Machine of the service desk", "AI 客服"),
    Account("lead_wages", "expense", "guides", "Wages of who calls leads", "线索跟进工资"),
    Account("lead_service", "expense", "guides", "Groups and gifts for leads", "线索建群与礼品"),
    Account("guide_wages", "expense", "guides", "Guide wages", "导购工时"),
    Account("guide_commission", "expense", "guides", "Guide commission", "导购提成"),
    Account("guide_bonus", "expense", "guides", "Guide bonuses and prizes", "导购奖金"),
    Account("guide_training", "expense", "guides", "Guide training", "导购培训"),
    Account("guide_hiring", "expense", "guides", "Guides hired and started", "导购招聘上线"),
    Account("office_wages", "expense", "guides", "Head-office guides", "总部导购工资"),
    Account("tools", "expense", "fixed", "Tools", "工具"),
    Account("team", "expense", "fixed", "Head-office team", "总部团队"),
    Account("tags", "expense", "fixed", "Data, tags and identity", "数据、标签与身份"),
    Account("incidents", "expense", "fixed", "Incidents", "突发事件费用"),
    Account("donations", "expense", "fixed", "Given to charity", "公益捐赠"),
    Account("alarm_handling", "expense", "fixed", "Handling of alarms", "告警处置"),
    Account("media", "expense", "acquisition", "Media", "媒体"),
    Account("innovation_media", "expense", "acquisition", "Media, innovation", "创新媒体"),
    Account("join_gifts", "expense", "acquisition", "Join gifts", "入会礼"),
    Account("store_invitations", "expense", "acquisition", "Invitations in stores", "门店邀请"),
    Account("sale_commission", "expense", "acquisition", "Commission on first orders", "首单佣金"),
    Account("alliance_benefits", "expense", "acquisition", "Benefits of alliances", "联盟权益"),
    Account("alliance_fees", "expense", "acquisition", "Events of alliances", "联盟活动"),
    Account("promoter_commission", "expense", "acquisition", "Promoters' commission", "推客佣金"),
    Account("promoter_support", "expense", "acquisition", "Support of promoters", "推客支持"),
)

INDEX: dict[str, int] = {account.key: i for i, account in enumerate(ACCOUNTS)}
