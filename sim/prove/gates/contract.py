"""sBG: who is still a customer after so many chances to leave.

A shopper of this engine may leave at each repeat order; with orders far apart or close together,
what counts is how many chances there were. Orders come quickly here, so that twelve renewals take
two days.
"""

from __future__ import annotations

import numpy as np

from sim.prove.closed.contract import survival
from sim.prove.gate import Case, Finding, Gate, Parameter, Settings, share
from sim.prove.trial import Trial, lives

_MOST = 20  # renewals; fifty chances come in the time lived, so nobody is cut short
REGULAR = "Fader and Hardie (2007), the Regular segment"
HIGH_END = "Fader and Hardie (2007), the High End segment"


def measure(of: Settings, trial: Trial) -> list[Finding]:
    """Share of people who did not leave at any of their first `t` renewals."""
    log = trial.live(
        "shoppers.repeat.r=1000",
        "shoppers.repeat.alpha_weeks=4",  # 36 orders a day
        f"shoppers.repeat.a={of['alpha']}",
        f"shoppers.repeat.b={of['beta']}",
        days=3,
        events=("order", "dropped_out"),
    )
    log, person = lives(log)
    orders = np.bincount(person[log["event"] == "order"])
    left_at = np.full(len(orders), np.inf)
    gone = person[log["event"] == "dropped_out"]
    left_at[gone] = orders[gone] - 1  # the first order is no renewal
    targets = survival(of["alpha"], of["beta"], np.array(of.t, dtype=float))
    return [
        share("survival", t, float(target), left_at > t)
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
        points=Parameter(1, 1, _MOST, "renewals"),
        default_t=tuple(range(1, 13)),
        parameters={
            "alpha": Parameter(0.704, 1e-3, 1e3, "chance to leave: first beta shape"),
            "beta": Parameter(1.182, 1e-3, 1e3, "chance to leave: second beta shape"),
        },
        measure=measure,
        cases=(
            Case(200_000, REGULAR),
            Case(200_000, HIGH_END, {"alpha": 0.668, "beta": 3.806}),
        ),
    ),
)
