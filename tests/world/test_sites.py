"""Stores with a place: distance decides who comes, and nobody else notices."""

from __future__ import annotations

import numpy as np
import pytest

from sim.behaviour import sites as science
from sim.behaviour.clock import DAY
from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.ledger.accounts import INDEX
from sim.measure.result import RunResult
from sim.population.sites import ANY_SITE, sites_of
from sim.randomness.address import name_hash
from sim.world import simulate
from tests.conftest import Planner
from tests.world.test_engines import both, same

SMALL = ("shoppers.initial=400", "horizon_days=120", "engine=compiled")
NOBODY_JOINS = tuple(f"acquisition.{door}.joins_per_day=0" for door in ("store", "ads", "organic"))
ONE = np.array([[0.0, 0.0, 1.0, 0.0, 1000.0]])
TWO = np.array([[0.0, 0.0, 1.0, 0.0, 1000.0], [4.0, 3.0, 2.0, 50.0, 100.0]])
AREAS = np.array([[0.0, 0.0, 4.0, 0.4], [20.0, 1.0, 2.0, 1.0]])


def lived(plan: Planner, scenario: str, *overrides: str) -> RunResult:
    """One replication with its event log."""
    return simulate(plan(scenario, *SMALL, *overrides), 0, events=True)


def rows(result: RunResult, *events: str) -> list[tuple[object, ...]]:
    """Events of the run by name, or all, as rows."""
    assert result.events is not None
    found = zip(*(column.tolist() for column in result.events.values()), strict=True)
    return [row for row in found if not events or row[2] in events]


# -- the science ------------------------------------------------------------------------------


def test_half_goes_to_a_rival_at_the_distance_named() -> None:
    """And the odds fall with the power of the distance (Reilly: a quarter at twice as far)."""
    for power in (1.0, 2.0, 3.2):
        drawn = [science.attraction(1.0, km * km, 6.0, power) for km in (6.0, 12.0)]
        assert science.goes_chance(drawn[0]) == pytest.approx(0.5)
        assert drawn[0] / drawn[1] == pytest.approx(2.0**power)


def test_a_store_is_chosen_with_its_share_of_what_draws() -> None:
    """Huff: of all that draws, over many draws; a closed one never."""
    luck = (np.arange(20_000) + 0.5) / 20_000
    at_home = (2.0, 0.0)
    weights = [1.0 * (6 / 2) ** 2, 2.0 * (6 / np.hypot(2, 3)) ** 2]
    found = np.array([science.chosen(*at_home, 60, 6.0, 2.0, u, TWO) for u in luck.tolist()])
    assert (found == 0).mean() == pytest.approx(weights[0] / sum(weights), abs=1e-4)
    assert {science.chosen(*at_home, day, 6.0, 2.0, 0.99, TWO) for day in (-5, 0, 49, 100)} == {0}
    assert science.chosen(*at_home, 1000, 6.0, 2.0, 0.5, TWO) == -1


def test_people_live_in_the_squares_of_their_areas() -> None:
    """As many as the weights say, evenly."""
    homes = np.array([science.home(1, 0, uid, AREAS) for uid in range(1, 6001)])
    near = np.abs(homes).max(axis=1) <= 4.0
    far = (np.abs(homes - [20.0, 1.0]) <= 2.0).all(axis=1)
    assert (near | far).all()
    assert near.mean() == pytest.approx(0.4, abs=0.02)
    assert homes[near].mean(axis=0) == pytest.approx([0, 0], abs=0.15)
    assert homes[near].var(axis=0) == pytest.approx([64 / 12, 64 / 12], rel=0.06)


def test_the_nearest_open_store_is_found() -> None:
    """By day, and at no distance if none is open."""
    assert science.nearest(4.0, 3.0, 10, TWO) == (0, pytest.approx(25.0))
    assert science.nearest(4.0, 3.0, 60, TWO) == (1, 0.0)
    assert science.nearest(4.0, 3.0, 1000, ONE) == (-1, science.FARTHEST)


def winners(day: int, looks_days: int = 0, sites: np.ndarray = TWO) -> np.ndarray:
    """Favourites on a day of some people who live at one door."""
    where = np.array([[2.0, 0.0, 0.0, 1.0]])
    return np.array(
        [
            science.favourite(1, 0, uid, day, looks_days, 6.0, 2.0, sites, where)
            for uid in range(1, 4001)
        ]
    )


def test_a_favourite_is_chosen_with_the_share_each_draws() -> None:
    """Huff, rivals among the rest; a new store takes people to it and moves nobody else."""
    draws = np.array([1.0, (6 / 2) ** 2, 2.0 * (6 / np.hypot(2, 3)) ** 2])  # rivals, then stores
    both_open, one_open = winners(60), winners(10)
    for place, share in enumerate(draws / draws.sum()):
        assert (both_open == place - 1).mean() == pytest.approx(share, abs=0.03)
    assert (one_open == 0).mean() == pytest.approx(draws[1] / draws[:2].sum(), abs=0.03)
    moved = both_open != one_open
    assert (both_open[moved] == 1).all()


def test_people_look_around_in_turn_and_at_once_when_a_store_closes() -> None:
    """Of those a new store wins, half have come after half of the time; all, when it is over; a
    store that closed is nobody's favourite."""
    wins = winners(60) == 1
    for days, share in ((0, 0.0), (20, 0.5), (40, 1.0)):
        came = winners(49 + days, looks_days=40) == 1
        assert came[wins].mean() == pytest.approx(share, abs=0.04)
    assert not (winners(100, looks_days=40) == 1).any()
    assert science.last_look(0.0, 79, 40) == 40 and science.last_look(0.5, 79, 40) == 60
    assert science.last_look(0.3, 79, 0) == 79


def test_habit_multiplies_the_odds_of_the_favourite() -> None:
    """Ours against the rest, and which of ours: odds as without habit times habit."""
    where = np.array([[2.0, 0.0, 0.0, 1.0]])
    mine, away, gone, days = winners(60), [], [], range(60, 64)
    map_ = (6.0, 2.0)
    for uid in range(1, 4001):
        for day in days:
            away.append(science.stays_away(1, 0, uid, day, *map_, 3.0, 3.0, 0, TWO, where))
            favourite = int(mine[uid - 1])
            gone.append(science.trip(1, 0, uid, day, favourite, 3.0, *map_, TWO, where))
    draws = np.array([(6 / 2) ** 2, 2.0 * (6 / np.hypot(2, 3)) ** 2])
    stays, chosen = np.reshape(away, (-1, len(days))), np.reshape(gone, (-1, len(days)))
    for place in (-1, 0, 1):
        habits = np.where(np.arange(2) == place, 3.0, 1.0) * draws
        rivals = 3.0 if place < 0 else 1.0
        expected = rivals / (rivals + habits.sum())
        assert stays[mine == place].mean() == pytest.approx(expected, abs=0.02)
        share = habits[1] / habits.sum()
        assert (chosen[mine == place] == 1).mean() == pytest.approx(share, abs=0.03)


# -- where it takes effect --------------------------------------------------------------------

SCENARIOS = (
    *("site_by_members", "pickup_near", "coupon_by_place", "county_pool", "service_area_3km"),
    *("favourite_told", "habits_new_store"),
)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_both_engines_go_to_the_same_stores(plan: Planner, scenario: str) -> None:
    """Distance, service areas, audiences by place."""
    same(*both(plan(scenario, "shoppers.initial=250", "horizon_days=100")))


def test_orders_are_thinned_by_the_distance_of_each(plan: Planner) -> None:
    """Of what everybody wants in stores, the share of the mean chance is made."""
    few = ("shoppers.initial=3000", *NOBODY_JOINS, "selling.channels.store.missing=0")
    chosen = plan("site_one", *SMALL, *few)
    result, rule = simulate(chosen, 0, events=True), sites_of(chosen)
    assert result.events is not None
    made = result.daily["orders"].sum()
    wants = made + result.daily["lost_far"].sum()
    wanted = {}  # chance by uid
    for _, uid, *_ in rows(result, "order", "want_lost"):
        if uid not in wanted:
            home = science.home(chosen.seed, 0, uid, rule.areas)
            drawn = science.attraction_of_all(*home, 0, rule.half_km, rule.power, rule.sites)
            wanted[uid] = science.goes_chance(drawn)
    uids = [row[1] for row in rows(result, "order", "want_lost") if row[0] >= 0]  # type: ignore[operator]
    expected = np.mean([wanted[uid] for uid in uids])
    assert made / wants == pytest.approx(expected, abs=4 * np.sqrt(0.25 / wants))
    assert result.daily["site_orders"].sum() == made


def test_a_second_store_is_a_gain_for_who_lives_there_alone(plan: Planner) -> None:
    """Twins part on the day it opens, and who lives far beyond any store notices nothing."""
    second = plan("site_by_members", *SMALL, *NOBODY_JOINS)
    with_it, without = (
        simulate(second, 0, events=True),
        lived(plan, "site_one", *NOBODY_JOINS),
    )
    opened = 60 * DAY
    before = [[row for row in rows(one) if row[0] < opened] for one in (with_it, without)]  # type: ignore[operator]
    assert before[0] == before[1]
    assert with_it.daily["lost_far"][60:].sum() < without.daily["lost_far"][60:].sum()
    costs = [one.ledger.sum(axis=0)[INDEX["store_sites"]] for one in (with_it, without)]
    rent = 3000 * 100 * 4 // 10 * 12 // 365
    assert costs[0] - costs[1] == 5000 * 100 * 4 // 10 + rent * 60


def test_a_coupon_by_place_reaches_who_lives_near(plan: Planner) -> None:
    """Nobody farther than the audience says gets a message, all others are as they were."""
    chosen = plan("coupon_by_place", *SMALL)
    result, rule = simulate(chosen, 0, events=True), sites_of(chosen)
    policy = name_hash("to_the_store")
    got = {row[1] for row in rows(result, "touch_delivered") if row[5] == policy}
    assert len(got) > 20
    where = (0, ANY_SITE, 5.0, rule.sites, rule.areas)
    assert all(science.lives_near(chosen.seed, 0, uid, *where) for uid in got)  # type: ignore[arg-type]


def test_a_pool_of_one_store_is_of_those_whose_nearest_it_is(plan: Planner) -> None:
    """Members of its group, and nobody else, live nearest to it."""
    chosen = plan("county_pool", *SMALL)
    result, rule = simulate(chosen, 0, events=True), sites_of(chosen)
    entered = {row[1] for row in rows(result, "group_entered")}
    assert len(entered) > 15
    county = rule.place("county")
    where = (0, county, 0.0, rule.sites, rule.areas)
    assert all(science.lives_near(chosen.seed, 0, uid, *where) for uid in entered)  # type: ignore[arg-type]


def test_without_habits_nobody_notices_favourites(plan: Planner) -> None:
    """Habits of 1 leave every byte; above it, most go to the store they call theirs."""
    plain = lived(plan, "site_by_members")
    off = lived(plan, "site_by_members", "sites.favourite.looks_days=7")
    on = lived(plan, "site_by_members", "sites.favourite.habit=3")
    assert rows(plain) == rows(off) != rows(on)
    assert plain.daily["favourite_orders"].sum() == 0 < on.daily["favourite_orders"].sum()
    assert np.isnan(plain.kpis["favourite_share"]) and 0.5 < on.kpis["favourite_share"] < 1


def test_regulars_of_a_store_are_asked_for(plan: Planner) -> None:
    """The message about a store that closes reaches who calls it theirs, and nobody else."""
    chosen = plan("favourite_told", *SMALL)
    result, rule = simulate(chosen, 0, events=True), sites_of(chosen)
    policy = name_hash("moving")
    got = [(row[0] // DAY, row[1]) for row in rows(result, "touch_delivered") if row[5] == policy]  # type: ignore[operator]
    assert len(got) > 20
    for day, uid in got:
        where = (day, rule.looks_days, rule.half_km, rule.power, rule.sites, rule.areas)
        assert science.favourite(chosen.seed, 0, uid, *where) == rule.place("suburb")  # type: ignore[arg-type]


def test_walk_ins_come_from_near(plan: Planner) -> None:
    """Who joins by the store's door is of those who would have joined if it were at theirs."""
    door = "footfall_at_the_till"
    told = lived(plan, door, "selling=shops", "sites=city")
    untold = lived(plan, door, "selling=shops")
    ours, all_ = ({row[1] for row in rows(one, "joined")} for one in (told, untold))
    assert ours < all_
    assert told.daily["walk_ins_won"].sum() < 0.9 * untold.daily["walk_ins_won"].sum()


# -- gatherings -------------------------------------------------------------------------------


def test_guests_fit_into_the_room_and_are_paid_for(plan: Planner) -> None:
    """At most so many each time; room and guests are booked; who was there feels it."""
    crowded = ("gatherings.salon.accept=0.9", "gatherings.salon.brings=0.9")
    result = lived(plan, "store_salon", *crowded)
    held = result.daily["gathering_guests"][result.daily["gatherings"] > 0]
    assert len(held) == 4
    assert (held == 5).all()  # 12 per 1,000 of 400
    assert result.daily["gathering_wished"].sum() > held.sum()
    cost = result.ledger.sum(axis=0)[INDEX["gatherings"]]
    assert cost == 4 * 600 * 40 + 1500 * held.sum()
    assert len(rows(result, "gathered")) == held.sum()
    same(*both(plan("store_salon", *SMALL[:2], *crowded)))


def test_a_gathering_without_worth_moves_nobody(plan: Planner) -> None:
    """No goodwill, no nudge, no friends: every order as without it."""
    nothing = (f"gatherings.salon.{key}=0" for key in ("goodwill", "nudge", "brings"))
    held = lived(plan, "store_salon", *nothing)
    assert [row for row in rows(held) if row[2] != "gathered"] == rows(lived(plan, "site_one"))


def test_prizes_fetched_in_a_store_bring_purchases(plan: Planner) -> None:
    """Only winners come, fewer than win as some live too far, and both engines agree."""
    many = ("raffles.scarce.prizes=100",)
    result = lived(plan, "release_in_store", *many)
    won, came = (len(rows(result, event)) for event in ("raffle_won", "store_visited"))
    assert 0 < came < won
    assert result.daily["store_visits"].sum() == came
    same(*both(plan("release_in_store", *SMALL[:2], *many)))


REFUSED = [
    ("sites=city", "sites.places", "nothing is sold in stores"),
    ("+audiences.near={within_km:3}", "audiences.near.within_km", "no store has a place"),
    ("+audiences.near={site:moon}", "audiences.near.site", "no such site"),
    ("+audiences.near={favourite:moon}", "audiences.near.favourite", "no such site"),
]


@pytest.mark.parametrize(("override", "key", "what"), REFUSED)
def test_places_that_are_nowhere_are_refused(override: str, key: str, what: str) -> None:
    """The message names the key and what is wrong."""
    with pytest.raises(InputError) as refused:
        compose_plan("baseline", [override])
    assert key in str(refused.value)
    assert what in str(refused.value)


def test_nobody_is_a_regular_where_nobody_has_a_favourite() -> None:
    """The message says what would be right."""
    with pytest.raises(InputError, match="nobody has a favourite store"):
        compose_plan("site_one", ["+audiences.near={favourite:centre}"])
