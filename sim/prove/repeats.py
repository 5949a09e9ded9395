"""Repeat orders of a cohort left alone, whatever the order law, and how gates look at them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from sim.behaviour.clock import DAY
from sim.config.errors import InputError
from sim.config.said import say
from sim.config.schema import LONGEST_DAYS
from sim.prove.closed.scatter import variance
from sim.prove.gate import Finding, Parameter, Settings, counted, foreseen, foreseen_share, share
from sim.prove.trial import Trial, lives

WEEK = 7 * DAY
LONGEST_WEEKS = (LONGEST_DAYS - 1) // 7
HISTORY = {
    "observed": Parameter(39.0, 0.1, LONGEST_WEEKS, say("weeks of history seen")),
    "ahead": Parameter(39.0, 0.1, 200, say("weeks to come")),
}


class Orders(NamedTuple):
    """Repeat orders in weeks since each person's own first, and who was lost when.

    person, week: of each repeat order, shape (orders,).
    lost: week of each person's dropout, infinite if never, shape (people,).
    """

    person: Any
    week: Any
    lost: Any

    def counts(self, start: float, end: float) -> Any:
        """Repeat orders of each person from week `start` to before week `end`, shape (people,)."""
        within = (self.week >= start) & (self.week < end)
        return np.bincount(self.person[within], minlength=len(self.lost))


def live_orders(trial: Trial, weeks: float, *settings: str) -> Orders:
    """Live `weeks` from everybody's first order, under an order law given as settings.

    Raises:
        InputError: more weeks than the longest horizon has.
    """
    if weeks > LONGEST_WEEKS:
        raise InputError(
            say("these are more weeks than the longest horizon has"),
            file=say("command line"),
            value=weeks,
            allowed=say("at most {most:g}", most=LONGEST_WEEKS),
        )
    days = math.ceil(weeks * 7) + 1
    log = trial.live(*settings, days=days, events=("order", "dropped_out"))
    log, person = lives(log)
    gone = log["event"] == "dropped_out"
    first = ~gone & (log["reference"] == 0)
    week = (log["time_ms"] - log["time_ms"][first][person]) / WEEK
    lost = np.full(first.sum(), np.inf)
    lost[person[gone]] = week[gone]
    repeat = ~first & ~gone
    return Orders(person[repeat], week[repeat], lost)


def expectations(
    orders: Orders,
    weeks: Sequence[float],
    expected: Callable[[float], float],
    none: Callable[[float], float],
    pairs: Callable[[float], float],
) -> list[Finding]:
    """Mean repeat orders and share without one after so many weeks, against what is `expected`.

    pairs: mean number of ordered pairs of repeat orders (`closed.scatter`).
    """
    found = []
    for t in weeks:
        counts, target = orders.counts(0.0, t), expected(t)
        scatter = variance(target, pairs(t))
        found.append(counted("expected_purchases", t, target, scatter, counts))
        found.append(share("p0", t, none(t), counts == 0))
    return found


Foresight = Callable[[int, Any], Any]  # of people with x repeat orders, the last at weeks t_x


def histories(
    of: Settings,
    orders: Orders,
    alive: Foresight,
    to_come: Foresight,
    pairs: Callable[[int], float],
) -> list[Finding]:
    """Who is still a buyer and what comes next, among people with `t` repeat orders so far.

    alive, to_come: P(alive) now and orders expected in the weeks ahead, given the number of repeat
    orders and the week of each person's last, shape (people,).
    pairs: of the orders in the weeks ahead of those alive now with so many repeat orders.
    """
    seen, ahead = of["observed"], of["ahead"]
    counts, future = orders.counts(0.0, seen), orders.counts(seen, seen + ahead)
    living = orders.lost >= seen
    last = np.zeros(len(living))
    early = orders.week < seen
    np.maximum.at(last, orders.person[early], orders.week[early])
    found: list[Finding] = []
    for t in of.t:
        group = np.flatnonzero(counts == t)
        if len(group):
            chances, expected = alive(int(t), last[group]), to_come(int(t), last[group])
            scatter = variance(expected, chances * pairs(int(t)))
            found += _of_group(t, of, chances, living[group], expected, scatter, future[group])
    if not found:
        raise InputError(
            say("nobody has so many repeat orders in the weeks observed"),
            file=say("command line"),
            key="t",
            value=", ".join(f"{t:g}" for t in of.t),
            allowed=say("fewer repeat orders, more weeks observed, or more people"),
        )
    return found


def _of_group(
    t: float, of: Settings, chances: Any, living: Any, expected: Any, scatter: Any, future: Any
) -> Iterator[Finding]:
    """P(alive) and the orders to come of one group, against each member's own history."""
    seen = of["observed"]
    yield foreseen_share("alive", t, chances, living, weeks=seen)
    given = {"weeks": seen, "ahead": of["ahead"]}
    yield foreseen("conditional_purchases", t, expected, future, scatter, **given)
