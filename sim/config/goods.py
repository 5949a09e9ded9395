"""Levers of goods: categories, how tastes differ, what is bought together."""

from __future__ import annotations

from sim.config.lever import SHARE, lever, settings


@settings(frozen=True, kw_only=True)
class Category:
    """One category of goods (品类)."""

    share: float = lever(
        "weight",
        "orders it is wanted in first, as a weight among the categories",
        "订单占比",
        0,
        1e3,
    )
    price: float = lever(
        "factor",
        "mean order of it, against that of the others: only the ratio between categories counts, "
        "the mean over all orders stays `shoppers.spend`'s",
        "相对客单价（仅各品类之间的比例有意义）",
        0.01,
        100,
    )
    cost_of_goods: float = lever("share", "of its list value", "商品成本率", *SHARE)
    ages: float = lever(
        "share",
        "of its appeal lost with each month since its last launch, or since day 0",
        "老化：距上次上新每满 30 天失去的吸引力",
        *SHARE,
        off=0.0,
    )
    taught: float = lever(
        "share",
        "appeal added at full goodwill: what content teaches a shopper to want (品类教育)",
        "品类教育：好感为满时增加的吸引力",
        0,
        100,
        off=0.0,
    )


@settings(frozen=True, kw_only=True)
class Pair:
    """Goods that are bought together (连带), or offered together as a bundle (组合)."""

    first: str = lever("name", "category the order is for", "先买的品类")
    second: str = lever("name", "category taken along", "连带的品类")
    share: float = lever(
        "share",
        "orders of the first that take the second along at its full price, by the average buyer; "
        "in proportion to how much the second is liked",
        "连带率（原价、平均偏好）",
        *SHARE,
    )
    basket: float = lever(
        "share",
        "what is taken along, against a usual order of its category",
        "连带金额占该品类单笔",
        0,
        10,
    )
    discount: float = lever(
        "share", "off what is taken along: the bundle's price", "组合优惠（连带部分折扣）", *SHARE
    )
    dip: float = lever(
        "share",
        "purchase intensity that what is taken along takes away, as a used coupon does "
        "(pull-forward)",
        "连带对之后购买的透支",
        *SHARE,
    )


@settings(frozen=True, kw_only=True)
class Launch:
    """New goods (上新、新品首发) in a category, that lift it for some weeks."""

    category: str = lever("name", "which of `goods.categories`", "品类")
    from_day: int = lever("day", "day they are there", "上市日", 0, 36500)
    weeks: int = lever("weeks", "in which they are new", "新品期", 1, 520)
    lift: float = lever(
        "share", "appeal they add to their category in the first week", "首周增加的吸引力", 0, 100
    )
    fade: float = lever("share", "of that, what is left a week later", "每周保留比例", *SHARE)
    hit: float = lever(
        "share",
        "chance that they are wanted; if they are not, they lift nothing",
        "新品成功率",
        *SHARE,
        off=1.0,
    )
    yuan: float = lever(
        "yuan per 1,000",
        "goods made and made known, per 1,000 initial members, wanted or not",
        "上新投入",
        0,
        1e7,
        off=0.0,
    )
    triers: int = lever(
        "people",
        "who try them before; they are launched only if enough of these like them (0: no trial)",
        "试销人数",
        0,
        100000,
        off=0,
    )
    threshold: float = lever(
        "share", "of the triers who must like them", "试销通过线", *SHARE, off=0.0
    )
    yuan_per_trier: float = lever(
        "yuan", "cost of the trial for each trier", "每人试销成本", 0, 1e5, off=0.0
    )


@settings(frozen=True, kw_only=True)
class Trial:
    """What triers of new goods say (新品试销)."""

    hit_liked: float = lever(
        "share", "triers who like goods that will be wanted", "好新品的好评率", *SHARE
    )
    miss_liked: float = lever(
        "share", "triers who like goods that will not", "坏新品的好评率", *SHARE
    )


@settings(frozen=True, kw_only=True)
class Region:
    """A region whose tastes differ (地区差异)."""

    share: float = lever("weight", "members who live there", "会员占比", 0, 1e3)
    likes: dict[str, float] = lever(
        "factor",
        "how much more a category is liked there, by name; only the ratios count",
        "当地对各品类的相对偏好",
        0.01,
        100,
    )


@settings(frozen=True, kw_only=True)
class LifeStage:
    """Months of a life in which a category is needed (人生阶段，如断奶期)."""

    category: str = lever("name", "which of `goods.categories`", "品类")
    from_month: int = lever("months", "age at which it begins to be needed", "起始月龄", 0, 1200)
    until_month: int = lever("months", "age at which it no longer is", "结束月龄", 1, 1200)
    need: float = lever("factor", "on its appeal in between", "阶段内需求倍数", 0.01, 100)


@settings(frozen=True, kw_only=True)
class Foreseen:
    """An offer to who is about to enter a stage of life, as far as the brand can tell."""

    stage: str = lever("name", "which of `goods.stages`", "人生阶段")
    coupon: str = lever("name", "kind of `coupons` that is offered", "券种")
    ahead_months: int = lever("months", "before the stage begins", "提前月数", 0, 120)
    accuracy: float = lever(
        "share",
        "members whose age is known; the others' is guessed",
        "月龄识别准确率",
        *SHARE,
    )


@settings(frozen=True, kw_only=True)
class Shown:
    """An offer to who looked at a category the day before (浏览后推组合)."""

    category: str = lever("name", "which of `goods.categories`", "浏览的品类")
    look: float = lever(
        "share",
        "active members who look at it on a day, by the average taste; in proportion to taste",
        "活跃日浏览率（平均偏好）",
        *SHARE,
    )
    coupon: str = lever("name", "kind of `coupons` that is offered", "券种")
    rest_days: int = lever("days", "between two such offers to one member", "间隔", 1, 3650)


@settings(frozen=True, kw_only=True)
class Goods:
    """What is bought, where categories are told apart (品类、偏好、连带)."""

    concentration: float = lever(
        "number",
        "how alike shoppers are in what they buy (sum of the Dirichlet's parameters): at 1 most "
        "buy mostly one category, at 100 everybody buys the same mix",
        "偏好集中度（狄利克雷参数之和，越大各人偏好越相近）",
        0.5,
        1000,
    )
    focus: str = lever(
        "name", "category that the KPIs of one category are of (empty: none)", "重点品类"
    )
    gained: float = lever(
        "share",
        "of what new goods add to a category, the share that would not have been spent on others",
        "上新带来的增量中非从其他品类转移的占比",
        *SHARE,
    )
    accuracy: float = lever(
        "share",
        "personal recommendations (`about: each`) that hit what somebody likes most; the others "
        "are about anything",
        "个性化推荐命中率（千人千面）",
        *SHARE,
    )
    delay_hours: float = lever(
        "hours",
        "age of the data recommendations are made of (0: real time)",
        "推荐所用数据的延迟（0 为实时）",
        0,
        8760,
    )
    interest_half_life_hours: float = lever(
        "hours", "in which half of an interest is over", "兴趣半衰期", 0.1, 87600
    )
    adapted: float = lever(
        "factor",
        "how far the range of a region follows its tastes: 0 the same everywhere, 1 room in "
        "proportion to liking",
        "货盘随地区偏好调整的程度",
        0,
        2,
    )
    born_from: int = lever(
        "months",
        "members' ages (of a child) count from months between this one and `born_until`, as of "
        "day 0; below 0: before it",
        "月龄起算最早月（相对第 0 天）",
        -1200,
        1200,
    )
    born_until: int = lever("months", "the last of these months", "月龄起算最晚月", -1200, 1200)
    trial: Trial
    regions: dict[str, Region]
    stages: dict[str, LifeStage]
    foreseen: dict[str, Foreseen]
    shown: dict[str, Shown]
    categories: dict[str, Category]
    pairs: dict[str, Pair]
    launches: dict[str, Launch]
