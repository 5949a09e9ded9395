"""Gamma-Gamma: what somebody's orders so far say about the next one."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.config.said import say
from sim.prove.gate import Case, Finding, Gate, Parameter, Settings, foreseen, mean
from sim.prove.trial import NO_DROPOUT, Trial, lives
from sim.study.fit.gammagamma import GammaGamma, conditional_value

_MOST = 8  # orders seen; nine are made in the two days lived


def measure(of: Settings, trial: Trial) -> list[Finding]:
    """Mean value of the order after the first `t`, by thirds of the mean of those `t`.

    The conditional mean is linear in the mean seen, so that the formula at a third's average is
    the average of the formula: `given` holds that average, in the unit of `v`.
    """
    model = GammaGamma(of["p"], of["q"], of["v"])
    values, first, orders = _values(model, trial)
    found = []
    for t in map(int, of.t):
        start = first[orders > t]
        following = values[start + t]
        if t == 0:
            target = float(conditional_value(model, np.zeros(1, dtype=np.int64), np.zeros(1))[0])
            found.append(mean("conditional_mean", t, target, following))
            continue
        seen = np.mean([values[start + k] for k in range(t)], axis=0)
        for third in np.array_split(np.argsort(seen), 3):
            expected = conditional_value(model, np.full(len(third), t), seen[third])
            average = float(seen[third].mean())
            found.append(foreseen("conditional_mean", t, expected, following[third], mean=average))
    return found


def _values(model: GammaGamma, trial: Trial) -> tuple[Any, Any, Any]:
    """Order values person by person, where each person's begin, and how many there are."""
    log = trial.live(
        *NO_DROPOUT,
        "shoppers.repeat.r=1000",
        "shoppers.repeat.alpha_weeks=24",  # six orders a day
        f"shoppers.spend.p={model.p}",
        f"shoppers.spend.q={model.q}",
        f"shoppers.spend.v_yuan={model.v}",
        days=2,
        events=("order",),
    )
    log, person = lives(log)
    first = np.flatnonzero(log["reference"] == 0)
    return log["amount_fen"] / 100, first, np.bincount(person)


GATES = (
    Gate(
        name="gammagamma",
        about={
            "en": "Gamma-Gamma: mean value of the next order, given those before",
            "zh": "Gamma-Gamma：给定历史订单额的下一单期望",
        },
        source="Fader and Hardie (2013), The Gamma-Gamma Model of Monetary Value, equation 5",
        unit={"en": "orders seen", "zh": "已见订单数"},
        points=Parameter(0, 0, _MOST, say("orders seen")),
        default_t=(0, 1, 2, 4),
        parameters={
            "p": Parameter(6.25, 0.1, 1e3, say("order value within a shopper: gamma shape")),
            "q": Parameter(3.74, 2.1, 1e3, say("spend rates across shoppers: gamma shape")),
            "v": Parameter(15.44, 1.0, 1e6, say("spend rates across shoppers: gamma scale")),
        },
        measure=measure,
        cases=(
            Case(200_000, "Fader and Hardie's estimates for CDNOW, in dollars"),
            Case(200_000, "computed", {"p": 2.0, "q": 6.0, "v": 400.0}),
        ),
    ),
)
