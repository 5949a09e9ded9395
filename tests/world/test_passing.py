"""Offers passed on, and play that brings people: who does, who claims, what it costs."""

from __future__ import annotations

import math
from collections import Counter
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.behaviour.clock import DAY
from sim.behaviour.passing import (
    again_chance,
    claim_chance,
    forgotten_on,
    hoped,
    kept_in_mind,
    meant_chance,
    one_of,
)
from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.evidence.load import entry
from sim.ledger.accounts import ACCOUNTS, INDEX
from sim.measure.result import RunResult
from sim.population.from_plan import rules_of
from sim.world import World, simulate
from tests.conftest import Planner
from tests.world.test_districts import lines_here
from tests.world.test_engines import agree, both, same
from tests.world.test_isolation import histories, rows_of, same_world

SMALL = ("shoppers.initial=400", "horizon_days=90", "engine=compiled")
PASSED = "share_passed"
COSTLY = "shared_offers.packet.cost=3"
# Everything at once: a packet with a stock, a price that friends lower, a pool, a door, play.
OFFERS = (
    "~shared_offers.packet",
    "+shared_offers.covers={from_day:0,until_day:80,after:ordered,means:0.6,means_gain:0,at_once:1,"
    "parts:8,to_members:0.5,coupon_kinds:[five,five,five,ten,twenty],again:0.5,stock:40,"
    "stock_days:20,cost:0.7}",
    "+shared_offers.price={from_day:2,until_day:70,every_days:3,after:active,means:0.1,"
    "means_gain:0.5,at_once:0.4,lasts_days:6,remind_days:5,reminded:0.4,parts:4,to_members:0.25,"
    "again:0,own_kind:ten,own_needs:1,window_days:4,pool:20,pool_hope:5,hope_weight:4,hope_half_life_days:9,most:2}",
    "+shared_offers.table={from_day:0,until_day:80,after:ordered,means:0.5,means_gain:0,at_once:1,"
    "parts:3,to_members:0,again:0,coupon_kinds:[five],door:table}",
    "+acquisition.table={joins_per_day:0,spend_per_day:0,half_spend:0,yuan_per_join:2,"
    "buys_on_joining:1,activation_factor:1,hunter_share:0.1,from_day:0,until_day:999}",
    "+acquisition.drawn={joins_per_day:0,spend_per_day:0,half_spend:0,yuan_per_join:1,"
    "buys_on_joining:0,activation_factor:1,hunter_share:0.3,from_day:0,until_day:999}",
    "+attractions.contest={from_day:3,until_day:80,every_days:10,days:6,found_by:organic,gain:2,"
    "door:drawn,after:active,take:0.4,pieces:15,cost:3,piece_kind:five,set_of:2,set_kind:twenty,"
    "goodwill:0.2,calls:0.3,friends:2}",
    "shoppers.visits.per_week=2",
)


@cache
def lived(scenario: str, *overrides: str) -> RunResult:
    return simulate(compose_plan(scenario, [*SMALL, *overrides]).plan, 0, events=True)


def whole() -> RunResult:
    """A run with everything at once."""
    return lived("red_packet_after_order", *OFFERS)


def spent(result: RunResult, account: str) -> int:
    return int(result.ledger[:, INDEX[account]].sum())


def amounts(result: RunResult, *events: str) -> int:
    return sum(row[4] for row in rows_of(result) if row[2] in events)


def of_event(result: RunResult, event: str) -> list[tuple[int, int]]:
    """(day, uid) of each."""
    return [(row[0] // DAY, row[1]) for row in rows_of(result) if row[2] == event]


# -- the equations ------------------------------------------------------------------------------


def test_a_yuan_received_leads_to_eighteen_fen_passed_on() -> None:
    """R10: whatever the kinds are worth, parts passed on are 0.18 for each part got, by worth."""
    slope = entry("R10").numbers[0]
    worth = [5.0, 5.0, 10.0, 20.0]
    mean = sum(worth) / len(worth)
    sent = [10 * mean * again_chance(slope, 10, one, mean) for one in worth]  # yuan of ten parts
    assert np.polyfit(worth, sent, 1)[0] == pytest.approx(slope)
    assert again_chance(slope, 10, 0.0, 0.0) == pytest.approx(slope / 10)
    assert again_chance(500.0, 1, 5.0, 5.0) == 1.0


def test_parts_find_members_like_balls_bins() -> None:
    """No more are claimed than there are, all of few, none of none."""
    for parts in (0, 1, 7, 100, 5000):
        claimed = 200 * claim_chance(parts, 200)
        assert claimed <= min(parts, 200)
    assert claim_chance(1, 1e6) * 1e6 == pytest.approx(1.0, rel=1e-3)
    assert claim_chance(5.0, 0.0) == 0.0


def test_intentions_are_exponential_and_chances_are_chances() -> None:
    """Of uniform luck a share exp(-days / mean) still means to; nothing lasts no time."""
    assert forgotten_on(math.exp(-2.0), 5, 3.0) == pytest.approx(11.0)
    assert forgotten_on(0.3, 5, 0.0) == 5.0
    assert meant_chance(0.2, 0.5, 0.0) == 0.2 and meant_chance(0.8, 0.5, 1.0) == 1.0
    assert [one_of(u, 3) for u in (0.0, 0.34, 0.99, 1.0)] == [0, 1, 2, 2]


def test_what_is_hoped_is_what_is_seen() -> None:
    """What is announced where nobody was seen; with many, the mean of who succeeded and who did
    not; a day counts half after the memory's half-life."""
    assert hoped(0.0, 0.0, 8.0, 10.0) == 8.0
    assert hoped(3000.0, 1000.0, 8.0, 10.0) == pytest.approx(3.0, abs=0.06)
    assert hoped(0.0, 1000.0, 8.0, 10.0) < 0.1 < hoped(0.0, 1000.0, 8.0, 50.0)
    seen = 64.0
    for _ in range(15):
        seen = kept_in_mind(seen, 0.0, 15.0)
    assert seen == pytest.approx(32.0)


# -- one world, whoever lives it ----------------------------------------------------------------

LEVERS = st.fixed_dictionaries(
    {
        "seed": st.integers(0, 2**32 - 1),
        "coupon.budget": st.sampled_from([0, 900, 100000]),
        "coupon.gate": st.sampled_from(["issue", "redemption"]),
        "shared_offers.covers.to_members": st.sampled_from([0.0, 0.5, 1.0]),
        "shared_offers.covers.stock": st.sampled_from([0, 30]),
        "shared_offers.price.at_once": st.sampled_from([0.0, 1.0]),
        "shared_offers.price.own_needs": st.sampled_from([0, 2]),
        "shared_offers.price.willing": st.sampled_from([0.4, 1.0]),
        "shared_offers.price.pool_days": st.sampled_from([1, 9]),
        "attractions.contest.pieces": st.sampled_from([0, 9]),
        "attractions.contest.after": st.sampled_from(["active", "ordered"]),
        "referral.active": st.sampled_from(["false", "true"]),
        "shoppers.market": st.sampled_from([0, 300]),
    }
)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(levers=LEVERS)
def test_any_offers(levers: dict[str, object]) -> None:
    """Whatever is passed on, the two engines agree."""
    size = ("shoppers.initial=100", "horizon_days=40", "referral.accept=0.05")
    overrides = [f"{key}={value}" for key, value in levers.items()]
    agree(compose_plan("red_packet_after_order", [*OFFERS, *size, *overrides]).plan)


def test_districts_threads_and_blocks(plan: Planner) -> None:
    """Offers reach every district, however the work is shared."""
    made = plan(
        "red_packet_after_order",
        *OFFERS,
        *("shoppers.initial=500", "guides.book_size=100", "horizon_days=35", "engine=compiled"),
    )
    alone = World(made, 0, True, threads=1).run()
    assert alone.daily["shares_claimed"].sum() > 100
    same(World(made, 0, True, lines=lines_here(made, 3)).run(), alone)
    same(World(made, 0, True, threads=2, block=64).run(), alone)


NOTHING = [
    pytest.param("red_packet_after_order", "shared_offers.packet.means=0", id="nobody means to"),
    pytest.param("red_packet_after_order", "shared_offers.packet.until_day=0", id="on no day"),
    pytest.param("taste_contest", "attractions.contest.until_day=10", id="no round"),
    pytest.param("taste_contest", "attractions.contest.take=0", id="nobody takes part"),
]
BEFORE = {
    "red_packet_after_order": "~shared_offers.packet",
    "taste_contest": "~attractions.contest",
}


@pytest.mark.parametrize(("scenario", "off"), NOTHING)
def test_what_is_off_is_not_there(scenario: str, off: str) -> None:
    """Every byte is as it is without it."""
    assert same_world(lived(scenario, off), lived(scenario, BEFORE[scenario]))


def test_who_takes_no_part_is_as_before() -> None:
    """An offer changes whom it reached: who passed on, asked, claimed, or came by it."""
    without, with_ = (
        histories(rows_of(lived("red_packet_after_order", f"shared_offers.packet.means={means}")))
        for means in (0, 0.3)
    )
    words = {"share_meant", "share_passed", "share_claimed", "invited"}
    touched = {
        uid
        for uid, rows in with_.items()
        if words & {row[2] for row in rows} or rows[0][3] == "referral"
    }
    assert 40 < len(touched) < len(with_) - 100
    for uid, rows in with_.items():
        assert uid in touched or rows == without[uid]


# -- who passes on, who claims ------------------------------------------------------------------


def test_intentions_wait_for_a_visit() -> None:
    """Of who means to on day 0, those come by before they forget whose Poisson visits say so.

    Each day a visit comes with chance a = 1 - exp(-v); an intention of mean T survives to its
    noon. So a share sum of exp(-(k + 1/2) / T) (1 - a)^k a of them acts.
    """
    lasts, per_week = 6.0, 1.5
    result = lived(
        "invitation_meant",
        *("shoppers.initial=4000", "horizon_days=60", "shoppers.visits.shape=1000"),
        *(f"shoppers.visits.per_week={per_week}", "shoppers.visits.after_dropout=1"),
        *("acquisition=none", "shared_offers.invitation.until_day=1", "referral.accept=0"),
        *("shared_offers.invitation.means=1", "shared_offers.invitation.at_once=0"),
        *("shared_offers.invitation.after=active", f"shared_offers.invitation.lasts_days={lasts}"),
        *("shoppers.repeat.alpha_weeks=1000",),  # hardly anybody orders
    )
    meant, acted = (len(of_event(result, one)) for one in ("share_meant", "share_passed"))
    a = 1.0 - math.exp(-per_week / 7.0)
    expected = math.exp(-0.5 / lasts) * a / (1.0 - (1.0 - a) * math.exp(-1.0 / lasts))
    assert meant > 500
    assert abs(acted / meant - expected) < 3.5 * math.sqrt(expected * (1 - expected) / meant)


def test_a_reminder_makes_some_act_later() -> None:
    """Who is reminded acts on a visit so many days later, and nobody acts who did not mean to."""
    some = (
        *("shoppers.visits.per_week=3", "referral.accept=0", "shoppers.initial=800"),
        "shared_offers.invitation.lasts_days=0",
    )
    few = lived("invitation_meant", *some)
    many = lived("invitation_reminded", *some)
    assert of_event(few, "share_meant") == of_event(many, "share_meant")
    more = set(of_event(many, "share_passed")) - set(of_event(few, "share_passed"))
    meant = {}
    for day, uid in of_event(many, "share_meant"):
        meant.setdefault(uid, day)
    assert len(more) > 5
    assert all(day > meant[uid] + 7 for day, uid in more)


def test_nobody_claims_more_than_there_is() -> None:
    """On no day do members claim more than was passed on to them, and nobody twice or their own."""
    result = lived("red_packet_after_order", "shared_offers.packet.to_members=1")
    passed, claimed = of_event(result, "share_passed"), of_event(result, "share_claimed")
    times, parts = Counter(day for day, _ in passed), Counter(day for day, _ in claimed)
    assert len(claimed) > 100
    assert all(parts[day] <= 10 * times[day] for day in parts)
    assert len(set(claimed)) == len(claimed)
    assert not set(claimed) & set(passed)
    issued = Counter(row[4] for row in rows_of(result) if row[2] == "coupon_issued")
    assert set(issued) == {500, 1000, 2000}  # drawn three, two and one time in six
    assert issued[500] > issued[1000] > issued[2000]


def test_friends_who_join_claim_the_day_after() -> None:
    """Who came because of it gets a part at the midnight after joining, and nobody else does."""
    result = lived("red_packet_after_order", "shared_offers.packet.to_members=0")
    joined = {
        row[1]: row[0] // DAY for row in rows_of(result) if row[2:4] == ("joined", "referral")
    }
    claimed = of_event(result, "share_claimed")
    assert len(claimed) > 20
    assert all(joined[uid] + 1 == day for day, uid in claimed)
    invited = {row[5] for row in rows_of(result) if row[2] == "invited"}
    assert set(joined) <= invited


def test_things_to_pass_on_are_scarce() -> None:
    """No stock is exceeded, and nobody passes on more often than allowed."""
    result = lived("red_packet_covers", "shared_offers.cover.stock=20", "horizon_days=60")
    assert len(of_event(result, PASSED)) == 8  # 20 per 1,000, of 400
    days = ("shared_offers.cover.from_day=0", "shared_offers.cover.until_day=99")
    full = ("shared_offers.cover.stock=20", "shared_offers.cover.stock_days=20", "horizon_days=60")
    again = of_event(lived("red_packet_covers", *days, *full), PASSED)
    # The stock is full again every 20 days.
    assert Counter((day - 1) // 20 for day, _ in again) == {0: 8, 1: 8, 2: 8}
    codes = lived(
        "invitation_codes",
        *("shoppers.visits.per_week=3", "shared_offers.codes.means=1", "horizon_days=60"),
        *("audiences.black_diamond.spent_from=100", "shared_offers.codes.most=2"),
    )
    times = Counter((uid, day // 30) for day, uid in of_event(codes, PASSED))
    assert max(times.values()) == 2 and len(times) > 20


def test_friends_of_a_table_come_with_an_order() -> None:
    """Who joins by the door of a split bill orders at that moment."""
    result = lived(
        "friends_order_together", "shared_offers.split_bill.at_once=1", "referral.accept=0.5"
    )
    rows = rows_of(result)
    table = {(row[0], row[1]) for row in rows if row[2:4] == ("joined", "table")}
    assert len(table) > 20
    assert table <= {(row[0], row[1]) for row in rows if row[2] == "order"}
    assert result.daily["shares_won"].sum() == len(table)


# -- who gets what ------------------------------------------------------------------------------


def test_a_price_needs_a_friend() -> None:
    """Who must bring a friend is rewarded once one joined in time, at the midnight after."""
    result = lived("share_for_price_if_friends", "shared_offers.price.every_days=1")
    rows = rows_of(result)
    inviter = {row[5]: row[1] for row in rows if row[2] == "invited"}
    came: dict[int, set[int]] = {}
    for row in rows:
        if row[2] == "joined" and row[1] in inviter:
            came.setdefault(inviter[row[1]], set()).add(row[0] // DAY)
    rewarded = of_event(result, "share_rewarded")
    assert len(rewarded) > 10
    assert all(day - 1 in came[uid] for day, uid in rewarded)
    assert len(rewarded) < len(of_event(result, "share_passed"))


TEAMS = ("shoppers.visits.per_week=2", "referral.accept=0.3", "shared_offers.teams.means_gain=0.8")


def cash_by_day(result: RunResult) -> dict[int, dict[int, int]]:
    """What each got of the pool, by day and uid."""
    days: dict[int, dict[int, int]] = {}
    for row in rows_of(result):
        if row[2] == "share_rewarded":
            days.setdefault(row[0] // DAY, {})[row[1]] = row[4]
    return days


def test_a_pool_is_shared_out_and_no_more() -> None:
    """Equal parts for all of a day, in whole fen; more teams get less each."""
    result = lived("team_daily_cash", *TEAMS)
    days = cash_by_day(result)
    pool = 1200  # fen a day for 400
    assert len(days) > 30
    assert all(set(each.values()) == {pool // len(each)} for each in days.values())
    assert len({len(each) for each in days.values()}) > 3
    assert spent(result, "shared_offers") == sum(sum(each.values()) for each in days.values())


def test_a_team_shares_on_while_its_people_come_by() -> None:
    """Only who came by the day before, only as long as a team lasts; once, if it lasts a day."""
    result = lived("team_daily_cash", *TEAMS)
    came = {
        (row[0] // DAY, row[1])
        for row in rows_of(result)
        if row[2] in {"visit", "touch_clicked", "order"}
    }
    first: dict[int, int] = {}
    again = []
    for day, shares in sorted(cash_by_day(result).items()):
        for uid in shares:
            if first.setdefault(uid, day) < day:
                again.append((day, uid))
    assert len(again) > 100
    late = [(day, uid) for day, uid in again if (day - 1, uid) not in came]
    assert len(late) < len(again) / 20  # who is complete again just then
    once = cash_by_day(lived("team_daily_cash", *TEAMS, "shared_offers.teams.pool_days=1"))
    assert sum(map(len, once.values())) < sum(map(len, cash_by_day(result).values())) / 3


def test_the_same_members_pass_on_whatever_the_offer_pays() -> None:
    """Who never does is not won by a higher pool; nobody willing, nobody meant."""
    rich, poor = (
        {uid for _, uid in of_event(lived("team_daily_cash", *TEAMS, more), "share_meant")}
        for more in ("shared_offers.teams.pool=300", "shared_offers.teams.pool=30")
    )
    members = {row[1] for row in rows_of(lived("team_daily_cash", *TEAMS)) if row[2] == "visit"}
    assert len(rich) > len(poor)
    assert len(rich) / len(members) < 0.4  # three in ten, by chance a few more
    none = lived("team_daily_cash", *TEAMS, "shared_offers.teams.willing=0")
    assert not of_event(none, "share_meant")


def test_what_is_expected_of_a_pool_is_what_the_plan_says_of_it() -> None:
    """Much is announced and little earned: who believes it longer, or forgets what was seen, tries
    more."""
    more = (*TEAMS, "shared_offers.teams.pool_hope=50")
    tries = [
        len(of_event(lived("team_daily_cash", *more, *also), "share_meant"))
        for also in (
            ("shared_offers.teams.hope_weight=1", "shared_offers.teams.hope_half_life_days=60"),
            (),
            ("shared_offers.teams.hope_weight=1000",),
        )
    ]
    assert tries[0] < tries[1] < tries[2]


def test_who_watched_passes_the_packet_on(plan: Planner) -> None:
    """Packets of a live session go to who came to the room the day before, whoever else was about;
    both engines, any threads, and districts hear of the same viewers."""
    made = plan("live_shared", *SMALL[:2], "shared_offers.packet.means=0.6")
    result, other = both(made)
    same(result, other)
    opened = {
        (row[0] // DAY, row[1])
        for row in rows_of(result)
        if row[2] == "touch_opened" and row[3] == "live_room"
    }
    meant = of_event(result, "share_meant")
    assert len(meant) > 20
    assert all((day - 1, uid) in opened for day, uid in meant)
    assert len(meant) == pytest.approx(0.6 * len(opened), abs=4 * math.sqrt(0.24 * len(opened)))
    wide = plan("live_shared", "shoppers.initial=500", "guides.book_size=100", "horizon_days=35")
    alone = World(wide, 0, True, threads=1).run()
    same(World(wide, 0, True, lines=lines_here(wide, 3)).run(), alone)


def test_cac_holds_what_members_pass_on_to_strangers() -> None:
    """All of acquisition and referral by newcomer: offers and play count where they bring
    somebody, and not among members alone."""
    result = whole()
    groups = {"acquisition", "referral"}
    ways = sum(spent(result, one.key) for one in ACCOUNTS if one.group in groups)
    assert spent(result, "shared_offers") > 0 < spent(result, "attractions")
    joined = int(result.daily["joined"].sum())
    assert result.kpis["cac"] == pytest.approx(ways / 100 / joined)
    inside = lived("red_packet_after_order", "shared_offers.packet.to_members=1", COSTLY)
    assert spent(inside, "shared_offers") > 0
    assert inside.kpis["cac"] == pytest.approx(
        lived("red_packet_after_order", "shared_offers.packet.means=0").kpis["cac"]
    )


def test_cash_on_joining_draws_hunters(plan: Planner) -> None:
    """Of the friends a pool draws, more are hunters the more is hoped for; of a coupon's, none."""
    hopes = [
        rules_of(
            plan("team_daily_cash", f"shared_offers.teams.pool_hope={hope}")
        ).rewards.hunter_cheap
        for hope in (0, 10, 100)
    ]
    assert hopes == [0.0, pytest.approx(0.9 / 3), pytest.approx(0.9 * 100 / 120)]
    assert rules_of(plan("share_for_price_if_friends")).rewards.hunter_cheap == 0.0


def test_every_fen_is_in_the_log() -> None:
    """Things, cash, pieces: what the ledger says, the log says."""
    result = whole()
    assert spent(result, "shared_offers") == amounts(result, "share_passed", "share_rewarded") > 0
    assert spent(result, "attractions") == amounts(result, "took_part") > 0
    assert result.daily["share_cash_fen"].sum() == amounts(result, "share_rewarded") > 0


# -- play that brings people --------------------------------------------------------------------


def test_pieces_are_few_and_sets_are_complete() -> None:
    """No round hands out more than there are; every second piece of a member is a set."""
    result = whole()
    pieces: Counter[int] = Counter()
    held: Counter[int] = Counter()
    for row in rows_of(result):
        if row[2] == "took_part" and row[4]:
            pieces[(row[0] // DAY - 1 - 3) // 10] += 1
            held[row[1]] += 1
    assert max(pieces.values()) == 6 and len(pieces) == 8  # 15 per 1,000, of 400
    assert result.daily["sets"].sum() == sum(many // 2 for many in held.values()) > 0
    assert result.daily["took_part"].sum() > result.daily["pieces"].sum()


def test_strangers_follow_the_traffic_of_the_door() -> None:
    """Newcomers of play are Poisson in proportion to those of the door it is found by, on its days
    alone."""
    result = lived(
        "raffle_in_search",
        *("shoppers.initial=2000", "acquisition.organic.joins_per_day=3"),
        "attractions.entry.gain=0.5",
    )
    rows = rows_of(result)
    by = {door: [row[0] // DAY for row in rows if row[2:4] == ("joined", door)] for door in DOORS}
    on = [day for day in by["organic"] if day % 15 < 3]
    drawn = by["search_zone"]
    assert all(day % 15 < 3 for day in drawn) and len(on) > 60
    # Given the door's newcomers the others are Poisson, so this is 4 standard errors.
    assert abs(len(drawn) - 0.5 * len(on)) < 4 * math.sqrt(0.5 * len(on))


def test_play_named_as_its_door_brings_others() -> None:
    """Newcomers are their own people, whatever they are brought by is called."""
    entry = compose_plan("raffle_in_search", []).plan.attractions["entry"]
    fields = ",".join(
        f"{name}:{value}" for name, value in vars(entry).items() if value != "" and name != "gain"
    )
    more = ("acquisition.organic.joins_per_day=3", "~attractions.entry")
    result = lived("raffle_in_search", *more, f"+attractions.organic={{{fields},gain:1}}")
    uids = [row[1] for row in rows_of(result) if row[2] == "joined"]
    drawn = [row for row in rows_of(result) if row[2:4] == ("joined", "search_zone")]
    assert drawn and len(uids) == len(set(uids))


DOORS = ("organic", "search_zone")

# -- mistakes -----------------------------------------------------------------------------------

MISTAKES: list[Any] = [
    ("share_for_price_if_friends", "shared_offers.price.window_days=0", "window_days"),
    ("share_for_price_if_friends", "shared_offers.price.own_needs=9", "own_needs"),
    ("share_for_price_if_friends", "shared_offers.price.own_kind=none", "own_kind"),
    ("team_daily_cash", "shared_offers.teams.hope_weight=0", "hope_weight"),
    ("team_daily_cash", "shared_offers.teams.hope_half_life_days=0", "hope_half_life_days"),
    ("red_packet_after_order", "shared_offers.packet.coupon_kinds=[two]", "coupon_kinds"),
    ("red_packet_after_order", "shared_offers.packet.audience=old", "audience"),
    ("invitation_reminded", "shared_offers.invitation.reminded=0", "reminded"),
    ("friends_order_together", "shared_offers.split_bill.door=ads", "acquisition.ads"),
    ("raffle_in_search", "attractions.entry.gain=0", "gain"),
    ("raffle_in_search", "attractions.entry.days=16", "days"),
    ("taste_contest", "attractions.contest.friends=0", "friends"),
    ("collectibles", "attractions.pieces.set_kind=three", "set_kind"),
]


@pytest.mark.parametrize(("scenario", "override", "key"), MISTAKES)
def test_a_contradiction_is_refused(scenario: str, override: str, key: str) -> None:
    """The message names the key that cannot stand."""
    with pytest.raises(InputError) as caught:
        compose_plan(scenario, [override])
    assert key in caught.value.key
