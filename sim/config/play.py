"""Play in the mini-program (小程序玩法)."""

from __future__ import annotations

from sim.config.lever import SHARE, lever, settings


@settings(frozen=True, kw_only=True)
class Play:
    """Something to play for each day: vouchers for checking in, draws after a purchase."""

    visits: float = lever(
        "factor",
        "visit rate of members for having something to play for (1: none)",
        "有玩法时会员的访问倍数（1 为无）",
        1,
        10,
    )
    check_in: float = lever(
        "share",
        "members active on a day who check in and get the voucher (0: no checking in)",
        "当日活跃会员中签到领券的占比（0 为无签到）",
        *SHARE,
    )
    check_in_kind: str = lever(
        "name", "which of `coupons` that voucher is (empty: none)", "签到券券种（空为无）"
    )
    draw: float = lever(
        "share",
        "members who ordered on a day who take the draw after it (0: no draw)",
        "当日下单会员中参与购后抽奖的占比（0 为无抽奖）",
        *SHARE,
    )
    odds: float = lever("share", "draws that win", "中奖率", *SHARE)
    draw_kind: str = lever(
        "name", "which of `coupons` a winner gets (empty: none)", "中奖券种（空为无）"
    )
    draw_cost: float = lever(
        "yuan", "what a prize costs the brand beside its coupon", "每份奖品成本（券另计）", 0, 1e5
    )
