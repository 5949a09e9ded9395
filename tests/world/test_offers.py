"""Group buys, raffles and flash sales: formed in time, drawn fairly, sold in order of time."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.behaviour.clock import DAY
from sim.behaviour.offer import takes_part, turn_of, weight_of
from sim.brand.offers import GroupBuy, Raffle
from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.ledger.accounts import INDEX
from sim.ledger.book import Book
from sim.measure.result import Ints
from sim.population.compiled.gate import BUDGET, SHUT, Cut, Gates, Money
from sim.population.compiled.layout import REQUEST, WIDTH
from sim.population.from_plan import rules_of
from sim.population.interface import Award, Call, Invited, Takers
from sim.population.offers import RaffleRule
from sim.randomness.philox import uniform
from sim.world import World, simulate
from tests.conftest import Planner
from tests.world.test_districts import lines_here
from tests.world.test_engines import agree, both, same
from tests.world.test_isolation import histories, rows_of, same_world

SMALL = ("shoppers.initial=400", "horizon_days=90")
ENGINES = ["engine=simpy", "engine=compiled"]
# Everything at once: the raffle, and with it a group buy and two sales with stocks of their own.
OFFERS = (
    "+coupons.group_price={form:amount,face:50,threshold:200,validity_days:7}",
    "+coupons.flash={form:amount,face:60,threshold:150,validity_days:2,stock:20}",
    "+coupons.gift={form:gift,face:30,cost:9,threshold:0,validity_days:0,stock:8}",
    "+group_buys.three={coupon_kind:group_price,size:3,window_days:3,from_day:0,until_day:999,"
    "start:0.3}",
    "+campaigns.noon={channel:community,content:promotion,hours:[12,20],every_days:2,from_day:1,"
    "until_day:999,coupon:true,coupon_kind:flash,intensity:1.0}",
    "+campaigns.gifts={channel:community,content:promotion,hours:[12],every_days:3,from_day:1,"
    "until_day:999,coupon:true,coupon_kind:gift,intensity:1.0}",
    "+campaigns.plain={channel:community,content:promotion,hours:[13],every_days:3,from_day:1,"
    "until_day:999,coupon:true,intensity:1.0}",
    "coupon.face=20",
    "coupon.threshold=100",
    "raffles.scarce.win_kind=group_price",
    "raffles.scarce.every_days=6",
)


# -- one world, whoever lives it ----------------------------------------------------------------


LEVERS = st.fixed_dictionaries(
    {
        "seed": st.integers(0, 2**32 - 1),
        "coupon.budget": st.sampled_from([0, 900, 100000]),
        "coupon.gate": st.sampled_from(["issue", "redemption"]),
        "coupon.per_shopper": st.sampled_from([1, 3, 60]),
        "coupons.flash.stock": st.sampled_from([0, 8, 40]),
        "group_buys.three.size": st.sampled_from([2, 4]),
        "group_buys.three.window_days": st.sampled_from([1, 5]),
        "raffles.scarce.help_days": st.sampled_from([0, 1, 9]),
        "raffles.scarce.prizes": st.sampled_from([8, 100]),
        "referral.active": st.sampled_from(["false", "true"]),
        "referral.inviter_reward": st.sampled_from([0, 50]),
        "referral.invitee_reward": st.sampled_from([0, 50]),
        "shoppers.market": st.sampled_from([0, 300]),
        "points": st.sampled_from(["none", "mall"]),
    }
)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(levers=LEVERS)
def test_any_offers(levers: dict[str, object]) -> None:
    """Whatever is offered, and whichever gate shuts first, the two engines agree."""
    size = ("shoppers.initial=120", "horizon_days=45", "referral.accept=0.05")
    overrides = [f"{key}={value}" for key, value in levers.items()]
    agree(compose_plan("raffle", [*OFFERS, *size, *overrides]).plan)


@pytest.mark.parametrize("budget", [600, 100000])
@pytest.mark.parametrize("gate", ["issue", "redemption"])
def test_districts_threads_and_blocks(plan: Planner, budget: int, gate: str) -> None:
    """Offers reach every district, and a gate shuts at the same coupon however work is shared."""
    made = plan(
        "raffle",
        *OFFERS,
        *("shoppers.initial=600", "guides.book_size=100", "horizon_days=40", "engine=compiled"),
        *(f"coupon.budget={budget}", f"coupon.gate={gate}"),
    )
    alone = World(made, 0, True, threads=1).run()
    assert alone.daily["coupons_sold_out"].sum() > 0
    assert (alone.daily["coupons_refused"].sum() > 0) == (budget == 600)
    same(World(made, 0, True, lines=lines_here(made, 3)).run(), alone)
    same(World(made, 0, True, lines=lines_here(made, 2, [37, 60])).run(), alone)
    same(World(made, 0, True, threads=2, block=64).run(), alone)


# -- what is off is not there -------------------------------------------------------------------

NOTHING = [
    pytest.param("group_buy", "group_buys.three.start=0", id="nobody starts a group"),
    pytest.param("group_buy", "group_buys.three.until_day=0", id="groups on no day"),
    pytest.param("raffle_no_help", "raffles.scarce.until_day=0", id="no round"),
    pytest.param("flash_sale", "coupons.flash.stock=100000", id="stock for everybody"),
]
BEFORE = {"group_buy": "~group_buys.three", "raffle_no_help": "~raffles.scarce"}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("scenario", "off"), NOTHING)
def test_an_offer_at_zero_is_none(plan: Planner, scenario: str, off: str, engine: str) -> None:
    """Every byte is as it is without the offer."""
    without = BEFORE.get(scenario, "coupons.flash.stock=0")
    run = [simulate(plan(scenario, *SMALL, engine, one), 0, True) for one in (off, without)]
    assert same_world(*run)


def test_who_takes_no_part_is_as_before(plan: Planner) -> None:
    """A group buy changes whom it reached: who asked friends, got a price, or came by it."""
    lives = [
        histories(rows_of(simulate(plan("group_buy", *SMALL, start), 0, True)))
        for start in ("group_buys.three.start=0", "group_buys.three.start=0.2")
    ]
    touched = {
        uid
        for uid, rows in lives[1].items()
        if {"invited", "group_formed"} & {row[2] for row in rows} or rows[0][3] == "referral"
    }
    assert len(touched) > 40
    for uid, rows in lives[1].items():
        assert uid in touched or rows == lives[0][uid]


# -- group buys ---------------------------------------------------------------------------------


class Friends:
    """A population that is asked once: two starters, and friends who join at these hours."""

    def __init__(self, hours: dict[int, list[float]]) -> None:
        self.hours = hours
        self.awards: dict[int, list[int]] = {}

    def takers(self, day: int, call: Call) -> Takers:
        people = np.array(list(self.hours) if day == 1 else [], dtype=np.int64)
        words = np.full(len(people), 1 << 31)
        return Takers(people, people + 100, words, words, words)

    def invite(self, day: int, people: Ints, asked: Ints, appeal: float) -> Invited:
        rows = sorted(
            (int(hour * 3_600_000), 1000 * one + place, one)
            for one in people.tolist()
            for place, hour in enumerate(self.hours[one])
        )
        return Invited(*np.array(rows, dtype=np.int64).reshape(-1, 3).T)

    def numbers(self, uids: Ints, since: int) -> Ints:
        return uids

    def award(self, day: int, people: Ints, what: Award) -> None:
        self.awards[day] = people.tolist()


GROUPS = [
    pytest.param([50, 60], 3, id="full on the third day"),
    pytest.param([50, 60, 55, 71], 3, id="those who come first fill it"),
    pytest.param([50, 71.9], 3, id="full in the last hour"),
    pytest.param([50, 72], None, id="an hour late"),
    pytest.param([50], None, id="one short"),
    pytest.param([], None, id="nobody comes"),
]


@pytest.mark.parametrize(("hours", "full"), GROUPS)
def test_a_group_is_full_in_time_or_fails(
    plan: Planner, hours: list[float], full: int | None
) -> None:
    """Three share it on day 1 for two days: with two newcomers before day 3, the midnight after."""
    rule = rules_of(plan("group_buy")).offers.group_buys[0]
    friends = Friends({7: hours})
    group: Any = GroupBuy(rule, 1.0, friends)  # type: ignore[arg-type]
    counts = sum((group.open(day) for day in range(6)), Counter())
    formed = full is not None
    assert counts["groups_started"] == 1
    assert (counts["groups_formed"], counts["groups_failed"]) == (formed, not formed)
    first = [7000 + place for place in np.argsort(hours)[:2].tolist()]
    assert friends.awards == ({full: sorted([7, *first])} if formed else {})


def test_the_price_is_for_full_groups_alone(plan: Planner) -> None:
    """As many coupons as people in groups that formed, and what is granted is in the books."""
    result = simulate(plan("group_buy", *SMALL), 0, True)
    rows, formed = rows_of(result), int(result.daily["groups_formed"].sum())
    kinds = Counter(row[2] for row in rows)
    assert formed > 3
    assert kinds["coupon_issued"] == kinds["group_formed"] <= 3 * formed
    granted = sum(row[4] for row in rows if row[2] == "coupon_issued")
    assert result.ledger[:, INDEX["coupons_granted"]].sum() == granted


# -- raffles ------------------------------------------------------------------------------------


def test_odds_are_the_weights() -> None:
    """Each next prize goes to one with chance weight / weights of those left."""
    rng = np.random.default_rng(5)
    weights = [weight_of(helpers, 1.0) for helpers in (0, 1, 2, 5)]
    assert weights == [1.0, 2.0, 3.0, 6.0]
    lots, draws = 20_000, rng.random((20_000, len(weights)))
    turns = np.array([[turn_of(u, w) for u, w in zip(one, weights, strict=True)] for one in draws])
    order = np.argsort(turns, axis=1)
    share = np.bincount(order[:, 0], minlength=4) / lots
    assert np.abs(share - np.array(weights) / 12.0).max() < 4 * np.sqrt(0.25 / lots)
    after = order[order[:, 0] == 3][:, 1]
    shares = np.bincount(after, minlength=3) / len(after)
    assert np.abs(shares[:3] - np.array([1, 2, 3]) / 6.0).max() < 4 * np.sqrt(0.25 / len(after))


@pytest.mark.parametrize("mean", [0.0, 0.4])
def test_the_deal_prone_take_part(mean: float) -> None:
    """At the mean the chance is as written, it rises with proneness, and never above one."""
    chances = [takes_part(0.3, deal, mean) for deal in (0.0, 0.2, 0.4, 0.8, 10.0)]
    if mean == 0.0:
        assert chances == [0.3] * 5
    else:
        assert chances == sorted(chances)
        assert chances[0] == 0.0 and chances[2] == pytest.approx(0.3) and chances[-1] == 1.0


@pytest.mark.parametrize("engine", ENGINES)
def test_prizes_are_scarce_and_paid(plan: Planner, engine: str) -> None:
    """No round has more winners than prizes, everybody who lost is consoled, prizes are booked."""
    result = simulate(
        plan("raffle", *SMALL, engine, "raffles.scarce.win_kind=consolation"), 0, True
    )
    rows = rows_of(result)
    won = Counter(row[0] for row in rows if row[2] == "raffle_won")
    lost = Counter(row[0] for row in rows if row[2] == "raffle_lost")
    assert len(won) > 3 and set(won.values()) == {1}  # 2 per 1,000, of 400
    assert lost.total() > 50
    assert result.daily["raffle_drawn"].sum() == won.total() + lost.total()
    paid = sum(row[4] for row in rows if row[2] == "raffle_won")
    assert result.ledger[:, INDEX["raffle_prizes"]].sum() == paid == 10_000 * won.total()
    assert result.daily["coupons_issued"].sum() == won.total() + lost.total()


def test_help_counts_until_the_draw(plan: Planner) -> None:
    """A friend who joins before the draw raises the odds; one who comes after it does not."""
    rule = rules_of(plan("raffle")).offers.raffles[0]
    sure = RaffleRule(*rule[:2], 1, 1, 1, *rule[5:])._replace(share=1.0, odds_gain=1e9, until_day=1)
    friends = Friends({7: [], 8: [95.9], 9: [96.0]})  # shared on day 1, drawn on day 4
    book: Any = Book(plan("raffle").start_date, 30)
    no_stores: Any = None  # nobody collects a prize there
    raffle: Any = Raffle(sure._replace(prizes=1, help_days=3), 1.0, friends, book, no_stores)  # type: ignore[arg-type]
    counts = sum((raffle.open(day) for day in range(6)), Counter())
    assert (counts["raffle_entries"], counts["raffle_helpers"], counts["raffle_won"]) == (3, 1, 1)
    assert list(friends.awards) == [4]


# -- flash sales --------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
def test_a_stock_goes_in_order_of_time(plan: Planner, engine: str) -> None:
    """Each day the first are served, no more than there are, and nobody after the first refusal."""
    result = simulate(plan("flash_sale", *SMALL, engine), 0, True)
    days: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    for row in rows_of(result):
        if row[2] in ("coupon_issued", "coupon_sold_out"):
            days[row[0] // DAY].append(row[:3])
    assert len(days) > 8
    for asked in days.values():
        words = [word for _, _, word in sorted(asked)]
        assert words == ["coupon_issued"] * 8 + ["coupon_sold_out"] * (len(words) - 8)


AT_ONCE = [
    *("coupons.flash.stock=24", "campaigns.flash.every_days=2"),
    *("touch.channels.community.enrol=0.9", "touch.channels.community.open_rate=0.6"),
    "+campaigns.again={channel:community,content:promotion,hours:[12],every_days:2,from_day:6,"
    "until_day:999,coupon:true,coupon_kind:flash,intensity:1.0}",
]


@pytest.mark.parametrize("budget", ["coupon.budget=1", "coupon.budget=1000"])
def test_who_is_refused_the_money_may_ask_for_the_stock_again(plan: Planner, budget: str) -> None:
    """Two messages of one moment carry one kind: what the first took of its stock is gone, though
    the budget refused them, and the second is the one that finds none left."""
    more = ("shoppers.initial=300", "horizon_days=40", budget)
    readable, compiled = both(plan("flash_sale", *AT_ONCE, *more))
    same(readable, compiled)
    assert readable.daily["coupons_refused"].sum() > 0
    assert readable.daily["coupons_sold_out"].sum() > 0


def requests(*rows: tuple[int, int, int, int, int]) -> Ints:
    """Rows of a tape: time, uid, gate, fen, how much they asked before."""
    tape = np.zeros((len(rows), WIDTH), dtype=np.int64)
    for place, row in enumerate(rows):
        tape[place, :6] = REQUEST, *row
    return tape


PLENTY = 10**9


def gates_of(
    left: int, due: int = 0, least: int = 300, day: int = 0, stocks: dict[int, int] | None = None
) -> Gates:
    """Gates of a day on which everything could be asked of the budget."""
    return Gates(day, stocks or {}, Money(least, left, due), PLENTY)


def test_gates_shut_in_order_of_time() -> None:
    """The earliest refusal of all gates comes first, of one request the stock's."""
    gates = gates_of(900, stocks={8: 1, 9: 2})
    asked = [
        requests((5, 1, 8, 0, 0), (5, 1, BUDGET, 300, 0), (7, 4, 8, 0, 2), (7, 4, BUDGET, 300, 2)),
        requests((6, 9, 9, 0, 0), (6, 9, BUDGET, 300, 0), (7, 2, BUDGET, 300, 1)),
    ]
    assert gates.next_cut(asked, 0) == Cut(7, 4, 2, 8)
    assert gates.next_cut(asked, 0) == Cut(7, 4, 2, BUDGET)
    assert gates.open  # one more stock
    assert gates.next_cut(asked, 0) is None


CLOSED = [
    pytest.param(SHUT, 900, True, id="it refused somebody at this midnight"),
    pytest.param(200, 99, True, id="less than the smallest coupon"),
    pytest.param(200, 100, False, id="as much as the smallest coupon"),
    pytest.param(PLENTY, 0, False, id="enough for all"),
]


@pytest.mark.parametrize(("left", "due", "shut"), CLOSED)
def test_nobody_asks_a_budget_that_reaches_nobody(left: int, due: int, shut: bool) -> None:
    """Known before anybody lives the day: nothing has to be undone, nor is if there is plenty."""
    gates = gates_of(left, due)
    assert Money(300, left, due).shut == shut
    assert gates.open == (left == 200 and not shut)


def test_what_expires_at_a_midnight_is_given_back_after_what_is_asked_then() -> None:
    """A coupon asked for at midnight cannot have the money of one that expires at it."""
    at, later = 3 * DAY, 3 * DAY + 1
    now = requests((at, 1, BUDGET, 300, 0), (later, 2, BUDGET, 300, 0))
    assert gates_of(200, 500, day=3).next_cut([now], 500) == Cut(at, 1, 0, BUDGET)
    assert gates_of(300, 300, day=3).next_cut([now], 300) is None
    assert gates_of(300, 299, day=3).next_cut([now], 299) == Cut(later, 2, 0, BUDGET)


@settings(max_examples=200, deadline=None)
@given(
    asked=st.lists(
        st.tuples(
            st.integers(0, 3),  # moments after midnight
            st.sampled_from([1, 2, (1 << 27) + 1, 1 << 62]),  # uids, two of one number
            st.integers(0, 2),
            st.integers(1, 5),
        ),
        unique_by=lambda one: one[:3],
        max_size=40,
    ),
    left=st.integers(0, 60),
    released=st.integers(0, 30),
    tapes=st.integers(1, 3),
)
def test_the_first_beyond_is_found_as_if_all_were_sorted(
    asked: list[tuple[int, int, int, int]], left: int, released: int, tapes: int
) -> None:
    """Whatever is asked, on however many tapes: add up in order until it does not reach."""
    rows = [(3 * DAY + time, uid, BUDGET, fen, got) for time, uid, got, fen in asked]
    written = [requests(*rows[place::tapes]) for place in range(tapes)]
    wanted, taken = None, 0
    for time, uid, got, fen in sorted(asked):
        taken += fen
        if wanted is None and taken > left + released * (time > 0):
            wanted = Cut(3 * DAY + time, uid, got, BUDGET)
    gates = gates_of(left, released, least=0, day=3)
    assert gates.next_cut(written, released) == wanted


# -- mistakes -----------------------------------------------------------------------------------

MISTAKES = [
    pytest.param(
        "group_buy", "group_buys.three.coupon_kind=none", "group_buys.three", id="no kind"
    ),
    pytest.param("group_buy", "group_buys.three.coupon_kind=''", "group_buys.three", id="empty"),
    pytest.param(
        "group_buy", "coupons.group_price.stock=5", "group_buys.three", id="a day's stock"
    ),
    pytest.param("group_buy", "group_buys.three.audience=old", "group_buys.three", id="nobody"),
    pytest.param("raffle", "raffles.scarce.days=16", "raffles.scarce.days", id="two rounds"),
    pytest.param("raffle", "raffles.scarce.lose_kind=gift", "raffles.scarce", id="no consolation"),
    pytest.param("raffle", "raffles.scarce.from_day=36500", "", id="a day alone is no mistake"),
]


@pytest.mark.parametrize(("scenario", "override", "key"), MISTAKES)
def test_a_contradiction_is_refused(scenario: str, override: str, key: str) -> None:
    """The message names the key that cannot stand."""
    if not key:
        compose_plan(scenario, [override])
        return
    with pytest.raises(InputError) as caught:
        compose_plan(scenario, [override])
    assert caught.value.key.startswith(key)


def test_words_are_uniform() -> None:
    """The middle word of the stub above is a half: geometric counts of mean one are one."""
    assert uniform(1 << 31) == pytest.approx(0.5)
