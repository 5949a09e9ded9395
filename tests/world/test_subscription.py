"""A paid card: who buys, what it gives, what is earned of it, who renews; to the fen."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from sim.behaviour.subscription import MONTH, counted, promise, signs, unearned
from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.ledger.accounts import INDEX
from sim.world import World, simulate
from tests.world.test_districts import lines_here
from tests.world.test_engines import both, same, with_engine

SIZE = (
    "shoppers.initial=400",
    "horizon_days=200",
    "subscription.months=2",
    "subscription.offer=0.5",
    "subscription.steepness=1",
)
LOOSE = ("subscription.pause=0.3", "subscription.ask_back=0.3", "subscription.refund=months")


@cache
def lived(*overrides: str) -> Any:
    """A year of the card, in little."""
    return simulate(
        with_engine(compose_plan("paid_card", [*SIZE, *overrides]).plan, "compiled"), 0, True
    )


def rows(result: Any) -> list[tuple[int, int, str, int]]:
    """Day, uid, event, amount of every event."""
    columns = (result.events[one].tolist() for one in ("time_ms", "uid", "event", "amount_fen"))
    return [
        (time // 86_400_000, uid, event, fen)
        for time, uid, event, fen in zip(*columns, strict=True)
    ]


def test_a_card_is_worth_what_one_would_use_of_it() -> None:
    """No more than its coupons, no more than one's orders; as often as not bought at its price."""
    assert promise(4, 120, 2, 2000, 3) == 1.0 * 2000 * 3
    assert promise(40, 120, 2, 2000, 3) == 2.0 * 2000 * 3
    assert promise(1, 3, 2, 2000, 3) == 1.0 * 2000 * 3
    assert signs(1500.0, 1500, 4.0, 0.0) == 0.5
    assert signs(3000.0, 1500, 4.0, 0.0) > 0.95 > 0.5 > signs(0.0, 1500, 4.0, 0.0)
    assert signs(0.0, 1500, 4.0, 1.5) > signs(0.0, 1500, 4.0, 0.0)


def test_a_fee_is_earned_to_the_fen() -> None:
    """Month by month, whatever it is divided by."""
    parts = [unearned(1000, served, 3) - unearned(1000, served + 1, 3) for served in range(3)]
    assert sum(parts) == 1000 and unearned(1000, 3, 3) == 0
    assert counted(65_530, 2000) == 65_535


@pytest.mark.parametrize(
    "more", [(), LOOSE, (*LOOSE, "subscription.refund=unused"), ("coupon.budget=3000",)]
)
def test_both_engines_sell_the_same_cards(more: tuple[str, ...]) -> None:
    """Bought, used, paused, given back and renewed by the same people, the budget tight or not."""
    same(*both(compose_plan("paid_card", [*SIZE, *more, "horizon_days=130"]).plan))


def test_districts_sell_the_same_cards() -> None:
    """However the people are shared out."""
    made = with_engine(
        compose_plan("paid_card", [*SIZE, *LOOSE, "horizon_days=100"]).plan, "compiled"
    )
    same(World(made, 0, True, lines=lines_here(made, 3)).run(), simulate(made, 0, True))


@pytest.mark.parametrize("more", [(), LOOSE, (*LOOSE, "subscription.refund=unused")])
def test_fees_reconcile(more: tuple[str, ...]) -> None:
    """Paid = earned + given back + still to be earned; in the log, the series and the ledger."""
    result = lived(*more)
    paid = sum(fen for _, _, event, fen in rows(result) if event in ("card_bought", "card_renewed"))
    back = sum(fen for _, _, event, fen in rows(result) if event == "card_given_back")
    total = {
        name: int(result.daily[name].sum())
        for name in ("fee_paid_fen", "fee_earned_fen", "fee_given_back_fen")
    }
    kinds = Counter(event for _, _, event, _ in rows(result))
    for series in ("renewed", "ended", "paused", "given_back"):
        assert result.daily[f"cards_{series}"].sum() == kinds[f"card_{series}"]
    assert result.daily["cards_sold"].sum() == kinds["card_bought"] > kinds["card_renewed"] > 0
    assert total["fee_paid_fen"] == paid > 0
    assert total["fee_given_back_fen"] == back and (back > 0) == bool(more)
    ledger = result.ledger.sum(axis=0)
    assert -ledger[INDEX["membership_fees"]] == total["fee_earned_fen"]
    assert -ledger[INDEX["fees_deferred"]] == paid - back - total["fee_earned_fen"] > 0
    assert (result.ledger.sum(axis=1) == 0).all()


def test_holders_get_their_coupons_each_month_and_nobody_else_does() -> None:
    """Two on the day a term begins and each 30 days after it, none while it is paused."""
    result = lived(*LOOSE)
    given: Counter[tuple[int, int]] = Counter()
    due: Counter[tuple[int, int]] = Counter()
    changes: dict[tuple[int, int], str] = {}
    for day, uid, event, _ in rows(result):
        if event == "card_benefit":
            given[uid, day] += 1
        elif event.startswith("card_"):
            changes[uid, day] = event
    starts: dict[int, list[int]] = defaultdict(list)
    for uid, day in sorted(changes):
        starts[uid].append(day)
    for uid, days in starts.items():
        holds, paused, begun = False, False, 0
        for day in range(days[0], 200):
            event = changes.get((uid, day), "")
            first = event == "card_bought"
            anniversary = holds and (day - begun) % MONTH == 0
            if first:
                holds, paused, begun = True, False, day
            elif anniversary:
                paused = event == "card_paused"
                holds = event not in ("card_given_back", "card_ended")
            if holds and not paused and (first or anniversary):
                due[uid, day] = 2
    assert given == due and len(due) > 100


def test_a_renewal_is_judged_by_its_own_term() -> None:
    """Who judges firmly renews if the term saved the fee, whatever the terms before it saved."""
    result = lived("subscription.steepness=50", "subscription.inertia=0", "subscription.fee=20")
    saved: Counter[int] = Counter()
    outcomes: dict[str, list[int]] = defaultdict(list)
    renewed_before: set[int] = set()
    for _, uid, event, fen in rows(result):
        if event == "coupon_redeemed":
            saved[uid] += fen // 100
        elif event in ("card_bought", "card_renewed", "card_ended"):
            if event != "card_bought":
                outcomes[event].append(saved[uid])
                renewed_before |= {uid} if event == "card_renewed" else set()
            saved[uid] = 0
    assert min(outcomes["card_renewed"]) >= 18
    assert max(outcomes["card_ended"]) <= 22
    assert len(outcomes["card_ended"]) > 20 and len(renewed_before) > 5


def test_nobody_pauses_two_months_running() -> None:
    """A pause is of one month: the next goes on, and only then another may be paused."""
    days: dict[int, list[int]] = defaultdict(list)
    for day, uid, event, _ in rows(lived("subscription.pause=1", "subscription.months=6")):
        if event == "card_paused":
            days[uid].append(day)
    gaps = [later - day for found in days.values() for day, later in pairwise(found)]
    assert gaps and min(gaps) >= 2 * MONTH


def test_the_more_it_brought_the_likelier_it_is_renewed() -> None:
    """Members who used its coupons renew more often than those who did not."""
    used: Counter[int] = Counter()
    outcomes: dict[bool, list[bool]] = {True: [], False: []}
    for _, uid, event, _ in rows(lived("subscription.steepness=3", "subscription.inertia=0")):
        if event == "coupon_redeemed":
            used[uid] += 1
        elif event in ("card_renewed", "card_ended"):
            outcomes[used[uid] > 0].append(event == "card_renewed")
            used[uid] = 0
    shares = {key: sum(found) / len(found) for key, found in outcomes.items()}
    assert shares[True] > shares[False] + 0.2


@pytest.mark.parametrize(
    ("overrides", "key", "allowed"),
    [
        (["subscription.coupon_kind=gold"], "subscription.coupon_kind", "card"),
        (["subscription.audience=those"], "subscription.audience", "regulars"),
        (["subscription.until_day=3", "subscription.from_day=9"], "subscription.until_day", "9"),
    ],
)
def test_a_card_of_nothing_is_refused(overrides: list[str], key: str, allowed: str) -> None:
    """The message names the key and what is allowed."""
    with pytest.raises(InputError) as refused:
        compose_plan("paid_card", overrides)
    assert key in str(refused.value) and allowed in str(refused.value)
