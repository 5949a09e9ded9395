"""Loyalty: points, tiers and stored value."""

from __future__ import annotations

from sim.config.lever import SHARE, lever, settings

NO_TIER = "no_tier"  # beside the names of tiers: of who holds none


@settings(frozen=True, kw_only=True)
class Points:
    """Points (积分): earned by orders and deeds, spent on rewards, gone at the end of a period."""

    per_yuan: float = lever("points/yuan", "earned by a yuan paid", "每消费一元得积分", 0, 100)
    bonus_factor: float = lever(
        "factor", "points of orders on bonus days against other days", "加倍日积分倍数", 1, 10
    )
    bonus_every_days: int = lever(
        "days", "a bonus day after so many days (0: none)", "每隔多少天一个加倍日", 0, 365
    )
    bonus_from_day: int = lever("day", "first bonus day", "首个加倍日", 0, 36500)
    per_sign_in: int = lever("points", "earned by signing in at a visit", "签到得积分", 0, 10000)
    sign_in: float = lever("share", "visits at which a member signs in", "访问签到率", *SHARE)
    sign_in_visits: float = lever(
        "factor", "visit rate while signing in earns points", "签到得分后的访问倍数", 1, 10
    )
    per_speech: int = lever(
        "points", "earned by speaking in a community group at a visit", "群内发言得积分", 0, 10000
    )
    speech: float = lever(
        "share",
        "visits at which who listens in a group says something there, points or no points",
        "无积分时访问中的群内发言率",
        *SHARE,
    )
    speech_gain: float = lever(
        "share", "of the silent whom very large points make speak", "发言积分带动上限", *SHARE
    )
    speech_half: float = lever(
        "yuan", "worth of the points for half of that", "达到一半的发言积分价值", 1e-6, 1e4
    )
    per_share: int = lever(
        "points", "earned each time a member asks friends to join", "分享得积分", 0, 10000
    )
    per_friend: int = lever(
        "points", "earned when an invited friend meets the condition", "邀友成功得积分", 0, 100000
    )
    on_joining: int = lever("points", "given to a new member", "入会赠积分", 0, 100000)
    fen_per_point: int = lever("fen/point", "worth of a point in rewards", "每分价值", 1, 1000)
    price: int = lever("points", "price of a reward (0: there is none)", "奖励所需积分", 0, 1000000)
    form: str = lever(
        "name",
        "coupon: a coupon without threshold, got in the mall (积分商城) at a visit; "
        "money: off an order, as many whole rewards as there are points and room for",
        "兑换形式：coupon 为访问商城时换无门槛券，money 为下单时整份抵现",
        choices=("coupon", "money"),
    )
    validity_days: int = lever("days", "days until such a coupon expires", "兑换券有效期", 1, 365)
    redeem: float = lever(
        "share",
        "visits (coupon) or orders (money) at which who has enough points redeems",
        "积分足够时的兑换率",
        *SHARE,
    )
    gradient: float = lever(
        "share",
        "purchase intensity added just before the next reward can be had; less, the further off",
        "临近兑换时的购买增益（目标梯度）",
        0,
        5,
    )
    expire: str = lever(
        "name",
        "calendar period at whose end all points go",
        "积分清零周期",
        choices=("never", "month", "quarter", "half_year", "year"),
    )

    @property
    def earned(self) -> bool:
        """Whether anything earns points."""
        deeds = (self.per_sign_in, self.per_speech, self.per_share, self.per_friend)
        return any((self.per_yuan, *deeds, self.on_joining))


@settings(frozen=True, kw_only=True)
class Tier:
    """One level of membership: what it takes, what it gives, what it costs."""

    from_yuan: int = lever("yuan", "spending of a period that reaches it", "升级门槛", 1, 1e8)
    points_factor: float = lever("factor", "points of its orders", "积分倍数", 0, 10)
    intensity: float = lever("share", "purchase intensity its holders gain", "购买增益", 0, 5)
    retention: float = lever("share", "dropout of its holders removed", "降流失", *SHARE)
    coupon: float = lever("yuan", "coupon without threshold on reaching it", "升级礼券", 0, 1e5)
    birthday_gift: float = lever("yuan/year", "gift for each holder's birthday", "生日礼", 0, 1e5)
    service: float = lever("yuan/month", "own service for each holder", "专属服务", 0, 1e5)


@settings(frozen=True, kw_only=True)
class Tiers:
    """Member tiers (会员等级): up at once, judged anew at the end of each period."""

    period: str = lever(
        "name",
        "calendar period whose spending counts; a tier lasts to the end of the next one",
        "等级考核周期",
        choices=("month", "quarter", "half_year", "year"),
    )
    validity_days: int = lever("days", "days until a tier's coupon expires", "升级券有效期", 1, 365)
    levels: dict[str, Tier]


@settings(frozen=True, kw_only=True)
class StoredValue:
    """Stored value (储值): paid in ahead with a bonus, used first."""

    top_up: float = lever("yuan", "paid in at once (0: no such card)", "储值金额", 0, 1e5)
    bonus: float = lever("yuan", "added by the brand", "储值赠送", 0, 1e5)
    take_up: float = lever(
        "share", "orders beyond the balance at which a member tops up first", "储值接受率", *SHARE
    )
    intensity: float = lever(
        "share", "purchase intensity gained while there is a balance", "余额购买增益", 0, 5
    )
