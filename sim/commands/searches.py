"""sensitivity and optimize: studies that choose their points themselves."""

from __future__ import annotations

from collections.abc import Mapping

from sim.commands.arguments import (
    one_of,
    one_scenario,
    refuse_misspelt,
    refuse_twice,
    several_scenarios,
    take,
)
from sim.commands.resuming import resumable
from sim.commands.studies import DONE, FAILED
from sim.config.errors import InputError
from sim.config.overrides import COMMAND_LINE_FILE
from sim.config.said import say

SENSITIVITY = ("method", "n", "kpi", "most", "assumptions")
OPTIMIZE = ("maximise", "minimise", "limit", "probability", "trials", "confirm")


def sensitivity(args: list[str]) -> int:
    """Which setting or assumption a figure, or the difference of two scenarios, hangs on.

    1 if some point stopped.
    """
    from sim.study.sensitivity.study import METHODS, MOST, Asked
    from sim.study.sensitivity.study import sensitivity as look
    from sim.study.stopped import all_lived

    taken, rest = take(args, *SENSITIVITY)
    if any(one.startswith("scenarios=") for one in rest):
        scenarios, overrides = several_scenarios(rest)
        if len(scenarios) != 2:
            raise InputError(
                say("the sensitivity of a difference is that of two scenarios"),
                file=COMMAND_LINE_FILE,
                key="scenarios",
                value=",".join(scenarios),
                allowed=say("scenarios=[A,B], the second held against the first"),
            )
    else:
        scenario, overrides = one_scenario(rest)
        scenarios = [scenario]
    refuse_twice(overrides)
    refuse_misspelt(overrides, SENSITIVITY)
    method = one_of(taken, "method", list(METHODS))
    asked = Asked(
        method=method,
        n=_count(taken, "n", METHODS[method], 2, 100_000),
        kpi=taken.get("kpi", "contribution"),
        most=_count(taken, "most", MOST, 1, 1_000),
        only=tuple(one for one in taken.get("assumptions", "").strip("[]").split(",") if one),
    )
    out = resumable(lambda: look(scenarios, overrides, args, asked))
    print(out)
    return DONE if all_lived(out) else FAILED


def optimize(args: list[str]) -> int:
    """The best plan of a space of settings under limits.

    1 if no plan keeps them, or some plan stopped.
    """
    from sim.study.optimise.limits import SYNTAX, read_limits
    from sim.study.optimise.study import Asked, optimise
    from sim.study.stopped import all_lived

    taken, rest = take(args, *OPTIMIZE)
    scenario, overrides = one_scenario(rest)
    refuse_twice(overrides)
    refuse_misspelt(overrides, OPTIMIZE)
    if "maximise" in taken and "minimise" in taken:
        raise InputError(
            say("a search has one aim"),
            file=COMMAND_LINE_FILE,
            key="minimise",
            value=taken["minimise"],
            allowed=say(
                "maximise=KPI or minimise=KPI; a bound on the other as {syntax}", syntax=SYNTAX
            ),
        )
    asked = Asked(
        kpi=taken.get("maximise", taken.get("minimise", "contribution")),
        maximise="minimise" not in taken,
        limits=read_limits(taken["limit"]) if "limit" in taken else (),
        probability=_probability(taken.get("probability", "0.9")),
        trials=_count(taken, "trials", Asked.trials, 2, 100_000),
        confirm=_count(taken, "confirm", Asked.confirm, 2, 100_000),
    )
    out, kept = resumable(lambda: optimise(scenario, overrides, args, asked))
    print(out)
    return DONE if kept and all_lived(out) else FAILED


def _probability(given: str) -> float:
    try:
        found = float(given)
    except ValueError:
        found = 0.0
    if not 0.0 < found <= 1.0:
        raise InputError(
            say("a limit holds in some share of the replications"),
            file=COMMAND_LINE_FILE,
            key="probability",
            value=given,
            allowed=say("above 0, at most 1"),
        )
    return found


def _count(taken: Mapping[str, str], name: str, unless: int, low: int, high: int) -> int:
    given = taken.get(name)
    if given is None:
        return unless
    if not given.isdecimal() or not low <= int(given) <= high:
        raise InputError(
            say("{name} is a whole number", name=name),
            file=COMMAND_LINE_FILE,
            key=name,
            value=given,
            allowed=say("{low} to {high:,}", low=low, high=high),
        )
    return int(given)
