"""Who came by lately: of the day before it is known without a look at everybody."""

from __future__ import annotations

import numpy as np
import pytest

from sim.behaviour.clock import DAY
from sim.config.compose import compose_plan
from sim.population.compiled.city import City
from sim.population.interface import ALWAYS
from sim.world import World

# points_mall looks for everybody's next order on a visit, so that nobody only looks in
SIZE = ["shoppers.initial=2500", "horizon_days=12"]
PLANS = ["everything", "points_mall", "friends_order_together"]


@pytest.mark.parametrize("scenario", PLANS)
def test_whoever_came_is_found_whatever_the_day_asked_for(scenario: str) -> None:
    """At each midnight, with newcomers and several blocks: all who came, and no other."""
    plan = compose_plan(scenario, [*SIZE, "engine=compiled"]).plan
    world = World(plan, 0, threads=2, block=1024)
    city = world.population
    assert isinstance(city, City)
    found = 0
    for day in range(11):
        world.env.run(until=(day + 1) * DAY - 1)
        for block in city.blocks:
            block.begin()
            for since in (ALWAYS, day - 7, day - 1, day, day + 1):
                for ordered in (False, True):
                    last = block.people.lives["last_order_day" if ordered else "last_active"]
                    came = block.came(since, ordered=ordered)
                    assert came.tolist() == np.flatnonzero(last[: block.size] >= since).tolist()
                    found += len(came)
    assert found
