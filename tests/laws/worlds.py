"""Worlds to hold laws against: small plans, changed lever by lever, lived in either engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import is_dataclass, replace
from functools import cache
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.config.compose import compose_plan
from sim.config.schema import Plan
from sim.measure.result import RunResult
from sim.world import simulate

ENGINES = ("simpy", "compiled")
FEW, MANY = 3, 50
Levers = dict[str, Any]
Node = TypeVar("Node")

CAMPAIGNS = (  # two broadcasts, no guide, no friend: nobody's life touches another's
    "touch.channels.community.enrol=0.7",
    "touch.channels.official.enrol=0.5",
    "touch.channels.official.open_rate=0.2",
    "campaigns.daily_promotions.hours=[10,20]",
    "+campaigns.letter={channel:official,content:content,hours:[12],every_days:3,from_day:1,"
    "until_day:999,coupon:false,intensity:0.7}",
)
FRIENDS = ("referral.accept=0.05", "referral.accept_gain=0.1")  # cascades that die out

SEEDS = st.integers(0, 2**32 - 1)
SETTINGS = st.fixed_dictionaries(  # what a law about something else must not depend on
    {
        "seed": SEEDS,
        "shoppers.return_rate": st.sampled_from([0.0, 0.3]),
        "shoppers.visits.per_week": st.sampled_from([0.0, 1.0]),
        "touch.min_gap_minutes": st.sampled_from([0, 700]),
        "touch.response.annoyance": st.sampled_from([0.0, 0.003, 0.03]),
    }
)


@cache
def plan_of(scenario: str, *overrides: str) -> Plan:
    """A scenario with 100 people over 45 days, unless the overrides say otherwise."""
    return compose_plan(scenario, ["shoppers.initial=100", "horizon_days=45", *overrides]).plan


def changed(plan: Plan, levers: Levers) -> Plan:
    """The plan with other values at some dotted keys."""
    for key, value in levers.items():
        plan = _with(plan, key.split("."), value)
    return plan


def every_lever(engine: str, levers: Levers) -> Plan:
    """Guides, journeys, campaigns, coupons and friends at once."""
    return changed(plan_of("everything", *FRIENDS, f"engine={engine}"), levers)


def _with(node: Node, path: list[str], value: Any) -> Node:
    head, *rest = path
    if is_dataclass(node):
        inner = _with(getattr(node, head), rest, value) if rest else value
        return replace(node, **{head: inner})  # type: ignore[type-var, unused-ignore]
    assert isinstance(node, dict) and head in node, f"no {head} to change"
    return {**node, head: _with(node[head], rest, value) if rest else value}  # type: ignore[return-value]


def lived(plan: Plan, **levers: Any) -> RunResult:
    """The first replication with its event log; levers as keywords, `__` for a dot."""
    changes = {key.replace("__", "."): value for key, value in levers.items()}
    return simulate(changed(plan, changes), 0, events=True)


def rows(result: RunResult, *events: str) -> list[tuple[Any, ...]]:
    """Rows of the event log, of some events or of all."""
    assert result.events is not None
    whole = zip(*(column.tolist() for column in result.events.values()), strict=True)
    return [row for row in whole if not events or row[2] in events]


def by_shopper(result: RunResult, *events: str) -> Counter[int]:
    """How many of these events each shopper had."""
    return Counter(row[1] for row in rows(result, *events))


def never_fewer(more: Counter[int], less: Counter[int]) -> bool:
    """Whether everybody has at least as many in the first count as in the second."""
    return all(more[uid] >= number for uid, number in less.items())


def identical(one: RunResult, other: RunResult) -> bool:
    """Whether two worlds agree in every event, count, KPI and fen."""
    return (
        rows(one) == rows(other)
        and all(one.daily[name].tobytes() == other.daily[name].tobytes() for name in one.daily)
        and one.ledger.tobytes() == other.ledger.tobytes()
        and repr(one.kpis) == repr(other.kpis)
    )


def law(**strategies: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], Any]:
    """A rule `(engine, drawn...)` as a test of both engines: few examples, or slowly many.

    Examples follow from the rule's name alone, so that a run can be repeated.
    """

    def make(rule: Callable[..., None]) -> Any:
        @pytest.mark.parametrize("engine", ENGINES)
        @pytest.mark.parametrize(
            "examples",
            [pytest.param(FEW, id="few"), pytest.param(MANY, id="many", marks=pytest.mark.slow)],
        )
        def test(engine: str, examples: int) -> None:
            def example(**drawn: Any) -> None:
                rule(engine, **drawn)

            example.__name__ = example.__qualname__ = rule.__name__
            settings(
                max_examples=examples,
                deadline=None,
                derandomize=True,
                database=None,
                suppress_health_check=list(HealthCheck),
            )(given(**strategies)(example))()

        test.__name__, test.__doc__ = rule.__name__, rule.__doc__
        return test

    return make
