"""A plan as one record of numbers, the way kernels read it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sim.behaviour.clock import NEVER
from sim.behaviour.coupon import AMOUNT
from sim.behaviour.referral import appeal
from sim.behaviour.tags import KEEPS_DISTANCE, NEEDS
from sim.behaviour.trigger import (
    COUPON_EXPIRING,
    GROUP_ENTERED,
    MIDNIGHT,
    STAGE_CHANGED,
    TIER_CHANGED,
)
from sim.config.errors import InputError
from sim.config.said import say
from sim.measure.events import CODE
from sim.population.compiled import layout
from sim.population.compiled.crossings import crossings
from sim.population.compiled.knowing import write_known
from sim.population.compiled.layout import CONSTANTS, Offsets
from sim.population.compiled.places import places, places_today, stores
from sim.population.compiled.programme import programme
from sim.population.compiled.wares import wares
from sim.population.interface import Conditions
from sim.population.loyalty import TIERS
from sim.population.rules import (
    ANY,
    EVERYBODY,
    AudienceRule,
    CouponRule,
    Rules,
    granted_fen,
    usual,
)
from sim.population.rules import FIRST_KIND as NAMED
from sim.population.rules import NEVER as NEVER_STOPS

OFFSETS = (  # where tables begin in what a block counts into
    *("active", "ordered", "stock", "cohort_size", "cohort_active", "margin", "weekly", "doors"),
    *("store", "work", "roll", "expiring"),
)

_EXPIRIES = ("coupon_expired", "reward_coupon_expired", "member_coupon_expired")


def constants(rules: Rules, replication: int, noted: npt.NDArray[np.bool_], at: Offsets) -> Any:
    """An array of the one record; refuses a plan wider than the layout.

    noted: which kinds of event are noted, by place in EVENTS.

    Raises:
        InputError: more channels, content classes, journeys or steps than a row has room for.
    """
    _check_width(rules)
    book = np.zeros(1, dtype=CONSTANTS)
    c = book[0]
    c["seed"], c["replication"] = rules.plan.seed, replication
    c["log_events"], c["noted"] = noted.any(), noted
    c["cut_time"], c["cut_uid"] = NEVER, NEVER
    c["k_cut_time"], c["k_cut_uid"] = NEVER, NEVER
    _days(c, rules)
    for name in OFFSETS:
        c[f"o_{name}"] = getattr(at, name)
    c["months"] = at.months
    _people(c, rules)
    _doors(c, rules)
    _cart(c, rules)
    _response(c, rules)
    _money(c, rules)
    _referral(c, rules)
    _desk(c, rules)
    _loyalty(c, rules)
    _channels(c, rules)
    _journeys(c, rules)
    _audiences(c, rules)
    write_known(c, rules.known)
    _needs(c, rules)
    places(c, rules.selling)
    stores(c, rules.sites)
    crossings(c, rules.moves)
    wares(c, rules.goods)
    _rooms(c, rules)
    c["watched"], c["attribution_ms"] = rules.watched, rules.attribution_ms
    meet(c, usual(rules))
    return book


def _days(c: Any, rules: Rules) -> None:
    """When the run is, and how many guides there are in it."""
    c["horizon"], c["days"] = rules.horizon, rules.plan.horizon_days
    c["first_day"] = rules.first_day
    c["season"], c["season_days"] = rules.season.ctypes.data, len(rules.season)
    c["guides"], c["head_office"], c["staffed"] = rules.books, rules.head_office, rules.staffed


def _needs(c: Any, rules: Rules) -> None:
    for i, need in enumerate(rules.needs):
        c["n_low"][i], c["n_high"][i], c["n_gain"][i] = need


def _rooms(c: Any, rules: Rules) -> None:
    live = rules.plan.live
    c["rooms"], c["worth_days"] = rules.rooms, live.worth_days
    c["room_returns"], c["viewers_told"] = live.return_factor, rules.viewers_told


def meet(c: Any, today: Conditions) -> None:
    """Write what holds from today on (`Population.meet`) where kernels read it."""
    for i, (execution, open_rate) in enumerate(zip(today.execution, today.open_rate, strict=True)):
        c["execution"][i], c["open_rate"][i] = execution, open_rate
    for j, coverage in enumerate(today.coverage):
        c["j_coverage"][j] = coverage
    c["weekly_cap"], c["return_rate"] = today.weekly_cap, today.return_rate
    c["dropout"] = today.dropout
    places_today(c, today)
    c["c_novelty"][: len(today.novelty)] = today.novelty


def _check_width(rules: Rules) -> None:
    for key, given, allowed in (
        ("touch.channels", len(rules.channels), layout.CHANNELS),
        ("touch.classes", len(rules.contents), layout.CONTENTS),
        ("acquisition", len(rules.plan.acquisition), layout.DOORS),
        ("journeys", len(rules.journeys), layout.JOURNEYS),
        ("audiences", len(rules.audiences), layout.AUDIENCES - 1),
        ("tags", len(rules.known.tags), layout.TAGS),
        ("coupons", len(rules.coupons) - 1, layout.KINDS - layout.FIRST_KIND),
        (
            "touch.limits" if rules.plan.touch.limits else "platform.rules",
            len(rules.platform),
            layout.LAWS,
        ),
        ("journeys.*.steps", max((len(j.steps) for j in rules.journeys), default=0), layout.STEPS),
    ):
        if given > allowed:
            raise InputError(
                say("more than the engine has room for"),
                key=key,
                value=given,
                allowed=[f"{allowed}"],
            )


def _people(c: Any, rules: Rules) -> None:
    who = rules.plan.shoppers
    traits, hunters = who.traits, who.hunters
    for name, value in {
        "r": who.repeat.r,
        "alpha": who.repeat.alpha_weeks,
        "a": who.repeat.a,
        "b": who.repeat.b,
        "s": who.repeat.s,
        "beta": who.repeat.beta_weeks,
        "period": who.repeat.period_days,
        "law": rules.law,
        "market_left": 1.0,
        "p": who.spend.p,
        "q": who.spend.q,
        "v_yuan": who.spend.v_yuan,
        "visit_day": who.visits.per_week / 7.0,
        "visit_shape": who.visits.shape,
        "after_dropout": who.visits.after_dropout,
        "deal_mean": traits.deal_mean,
        "deal_spread": traits.deal_spread,
        "affinity_mean": traits.affinity_mean,
        "affinity_spread": traits.affinity_spread,
        "tolerance_mean": traits.tolerance_mean,
        "tolerance_shape": traits.tolerance_shape,
        "friends_mean": traits.friends_mean,
        "friends_shape": traits.friends_shape,
        "preferred_hour": traits.preferred_hour,
        "hour_spread": traits.preferred_hour_spread,
        "rate_factor": hunters.rate_factor,
        "visit_factor": hunters.visit_factor,
        "open_factor": hunters.open_factor,
        "hunter_deal": hunters.deal_proneness,
        "hunter_share_factor": hunters.share_factor,
        "friends_factor": hunters.friends_factor,
        "activation": who.activation_per_day,
        "return_days": who.return_days,
        "max_season": float(rules.season[:, 0].max()),
    }.items():
        c[name] = value


def _doors(c: Any, rules: Rules) -> None:
    for i, door in enumerate(rules.plan.acquisition.values()):
        c["door_activation"][i], c["door_buys"][i] = door.activation_factor, door.buys_on_joining


def _response(c: Any, rules: Rules) -> None:
    response, touch = rules.plan.touch.response, rules.plan.touch
    for name, value in {
        "boost": response.goodwill_intensity,
        "retention": response.goodwill_retention,
        "fatigue_slope": rules.fatigue_slope,
        "fatigue_on_open": response.fatigue_on_open,
        "annoyance": response.annoyance,
        "opt_out_share": response.opt_out_share,
        "opt_out_dropout": response.opt_out_dropout,
        "reconsider": response.reconsider,
        "reconsider_on": rules.reconsider_on,
        "hour_effect": response.hour_effect,
        "min_gap_ms": touch.min_gap_minutes * 60_000,
    }.items():
        c[name] = value


def _expiries_told(c: Any, rules: Rules) -> bool:
    """Whether somebody must know of each coupon that expires, or may use it at that midnight."""
    noted = any(c["noted"][CODE[event]] for event in _EXPIRIES)
    triggers = [journey.trigger for journey in rules.journeys]
    return noted or COUPON_EXPIRING in triggers or _room_at_midnight(rules)


def _room_at_midnight(rules: Rules) -> bool:
    """Whether a live room opens at a midnight, before what expires then does."""
    sends = [(one.channel, time) for one in rules.campaigns for time in one.times]
    steps = [(one.channel, one.at_ms) for journey in rules.journeys for one in journey.steps]
    return any(time == 0 and rules.rooms >> channel & 1 for channel, time in sends + steps)


def _money(c: Any, rules: Rules) -> None:
    coupon, pulled = rules.plan.coupon, rules.goods.moves or rules.loyalty.pulls
    for name, value in {
        "goods_bp": rules.goods_bp,
        "commission_bp": rules.commission_bp,
        "guide_bits": rules.guide_bits,
        "book_bits": rules.book_bits,
        "valued": rules.valued,
        "gate_issue": coupon.gate == "issue",
        "gate_redemption": coupon.gate == "redemption",
        "per_shopper": coupon.per_shopper,
        "urgency_days": coupon.urgency_days,
        "urgency_wakes": pulled,
        "expiry_wakes": pulled or _expiries_told(c, rules),
        "lift": coupon.lift,
        "urgency": coupon.urgency,
        "more_urgency": max(0.0, coupon.urgency - 1.0),
        "exposure": coupon.exposure,
        "dip": coupon.dip,
        "stretch": coupon.stretch,
        "most_fen": _most_fen(rules),
    }.items():
        c[name] = value
    _coupons(c, rules)


def _most_fen(rules: Rules) -> int:
    """The most one message, or offer, of the plan may grant."""
    carried = {campaign.coupon for campaign in rules.campaigns}
    carried |= rules.offers.carried | rules.passing.carried | {rules.card.carried}
    carried |= {one.late_coupon for one in rules.delivery if one is not None}
    carried |= {*rules.grants.signals, *rules.grants.goods}
    carried |= {rules.grants.care, rules.desk.complaint_coupon}
    carried |= {step.coupon for journey in rules.journeys for step in journey.steps}
    return max((granted_fen(one, rules.coupons) for one in carried), default=0)


def _coupons(c: Any, rules: Rules) -> None:
    """Kinds of coupon by their code in a wallet: see `layout`."""
    plain, *kinds = rules.coupons
    days = rules.plan.referral.reward_validity_days
    rewards = [
        CouponRule(AMOUNT, face, face, 0, days, 0, 0, 0)
        for face in (rules.rewards.inviter_fen, rules.rewards.invitee_fen)
    ]
    loyalty = rules.loyalty
    faces = [loyalty.points.face_fen, *(tier.coupon_fen for tier in loyalty.tiers)]
    faces += [0] * (TIERS + 1 - len(faces))
    members = [CouponRule(AMOUNT, face, face, 0, 0, 0, 0, 0) for face in faces]
    for code, kind in enumerate([plain, *rewards, *members, *kinds]):
        c["k_form"][code], c["k_face"][code] = kind.form, kind.face
        c["k_granted"][code], c["k_threshold"][code] = kind.granted, kind.threshold
        c["k_days"][code], c["k_share_bp"][code] = kind.days, kind.share_bp
        c["k_article"][code], c["k_cost"][code] = kind.article, kind.cost
        c["k_stock"][code], c["k_category"][code] = kind.stock, kind.category
    card = rules.card.carried
    c["card_kind"] = layout.FIRST_KIND + card - NAMED if card else -1


def _reads_lives(audience: AudienceRule, rules: Rules) -> bool:
    """Whether an audience is told by more than the head of a row, and what is drawn of its uid."""
    asked = audience.by_course or audience.by_value or audience.pointless_from or audience.tiers
    truths = {rules.known.tags[tag - 1].of for tag in (audience.tag, audience.without_tag) if tag}
    return bool(asked or truths - {KEEPS_DISTANCE, NEEDS})


def _audiences(c: Any, rules: Rules) -> None:
    for place, rule in enumerate(rules.audiences, start=EVERYBODY + 1):
        c["u_stages"][place], c["u_sources"][place] = rule.stages, rule.sources
        c["u_inside"][place], c["u_without"][place] = rule.inside, rule.without
        c["u_orders_from"][place] = rule.orders_from
        c["u_orders_to"][place] = rule.orders_to
        c["u_silent_from"][place] = rule.silent_from
        c["u_spent_from"][place] = rule.spent_from_fen
        c["u_spent_to"][place] = rule.spent_to_fen
        c["u_by_course"][place] = rule.by_course
        c["u_beside_tags"][place] = rule.beside_tags
        c["u_by_life"][place] = _reads_lives(rule, rules)
        c["u_by_value"][place] = rule.by_value
        c["u_tag"][place], c["u_without_tag"][place] = rule.tag, rule.without_tag
        c["u_by_place"][place], c["u_site"][place] = rule.by_place, rule.site
        c["u_favourite"][place] = rule.favourite
        c["u_within_km"][place] = rule.within_km
        c["u_pointless_from"][place] = rule.pointless_from
        c["u_tiers"][place], c["u_regions"][place] = rule.tiers, rule.regions


def _referral(c: Any, rules: Rules) -> None:
    programme = rules.plan.referral
    for name, value in {
        "active": programme.active,
        "refer_from": programme.from_day,
        "refer_until": programme.until_day,
        "inviter_fen": rules.rewards.inviter_fen,
        "invitee_fen": rules.rewards.invitee_fen,
        "review_fen": rules.rewards.review_fen,
        "reward_days": programme.reward_validity_days,
        "on_join": programme.condition == "join",
        "cash": programme.reward_form == "cash",
        "needed": programme.invites_needed,
        "share_on_join": programme.share_on_join,
        "share_on_order": programme.share_on_order,
        "share_on_open": programme.share_on_open,
        "inviter_appeal": rules.rewards.inviter_appeal,
        "invitee_appeal": appeal(programme.invitee_reward, programme.appeal_yuan),
        "invites_mean": programme.invites_mean,
        "accept": programme.accept,
        "accept_gain": programme.accept_gain,
        "delay_days": programme.delay_days,
        "likeness": programme.likeness,
        "hunter_cheap": rules.rewards.hunter_cheap,
        "fake_share": programme.fake_share,
        "refer_activation": programme.activation_factor,
        "review_rate": rules.rewards.review_rate,
        "share_boost": programme.review.share_boost,
        "officers": programme.officers.per_thousand,
        "officer_factor": programme.officers.share_factor,
    }.items():
        c[name] = value


def _desk(c: Any, rules: Rules) -> None:
    desk = rules.desk
    c["ask_rate"], c["given_up_dropout"] = desk.ask_rate, desk.given_up_dropout
    c["ask_near"] = desk.ask_near
    c["answer_goodwill"], c["answer_nudge"] = desk.goodwill, desk.nudge


def _loyalty(c: Any, rules: Rules) -> None:
    loyalty, stored = rules.loyalty, rules.loyalty.stored
    programme(c, loyalty.points)
    for name, value in {
        "loyal": loyalty.active,
        "loyal_pulls": loyalty.pulls,
        "loyal_visits": loyalty.moved_by_visits or rules.selling.mall_days > 0.0,
        "epoch": loyalty.epoch,
        "today": -layout.NEVER_DAY,  # none yet
        "tiers": len(loyalty.tiers),
        "tier_months": loyalty.tier_months,
        "tier_days": loyalty.tier_validity_days,
        "top_up_fen": stored.top_up_fen,
        "top_up_bonus_fen": stored.bonus_fen,
        "take_up": stored.take_up,
        "stored_gain": stored.intensity,
    }.items():
        c[name] = value
    for number, tier in enumerate(loyalty.tiers):
        c["tier_from"][number] = tier.from_yuan
        c["tier_gain"][number + 1], c["tier_retention"][number + 1] = tier.intensity, tier.retention


def _channels(c: Any, rules: Rules) -> None:
    c["channels"] = len(rules.channels)
    for i, channel in enumerate(rules.channels):
        c["channel_hash"][i], c["message_fen"][i] = channel.hash, channel.message_fen
        c["enrol"][i], c["click_rate"][i] = channel.enrol, channel.click_rate
    for place, one in enumerate(rules.communities):
        c["communal"] |= 1 << one.channel
        c["community"][one.channel] = place
    for i, content in enumerate(rules.contents):
        c["c_goodwill"][i], c["c_nudge"][i] = content.goodwill, content.nudge
        c["c_fatigue"][i] = content.fatigue


def _cart(c: Any, rules: Rules) -> None:
    cart = rules.plan.cart
    c["carts"], c["cart_days"] = cart.fill > 0.0, cart.keep_days
    c["cart_fill"], c["cart_near"] = cart.fill, cart.near


def _journeys(c: Any, rules: Rules) -> None:
    triggers = [journey.trigger for journey in rules.journeys]
    c["journeys"], c["traced"], c["new_year"] = len(triggers), rules.traced, rules.new_year
    c["midnights"] = any(trigger >= MIDNIGHT for trigger in triggers)
    c["group_flows"] = GROUP_ENTERED in triggers
    c["reminders"], c["tier_flows"] = COUPON_EXPIRING in triggers, TIER_CHANGED in triggers
    c["stage_flows"] = STAGE_CHANGED in triggers
    c["stops"] = any(journey.stop != NEVER_STOPS for journey in rules.journeys)
    for j, journey in enumerate(rules.journeys):
        c["j_hash"][j], c["j_trigger"][j] = journey.hash, journey.trigger
        c["j_days"][j], c["j_stop"][j] = journey.days, journey.stop
        c["j_alarmed"][j], c["j_bought"][j] = -1, journey.bought
        c["j_turn"][j] = journey.turn
        for name, value in journey.stages._asdict().items():
            c[f"j_{name}"][j] = value
        c["j_move"][j], c["j_tier"][j] = journey.move, journey.tier
        c["j_reentry"][j], c["j_audience"][j] = journey.reentry_days, journey.audience
        c["j_branches"][j] = any(step.after != ANY for step in journey.steps)
        c["j_last_day"][j] = journey.last_day
        c["j_from"][j], c["j_until"][j] = journey.from_day, journey.until_day
        c["j_steps"][j], c["j_priority"][j] = len(journey.steps), journey.priority
        c["j_guided"][j], c["j_office"][j] = journey.guided, journey.head_office
        for k, step in enumerate(journey.steps):
            c["s_day"][j, k], c["s_add"][j, k] = step.day, step.add_friend
            c["s_channel"][j, k], c["s_content"][j, k] = step.channel, step.content
            c["s_at"][j, k], c["s_work"][j, k] = step.at_ms, step.work_ms
            c["s_coupon"][j, k], c["s_accept"][j, k] = step.coupon, step.accept
            c["s_after"][j, k], c["s_about"][j, k] = step.after, step.about
