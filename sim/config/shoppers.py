"""The customer base: how often who buys, for how much, who looks in, who differs how."""

from __future__ import annotations

from sim.config.lever import MANY, SHARE, lever, settings


@settings(frozen=True, kw_only=True)
class Repeat:
    """Repeat buying of the customer base, time in weeks: who buys how often, and until when."""

    law: str = lever(
        "name",
        "bgnbd: lost by chance after a repeat order; mbgnbd: after any order; paretonbd: after a "
        "lifetime; sbg: orders every period (a subscription), lost by chance after any order",
        "复购规律：bgnbd 复购后概率流失，mbgnbd 任一单后概率流失，"
        "paretonbd 寿命到期流失，sbg 定期订购",
        choices=("bgnbd", "mbgnbd", "paretonbd", "sbg"),
    )
    r: float = lever(
        "shape", "purchase rates across shoppers: gamma shape", "购买率伽马形状", 1e-3, 1e3
    )
    alpha_weeks: float = lever("weeks", "purchase rates: gamma scale", "购买率伽马尺度", 1e-3, 1e4)
    a: float = lever(
        "shape", "dropout after a repeat purchase: first beta shape", "流失贝塔a", 1e-3, 1e3
    )
    b: float = lever(
        "shape", "dropout after a repeat purchase: second beta shape", "流失贝塔b", 1e-3, 1e3
    )
    s: float = lever("shape", "lifetimes (paretonbd): gamma shape", "寿命伽马形状", 1e-3, 1e3)
    beta_weeks: float = lever(
        "weeks", "lifetimes (paretonbd): gamma scale", "寿命伽马尺度", 1e-3, 1e5
    )
    period_days: float = lever(
        "days", "time between orders of a subscription (sbg)", "订购周期", 1, 3650
    )


@settings(frozen=True, kw_only=True)
class Spend:
    """Order values: Gamma-Gamma (Fader and Hardie 2013), in yuan."""

    p: float = lever(
        "shape", "order value within a shopper: gamma shape", "单客订单额形状", 1e-2, 1e3
    )
    q: float = lever(
        "shape", "mean order value across shoppers: gamma shape", "客单分布形状", 1.01, 1e3
    )
    v_yuan: float = lever("yuan", "scale of mean order values", "客单分布尺度", 1e-2, 1e6)


@settings(frozen=True, kw_only=True)
class Visits:
    """Light activity: opening the mini-program (小程序) or reading the group."""

    per_week: float = lever("visits/week", "mean visit rate of a live shopper", "周均访问", 0, 100)
    shape: float = lever("shape", "spread of visit rates: gamma shape", "访问率形状", 1e-2, 1e3)
    after_dropout: float = lever(
        "factor", "visit rate once lost as a buyer", "流失后访问倍数", 1e-3, 1
    )


@settings(frozen=True, kw_only=True)
class Traits:
    """What differs between shoppers beyond buying: drawn once, at birth."""

    deal_mean: float = lever(
        "share", "mean deal-proneness (促销敏感度)", "促销敏感均值", 0.001, 0.999
    )
    deal_spread: float = lever(
        "shape", "deal-proneness: beta concentration", "促销敏感集中度", 0.1, 1e3
    )
    affinity_mean: float = lever("share", "mean affinity to content", "内容亲和均值", 0.001, 0.999)
    affinity_spread: float = lever(
        "shape", "affinity: beta concentration", "内容亲和集中度", 0.1, 1e3
    )
    tolerance_mean: float = lever(
        "touches",
        "mean fatigue a shopper bears before each touch carries a risk",
        "疲劳容忍均值",
        0.01,
        1e3,
    )
    tolerance_shape: float = lever(
        "shape", "spread of tolerance: gamma shape", "容忍形状", 0.1, 1e3
    )
    friends_mean: float = lever(
        "people", "mean number of friends a shopper could invite", "可邀好友均值", 0, 1e3
    )
    friends_shape: float = lever("shape", "spread of friends: gamma shape", "好友数形状", 0.1, 1e3)
    preferred_hour: float = lever("hour", "centre of preferred reading hours", "偏好时段", 0, 24)
    preferred_hour_spread: float = lever(
        "hours", "standard deviation of preferred hours", "偏好时段离散", 0, 12
    )


@settings(frozen=True, kw_only=True)
class Hunters:
    """Subsidy hunters (羊毛党): join for the reward, buy only on a deal."""

    rate_factor: float = lever(
        "factor", "purchase rate against an ordinary shopper", "购买率倍数", 0, 10
    )
    visit_factor: float = lever(
        "factor", "visit rate against an ordinary shopper", "访问率倍数", 0, 10
    )
    open_factor: float = lever(
        "factor", "affinity to content against an ordinary shopper", "内容亲和倍数", 0, 10
    )
    deal_proneness: float = lever("share", "deal-proneness of every hunter", "促销敏感度", 0, 1)
    share_factor: float = lever(
        "factor", "invitations sent against an ordinary shopper", "分享倍数", 0, 20
    )
    friends_factor: float = lever(
        "factor", "friends reachable against an ordinary shopper", "好友倍数", 0, 20
    )


@settings(frozen=True, kw_only=True)
class Shoppers:
    """Who the shoppers are, and how they would behave if the brand did nothing."""

    label: str = lever(
        "text",
        "name of this customer base, for the report; `中文 | English` where the two differ",
        "客群名称；中英文不同时写作 `中文 | English`",
    )
    initial: int = lever("people", "members on day 0", "初始会员数", 1, 1e9)
    market: int = lever(
        "people",
        "people who could ever join; doors and invitations find fewer as it fills (0: no limit)",
        "市场容量：越接近饱和，获客与邀请越难（0 为不限）",
        0,
        1e10,
    )
    start: str = lever(
        "name",
        "initial people are members before day 0, or a cohort lived from its first orders",
        "初始人群：第 0 天前已是会员，或从首单起的一批顾客",
        choices=("members", "cohort"),
    )
    history_days: int = lever(
        "days",
        "initial members made their first order evenly over these days before day 0",
        "初始会员的首单均匀分布在开始前多少天",
        0,
        3650,
    )
    first_orders: tuple[float, ...] = lever(
        "weights",
        "weights of days 0, 1, ... on which the initial cohort makes its first order "
        "(start=cohort)",
        "首单日权重",
        0,
        MANY,
    )
    real_customers: int = lever(
        "people", "real customers the initial cohort stands for (0: none)", "对应真实客户数", 0, 1e9
    )
    real_weekly_repeats: tuple[int, ...] = lever(
        "orders", "their real repeat orders by week, to hold the run against", "真实周复购", 0, 1e9
    )
    calibration_weeks: int = lever("weeks", "weeks the fit has seen", "校准周数", 0, 5200)
    season: tuple[float, ...] = lever(
        "factor",
        "purchase intensity by calendar month, January first; mean about 1",
        "月度季节",
        0,
        10,
    )
    repeat: Repeat
    spend: Spend
    visits: Visits
    traits: Traits
    hunters: Hunters
    activation_per_day: float = lever(
        "1/day", "hazard of the first order on the day of joining", "首购日风险率", 0, 10
    )
    activation_half_life_days: float = lever(
        "days", "half-life of that hazard", "首购风险半衰期", 0.1, 3650
    )
    return_rate: float = lever("share", "orders returned in full", "退货率", *SHARE)
    return_days: int = lever("days", "days from order to refund", "退货天数", 0, 90)
