"""How much luck twin worlds can spare at most where one world alone invites (docs/intervals.md).

`pytest tests/study/test_twin_worlds.py -m slow -s` prints the table of that page.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.population.reference import sharing
from sim.randomness import address
from sim.statistics.intervals import Floats, variance_factor
from sim.world import simulate

WORLDS, REDRAWN = 14, 8
KPIS = ("members", "active_30", "orders", "net_sales", "contribution")


class OtherFriends:
    """Addresses under which members ask other people; their own lives, and who accepts, stay."""

    def __init__(self, salt: int) -> None:
        self.salt = salt * 0x9E3779B97F4A7C15 & (1 << 62) - 1

    def __getattr__(self, name: str) -> object:
        return getattr(address, name)

    def uid_of_friend(self, parent: int, ordinal: int) -> int:
        return address.uid_of_friend(parent ^ self.salt, ordinal)


def most_by_pairing(ours: Floats, theirs: Floats) -> Floats:
    """The largest `variance_factor` any pairing of two worlds could have, shape (quantities,).

    Whatever their correlation, the difference varies by no less than (s - s')^2 where s and s' are
    the two standard deviations (Cauchy and Schwarz), so the factor is at most
    (s^2 + s'^2) / (s - s')^2: ten needs s below 1.6 s'. Infinite where they are equal.
    """
    mine, other = ours.std(axis=0, ddof=1), theirs.std(axis=0, ddof=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        most: Floats = (mine**2 + other**2) / (mine - other) ** 2
    return most


def test_most_by_pairing_by_hand():
    """Spreads 1 and 2: variances 1 + 4 over (2 - 1) squared. Equal spreads know no bound."""
    ours, theirs = np.array([[0.0], [2.0], [4.0]]), np.array([[5.0], [6.0], [7.0]])
    assert most_by_pairing(ours, theirs) == pytest.approx(5.0)
    assert most_by_pairing(ours, ours) == np.inf


def test_no_pairing_beats_the_bound():
    """However two worlds are paired, perfectly in step too, the factor stays at or below."""
    luck = np.random.default_rng(1)
    theirs = luck.normal(size=(200, 1))
    for part in (-1.0, 0.0, 0.7, 1.0):
        ours = 3.0 * (part * theirs + np.sqrt(1 - part**2) * luck.normal(size=(200, 1)))
        assert variance_factor(ours, theirs) <= most_by_pairing(ours, theirs) * (1 + 1e-9)


@pytest.mark.slow
def test_friends_of_one_world_cost_the_floor(plan, monkeypatch):
    """two_sided_referral against baseline: ten is out of reach for people and for orders.

    Friends are drawn again while everybody who lives in both worlds keeps life and luck. What then
    still varies no twin world can cancel, so it bounds the factor.
    """
    ours, theirs = (
        plan(name, "shoppers.initial=500", "engine=simpy")
        for name in ("two_sided_referral", "baseline")
    )
    a, b = np.empty((WORLDS, len(KPIS))), np.empty((WORLDS, REDRAWN, len(KPIS)))
    for world in range(WORLDS):
        a[world] = figures(theirs, world)
        for salt in range(REDRAWN):
            monkeypatch.setattr(sharing, "at", OtherFriends(salt))
            b[world, salt] = figures(ours, world)
    alone = b.var(axis=1, ddof=1).mean(axis=0)
    varied = alone * (1 - 1 / REDRAWN) + b.mean(axis=1).var(axis=0, ddof=1)
    bound = (a.var(axis=0, ddof=1) + varied) / alone
    any_pairing = most_by_pairing(b[:, 0], a)
    for name, of_people, of_any in zip(KPIS, bound, any_pairing, strict=True):
        print(f"{name}: same people, same luck at most {of_people:.1f}; any pairing {of_any:.1f}")
    found = dict(zip(KPIS, bound, strict=True))
    assert max(found["members"], found["active_30"], found["orders"]) < 10
    assert dict(zip(KPIS, any_pairing, strict=True))["members"] < 10


def figures(plan, world: int) -> list[float]:
    found = simulate(plan, world).kpis
    return [found[name] for name in KPIS]
