"""sBG: who still renews a contract after so many chances to leave."""

from __future__ import annotations

import numpy as np

from sim.config.said import say
from sim.prove.closed.contract import survival
from sim.prove.gate import Case, Finding, Gate, Parameter, Settings, share_of
from sim.prove.trial import Trial

_PERIOD = 7  # days; how long a period lasts is of no account
REGULAR = "Fader and Hardie (2007), the Regular segment"
HIGH_END = "Fader and Hardie (2007), the High End segment"


def measure(of: Settings, trial: Trial) -> list[Finding]:
    """Share of people who made the `t`-th renewal order of their subscription."""
    log = trial.live(
        "shoppers.repeat.law=sbg",
        f"shoppers.repeat.period_days={_PERIOD}",
        f"shoppers.repeat.a={of['alpha']}",
        f"shoppers.repeat.b={of['beta']}",
        days=int(max(of.t)) * _PERIOD + 1,
        events=("order",),
    )
    targets = survival(of["alpha"], of["beta"], np.array(of.t, dtype=float))
    return [
        share_of(trial.people, "survival", t, float(target), (log["reference"] == t).sum())
        for t, target in zip(of.t, targets, strict=True)
    ]


GATES = (
    Gate(
        name="sbg",
        about={
            "en": "sBG: survival over renewals when customers differ",
            "zh": "sBG：客户各异时的续约留存",
        },
        source="Fader and Hardie (2007), Journal of Interactive Marketing 21(1), equation 6",
        unit={"en": "renewals", "zh": "续约次数"},
        points=Parameter(1, 1, 100, say("renewals")),
        default_t=tuple(range(1, 13)),
        parameters={
            "alpha": Parameter(0.704, 1e-3, 1e3, say("chance to leave: first beta shape")),
            "beta": Parameter(1.182, 1e-3, 1e3, say("chance to leave: second beta shape")),
        },
        measure=measure,
        cases=(
            Case(200_000, REGULAR),
            Case(200_000, HIGH_END, {"alpha": 0.668, "beta": 3.806}),
        ),
    ),
)
