"""BG/NBD: repeat buying of a customer base left alone, in continuous time."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.config.said import say
from sim.prove.closed.scatter import bg_pairs
from sim.prove.gate import Case, Finding, Gate, Parameter, Settings, share
from sim.prove.repeats import HISTORY, LONGEST_WEEKS, Orders, expectations, histories, live_orders
from sim.prove.trial import Trial
from sim.study.fit.btyd import (
    BOUNDS,
    BgNbd,
    alive,
    conditional_repeats,
    expected_repeats,
    repeats_pmf,
)

HORIZONS = (1 / 7, 1.0, 3.0, 31.8571, 32.0, 39.0, 52.0, 78.0)
MEMBERS = {
    "r": Parameter(0.243, *BOUNDS["r"], say("purchase rates: gamma shape")),
    "alpha": Parameter(4.414, *BOUNDS["alpha"], say("purchase rates: gamma scale in weeks")),
    "a": Parameter(0.793, *BOUNDS["a"], say("dropout: first beta shape")),
    "b": Parameter(2.426, *BOUNDS["b"], say("dropout: second beta shape")),
}
PAPER = "Fader, Hardie and Lee (2005), Marketing Science 24(2)"


def live(model: BgNbd, weeks: float, trial: Trial) -> Orders:
    """Live `weeks` from everybody's first order."""
    return live_orders(
        trial,
        weeks,
        f"shoppers.repeat.r={model.r}",
        f"shoppers.repeat.alpha_weeks={model.alpha}",
        f"shoppers.repeat.a={model.a}",
        f"shoppers.repeat.b={model.b}",
    )


def _model(of: Settings) -> BgNbd:
    return BgNbd(of["r"], of["alpha"], of["a"], of["b"])


def measure_expectation(of: Settings, trial: Trial) -> list[Finding]:
    """Mean repeat orders and share without one, `t` weeks after the first order."""
    model = _model(of)
    return expectations(
        live(model, max(of.t), trial),
        of.t,
        lambda t: float(expected_repeats(model, np.array([t]))[0]),
        lambda t: float(repeats_pmf(model, np.array([0]), t)[0]),
        lambda t: bg_pairs(model, t),
    )


def measure_counts(of: Settings, trial: Trial) -> list[Finding]:
    """Share of people with exactly `t` repeat orders in the weeks observed."""
    model, observed = _model(of), of["observed"]
    counts = live(model, observed + of["ahead"], trial).counts(0.0, observed)
    chances = repeats_pmf(model, np.array(of.t, dtype=np.int64), observed)
    return [
        share("chance", t, float(chance), counts == t, weeks=observed)
        for t, chance in zip(of.t, chances, strict=True)
    ]


def measure_history(of: Settings, trial: Trial) -> list[Finding]:
    """Who is still a buyer and what comes next, among people with `t` repeat orders so far."""
    model, seen, ahead = _model(of), of["observed"], of["ahead"]

    def alive_now(x: int, t_x: Any) -> Any:
        return alive(model, np.full(len(t_x), x), t_x, np.full(len(t_x), seen))

    def to_come(x: int, t_x: Any) -> Any:
        weeks, observed = np.full(len(t_x), ahead), np.full(len(t_x), seen)
        return conditional_repeats(model, weeks, np.full(len(t_x), x), t_x, observed)

    def pairs(x: int) -> float:
        later = BgNbd(model.r + x, model.alpha + seen, model.a, model.b + x)
        return bg_pairs(later, ahead)

    return histories(of, live(model, seen + ahead, trial), alive_now, to_come, pairs)


_SHEET = "printed for the CDNOW sample in Hardie's sheets; computed at the rounded parameters"
_OWN = {"r": 0.3, "alpha": 6.0, "a": 0.9, "b": 2.2}

# The first three experiments look at the same lives, which are lived once.
GATES = (
    Gate(
        name="bgnbd_counts",
        about={
            "en": "BG/NBD: distribution of repeat orders",
            "zh": "BG/NBD：复购单数分布",
        },
        source=f"{PAPER}, equation 8",
        unit={"en": "repeat orders", "zh": "复购单数"},
        points=Parameter(0, 0, 10_000, say("repeat orders")),
        default_t=(0, 1, 2, 3, 4, 5, 6, 7),
        parameters=MEMBERS | HISTORY,
        measure=measure_counts,
        cases=(Case(500_000, "printed in the manual of R's package BTYD"),),
    ),
    Gate(
        name="bgnbd_history",
        about={
            "en": "BG/NBD: P(alive) and orders to come, given a history",
            "zh": "BG/NBD：给定历史的存活概率与后续单数",
        },
        source=f"{PAPER}, equation 10; Fader, Hardie and Lee (2008), Computing P(alive)",
        unit={"en": "repeat orders so far", "zh": "已有复购单数"},
        points=Parameter(0, 0, 10_000, say("repeat orders so far")),
        default_t=(0, 1, 2, 3, 4, 5, 6, 7),
        parameters=MEMBERS | HISTORY,
        measure=measure_history,
        cases=(Case(500_000, "computed from each simulated history (x, t_x, T)"),),
    ),
    Gate(
        name="bgnbd",
        about={
            "en": "BG/NBD: mean repeat orders and share without one",
            "zh": "BG/NBD：平均复购单数与零复购占比",
        },
        source=f"{PAPER}, equations 8 and 9",
        unit={"en": "weeks since the first order", "zh": "首单后周数"},
        points=Parameter(39.0, 1e-3, LONGEST_WEEKS, say("weeks since the first order")),
        default_t=HORIZONS,
        parameters=MEMBERS,
        measure=measure_expectation,
        cases=(Case(500_000, _SHEET), Case(200_000, "computed", _OWN, (10.0, 39.0))),
    ),
)
