"""The one figure a study looks at: which there are, and what to say where it is undefined."""

from __future__ import annotations

import math

from sim.config.errors import InputError, nearest
from sim.config.said import say
from sim.measure.definitions import BY_KEY

_BALANCES = ("nps", "nps_true", "test_difference")
"""Figures that are one share less another."""


def ends(kpi: str) -> tuple[float, float]:
    """Between what a figure can lie; infinite for all but shares and what is a share less a share.

    Counts and money have no ends an interval would meet: they are a run's, and grow with it.
    """
    if BY_KEY[kpi].unit == "share":
        return 0.0, 1.0
    return (-1.0, 1.0) if kpi in _BALANCES else (-math.inf, math.inf)


def change_ends(kpi: str) -> tuple[float, float]:
    """Between what the difference of a figure between two worlds can lie."""
    low, high = ends(kpi)
    return low - high, high - low


def check_kpi(key: str, argument: str) -> None:
    """Refuse a figure there is none of.

    Raises:
        InputError: with the nearest.
    """
    if key not in BY_KEY:
        raise InputError(
            say("there is no figure of this name"),
            file=say("command line"),
            key=argument,
            value=key,
            allowed=say("a KPI of summary.json, such as contribution, net_sales or members"),
            nearest=nearest(key, BY_KEY),
        )


def undefined(argument: str, kpi: str, where: str) -> InputError:
    """The error to raise where a run does not define the figure; `where` are settings as typed."""
    return InputError(
        say("this figure is undefined in some run, so nothing can be said of it"),
        key=argument,
        value=kpi,
        allowed=say(
            "a figure every run has; undefined at {where}",
            where=where or say("the plan as written"),
        ),
    )
