"""Live rooms, alliances, promoters, content that wears: who comes, who buys, what it costs."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest

from sim.behaviour.alliance import expected_takers
from sim.behaviour.clock import DAY
from sim.behaviour.live import in_time, public_viewers, returned, watched
from sim.behaviour.promotion import asked_today, keenness, remembered
from sim.behaviour.wear import novelty_next
from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.ledger.accounts import INDEX
from sim.measure.result import RunResult
from sim.population.interface import Send
from sim.randomness.address import name_hash
from sim.world import World, simulate
from tests.conftest import Planner
from tests.world.test_districts import lines_here
from tests.world.test_engines import both, same
from tests.world.test_isolation import rows_of

SMALL = ("shoppers.initial=400", "horizon_days=90", "engine=compiled")
DOOR = (
    "joins_per_day:0,spend_per_day:0,half_spend:0,yuan_per_join:3,buys_on_joining:0.5,"
    "activation_factor:1,hunter_share:0.2,from_day:0,until_day:999"
)
MUCH = (
    *("shoppers.initial=200", "horizon_days=60", "shoppers.market=600", "coupon.face=20"),
    *("referral.active=true", "referral.inviter_reward=20", "shoppers.return_rate=0.3"),
    *("referral.accept=0.05", "referral.accept_gain=0.05", "touch.response.annoyance=0.02"),
    *("touch.channels.live_room.open_rate=0.5", "live.worth_days=40", "live.public=300"),
    f"+acquisition.partners={{{DOOR}}}",
    f"+acquisition.promoted={{{DOOR}}}",
    "+alliances.grocers={pool:800,overlap:0.3,willing:0.2,reach:0.4,from_day:3,until_day:99,"
    "every_days:10,benefit:15,fee:50,door:partners,campaign:for_the_partner}",
    "+campaigns.for_the_partner={channel:community,content:promotion,hours:[19],every_days:1,"
    "from_day:0,until_day:0,coupon:true,intensity:1}",
    "+promoters.staff={people:20,circle:60,asks_per_day:3,accept:0.1,commission:0.1,per_join:2,"
    "hope_yuan:1,appeal_yuan:0.5,half_life_days:10,yuan_per_month:10,from_day:5,until_day:50,"
    "door:promoted}",
    "+wear.live={quality:1.2,copy_wear:0.05,repetition_wear:0.2,recovery:0.05,renew_below:0.6,"
    "yuan_per_form:40,yuan_per_piece:5}",
)


@cache
def lived(scenario: str, *overrides: str) -> RunResult:
    return simulate(compose_plan(scenario, [*SMALL, *overrides]).plan, 0, events=True)


def cost(result: RunResult, account: str) -> int:
    return int(result.ledger[:, INDEX[account]].sum())


# -- the equations ------------------------------------------------------------------------------


def test_a_visit_is_a_pulse_of_intensity() -> None:
    """Who waits an exponential time buys in the room with chance 1 - exp(-intensity x days)."""
    left = np.random.Generator(np.random.PCG64(1)).exponential(size=20_000)
    bought = np.mean([watched(one, 0.02, 10.0) == 0.0 for one in left.tolist()])
    assert bought == pytest.approx(1.0 - math.exp(-0.2), abs=0.011)
    assert watched(0.7, 0.02, 0.0) == 0.7
    assert watched(0.7, 0.0, 10.0) == 0.7


def test_half_of_them_find_the_time_in_half_hours() -> None:
    """Half in one half-time, three quarters in two; returns and public viewers are bounded."""
    assert in_time(1.5, 1.5) == pytest.approx(0.5)
    assert in_time(3.0, 1.5) == pytest.approx(0.75)
    assert returned(0.4, 3.0) == 1.0
    assert public_viewers(50.0, 60.0, 50.0) == pytest.approx(30.0)
    assert public_viewers(0.0, 60.0, 50.0) == 0.0


def test_novelty_solves_the_equation_of_wear_out() -> None:
    """A day in small steps of dq/dt = -(c + w u) q on the air, d (1 - q) off it."""
    worn = rested = 0.8
    for _ in range(100_000):
        worn -= (0.02 + 0.1 * 2.0) * worn / 100_000
        rested += 0.05 * (1.0 - rested) / 100_000
    assert novelty_next(0.8, 2.0, 0.02, 0.1, 0.05) == pytest.approx(worn, abs=1e-5)
    assert novelty_next(0.8, 0.0, 0.02, 0.1, 0.05) == pytest.approx(rested, abs=1e-5)
    assert novelty_next(0.8, 1.0, 0.0, 0.0, 0.0) == 0.8


def test_pools_and_circles_run_dry() -> None:
    """A share 1 - (1 - reach) ** k after k events; nobody is asked twice; memory halves."""
    taken = 0.0
    for _ in range(4):
        taken += (1000.0 - taken) * 0.3
    assert expected_takers(1000.0, 0, 0.3) == 300.0
    assert 1000.0 - taken == pytest.approx(1000.0 * 0.7**4)
    assert asked_today(10.0, 2.0, 0.5, 200.0, 0.0) == 10.0
    assert asked_today(10.0, 2.0, 0.5, 200.0, 1996.0) == 4.0
    assert keenness(0.5, 0.5) == 0.5
    assert remembered(1.0, 0.0, 1.0) == pytest.approx(0.5)


# -- both engines, and nothing where nothing is ---------------------------------------------------


@pytest.mark.parametrize(
    "gate", [("coupon.budget=300",), ("coupon.budget=400", "coupon.gate=redemption")]
)
def test_all_of_it_at_once_in_both_engines(plan: Planner, gate: tuple[str, ...]) -> None:
    """Rooms, partners, promoters and wear with referral, a market and a gate that binds."""
    readable, compiled = both(plan("live_booked", *MUCH, *gate))
    same(readable, compiled)
    for series in ("live_orders", "live_refunds", "live_public", "allied", "promoted", "renewals"):
        assert readable.daily[series].sum() > 0, series
    assert readable.daily["coupons_refused"].sum() > 0


def test_districts_live_it_as_one_city(plan: Planner) -> None:
    """Novelty, viewers and whom partners and promoters bring reach and leave every district."""
    made = plan("live_booked", *MUCH, "guides.book_size=50", "engine=compiled")
    alone = World(made, 0, True, threads=1).run()
    same(World(made, 0, True, lines=lines_here(made, 3)).run(), alone)


NOTHING = [
    pytest.param("promoters_staff", ["promoters.staff.people=0"], "baseline", id="no promoters"),
    pytest.param(
        "alliance_one_sided",
        ["alliances.grocers.pool=0", "alliances.grocers.fee=0", "touch.channels.community.enrol=0"],
        "baseline",
        id="an empty pool",
    ),
    pytest.param(
        "content_wears",
        [f"wear.{one}.{rate}=0" for one in ("content", "interaction") for rate in ("copy_wear",)]
        + [f"wear.{one}.repetition_wear=0" for one in ("content", "interaction")],
        "content_calendar",
        id="content that does not wear",
    ),
]


@pytest.mark.parametrize(("scenario", "off", "without"), NOTHING)
def test_a_lever_at_zero_changes_nobody(scenario: str, off: list[str], without: str) -> None:
    """The event log and the books are those of the plan without it."""
    one, other = lived(scenario, *off), lived(without)
    assert rows_of(one) == rows_of(other)
    assert one.ledger.tobytes() == other.ledger.tobytes()


def test_a_room_worth_nothing_is_a_channel_like_another() -> None:
    """Without a pulse and public viewers, watching is no more than opening a message."""
    room = lived("live_weekly", "live.worth_days=0", "live.public=0", "live.hours=24")
    plain = lived(
        "live_weekly",
        *("live.channels=[]", "live.public=0", "live.door=''"),
        f"touch.channels.live_room.open_rate={0.1 * in_time(24, 1.5)!r}",
    )
    assert rows_of(room) == rows_of(plain)
    assert room.daily["live_viewers"].sum() > 0
    assert not room.daily["live_orders"].any()


@pytest.mark.parametrize(
    ("scenario", "door"), [("alliance_one_sided", "partners"), ("promoters_staff", "promoted")]
)
def test_who_is_brought_changes_nobody_else(scenario: str, door: str) -> None:
    """Beside the newcomers of the door every life is that of the twin world without it."""
    with_it = rows_of(lived(scenario, "touch.channels.community.enrol=0"))
    brought = {row[1] for row in with_it if row[2:4] == ("joined", door)}
    assert brought
    assert [row for row in with_it if row[1] not in brought] == rows_of(lived("baseline"))


# -- live ----------------------------------------------------------------------------


def test_orders_of_the_room_are_made_by_viewers_while_they_watch() -> None:
    """Viewers are opens of the room; room orders are orders of one at the moment of an open."""
    result = lived("live_weekly", "live.worth_days=20")
    log = rows_of(result)
    opened = {(row[0], row[1]) for row in log if row[2:4] == ("touch_opened", "live_room")}
    there = [row for row in log if row[2] == "order" and (row[0], row[1]) in opened]
    assert result.daily["live_viewers"].sum() == len(opened)
    assert result.daily["live_orders"].sum() == len(there) > 10
    assert result.daily["live_fen"].sum() == sum(row[4] for row in there)


@pytest.mark.parametrize("factor", [0, 100])
def test_orders_of_the_room_come_back_at_their_own_rate(factor: int) -> None:
    """At a factor of 0 none of them comes back, at a very high one all whose time has come."""
    result = lived("live_weekly", "live.worth_days=20", f"live.return_factor={factor}")
    due = 90 - compose_plan("live_weekly", []).plan.shoppers.return_days
    expected = result.daily["live_orders"][:due].sum() if factor else 0
    assert result.daily["live_refunds"].sum() == expected
    assert result.daily["refunds"].sum() > result.daily["live_refunds"].sum()


def test_a_session_is_paid_by_the_hour_and_once_a_moment() -> None:
    """13 sessions of 20 + 3 x 20 yuan per 1,000; who booked is called to the same session."""
    for scenario in ("live_weekly", "live_booked"):
        assert cost(lived(scenario), "live_shows") == 13 * math.floor(80 * 0.4 * 100 + 0.5)


def test_a_session_that_is_not_held_costs_nothing() -> None:
    """In a phase without campaigns there is no session, and no piece of content is made."""
    phase = "+control.phases.none={from_day:0,media:1,campaigns:0,journeys:1,guide_minutes:1,"
    for scenario, account in (
        ("live_weekly", "live_shows"),
        ("content_renewed", "content_production"),
    ):
        assert cost(lived(scenario), account) > 0
        assert cost(lived(scenario, phase + "yuan_per_month:0}"), account) == 0


def test_a_test_is_heard_by_its_arm() -> None:
    """A message to one arm of a test wears content, and tires a group, by the size of the arm."""
    assert Send(0, 0, share=0.5).heard_by == 0.5
    assert Send(0, 0, share=0.5, test=7, low=0.25, high=0.5).heard_by == 0.125


def test_public_viewers_come_the_day_after_private_ones() -> None:
    """None without private viewers the day before; who joins comes by the door of the room."""
    result = lived("live_weekly", "live.public=2000", "live.public_join=0.2")
    viewers, public = result.daily["live_viewers"], result.daily["live_public"]
    assert not public[1:][viewers[:-1] == 0].any()
    assert public.sum() > 0
    half = compose_plan("live_weekly", []).plan.live.public_half
    for private, seen in zip(viewers[:-1].tolist(), public[1:].tolist(), strict=True):
        assert seen == math.floor(0.4 * public_viewers(private / 0.4, 2000, half) + 0.5)
    days = {row[0] // DAY for row in rows_of(result) if row[2:4] == ("joined", "live_public")}
    assert days <= set(np.flatnonzero(public).tolist())


# -- alliances ----------------------------------------------------------------------------


def test_a_pool_is_finite_and_benefits_go_to_members_too() -> None:
    """No more strangers than are willing; each benefit taken is paid for, each event too."""
    result = lived("alliance_monthly", "alliances.grocers.every_days=3")
    allied, members = result.daily["allied"].sum(), result.daily["allied_members"].sum()
    willing = 2000 * 0.4 * 0.05
    assert 0 < allied <= willing * 0.85
    assert 0 < members <= willing * 0.15
    assert cost(result, "alliance_benefits") == 1500 * (allied + members)
    events = len(range(20, 90, 3))
    assert cost(result, "alliance_fees") == events * math.floor(100 * 0.4 * 100 + 0.5)
    joined = [row for row in rows_of(result) if row[2:4] == ("joined", "partners")]
    assert len(joined) == allied
    assert {(row[0] // DAY - 20) % 3 for row in joined} == {0}


def test_our_members_hear_of_the_partner_on_event_days() -> None:
    """The campaign in return goes out on the days of events and on no other."""
    sent = [
        row[0] // DAY
        for row in rows_of(lived("alliance_monthly"))
        if row[2] == "touch_delivered" and row[5] == name_hash("for_the_partner")
    ]
    assert set(sent) == {20, 50, 80}


# -- promoters ----------------------------------------------------------------------------


def test_promoters_are_paid_for_first_orders_and_run_out_of_people() -> None:
    """10 % of first orders in time that stay; no more asked than they know."""
    result = lived("promoters_staff", "promoters.staff.circle=30", "promoters.staff.accept=0.3")
    assert result.daily["asked"].sum() <= 10 * 0.4 * 30 + 1
    log = rows_of(result)
    joined = {row[1]: row[0] for row in log if row[2:4] == ("joined", "promoted")}
    assert len(joined) == result.daily["promoted"].sum() > 5
    returned_first = {row[1] for row in log if row[2] == "refund" and row[5] == 0}
    first = [
        row[4]
        for row in log
        if (row[2], row[5]) == ("order", 0)
        and row[1] in joined
        and row[1] not in returned_first
        and row[0] < joined[row[1]] + 30 * DAY
    ]
    assert cost(result, "promoter_commission") == pytest.approx(0.1 * sum(first), abs=90)


def test_effort_fades_where_nothing_is_earned() -> None:
    """Without commission the first hope is forgotten; with it effort stays."""
    unpaid = lived("promoters_staff", "promoters.staff.commission=0")
    effort = unpaid.daily["keenness_bp"]
    assert effort[0] == 5000
    assert (np.diff(effort) <= 0).all()
    assert effort[-1] < 2000
    assert lived("promoters_staff").daily["keenness_bp"][-1] > effort[-1]


# -- wear ----------------------------------------------------------------------------


def test_content_wears_by_its_schedule() -> None:
    """Novelty at each broadcast is what the equation gives for the days before it."""
    result = lived("content_wears")
    expected = np.zeros(90, dtype=np.int64)
    for first in (4, 6):
        novelty = 1.0
        for day in range(90):
            on = day >= first and (day - first) % 7 == 0
            expected[day] += math.floor(novelty * 10000 + 0.5) if on else 0
            novelty = novelty_next(novelty, 1.0 if on else 0.0, 0.02, 0.08, 0.02)
    assert np.array_equal(result.daily["novelty_bp"], expected)


def test_content_without_quality_is_not_opened_and_a_new_form_is_paid() -> None:
    """At quality 0 nobody opens the class; each new form costs once."""
    dull = lived("content_quality", "wear.content.quality=0")
    opened = {row[5] for row in rows_of(dull) if row[2] == "touch_opened"}
    assert name_hash("knowledge") not in opened
    assert name_hash("interaction") in opened
    renewed = lived("content_renewed")
    forms = renewed.daily["renewals"].sum()
    assert forms > 0
    assert cost(renewed, "content_production") == forms * math.floor(30 * 0.4 * 100 + 0.5)


# -- mistakes ----------------------------------------------------------------------------

MISTAKES = [
    pytest.param("live_weekly", ["live.channels=[room]"], "live.channels", id="no such room"),
    pytest.param("live_weekly", ["~campaigns.show"], "live.channels", id="no session"),
    pytest.param("live_weekly", ["live.door=''"], "live.door", id="nobody can join"),
    pytest.param("live_weekly", ["live.door=gate"], "live.door", id="no such door"),
    pytest.param("live_weekly", ["live.door=ads"], "acquisition.ads", id="a door with its own"),
    pytest.param("live_booked", ["campaigns.show.hours=[21]"], "journeys.booking", id="too early"),
    pytest.param(
        "alliance_festival", ["alliances.grocers.campaign=x"], "alliances", id="no campaign"
    ),
    pytest.param(
        "alliance_festival", ["campaigns.for_the_partner.until_day=9"], "campaigns", id="twice"
    ),
    pytest.param("alliance_festival", ["alliances.grocers.until_day=1"], "alliances", id="ends"),
    pytest.param("promoters_staff", ["promoters.staff.door=x"], "promoters.staff.door", id="door"),
    pytest.param(
        "promoters_staff",
        [
            "+alliances.a={pool:1,overlap:0,willing:1,reach:1,from_day:0,until_day:9,every_days:1,"
            "benefit:0,fee:0,door:promoted,campaign:''}"
        ],
        "promoters.staff.door",
        id="a shared door",
    ),
    pytest.param(
        "content_wears",
        [
            "+wear.news={quality:1,copy_wear:0,repetition_wear:0,recovery:0,renew_below:0,"
            "yuan_per_form:0,yuan_per_piece:0}"
        ],
        "wear.news",
        id="no such class",
    ),
]


@pytest.mark.parametrize(("scenario", "overrides", "key"), MISTAKES)
def test_a_contradiction_is_refused(scenario: str, overrides: list[str], key: str) -> None:
    """The message names the key that cannot stand."""
    with pytest.raises(InputError) as caught:
        compose_plan(scenario, overrides)
    assert caught.value.key is not None
    assert caught.value.key.startswith(key)
