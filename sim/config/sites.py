"""Levers of single stores (单店): where they stand, who lives near, what takes place in them."""

from __future__ import annotations

from sim.config.lever import SHARE, lever, settings


@settings(frozen=True, kw_only=True)
class Site:
    """One store and its place (选址)."""

    x_km: float = lever("km", "its place, from west to east", "东西位置", -1e4, 1e4)
    y_km: float = lever("km", "its place, from south to north", "南北位置", -1e4, 1e4)
    size: float = lever(
        "factor", "what it draws against a usual store: space, range, service", "吸引力", 0, 100
    )
    from_day: int = lever("day", "first day it is open", "开业日", 0, 36500)
    until_day: int = lever("day", "first day it is closed for good", "撤店日", 0, 36500)
    yuan_to_open: float = lever(
        "yuan per 1,000",
        "fitting out per 1,000 initial members, on the day it opens; not of stores of day 0",
        "开店投入",
        0,
        1e8,
    )
    yuan_per_month: float = lever(
        "yuan/month per 1,000", "rent and staff per 1,000 initial members", "月租与人工", 0, 1e7
    )


@settings(frozen=True, kw_only=True)
class Area:
    """Where shoppers live (商圈): anywhere in a square around its middle."""

    x_km: float = lever("km", "its middle, from west to east", "中心东西位置", -1e4, 1e4)
    y_km: float = lever("km", "its middle, from south to north", "中心南北位置", -1e4, 1e4)
    reach_km: float = lever("km", "half the side of the square", "半边长", 0, 1e4)
    weight: float = lever("weight", "shoppers who live there", "人口权重", 0, 1e6)


@settings(frozen=True, kw_only=True)
class Favourite:
    """The store one comes back to (常去门店): ours or a rival's, chosen as for a trip."""

    habit: float = lever(
        "factor",
        "what their favourite draws to shoppers against what it draws to others, be it ours or a "
        "rival's (1: nobody has a favourite)",
        "对常去门店的偏好倍数（1 为无常去门店）",
        1,
        100,
    )
    looks_days: int = lever(
        "days",
        "from one time somebody looks around for a better store to the next; who loses their "
        "favourite does so at once (0: every day)",
        "多久重新比较一次门店（0 为每天）",
        0,
        3650,
    )
    matched: float = lever(
        "factor",
        "on that for a favourite of ours, if the mini-program remembers it and matches the nearest",
        "小程序记住常去门店、自动匹配最近门店的加成倍数",
        1,
        100,
    )


@settings(frozen=True, kw_only=True)
class Sites:
    """Stores with a place (门店选址): how far shoppers go, and to which of them.

    Holds for every sales channel that is a store, for walk-ins, and for pick-up.
    """

    places: dict[str, Site]
    areas: dict[str, Area]
    half_km: float = lever(
        "km",
        "distance of a usual store at which half of what is wanted in stores goes to a rival",
        "半数流向竞店的距离",
        1e-3,
        1e4,
    )
    power: float = lever(
        "number", "power of the distance with which what a store draws falls", "距离衰减指数", 0, 10
    )
    favourite: Favourite
    focus: str = lever("name", "the site whose figures are shown (empty: none)", "重点门店，空为无")


@settings(frozen=True, kw_only=True)
class Gathering:
    """Members come together in a store (门店活动): a salon, a course, a camp, a match watched."""

    site: str = lever(
        "name", "which of `sites.places` it is held in (empty: in a store near each)", "举办门店"
    )
    from_day: int = lever("day", "first day", "起始日", 0, 36500)
    until_day: int = lever("day", "first day no longer", "截止日", 0, 36500)
    every_days: int = lever("days", "between two of them", "周期", 1, 3650)
    active_days: int = lever(
        "days", "who was active within so many days is invited", "近期活跃天数", 1, 3650
    )
    audience: str = lever(
        "name", "entry of `audiences` it is for; empty: everybody", "目标人群，空为全部", off=""
    )
    accept: float = lever(
        "share",
        "of those invited who would come if it were at their door",
        "参加率（不计距离）",
        *SHARE,
    )
    places: float = lever(
        "people per 1,000",
        "who can be let in per 1,000 initial members, by lot if more come; one at least",
        "名额",
        0.001,
        1000,
    )
    goodwill: float = lever(
        "share",
        "of the room left that it adds to goodwill, as an opened touch does",
        "好感",
        *SHARE,
    )
    nudge: float = lever(
        "factor",
        "what being there adds to intensity; it fades as after a touch",
        "到店促购",
        0,
        100,
    )
    brings: float = lever(
        "share", "guests who ask a friend along (by the draws of referral)", "携友占比", *SHARE
    )
    yuan: float = lever(
        "yuan per 1,000", "of each, per 1,000 initial members: room, teacher", "每场成本", 0, 1e7
    )
    yuan_per_guest: float = lever("yuan", "of each guest", "每位来宾成本", 0, 1e4)
