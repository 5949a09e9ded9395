"""Offers for what was looked at and for stages of life, ranges by region, new goods on trial."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.behaviour.clock import DAY
from sim.behaviour.goods import looks, month_born, needed, presence, who_like
from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.ledger.accounts import INDEX
from sim.measure.events import EVENTS
from sim.population.goods import goods_of
from sim.randomness import address as at
from sim.randomness.philox import uniform
from sim.world import World, simulate
from tests.world.test_districts import lines_here
from tests.world.test_engines import both, same, with_engine

SIZE = ("shoppers.initial=400", "horizon_days=130")
LIVES = (*SIZE, "shoppers.visits.per_week=2")
REGIONS = (
    "+goods.regions.north={share:1,likes:{toys:3,feeding:0.5}}",
    "+goods.regions.south={share:2,likes:{clothes:2}}",
    "goods.adapted=1",
)


@cache
def lived(scenario: str, *overrides: str) -> Any:
    """Some months, in little."""
    return simulate(with_engine(compose_plan(scenario, [*SIZE, *overrides]).plan, "simpy"), 0, True)


def rows(result: Any, *events: str) -> list[tuple[int, int, str, str, int]]:
    """Time, uid, event, channel and amount of some events, in order."""
    names = ("time_ms", "uid", "event", "channel", "amount_fen")
    all_of_them = zip(*(result.events[one].tolist() for one in names), strict=True)
    return [row for row in all_of_them if row[2] in events]


def test_small_laws() -> None:
    """A range follows taste as far as it is adapted; a stage is needed while it lasts."""
    assert presence(3.0, 0.0) == 1.0 and presence(3.0, 1.0) == 3.0
    assert [needed(age, 5, 9, 4.0) for age in (4, 5, 8, 9)] == [1.0, 4.0, 4.0, 1.0]
    assert {month_born(u, -2, 1) for u in np.linspace(0.001, 0.999, 50)} == {-2, -1, 0, 1}
    assert looks(0.1, 2.0) == 0.2 and looks(0.6, 2.0) == 1.0
    assert who_like(1, 0, 7, 50, 0.0) == 0 and who_like(1, 0, 7, 50, 1.0) == 50


def test_a_region_changes_what_is_bought_and_not_how_much() -> None:
    """Tastes differ, with mean 1 by the shares; a range that follows them is worth more."""
    plan = ["goods=mother_baby", *REGIONS]
    alike = goods_of(compose_plan("baseline", [*plan, "goods.adapted=0"]).plan)
    adapted = goods_of(compose_plan("baseline", plan).plan)
    shares = np.array([one.shape for one in alike.categories]) / alike.concentration
    assert [one.until for one in alike.regions] == pytest.approx([1 / 3, 1.0])
    for flat, own in zip(alike.regions, adapted.regions, strict=True):
        assert shares @ np.array(flat.appeals) == pytest.approx(1.0)
        assert shares @ np.array(own.appeals) > 1.01


def test_new_goods_are_the_luck_of_a_replication() -> None:
    """About half are wanted; a strict trial stops all, none stops what is not tried."""
    plan = compose_plan("launches_untried", ["horizon_days=2"]).plan
    found = [one for luck in range(40) for one in goods_of(plan, replication=luck).launches]
    assert all(one.made for one in found)
    assert 0.4 < np.mean([one.hit for one in found]) < 0.6
    tried = goods_of(compose_plan("launches_on_trial", []).plan).launches
    assert any(one.made for one in tried) and not all(one.made for one in tried)
    assert all(one.cost_fen == 0 for one in tried if not one.made)
    assert [one.hit for one in tried] == [one.hit for one in found[:8]]


@pytest.mark.parametrize(
    ("scenario", "more"),
    [
        ("baby_stage_foreseen", (*LIVES, *REGIONS, "goods.foreseen.weaning.accuracy=0.4")),
        ("baby_stage_foreseen", (*SIZE, "coupon.budget=500", "coupon.gate=issue")),
        ("browsed_offered", (*LIVES, "goods.shown.mat.rest_days=3")),
        ("launches_on_trial", SIZE),
    ],
)
def test_both_engines_agree(scenario: str, more: tuple[str, ...]) -> None:
    """Offered to the same people, bought by the same people."""
    same(*both(compose_plan(scenario, more).plan))


def test_districts_agree() -> None:
    """However the people are shared out."""
    made = with_engine(
        compose_plan("baby_stage_foreseen", [*LIVES, *REGIONS, "horizon_days=70"]).plan, "compiled"
    )
    same(World(made, 0, True, lines=lines_here(made, 3)).run(), simulate(made, 0, True))


def test_a_stage_is_bought_in_its_months() -> None:
    """Orders of feeding goods by age: in the stage they are a far larger share."""
    result = lived("baby_stage_unforeseen", "shoppers.initial=500")
    sold = [row for row in rows(result, "goods_sold") if row[0] >= 0]
    found: dict[bool, list[bool]] = {True: [], False: []}
    for time, uid, _, category, _ in sold:
        word, _, _, _ = at.draw(2026, 0, uid, at.BORN, 0)
        age = time // (30 * DAY) - month_born(uniform(word), -36, 12)
        found[5 <= age < 9].append(category == "feeding")
    assert np.mean(found[True]) > 1.5 * np.mean(found[False])


def test_an_offer_is_made_as_often_as_it_rests() -> None:
    """Who looked at mats gets one within the rest at most."""
    result = lived("browsed_offered", *LIVES[2:], "goods.shown.mat.rest_days=10")
    days: dict[int, list[int]] = {}
    for time, uid, *_ in rows(result, "looked_at"):
        days.setdefault(uid, []).append(time // DAY)
    assert any(len(one) > 1 for one in days.values())
    assert all((np.diff(one) >= 10).all() for one in days.values())
    assert result.daily["looks_answered"].sum() == sum(len(one) for one in days.values())


def test_what_is_known_is_foreseen() -> None:
    """With every age known each offer is right; with none hardly any is."""
    known = lived("baby_stage_foreseen", "goods.foreseen.weaning.accuracy=1")
    assert known.kpis["foreseen_right"] == 1.0 and known.daily["foreseen"].sum() > 5
    assert lived("baby_stage_guessed").kpis["foreseen_right"] < 0.2


def test_new_goods_cost_what_is_booked() -> None:
    """Trials, and launches that were made; by the day they come."""
    result = lived("launches_on_trial")
    goods = goods_of(compose_plan("launches_on_trial", [*SIZE]).plan)
    spent = sum(one.trial_fen + one.cost_fen for one in goods.launches if one.from_day < 130)
    assert result.ledger[:, INDEX["new_goods"]].sum() == spent > 0
    done = sum(one.from_day < 130 for one in goods.launches)
    assert result.daily["launches"].sum() + result.daily["launches_stopped"].sum() == done


def test_nobody_else_is_touched() -> None:
    """An offer changes the lives of those it is made to, and of no one else."""
    plain, offered = lived("browsed_unanswered"), lived("browsed_offered", "referral.accept=0")
    reached = {row[1] for row in rows(offered, "looked_at")}
    lives = [
        [row for row in rows(one, *EVENTS) if row[1] not in reached] for one in (plain, offered)
    ]
    assert lives[0] == lives[1]


REFUSED = [
    pytest.param("goods.shown.mat.category=hats", "no such category", id="category"),
    pytest.param("goods.shown.mat.coupon=hats", "no such kind of coupon", id="coupon"),
    pytest.param("goods.born_until=-90", "ages end before they begin", id="ages"),
    pytest.param("+goods.regions.moon={share:0,likes:{mat:2}}", "nobody lives", id="nobody"),
    pytest.param(
        "+goods.stages.one={category:mat,from_month:9,until_month:4,need:2}",
        "over before it begins",
        id="stage",
    ),
]


@pytest.mark.parametrize(("override", "says"), REFUSED)
def test_contradictions_are_refused(override: str, says: str) -> None:
    """What cannot hold together is named."""
    with pytest.raises(InputError, match=says):
        compose_plan("browsed_offered", [override])
