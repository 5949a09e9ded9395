"""The longest horizon a plan may have: what lies beyond what rows can hold never comes."""

from __future__ import annotations

import numpy as np
import pytest

from sim.behaviour.clock import DAY, NEVER, SECOND
from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.config.schema import LONGEST_DAYS
from sim.population.compiled.clockwork import moment_of, second_of, waking
from sim.population.compiled.layout import LIFE, NEVER_DAY, NEVER_SECOND
from sim.population.reference.registers import MONTH
from tests.conftest import Planner
from tests.world.test_engines import both, same


def test_both_engines_live_the_longest_horizon_alike(plan: Planner) -> None:
    same(*both(plan("baseline", "shoppers.initial=6", f"horizon_days={LONGEST_DAYS}")))


def test_every_day_of_the_longest_horizon_can_be_kept() -> None:
    assert 2 * LONGEST_DAYS + 1 < NEVER_DAY
    assert np.iinfo(LIFE["next_age"]).max > LONGEST_DAYS * DAY // MONTH
    assert LONGEST_DAYS * (DAY // SECOND) < NEVER_SECOND


def test_a_plan_beyond_the_longest_horizon_is_refused() -> None:
    with pytest.raises(InputError, match=f"{LONGEST_DAYS:,}"):
        compose_plan("baseline", [f"horizon_days={LONGEST_DAYS + 1}"])


@pytest.mark.parametrize(
    ("moment", "kept"),
    [
        pytest.param(0, 0, id="day 0"),
        pytest.param(-5 * DAY, -5 * 86_400, id="before day 0"),
        pytest.param(24_855 * DAY, 24_855 * 86_400, id="the last whole day"),
        pytest.param(24_856 * DAY, NEVER_SECOND, id="too far to be kept"),
        pytest.param(NEVER, NEVER_SECOND, id="never"),
    ],
)
def test_a_moment_is_kept_in_seconds_or_never_comes(moment: int, kept: int) -> None:
    assert second_of(moment) == kept
    assert moment_of(kept) == (NEVER if kept == NEVER_SECOND else moment)


@pytest.mark.parametrize(
    ("own", "visit", "kept"),
    [
        pytest.param(3 * DAY, 5 * DAY, 6, id="something of one's own comes first"),
        pytest.param(5 * DAY, 3 * DAY, 7, id="only a visit comes"),
        pytest.param(3 * DAY, 3 * DAY + 5, 6, id="both come on one day"),
        pytest.param(LONGEST_DAYS * DAY, NEVER, 2 * LONGEST_DAYS, id="on the last day there is"),
        pytest.param(NEVER, 20_000 * DAY, NEVER_DAY - 1, id="a visit too far to be kept"),
        pytest.param(NEVER, NEVER, NEVER_DAY - 1, id="nothing comes"),
    ],
)
def test_a_row_wakes_on_a_day_and_says_whether_only_a_visit_comes(
    own: int, visit: int, kept: int
) -> None:
    assert waking(own, visit) == kept
