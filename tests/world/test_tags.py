"""Tags: right as often as they say, an audience of every policy, the same in both engines."""

from __future__ import annotations

import numpy as np
import pytest

from sim.behaviour.tags import lost_chance
from sim.behaviour.traits import BG_NBD, PARETO_NBD
from sim.config.errors import InputError
from sim.measure.result import RunResult
from sim.population.reference import Town, knowing
from sim.world import World, simulate
from tests.conftest import Planner
from tests.world.test_engines import both, same

DEAL = (
    "+tags.deal={of:price_sensitive,threshold:0.5,sensitivity:%s,specificity:%s,coverage:%s,"
    "refresh_days:%s,yuan_per_year:2}"
)
ORDER = (
    "+tags.big={of:high_order_value,threshold:200,sensitivity:0.8,specificity:0.8,coverage:1,"
    "yuan_per_year:0}"
)
SALE = (
    "+campaigns.sale={channel:community,content:promotion,hours:[20],every_days:5,from_day:0,"
    "until_day:99,coupon:true,intensity:1.0,audience:cheap}"
)
SENDS = ("touch.channels.community.enrol=0.8", "coupon.face=30", "coupon.budget=90000", SALE)


def tagged(plan: Planner, *overrides: str, right: float = 0.9, covered: float = 1.0) -> RunResult:
    """A sale to those tagged as price-sensitive."""
    deal = DEAL % (right, right, covered, 0)
    audience = "" if any("cheap=" in one for one in overrides) else "+audiences.cheap={tag:deal}"
    small = ("shoppers.initial=400", "horizon_days=40", "engine=simpy", *SENDS)
    asked = [one for one in (audience, *overrides) if one]
    return simulate(plan("baseline", *small, deal, *asked), 0, events=True)


def reached(result: RunResult) -> set[int]:
    """Who got a message."""
    assert result.events is not None
    return set(result.events["uid"][result.events["event"] == "touch_delivered"].tolist())


def test_both_engines_tag_the_same_people(plan: Planner) -> None:
    """All truths, in a campaign and a journey, with and without, read anew, half recognised."""
    others = [
        f"+tags.t{of}={{of:{of},threshold:{least},sensitivity:0.8,specificity:0.7,coverage:0.9,"
        "yuan_per_year:1}"
        for of, least in (
            *(("frequent", 4), ("attentive", 0.5), ("at_risk", 0.2), ("lost", 0), ("hunter", 0)),
        )
    ]
    audiences = [
        "+audiences.cheap={tag:deal,without_tag:big}",
        *(f"+audiences.a{one}={{tag:t{one},spent_to:3000}}" for one in ("frequent", "lost")),
        *(f"+audiences.a{one}={{without_tag:t{one},orders_to:5}}" for one in ("at_risk", "hunter")),
    ]
    sends = [
        SALE.replace("sale=", f"s{one}=").replace("cheap", f"a{one}").replace("[20]", f"[{hour}]")
        for hour, one in enumerate(("frequent", "lost", "at_risk", "hunter"), start=9)
    ]
    journey = (
        "+journeys.thanks={trigger:purchased,audience:cheap,priority:2,from_day:0,until_day:99,"
        "coverage:1,steps:[{day:1,action:touch,channel:community,content:service,hour:12,minutes:0,"
        "accept:0,coupon:true}]}"
    )
    same(
        *both(
            plan(
                "two_sided_referral",
                *("shoppers.initial=300", "horizon_days=45", "referral.accept=0.1"),
                *("acquisition.ads.hunter_share=0.5", "identity.recognised=0.5"),
                *(
                    "identity.yuan_per_month=100",
                    *SENDS[:-1],
                    SALE,
                    ORDER,
                    DEAL % (0.8, 0.7, 0.9, 7),
                ),
                *(*others, *audiences, *sends, journey),
            )
        )
    )


def test_a_tag_is_right_as_often_as_it_says(plan: Planner) -> None:
    """Share of the true who carry it, and of the others who do not: within four errors."""
    deal = DEAL % (0.8, 0.7, 0.6, 0)
    rules = plan("baseline", "shoppers.initial=3000", "horizon_days=1", "engine=simpy", deal)
    world = World(rules, 0)
    world.run()
    assert isinstance(world.population, Town)
    found = knowing.tagged(world.population, 1, 0)
    for people, given, share in (
        (found.true, found.right, 0.8 * 0.6),
        (found.members - found.true, found.given - found.right, 0.3 * 0.6),
    ):
        assert people > 500
        assert abs(given - people * share) < 4 * np.sqrt(people * share * (1 - share))


def test_a_perfect_tag_is_the_truth(plan: Planner) -> None:
    """Sensitivity and specificity 1: every hit is right and none is missed."""
    kpis = tagged(plan, right=1.0).kpis
    assert kpis["tag_precision"] == kpis["tag_recall"] == 1.0
    half = tagged(plan, right=0.5).kpis
    assert half["tag_precision"] < 0.7


def test_who_is_not_covered_carries_no_tag(plan: Planner) -> None:
    """Nobody is reached by a tag of nobody; without the tag is everybody."""
    assert not reached(tagged(plan, covered=0.0))
    everybody = tagged(plan, "+audiences.cheap={without_tag:deal}", covered=0.0)
    bare = simulate(
        plan(
            "baseline",
            *("shoppers.initial=400", "horizon_days=40", "engine=simpy"),
            *(*SENDS[:-1], SALE.replace(",audience:cheap", "")),
        ),
        0,
        events=True,
    )
    assert reached(everybody) == reached(bare)


def test_a_better_tag_errs_on_fewer_of_the_same_people(plan: Planner) -> None:
    """One draw a member: whom a good tag wrongly lists, a bad one lists too."""
    right = reached(tagged(plan, right=1.0))
    good, bad = reached(tagged(plan, right=0.9)), reached(tagged(plan, right=0.6))
    assert good - right <= bad - right
    assert right - good <= right - bad


def test_risk_is_a_chance_under_every_law() -> None:
    """A lifetime's hazard competes with orders: half are lost before the next where both are as
    fast, whatever the unit of time."""
    assert lost_chance(BG_NBD, 0.3, 0.01) == 0.3
    assert lost_chance(PARETO_NBD, 0.01, 0.01) == 0.5
    assert lost_chance(PARETO_NBD, 0.002, 0.018) == pytest.approx(0.1)
    assert lost_chance(PARETO_NBD, 0.0, 0.0) == 0.0


def test_data_is_paid_for(plan: Planner) -> None:
    """Members covered times the price of a year, a day's share each day, in the ledger."""
    result = tagged(plan, covered=0.5)
    members = result.daily["members"].sum()
    assert result.kpis["data_cost"] == pytest.approx(members * 0.5 * 2 / 365, rel=0.01)
    merged = tagged(plan, "identity.yuan_per_month=100", covered=0.5)
    more = merged.kpis["data_cost"] - result.kpis["data_cost"]
    assert more == pytest.approx(100 * 0.4 * 12 / 365 * 40, rel=0.01)  # per 1,000; 40 days


def test_who_is_not_recognised_has_never_bought(plan: Planner) -> None:
    """Without identities an audience of buyers is empty, one of those who never bought is all."""
    none = "identity.recognised=0"
    assert not reached(tagged(plan, none, "+audiences.cheap={orders_from:1}"))
    asked = "+audiences.cheap={stages:[never_bought]}"
    known, unknown = reached(tagged(plan, asked)), reached(tagged(plan, none, asked))
    assert known < unknown


def test_a_tag_there_is_not_is_refused(plan: Planner) -> None:
    """The message names the audience and what there is."""
    with pytest.raises(InputError, match="no such tag"):
        plan("baseline", "+audiences.cheap={tag:deal}")
