"""What one more lever costs a full plan: `everything` with it and without it, in turn.

    python -m benchmarks.levers [--people N] [--rounds N] [LEVER ...]

A lever is a variant of a group (`points=mall`) or a scenario of the library, whose own settings are
laid over those of `everything`. Printed are nanoseconds of a lived shopper-day, of the processors
and by the clock, on all of them, and the ratios of both within a round.
"""

from __future__ import annotations

import argparse
import copy
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from sim.behaviour.clock import DAY
from sim.config.compose import compose_plan
from sim.config.schema import Plan
from sim.world import World

SCENARIOS = Path(__file__).parents[1] / "scenarios"
FULL = "everything"
BEGIN, END = 10, 30  # days: coupons and journeys are under way
LEVERS = (
    *("platform=wecom_2025_11", "platform=wecom_by_date", "points=mall", "stored_value=card"),
    *("tiers=four", "cart=shop", "satisfaction=followed", "desk=basic", "goods=apparel"),
    *("selling=second_floor", "views=all", "friends_order_together", "live_shared"),
    *("invitation_meant", "browsed_offered", "group_speech_points", "nps_everybody"),
)


class Pace(NamedTuple):
    """Nanoseconds of a lived shopper-day: of all processors, and by the clock."""

    busy: float
    clock: float


def overlaid(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of one scenario over those of another; lists are taken whole."""
    made = copy.deepcopy(dict(below))
    for key, value in above.items():
        under = made.get(key)
        if isinstance(value, Mapping) and isinstance(under, Mapping):
            made[key] = overlaid(under, value)
        else:
            made[key] = copy.deepcopy(value)
    return made


def plan_with(lever: str, people: int) -> Plan:
    """The full plan with a lever, or alone if it has no name."""
    size = [f"shoppers.initial={people}", f"horizon_days={END + 1}", "engine=compiled"]
    if not lever or "=" in lever:
        return compose_plan(FULL, [*size, *filter(None, [lever])]).plan
    below, above = (
        yaml.safe_load((SCENARIOS / f"{name}.yaml").read_text(encoding="utf-8"))
        for name in (FULL, lever)
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "full_with_one_more.yaml"
        made = yaml.safe_dump(overlaid(below, above), allow_unicode=True, sort_keys=False)
        file.write_text(made, encoding="utf-8")
        return compose_plan(file.stem, [f"scenario_dir={folder}", *size]).plan


def pace(plan: Plan) -> Pace:
    """Live some days of a plan."""
    world = World(plan, 0)
    world.env.run(until=BEGIN * DAY - 1)
    before = world.population.admitted()
    busy, clock = time.process_time(), time.perf_counter()
    world.env.run(until=END * DAY - 1)
    busy, clock = time.process_time() - busy, time.perf_counter() - clock
    lived = (before + world.population.admitted()) / 2 * (END - BEGIN)
    return Pace(busy / lived * 1e9, clock / lived * 1e9)


def main() -> None:
    """Measure some levers and print a line for each round."""
    parser = argparse.ArgumentParser(description="What one more lever costs a full plan.")
    parser.add_argument("levers", nargs="*", metavar="LEVER")
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    print(
        f"{'lever':26} {'ns':>6} {'clock':>6} {'alone':>6} {'clock':>6} {'ratio':>6} {'clock':>6}"
    )
    for lever in given.levers or LEVERS:
        pace(plan_with(lever, 2_000))  # what it needs is compiled
        for _ in range(given.rounds):
            alone, more = (pace(plan_with(one, given.people)) for one in ("", lever))
            ratios = more.busy / alone.busy, more.clock / alone.clock
            print(f"{lever:26} {' '.join(f'{one:6.2f}' for one in (*more, *alone, *ratios))}")


if __name__ == "__main__":
    main()
