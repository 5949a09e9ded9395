"""The purchase clock integrates intensity exactly, however often one looks at it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.behaviour.clock import DAY, NEVER, walk

DAYS = 120
SEASON = np.array([1.0 + 0.5 * np.sin(day / 9) for day in range(DAYS)])
TABLE = np.array([np.append(SEASON, 0.0), np.append(0.0, np.cumsum(SEASON))])
DECAYS = {"fresh_decay": 0.93, "goodwill_decay": 0.97, "nudge_decay": 0.8, "dip_decay": 0.95}
State = dict[str, float]


def live(
    left: float, time: int, until: int, states: State, base: float = 0.02
) -> tuple[int, float, int, State]:
    """Walk with the test's season and decays; returns (moment, left, time, states)."""
    moment, left, time, fresh, goodwill, nudge, dip = walk(
        left,
        time,
        until,
        base,
        1.3,
        0.8,
        states["fresh"],
        states["goodwill"],
        states["nudge"],
        states["dip"],
        *DECAYS.values(),
        TABLE,
        0,
    )
    return moment, left, time, {"fresh": fresh, "goodwill": goodwill, "nudge": nudge, "dip": dip}


shares = st.floats(0.0, 1.0).map(lambda share: share if share > 1e-3 else 0.0)
states = st.fixed_dictionaries(
    {"fresh": shares, "goodwill": shares, "nudge": shares, "dip": shares}
)


@given(st.floats(0.01, 5.0), states, st.lists(st.integers(1, DAYS - 2), max_size=6))
def test_stopping_at_midnights_changes_nothing(left: float, start: State, stops: list[int]) -> None:
    """Walking in pieces that end at midnights gives the moment of walking through, while warm."""
    through = live(left, 1234, (DAYS - 1) * DAY, start)[0]
    time, state = 1234, start
    for stop in [*sorted(set(stops)), DAYS - 1]:
        quiet = state["goodwill"] == state["nudge"] == state["dip"] == state["fresh"] == 0.0
        if quiet:  # a quiet stretch is one integral; it is only ever cut where something changes
            break
        moment, left, time, state = live(left, time, stop * DAY, state)
        if moment != NEVER:
            assert moment == through
            return
    else:
        assert through == NEVER


def test_a_constant_rate_is_an_exponential_gap() -> None:
    """With every multiplier at one, the order comes after left / rate days."""
    flat = np.array([np.append(np.ones(DAYS), 0.0), np.arange(DAYS + 1.0)])
    moment = walk(
        0.5, 0, DAYS * DAY, 0.02, 1.0, 0.8, 1.0, 0.0, 0.0, 0.0, 1.0, 0.9, 0.9, 0.9, flat, 0
    )[0]
    assert moment == pytest.approx(25 * DAY, abs=1)


@pytest.mark.parametrize(
    ("more", "sooner"),
    [("goodwill", True), ("nudge", True), ("fresh", True), ("dip", False)],
)
@given(left=st.floats(0.05, 2.0), low=st.floats(0.01, 0.5), gain=st.floats(0.01, 0.4))
def test_direction(more: str, sooner: bool, left: float, low: float, gain: float) -> None:
    """Goodwill, nudge and freshness bring an order forward; a dip puts it off."""
    calm = {"fresh": 0.5, "goodwill": 0.1, "nudge": 0.1, "dip": 0.1} | {more: low}
    strong = calm | {more: low + gain}
    first, second = (
        live(left, 0, (DAYS - 1) * DAY, calm)[0],
        live(left, 0, (DAYS - 1) * DAY, strong)[0],
    )
    assert (second <= first) if sooner else (second >= first)


@given(st.floats(0.01, 3.0), st.integers(0, 40), st.integers(41, DAYS - 1))
def test_no_order_without_intensity(left: float, start: int, end: int) -> None:
    """A rate of zero never orders and uses nothing up."""
    nothing = {"fresh": 1.0, "goodwill": 0.5, "nudge": 0.5, "dip": 0.0}
    moment, rest, _, _ = live(left, start * DAY, end * DAY, nothing, base=0.0)
    assert moment == NEVER
    assert rest == left
