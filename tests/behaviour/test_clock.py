"""The purchase clock integrates intensity exactly, however often one looks at it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.behaviour.clock import (
    BUYER,
    DAY,
    FLOOR,
    NEVER,
    NEWCOMER,
    SECOND,
    intensity,
    left_of,
    live,
    next_order,
    season_table,
)

DAYS = 120
SEASON = np.array([1.0 + 0.5 * np.sin(day / 9) for day in range(DAYS)])
FADES = {"impulse": 0.93, "goodwill": 0.97, "nudge": 0.8, "dip": 0.95}
TABLE = season_table(SEASON, *FADES.values())
BASE, PULL, BOOST = 0.02, 1.3, 0.8
State = dict[str, float]

shares = st.floats(0.0, 1.0).map(lambda share: share if share > FLOOR else 0.0)
states = st.fixed_dictionaries(
    {"fresh": shares, "goodwill": shares, "nudge": shares, "dip": shares}
)
kinds = st.sampled_from([BUYER, NEWCOMER])


def given_states(state: State) -> tuple[float, ...]:
    """Impulse and states in the order the clock takes them."""
    return tuple(state[name] for name in ("fresh", "goodwill", "nudge", "dip"))


def order(left: float, time: int, state: State, kind: int, base: float = BASE) -> int:
    """When the next order comes."""
    return next_order(left, time, time, base, PULL, BOOST, *given_states(state), kind, TABLE, 0)


def used(time: int, until: int, state: State, kind: int) -> float:
    """Hazard used up between two moments."""
    return (
        50.0 - live(50.0, time, until, BASE, PULL, BOOST, *given_states(state), kind, TABLE, 0)[0]
    )


def day_by_day(time: int, until: int, state: State, kind: int) -> float:
    """The same integral as a sum over days, the way it is defined."""
    total, fresh = 0.0, state["fresh"]
    goodwill, nudge, dip = state["goodwill"], state["nudge"], state["dip"]
    while time < until:
        stop = min((time // DAY + 1) * DAY, until)
        rate = intensity(BASE, SEASON[time // DAY], fresh, BOOST, goodwill, nudge, dip, PULL)
        total += rate * (stop - time) / DAY
        time = stop
        fresh *= FADES["impulse"] if kind == NEWCOMER else 1.0
        goodwill, nudge = goodwill * FADES["goodwill"], nudge * FADES["nudge"]
        dip *= FADES["dip"]
    return total


@given(states, kinds, st.integers(0, 40 * 86_400), st.integers(0, 70 * 86_400))
def test_the_closed_form_is_the_sum_over_days(
    state: State, kind: int, start: int, seconds: int
) -> None:
    """The looked-up integral of a stretch of any length is the sum of its days."""
    time, until = start * SECOND, (start + seconds) * SECOND
    assert used(time, until, state, kind) == pytest.approx(
        day_by_day(time, until, state, kind), rel=1e-9, abs=1e-12
    )


@given(st.floats(0.01, 5.0), states, kinds, st.integers(0, 40 * 86_400))
def test_an_order_comes_when_its_hazard_is_used_up(
    left: float, state: State, kind: int, start: int
) -> None:
    """What is used up until the order is the exponential drawn for it, to the second."""
    time = start * SECOND
    moment = order(left, time, state, kind)
    if moment == NEVER:
        assert used(time, DAYS * DAY, state, kind) <= left * (1 + 1e-9)
        return
    second = intensity(BASE, 1.5, 1.0, BOOST, 1.0, 1.0, 0.0, PULL) / 86_400
    assert moment % SECOND == 0
    assert used(time, moment, state, kind) <= left * (1 + 1e-9)
    assert used(time, moment, state, kind) > left * (1 - 1e-9) - 2 * second


@given(st.floats(0.01, 5.0), states, kinds, st.integers(1, DAYS - 2))
def test_stopping_on_the_way_changes_nothing(
    left: float, state: State, kind: int, stop: int
) -> None:
    """Settling at a midnight and going on finds the same order, unless a state fell to zero."""
    through = order(left, 1234 * SECOND, state, kind)
    if through < stop * DAY:
        return
    rest, goodwill, nudge, dip = live(
        left, 1234 * SECOND, stop * DAY, BASE, PULL, BOOST, *given_states(state), kind, TABLE, 0
    )
    fresh = state["fresh"] * left_of(TABLE, kind, stop)
    faded = {"fresh": fresh, "goodwill": goodwill, "nudge": nudge, "dip": dip}
    if any(state[name] and not faded[name] for name in ("goodwill", "nudge", "dip")):
        return
    later = order(rest, stop * DAY, faded, kind)
    assert later == through or abs(later - through) <= 2 * SECOND


@given(st.floats(0.01, 5.0), states, kinds, st.integers(0, 40 * 86_400), st.floats(0.0, 1.0))
def test_where_the_search_begins_changes_nothing(
    left: float, state: State, kind: int, start: int, share: float
) -> None:
    """Told any moment before which no order can come, the clock finds the same order."""
    time = start * SECOND
    moment = order(left, time, state, kind)
    known = time + int(share * (min(moment, DAYS * DAY) - time))
    told = next_order(left, time, known, BASE, PULL, BOOST, *given_states(state), kind, TABLE, 0)
    assert told == moment


def test_a_constant_rate_is_an_exponential_gap() -> None:
    """With every multiplier at one, the order comes after left / rate days."""
    flat = season_table(np.ones(DAYS), 1.0, 0.9, 0.9, 0.9)
    moment = next_order(0.5, 0, 0, 0.02, 1.0, 0.8, 1.0, 0.0, 0.0, 0.0, BUYER, flat, 0)
    assert moment == pytest.approx(25 * DAY, abs=SECOND)


@pytest.mark.parametrize(
    ("more", "sooner"),
    [("goodwill", True), ("nudge", True), ("fresh", True), ("dip", False)],
)
@given(left=st.floats(0.05, 2.0), low=st.floats(0.01, 0.5), gain=st.floats(0.01, 0.4))
def test_direction(more: str, sooner: bool, left: float, low: float, gain: float) -> None:
    """Goodwill, nudge and freshness bring an order forward; a dip puts it off."""
    calm = {"fresh": 0.5, "goodwill": 0.1, "nudge": 0.1, "dip": 0.1} | {more: low}
    strong = calm | {more: low + gain}
    first, second = order(left, 0, calm, NEWCOMER), order(left, 0, strong, NEWCOMER)
    assert (second <= first) if sooner else (second >= first)


@given(st.floats(0.01, 3.0), st.integers(0, 40), st.integers(41, DAYS - 1))
def test_no_order_without_intensity(left: float, start: int, end: int) -> None:
    """A rate of zero never orders and uses nothing up."""
    state = {"fresh": 1.0, "goodwill": 0.5, "nudge": 0.5, "dip": 0.0}
    assert order(left, start * DAY, state, BUYER, base=0.0) == NEVER
    rest = live(
        left, start * DAY, end * DAY, 0.0, PULL, BOOST, *given_states(state), BUYER, TABLE, 0
    )[0]
    assert rest == left
