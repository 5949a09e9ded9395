"""From a plan to the rules of a run, in the units the engines work in.

Made once for a run; nothing here is a choice, only a change of units.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import numpy as np

from sim.behaviour.clock import DAY, Season, season_table
from sim.behaviour.elementary import LN_2, exp
from sim.behaviour.traits import LAWS
from sim.behaviour.trigger import YEAR
from sim.behaviour.units import basis_points
from sim.config.schema import Plan
from sim.population import team
from sim.population.carriage import delivery_of
from sim.population.community import communities_of
from sim.population.desk import desk_of
from sim.population.goods import goods_of
from sim.population.known import known_of
from sim.population.law import law_of
from sim.population.loyalty import loyalty_of
from sim.population.messages import (
    Names,
    audiences_of,
    book_bits,
    campaigns_of,
    carried,
    channels_of,
    contents_of,
    coupons_of,
    guide_bits,
    journeys_of,
    most_step_fen,
    names_of,
    valued,
)
from sim.population.moves import moves_of
from sim.population.needs import needs_of
from sim.population.offers import offers_of, per_thousand
from sim.population.passing import Codes, passing_of
from sim.population.rewards import rewards_of
from sim.population.rules import PLAN_COUPON, Grants, Rules, audience_of
from sim.population.selling import selling_of
from sim.population.shocks import shocked, shocks_of
from sim.population.sites import sites_of
from sim.population.subscription import card_of

# Codes of coupons and audiences by name, and what a member sees in what is carried, in yuan.
_Named = tuple[Callable[[str], int], Callable[[str], int], Callable[[int], float]]


def _half_life_factor(days: float) -> float:
    """What is left of a decaying state a day later."""
    return exp(-LN_2 / days)


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
        _half_life_factor(plan.shoppers.activation_half_life_days),
        _half_life_factor(response.goodwill_half_life_days),
        _half_life_factor(response.nudge_half_life_days),
        _half_life_factor(plan.coupon.dip_half_life_days),
    )


def _watched(plan: Plan) -> bool:
    """Whether some lever sees to what becomes of each want."""
    complaints = plan.desk.complaints
    complained = complaints.late > 0.0 or complaints.missing > 0.0
    followed = bool(plan.delivery) or bool(plan.signals) or bool(plan.leads.doors)
    followed = followed or bool(plan.sites.places) or plan.stock.daily > 0.0
    followed = followed or plan.desk.ask_near > 0.0 or plan.feedback.every_days > 0
    return followed or complained or plan.satisfaction.weight > 0.0


def _grants(plan: Plan, names: Names) -> Grants:
    care = plan.satisfaction.care.coupon
    foreseen = [one.coupon for _, one in sorted(plan.goods.foreseen.items())]
    shown = [one.coupon for _, one in sorted(plan.goods.shown.items())]
    signals = sorted(plan.signals.items())
    return Grants(
        care=carried(bool(care), care, names),
        signals=tuple(carried(bool(one.coupon), one.coupon, names) for _, one in signals),
        goods=tuple(carried(True, kind, names) for kind in (*foreseen, *shown)),
    )


def _first_day(plan: Plan) -> int:
    """Of the history, if there is one."""
    return -plan.shoppers.history_days - 1 if plan.shoppers.start == "members" else 0


def rules_of(plan: Plan, replication: int = 0, *, traced: bool = False) -> Rules:
    """Change the units of a plan. replication: whose luck new goods have. traced: note in the event
    log who is where in a journey."""
    names, first_day = names_of(plan), _first_day(plan)
    channels, journeys, coupons = channels_of(plan), journeys_of(plan, names), coupons_of(plan)
    loyalty, response = loyalty_of(plan), plan.touch.response
    named: _Named = (
        lambda kind: carried(bool(kind), kind, names),
        lambda name: audience_of(plan, name),
        lambda code: coupons[code - PLAN_COUPON].face / 100,
    )
    passing = passing_of(plan, Codes(*named, per_thousand))
    return Rules(
        plan=plan,
        horizon=plan.horizon_days * DAY,
        first_day=first_day,
        season=_season(plan, first_day, plan.horizon_days + 1),
        law=LAWS.index(plan.shoppers.repeat.law),
        reconsider_on=names.contents.index(response.reconsider_on),
        fatigue_slope=LN_2 / response.fatigue_half_life_days,
        channels=channels,
        contents=contents_of(plan),
        campaigns=campaigns_of(plan, names),
        communities=communities_of(plan),
        journeys=journeys,
        desk=desk_of(plan, named[0]),
        loyalty=loyalty,
        guide_bits=guide_bits(channels, journeys),
        audiences=audiences_of(plan),
        coupons=coupons,
        offers=offers_of(plan, *named),
        passing=passing,
        valued=valued(coupons),
        new_year=min(plan.start_date.timetuple().tm_yday, YEAR) - 1,
        traced=traced,
        book_bits=book_bits(channels, journeys),
        books=team.books(plan),
        head_office=team.head_office(plan),
        staffed=team.differ(plan.guides) or plan.moves.dealers.share > 0.0,
        platform=law_of(plan, named[1]),
        goods_bp=basis_points(plan.finance.cost_of_goods),
        commission_bp=basis_points(plan.guides.commission),
        most_step_fen=most_step_fen(journeys, coupons),
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
