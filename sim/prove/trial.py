"""How a gate lives a plan: through the simulator a scenario runs through, and its event log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np

from sim.config.compose import Composer
from sim.measure.events import Events, Kept

# Nobody is touched, joins, visits or returns anything; people come with their first order on day 0.
QUIET = (
    "acquisition=none",
    "shoppers.start=cohort",
    "shoppers.first_orders=[1]",
    "shoppers.visits.per_week=0",
    "shoppers.return_rate=0",
)
# Nobody buys again either: one order in ten million weeks.
NO_REPEATS = ("shoppers.repeat.r=0.001", "shoppers.repeat.alpha_weeks=10000")
# Nobody is ever lost: one repeat order in a million is a last one.
NO_DROPOUT = ("shoppers.repeat.a=0.001", "shoppers.repeat.b=1000")
CERTAIN = 100_000.0  # yuan of reward; where 0.01 is half of the appeal, all but one in ten million

Log = dict[str, Any]


@dataclass(frozen=True)
class Trial:
    """How many people, which luck, which engine."""

    people: int
    seed: int
    engine: str

    def live(self, *settings: str, days: int, events: Sequence[str]) -> Log:
        """The columns of `events`."""
        return self.events(*settings, days=days, events=events).columns()

    def events(self, *settings: str, days: int, events: Sequence[str]) -> Events:
        """Live the quiet world changed by `settings`; its log, of these kinds only.

        Raises:
            InputError: the plan cannot be run as asked.
        """
        own = (
            f"shoppers.initial={self.people}",
            f"seed={self.seed}",
            f"engine={self.engine}",
            f"horizon_days={days}",
        )
        return _lived((*QUIET, *own, *settings), tuple(events))


@cache
def _composer() -> Composer:
    return Composer("baseline")


@lru_cache(maxsize=1)  # gates of one family may look at the same lives
def _lived(settings: tuple[str, ...], events: tuple[str, ...]) -> Events:
    from sim.population.engine import check_memory, make_ready
    from sim.world import simulate

    plan = _composer().plan(settings).plan
    check_memory([plan], 1)
    make_ready([plan])
    kept = Kept(events)
    simulate(plan, 0, kept)
    return kept.events()


def lives(log: Log) -> tuple[Log, Any]:
    """The log sorted by person, then time, and the number (0, 1, ...) of each row's person."""
    order = np.argsort(log["uid"], kind="stable")
    by_person = {name: column[order] for name, column in log.items()}
    uid = by_person["uid"]
    return by_person, np.cumsum(np.append(False, uid[1:] != uid[:-1]))
