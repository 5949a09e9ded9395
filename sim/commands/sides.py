"""Two worlds told apart on the command line: by scenario, or by a setting with a value for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from sim.commands.arguments import scenario_dir
from sim.config.errors import InputError
from sim.config.overrides import COMMAND_LINE_FILE
from sim.config.said import Said, say
from sim.config.scenarios import scenario_files, scenario_named

PAIR = say("one value, or two with a comma between: the first for A, the second for B")


@dataclass(frozen=True)
class World:
    """One world as it was asked for: scenario, overrides, and those the other does not have."""

    scenario: str
    overrides: list[str]
    own: list[str]


def worlds(settings: Sequence[str], scenarios: Sequence[str]) -> list[World]:
    """The one or two worlds of some settings and scenarios.

    Raises:
        InputError: a scenario is unknown, or something is given more than two values.
    """
    from sim.study.grid import split

    known = scenario_files(scenario_dir(settings))
    names = [scenario_named(name, known).name for name in scenarios]
    grid = split(settings)
    given = {"scenario": names} | {axis.key: list(axis.overrides) for axis in grid.axes}
    for key, both in given.items():
        if len(both) > 2:
            raise InputError(say("more than two sides"), key=key, value=len(both), allowed=PAIR)
    two = any(len(both) > 1 for both in given.values())
    # What has one value holds for both sides: its last is its first.
    own = [[axis.overrides[place] for axis in grid.axes] for place in ((0, -1) if two else (0,))]
    return [
        World(names[place], [*grid.fixed, *overrides], overrides)
        for place, overrides in zip((0, -1), own, strict=False)
        if names
    ]


def refuse_how_to_run(settings: Sequence[str], meant: Sequence[str] = ()) -> None:
    """One replication is lived here; what says how a study runs has no meaning, but for `meant`.

    Raises:
        InputError: naming the first such setting.
    """
    from sim.config.schema import Study

    for text in settings:
        key, _, value = text.partition("=")
        if key in {field.name for field in fields(Study)} - set(meant):
            raise InputError(
                say("{key} changes nothing here", key=key),
                file=COMMAND_LINE_FILE,
                key=key,
                value=value,
                allowed=say("settings of the plan; replication=N for another luck"),
            )


def whole_number(key: str, text: str | None, allowed: Said) -> int | None:
    """A whole number of the command line, None if it was not given.

    Raises:
        InputError: it is no whole number.
    """
    if text is None or (text.isascii() and text.isdecimal()):
        return None if text is None else int(text)
    raise InputError(
        say("{key} cannot be read", key=key),
        file=COMMAND_LINE_FILE,
        key=key,
        value=text,
        allowed=allowed,
    )


def replication_in(text: str | None) -> int | None:
    """Which replication `replication=N` means, 0 the first; None if it was not given.

    People count them from 1, as the page does; the tables and the addresses of luck from 0.

    Raises:
        InputError: it is no whole number, or 0.
    """
    allowed = say("a whole number, 1 for the first")
    number = whole_number("replication", text, allowed)
    if number == 0:
        raise InputError(
            say("there is no replication 0"),
            file=COMMAND_LINE_FILE,
            key="replication",
            value=number,
            allowed=allowed,
        )
    return None if number is None else number - 1
