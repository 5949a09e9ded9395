"""Units and sources of levers in Chinese; in English they are the words of the files."""

from __future__ import annotations

import re

UNITS: dict[str, str] = {
    "1/day": "每天",
    "1/year": "每年",
    "1/hour": "每小时",
    "1/send": "每次发送",
    "1/touch": "每次触达",
    "1/yuan": "每元",
    "coupons": "张",
    "coupons/day per 1,000": "张/天/千会员",
    "date": "日期",
    "day": "第几天",
    "days": "天",
    "channels": "个触点",
    "factor": "倍",
    "fen": "分",
    "fen/point": "分钱/积分",
    "hour": "时刻",
    "hours": "小时",
    "ids": "编号",
    "km": "公里",
    "log odds": "对数几率",
    "minutes": "分钟",
    "months": "个月",
    "name": "名称",
    "names": "名称",
    "mean gaps between orders": "个平均购买间隔",
    "number": "数字",
    "number per 1,000": "个/千会员",
    "orders": "单",
    "path": "路径",
    "people": "人",
    "people per 1,000": "人/千会员",
    "people/day": "人/天",
    "people/day per 1,000": "人/天/千会员",
    "processes": "个进程",
    "points": "积分",
    "points/yuan": "积分/元",
    "rank": "次序",
    "runs": "次",
    "shape": "形状参数",
    "satisfaction": "满意度（-1 至 1）",
    "score": "分（0 至 10）",
    "share": "占比",
    "text": "文字",
    "times": "次",
    "touches": "次触达",
    "touches/week": "次触达/周",
    "visits": "次访问",
    "visits/week": "次访问/周",
    "weeks": "周",
    "weight": "权重",
    "weights": "权重",
    "workers": "个工作进程",
    "yes/no": "是/否",
    "yuan": "元",
    "yuan per 1,000": "元/千会员",
    "yuan/day per 1,000": "元/天/千会员",
    "yuan/hour": "元/小时",
    "yuan/hour per 1,000": "元/小时/千会员",
    "yuan/month": "元/月",
    "yuan/month per 1,000": "元/月/千会员",
    "yuan/year": "元/年",
}

SOURCES = (
    (re.compile(r"\bassumption ([^;]+)"), r"假设 \1"),
    (re.compile(r"(^|; )plan\b"), r"\1方案自定"),
    (re.compile(r"(^|; )rule\b"), r"\1平台规则"),
    (re.compile(r"(^|; )fit: "), r"\1拟合："),
    (re.compile(r"^command line$"), "命令行"),
    (re.compile(r"; "), "；"),
)
"""What the grammar of sources (`sim.config.sources`) says in Chinese, in this order."""


def unit_words(unit: str, lang: str) -> str:
    """A lever's unit in the language of the reader."""
    return UNITS[unit] if lang == "zh" else unit


def source_words(source: str, lang: str) -> str:
    """A lever's source in the language of the reader; evidence ids stay as they are."""
    if lang == "zh":
        for pattern, chinese in SOURCES:
            source = pattern.sub(chinese, source)
    return source
