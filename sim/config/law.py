"""Platform law: rules by date."""

from __future__ import annotations

from datetime import date

from sim.config.lever import lever, settings

WINDOWS = ("hours", "days", "week", "month", "quiet")
WINDOW = (
    "hours: least gap; days: so many calendar days running; week (Monday first) and month of "
    "the calendar; quiet: hours of the day in which nothing goes out",
    "时间窗：最小间隔小时、连续自然日、自然周、自然月、静默时段",
)


@settings(frozen=True, kw_only=True)
class PlatformRule:
    """One rule of a platform on messages to one member, in force between two dates."""

    channels: tuple[str, ...] = lever(
        "name",
        "touch channels it holds for, together; those a plan has not are left out",
        "适用触点",
    )
    applies: str = lever(
        "name",
        "mass: campaigns; automatic: journey steps without a guide's work, too; all: guides, too",
        "适用于群发、自动消息，还是全部",
        choices=("mass", "automatic", "all"),
    )
    window: str = lever("name", *WINDOW, choices=WINDOWS)
    length: int = lever("number", "how many hours or days (else 1)", "小时数或天数", 1, 31)
    most: int = lever(
        "touches",
        "most messages in the window (0: as many as it has days); a gap allows 1",
        "窗内上限（0 为等于天数）",
        0,
        60,
    )
    quiet: tuple[float, ...] = lever("hour", "from and to (window=quiet)", "静默起止时刻", 0, 24)
    from_date: date = lever("date", "first day in force", "生效日")
    until_date: date = lever("date", "first day no longer in force", "失效日")


@settings(frozen=True, kw_only=True)
class Platform:
    """Rules of the platform the private domain lives on."""

    group_size: int = lever("people", "most members in one community group", "群上限", 1, 100000)
    customers_per_guide: int = lever(
        "people", "most customers one member of staff can have", "单员工客户上限", 1, 1e7
    )
    rules: dict[str, PlatformRule]
