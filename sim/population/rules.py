"""The plan in the units the engines work in: fen, milliseconds, decay factors, 24-bit names.

Built once for a run; nothing here is a choice, only a change of units.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import NamedTuple

import numpy as np

from sim.behaviour.audience import STAGES
from sim.behaviour.clock import DAY, HOUR, MINUTE, SECOND, Season, season_table
from sim.behaviour.coupon import FORMS, GIFT, TRIAL
from sim.behaviour.governor import turn
from sim.behaviour.live import in_time
from sim.behaviour.traits import LAWS
from sim.behaviour.trigger import (
    GROUP_ENTERED,
    MOVES,
    STAGE_CHANGED,
    TIER_CHANGED,
    TRIGGERS,
    YEAR,
)
from sim.behaviour.units import basis_points, clock_ms, fen
from sim.config.incentives import CouponKind
from sim.config.loyalty import NO_TIER
from sim.config.reach import Live
from sim.config.schema import Plan
from sim.config.touch import Audience, Campaign, Journey, Step, TouchChannel
from sim.population import team
from sim.population.carriage import DeliveryRule, delivery_of
from sim.population.community import CommunityRule, communities_of
from sim.population.desk import DeskRule, desk_of
from sim.population.goods import UNTOLD, GoodsRule, about_of, goods_of
from sim.population.interface import REFERRAL, Conditions
from sim.population.known import Known, known_of
from sim.population.law import LawRule, law_of
from sim.population.loyalty import Loyalty, loyalty_of, ranked
from sim.population.moves import MovesRule, moves_of
from sim.population.needs import NeedRule, meant_by, needs_of
from sim.population.offers import Offers, offers_of, per_thousand
from sim.population.passing import Codes, Passing, passing_of
from sim.population.rewards import RewardRule, rewards_of
from sim.population.selling import Selling, selling_of
from sim.population.shocks import ShockRule, shocked, shocks_of
from sim.population.sites import ANY_SITE, SitesRule, sites_of
from sim.population.subscription import CardRule, card_of
from sim.randomness.address import name_hash

NO_COUPON, PLAN_COUPON, FIRST_KIND = 0, 1, 2  # what a message carries; then those of `coupons`
EVERYBODY = 0  # an audience; those of `audiences` follow
STOPS = ("never", "purchase", "visit")
NEVER, ON_PURCHASE, ON_VISIT = range(3)
BRANCHES = ("any", "opened", "not_opened")
ANY, OPENED, NOT_OPENED = range(3)


def half_life_factor(days: float) -> float:
    """What is left of a decaying state a day later."""
    return math.exp(-math.log(2.0) / days)


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
    def by_place(self) -> bool:
        """Whether it matters where somebody lives."""
        here = self.site != ANY_SITE or self.favourite != ANY_SITE
        return self.within_km > 0.0 or here


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
    guides' own. books,
    head_office: how many guides there are of each. staffed: whether a roll of them is called.
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


def _season(plan: Plan, first_day: int, end: int) -> Season:
    """The season of each day from `first_day` to before `end`, and how states fade through it."""
    months, response = plan.shoppers.season, plan.touch.response
    shocks = shocks_of(plan)
    factors = [
        months[(plan.start_date + timedelta(days=day)).month - 1] * shocked(shocks, "sales", day)
        for day in range(first_day, end)
    ]
    return season_table(
        np.array(factors, dtype=np.float64),
        half_life_factor(plan.shoppers.activation_half_life_days),
        half_life_factor(response.goodwill_half_life_days),
        half_life_factor(response.nudge_half_life_days),
        half_life_factor(plan.coupon.dip_half_life_days),
    )


def _channel(index: int, name: str, channel: TouchChannel, live: Live) -> ChannelRule:
    come = in_time(live.hours, live.half_hours) if name in live.channels else 1.0
    return ChannelRule(
        name=name,
        hash=name_hash(name),
        bit=1 << index,
        enrol=channel.enrol,
        execution=channel.execution,
        open_rate=channel.open_rate * come,
        click_rate=channel.click_rate,
        message_fen=channel.fen_per_message,
        group_month_fen=fen(channel.yuan_per_group_month),
    )


class _Names(NamedTuple):
    """What a policy may name, in the order of the codes."""

    channels: list[str]
    contents: list[str]
    coupons: list[str]
    categories: list[str]
    tiers: list[str]


# Codes of coupons and audiences by name, and what a member sees in what is carried, in yuan.
_Named = tuple[Callable[[str], int], Callable[[str], int], Callable[[int], float]]


def _names(plan: Plan) -> _Names:
    return _Names(
        list(plan.touch.channels),
        list(plan.touch.classes),
        list(plan.coupons),
        list(plan.goods.categories),
        ["", *ranked(plan)],
    )


def _carried(coupon: bool, kind: str, names: _Names) -> int:
    if not coupon:
        return NO_COUPON
    return FIRST_KIND + names.coupons.index(kind) if kind else PLAN_COUPON


def _campaign(name: str, campaign: Campaign, names: _Names, plan: Plan) -> CampaignRule:
    return CampaignRule(
        hash=name_hash(name),
        channel=names.channels.index(campaign.channel),
        content=names.contents.index(campaign.content),
        times=tuple(clock_ms(hour) for hour in campaign.hours),
        every_days=campaign.every_days,
        from_day=campaign.from_day,
        until_day=campaign.until_day,
        coupon=_carried(campaign.coupon, campaign.coupon_kind, names),
        intensity=campaign.intensity,
        audience=audience_of(plan, campaign.audience),
        about=meant_by(plan, campaign.about, campaign.meets),
        own_hour=campaign.own_hour,
        turn=turn(campaign.message_priority, name_hash(name)),
    )


def _bits(names: Sequence[str], known: Sequence[str]) -> int:
    """A bit for each of these names, by its place among those known."""
    return sum(1 << known.index(name) for name in set(names))


def _audience(audience: Audience, plan: Plan) -> AudienceRule:
    doors = {"referral": REFERRAL, "initial": REFERRAL + 1}
    doors |= {name: place for place, name in enumerate(plan.acquisition)}
    channels = list(plan.touch.channels)
    tags = ["", *plan.tags]
    return AudienceRule(
        stages=_bits(audience.stages, STAGES),
        sources=sum(source_bit(doors[name]) for name in set(audience.sources)),
        inside=_bits(audience.channels, channels),
        without=_bits(audience.without, channels),
        orders_from=audience.orders_from,
        orders_to=audience.orders_to,
        silent_from=audience.silent_from_days,
        spent_from_fen=fen(audience.spent_from),
        spent_to_fen=fen(audience.spent_to),
        by_value=audience.spent_from > 0 or audience.spent_to < 1e9,
        tag=tags.index(audience.tag),
        without_tag=tags.index(audience.without_tag),
        within_km=audience.within_km,
        site=list(plan.sites.places).index(audience.site) if audience.site else ANY_SITE,
        favourite=(
            list(plan.sites.places).index(audience.favourite) if audience.favourite else ANY_SITE
        ),
        pointless_from=audience.pointless_from_days,
        tiers=_bits(audience.tiers, [NO_TIER, *ranked(plan)]),
        regions=_bits(audience.regions, list(plan.selling.stores.regions)),
    )


def audience_of(plan: Plan, name: str) -> int:
    """The code of an audience by its name; EVERYBODY for none."""
    return EVERYBODY + 1 + list(plan.audiences).index(name) if name else EVERYBODY


def source_bit(source: int) -> int:
    """The bit of a source: of REFERRAL, INITIAL, and the doors from 0 on."""
    return 1 << (source - REFERRAL)


def _coupon(kind: CouponKind, plan: Plan) -> CouponRule:
    form, cost = FORMS.index(kind.form), fen(kind.cost)
    face = fen(kind.face) - (fen(kind.price) if form == TRIAL else 0)
    return CouponRule(
        form=form,
        face=face,
        granted=cost if form == GIFT else face,
        threshold=fen(kind.threshold),
        days=kind.validity_days,
        share_bp=basis_points(kind.share),
        article={GIFT: cost, TRIAL: fen(kind.face)}.get(form, 0),
        cost=cost,
        stock=per_thousand(kind.stock, plan),
        category=about_of(kind.category, list(plan.goods.categories)),
    )


def _coupons(plan: Plan) -> tuple[CouponRule, ...]:
    plain = plan.coupon
    face, threshold = fen(plain.face), fen(plain.threshold)
    own = CouponRule(0, face, face, threshold, plain.validity_days, 0, 0, 0)
    return (own, *(_coupon(kind, plan) for kind in plan.coupons.values()))


def _step(step: Step, names: _Names, plan: Plan) -> StepRule:
    return StepRule(
        day=step.day,
        add_friend=step.action == "add_friend",
        channel=names.channels.index(step.channel),
        content=names.contents.index(step.content),
        at_ms=clock_ms(step.hour),
        work_ms=math.floor(step.minutes * 60 + 0.5) * 1000,
        accept=step.accept,
        coupon=_carried(step.coupon, step.coupon_kind, names),
        after=BRANCHES.index(step.after),
        about=meant_by(plan, step.about, step.meets),
    )


def _journey(
    name: str, journey: Journey, names: _Names, office: tuple[str, ...], plan: Plan
) -> JourneyRule:
    trigger = TRIGGERS.index(journey.trigger)
    # A start is known by the day of the change, so there is one a day.
    by_day = trigger in (TIER_CHANGED, STAGE_CHANGED, GROUP_ENTERED)
    rest = max(1, journey.reentry_days) if by_day else journey.reentry_days
    return JourneyRule(
        hash=name_hash(name),
        trigger=trigger,
        days=journey.days,
        bought=names.categories.index(journey.bought) if journey.bought else UNTOLD,
        stop=STOPS.index(journey.stop),
        reentry_days=rest,
        audience=audience_of(plan, journey.audience),
        priority=journey.priority,
        from_day=journey.from_day,
        until_day=journey.until_day,
        coverage=journey.coverage,
        guided=any(step.minutes or step.action == "add_friend" for step in journey.steps),
        head_office=name in office,
        steps=tuple(_step(step, names, plan) for step in journey.steps),
        last_day=max((step.day for step in journey.steps), default=0),
        move=MOVES.index(journey.move),
        tier=names.tiers.index(journey.tier),
        stages=_stages(journey, plan),
        turn=turn(journey.message_priority, name_hash(name)),
    )


def _stages(journey: Journey, plan: Plan) -> StagesRule:
    if not journey.view:
        return StagesRule()
    rule = known_of(plan).views[list(plan.views).index(journey.view)]
    known = list(plan.views[journey.view].stages)
    leaves, enters = (_bits(names, known) for names in (journey.from_stages, journey.to_stages))
    return StagesRule(rule.first, rule.first + rule.stages, leaves, enters)


def _journeys(plan: Plan, names: _Names) -> tuple[JourneyRule, ...]:
    """In order of their names' hashes: nothing may depend on the order in a file."""
    office = plan.guides.head_office.journeys if team.head_office(plan) else ()
    found = (_journey(name, one, names, office, plan) for name, one in plan.journeys.items())
    return tuple(sorted(found, key=lambda journey: journey.hash))


def granted_fen(carried: int, coupons: tuple[CouponRule, ...]) -> int:
    """The most a message may cost in coupons that carries this code."""
    return 0 if carried == NO_COUPON else coupons[carried - PLAN_COUPON].granted


def _valued(coupons: tuple[CouponRule, ...]) -> int:
    """A coupon without value advertises nothing."""
    return sum((kind.face > 0) << PLAN_COUPON + place for place, kind in enumerate(coupons))


def _most_step_fen(journey: JourneyRule, coupons: tuple[CouponRule, ...]) -> int:
    asked: dict[int, int] = {}
    for step in journey.steps:
        if not step.work_ms:
            asked[step.day] = asked.get(step.day, 0) + granted_fen(step.coupon, coupons)
    return max(asked.values(), default=0)


def _guide_bits(channels: tuple[ChannelRule, ...], journeys: tuple[JourneyRule, ...]) -> int:
    """Channels in which guides do the work; sales to people reachable there earn commission."""
    bits = 0
    for journey in (one for one in journeys if one.coverage > 0.0):
        for step in journey.steps:
            if step.work_ms:
                bits |= channels[step.channel].bit
    return bits


def _book_bits(channels: tuple[ChannelRule, ...], journeys: tuple[JourneyRule, ...]) -> int:
    """Channels in which a shopper is the store guide's own friend."""
    bits = 0
    for journey in journeys:
        for step in journey.steps:
            if step.add_friend or (step.work_ms and not journey.head_office):
                bits |= channels[step.channel].bit
    return bits


def _watched(plan: Plan) -> bool:
    """Whether some lever sees to what becomes of each want."""
    complaints = plan.desk.complaints
    complained = complaints.late > 0.0 or complaints.missing > 0.0
    followed = bool(plan.delivery) or bool(plan.signals) or bool(plan.leads.doors)
    followed = followed or bool(plan.sites.places) or plan.stock.daily > 0.0
    followed = followed or plan.desk.ask_near > 0.0 or plan.feedback.every_days > 0
    return followed or complained or plan.satisfaction.weight > 0.0


def _channels(plan: Plan) -> tuple[ChannelRule, ...]:
    channels = enumerate(plan.touch.channels.items())
    return tuple(_channel(i, name, channel, plan.live) for i, (name, channel) in channels)


def _contents(plan: Plan) -> tuple[ContentRule, ...]:
    classes = plan.touch.classes.values()
    return tuple(ContentRule(one.goodwill, one.nudge, one.fatigue) for one in classes)


def _grants(plan: Plan, names: _Names) -> Grants:
    care = plan.satisfaction.care.coupon
    foreseen = [one.coupon for _, one in sorted(plan.goods.foreseen.items())]
    shown = [one.coupon for _, one in sorted(plan.goods.shown.items())]
    signals = sorted(plan.signals.items())
    return Grants(
        care=_carried(bool(care), care, names),
        signals=tuple(_carried(bool(one.coupon), one.coupon, names) for _, one in signals),
        goods=tuple(_carried(True, kind, names) for kind in (*foreseen, *shown)),
    )


def _first_day(plan: Plan) -> int:
    """Of the history, if there is one."""
    return -plan.shoppers.history_days - 1 if plan.shoppers.start == "members" else 0


def rules_of(plan: Plan, replication: int = 0, *, traced: bool = False) -> Rules:
    """Change the units of a plan. replication: whose luck new goods have. traced: note in the event
    log who is where in a journey."""
    names, first_day = _names(plan), _first_day(plan)
    channels, journeys_, coupons = _channels(plan), _journeys(plan, names), _coupons(plan)
    loyalty, response = loyalty_of(plan), plan.touch.response
    named: _Named = (
        lambda kind: _carried(bool(kind), kind, names),
        lambda name: audience_of(plan, name),
        lambda carried: coupons[carried - PLAN_COUPON].face / 100,
    )
    passing = passing_of(plan, Codes(*named, per_thousand))
    return Rules(
        plan=plan,
        horizon=plan.horizon_days * DAY,
        first_day=first_day,
        season=_season(plan, first_day, plan.horizon_days + 1),
        law=LAWS.index(plan.shoppers.repeat.law),
        reconsider_on=names.contents.index(response.reconsider_on),
        fatigue_slope=math.log(2.0) / response.fatigue_half_life_days,
        channels=channels,
        contents=_contents(plan),
        campaigns=tuple(_campaign(n, c, names, plan) for n, c in plan.campaigns.items()),
        communities=communities_of(plan),
        journeys=journeys_,
        desk=desk_of(plan, named[0]),
        loyalty=loyalty,
        guide_bits=_guide_bits(channels, journeys_),
        audiences=tuple(_audience(one, plan) for one in plan.audiences.values()),
        coupons=coupons,
        offers=offers_of(plan, *named),
        passing=passing,
        valued=_valued(coupons),
        new_year=min(plan.start_date.timetuple().tm_yday, YEAR) - 1,
        traced=traced,
        book_bits=_book_bits(channels, journeys_),
        books=team.books(plan),
        head_office=team.head_office(plan),
        staffed=team.differ(plan.guides) or plan.moves.dealers.share > 0.0,
        platform=law_of(plan, named[1]),
        goods_bp=basis_points(plan.finance.cost_of_goods),
        commission_bp=basis_points(plan.guides.commission),
        most_step_fen=sum(_most_step_fen(journey, coupons) for journey in journeys_),
        rewards=rewards_of(plan.referral, loyalty.points.friend_yuan, passing.cash_yuan),
        shocks=shocks_of(plan),
        attribution_ms=plan.control.attribution_days * DAY,
        selling=selling_of(plan),
        sites=sites_of(plan),
        moves=moves_of(plan),
        card=card_of(plan, named[0], named[1]),
        goods=goods_of(plan, first_day, replication),
        rooms=sum(rule.bit for rule in channels if rule.name in plan.live.channels),
        viewers_told=any(one.after == "watched" for one in plan.shared_offers.values()),
        known=known_of(plan),
        needs=needs_of(plan),
        delivery=delivery_of(plan, named[0]),
        grants=_grants(plan, names),
        watched=_watched(plan),
    )
