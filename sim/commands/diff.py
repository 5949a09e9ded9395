"""diff: where two runs part, and what is known of the shopper in whom they do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sim.commands.arguments import language, refuse_rest, scenario_dir, take
from sim.commands.sides import PAIR, World, refuse_how_to_run, replication_in, worlds
from sim.config.errors import InputError
from sim.config.overrides import COMMAND_LINE_FILE
from sim.config.said import Language, say
from sim.config.scenarios import scenario_files

if TYPE_CHECKING:
    from sim.study.sides import Side

SAME, PARTED = 0, 1
_FORMS = say(
    "siyu diff DIR_A DIR_B, or siyu diff scenario=NAME key=value …, "
    "with two values for one setting at least, such as "
    "engine=simpy,compiled"
)


def diff(args: list[str]) -> int:
    """Print the first event in which two runs part; 1 if they do, 0 if they are the same."""
    lang, rest = language(args)
    asked, settings = take(rest, "scenario", "replication")
    places = [Path(one) for one in settings if "=" not in one]
    settings = [one for one in settings if "=" in one]
    replication = replication_in(asked.get("replication"))
    scenarios = asked["scenario"].split(",") if "scenario" in asked else []
    pairs: Iterator[tuple[Side, Side]]
    if places:
        _refuse_scenarios(places, settings)
        pairs = _stored(places, settings, scenarios, replication)
    else:
        pairs = iter([_lived(settings, scenarios, replication or 0)])
    return _first_to_part(pairs, lang)


def _first_to_part(pairs: Iterator[tuple[Side, Side]], lang: Language) -> int:
    from sim.study.differ import Parting, first_parting
    from sim.study.diffwords import parted, same, sides

    runs = events = 0
    for left, right in pairs:
        found = first_parting(left.tables(), right.tables())
        if isinstance(found, Parting):
            print(sides(left, right, lang))
            print(parted(found, left, right, lang))
            return PARTED
        runs, events = runs + 1, events + found
    print(same(runs, events, lang))
    return SAME


def _refuse_scenarios(places: list[Path], settings: list[str]) -> None:
    """Refuse names of scenarios where result folders are meant.

    Raises:
        InputError: with the scenarios written as this command takes them.
    """
    known = scenario_files(scenario_dir(settings))
    names = [str(one) for one in places]
    if len(names) == 2 and all(one in known and not Path(one).exists() for one in names):
        raise InputError(
            say("which two runs?"),
            file=COMMAND_LINE_FILE,
            value=" ".join(names),
            allowed=_FORMS,
            nearest=f"siyu diff scenario={','.join(names)}",
        )


def _stored(
    places: list[Path], settings: list[str], scenarios: list[str], replication: int | None
) -> Iterator[tuple[Side, Side]]:
    """The runs of two logs, or of two scenarios of one, side by side."""
    from sim.study.sides import stored_sides
    from sim.study.stored import stored_log

    refuse_rest(settings, ["scenario=A,B", "replication=N", "lang=zh", "lang=en"])
    if len(places) > 2 or len(scenarios) > 2 or (len(places) == 1 and len(scenarios) != 2):
        given = " ".join([*map(str, places), *scenarios])
        allowed = say("siyu diff DIR_A DIR_B, or siyu diff DIR scenario=A,B")
        raise InputError(say("which two event logs?"), value=given, allowed=allowed)
    logs = [stored_log(place) for place in places]
    return stored_sides(logs[0], logs[-1], scenarios, replication)


def _lived(settings: list[str], scenarios: list[str], replication: int) -> tuple[Side, Side]:
    """Two plans, told apart by the settings that are given two values."""
    from sim.config.compose import compose_plan
    from sim.study.sides import lived_sides

    refuse_how_to_run(settings)
    both = _in_two_lucks(settings, scenarios)
    if len(both) < 2:
        raise InputError(say("which two runs?"), file=COMMAND_LINE_FILE, allowed=_FORMS)
    plans = [compose_plan(one.scenario, one.overrides).plan for one in both]
    return lived_sides(plans[0], plans[1], replication)


def _in_two_lucks(settings: list[str], scenarios: list[str]) -> list[World]:
    """The worlds asked for, of which two may have a seed each: `seed=1,2`.

    Only here: their people are others, so they part at once, and no life can be held against one.

    Raises:
        InputError: there are more than two seeds, or as `worlds` does.
    """
    seeds = [one for one in settings if one.startswith("seed=") and "," in one]
    both = worlds([one for one in settings if one not in seeds], scenarios)
    for text in seeds[:1]:
        pair = [f"seed={one.strip()}" for one in text.removeprefix("seed=").split(",")]
        if len(pair) > 2 or len(seeds) > 1:
            raise InputError(say("more than two sides"), key="seed", value=text, allowed=PAIR)
        places = zip((0, -1), pair, strict=True)
        both = [
            World(one.scenario, [*one.overrides, seed], [*one.own, seed])
            for one, seed in ((both[place], seed) for place, seed in places if both)
        ]
    return both
