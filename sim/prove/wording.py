"""What a proof measures, from which law and numbers, in Chinese; English is as it stands there.

Who wrote a law stays as it is printed: the title of a paper is found by its own words.
"""

from __future__ import annotations

import re

QUANTITIES = {
    "accepted": "接受邀请的占比",
    "adopted": "已采用者占比",
    "alive": "仍活跃的概率",
    "asked": "邀请人数的分布",
    "at_cap": "达到上限者占比",
    "chance": "取该值的概率",
    "clicked": "点击的占比",
    "conditional_mean": "给定历史的平均单值",
    "conditional_purchases": "给定历史的后续单数",
    "delivered": "人均送达数",
    "expected_purchases": "平均复购单数",
    "filled_up": "凑单到门槛者占比",
    "joins_a_day": "每日入会人数",
    "lost": "已流失者占比",
    "lq": "平均排队长度",
    "mean_asked": "人均邀请人数",
    "mean_size": "裂变树的平均规模",
    "muted": "已屏蔽者占比",
    "no_order": "尚未下单者占比",
    "opened": "打开的占比",
    "opted_out": "已退出者占比",
    "orders": "平均单数",
    "p0": "零复购者占比",
    "p1": "一个也没带来的占比",
    "p_at_least": "规模不小于该值的占比",
    "reachable": "仍可触达者占比",
    "redeemed": "已核销者占比",
    "sharers": "会分享者占比",
    "size_variance": "裂变树规模的方差",
    "survival": "仍留存者占比",
    "wq": "平均等待时间",
}

GIVEN = {
    "ahead": "往后周数",
    "k": "平均带来人数",
    "mean": "历史平均单值",
    "weeks": "已观察周数",
}

PHRASES = {
    "beta-binomial distribution (Skellam 1948)": "贝塔–二项分布（Skellam 1948）",
    "binomial and geometric distributions": "二项分布与几何分布",
    "binomial distribution": "二项分布",
    "binomial distribution, cut off": "截断的二项分布",
    "computed": "计算所得",
    "computed at the estimates for the CDNOW sample": "按 CDNOW 样本的估计值计算",
    "computed at the rounded parameters": "按取整后的参数计算",
    "computed from each simulated history (x, t_x, T)": "由每段模拟历史（x、t_x、T）计算",
    "computed: Erlang C": "计算所得（Erlang C）",
    "distribution function of Gamma-Gamma order values": "Gamma-Gamma 单值的分布函数",
    "gamma-mixed Poisson with integrated intensity": "强度积分后的伽马混合泊松分布",
    "gamma-mixed exponential waiting, averaged over deal-proneness": (
        "伽马混合指数等待时间，对促销敏感度求平均"
    ),
    "mean of a cosine of a normal variable": "正态变量余弦的均值",
    "p and q are the means of the literature": "p、q 取文献均值",
    "Poisson arrivals": "泊松到达",
    "powers of the transition matrix (Kemeny and Snell 1960)": "转移矩阵的幂（Kemeny、Snell 1960）",
    "printed for the CDNOW sample in Hardie's sheets": "Hardie 的表中为 CDNOW 样本所列",
    "printed in the manual of R's package BTYD": "R 包 BTYD 手册所列",
    "sim.behaviour.touch states the law": "公式见 sim.behaviour.touch",
    "sum of a geometric series": "等比级数之和",
    "survival under a hazard that halves": "风险率逐期减半下的生存函数",
    "tabulated Borel distribution": "博雷尔分布表",
    "Fader and Hardie's estimates for CDNOW, in dollars": "Fader、Hardie 对 CDNOW 的估计，单位美元",
}

_JOINT = "; "
_CITED = re.compile(r"[A-Z][^;]* \(\d{4}\)")


def quantity_words(quantity: str, lang: str) -> str:
    """What was measured."""
    return QUANTITIES[quantity] if lang == "zh" else quantity


def given_words(name: str, lang: str) -> str:
    """A condition under which it was measured."""
    return GIVEN[name] if lang == "zh" else name


def origin_words(text: str, lang: str) -> str:
    """Where a law or its numbers come from: papers as they are cited, all else in words."""
    if lang != "zh":
        return text
    parts = text.split(_JOINT) if text else []
    return "；".join(part if _CITED.match(part) else PHRASES[part] for part in parts)
