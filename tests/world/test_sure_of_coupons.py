"""On a day that uses up the coupon budget, whoever is sure to be served lives the day at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.population.compiled.budgeting import sure
from sim.population.compiled.layout import Ints
from sim.population.compiled.living import Living
from sim.world import World, simulate
from tests.conftest import Planner
from tests.world.test_engines import both, same


@given(
    wishes=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30),
    others=st.integers(0, 50),
    left=st.integers(0, 150),
)
def test_nobody_before_the_turn_goes_without_whatever_is_asked(
    wishes: list[tuple[int, int]], others: int, left: int
) -> None:
    """Each asks for no more than they can be granted, and others may ask before them."""
    granted = np.array([max(pair) for pair in wishes], dtype=np.int64)
    asked = [min(pair) for pair in wishes]
    turn = sure(granted, left - others)
    served = [others + sum(asked[: place + 1]) <= left for place in range(turn)]
    assert all(served)
    if turn < len(wishes):
        assert others + granted[: turn + 1].sum() > left


class Shares:
    """How many of those who ask once were sure, and how many had to say what they ask, by day."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.days: list[tuple[int, int]] = []
        usual = Living._live_once

        def counted(city: Living, day: int, sends: Any, turn: int) -> list[Ints]:
            turns = np.concatenate([block.turns for block in city.blocks])
            self.days.append((int((turns < turn).sum()), int((turns >= turn).sum())))
            return usual(city, day, sends, turn)

        monkeypatch.setattr(Living, "_live_once", counted)

    @property
    def parted(self) -> bool:
        """Whether on some day some were sure and others not."""
        return any(early and late for early, late in self.days)


BROADCASTS = [
    pytest.param(8000, (), id="one broadcast"),
    pytest.param(
        20000,
        ("campaigns.benefit_day.hours=[11,19]",),
        id="who may answer another is sure of nothing",
    ),
    pytest.param(
        18000,
        ("campaigns.letter.coupon=true", "campaigns.letter.hours=[20]"),
        id="two broadcasts of one moment",
    ),
    pytest.param(
        12000,
        ("campaigns.letter.coupon=true", "campaigns.letter.hours=[9]"),
        id="two broadcasts of two channels",
    ),
    pytest.param(
        7000,
        ("campaigns.benefit_day.hours=[0]", "touch.quiet_from=0", "touch.quiet_to=0"),
        id="at midnight, before what expires is given back",
    ),
    pytest.param(12000, ("coupon.validity_days=60",), id="who holds enough asks nothing"),
]


@pytest.mark.parametrize(("budget", "broadcasts"), BROADCASTS)
def test_the_sure_are_served_as_time_order_serves_them(
    plan: Planner, monkeypatch: pytest.MonkeyPatch, budget: int, broadcasts: tuple[str, ...]
) -> None:
    """Both engines write the same log where a broadcast is partly beyond the budget."""
    shares = Shares(monkeypatch)
    same(
        *both(
            plan(
                "everything",
                *("shoppers.initial=400", "horizon_days=40", "touch.weekly_cap=20"),
                *(
                    "touch.channels.community.open_rate=0.7",
                    "touch.channels.official.open_rate=0.7",
                ),
                *("campaigns.benefit_day.every_days=2", "campaigns.letter.every_days=2"),
                *(
                    "campaigns.letter.from_day=4",
                    "coupon.validity_days=5",
                    f"coupon.budget={budget}",
                ),
                *("journeys.care_333.coverage=0.1", "journeys.welcome.coverage=0.1"),
                *broadcasts,
            )
        )
    )
    assert shares.parted, shares.days


@pytest.mark.parametrize(("threads", "block"), [(1, 64), (2, 64), (4, 37)])
def test_the_sure_are_the_same_whoever_lives_them(plan: Planner, threads: int, block: int) -> None:
    """Any number of threads and any block size write the same bytes."""
    rules = plan("everything", "shoppers.initial=600", "horizon_days=60", "coupon.budget=9000")
    reference = simulate(rules, 0, events=True)
    same(reference, World(rules, 0, events=True, threads=threads, block=block).run())
