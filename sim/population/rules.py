"""The plan in the units the engines work in: fen, milliseconds, decay factors, 24-bit names.

What they are, and the codes they are told by; `sim.population.from_plan` makes them.
"""

from __future__ import annotations

from typing import NamedTuple

from sim.behaviour.clock import HOUR, MINUTE, SECOND, Season
from sim.config.schema import Plan
from sim.population.beyond import MOST_ORDERS_EVER
from sim.population.carriage import DeliveryRule
from sim.population.community import CommunityRule
from sim.population.desk import DeskRule
from sim.population.goods import UNTOLD, GoodsRule
from sim.population.interface import REFERRAL, Conditions
from sim.population.known import Known
from sim.population.law import LawRule
from sim.population.loyalty import Loyalty
from sim.population.moves import MovesRule
from sim.population.needs import NeedRule
from sim.population.offers import Offers
from sim.population.passing import Passing
from sim.population.rewards import RewardRule
from sim.population.selling import Selling
from sim.population.shocks import ShockRule
from sim.population.sites import ANY_SITE, SitesRule
from sim.population.subscription import CardRule

NO_COUPON, PLAN_COUPON, FIRST_KIND = 0, 1, 2  # what a message carries; then those of `coupons`
EVERYBODY = 0  # an audience; those of `audiences` follow
STOPS = ("never", "purchase", "visit")
NEVER, ON_PURCHASE, ON_VISIT = range(3)
BRANCHES = ("any", "opened", "not_opened")
ANY, OPENED, NOT_OPENED = range(3)


class ChannelRule(NamedTuple):
    """One touch channel; `bit` marks it in a shopper's memberships."""

    name: str
    hash: int
    bit: int
    enrol: float
    execution: float
    open_rate: float
    click_rate: float
    message_fen: int
    group_month_fen: int


class ContentRule(NamedTuple):
    """One content class."""

    goodwill: float
    nudge: float
    fatigue: float


class CampaignRule(NamedTuple):
    """One broadcast; `times` are milliseconds after midnight."""

    hash: int
    channel: int
    content: int
    times: tuple[int, ...]
    every_days: int
    from_day: int
    until_day: int
    coupon: int  # NO_COUPON, PLAN_COUPON, or FIRST_KIND and on
    intensity: float
    audience: int  # EVERYBODY, or place in `Rules.audiences` and one
    about: int  # see `sim.population.goods`
    own_hour: float
    turn: int  # see `sim.behaviour.governor.turn`


class AudienceRule(NamedTuple):
    """A segment; the first seven as `sim.behaviour.audience.fits` takes them."""

    stages: int
    sources: int
    inside: int
    without: int
    orders_from: int
    orders_to: int
    silent_from: int
    spent_from_fen: int
    spent_to_fen: int
    by_value: bool  # whether what was spent matters
    tag: int  # of `Known.tags`, from 1: who carries it; 0 for any
    without_tag: int  # ... who does not
    within_km: float  # of the nearest open site; 0: at any distance
    site: int  # the nearest open site; ANY_SITE
    favourite: int  # the favourite store; ANY_SITE
    pointless_from: int  # days since points were earned last
    tiers: int  # bits of those held, the lowest of who holds none; 0 for any
    regions: int  # bits of `selling.stores.regions`; 0 for any

    @property
    def by_course(self) -> bool:
        """Whether `sim.behaviour.audience.fits` asks anything: what somebody did so far, where they
        came from and can be reached."""
        bits = self.stages | self.sources | self.inside | self.without
        counted = self.orders_from > 0 or self.orders_to < MOST_ORDERS_EVER
        return bits > 0 or counted or self.silent_from > 0

    @property
    def by_place(self) -> bool:
        """Whether it matters where somebody lives."""
        here = self.site != ANY_SITE or self.favourite != ANY_SITE
        return self.within_km > 0.0 or here

    @property
    def beside_tags(self) -> bool:
        """Whether it asks for anything but tags."""
        earned = self.by_value or self.pointless_from > 0 or self.tiers > 0
        return earned or self.by_course or self.by_place or self.regions > 0


class CouponRule(NamedTuple):
    """One kind of the plan's coupons, amounts in fen.

    face: what the member sees in it; granted: the most it may cost, as the books hold it; article:
    list value of a gift (its cost) or of a trial; cost: of that article; stock: most of them a day,
    0 for no such limit; category: place of the one it is for, or UNTOLD.
    """

    form: int
    face: int
    granted: int
    threshold: int
    days: int
    share_bp: int
    article: int
    cost: int
    stock: int = 0
    category: int = UNTOLD


class StepRule(NamedTuple):
    """One step of a journey; `work_ms` is a guide's working time, 0 if automatic."""

    day: int
    add_friend: bool
    channel: int
    content: int
    at_ms: int
    work_ms: int
    accept: float
    coupon: int
    after: int  # of BRANCHES
    about: int  # see `sim.population.goods`


class StagesRule(NamedTuple):
    """Which changes of stage start a journey, as `sim.behaviour.stages.next_turn` takes them."""

    first: int = 0
    last: int = 0
    leaves: int = 0
    enters: int = 0


class JourneyRule(NamedTuple):
    """One journey."""

    hash: int
    trigger: int  # of `sim.behaviour.trigger.TRIGGERS`
    days: int
    bought: int  # place of a category, with the trigger bought
    stop: int  # of STOPS
    reentry_days: int
    audience: int
    priority: int
    from_day: int
    until_day: int
    coverage: float
    guided: bool  # some step is a guide's work
    head_office: bool  # head-office guides carry it out
    steps: tuple[StepRule, ...]
    last_day: int  # days from the trigger to the last step
    move: int  # of `sim.behaviour.trigger.MOVES`
    tier: int  # of `Loyalty.tiers`, from 1; 0 for any
    stages: StagesRule
    turn: int  # see `sim.behaviour.governor.turn`


class Grants(NamedTuple):
    """Coupons the brand gives of its own accord, as a message carries them.

    care: for the dissatisfied. signals: of `signals` by name. goods: of `goods.foreseen`, then of
    `goods.shown`, by name.
    """

    care: int
    signals: tuple[int, ...]
    goods: tuple[int, ...]


class Rules(NamedTuple):
    """Everything both engines need of a plan, in their units.

    guide_bits: channels in which guides do the work; book_bits: in which friends are the store
    guides' own. books, head_office: how many guides there are of each. staffed: whether a roll of
    them is called.
    """

    plan: Plan
    horizon: int
    first_day: int
    season: Season
    law: int  # of `sim.behaviour.traits.LAWS`
    fatigue_slope: float
    reconsider_on: int  # of `contents`
    channels: tuple[ChannelRule, ...]
    contents: tuple[ContentRule, ...]
    campaigns: tuple[CampaignRule, ...]
    communities: tuple[CommunityRule, ...]
    journeys: tuple[JourneyRule, ...]
    desk: DeskRule
    loyalty: Loyalty
    guide_bits: int
    audiences: tuple[AudienceRule, ...]
    coupons: tuple[CouponRule, ...]  # the plan's coupon, then those of `coupons`
    offers: Offers
    passing: Passing
    valued: int  # bits of what a message may carry that is worth something
    new_year: int  # place of day 0 in its year
    traced: bool  # whether the event log follows people through journeys
    book_bits: int
    books: int
    head_office: int
    staffed: bool
    platform: tuple[LawRule, ...]
    goods_bp: int
    commission_bp: int
    most_step_fen: int  # the most one shopper can be granted by automatic steps on one day
    rewards: RewardRule
    shocks: tuple[ShockRule, ...]
    attribution_ms: int
    selling: Selling
    sites: SitesRule
    moves: MovesRule
    goods: GoodsRule
    card: CardRule
    rooms: int  # bits of touch channels that are live rooms
    viewers_told: bool  # whether the brand hears who came to them
    known: Known
    needs: tuple[NeedRule, ...]
    delivery: tuple[DeliveryRule | None, ...]  # by sales channel
    grants: Grants
    watched: bool  # whether the brand sees to what becomes of each want


def guides_most_ms(plan: Plan) -> int:
    """How long a guide may work on a day whose work begins at `guides.start_hour`, ms: until quiet
    hours begin, or midnight. What was done then would be read in them, or on the day after."""
    guides, touch = plan.guides, plan.touch
    quiet = touch.quiet_from != touch.quiet_to and touch.quiet_from > guides.start_hour
    ends = touch.quiet_from if quiet else 24.0
    return int(ends * HOUR) - int(guides.start_hour * HOUR) - SECOND


def guide_works_ms(plan: Plan, asked_ms: float) -> int:
    """How long a guide works on a day who is asked to for `asked_ms`, ms."""
    return min(int(asked_ms), guides_most_ms(plan))


def usual(rules: Rules) -> Conditions:
    """The conditions of a day on which nothing is out of the ordinary."""
    plan = rules.plan
    return Conditions(
        execution=tuple(channel.execution for channel in rules.channels),
        open_rate=tuple(channel.open_rate for channel in rules.channels),
        coverage=tuple(journey.coverage for journey in rules.journeys),
        guide_ms=guide_works_ms(plan, plan.guides.minutes_per_day * MINUTE),
        weekly_cap=plan.touch.weekly_cap,
        return_rate=plan.shoppers.return_rate,
        dropout=1.0,
        stores_open=(1.0,) * len(rules.selling.regions),
        found=1.0,
        novelty=(1.0,) * len(rules.contents),
        put_off=tuple(one.put_off if one else 0.0 for one in rules.delivery),
    )


def audience_of(plan: Plan, name: str) -> int:
    """The code of an audience by its name; EVERYBODY for none."""
    return EVERYBODY + 1 + list(plan.audiences).index(name) if name else EVERYBODY


def source_bit(source: int) -> int:
    """The bit of a source: of REFERRAL, INITIAL, and the doors from 0 on."""
    return 1 << (source - REFERRAL)


def granted_fen(carried: int, coupons: tuple[CouponRule, ...]) -> int:
    """The most a message may cost in coupons that carries this code."""
    return 0 if carried == NO_COUPON else coupons[carried - PLAN_COUPON].granted
