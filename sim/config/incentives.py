"""Incentives: coupons, and rewards for referral, reviews and officers."""

from __future__ import annotations

from sim.config.lever import MANY, SHARE, lever, settings


@settings(frozen=True, kw_only=True)
class Coupon:
    """The plan's coupon (优惠券): a fixed amount, with or without threshold."""

    face: float = lever("yuan", "face value", "面额", 0, 1e5)
    threshold: float = lever("yuan", "order value needed (0: none)", "门槛", 0, 1e6)
    validity_days: int = lever("days", "days until it expires", "有效天数", 1, 365)
    budget: float = lever(
        "yuan per 1,000", "approved spend over the run per 1,000 initial members", "预算", 0, MANY
    )
    gate: str = lever(
        "name",
        "budget is checked at issue or at redemption, where a coupon it refuses is void",
        "预算在发券时还是核销时检查；核销时被拒的券作废",
        choices=("issue", "redemption"),
    )
    per_shopper: int = lever("coupons", "most coupons one shopper may get", "每人限领", 0, 1000)
    lift: float = lever(
        "factor",
        "log intensity gained per unit deal-proneness and depth",
        "每单位促销敏感与折扣深度提高的对数购买强度",
        0,
        100,
    )
    urgency_days: int = lever("days", "last days in which it pulls harder", "紧迫天数", 0, 365)
    urgency: float = lever(
        "factor",
        "log intensity gained in those days against before",
        "临近到期那几天对数购买强度增量为之前的几倍",
        0,
        10,
    )
    exposure: float = lever(
        "share",
        "purchase intensity a delivered coupon message lends for a few days, opened or not; a new "
        "one refreshes it",
        "券消息曝光的短期购买增益：送达即有，不论是否打开或核销，再次曝光只刷新",
        0,
        10,
    )
    dip: float = lever(
        "share",
        "intensity lost right after a redeemed order (pull-forward)",
        "用券下单后随即损失的购买强度占比",
        *SHARE,
    )
    dip_half_life_days: float = lever("days", "half-life of that dip", "低谷半衰期", 0.1, 365)
    stretch: float = lever(
        "share",
        "most an order is stretched to reach the threshold",
        "为达门槛最多把订单凑高的比例",
        *SHARE,
    )


@settings(frozen=True, kw_only=True)
class CouponKind:
    """One of several coupons (券种) side by side; budget, limit and effects are `coupon`'s."""

    form: str = lever(
        "name",
        "amount: `face` off; percent: `share` off, at most `face`; gift: an article that costs "
        "`cost` and looks worth `face`; trial: an article of list price `face` for `price`, which "
        "a first order is for alone; history: `share` of what was spent so far, rounded down to a "
        "denomination of 10, 20, 30, 50, 80, 100 ... 1,000, at most `face`",
        "形式：定额、折扣、赠品、体验价、历史消费比例",
        choices=("amount", "percent", "gift", "trial", "history"),
    )
    face: float = lever("yuan", "face value, or the most it takes off", "面额或封顶", 0.01, 1e5)
    threshold: float = lever("yuan", "order value needed (0: none)", "门槛", 0, 1e6)
    validity_days: int = lever(
        "days", "days until it expires (0: that day alone)", "有效天数（0 为仅当日）", 0, 365
    )
    share: float = lever(
        "share", "off the order, or of past spending", "折扣或比例", *SHARE, off=0.0
    )
    price: float = lever("yuan", "paid for a trial article", "体验价", 0, 1e5, off=0.0)
    cost: float = lever("yuan", "what the article costs the brand", "赠品成本", 0, 1e5, off=0.0)
    stock: float = lever(
        "coupons/day per 1,000",
        "most of them issued on a day per 1,000 initial members, first come first served: a flash "
        "sale (0: no such limit)",
        "每日限量（秒杀），先到先得，0 为不限",
        0,
        1e6,
        off=0.0,
    )
    category: str = lever(
        "name",
        "which of `goods.categories` it is for: only an order of it can use it, and only the wish "
        "for it grows (empty: any)",
        "限用品类（空为全品类）",
        off="",
    )


@settings(frozen=True, kw_only=True)
class Review:
    """Cashback for posting a review (晒单返现)."""

    rate: float = lever(
        "share",
        "orders reviewed with nothing paid for it",
        "无返现时的晒单率",
        *SHARE,
    )
    rate_gain: float = lever(
        "share",
        "added to that at appeal 1 of the cashback (referral.appeal_yuan)",
        "返现吸引力为 1 时增加的晒单率",
        *SHARE,
    )
    cashback: float = lever("yuan", "paid for a review", "返现", 0, 1e4)
    share_boost: float = lever("factor", "invitation propensity after a review", "分享增幅", 1, 20)


@settings(frozen=True, kw_only=True)
class Officers:
    """Trial officers (体验官): members who try, tell and invite."""

    per_thousand: float = lever("people per 1,000", "members who serve", "体验官占比", 0, 1000)
    yuan_per_month: float = lever("yuan/month", "product samples for each", "月样品", 0, 1e5)
    share_factor: float = lever(
        "factor", "invitations sent against another member", "分享倍数", 0, 100
    )


@settings(frozen=True, kw_only=True)
class Referral:
    """The referral programme (老带新, 裂变)."""

    active: bool = lever("yes/no", "is there a programme", "启用")
    from_day: int = lever("day", "first day", "起始日", 0, 36500)
    until_day: int = lever("day", "first day no longer open", "截止日", 0, 36500)
    inviter_reward: float = lever(
        "yuan", "paid to the inviter for each full set", "邀请奖励", 0, 1e5
    )
    reward_form: str = lever(
        "name",
        "rewards are paid in cash or as a coupon without threshold",
        "奖励形式",
        choices=("cash", "coupon"),
    )
    reward_validity_days: int = lever(
        "days", "days until a reward coupon expires", "奖励券有效期", 1, 365
    )
    invites_needed: int = lever(
        "people", "successful invitations in a set", "一组奖励所需的成功邀请人数", 1, 100
    )
    invitee_reward: float = lever("yuan", "off the invitee's first order", "被邀奖励", 0, 1e5)
    condition: str = lever(
        "name",
        "an invitation counts once the friend ...",
        "计奖条件",
        choices=("join", "first_order"),
    )
    share_on_join: float = lever(
        "share", "who share right after joining, at reward appeal 1", "入会分享", *SHARE
    )
    share_on_order: float = lever(
        "share", "who share after an order, at reward appeal 1", "购后分享", *SHARE
    )
    share_on_open: float = lever(
        "share", "who share after an opened touch, at appeal 1", "打开分享", *SHARE
    )
    appeal_yuan: float = lever(
        "yuan",
        "reward at which appeal is half of its most",
        "吸引力达到上限一半时的奖励金额",
        0.01,
        1e5,
    )
    invites_mean: float = lever(
        "people", "friends asked on one occasion for each one a set needs", "单次邀请", 0, 100
    )
    accept: float = lever(
        "share", "friends who join when asked with nothing in it for them", "接受率", *SHARE
    )
    accept_gain: float = lever(
        "share", "added to that at appeal 1 of the invitee's reward", "奖励接受增量", *SHARE
    )
    delay_days: float = lever("days", "mean time until they join", "入会延迟", 0.01, 365)
    likeness: float = lever(
        "share",
        "friends who are like their inviter in all traits",
        "特征与邀请人完全相同的好友占比",
        *SHARE,
    )
    hunter_draw: float = lever(
        "share",
        "hunters among friends drawn by a cash reward paid on joining alone, at appeal 1",
        "羊毛吸引",
        *SHARE,
    )
    fake_share: float = lever(
        "share", "invented accounts among a hunter's friends", "虚假占比", *SHARE
    )
    activation_factor: float = lever(
        "factor", "first-order hazard of a referred member", "首购倍数", 0, 100
    )
    review: Review
    officers: Officers
