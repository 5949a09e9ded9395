"""Levers of goods: categories, how tastes differ, what is bought together."""

from __future__ import annotations

from dataclasses import dataclass

from sim.config.lever import SHARE, lever


@dataclass(frozen=True, kw_only=True)
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


@dataclass(frozen=True, kw_only=True)
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


@dataclass(frozen=True, kw_only=True)
class Launch:
    """New goods (上新、新品首发) in a category, that lift it for some weeks."""

    category: str = lever("name", "which of `goods.categories`", "品类")
    from_day: int = lever("day", "day they are there", "上市日", 0, 36500)
    weeks: int = lever("weeks", "in which they are new", "新品期", 1, 520)
    lift: float = lever(
        "share", "appeal they add to their category in the first week", "首周增加的吸引力", 0, 100
    )
    fade: float = lever("share", "of that, what is left a week later", "每周保留比例", *SHARE)


@dataclass(frozen=True, kw_only=True)
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
    categories: dict[str, Category]
    pairs: dict[str, Pair]
    launches: dict[str, Launch]
