"""Every implementation in benchmarks/ obeys the law of benchmarks/DECLARATION.md."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from benchmarks.agreement import LIMIT, outcomes, worst, z_scores
from benchmarks.lifecycle import Lifecycle, Outcome, Run
from benchmarks.registry import DAYS, PEERS, REFERENCE, Peer, installed, peer, preparer

NEVER_TOUCHED = replace(Lifecycle(), touch=0.0, recall=0.0)


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


@pytest.mark.parametrize("candidate", every_peer())
def test_agrees_with_the_reference(candidate: Peer, reference: list[Outcome]) -> None:
    """Every measure's mean over seeds lies within 4 standard errors of the reference's."""
    scores = z_scores(reference, outcomes(preparer(candidate), DAYS, shoppers=250))
    assert {name: z for name, z in scores.items() if abs(z) > LIMIT} == {}


@pytest.mark.parametrize("candidate", every_peer())
def test_without_touches_purchases_follow_the_closed_form(candidate: Peer) -> None:
    """Untouched shoppers buy by a gamma mixture of daily coins, slower once dormant.

    With no dormancy effect the chance of a day is E[1 - exp(-rate)] = 1 - (1 + mean/shape)^-shape.
    """
    life = replace(NEVER_TOUCHED, dormant_factor=1.0, referral=0.0)
    outcome = lived(candidate, life, 4_000, 30)
    chance = 1.0 - (1.0 + life.rate_mean / life.rate_shape) ** -life.rate_shape
    spread = life.rate_mean**2 / life.rate_shape
    error = math.sqrt((chance * 30 + spread * 30**2) / 4_000)
    assert abs(outcome.purchases / 4_000 - 30 * chance) < LIMIT * error
    assert outcome.muted == 0
    assert outcome.goodwill == outcome.fatigue == 0.0


@pytest.mark.parametrize("candidate", every_peer())
def test_steady_touches_build_the_fatigue_of_a_geometric_series(candidate: Peer) -> None:
    """Touched every day and never annoyed, fatigue is the sum of what each touch left over."""
    life = replace(Lifecycle(), touch=1.0, recall=1.0, annoyance=0.0, referral=0.0)
    outcome = lived(candidate, life, 100, 10)
    left = sum(life.fatigue_keep**age for age in range(10))
    assert outcome.fatigue / 100 == pytest.approx(left * life.fatigue_gain, rel=1e-5)


@pytest.mark.parametrize("candidate", every_peer())
def test_opened_touches_fill_the_room_left(candidate: Peer) -> None:
    """Always opened, goodwill decays by a factor a day and gains a share of the room left."""
    life = replace(
        Lifecycle(),
        touch=1.0,
        recall=1.0,
        open_rate=1.0,
        open_slope=0.0,
        annoyance=0.0,
        referral=0.0,
    )
    goodwill = 0.0
    for _ in range(10):
        goodwill *= life.goodwill_keep
        goodwill += (1.0 - goodwill) * life.goodwill_share
    assert lived(candidate, life, 100, 10).goodwill / 100 == pytest.approx(goodwill, rel=1e-5)


@pytest.mark.parametrize("candidate", every_peer())
@pytest.mark.parametrize(("days", "share"), [(59, 0.0), (60, 1.0)], ids=["day 59", "day 60"])
def test_dormancy_starts_after_sixty_silent_days(candidate: Peer, days: int, share: float) -> None:
    """Who never buys is dormant at the midnight after the sixtieth day, not before."""
    life = replace(NEVER_TOUCHED, rate_mean=1e-12)
    assert lived(candidate, life, 50, days).measures()["share dormant"] == share


@pytest.mark.parametrize("candidate", every_peer())
def test_the_dormant_hear_only_the_recall(candidate: Peer) -> None:
    """With no recall, the fatigue of the dormant fades; with no touch, only the dormant tire."""
    life = replace(Lifecycle(), rate_mean=1e-12, annoyance=0.0)
    silenced = lived(candidate, replace(life, touch=1.0, recall=0.0), 50, 62)
    recalled = lived(candidate, replace(life, touch=0.0, recall=1.0), 50, 62)
    steady = sum(life.fatigue_keep**age for age in range(60))
    assert silenced.fatigue / 50 == pytest.approx(steady * life.fatigue_keep**2, rel=1e-4)
    assert recalled.fatigue / 50 == pytest.approx(1.0 + life.fatigue_keep, rel=1e-5)


@pytest.mark.parametrize("candidate", every_peer())
def test_a_friend_joins_at_midnight_and_lives_from_the_next_day(candidate: Peer) -> None:
    """If everybody buys and refers every day, the population doubles at each midnight."""
    life = replace(NEVER_TOUCHED, rate_mean=1e6, rate_shape=50.0, referral=1.0)
    outcome = lived(candidate, life, 10, 5)
    assert outcome.shoppers == 10 * 2**5
    assert outcome.shopper_days == 10 * (2**5 - 1)
    assert outcome.purchases == outcome.shopper_days


@pytest.mark.parametrize("candidate", every_peer())
def test_the_muted_are_left_alone_and_still_buy(candidate: Peer) -> None:
    """Who mutes at the first touch is never touched again and goes on buying."""
    life = replace(
        Lifecycle(),
        touch=1.0,
        annoyance=1e9,
        tolerance_mean=1e-6,
        rate_mean=1e6,
        rate_shape=50.0,
        referral=0.0,
    )
    outcome = lived(candidate, life, 50, 4)
    assert outcome.muted == 50
    assert outcome.fatigue / 50 == pytest.approx(life.fatigue_keep**3, rel=1e-5)
    assert outcome.purchases == 50 * 4


@pytest.mark.parametrize("candidate", every_peer())
def test_the_same_seed_gives_the_same_outcome(candidate: Peer) -> None:
    """The seed decides all luck."""
    assert lived(candidate, Lifecycle(), 200, 20, 7) == lived(candidate, Lifecycle(), 200, 20, 7)


@pytest.mark.parametrize(
    "wrong",
    [
        {"touch": 0.33},
        {"open_rate": 0.385},
        {"fatigue_keep": 0.75},
        {"boost": 2.0},
        {"dormant_after": 50},
        {"dormant_factor": 0.0},
        {"annoyance": 0.075},
        {"referral": 0.15},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_another_law_is_noticed(wrong: dict[str, float]) -> None:
    """One number off, and the agreement test of a benchmark run says so."""
    honest = preparer(peer("numpy"))

    def skewed(life: Lifecycle, shoppers: int, days: int, seed: int) -> Run:
        return honest(replace(life, **wrong), shoppers, days, seed)

    _, z = worst(z_scores(outcomes(honest, DAYS), outcomes(skewed, DAYS)))
    assert abs(z) > LIMIT
