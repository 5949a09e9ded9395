"""What a shopper is like, from the state an engine holds, in words with units."""

from __future__ import annotations

from collections.abc import Iterator

from sim.behaviour.clock import MINUTE
from sim.config.schema import Plan
from sim.study.lifeline import clock_words
from sim.study.trace.life import Life

QUARTERS = 4  # of an hour
CENTURY = 36_500.0  # days; a draw near zero gives millions of years, which say no more than "never"

TEXT = {
    "en": {
        "kind": "kind",
        "member": "ordinary shopper",
        "hunter": "subsidy hunter: joins for the reward, buys only on a deal",
        "fake": "invented account",
        "officer": "trial officer",
        "rhythm": "while buying",
        "rhythm is": "an order every {days:,.0f} days on average, if nothing is done",
        "never": "less than once in a hundred years: practically never",
        "lost": "lost for good",
        "lost is": "with a chance of {share} after an order",
        "lifetime": "after {days:,.0f} days on average",
        "worth": "an order",
        "worth is": "{yuan:,.0f} yuan on average",
        "deal": "deal-proneness",
        "of one": "{value:.2f} (0 never, 1 always moved by a deal)",
        "affinity": "affinity to content",
        "affinity is": "{value:.2f} (0 opens nothing, 1 everything)",
        "tolerance": "tolerance",
        "tolerance is": "{value:.1f} messages of fatigue before each carries a risk",
        "visits": "looks in",
        "visits is": "every {days:,.1f} days on average",
        "friends": "friends to invite",
        "friends is": "{n}",
        "hour": "reads around",
    },
    "zh": {
        "kind": "类型",
        "member": "普通顾客",
        "hunter": "羊毛党：为奖励而来，只在有优惠时购买",
        "fake": "虚假账号",
        "officer": "体验官",
        "rhythm": "活跃时",
        "rhythm is": "若不做任何事，平均每 {days:,.0f} 天一单",
        "never": "一百年不到一次，等于从不",
        "lost": "永久流失",
        "lost is": "每单之后有 {share} 的可能",
        "lifetime": "平均在 {days:,.0f} 天之后",
        "worth": "每单",
        "worth is": "平均 {yuan:,.0f} 元",
        "deal": "促销敏感度",
        "of one": "{value:.2f}（0 从不、1 总是被优惠打动）",
        "affinity": "内容亲和",
        "affinity is": "{value:.2f}（0 什么都不打开，1 全都打开）",
        "tolerance": "疲劳容忍",
        "tolerance is": "{value:.1f} 条消息的疲劳之后，每条都有风险",
        "visits": "来访",
        "visits is": "平均每 {days:,.1f} 天一次",
        "friends": "可邀请",
        "friends is": "{n} 位好友",
        "hour": "习惯阅读时间",
    },
}


def traits(life: Life, plan: Plan) -> dict[str, float | int | str]:
    """The traits of a shopper by name: rates a day, yuan, shares, hours. Both engines say the same.

    Empty for an invented account, which is nobody, and for who never came.
    """
    state = life.state
    if not state:
        return {}
    kind = next((one for one in ("fake", "officer", "hunter") if state[one]), "member")
    spend_rate = state["spend_rate" if "spend_rate" in state else "spend"]
    visits = state["visit_rate"]
    if not state["alive"]:  # it was slowed down at the moment of being lost
        visits /= plan.shoppers.visits.after_dropout
    return {
        "kind": kind,
        "orders_a_day": state["rate"],
        "stop": state["stop"],
        "order_yuan": plan.shoppers.spend.p / spend_rate,
        "deal": state["deal"],
        "affinity": state["affinity"],
        "tolerance": state["tolerance"],
        "visits_a_week": visits * 7.0,
        "friends": int(state["friends_left"]) + life.invited,
        "hour": state["hour"] / QUARTERS,
    }


def trait_rows(life: Life, plan: Plan, lang: str) -> Iterator[tuple[str, str]]:
    """The traits as a table of two columns."""
    found, text = traits(life, plan), TEXT[lang]
    if not found:
        return
    kind = str(found["kind"])
    yield text["kind"], text[kind]
    if kind == "fake":
        return

    def row(name: str, words: str, **values: object) -> tuple[str, str]:
        return text[name], text[words].format(**values)

    def every(name: str, words: str, days: float) -> tuple[str, str]:
        return row(name, words, days=days) if days < CENTURY else (text[name], text["never"])

    if rate := float(found["orders_a_day"]):
        yield every("rhythm", "rhythm is", 1.0 / rate)
    stop = float(found["stop"])
    if plan.shoppers.repeat.law == "paretonbd":
        if stop:
            yield every("lost", "lifetime", 1.0 / stop)
    else:
        yield row("lost", "lost is", share=_chance(stop))
    yield row("worth", "worth is", yuan=found["order_yuan"])
    yield row("deal", "of one", value=found["deal"])
    yield row("affinity", "affinity is", value=found["affinity"])
    yield row("tolerance", "tolerance is", value=found["tolerance"])
    if visits := float(found["visits_a_week"]):
        yield every("visits", "visits is", 7.0 / visits)
    yield row("friends", "friends is", n=found["friends"])
    yield text["hour"], clock_words(round(float(found["hour"]) * 60) * MINUTE)


def _chance(share: float) -> str:
    """In percent; a small chance keeps its figures: who is lost in the end had one."""
    percent = 100 * share
    if 0 < percent < 0.01:
        return "<0.01%"
    return f"{percent:.0f}%" if percent == 0 or percent >= 9.5 else f"{percent:.2g}%"
