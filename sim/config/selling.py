"""Levers of where people buy: stores and online channels, what is missing there, who walks in."""

from __future__ import annotations

from sim.config.lever import SHARE, lever, settings


@settings(frozen=True, kw_only=True)
class SalesChannel:
    """One place to buy (成交渠道): the stores, the mini-program, a marketplace."""

    place: str = lever(
        "name",
        "store: with opening hours, regions and sizes of stores; online: at any place",
        "门店或线上",
        choices=("store", "online"),
    )
    share: float = lever(
        "weight", "orders wanted here first, as a weight among the channels", "首选占比", 0, 1e3
    )
    from_hour: float = lever("hour", "when it opens", "开门时刻", 0, 24)
    to_hour: float = lever("hour", "when it closes", "关门时刻", 0, 24)
    waits: float = lever(
        "share",
        "who finds it closed for the night and comes in its next opening hours instead",
        "闭店时愿等到开门者占比",
        *SHARE,
    )
    missing: float = lever(
        "share",
        "orders whose goods or size are not there (断码缺货); in a store of middle size",
        "缺货断码占比（中等门店）",
        *SHARE,
    )
    instead: str = lever(
        "name",
        "channel that takes over what this one cannot sell (second floor, 二楼); empty: none",
        "承接渠道，空为无",
    )
    saved_when_missing: float = lever(
        "share", "who order there if goods are missing", "缺货时转单成功率", *SHARE
    )
    saved_when_closed: float = lever(
        "share", "who order there if this one is closed", "闭店时转单成功率", *SHARE
    )
    saved_when_far: float = lever(
        "share",
        "who order there if this one is too far, or does not serve their place",
        "过远或不在服务区时转单成功率",
        *SHARE,
        off=0.0,
    )
    radius_km: float = lever(
        "km",
        "how far from an open site of `sites.places` it serves (service area; 0: everywhere)",
        "服务半径，0 为不限",
        0,
        1e4,
        off=0.0,
    )
    goods_cost: float = lever(
        "share",
        "of list value that goods cost here, as in a format of its own (自有业态); 0: as "
        "everywhere",
        "本渠道商品成本占标价，0 为与其他渠道相同",
        *SHARE,
        off=0.0,
    )
    visit_days: float = lever(
        "days",
        "of a shopper's present purchase intensity that a visit uses up at once, where one can buy "
        "while looking in (直购); 0: a visit sells nothing",
        "每次来访促成的购买，相当于几天的意愿（直购），0 为来访不成交",
        0,
        30,
        off=0.0,
    )
    fee: float = lever(
        "share",
        "of net order value: commission, payment, rent by turnover",
        "佣金、支付费与扣点占净额",
        *SHARE,
    )
    yuan_per_order: float = lever(
        "yuan", "packing and handling of an order", "每单处理成本", 0, 1e4
    )
    yuan_per_month: float = lever(
        "yuan/month per 1,000",
        "rent, staff and systems per 1,000 initial members",
        "月固定费用",
        0,
        1e7,
    )


@settings(frozen=True, kw_only=True)
class Stores:
    """How stores (门店) differ: each shopper has one near, of a size and in a region."""

    spread: float = lever(
        "share",
        "how much more is missing in the smallest store, and less in the largest, than in a middle",
        "最小门店比中等门店多缺货的比例，最大门店则少同样比例",
        *SHARE,
    )
    regions: dict[str, float] = lever(
        "weight", "shoppers who live there, as a weight among the regions", "地区权重", 0, 1e6
    )


@settings(frozen=True, kw_only=True)
class Pickup:
    """Ordered online, collected in the store (线上下单到店自提)."""

    share: float = lever(
        "share", "online orders collected in a store that is open", "自提占比", *SHARE
    )
    second: float = lever("share", "who buy again when they collect", "自提时再次购买占比", *SHARE)
    basket: float = lever(
        "share", "that second basket, against the order collected", "再次购买金额占原单", 0, 10
    )
    dip: float = lever(
        "share",
        "purchase intensity a second basket takes away, as a used coupon does (pull-forward)",
        "再次购买对之后购买的透支",
        *SHARE,
    )
    yuan_per_order: float = lever(
        "yuan", "the store's handling of an order collected", "每单自提处理成本", 0, 1e4
    )


@settings(frozen=True, kw_only=True)
class Selling:
    """Where orders are made, and what is lost on the way (成交渠道、库存、自提)."""

    channels: dict[str, SalesChannel]
    stores: Stores
    pickup: Pickup


@settings(frozen=True, kw_only=True)
class Footfall:
    """Who walks into the stores (客流) and is won there; named as the acquisition channel is.

    They join by that channel, whose `joins_per_day` is 0.
    """

    visitors_per_day: float = lever(
        "people/day per 1,000",
        "visitors who are no members, on an ordinary weekday, per 1,000 initial members",
        "日均非会员客流",
        0,
        1e6,
    )
    change_per_year: float = lever(
        "1/year", "change of footfall in a year (compounded)", "客流年变化率", -0.99, 10
    )
    weekend: float = lever("factor", "footfall on Saturday and Sunday", "周末客流倍数", 0, 100)
    buys: float = lever("share", "visitors who buy", "进店成交率", *SHARE)
    invited: float = lever(
        "share", "buyers whom the guide, or the till, invites to join", "成交后邀请占比", *SHARE
    )
    accepts: float = lever("share", "who accept", "接受邀请占比", *SHARE)
    yuan_per_invitation: float = lever(
        "yuan", "the guide's time and material for an invitation", "每次邀请成本", 0, 1e4
    )
    from_hour: float = lever("hour", "when the stores open", "开门时刻", 0, 24)
    to_hour: float = lever("hour", "when they close", "关门时刻", 0, 24)
