"""Every implementation in benchmarks/ obeys the law of benchmarks/DECLARATION.md."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from benchmarks.agreement import LIMIT, outcomes, worst, z_scores
from benchmarks.lifecycle import Lifecycle, Outcome, Run
from benchmarks.registry import DAYS, PEERS, REFERENCE, Peer, installed, peer, preparer

NEVER_TOUCHED = replace(Lifecycle(), touch=0.0)
NEVER_BUYS = {"rate_shape": 0.01, "rate_mean": 1.5e-7}


def every_peer() -> list[object]:
    """A parameter for each implementation; those whose package is missing are skipped by name."""
    return [
        pytest.param(
            candidate,
            id=candidate.name,
            marks=pytest.mark.skipif(
                not installed(candidate), reason=f"{candidate.package} is not installed"
            ),
        )
        for candidate in PEERS
    ]


def lived(candidate: Peer, life: Lifecycle, shoppers: int, days: int, seed: int = 1) -> Outcome:
    run = preparer(candidate)(life, shoppers, days, seed)
    run.go()
    return run.outcome()


@pytest.fixture(scope="module")
def reference() -> list[Outcome]:
    return outcomes(preparer(peer(REFERENCE)), DAYS, shoppers=250)


@pytest.fixture(scope="module")
def honest() -> list[Outcome]:
    return outcomes(preparer(peer("numpy")), DAYS)


@pytest.mark.parametrize("candidate", every_peer())
def test_agrees_with_the_reference(candidate: Peer, reference: list[Outcome]) -> None:
    """Every measure's mean over seeds lies within 4 standard errors of the reference's."""
    scores = z_scores(reference, outcomes(preparer(candidate), DAYS, shoppers=250))
    assert {name: z for name, z in scores.items() if abs(z) > LIMIT} == {}


@pytest.mark.parametrize("candidate", every_peer())
@pytest.mark.parametrize("rate", [0.02, 2.0], ids=["one in fifty days", "two a day"])
def test_without_touches_purchases_are_a_gamma_mixture_of_poisson(
    candidate: Peer, rate: float
) -> None:
    """Untouched members buy 30 rate times in 30 days; variance is the mean and that of rates."""
    life = replace(NEVER_TOUCHED, rate_mean=rate, rate_shape=20.0, referral=0.0)
    outcome = lived(candidate, life, 1_000, 30)
    error = math.sqrt((30 * rate + (30 * rate) ** 2 / life.rate_shape) / 1_000)
    assert abs(outcome.purchases / 1_000 - 30 * rate) < LIMIT * error
    assert outcome.touches == outcome.opens == outcome.muted == 0


@pytest.mark.parametrize("candidate", every_peer())
def test_fatigue_builds_by_a_geometric_series_and_lowers_opening(candidate: Peer) -> None:
    """Touched daily, a shopper opens each touch by the fatigue the earlier ones left over."""
    life = replace(Lifecycle(), touch=1.0, annoyance=0.0, referral=0.0)
    outcome = lived(candidate, life, 1_000, 10)
    fatigue, mean, variance = 0.0, 0.0, 0.0
    for _ in range(10):
        fatigue *= life.fatigue_keep
        chance = life.open_rate * math.exp(-life.open_slope * fatigue)
        fatigue += life.fatigue_gain
        mean, variance = mean + chance, variance + chance * (1.0 - chance)
    assert outcome.touches == 1_000 * 10
    assert abs(outcome.opens / 1_000 - mean) < LIMIT * math.sqrt(variance / 1_000)


@pytest.mark.parametrize("candidate", every_peer())
def test_opened_touches_fill_the_room_left_and_lift_purchases(candidate: Peer) -> None:
    """Mean goodwill follows a linear recursion; purchases are the rate times one plus boost it."""
    life = replace(
        Lifecycle(),
        touch=1.0,
        open_rate=0.5,
        open_slope=0.0,
        annoyance=0.0,
        boost=4.0,
        rate_mean=0.5,
        rate_shape=200.0,
        referral=0.0,
    )
    outcome = lived(candidate, life, 1_000, 10)
    goodwill, expected = 0.0, 0.0
    for _ in range(10):
        goodwill *= life.goodwill_keep
        goodwill += (1.0 - goodwill) * life.goodwill_share * life.open_rate
        expected += life.rate_mean * (1.0 + life.boost * goodwill)
    error = math.sqrt(2.0 * expected / 1_000)  # Poisson, and as much again for rates and luck
    assert abs(outcome.purchases / 1_000 - expected) < LIMIT * error


@pytest.mark.parametrize("candidate", every_peer())
@pytest.mark.parametrize(("days", "lain"), [(59, 0), (60, 1), (62, 3)], ids=str)
def test_dormancy_starts_after_sixty_silent_days(candidate: Peer, days: int, lain: int) -> None:
    """Who bought the day before day 0 and never again is dormant from the sixtieth midnight on."""
    life = replace(NEVER_TOUCHED, **NEVER_BUYS)
    assert lived(candidate, life, 50, days).dormant_days == 50 * lain


@pytest.mark.parametrize("candidate", every_peer())
def test_a_friend_joins_at_midnight_and_is_touched_from_the_next_day(candidate: Peer) -> None:
    """After two days of buying and referring, only those who were there at first were touched."""
    life = replace(
        Lifecycle(), touch=1.0, annoyance=0.0, rate_mean=0.5, referral=1.0, activation=0.0
    )
    one_day, two_days = lived(candidate, life, 100, 1), lived(candidate, life, 100, 2)
    assert one_day.purchases > 0
    assert one_day.shoppers == 100 + one_day.purchases
    assert one_day.shopper_days == 100
    assert two_days.shopper_days == 200 + one_day.purchases
    assert two_days.shoppers == 100 + two_days.purchases
    assert two_days.touches == 200


@pytest.mark.parametrize("candidate", every_peer())
@pytest.mark.parametrize("activation", [0.0, 0.5], ids=["never", "half a purchase a day"])
def test_friends_buy_by_activation_until_their_first_purchase(
    candidate: Peer, activation: float
) -> None:
    """A friend's hazard starts at `activation` and fades; after the first purchase it is the rate.

    Every purchase brings a friend here, so purchases per member follow a recursion over days.
    """
    life = replace(
        NEVER_TOUCHED,
        rate_mean=0.5,
        rate_shape=500.0,
        referral=1.0,
        activation=activation,
        activation_keep=0.9,
    )
    outcome = lived(candidate, life, 1_000, 5)
    expected = _expected_purchases(life, 5)
    assert abs(outcome.purchases / 1_000 - expected) < LIMIT * math.sqrt(3.0 * expected / 1_000)


def _expected_purchases(life: Lifecycle, days: int) -> float:
    """Purchases per member of the start, everybody at the mean rate, each bringing a friend."""
    rate, buyers, total = life.rate_mean, 1.0, 0.0
    prospects: list[float] = []  # friends who have not bought, by age in days
    for _ in range(days):
        bought = buyers * rate
        activated = 0.0
        for age, people in enumerate(prospects):
            hazard = life.activation * life.activation_keep**age
            first = -math.expm1(-hazard)
            activated += people * first
            # at the own rate for the rest of the day: 1 - moment of the first purchase, on average
            bought += people * (first + rate * (1.0 - (first / hazard if hazard else 1.0)))
            prospects[age] = people * (1.0 - first)
        buyers += activated
        prospects = [bought, *prospects]
        total += bought
    return total


@pytest.mark.parametrize("candidate", every_peer())
def test_the_muted_are_left_alone_and_still_buy(candidate: Peer) -> None:
    """Who mutes at the first touch is never touched again and goes on buying."""
    life = replace(
        Lifecycle(), touch=1.0, annoyance=10.0, fatigue_gain=100.0, rate_mean=0.5, referral=0.0
    )
    outcome = lived(candidate, life, 50, 4)
    assert outcome.muted == outcome.touches == 50
    assert outcome.purchases > 50


@pytest.mark.parametrize("candidate", every_peer())
def test_the_same_seed_gives_the_same_outcome(candidate: Peer) -> None:
    """The seed decides all luck."""
    assert lived(candidate, Lifecycle(), 200, 20, 7) == lived(candidate, Lifecycle(), 200, 20, 7)


@pytest.mark.parametrize(
    "wrong",
    [
        {"rate_mean": 0.022},
        {"tolerance_mean": 2.7},
        {"touch": 0.33},
        {"open_rate": 0.385},
        {"open_slope": 0.2},
        {"fatigue_keep": 0.75},
        {"goodwill_share": 0.3},
        {"goodwill_keep": 0.98},
        {"boost": 2.0},
        {"annoyance": 0.075},
        {"referral": 0.15},
        {"activation": 0.06},
        {"activation_keep": 0.5},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_another_law_is_noticed(wrong: dict[str, float], honest: list[Outcome]) -> None:
    """One number off, and the agreement test of a benchmark run says so."""
    numpy = preparer(peer("numpy"))

    def skewed(life: Lifecycle, shoppers: int, days: int, seed: int) -> Run:
        return numpy(replace(life, **wrong), shoppers, days, seed)

    _, z = worst(z_scores(honest, outcomes(skewed, DAYS)))
    assert abs(z) > LIMIT
