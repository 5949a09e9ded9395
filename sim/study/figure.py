"""The one figure a study looks at: which there are, and what to say where it is undefined."""

from __future__ import annotations

from sim.config.errors import InputError, nearest
from sim.config.said import say
from sim.measure.definitions import BY_KEY


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
