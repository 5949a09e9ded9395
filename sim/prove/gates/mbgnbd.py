"""MBG/NBD: repeat buying of people who may be lost right after their first order."""

from __future__ import annotations

from sim.config.said import say
from sim.prove.closed.mbg_nbd import expected_repeats, repeats_chance
from sim.prove.closed.scatter import bg_pairs
from sim.prove.gate import Case, Finding, Gate, Parameter, Settings
from sim.prove.repeats import LONGEST_WEEKS, expectations, live_orders
from sim.prove.trial import Trial
from sim.study.fit.btyd import BOUNDS, BgNbd


def measure(of: Settings, trial: Trial) -> list[Finding]:
    """Mean repeat orders and share without one, `t` weeks after the first order."""
    model = BgNbd(of["r"], of["alpha"], of["a"], of["b"])
    orders = live_orders(
        trial,
        max(of.t),
        "shoppers.repeat.law=mbgnbd",
        f"shoppers.repeat.r={model.r}",
        f"shoppers.repeat.alpha_weeks={model.alpha}",
        f"shoppers.repeat.a={model.a}",
        f"shoppers.repeat.b={model.b}",
    )
    return expectations(
        orders,
        of.t,
        lambda t: expected_repeats(model, t),
        lambda t: repeats_chance(model, 0, t),
        lambda t: bg_pairs(model, t, spared=2),
    )


GATES = (
    Gate(
        name="mbgnbd",
        about={
            "en": "MBG/NBD: mean repeat orders and share without one",
            "zh": "MBG/NBD：平均复购单数与零复购占比",
        },
        source="Batislam, Denizel and Filiztekin (2007), Int. J. Research in Marketing 24(3)",
        unit={"en": "weeks since the first order", "zh": "首单后周数"},
        points=Parameter(39.0, 1e-3, LONGEST_WEEKS, say("weeks since the first order")),
        default_t=(1.0, 10.0, 39.0, 78.0),
        parameters={
            "r": Parameter(0.525, *BOUNDS["r"], say("purchase rates: gamma shape")),
            "alpha": Parameter(
                6.183, *BOUNDS["alpha"], say("purchase rates: gamma scale in weeks")
            ),
            "a": Parameter(0.891, *BOUNDS["a"], say("dropout: first beta shape")),
            "b": Parameter(1.614, *BOUNDS["b"], say("dropout: second beta shape")),
        },
        measure=measure,
        cases=(Case(450_000, "computed at the estimates for the CDNOW sample"),),
    ),
)
