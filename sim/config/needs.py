"""Levers of what members want of messages (需求类型): knowledge, price, or neither."""

from __future__ import annotations

from sim.config.lever import lever, settings


@settings(frozen=True, kw_only=True)
class Need:
    """One reason to listen, or to have fallen silent: the same for a member all along."""

    share: float = lever("share", "members who have this need", "有此需求的会员占比", 0.001, 0.999)
    gain: float = lever(
        "factor",
        "what a message that meets it is worth to them, against one for everybody; to the others "
        "it is worth as much less as makes the mean 1",
        "对症内容对其价值倍数（全体均值保持 1）",
        1,
        1000,
    )
