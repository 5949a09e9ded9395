"""Stock as a quantity: what is on the shelf is the account, and what runs out is missed."""

from __future__ import annotations

import numpy as np
import pytest

from sim.behaviour import stock as science
from sim.behaviour.clock import DAY
from sim.brand.stock import Stock
from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.ledger.accounts import INDEX
from sim.ledger.book import Book
from sim.measure.result import RunResult
from sim.measure.tally import ROW, SERIES
from sim.population.from_plan import rules_of
from sim.population.interface import NO_OUTCOMES, Felt, Outcomes
from sim.world import simulate
from tests.conftest import Planner
from tests.world.test_engines import both, same

SMALL = ("shoppers.initial=300", "horizon_days=90", "engine=compiled")


def lived(plan: Planner, scenario: str, *overrides: str) -> RunResult:
    """One replication with its event log."""
    return simulate(plan(scenario, *SMALL, *overrides), 0, events=True)


def total(result: RunResult, account: str) -> int:
    """Balance of an account at the end, debit."""
    return int(result.ledger.sum(axis=0)[INDEX[account]])


def test_what_is_found_is_the_expected_minimum() -> None:
    """E[min(D, q)] / E[D] of a Poisson number of wants, and its limits."""
    luck = np.random.default_rng(3).poisson(40.0, 200_000)
    for pieces in (20, 35, 40, 50, 70):
        expected = np.minimum(luck, pieces).mean() / 40.0
        assert science.fill_rate(pieces, 40.0) == pytest.approx(expected, abs=0.006)
    assert science.fill_rate(0.0, 40.0) == 0.0
    assert science.fill_rate(10.0, 0.0) == 1.0


def test_clearance_sells_what_the_prices_sell() -> None:
    """Without lift an exponential clock; worth lies between the lowest price and the first."""
    share = science.cleared(3.0, 0.5, 0.1, 0.2, 0.0)
    assert share == pytest.approx(1 - np.exp(-0.6))
    for lift in (0.0, 5.0, 20.0):
        gone = science.cleared(3.0, 0.5, 0.1, 0.2, lift)
        worth = science.cleared_worth(3.0, 0.5, 0.1, 0.2, lift)
        assert 0.4 * gone < worth < 0.9 * gone
    assert science.cleared(0.0, 0.5, 0.1, 0.2, 5.0) == 0.0


SCENARIOS = ("member_day_stock_usual", "member_day_stock_ahead", "fresh_clearance")


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_both_engines_sell_the_same_stock(plan: Planner, scenario: str) -> None:
    """Ordered, sold, bought in, spoiled."""
    same(*both(plan(scenario, "shoppers.initial=200", "horizon_days=60")))


@pytest.mark.parametrize("scenario", ["member_day_stock_ahead", "fresh_clearance"])
def test_the_shelf_is_the_account(plan: Planner, scenario: str) -> None:
    """What is left at the end is the balance of Inventory, to the fen, and never below nothing."""
    result = lived(plan, scenario, "shoppers.return_rate=0.1")
    assert total(result, "inventory") == result.daily["stock_fen"][-1]
    assert (result.daily["stock_fen"] >= 0).all()
    assert total(result, "stock_spoiled") == result.daily["stock_spoiled_fen"].sum()


def test_goods_sent_at_fixed_times_leave_the_shelf(plan: Planner) -> None:
    """They are of the same stock: the shelf stays the account, and more is ordered for them."""
    sent = ("periodic.price=90", "periodic.worth=100", "periodic.cost=60", "periodic.offer=0.3")
    quick = ("engine=simpy", "periodic.every_days=10", "periodic.deliveries=3")
    result = lived(plan, "fresh_clearance", *sent, *quick)
    assert result.daily["periodic_sent"].sum() > 20
    daily = {name: int(result.daily[name].sum()) for name in result.daily}
    orders = daily["goods_fen"] - daily["refund_goods_fen"]
    assert total(result, "cost_of_goods") == orders + daily["goods_beside_fen"]
    assert total(result, "inventory") == result.daily["stock_fen"][-1]
    assert (result.daily["stock_fen"] >= 0).all()


def test_what_is_sold_off_is_sold(plan: Planner) -> None:
    """The share spoiled is of all goods that left or spoiled, not of those ordered alone."""
    result = lived(plan, "fresh_clearance", "engine=simpy")
    spoiled, sold = (total(result, account) for account in ("stock_spoiled", "cost_of_goods"))
    assert sold > result.daily["goods_fen"].sum()
    assert result.kpis["spoiled_share"] == pytest.approx(spoiled / (spoiled + sold))


def test_plenty_changes_no_order(plan: Planner) -> None:
    """Stock for a year: every event as with stock that never ends."""
    plenty = ("stock.daily=20000", "stock.safety_days=365")
    kept = lived(plan, "member_day_stock_usual", *plenty)
    endless = lived(plan, "member_day_stock_usual", "stock.daily=0")
    assert kept.events is not None
    assert endless.events is not None
    for name, column in endless.events.items():
        assert np.array_equal(kept.events[name], column), name
    assert kept.daily["stock_late"].sum() == 0


def test_little_is_missed_or_late(plan: Planner) -> None:
    """With a third of what is needed wants are lost, and more so than with all of it."""
    fixed = ("stock.window_days=365",)  # the expectation hardly moves
    little, enough = (
        lived(plan, "fresh_unsold", f"stock.daily={daily}", *fixed) for daily in (1200, 6000)
    )
    lost = [one.daily["lost_missing"].sum() for one in (little, enough)]
    assert lost[0] > 5 * max(1, lost[1])
    assert little.daily["stock_spoiled_fen"].sum() < enough.daily["stock_spoiled_fen"].sum()


def test_who_ordered_last_waits(plan: Planner) -> None:
    """Of a day's orders the late ones are those that came after all others; some days have both."""
    result = lived(plan, "member_day_stock_usual", "engine=simpy")
    log = result.events
    assert log is not None
    names = ("time_ms", "uid", "event", "reference")
    rows = list(zip(*(log[name].tolist() for name in names), strict=True))
    late = {(time, uid, order) for time, uid, event, order in rows if event == "goods_late"}
    parted = 0
    for day in range(90):
        made = [
            (time, (time, uid, order) in late)
            for time, uid, event, order in rows
            if event == "order" and time // DAY == day
        ]
        waits = [time for time, waiting in made if waiting]
        served = [time for time, waiting in made if not waiting]
        if waits and served:
            parted += 1
            assert min(waits) >= max(served)
    assert parted > 5


def test_waiting_may_cost_the_buyer(plan: Planner) -> None:
    """Where every wait is one too long, whoever waited is lost; where none is, nobody for that."""
    lost = []
    for chance in (0, 1):
        result = lived(plan, "member_day_stock_usual", f"stock.late_dropout={chance}")
        log = result.events
        assert log is not None
        early = log["time_ms"] < 89 * DAY
        late, gone = (
            set(log["uid"][(log["event"] == event) & when].tolist())
            for event, when in (("goods_late", early), ("dropped_out", True))
        )
        assert late
        lost.append(len(late & gone) / len(late))
    assert lost[0] < 0.9 and lost[1] == 1.0


class Shelf:
    """Stock of a thousand members who are to buy for 1,000 yuan a day, at cost."""

    def __init__(self, plan: Planner, *terms: str) -> None:
        usual = ("shoppers.initial=1000", "stock.daily=1000", "stock.every_days=2")
        made = plan("member_day_stock_usual", *usual, "stock.safety_days=1", *terms)
        self.book = Book(made.start_date, 60)
        self.felt: list[Felt] = []
        self.stock = Stock(rules_of(made), (1, 0), self, self.book)  # type: ignore[arg-type]

    def feel(self, day: int, felt: Felt) -> None:
        self.felt.append(felt)

    def day(self, day: int, sold: int, outcomes: Outcomes = NO_OUTCOMES) -> dict[str, int]:
        """Goods of one order of so many yuan leave; the day's series."""
        self.stock.open(day)
        row = np.zeros(len(SERIES), dtype=np.int64)
        row[ROW["goods_fen"]], row[ROW["orders"]] = 100 * sold, 1
        return self.stock.close(day, row, outcomes)

    def left(self, *sold: int) -> list[float]:
        """Yuan on the shelf at the end of each day."""
        return [self.day(day, each)["stock_fen"] / 100 for day, each in enumerate(sold)]


DURABLE = ("stock.spoils=0", "stock.holding=0", "stock.window_days=4")


def test_what_is_ordered_lasts_until_the_next_is_there(plan: Planner) -> None:
    """Each second day up to lead, review and safety of expected sales, there after the lead.

    On day 2 nine, nine, ten and ten hundred are expected as 950, six days of it 5,700: 1,500 more
    than there are. On day 4 half of that is expected: nothing is ordered.
    """
    shelf = Shelf(plan, *DURABLE, "stock.lead_days=3")
    assert shelf.left(900, 900, 0, 0, 0, 0) == [5100, 4200, 4200, 4200, 4200, 5700]
    at_once = Shelf(plan, *DURABLE, "stock.lead_days=0")
    assert at_once.left(900, 900, 0) == [2100, 1200, 2850]


def test_what_is_on_its_way_is_not_ordered_again(plan: Planner) -> None:
    """Sales as expected: each second day as much as was sold since, five days later."""
    shelf = Shelf(plan, *DURABLE, "stock.lead_days=5")
    assert shelf.left(*[1000] * 9)[-3:] == [1000, 2000, 1000]


def test_what_is_bought_ahead_is_there_on_its_days(plan: Planner) -> None:
    """Half a day's sales on day 1 and each third day after it."""
    ahead = "+stock.ahead.sale={day:1,every_days:3,days_of_sales:0.5}"
    shelf = Shelf(plan, *DURABLE, "stock.lead_days=0", "stock.every_days=30", ahead)
    assert np.diff(shelf.left(*[1000] * 6)).tolist() == [-500, -1000, -1000, -500, -1000]


def test_what_was_not_there_is_bought_in_for_who_came_last(plan: Planner) -> None:
    """Of 30 yuan sold 10 were not there: the last third by worth waits; nobody for goods sent."""
    shelf = Shelf(plan, *DURABLE, "stock.lead_days=0", "stock.premium=0.15", "stock.every_days=30")
    shelf.stock.send(0, 100 * (31_000 - 20))  # a month's, as ordered up to, but for 20 yuan
    columns = ([1, 2, 3, 4], [7, 8, 9, 6], [0, 1, 2, 3], [0] * 4, [20, 10, 6, 9], [0, -1, 0, 0])
    outcomes = Outcomes(*(np.array(one, dtype=np.int64) for one in columns))
    counts = shelf.day(0, 30, outcomes)
    assert (counts["stock_fen"], counts["stock_bought_in_fen"]) == (0, 1000)
    assert counts["stock_late"] == 1
    assert shelf.felt[0]["uid"].tolist() == [6]
    assert shelf.book.balances()[0, INDEX["stock_premium"]] == 150
    shelf.stock.send(1, 500)
    counts = shelf.day(1, 0, outcomes)
    assert (counts["stock_bought_in_fen"], counts["stock_late"]) == (500, 0)


def test_what_is_left_at_night_is_held_and_spoils(plan: Planner) -> None:
    """A tenth of 2,000 yuan spoils, and what stays costs a 365th of a fifth of it."""
    shelf = Shelf(plan, "stock.spoils=0.1", "stock.holding=0.2", "stock.lead_days=0")
    counts = shelf.day(0, 1000)
    assert (counts["stock_fen"], counts["stock_spoiled_fen"]) == (180_000, 20_000)
    held = shelf.book.balances()[0, INDEX["stock_holding"]]
    assert held == 180_000 // 5 // 365


def test_more_ahead_is_late_less_often(plan: Planner) -> None:
    """Two days' sales more on each member day: fewer wait for goods."""
    usual = lived(plan, "member_day_stock_usual")
    ahead = lived(plan, "member_day_stock_ahead", "stock.ahead.member_day.days_of_sales=2")
    assert usual.daily["stock_late"][5::7].sum() > ahead.daily["stock_late"][5::7].sum()


def test_stock_that_nobody_could_miss_is_refused() -> None:
    """It needs places to buy."""
    with pytest.raises(InputError, match=r"stock\.daily"):
        compose_plan("baseline", ["stock.daily=100"])
