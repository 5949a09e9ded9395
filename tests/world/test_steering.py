"""Money, phases, tools, monitors, warnings and tests: what the brand decides and looks at."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.behaviour.arms import place
from sim.behaviour.clock import DAY
from sim.behaviour.media import efficiency, price
from sim.brand import experiments
from sim.brand.acquisition import Door
from sim.brand.experiments import read
from sim.brand.media import Purser
from sim.brand.monitor import Watch, figure_of
from sim.brand.phases import WHOLE, phase_of
from sim.config.compose import compose_plan
from sim.config.control import Experiment, Monitor
from sim.config.errors import InputError
from sim.ledger.accounts import INDEX
from sim.measure.result import Ints, ReadOut, RunResult
from sim.measure.tally import ROW, SERIES
from sim.population import interface
from sim.population.from_plan import rules_of
from sim.randomness.address import name_hash
from sim.world import World, simulate
from tests.conftest import Planner
from tests.world.test_districts import lines_here
from tests.world.test_engines import EVERYTHING, agree, same
from tests.world.test_isolation import rows_of, same_world

SMALL = ("shoppers.initial=400", "horizon_days=120")
ENGINES = ["engine=simpy", "engine=compiled"]
MINE = [
    *("ab_test_leaky", "ab_test_month", "alarm_on_orders", "channel_matrix_by_return"),
    *("desk_with_tool", "pay_per_sale", "pilot_then_rollout", "reserve_in_a_crisis"),
    *("shock_desk_empty", "shock_logistics", "shock_platform_rules", "shock_staff_loss"),
    *("warning_by_rhythm", "warning_red_14"),
]


def lived(plan: Planner, scenario: str, *overrides: str) -> RunResult:
    return simulate(plan(scenario, *SMALL, *overrides), 0, events=True)


# -- one world, whoever lives it ----------------------------------------------------------------


@pytest.mark.parametrize("scenario", MINE)
def test_districts_are_steered_as_one_city(plan: Planner, scenario: str) -> None:
    """What changes from a midnight on, and what is looked up, reaches every district."""
    made = plan(
        scenario,
        *("shoppers.initial=600", "guides.book_size=100", "horizon_days=75", "engine=compiled"),
    )
    alone = World(made, 0, True, threads=1).run()
    same(World(made, 0, True, lines=lines_here(made, 3)).run(), alone)


TERMS = "price_drift:0.5,learning:0.5,learning_half:100,commission:0.1,month_budget:{},floor:{}"
STEERED = st.fixed_dictionaries(
    {
        "seed": st.integers(0, 2**32 - 1),
        "control.month_budget": st.sampled_from([0, 400]),
        "control.release_below": st.sampled_from([0, 1.5]),
        "control.below_floor": st.sampled_from(["stop", "shift"]),
        "control.return_definition": st.sampled_from(["margin", "sales"]),
        "control.delay_days": st.sampled_from([0, 9]),
        "warning.order_days": st.sampled_from([7, 30]),
        "warning.visit_days": st.sampled_from([0, 10]),
        "warning.rhythm": st.sampled_from([0, 2.5]),
        "experiments.hours.leak": st.sampled_from([0, 0.5]),
        "experiments.hours.scale_up": st.sampled_from(["best", "significant", "none"]),
        "monitors.fall.silent_days": st.sampled_from([0, 20]),
        "shocks.sales.factor": st.sampled_from([0.0, 0.5, 2.0]),
        "shocks.more.hits": st.sampled_from(
            ["sending", "opening", "returns", "dropout", "weekly_cap", "guide_minutes"]
        ),
        "shocks.more.factor": st.sampled_from([0.0, 0.5, 3.0]),
        "shoppers.return_rate": st.sampled_from([0.0, 0.3]),
        "shoppers.repeat.law": st.sampled_from(["bgnbd", "paretonbd", "sbg"]),
    }
)
_CAMPAIGN = "every_days:1,from_day:0,until_day:0,coupon:{},intensity:0.9,content:promotion"
_SHOCK = "factor:0.5,days:12,recovery_days:10,times:2,every_days:25,yuan:10"
_PHASE = "media:{0},campaigns:{0},journeys:{0},guide_minutes:{0},yuan_per_month:10"
ALL_OF_IT = [
    *EVERYTHING,
    "desk.ask_rate=0.3",
    "desk.agents=8",
    f"+campaigns.plain={{channel:community,hours:[9],{_CAMPAIGN.format('false')}}}",
    f"+campaigns.rich={{channel:community,hours:[9,19],{_CAMPAIGN.format('true')}}}",
    "+experiments.hours={channel:community,from_day:10,days:9,every_days:3,people:80,leak:0,"
    "metric:active,scale_up:best,first:plain,second:rich}",
    f"+campaigns.back={{channel:official,hours:[18],{_CAMPAIGN.format('true')}}}",
    "warning.campaign=back",
    "+monitors.fall={metric:orders_change,threshold:0,above:false,window_days:3,for_days:1,"
    "pause_days:5,yuan_per_alarm:3,campaign:back,campaign_days:2,silent_days:0}",
    f"+shocks.sales={{hits:sales,only:[],from_day:20,{_SHOCK}}}",
    f"+shocks.more={{hits:sending,only:[],from_day:15,{_SHOCK}}}",
    f"+media.ads={{{TERMS.format(200, 0.05)},innovation:false}}",
    f"+control.phases.early={{from_day:5,{_PHASE.format(0.5)}}}",
    f"+control.phases.late={{from_day:40,{_PHASE.format(1.0)}}}",
    "control.grace_days=20",
    "+control.tools.robot={measured:members,threshold:1005,yuan_per_month:5,answers:0.5,"
    "group_labour:0.2}",
]


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(levers=STEERED)
def test_any_steering_in_both_engines(levers: dict[str, object]) -> None:
    """Whatever the brand decides, the two engines agree to the byte."""
    overrides = [f"{key}={value}" for key, value in levers.items()]
    agree(compose_plan("fila_333", [*ALL_OF_IT, *overrides]).plan)


# -- money --------------------------------------------------------------------------------------


def test_price_and_pool() -> None:
    """A rise of 21 % over a year is 10 % by the middle; half the gain at half the pool."""
    assert price(0.21, 0) == 1.0
    assert price(0.21, 365) == pytest.approx(1.21)
    assert price(0.21, 365 // 2 + 1) == pytest.approx(1.1, abs=0.001)
    assert [efficiency(0.4, pool, 300.0) for pool in (0.0, 300.0)] == pytest.approx([1.0, 1.2])
    assert efficiency(0.4, 1e9, 300.0) == pytest.approx(1.4)


def terms(door: str, **changed: Any) -> str:
    """An override that adds neutral terms of a door, changed where asked."""
    neutral = {
        "price_drift": 0,
        "learning": 0,
        "learning_half": 100,
        "commission": 0,
        "month_budget": 0,
        "floor": -1,
        "innovation": "false",
    } | changed
    return f"+media.{door}={{{','.join(f'{key}:{value}' for key, value in neutral.items())}}}"


@pytest.mark.parametrize("engine", ENGINES)
def test_neutral_terms_are_none(plan: Planner, engine: str) -> None:
    """Terms at zero, a budget nobody reaches and a reserve nobody needs change no byte."""
    plain = lived(plan, "everything", engine, "referral.accept=0.05")
    neutral = lived(
        plan,
        "everything",
        *(engine, "referral.accept=0.05", terms("ads"), "control.month_budget=1e8"),
        *("control.reserve=0.1", "warning.campaign=''"),
    )
    assert same_world(plain, neutral)


LIVE_DAY, ADS_DAY, ALL_DAY = 2000, 2250, 6250  # fen a day of 500 members: live, ads, all doors
CALM: Ints = np.zeros(0, dtype=np.int64)


def purser(plan: Planner, *overrides: str) -> tuple[Purser, dict[str, Door]]:
    """Who pays the media of ads, live and creators, and their doors."""
    made = plan("channel_matrix", "shoppers.initial=500", *overrides)
    doors = {
        name: Door(number, name, name_hash(name), channel, 0.5, (1, 0))
        for number, (name, channel) in enumerate(made.acquisition.items())
    }
    return Purser(rules_of(made), list(doors.values())), doors


def test_a_channels_own_budget_is_of_the_month(plan: Planner) -> None:
    """50 yuan for 500 members: two whole days, half of the third, and anew on 1 February."""
    money, doors = purser(plan, terms("live", month_budget=100), "start_date=2026-01-15")
    days = [money.spend(day, 1.0, CALM) for day in range(19)]
    live = [one.by_door[doors["live"].number] for one in days]
    assert live == [LIVE_DAY, LIVE_DAY, LIVE_DAY // 2, *[0] * 14, LIVE_DAY, LIVE_DAY]
    assert [one.unspent for one in days] == [LIVE_DAY - spent for spent in live]


def test_a_phase_spends_its_share_of_what_is_planned(plan: Planner) -> None:
    """Half of each door's day, and nothing of that is unspent."""
    money, doors = purser(plan)
    spent = money.spend(0, 0.5, CALM)
    assert spent.by_door[doors["ads"].number] == ADS_DAY // 2
    assert (sum(spent.by_door), spent.unspent) == (ALL_DAY // 2, 0)


def test_commission_is_on_what_is_new(plan: Planner) -> None:
    """A tenth of first sales since they were last asked for, to the nearest fen."""
    money, doors = purser(plan, terms("ads", commission=0.1))
    brought, owed = np.zeros((len(doors), 3), dtype=np.int64), []
    for sales in (10_004, 10_010, 10_010):
        brought[:, interface.FIRST_SALES] = sales
        owed.append(money.commission(brought))
    assert [one[doors["ads"].number] for one in owed] == [1000, 1, 0]
    assert [sum(one) for one in owed] == [1000, 1, 0]


@pytest.mark.parametrize(
    ("settings", "asked"),
    [({}, False), ({"floor": -0.5}, True), ({"commission": 0.1}, True)],
    ids=["neutral terms", "a floor below nothing", "a commission"],
)
def test_returns_are_looked_up_for_who_asks(
    plan: Planner, settings: dict[str, float], asked: bool
) -> None:
    """Where a door has a floor or a commission."""
    assert purser(plan, terms("ads", **settings))[0].asks_for_returns == asked


FLOORS = {  # day of the look, gifts paid beside media, margin, sales, whether ads are cut
    "at the floor": (30, 0, 3375, 0, False),
    "a fen below it": (30, 0, 3374, 9999, True),
    "gifts are costs too": (30, 750, 4499, 0, True),
    "within the grace": (20, 0, 0, 0, False),
    "between two reviews": (35, 0, 0, 0, False),
    "at a later one": (40, 0, 0, 0, True),
}


@pytest.mark.parametrize("column", ["margin", "sales"])
@pytest.mark.parametrize(("day", "paid", "ours", "other", "cut"), FLOORS.values(), ids=FLOORS)
def test_a_floor_is_a_return_on_all_that_was_spent(
    plan: Planner, column: str, day: int, paid: int, ours: int, other: int, cut: bool
) -> None:
    """Half as much again as the media and gifts of ads; reviews on days 30, 40, ..."""
    rules = (f"control.return_definition={column}", "control.grace_days=30")
    money, doors = purser(plan, *rules, "control.review_days=10", terms("ads", floor=0.5))
    ads = doors["ads"].number
    money.spend(0, 1.0, CALM)
    money.paid(ads, paid)
    brought = np.zeros((len(doors), 3), dtype=np.int64)
    in_column = (interface.MARGIN, interface.SALES)
    brought[ads, list(in_column if column == "margin" else in_column[::-1])] = ours, other
    money.review(day, brought)
    spent = money.spend(day, 1.0, CALM)
    assert spent.cut == cut
    assert spent.by_door[ads] == (0 if cut else ADS_DAY)
    assert spent.unspent == (ADS_DAY if cut else 0)


@pytest.mark.parametrize(
    ("until", "live"),
    [
        pytest.param(999, LIVE_DAY + ADS_DAY, id="to the best"),
        pytest.param(60, 0, id="saved where the best is closed"),
    ],
)
def test_what_a_channel_loses_goes_to_the_best(plan: Planner, until: int, live: int) -> None:
    """To the door with the highest return, on the days it is open."""
    rules = ("control.grace_days=30", "control.below_floor=shift", terms("ads", floor=0.5))
    money, doors = purser(plan, *rules, f"acquisition.live.until_day={until}")
    money.spend(0, 1.0, CALM)
    brought = np.zeros((len(doors), 3), dtype=np.int64)
    for name, margin in (("ads", 100), ("live", 9000), ("creators", 8000)):
        brought[doors[name].number, interface.MARGIN] = margin
    money.review(60, brought)
    spent = money.spend(60, 1.0, CALM)
    assert spent.by_door[doors["live"].number] == live
    assert spent.by_door[doors["ads"].number] == 0
    assert spent.unspent == (0 if live else ADS_DAY)


@pytest.mark.parametrize(
    ("days", "last_week", "released"),
    [
        pytest.param(35, 55, True, id="an order less than four fifths"),
        pytest.param(35, 56, False, id="four fifths"),
        pytest.param(34, 0, False, id="not five weeks yet"),
    ],
)
def test_a_reserve_is_for_the_month_orders_fell_in(
    plan: Planner, days: int, last_week: int, released: bool
) -> None:
    """A fifth of 100 yuan. Once orders of a week fell, it is there until the month is over."""
    budget = ("control.month_budget=200", "control.reserve=0.2", "control.release_below=0.8")
    money, _ = purser(plan, *budget)
    orders = np.array([10] * (days - 7) + [0] * 6 + [last_week], dtype=np.int64)
    seen = [(0, 1.0, CALM), (1, 1.0, CALM), (2, 0.0, orders), (3, 1.0, CALM), (4, 1.0, CALM)]
    seen += [(day, 1.0, CALM) for day in (31, 32, 33)]
    spent = [money.spend(*one) for one in seen]
    drawn = 2000 if released else 0
    totals = [ALL_DAY, 8000 - ALL_DAY, 0, drawn, 0, ALL_DAY, 8000 - ALL_DAY, 0]
    assert [sum(one.by_door) for one in spent] == totals
    assert [one.reserve for one in spent] == [0, 0, 0, drawn, 0, 0, 0, 0]


def test_what_a_yuan_of_media_is_worth(plan: Planner) -> None:
    """The share of the plan that was spent, what the pool taught, at the price of the day."""
    taught = terms("ads", price_drift=0.21, learning=0.4, learning_half=300)
    money, doors = purser(plan, taught, "acquisition.ads.until_day=400")
    worth = money.worth(doors["ads"], 365, ADS_DAY // 2, 300.0)
    assert worth == pytest.approx(0.5 * 1.2 / 1.21)
    assert money.worth(doors["live"], 365, LIVE_DAY, 300.0) == 1.0
    assert money.worth(doors["ads"], 730, 0, 0.0) == pytest.approx(1.21**-2)  # it is closed


def test_a_month_never_costs_more_than_its_budget(plan: Planner) -> None:
    """A channel's own budget, the common one less reserve, and innovation kept apart."""
    tight = (
        "control.month_budget=1000",
        "control.reserve=0.1",
        "control.innovation=0.2",
        "media.creators.innovation=true",
        "media.live.month_budget=300",
    )
    result = lived(plan, "media_budget", *tight)
    new = result.ledger[:, INDEX["innovation_media"]]
    media = result.ledger[:, INDEX["media"]] + new
    whole = 1000 * 100 * 400 // 1000
    assert (new <= 0.2 * whole).all()
    assert new.sum() > 0
    assert (media <= 0.9 * whole).all()
    assert media[0] == pytest.approx(0.9 * whole, abs=200)  # rounded down to a fen by channel
    assert result.daily["media_unspent_fen"].sum() > 0
    assert result.daily["reserve_fen"].sum() == 0


def test_the_reserve_is_for_a_fall_in_orders(plan: Planner) -> None:
    """Nothing of it before the crisis; in a month of it at most a tenth of the budget."""
    result = lived(plan, "reserve_in_a_crisis", "horizon_days=150", "control.release_below=0.85")
    drawn = result.daily["reserve_fen"]
    months = np.array([drawn[a:b].sum() for a, b in pairwise([0, 31, 59, 90, 120, 150])])
    budget = 2000 * 100 * 400 // 1000
    assert drawn[90:].sum() > 0
    assert (months <= budget // 10).all()
    in_need = [
        day
        for day in range(35, 150)
        if result.daily["orders"][day - 7 : day].sum() * 4
        < 0.85 * result.daily["orders"][day - 35 : day - 7].sum()
    ]
    assert in_need
    assert np.flatnonzero(drawn)[0] >= in_need[0]
    calm = lived(plan, "reserve_in_a_crisis", "horizon_days=90", "control.release_below=0.3")
    orders = calm.daily["orders"]
    weeks = [orders[day - 7 : day].sum() * 4 for day in range(35, 90)]
    before = [orders[day - 35 : day - 7].sum() for day in range(35, 90)]
    assert all(week >= 0.3 * usual for week, usual in zip(weeks, before, strict=True))
    assert calm.daily["reserve_fen"].sum() == 0


@pytest.mark.parametrize("rule", ["stop", "shift"])
def test_a_channel_below_its_floor_is_cut(plan: Planner, rule: str) -> None:
    """From its review on nothing is spent on it; its money is saved, or goes to the other."""
    spent = lived(
        plan,
        "channel_matrix",
        *(terms("ads"), terms("creators", floor=1e6), terms("live")),
        *("control.grace_days=45", "control.review_days=30", f"control.below_floor={rule}"),
    )
    kept = lived(plan, "channel_matrix")
    assert set(np.flatnonzero(spent.daily["doors_cut"])) == set(range(60, 120))

    def came(result: RunResult, door: str, first: int) -> int:
        return sum(
            row[2] == "joined" and row[3] == door and row[0] >= first * DAY
            for row in rows_of(result)
        )

    assert came(spent, "creators", 61) == 0 < came(kept, "creators", 61)
    creators = fen_of(plan, "creators") * 60
    saved = kept.ledger[:, INDEX["media"]].sum() - spent.ledger[:, INDEX["media"]].sum()
    assert saved == (creators if rule == "stop" else 0)
    assert (spent.daily["media_unspent_fen"].sum() == creators) == (rule == "stop")
    others = sum(came(spent, door, 61) - came(kept, door, 61) for door in ("ads", "live"))
    assert others == 0 if rule == "stop" else others > 0


def fen_of(plan: Planner, door: str) -> int:
    made = plan("channel_matrix", *SMALL)
    return round(made.acquisition[door].spend_per_day * 100 * made.shoppers.initial / 1000)


# -- phases and tools -----------------------------------------------------------------------------


def test_the_phase_of_a_day(plan: Planner) -> None:
    """The last that began; before the first, the first; none is everything; a delay moves all."""
    control = plan("pilot_then_rollout").control
    shares = [phase_of(control, day).journeys for day in (0, 59, 60, 134, 135, 240, 999)]
    assert shares == [0.0, 0.0, 0.1, 0.1, 0.5, 1.0, 1.0]
    late = plan("plan_delayed").control
    assert [phase_of(late, day).journeys for day in (0, 60, 119, 120)] == [0.0, 0.0, 0.0, 0.1]
    assert phase_of(plan("baseline").control, 10) == WHOLE


@pytest.mark.parametrize("engine", ENGINES)
def test_a_phase_is_the_plan_at_its_share(plan: Planner, engine: str) -> None:
    """A phase of half the journeys and campaigns is that coverage and that intensity."""
    whole = "+control.phases.all={from_day:0,media:1,campaigns:0.5,journeys:0.5,guide_minutes:1,"
    quiet = (engine, "referral.active=false")
    phased = lived(plan, "everything", *quiet, whole + "yuan_per_month:0}")
    written = lived(
        plan,
        "everything",
        *quiet,
        *(f"campaigns.{name}.intensity=0.5" for name in ("knowledge", "benefit_day", "letter")),
        *(f"journeys.{name}.coverage=0.5" for name in ("care_333", "welcome")),
    )
    assert same_world(phased, written)


def test_a_tool_answers_from_its_threshold_on(plan: Planner) -> None:
    """Not before there are enough members; then about four in five questions at once, for a fee."""
    with_tool = lived(plan, "desk_with_tool", "horizon_days=200")
    without = lived(plan, "service_desk", "horizon_days=200")
    running = with_tool.daily["tools_running"]
    enough = np.flatnonzero(without.daily["members"] >= 1.05 * 400)[0] + 1
    assert np.array_equal(running > 0, np.arange(200) >= enough)
    at_once = [r for r in rows_of(with_tool) if r[2] == "answered" and r[5] == 0]
    later = [r for r in rows_of(with_tool) if r[2] == "answered" and r[0] >= enough * DAY]
    assert all(row[0] >= enough * DAY for row in at_once)
    assert 0.7 < len(at_once) / len(later) < 0.9
    fees = with_tool.ledger[:, INDEX["tools"]].sum() - without.ledger[:, INDEX["tools"]].sum()
    assert fees == (200 - enough) * math.floor(100 * 0.4 * 12 / 365 * 100 + 0.5)


def test_a_tool_saves_labour_of_groups(plan: Planner) -> None:
    """Two fifths of the operators' hours from the first day on, and nothing else changes."""
    small = ("group_red_packets", "shoppers.initial=400", "horizon_days=60", "engine=simpy")
    hosted = ("communities.welfare.minutes_per_day=30",)
    bot = "+control.tools.bot={measured:members,threshold:0,yuan_per_month:0,answers:0,"
    alone, helped = (
        simulate(plan(*small, *hosted, *more), 0, events=True)
        for more in ((), (bot + "group_labour:0.4}",))
    )
    assert rows_of(alone) == rows_of(helped)
    labour = [one.ledger[:, INDEX["community_labour"]].sum() for one in (alone, helped)]
    assert labour[1] == pytest.approx(0.6 * labour[0], rel=1e-3)


# -- monitors and warnings ------------------------------------------------------------------------


def rows(**series: list[int]) -> np.ndarray:
    """Days with these series, the rest zero."""
    days = len(next(iter(series.values())))
    made = np.zeros((days, len(SERIES)), dtype=np.int64)
    for name, values in series.items():
        made[:, ROW[name]] = values
    return made


def test_figures_by_hand() -> None:
    """Shares over a window, changes against the window before it; nothing to divide by is NaN."""
    daily = rows(active=[50, 20, 30], members=[100, 100, 100], orders=[4, 6, 5])
    assert figure_of("activity", 2, daily) == 0.25
    assert figure_of("orders_change", 1, daily) == pytest.approx(5 / 6 - 1)
    assert math.isnan(figure_of("orders_change", 2, daily))
    assert math.isnan(figure_of("clicks", 1, daily))
    repeats = rows(orders=[10, 10], first_orders=[2, 6])
    assert figure_of("repeat_change", 1, repeats) == -0.5
    baskets = rows(orders=[10, 5], list_fen=[1000, 350])
    assert figure_of("order_value_change", 1, baskets) == pytest.approx(-0.3)
    stayed = rows(buyers=[10, 40, 80], buyers_0_30=[10, 30, 20])
    assert figure_of("retention", 2, stayed) == 0.25  # as it stands on the last day
    assert figure_of("orders_change", 1, rows(orders=[1, 3])) == 2.0
    assert math.isnan(figure_of("orders_change", 1, rows(orders=[0, 3])))


def watch(**changed: Any) -> Watch:
    rule = {
        "metric": "activity",
        "threshold": 0.3,
        "above": False,
        "window_days": 1,
        "for_days": 3,
        "pause_days": 4,
        "yuan_per_alarm": 0.0,
        "campaign": "call",
        "journey": "",
        "campaign_days": 2,
        "silent_days": 0,
    } | changed
    return Watch(Monitor(**rule))


def test_three_days_running_and_then_a_pause() -> None:
    """Below 30 % for three days: one alarm, its campaign for two days, the next after the pause."""
    activity = [40, 20, 20, 40, 20, 20, 20, 20, 20, 20, 20, 40]
    daily = rows(active=activity, members=[100] * len(activity))
    one = watch()
    seen = [(one.alarm(day, daily[:day]), one.sends(day)) for day in range(1, len(activity) + 1)]
    assert [day for day, (alarm, _) in enumerate(seen, 1) if alarm] == [7, 11]
    assert [day for day, (_, sends) in enumerate(seen, 1) if sends] == [7, 8, 11, 12]


def test_three_days_are_counted_from_the_first() -> None:
    """A figure that is odd from day 0 on is odd for three days after three, not after two."""
    daily = rows(active=[20] * 4, members=[100] * 4)
    one = watch()
    assert [one.alarm(day, daily[:day]) for day in range(1, 5)] == [False, False, True, False]


def test_a_figure_at_its_threshold_is_not_odd() -> None:
    """It must be beyond it, on either side; an alarm without a campaign sends nothing."""
    at_it, below = (rows(active=[active], members=[100]) for active in (30, 29))
    assert not watch(for_days=1).alarm(1, at_it)
    assert not watch(for_days=1, above=True).alarm(1, at_it)
    silent = watch(for_days=1, campaign="")
    assert silent.alarm(1, below) and not silent.sends(1)


def test_above_is_the_other_side() -> None:
    """An alarm may be for too much: odd redemption."""
    daily = rows(coupons_redeemed=[10, 40])
    odd = watch(metric="redemption_change", threshold=2.0, above=True, for_days=1)
    assert odd.alarm(2, daily)
    assert not watch(metric="redemption_change", threshold=2.0, for_days=1).alarm(2, daily)


@pytest.mark.parametrize("engine", ENGINES)
def test_only_the_silent_are_called_back(plan: Planner, engine: str) -> None:
    """A message of the warning goes to nobody who ordered in the 14 days before its midnight."""
    result = lived(plan, "warning_red_14", engine)
    back = name_hash("call_back")
    orders: dict[int, list[int]] = {}
    sent = 0
    for time, uid, event, _, _, reference in rows_of(result):
        day = time // DAY
        if event == "order":
            orders.setdefault(uid, []).append(day)
        if event == "touch_delivered" and reference == back:
            assert day - max(one for one in orders[uid] if one < day) >= 14
            sent += 1
    assert sent > 100


@pytest.mark.parametrize("engine", ENGINES)
def test_the_list_against_the_log(plan: Planner, engine: str) -> None:
    """Buyers, lost, listed and rightly listed, counted again from the log at one midnight."""
    result = lived(
        plan,
        "warning_90",
        engine,
        "warning.order_days=30",
        "warning.rhythm=2",
        "warning.every_days=70",
    )
    day = 70
    orders: dict[int, list[int]] = {}
    joined, lost = {}, set()
    for time, uid, event, _, _, _ in rows_of(result):
        if time >= day * DAY:
            break
        if event == "order":
            orders.setdefault(uid, []).append(time // DAY)
        elif event == "joined":
            joined[uid] = time // DAY
        elif event == "dropped_out":
            lost.add(uid)

    def listed(uid: int) -> bool:
        days = orders[uid]
        silence = day - days[-1]
        gap = max(1.0, (days[-1] - joined[uid]) / max(1, len(days) - 1))
        return silence >= 30 or (len(days) > 1 and silence > 2 * gap)

    row = {name: int(result.daily[name][day - 1]) for name in ROW}
    on_list = {uid for uid in orders if listed(uid)}
    assert row["looked_at"] == len(orders)
    assert row["truly_lost"] == len(lost & orders.keys())
    assert row["listed"] == len(on_list)
    assert row["listed_lost"] == len(on_list & lost)


# -- tests ----------------------------------------------------------------------------------------

TEST = "experiments.coupon_in_promotion"


def test_reading_by_hand() -> None:
    """100 and 150 of 1,000: difference 0.05, error sqrt(0.09 / 1000 + 0.1275 / 1000)."""
    found = read("ordered", interface.Tested(1000, 100, 0), interface.Tested(1000, 150, 0))
    assert found is not None
    assert found.difference == pytest.approx(0.05)
    assert found.error == pytest.approx(math.sqrt(0.2175 / 1000))
    assert found.detected
    assert found.detectable == pytest.approx(2.8016 * found.error, rel=1e-4)
    assert read("active", interface.Tested(10, 9, 2), interface.Tested(0, 0, 0)) is None


def ab_test(wanted: int, audience: int, **changed: Any) -> experiments.Test:
    """A test of two campaigns on days 10 to 18, every third day, its arms cut."""
    rule = {
        "channel": "community",
        "from_day": 10,
        "days": 9,
        "every_days": 3,
        "people": wanted,
        "metric": "ordered",
        "scale_up": "best",
        "leak": 0.0,
        "first": "plain",
        "second": "rich",
    } | changed
    made = experiments.Test("hours", Experiment(**rule), ["plain", "rich"], 0)
    made.assign(audience)
    return made


def test_a_test_sends_on_its_days() -> None:
    """Each arm its campaign on days 10, 13 and 16; from day 19 on, in the same steps, the winner's
    two sends for all."""
    made = ab_test(100, 1000)
    made.result = ReadOut(100, 0.05, 0.01, 0.028, True)
    found = {day: made.sends(day, [1, 2]) for day in range(8, 27)}
    assert [day for day, sends in found.items() if sends] == [10, 13, 16, 19, 22, 25]
    arms = [(0, 0, 0.0, 0.1), (1, 0, 0.1, 0.2), (1, 1, 0.1, 0.2)]
    assert found[16] == [
        interface.Send(campaign, number, test=name_hash("hours"), low=low, high=high)
        for campaign, number, low, high in arms
    ]
    assert found[19] == [interface.Send(1, 0), interface.Send(1, 1)]


@pytest.mark.parametrize(
    ("wanted", "audience", "width"), [(100, 1000, 0.1), (600, 1000, 0.5), (100, 0, 0.5)]
)
def test_arms_are_half_the_audience_at_most(wanted: int, audience: int, width: float) -> None:
    """As many as asked for in each arm, or half of all there are."""
    assert ab_test(wanted, audience).edges == (0.0, width, 2.0 * width)


def test_a_leak_shows_the_message_to_a_part_of_the_other_arm() -> None:
    """At 30 % the first three tenths of each arm get the other's message beside their own."""
    sends = ab_test(100, 1000, leak=0.3).sends(10, [1, 1])
    parts = [(send.campaign, send.low, send.high) for send in sends]
    assert parts == [
        pytest.approx(one) for one in ((0, 0, 0.1), (0, 0.1, 0.13), (1, 0.1, 0.2), (1, 0, 0.03))
    ]


PLAIN, RICH = 0, 1
WINNERS = {
    "the better": ({"scale_up": "best"}, (0.01, False), RICH),
    "the first if it is better": ({"scale_up": "best"}, (-0.01, False), PLAIN),
    "the first of equals": ({"scale_up": "best"}, (0.0, False), PLAIN),
    "the better if that is sure": ({"scale_up": "significant"}, (0.05, True), RICH),
    "the first if nothing is sure": ({"scale_up": "significant"}, (0.05, False), PLAIN),
    "the first if it is surely better": ({"scale_up": "significant"}, (-0.05, True), PLAIN),
    "nobody if none is to win": ({"scale_up": "none"}, (0.05, True), None),
    "nothing if no message is better": ({"first": ""}, (-0.05, True), None),
    "nobody before it could be read": ({"scale_up": "best"}, None, None),
}


@pytest.mark.parametrize(("rule", "seen", "winner"), WINNERS.values(), ids=WINNERS)
def test_who_wins_a_test(
    rule: dict[str, Any], seen: tuple[float, bool] | None, winner: int | None
) -> None:
    """What everybody gets once the test is over."""
    made = ab_test(100, 1000, **rule)
    made.result = seen and ReadOut(100, seen[0], 0.01, 0.028, seen[1])
    wanted = [] if winner is None else [interface.Send(winner, 0)]
    assert made.sends(19, [1, 1]) == wanted


@pytest.mark.parametrize("engine", ENGINES)
def test_an_arm_gets_its_message_and_no_other(plan: Planner, engine: str) -> None:
    """People by their place: first arm, second arm, nobody; after the read-out one for all."""
    made = plan("ab_test_week", *SMALL, engine, f"{TEST}.scale_up=best", f"{TEST}.people=132")
    result = simulate(made, 0, events=True)
    test = name_hash("coupon_in_promotion")
    width = 132 / (0.8 * 400)
    arms = {name_hash("plain"): 0, name_hash("with_coupon"): 1}
    later = set()
    for time, uid, event, _, _, reference in rows_of(result):
        if event == "touch_delivered" and time < 37 * DAY:
            stands = place(made.seed, 0, uid, test)
            assert int(stands // width) == arms[reference] or abs(stands % width - width) < 0.05
        elif event == "touch_delivered":
            later.add(reference)
    assert len(later) == 1


@pytest.mark.parametrize("engine", ENGINES)
def test_the_arms_against_the_log(plan: Planner, engine: str) -> None:
    """The read-out is the share who ordered in the test's days, of members from before it."""
    settings = ("touch.channels.official.enrol=1", f"{TEST}.people=132")
    made = plan("ab_test_month", *SMALL, engine, *settings)
    world = World(made, 0, events=True)
    result = world.run()
    test = name_hash("coupon_in_promotion")
    before = {row[1] for row in rows_of(result) if row[2] == "joined" and row[0] < 30 * DAY}
    ordered = {row[1] for row in rows_of(result) if row[2] == "order" and 30 <= row[0] // DAY < 58}
    width = 132 / len(before)
    arms = [
        {uid for uid in before if low <= place(made.seed, 0, uid, test) < high}
        for low, high in ((0.0, width), (width, 2 * width))
    ]
    shares = [len(arm & ordered) / len(arm) for arm in arms]
    (found,) = world.brand.read_outs()
    assert found.people == min(len(arm) for arm in arms)
    assert found.difference == pytest.approx(shares[1] - shares[0])


def test_an_arm_has_its_people_however_many_the_brand_has(plan: Planner) -> None:
    """What a test can see depends on people, so an arm of 100 is one of 100 in any brand."""
    for initial in (400, 2000):
        made = plan("ab_test_small", f"shoppers.initial={initial}", "horizon_days=40")
        people = World(made, 0).run().kpis["test_people"]
        assert people == pytest.approx(100, abs=30)  # three deviations: each by their own luck
    few = World(plan("ab_test_small", "shoppers.initial=150", "horizon_days=40"), 0).run()
    assert 30 < few.kpis["test_people"] <= 75  # half of those in the channel


def test_equal_arms_are_told_apart_one_time_in_twenty(plan: Planner) -> None:
    """With the same message in both arms the 95 % interval misses zero rarely."""
    found = []
    for seed in range(20):
        made = plan(
            "ab_test_month",
            *("shoppers.initial=600", "horizon_days=60", "engine=compiled", f"seed={seed}"),
            f"{TEST}.second=plain",
        )
        found.append(World(made, 0).run().kpis["test_detected"])
    assert sum(found) <= 4  # of 20; more has a chance of 1 in 390 if the rate is 1 in 20


# -- mistakes -------------------------------------------------------------------------------------

MISTAKES = [
    pytest.param("media_budget", ["control.reserve=0.95"], "control.innovation", id="all kept"),
    pytest.param(
        "media_budget", ["media.creators.innovation=false"], "control.innovation", id="for nobody"
    ),
    pytest.param(
        "media_budget", ["control.innovation=0"], "media.creators.innovation", id="no pot for it"
    ),
    pytest.param("baseline", [terms("addz")], "media.addz", id="no such door"),
    pytest.param("warning_90", ["warning.campaign=nobody"], "warning.campaign", id="no campaign"),
    pytest.param(
        "warning_90", ["campaigns.call_back.until_day=9"], "campaigns.call_back", id="sent twice"
    ),
    pytest.param("warning_90", ["warning.order_days=0"], "warning.order_days", id="to everybody"),
    pytest.param(
        "ab_test_week",
        [f"{TEST}.channel=wechat"],
        "experiments",
        id="nowhere",
    ),
    pytest.param(
        "ab_test_week", ["campaigns.plain.channel=community"], "experiments", id="another channel"
    ),
]


@pytest.mark.parametrize(("scenario", "overrides", "key"), MISTAKES)
def test_a_contradiction_is_refused(scenario: str, overrides: list[str], key: str) -> None:
    """The message names the key that cannot stand."""
    with pytest.raises(InputError) as caught:
        compose_plan(scenario, overrides)
    assert caught.value.key.startswith(key)
