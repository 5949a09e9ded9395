"""Pareto/NBD: repeat buying that ends with a lifetime nobody sees."""

from __future__ import annotations

from typing import Any

from sim.config.said import say
from sim.prove.closed.pareto_nbd import (
    ParetoNbd,
    alive,
    conditional_repeats,
    expected_repeats,
    none_chance,
)
from sim.prove.closed.scatter import pareto_pairs
from sim.prove.gate import Case, Finding, Gate, Parameter, Settings
from sim.prove.repeats import HISTORY, LONGEST_WEEKS, Orders, expectations, histories, live_orders
from sim.prove.trial import Trial
from sim.study.fit.btyd import BOUNDS

MEMBERS = {
    "r": Parameter(0.553, *BOUNDS["r"], say("purchase rates: gamma shape")),
    "alpha": Parameter(10.578, *BOUNDS["alpha"], say("purchase rates: gamma scale in weeks")),
    "s": Parameter(0.606, 1e-3, 1e3, say("lifetimes: gamma shape")),
    "beta": Parameter(11.669, 1e-3, 1e5, say("lifetimes: gamma scale in weeks")),
}
_PAPER = "Schmittlein, Morrison and Colombo (1987), Management Science 33(1)"


def _model(of: Settings) -> ParetoNbd:
    return ParetoNbd(of["r"], of["alpha"], of["s"], of["beta"])


def _live(model: ParetoNbd, weeks: float, trial: Trial) -> Orders:
    return live_orders(
        trial,
        weeks,
        "shoppers.repeat.law=paretonbd",
        f"shoppers.repeat.r={model.r}",
        f"shoppers.repeat.alpha_weeks={model.alpha}",
        f"shoppers.repeat.s={model.s}",
        f"shoppers.repeat.beta_weeks={model.beta}",
    )


def measure_expectation(of: Settings, trial: Trial) -> list[Finding]:
    """Mean repeat orders and share without one, `t` weeks after the first order."""
    model = _model(of)
    return expectations(
        _live(model, max(of.t), trial),
        of.t,
        lambda t: expected_repeats(model, t),
        lambda t: none_chance(model, t),
        lambda t: pareto_pairs(model, t),
    )


def measure_history(of: Settings, trial: Trial) -> list[Finding]:
    """Who is still a buyer and what comes next, among people with `t` repeat orders so far."""
    model, seen, ahead = _model(of), of["observed"], of["ahead"]

    def to_come(x: int, t_x: Any) -> Any:
        return conditional_repeats(model, ahead, x, t_x, seen)

    def pairs(x: int) -> float:
        later = ParetoNbd(model.r + x, model.alpha + seen, model.s, model.beta + seen)
        return pareto_pairs(later, ahead)

    orders = _live(model, seen + ahead, trial)
    return histories(of, orders, lambda x, t_x: alive(model, x, t_x, seen), to_come, pairs)


_MANUAL = "printed in the manual of R's package BTYD; computed at the rounded parameters"

# The two experiments on the sample look at the same lives, which are lived once.
GATES = (
    Gate(
        name="paretonbd_history",
        about={
            "en": "Pareto/NBD: P(alive) and orders to come, given a history",
            "zh": "Pareto/NBD：给定历史的存活概率与后续单数",
        },
        source=f"{_PAPER}; Fader and Hardie (2005), A Note on Deriving the Pareto/NBD Model",
        unit={"en": "repeat orders so far", "zh": "已有复购单数"},
        points=Parameter(0, 0, 10_000, say("repeat orders so far")),
        default_t=(0, 1, 2, 3, 4, 5, 6, 7),
        parameters=MEMBERS | HISTORY,
        measure=measure_history,
        cases=(Case(500_000, "computed from each simulated history (x, t_x, T)"),),
    ),
    Gate(
        name="paretonbd",
        about={
            "en": "Pareto/NBD: mean repeat orders and share without one",
            "zh": "Pareto/NBD：平均复购单数与零复购占比",
        },
        source=_PAPER,
        unit={"en": "weeks since the first order", "zh": "首单后周数"},
        points=Parameter(39.0, 1e-3, LONGEST_WEEKS, say("weeks since the first order")),
        default_t=(*map(float, range(1, 10)), 39.0, 78.0),
        parameters=MEMBERS,
        measure=measure_expectation,
        cases=(Case(500_000, _MANUAL),),
    ),
)
