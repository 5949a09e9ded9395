"""Paid membership (付费会员): a card with a fee, benefits by the month, renewal."""

from __future__ import annotations

from sim.config.lever import SHARE, lever, settings


@settings(frozen=True, kw_only=True)
class Subscription:
    """The card: what it costs, what it gives each month, how members decide on it."""

    fee: float = lever(
        "yuan", "for a term (0: there is no card)", "会费（0 为没有付费会员）", 0, 1e5
    )
    months: int = lever("months", "months of 30 days in a term", "会员期月数", 1, 36)
    from_day: int = lever("day", "first day it is sold", "起售日", 0, 36500)
    until_day: int = lever(
        "day", "first day it is no longer sold; terms run on and renew", "停售日", 0, 36500
    )
    audience: str = lever(
        "name", "which of `audiences` it is sold to (empty: everybody)", "可购人群（空为不限）"
    )
    offer: float = lever(
        "share",
        "members active on a day who are asked and think about it",
        "当日活跃会员中被邀请并认真考虑的占比",
        *SHARE,
    )
    coupon_kind: str = lever(
        "name",
        "which of `coupons` a holder gets each month; only the card should grant it, as what it "
        "saves is what the card brought (empty: none, without a card)",
        "每月权益券：`coupons` 中的券种，仅由付费会员发放",
    )
    coupons: int = lever("coupons", "of them each month", "每月张数", 1, 3)
    steepness: float = lever(
        "log odds",
        "how firmly members judge: log odds to pay for each fee the card brings beyond its fee",
        "判断的坚定程度：每多带来一份会费的收益所增加的对数几率",
        0,
        50,
    )
    inertia: float = lever(
        "log odds",
        "added where the card renews unless something is done",
        "自动续费的惯性（对数几率）",
        -10,
        10,
    )
    pause: float = lever(
        "share",
        "holders whose month brought nothing who pause the next one: no benefit, and the term is a "
        "month longer",
        "当月没有收益者暂停下月的占比：无权益，会员期顺延一月",
        *SHARE,
    )
    ask_back: float = lever(
        "share",
        "holders whose month brought nothing, and who do not pause, who ask for their money",
        "当月没有收益且未暂停者要求退费的占比",
        *SHARE,
    )
    refund: str = lever(
        "name",
        "what they get: none; months (of the fee, for the months that are left); unused (all of "
        "it, if nothing was saved in the term, else nothing)",
        "退费规则：不退、按剩余月退、未使用全退",
        choices=("none", "months", "unused"),
    )
