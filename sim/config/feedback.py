"""The feedback loop (反馈闭环): what is heard, what is mended for it, who is told."""

from __future__ import annotations

from sim.config.lever import SHARE, lever, settings


@settings(frozen=True, kw_only=True)
class Interviews:
    """Buyers who fell silent are asked why (流失原因分析)."""

    share: float = lever(
        "share", "of the silent who are asked at a review and answer (0: none)", "受访占比", *SHARE
    )
    audience: str = lever(
        "name", "which of `audiences` is asked (empty: everybody)", "访谈人群，空为全部"
    )
    right: float = lever(
        "share",
        "answers that name the cause; the others name any cause alike",
        "说对原因占比",
        *SHARE,
    )
    yuan: float = lever("yuan", "of each interview", "每次访谈成本", 0, 1e4)


@settings(frozen=True, kw_only=True)
class Feedback:
    """Complaints and answers are collected, the cause named most often is mended, and who spoke is
    told (收集—分析—改进—告知)."""

    every_days: int = lever("days", "between two reviews (0: none)", "复盘周期，0 为无", 0, 3650)
    from_day: int = lever("day", "first review", "首次复盘日", 0, 36500)
    least: int = lever(
        "number", "voices a cause needs to be mended at a review", "立项所需反馈数", 1, 1000000
    )
    mends: float = lever(
        "share", "of what is left of a cause that one mending takes away", "每次改进幅度", *SHARE
    )
    yuan: float = lever(
        "yuan per 1,000",
        "of mending a cause once, per 1,000 initial members",
        "每次改进投入",
        0,
        1e7,
    )
    days: int = lever("days", "from a review until it is mended", "改进周期", 1, 365)
    told: float = lever(
        "share",
        "of the room left that being told adds to the goodwill of who spoke of it",
        "告知后增加好感",
        *SHARE,
    )
    interviews: Interviews
