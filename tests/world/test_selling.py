"""Where orders are made: hours are kept, what is lost is lost, and nobody else notices."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from sim.behaviour import selling as science
from sim.behaviour.clock import DAY
from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.config.record import assumption_rows
from sim.ledger.accounts import INDEX
from sim.measure.result import RunResult
from sim.population.selling import selling_of
from sim.randomness import address as at
from sim.randomness.philox import uniform
from sim.world import simulate
from tests.conftest import Planner
from tests.world.test_engines import both, same

HOUR = 3_600_000
NOBODY_JOINS = tuple(f"acquisition.{door}.joins_per_day=0" for door in ("store", "ads", "organic"))
LARGE = ("shoppers.initial=3000", "engine=compiled")
SMALL = ("shoppers.initial=400", "horizon_days=120", "engine=simpy")
ONE_PLACE = (
    "+selling.channels.shop={{place:{place},share:1,from_hour:{opens},to_hour:{closes},waits:{waits},"
    'missing:{missing},instead:"",saved_when_missing:0,saved_when_closed:0,fee:0,yuan_per_order:0,'
    "yuan_per_month:0}}"
)
LOCKDOWN = (
    "+selling.stores.regions={east:0.4,west:0.6}",
    "+shocks.lockdown={hits:stores,only:[east],factor:0,from_day:30,days:40,recovery_days:0,times:1,"
    "every_days:1,yuan:0}",
)


def shop(
    place: str = "online",
    opens: int = 0,
    closes: int = 24,
    waits: float = 0,
    missing: float = 0,
) -> str:
    """An override that sells everything in one place without a cost."""
    return ONE_PLACE.format(place=place, opens=opens, closes=closes, waits=waits, missing=missing)


def lived(plan: Planner, scenario: str, *overrides: str) -> RunResult:
    return simulate(plan(scenario, *SMALL, *overrides), 0, events=True)


def rows_of(result: RunResult, event: str) -> dict[str, np.ndarray]:
    """Events of one kind within the run, by column."""
    log = result.events
    assert log is not None
    chosen = (log["event"] == event) & (log["time_ms"] >= 0)
    return {name: column[chosen] for name, column in log.items()}


# -- the science ------------------------------------------------------------------------------


@pytest.mark.parametrize("hour", [0, 3, 9, 22, 23])
@pytest.mark.parametrize("luck", [0.0, 0.5, 0.999999])
def test_who_waits_comes_in_the_next_opening_hours(hour: int, luck: float) -> None:
    """Later than now, within a day, while it is open."""
    now = 5 * DAY + hour * HOUR
    then = science.comes_at(now, 10 * HOUR, 22 * HOUR, luck)
    assert now < then < now + 36 * HOUR
    assert science.is_open(then, 10 * HOUR, 22 * HOUR)


def test_less_is_missing_in_a_larger_store() -> None:
    """In a line around the middle; a shock takes its share of what would be there."""
    sizes = np.linspace(0, 1, 11)
    found = [science.missing_in(0.2, 0.5, size, 1.0) for size in sizes]
    assert found == sorted(found, reverse=True)
    assert np.mean(found) == pytest.approx(0.2)
    assert (found[0], found[-1]) == pytest.approx((0.3, 0.1))
    assert science.missing_in(0.2, 0.0, 0.3, 0.5) == pytest.approx(0.6)


# -- nothing changes that should not ----------------------------------------------------------


def test_a_place_that_sells_everything_changes_no_order(plan: Planner) -> None:
    """Open day and night, nothing missing: the same orders at the same moments, now with a name."""
    told, untold = lived(plan, "fila_333", shop()), lived(plan, "fila_333")
    for column in ("time_ms", "uid", "amount_fen", "reference"):
        assert np.array_equal(rows_of(told, "order")[column], rows_of(untold, "order")[column])
    assert set(rows_of(told, "order")["channel"]) == {"shop"}
    assert set(rows_of(untold, "order")["channel"]) == {""}


def test_a_lockdown_touches_its_region_alone(plan: Planner) -> None:
    """Nobody in the region orders in a store on its days; who lives elsewhere notices nothing."""
    rules = ("selling=shops", *NOBODY_JOINS)
    closed = lived(plan, "baseline", *rules, *LOCKDOWN)
    usual = lived(plan, "baseline", *rules, LOCKDOWN[0])
    ends = selling_of(plan("baseline", LOCKDOWN[0])).region_until
    assert ends == pytest.approx((0.4, 1.0))
    seed, orders = plan("baseline").seed, rows_of(closed, "order")
    luck = {
        uid: uniform(at.draw(seed, 0, uid, at.STORE, 0)[1])
        for uid in set(closed.events["uid"].tolist())  # type: ignore[index]
    }
    east = np.array([luck[uid] < 0.4 for uid in orders["uid"].tolist()])
    day = orders["time_ms"] // DAY
    assert not (east & (day >= 30) & (day < 70)).any()
    assert (east & (day < 30)).any()
    assert closed.daily["lost_closed"][30:70].sum() > usual.daily["lost_closed"][30:70].sum()

    def elsewhere(result: RunResult) -> list[tuple[object, ...]]:
        assert result.events is not None
        rows = zip(*(column.tolist() for column in result.events.values()), strict=True)
        return [row for row in rows if luck[row[1]] >= 0.4]

    assert elsewhere(closed) == elsewhere(usual)


# -- what is lost, what is put off, what is saved ---------------------------------------------


def test_no_store_sells_at_night(plan: Planner) -> None:
    """Who waits comes later and nothing is lost; who does not is lost."""
    waiting = lived(plan, "baseline", shop("store", 10, 22, waits=1), *NOBODY_JOINS)
    hurried = lived(plan, "baseline", shop("store", 10, 22), *NOBODY_JOINS)
    for result in (waiting, hurried):
        hours = rows_of(result, "order")["time_ms"] % DAY // HOUR
        assert hours.min() >= 10
        assert hours.max() < 22
    assert waiting.daily["lost_closed"].sum() == 0
    assert waiting.daily["waited"].sum() > 0
    lost, sold = hurried.daily["lost_closed"].sum(), hurried.daily["orders"].sum()
    assert 0.4 < lost / (lost + sold) < 0.6


def test_wants_go_on_as_orders_would(plan: Planner) -> None:
    """A share of wants finds nothing, each by itself; how many wants there are stays the same.

    A want that was met elsewhere may be a buyer's last as an order may, so BG/NBD goes on and
    orders are thinned.
    """
    big = ("shoppers.initial=3000", "engine=compiled", *NOBODY_JOINS)
    all_found = lived(plan, "baseline", *big, shop())
    thinned = lived(plan, "baseline", *big, shop(missing=0.3))
    lost, sold = (thinned.daily[name].sum() for name in ("lost_missing", "orders"))
    wants, before = lost + sold, all_found.daily["orders"].sum()
    assert abs(lost - 0.3 * wants) < 4 * np.sqrt(0.21 * wants)
    assert abs(wants - before) < 4 * np.sqrt(2 * before)
    assert rows_of(thinned, "want_lost")["amount_fen"].sum() == thinned.daily["lost_fen"].sum()


def test_a_second_floor_saves_what_it_has(plan: Planner) -> None:
    """If everybody follows and nothing is missing there, nothing is lost."""
    everybody = (
        "selling=second_floor",
        "selling.channels.store.saved_when_missing=1",
        "selling.channels.store.saved_when_closed=1",
        "selling.channels.mini_program.missing=0",
    )
    saved = lived(plan, "baseline", *everybody)
    assert saved.daily["lost_missing"].sum() + saved.daily["lost_closed"].sum() == 0
    assert saved.daily["saved_missing"].sum() > 0
    nobody = lived(plan, "baseline", *everybody, 'selling.channels.store.instead=""')
    assert nobody.daily["saved_missing"].sum() + nobody.daily["saved_closed"].sum() == 0
    assert nobody.daily["lost_missing"].sum() > 0


def test_a_third_buys_again_at_pick_up(plan: Planner) -> None:
    """A second basket in so many of the orders collected, half as large; it is in the order."""
    result = lived(plan, "baseline", *LARGE, "selling=second_floor", "selling.pickup.share=1")
    collected, again = (result.daily[name].sum() for name in ("collected", "second_baskets"))
    assert collected == result.daily["online_orders"].sum()
    assert abs(again - 0.35 * collected) < 4 * np.sqrt(0.35 * 0.65 * collected)
    orders, baskets = rows_of(result, "order"), rows_of(result, "second_basket")
    whole = {
        (uid, index): fen
        for uid, index, fen in zip(
            *(orders[name].tolist() for name in ("uid", "reference", "amount_fen")), strict=True
        )
    }
    for uid, index, fen in zip(
        *(baskets[name].tolist() for name in ("uid", "reference", "amount_fen")), strict=True
    ):
        assert abs(whole[uid, index] - 3 * fen) <= 3


def test_a_format_of_its_own_has_its_own_margin(plan: Planner) -> None:
    """Orders, and all else, as they were; goods cost their share where they were sold."""
    cheap, plain = (
        lived(plan, "mall_own_format", f"selling.channels.select.goods_cost={cost}")
        for cost in (0.2, 0)
    )
    assert cheap.events is not None and plain.events is not None
    assert all((cheap.events[name] == plain.events[name]).all() for name in cheap.events)
    orders = rows_of(cheap, "order")
    there = orders["amount_fen"][orders["channel"] == "select"].sum()
    goods, before = (one.daily["goods_fen"].sum() for one in (cheap, plain))
    assert there > 0
    assert before - goods == pytest.approx(there * (0.45 - 0.2), abs=len(orders["channel"]))


def test_a_visit_sells_as_its_pulse_says(plan: Planner) -> None:
    """Of who looks in and would order at rate r a day, a share 1 - exp(-r days) orders there; a
    visit that sells nothing changes nothing."""
    days = "selling.channels.mini_program.visit_days={}"
    off, none = (lived(plan, "second_floor", *more) for more in ((days.format(0),), ()))
    assert off.events is not None and none.events is not None
    assert all((off.events[name] == none.events[name]).all() for name in off.events)
    one, many = (lived(plan, "second_floor", days.format(d)) for d in (1, 10))
    made = [run.daily["mall_orders"].sum() for run in (one, many)]
    assert 5 * made[0] < made[1] < 12 * made[0]  # a tenth fewer are left to wait, by and by
    assert many.daily["orders"].sum() > 1.1 * off.daily["orders"].sum()
    visits, orders = rows_of(many, "visit"), rows_of(many, "order")
    moments = set(zip(visits["time_ms"].tolist(), visits["uid"].tolist(), strict=True))
    at_once = [
        channel
        for time, uid, channel in zip(
            *(orders[name].tolist() for name in ("time_ms", "uid", "channel")), strict=True
        )
        if (time, uid) in moments
    ]
    assert len(at_once) == made[1] and set(at_once) == {"mini_program"}


def test_what_a_channel_costs_is_in_the_ledger(plan: Planner) -> None:
    """Fees are a share of what is paid, handling so much an order, to the fen."""
    result = lived(plan, "pickup_in_store")
    posted = sum(result.ledger[:, INDEX[key]].sum() for key in ("channel_fees", "order_handling"))
    assert rows_of(result, "channel_cost")["amount_fen"].sum() == posted
    fixed = result.ledger[:, INDEX["channel_fixed"]].sum()
    assert fixed == pytest.approx(300 * 100 * 0.4 * 4, rel=0.05)


# -- footfall ---------------------------------------------------------------------------------


def test_who_is_won_in_a_store_comes_while_it_is_open(plan: Planner) -> None:
    """With an order, in its hours; of the walk-in buyers as many as are asked and accept."""
    result = lived(plan, "footfall_by_guides", *LARGE)
    joins = rows_of(result, "joined")
    hours = joins["time_ms"][joins["channel"] == "store"] % DAY // HOUR
    assert hours.min() >= 10
    assert hours.max() < 22
    seen, asked, won = (
        result.daily[name].sum() for name in ("walk_ins", "walk_ins_invited", "walk_ins_won")
    )
    assert won == len(hours)
    assert abs(asked - 0.6 * seen) < 4 * np.sqrt(0.24 * seen)
    assert abs(won - 0.3 * seen) < 4 * np.sqrt(0.21 * seen)
    assert result.ledger[:, INDEX["store_invitations"]].sum() == 100 * asked


def test_closed_stores_win_nobody(plan: Planner) -> None:
    """In a lockdown of all regions nobody walks in; the other doors stay open."""
    shut = "+shocks.shut={hits:stores,only:[],factor:0,from_day:20,days:30,recovery_days:0,times:1,"
    result = lived(plan, "footfall_at_the_till", shut + "every_days:1,yuan:0}")
    assert result.daily["walk_ins"][20:50].sum() == 0
    assert result.daily["walk_ins"][:20].sum() > 0
    assert result.daily["joined"][20:50].sum() > 0


def test_who_declines_moves_nobody(plan: Planner) -> None:
    """Visitors who are not asked change no shopper's life."""
    two = [
        lived(plan, "footfall_at_the_till", f"footfall.store.{change}")
        for change in ("yuan_per_invitation=1", "yuan_per_invitation=0")
    ]
    assert two[0].events is not None
    assert two[1].events is not None
    for name, column in two[0].events.items():
        assert column.tobytes() == two[1].events[name].tobytes()


# -- both engines, and what is refused --------------------------------------------------------


def test_an_order_in_a_live_room_is_made_online_at_once(plan: Planner) -> None:
    """The mini-program lacks everything and is shut in the evening: it sells to viewers alone.

    They order at the moment they come in, and never wait; what it costs is booked.
    """
    rules = plan(
        "live_daily",
        "shoppers.initial=300",
        "horizon_days=60",
        "selling=second_floor",
        "touch.channels.live_room.open_rate=0.5",
        "live.worth_days=15",
        *(f"selling.channels.mini_program.{it}" for it in ("to_hour=1", "waits=1", "missing=1")),
    )
    readable, compiled = both(rules)
    same(readable, compiled)
    opens, orders = (rows_of(readable, name) for name in ("touch_opened", "order"))
    watched = opens["channel"] == "live_room"
    moments = set(
        zip(opens["time_ms"][watched].tolist(), opens["uid"][watched].tolist(), strict=True)
    )
    online = orders["channel"] == "mini_program"
    rooms = zip(orders["time_ms"][online].tolist(), orders["uid"][online].tolist(), strict=True)
    assert set(rooms) <= moments
    assert online.sum() == readable.daily["live_orders"].sum() > 5
    assert readable.daily["online_orders"].sum() == online.sum()
    charged = rows_of(readable, "channel_cost")["channel"] == "mini_program"
    assert charged.sum() == online.sum()
    assert orders["time_ms"].size > online.sum()


@pytest.mark.parametrize("law", ["bgnbd", "sbg"])
def test_both_engines_sell_alike(plan: Planner, law: str) -> None:
    """Hours, stock-outs, a lockdown, sizes running out, pick-up and footfall, all at once."""
    same(
        *both(
            plan(
                "footfall_by_guides",
                "shoppers.initial=300",
                "horizon_days=100",
                f"shoppers.repeat.law={law}",
                "selling=second_floor",
                "selling.pickup.share=0.5",
                "selling.channels.store.waits=0.5",
                "+selling.channels.mini_program.visit_days=2",
                "+selling.channels.mini_program.goods_cost=0.6",
                *LOCKDOWN,
                "+shocks.sizes={hits:stock,only:[],factor:0.5,from_day:50,days:20,recovery_days:10,"
                "times:1,every_days:1,yuan:0}",
            )
        )
    )


@pytest.mark.parametrize("gate", ["issue", "redemption"])
def test_a_mall_sells_alike_under_a_budget_that_binds(plan: Planner, gate: str) -> None:
    """Coupons used on a visit ask the gate as any order does."""
    lean = ("coupon.budget=300", f"coupon.gate={gate}", "selling=second_floor")
    size = ("shoppers.initial=300", "horizon_days=60", "shoppers.visits.per_week=2")
    mall = "selling.channels.mini_program.visit_days=3"
    same(*both(plan("member_day", *size, *lean, mall)))


REFUSED = {
    "nobody to take over": (
        "selling=shops",
        "selling.channels.store.instead=cloud",
        "selling.channels.store.instead: nothing can take over from store there",
    ),
    "collected nowhere": (
        "selling=shops",
        "selling.pickup.share=0.2",
        "orders are collected without a store",
    ),
    "closes early": (
        "selling=shops",
        "selling.channels.store.to_hour=9",
        "selling.channels.store closes before it opens",
    ),
    "a mall in a store": (
        "selling=shops",
        "selling.channels.store.visit_days=1",
        "this is a store",
    ),
    "no weight": (
        "selling=shops",
        "selling.channels.store.share=0",
        "no order is wanted anywhere",
    ),
}


@pytest.mark.parametrize(("first", "second", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused(first: str, second: str, said: str) -> None:
    """With the key, the value and what is allowed."""
    with pytest.raises(InputError) as refused:
        compose_plan("baseline", [first, second])
    assert said.rsplit(": ", maxsplit=1)[-1] in str(refused.value)


def test_more_walk_in_at_weekends(plan: Planner) -> None:
    """Three times as many on Saturday and Sunday, within four standard errors."""
    many = ("footfall.store.visitors_per_day=400", "footfall.store.invited=0", *NOBODY_JOINS)
    sizes = ("shoppers.initial=200", "horizon_days=84", "engine=simpy")
    made = plan("footfall_at_the_till", *sizes, *many, "footfall.store.weekend=3")
    bought = simulate(made, 0).daily["walk_ins"]
    days = np.array([(made.start_date + timedelta(days=day)).weekday() for day in range(84)])
    weekend, week = bought[days >= 5], bought[days < 5]
    error = np.sqrt(1 / weekend.sum() + 1 / week.sum())
    assert abs(np.log(weekend.mean() / week.mean() / 3.0)) < 4 * error < 0.5


def test_footfall_is_of_a_door_without_joins_of_its_own() -> None:
    """Who joins by a door follows from one number, not from two."""
    with pytest.raises(InputError, match="joins_per_day"):
        compose_plan("footfall_by_guides", ["acquisition.store.joins_per_day=1"])
    with pytest.raises(InputError, match="counted as won in its stores"):
        compose_plan("footfall_by_guides", ["+acquisition.store.contacts=100"])


def test_a_live_room_needs_a_channel_online() -> None:
    """Its orders are made there; stores alone cannot take them."""
    with pytest.raises(InputError, match="nothing is sold there"):
        compose_plan("live_daily", ["selling=shops"])


def test_each_region_has_its_weight_in_the_manifest() -> None:
    """With its own source; a plan without regions lists none."""
    rows = {
        scenario: {row["key"]: row for row in assumption_rows(compose_plan(scenario))}
        for scenario in ("lockdown_stores_alone", "stores_alone")
    }
    east = rows["lockdown_stores_alone"]["selling.stores.regions.east"]
    assert (east["value"], east["source"]) == (0.4, "assumption 0..1")
    assert not [key for key in rows["stores_alone"] if key.startswith("selling.stores.regions")]
