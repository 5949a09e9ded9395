"""Moves between places to buy: accounts, tills, guides and dealers, chains, entries on pages."""

from __future__ import annotations

import numpy as np
import pytest

from sim.behaviour import moves as science
from sim.behaviour.clock import DAY
from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.ledger.accounts import INDEX
from sim.measure.result import RunResult
from sim.population.moves import moves_of
from sim.randomness import address as at
from sim.randomness.philox import uniform
from sim.world import simulate
from tests.conftest import Planner
from tests.world.test_engines import both, same

SMALL = ("shoppers.initial=400", "horizon_days=120", "engine=simpy")
FLOORS = (*SMALL, "selling=second_floor")
ALWAYS = ("selling.channels.store.missing=0", "selling.channels.mini_program.missing=0")
NOBODY_JOINS = tuple(f"acquisition.{door}.joins_per_day=0" for door in ("store", "ads", "organic"))
ACCOUNT = "+moves.accounts.mini_program=shop"


def lived(plan: Planner, scenario: str, *overrides: str) -> RunResult:
    """One replication in the readable engine, with its event log."""
    return simulate(plan(scenario, *FLOORS, *overrides), 0, events=True)


def total(result: RunResult, series: str) -> int:
    """A flow, over the run."""
    return int(result.daily[series].sum())


def rows(result: RunResult, event: str) -> list[tuple[object, ...]]:
    """Events of one kind within the run: moment, uid, channel, amount, reference."""
    log = result.events
    assert log is not None
    chosen = (log["event"] == event) & (log["time_ms"] >= 0)
    names = ("time_ms", "uid", "channel", "amount_fen", "reference")
    return list(zip(*(log[name][chosen].tolist() for name in names), strict=True))


# -- the science ------------------------------------------------------------------------------


def test_more_credit_brings_more_stores_and_loses_none() -> None:
    """Half take part at what half of them ask; who takes part for less does for more."""
    assert science.part_chance(0.5, 0.5, 0.1) == 0.5
    shares = [science.part_chance(credit, 0.5, 0.15) for credit in np.linspace(0, 1, 11)]
    assert shares == sorted(shares)
    assert shares[0] < 0.05
    assert shares[-1] > 0.95
    books = range(500)
    for low, high in ((0.1, 0.3), (0.3, 0.9)):
        before, after = (
            {one for one in books if science.takes_part(7, 0, one, 0.4, own, own * 0.5)}
            for own in (low, high)
        )
        assert before < after


def test_as_many_stores_take_part_as_the_share_says() -> None:
    """Dealers' stores and the brand's own, each by its own share."""
    books = range(4000)
    dealers = [one for one in books if science.is_dealers(3, 1, one, 0.3)]
    assert abs(len(dealers) - 1200) < 4 * np.sqrt(4000 * 0.21)
    parts = sum(science.takes_part(3, 1, one, 0.3, 0.8, 0.1) for one in dealers)
    assert abs(parts - 0.1 * len(dealers)) < 4 * np.sqrt(len(dealers) * 0.09)


def test_a_basket_saves_a_share_of_those_who_would_go() -> None:
    """None of them at no basket, all at one for each."""
    assert science.saved_share(0.5, 0.0) == 0.5
    assert science.saved_share(0.5, 0.6) == pytest.approx(0.8)
    assert science.saved_share(0.5, 1.0) == 1.0


# -- nothing changes that should not ----------------------------------------------------------

IDLE = [
    pytest.param((ACCOUNT, "moves.registers=1"), id="everybody registers"),
    pytest.param(("moves.cloud.channel=mini_program", "moves.cloud.share=0"), id="nothing shared"),
    pytest.param(("+moves.homes.ads=store", "moves.habit=0"), id="no habit"),
    pytest.param(("moves.credit.online=0.99999", "guides.commission=0"), id="nothing to credit"),
]


@pytest.mark.parametrize("idle", IDLE)
def test_moves_at_nothing_change_no_event(plan: Planner, idle: tuple[str, ...]) -> None:
    """Every event of every shopper is what it was."""
    plain = lived(plan, "fila_333", "guides.commission=0")
    moved = lived(plan, "fila_333", "guides.commission=0", *idle)
    assert plain.events is not None
    assert moved.events is not None
    for name, column in plain.events.items():
        assert column.tobytes() == moved.events[name].tobytes(), name


# -- accounts ---------------------------------------------------------------------------------


def test_who_has_an_account_is_not_asked_again(plan: Planner) -> None:
    """Nobody registers: only who bought there before day 0 goes on ordering there."""
    closed = lived(plan, "baseline", ACCOUNT, "moves.registers=0", "moves.stays=0", *NOBODY_JOINS)
    online = {row[1] for row in rows(closed, "order") if row[2] == "mini_program"}
    assert online
    seed = plan("baseline").seed
    log = closed.events
    assert log is not None
    past = (log["event"] == "order") & (log["time_ms"] < 0)
    until = plan("baseline", *FLOORS).selling.channels["store"].share
    for uid in online:
        mine = log["reference"][past & (log["uid"] == uid)].tolist()
        lots = [uniform(at.draw(seed, 0, uid, at.PLACE, index)[0]) for index in mine]
        assert max(lots) >= until, uid
    assert total(closed, "lost_unregistered") > 0


def test_one_account_for_both_is_asked_for_once(plan: Planner) -> None:
    """With one mini-program for store and site whoever bought at either is known at both."""
    one = lived(plan, "baseline", ACCOUNT, "+moves.accounts.store=shop", "moves.registers=0.3")
    two = lived(plan, "baseline", ACCOUNT, "+moves.accounts.store=till", "moves.registers=0.3")
    assert total(one, "lost_unregistered") < total(two, "lost_unregistered")


def test_who_does_not_register_may_stay_with_the_store(plan: Planner) -> None:
    """An order that is refused goes to the channel that takes over, as often as `stays` says."""
    back = "selling.channels.mini_program.instead=store"
    rules = (ACCOUNT, "moves.registers=0", back, *ALWAYS, "selling.channels.store.to_hour=24")
    rules += ("selling.channels.store.from_hour=0",)
    stays, goes = (lived(plan, "baseline", *rules, f"moves.stays={one}") for one in (1, 0))
    assert total(stays, "lost_unregistered") == 0
    assert total(goes, "lost_unregistered") > 0


# -- tills that do not know members -----------------------------------------------------------

BLIND = ("moves.unlinked=[store]", "points=mall", "points.per_share=0", "guides.commission=0.02")


def test_orders_at_such_tills_bring_the_member_nothing(plan: Planner) -> None:
    """No points, coupon, commission or friend comes of an order in a store."""
    result = lived(plan, "everything", *BLIND)
    stores = {(row[0], row[1]) for row in rows(result, "order") if row[2] == "store"}
    assert len(stores) == total(result, "unlinked_orders") > 0
    for event in ("points_earned", "coupon_redeemed", "commission", "friend_added"):
        seen = {(row[0], row[1]) for row in rows(result, event)}
        assert seen, event
        assert not seen & stores, event


def test_the_brand_takes_buyers_it_cannot_see_for_silent(plan: Planner) -> None:
    """Where no till knows members nobody is seen to buy; the orders are made all the same."""
    blind = lived(plan, "baseline", "moves.unlinked=[store,mini_program]", "moves.follows=0")
    seeing = lived(plan, "baseline")
    assert total(blind, "orders") == total(seeing, "orders")
    assert blind.kpis["unseen_share"] == 1.0
    assert blind.daily["buyers_0_30"][-1] == 0 < seeing.daily["buyers_0_30"][-1]
    assert total(blind, "won_back") == 0 < total(seeing, "won_back")
    assert blind.kpis["contribution"] == seeing.kpis["contribution"]


def test_holders_of_coupons_may_go_where_they_count(plan: Planner) -> None:
    """The more follow, the more of them order online."""
    rules = ("moves.unlinked=[store]", "coupon.face=60", "coupon.threshold=0")
    online = [
        total(lived(plan, "everything", *rules, f"moves.follows={share}"), "online_orders")
        for share in (0, 1)
    ]
    assert online[0] < online[1]


# -- guides, stores and dealers ---------------------------------------------------------------

SHARED = (
    *("moves.cloud.channel=mini_program", "moves.cloud.share=0.6", "guides.book_size=20"),
    *("guides.commission=0.04", *ALWAYS),
)


def test_credit_moves_orders_and_what_is_paid_for_them(plan: Planner) -> None:
    """With no credit hardly a store shares; commission of an order online is the share credited."""
    full, none = (
        lived(plan, "fila_333", *SHARED, f"moves.credit.online={share}", "moves.credit.asks=0.5")
        for share in (1, 0)
    )
    assert total(full, "pushed_orders") > 5 * total(none, "pushed_orders")
    orders = {(row[0], row[1]): row for row in rows(none, "order")}
    paid = [(orders[row[0], row[1]][2], row[3]) for row in rows(none, "commission")]
    assert {fen for channel, fen in paid if channel == "mini_program"} <= {0}
    assert all(fen > 0 for channel, fen in paid if channel == "store")
    stores = sum(int(row[3]) for row in rows(none, "order") if row[2] == "store")
    assert total(none, "credited_fen") == stores


def test_dealers_who_stay_away_add_no_friends(plan: Planner) -> None:
    """Their books are never begun; the others' go on."""
    rules = ("moves.dealers.share=0.5", "guides.book_size=20", "moves.credit.online=0")
    away = lived(plan, "fila_333", *rules, "moves.dealers.asks=2")
    key = (plan("fila_333").seed, 0)
    books = 400 // 20
    dealers = {one for one in range(books) if science.is_dealers(*key, one, 0.5)}
    assert 0 < len(dealers) < books

    def book(uid: int) -> int:
        return int(uniform(at.draw(*key, uid, at.GUIDE, 0)[0]) * books)

    added = {book(int(row[1])) for row in rows(away, "friend_added")}  # type: ignore[call-overload]
    assert added
    assert not added & dealers


def test_a_basket_made_up_saves_what_is_missing(plan: Planner) -> None:
    """Fewer wants are lost; each basket costs the guide's time, in the ledger to the fen."""
    rules = ("selling.channels.store.missing=0.5", "guides.book_size=20", "moves.basket.yuan=3")
    with_, without = (
        lived(plan, "fila_333", *rules, f"moves.basket.share={share}") for share in (1, 0)
    )
    baskets = total(with_, "guide_baskets")
    assert baskets > 0
    assert total(without, "guide_baskets") == 0
    assert with_.kpis["saved_share"] > without.kpis["saved_share"]
    costs = sum(int(row[3]) for row in rows(with_, "channel_cost"))
    assert costs == total(with_, "handling_fen") + total(with_, "channel_fee_fen")
    handling = with_.ledger[:, INDEX["order_handling"]].sum()
    assert handling == total(with_, "handling_fen")


def test_a_chain_ends_where_its_people_were_led(plan: Planner) -> None:
    """With a habit of 1 all their orders are wanted there; others notice nothing."""
    rules = (*ALWAYS, "acquisition.ads.joins_per_day=3")
    led = lived(plan, "baseline", *rules, "+moves.homes.ads=mini_program", "moves.habit=1")
    plain = lived(plan, "baseline", *rules)
    from_ads = {row[1] for row in rows(led, "joined") if row[2] == "ads"}
    theirs = [row[2] for row in rows(led, "order") if row[1] in from_ads]
    assert theirs
    assert set(theirs) == {"mini_program"}

    def others(result: RunResult) -> list[tuple[object, ...]]:
        return [row for row in rows(result, "order") if row[1] not in from_ads]

    assert others(led) == others(plain)


# -- entries on pages -------------------------------------------------------------------------

ENTRY = "+entries.pages={{channel:guide,chance:{},from_day:0,until_day:60,yuan_per_month:1000}}"


def test_who_looks_in_may_add_their_guide(plan: Planner) -> None:
    """Of those active the day before and not yet friends; nobody twice, nobody after the end."""
    result = lived(plan, "baseline", ENTRY.format(0.2), *NOBODY_JOINS)
    added = rows(result, "friend_added")
    moments = np.array([row[0] for row in added])
    assert len(added) == total(result, "friends_added") > 0
    assert len({row[1] for row in added}) == len(added)
    assert (moments % DAY == 0).all()
    assert moments.max() < 60 * DAY
    assert {row[2] for row in added} == {"guide"}
    plain = lived(plan, "baseline", *NOBODY_JOINS)
    cost = int((result.ledger - plain.ledger)[:, INDEX["tools"]].sum())
    assert cost == 60 * int(1000 * 0.4 * 12 / 365 * 100 + 0.5)


# -- both engines, and what is refused --------------------------------------------------------

PLANS = [
    pytest.param(
        "fila_333",
        (
            *SHARED,
            ACCOUNT,
            "moves.registers=0.4",
            "moves.basket.share=0.7",
            "moves.credit.online=0.6",
        ),
        id="shared, with accounts and baskets",
    ),
    pytest.param(
        "everything",
        (
            *(*BLIND, "tiers=four", "stored_value=card", "cart=shop", ENTRY.format(0.1)),
            *("+moves.homes.ads=store", "selling.pickup.share=0.4", "coupon.face=40"),
            *("+audiences.silent={stages:[dormant_30,never_bought]}",),
            "+campaigns.letter.audience=silent",
        ),
        id="stores that do not know members",
    ),
    pytest.param(
        "guide_commission",
        (*SHARED, "moves.dealers.share=0.5", "moves.credit.online=0.3"),
        id="dealers",
    ),
]


@pytest.mark.parametrize(("scenario", "overrides"), PLANS)
def test_both_engines(plan: Planner, scenario: str, overrides: tuple[str, ...]) -> None:
    """The same log, money and KPIs."""
    same(*both(plan(scenario, *FLOORS, *overrides)))


REFUSED = {
    "an account of nothing": (("+moves.accounts.shop=one",), "moves.accounts.shop"),
    "a till of nothing": (("selling=second_floor", "moves.unlinked=[shop]"), "moves.unlinked.0"),
    "a chain from nowhere": (
        ("selling=second_floor", "+moves.homes.street=store"),
        "moves.homes.street",
    ),
    "a store shared": (
        ("selling=second_floor", "moves.cloud.channel=store"),
        "moves.cloud.channel",
    ),
    "credit of nothing": (("moves.credit.online=0.5",), "moves.credit.online"),
    "baskets of nothing": (("moves.basket.share=0.5",), "moves.basket.share"),
    "an entry to nothing": (
        (ENTRY.format(0.1).replace("guide", "phone"),),
        "entries.pages.channel",
    ),
    "an entry for nobody": (
        (ENTRY.format(0.1).replace("channel", "audience:vip,channel"),),
        "entries.pages.audience",
    ),
}


@pytest.mark.parametrize(("overrides", "key"), REFUSED.values(), ids=REFUSED.keys())
def test_moves_to_nowhere_are_refused(overrides: tuple[str, ...], key: str) -> None:
    """With the key that is wrong."""
    with pytest.raises(InputError) as error:
        compose_plan("baseline", list(overrides))
    assert error.value.key == key


def test_units(plan: Planner) -> None:
    """Accounts by name as bits, credit and commission in basis points by channel."""
    rule = moves_of(
        plan(
            "two_mini_programs",
            "moves.credit.online=0.25",
            "guides.commission=0.02",
            "moves.unlinked=[site]",
        )
    )
    assert rule.accounts == (0, 2, 1)
    assert rule.unlinked == (False, False, True)
    assert rule.credit_bp == (10_000, 2_500, 2_500)
    assert rule.commission_bp == (200, 50, 50)
