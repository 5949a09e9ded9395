"""The plan as one typed, immutable object: every lever, its unit, range and meaning.

Values live in conf/ (defaults, each with its source) and scenarios/ (overrides).
Sizes that grow with the brand are given per 1,000 initial members, so that one scenario
means the same for 5,000 shoppers and for ten million. Money is in yuan here and becomes
integer fen when the world is built.
"""

from __future__ import annotations

from datetime import date

from sim.config.acquisition import Channel
from sim.config.cart import Cart
from sim.config.community import Community, GroupLife
from sim.config.control import ChurnWarning, Control, Experiment, Media, Monitor, Shock
from sim.config.feedback import Feedback
from sim.config.goods import Goods
from sim.config.incentives import Coupon, CouponKind, Referral
from sim.config.known import Attribution, Identity, Tag, View
from sim.config.law import Platform
from sim.config.leads import Leads
from sim.config.lever import MANY, SHARE, lever, settings
from sim.config.loyalty import Points, StoredValue, Tiers
from sim.config.moves import Entry, Moves
from sim.config.needs import Need
from sim.config.offers import GroupBuy, Raffle
from sim.config.passing import Attraction, SharedOffer
from sim.config.periodic import Periodic
from sim.config.play import Play
from sim.config.reach import Alliance, Live, Promoters, Wear
from sim.config.said import LANGUAGES
from sim.config.selling import Footfall, Selling
from sim.config.serving import Delivery, Occasion, Satisfaction, Signal
from sim.config.shoppers import Shoppers
from sim.config.sites import Gathering, Sites
from sim.config.stock import Stock
from sim.config.subscription import Subscription
from sim.config.team import Desk, Guides
from sim.config.touch import Audience, Campaign, Journey, Touch
from sim.config.trade import Trade

LONGEST_DAYS = 7_300  # twenty years: what rows of a large population can hold


@settings(frozen=True, kw_only=True)
class Finance:
    """Margin, fixed costs and the approved budget."""

    cost_of_goods: float = lever("share", "of list order value", "商品成本率", *SHARE)
    tools: float = lever(
        "yuan/month per 1,000", "software per 1,000 initial members", "工具费", 0, 1e6
    )
    team: float = lever(
        "yuan/month per 1,000", "head-office team per 1,000 initial members", "团队费", 0, 1e6
    )
    budget: float = lever(
        "yuan per 1,000",
        "approved programme budget for the run per 1,000 initial members (0: none set); the report "
        "says how likely an overrun is, nothing is stopped",
        "批准的全期私域预算，每千初始会员（0 为未批；报告给出超支概率，不停支）",
        0,
        MANY,
    )
    donation: float = lever(
        "yuan", "given to charity for each order of a charity day", "每单公益捐赠", 0, 1000
    )
    donation_every_days: int = lever(
        "days", "from one charity day to the next; the first is day 0", "公益日间隔", 1, 365
    )


@settings(frozen=True, kw_only=True)
class Expectation:
    """A direction a scenario is expected to show, over twin worlds."""

    kpi: str = lever("name", "key of a KPI, as in summary.json", "指标")
    direction: str = lever("name", "how it differs", "方向", choices=("higher", "lower"))
    against: str = lever("name", "scenario it is compared with", "对照方案")


@settings(frozen=True, kw_only=True)
class Story:
    """What a scenario says of itself; never changes a result."""

    name: str = lever("name", "scenario name", "名称")
    title: dict[str, str]
    question: dict[str, str]
    asked_by: tuple[str, ...] = lever(
        "name",
        "readers the question is asked by",
        "提问者",
        choices=("strategist", "finance", "researcher"),
    )
    evidence: tuple[str, ...] = lever("ids", "evidence this scenario leans on", "证据编号")
    expects: tuple[Expectation, ...]


@settings(frozen=True, kw_only=True)
class Plan:
    """Everything one run depends on, except where results go."""

    seed: int = lever("number", "study seed", "种子", 0, 2**32 - 1)
    horizon_days: int = lever("days", "days simulated", "模拟天数", 1, LONGEST_DAYS)
    start_date: date = lever("date", "calendar date of day 0", "起始日期")
    engine: str = lever("name", "population engine", "引擎", choices=("auto", "simpy", "compiled"))
    story: Story
    trade: Trade
    shoppers: Shoppers
    acquisition: dict[str, Channel]
    touch: Touch
    community: GroupLife
    communities: dict[str, Community]
    campaigns: dict[str, Campaign]
    journeys: dict[str, Journey]
    audiences: dict[str, Audience]
    coupon: Coupon
    coupons: dict[str, CouponKind]
    group_buys: dict[str, GroupBuy]
    raffles: dict[str, Raffle]
    shared_offers: dict[str, SharedOffer]
    attractions: dict[str, Attraction]
    referral: Referral
    points: Points
    tiers: Tiers
    stored_value: StoredValue
    subscription: Subscription
    periodic: Periodic
    guides: Guides
    desk: Desk
    feedback: Feedback
    leads: Leads
    finance: Finance
    platform: Platform
    shocks: dict[str, Shock]
    media: dict[str, Media]
    control: Control
    monitors: dict[str, Monitor]
    warning: ChurnWarning
    experiments: dict[str, Experiment]
    selling: Selling
    moves: Moves
    entries: dict[str, Entry]
    footfall: dict[str, Footfall]
    sites: Sites
    stock: Stock
    gatherings: dict[str, Gathering]
    goods: Goods
    delivery: dict[str, Delivery]
    satisfaction: Satisfaction
    occasions: dict[str, Occasion]
    signals: dict[str, Signal]
    live: Live
    cart: Cart
    play: Play
    alliances: dict[str, Alliance]
    promoters: dict[str, Promoters]
    wear: dict[str, Wear]
    views: dict[str, View]
    tags: dict[str, Tag]
    needs: dict[str, Need]
    identity: Identity
    attribution: Attribution


@settings(frozen=True, kw_only=True)
class Study:
    """How a plan is run and where its results go; no result depends on it, except replications."""

    replications: int = lever("runs", "independent replications", "重复次数", 1, 100000)
    precision: float = lever(
        "share",
        "half width of the 95% interval that replications are added for, as a share of the figure "
        "(in a comparison: of the difference, as a share of the reference's figure); 0: none are",
        "要求的精度",
        0,
        1,
    )
    precision_of: str = lever("name", "figure whose interval is to be so narrow", "精度所指的指标")
    most_replications: int = lever(
        "runs", "most replications that are run for a precision", "重复次数上限", 1, 100000
    )
    workers: int = lever("processes", "runs at once (0: one for each core)", "进程数", 0, 1024)
    backend: str = lever(
        "name",
        "where runs are spread: over processes here, or a Ray cluster",
        "运行于",
        choices=("local", "ray"),
    )
    districts: int = lever(
        "workers", "workers that one run's shoppers are spread over (1: none)", "分区数", 1, 4096
    )
    out: str = lever("path", "result folder (empty: out/COMMAND-NAME)", "结果目录")
    lang: str = lever("name", "language of pages", "语言", choices=LANGUAGES)
    report: bool = lever("yes/no", "write page and workbook", "生成报告")
    events: bool = lever("yes/no", "write the event log", "写事件日志")
    tables: str = lever("name", "table format", "表格式", choices=("parquet", "csv"))
