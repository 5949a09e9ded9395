"""Messages in the units the engines work in: channels, contents, campaigns and journeys, and the
coupons and audiences they name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sim.behaviour.audience import STAGES
from sim.behaviour.clock import SECOND
from sim.behaviour.coupon import FORMS, GIFT, TRIAL
from sim.behaviour.governor import turn
from sim.behaviour.live import in_time
from sim.behaviour.trigger import GROUP_ENTERED, MOVES, STAGE_CHANGED, TIER_CHANGED, TRIGGERS
from sim.behaviour.units import basis_points, clock_ms, fen, whole
from sim.config.incentives import CouponKind
from sim.config.loyalty import NO_TIER
from sim.config.reach import Live
from sim.config.schema import Plan
from sim.config.touch import Audience, Campaign, Journey, Step, TouchChannel
from sim.population import team
from sim.population.goods import UNTOLD, about_of
from sim.population.interface import REFERRAL
from sim.population.known import known_of
from sim.population.loyalty import ranked
from sim.population.needs import meant_by
from sim.population.offers import per_thousand
from sim.population.rules import (
    BRANCHES,
    FIRST_KIND,
    NO_COUPON,
    PLAN_COUPON,
    STOPS,
    AudienceRule,
    CampaignRule,
    ChannelRule,
    ContentRule,
    CouponRule,
    JourneyRule,
    StagesRule,
    StepRule,
    audience_of,
    granted_fen,
    source_bit,
)
from sim.population.sites import ANY_SITE
from sim.randomness.address import name_hash


class Names(NamedTuple):
    """What a policy may name, in the order of the codes."""

    channels: list[str]
    contents: list[str]
    coupons: list[str]
    categories: list[str]
    tiers: list[str]


def names_of(plan: Plan) -> Names:
    """What the policies of a plan may name."""
    return Names(
        list(plan.touch.channels),
        list(plan.touch.classes),
        list(plan.coupons),
        list(plan.goods.categories),
        ["", *ranked(plan)],
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


def channels_of(plan: Plan) -> tuple[ChannelRule, ...]:
    """The touch channels, in their order."""
    channels = enumerate(plan.touch.channels.items())
    return tuple(_channel(i, name, channel, plan.live) for i, (name, channel) in channels)


def contents_of(plan: Plan) -> tuple[ContentRule, ...]:
    """The content classes, in their order."""
    classes = plan.touch.classes.values()
    return tuple(ContentRule(one.goodwill, one.nudge, one.fatigue) for one in classes)


def carried(coupon: bool, kind: str, names: Names) -> int:
    """The code of what a message carries: NO_COUPON, PLAN_COUPON, or a kind of coupon."""
    if not coupon:
        return NO_COUPON
    return FIRST_KIND + names.coupons.index(kind) if kind else PLAN_COUPON


def campaigns_of(plan: Plan, names: Names) -> tuple[CampaignRule, ...]:
    """The broadcasts, in their order."""
    return tuple(_campaign(name, one, names, plan) for name, one in plan.campaigns.items())


def _campaign(name: str, campaign: Campaign, names: Names, plan: Plan) -> CampaignRule:
    return CampaignRule(
        hash=name_hash(name),
        channel=names.channels.index(campaign.channel),
        content=names.contents.index(campaign.content),
        times=tuple(clock_ms(hour) for hour in campaign.hours),
        every_days=campaign.every_days,
        from_day=campaign.from_day,
        until_day=campaign.until_day,
        coupon=carried(campaign.coupon, campaign.coupon_kind, names),
        intensity=campaign.intensity,
        audience=audience_of(plan, campaign.audience),
        about=meant_by(plan, campaign.about, campaign.meets),
        own_hour=campaign.own_hour,
        turn=turn(campaign.message_priority, name_hash(name)),
    )


def _bits(names: Sequence[str], known: Sequence[str]) -> int:
    """A bit for each of these names, by its place among those known."""
    return sum(1 << known.index(name) for name in set(names))


def audiences_of(plan: Plan) -> tuple[AudienceRule, ...]:
    """The segments, in their order."""
    return tuple(_audience(one, plan) for one in plan.audiences.values())


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


def coupons_of(plan: Plan) -> tuple[CouponRule, ...]:
    """The plan's coupon, then those of `coupons`."""
    plain = plan.coupon
    face, threshold = fen(plain.face), fen(plain.threshold)
    own = CouponRule(0, face, face, threshold, plain.validity_days, 0, 0, 0)
    return (own, *(_coupon(kind, plan) for kind in plan.coupons.values()))


def _step(step: Step, names: Names, plan: Plan) -> StepRule:
    return StepRule(
        day=step.day,
        add_friend=step.action == "add_friend",
        channel=names.channels.index(step.channel),
        content=names.contents.index(step.content),
        at_ms=clock_ms(step.hour),
        work_ms=whole(step.minutes * 60) * SECOND,
        accept=step.accept,
        coupon=carried(step.coupon, step.coupon_kind, names),
        after=BRANCHES.index(step.after),
        about=meant_by(plan, step.about, step.meets),
    )


def _journey(
    name: str, journey: Journey, names: Names, office: tuple[str, ...], plan: Plan
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


def journeys_of(plan: Plan, names: Names) -> tuple[JourneyRule, ...]:
    """The journeys in order of their names' hashes: nothing may depend on the order in a file."""
    office = plan.guides.head_office.journeys if team.head_office(plan) else ()
    found = (_journey(name, one, names, office, plan) for name, one in plan.journeys.items())
    return tuple(sorted(found, key=lambda journey: journey.hash))


def valued(coupons: tuple[CouponRule, ...]) -> int:
    """Bits of what a message may carry: a coupon without value advertises nothing."""
    return sum((kind.face > 0) << PLAN_COUPON + place for place, kind in enumerate(coupons))


def most_step_fen(journeys: tuple[JourneyRule, ...], coupons: tuple[CouponRule, ...]) -> int:
    """The most one shopper can be granted by automatic steps on one day."""
    return sum(_most_of_one(journey, coupons) for journey in journeys)


def _most_of_one(journey: JourneyRule, coupons: tuple[CouponRule, ...]) -> int:
    asked: dict[int, int] = {}
    for step in journey.steps:
        if not step.work_ms:
            asked[step.day] = asked.get(step.day, 0) + granted_fen(step.coupon, coupons)
    return max(asked.values(), default=0)


def guide_bits(channels: tuple[ChannelRule, ...], journeys: tuple[JourneyRule, ...]) -> int:
    """Channels in which guides do the work; sales to people reachable there earn commission."""
    bits = 0
    for journey in (one for one in journeys if one.coverage > 0.0):
        for step in journey.steps:
            if step.work_ms:
                bits |= channels[step.channel].bit
    return bits


def book_bits(channels: tuple[ChannelRule, ...], journeys: tuple[JourneyRule, ...]) -> int:
    """Channels in which a shopper is the store guide's own friend."""
    bits = 0
    for journey in journeys:
        for step in journey.steps:
            if step.add_friend or (step.work_ms and not journey.head_office):
                bits |= channels[step.channel].bit
    return bits
