"""explain journey=NAME: the picture of a journey with its simulated numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reports.whole import whole_file
from sim.commands.arguments import language, one_scenario, refuse_twice, scenario_dir, take
from sim.config.compose import compose_plan
from sim.config.errors import InputError, nearest
from sim.config.outfolder import check_writable
from sim.config.overrides import COMMAND_LINE_FILE
from sim.config.said import Language, say
from sim.config.scenarios import scenario_files, usable
from sim.config.schema import Plan

_SIZE = 5000  # shoppers, unless the command line says otherwise


def explain_journey(args: list[str]) -> None:
    """Live a journey small, with and without it, and write its picture; prints the file's path."""
    lang, rest = language(args)
    taken, overrides = take(rest, "journey", "out")
    name = taken["journey"]
    plan = _plan(name, overrides)
    if name not in plan.journeys:
        raise InputError(
            say(
                "scenario {scenario} has no journey named {name}",
                scenario=plan.story.name,
                name=name,
            ),
            file=COMMAND_LINE_FILE,
            key="journey",
            value=name,
            allowed=list(plan.journeys) or say("none"),
            nearest=nearest(name, plan.journeys),
        )
    file = _place(taken.get("out") or f"out/journey-{name}.svg", name)
    picture = _drawn(plan, name, lang)
    file.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(file) as fresh:
        fresh.write_text(picture, "utf-8")
    print(file)


def _place(out: str, name: str) -> Path:
    """The file to write: as named, or in the folder named.

    Raises:
        InputError: it would not be taken for a picture, or cannot be written.
    """
    file = Path(out) / f"journey-{name}.svg" if Path(out).is_dir() else Path(out)
    if file.suffix.lower() != ".svg":
        raise InputError(
            say("the picture of a journey is an SVG file"),
            file=COMMAND_LINE_FILE,
            key="out",
            value=out,
            allowed=say("a name that ends in .svg, or a folder that is there"),
            nearest=str(file.with_suffix(".svg")),
        )
    check_writable(file.parent)
    return file


def _plan(name: str, overrides: Sequence[str]) -> Plan:
    """The plan of `scenario=NAME`, or of the one scenario that has a journey of that name."""
    if not any(one.startswith("scenario=") for one in overrides):
        overrides = [f"scenario={_home(name, overrides)}", *overrides]
    scenario, settings = one_scenario(overrides)
    refuse_twice(settings)
    size = [] if any("shoppers.initial=" in one for one in settings) else [_smaller(scenario)]
    return compose_plan(scenario, [*size, *settings]).plan


def _smaller(scenario: str) -> str:
    return f"shoppers.initial={min(_SIZE, compose_plan(scenario).plan.shoppers.initial)}"


def _home(name: str, overrides: Sequence[str]) -> str:
    known = scenario_files(scenario_dir(overrides))
    journeys, wrong = usable(known, lambda file: list(file.content.get("journeys") or {}))
    homes = sorted(one for one, names in journeys.items() if name in names)
    if wrong and not homes:
        raise wrong[0]  # it may have been in there
    if len(homes) != 1:
        every = sorted({one for names in journeys.values() for one in names})
        raise InputError(
            say("which scenario's journey?")
            if homes
            else say("no scenario has a journey named {name}", name=name),
            file=COMMAND_LINE_FILE,
            key="scenario" if homes else "journey",
            value=None if homes else name,
            allowed=[f"scenario={one}" for one in homes] or every,
            nearest=None if homes else nearest(name, every),
        )
    return homes[0]


def _drawn(plan: Plan, name: str, lang: Language) -> str:
    from reports.flow_picture import Sheet, draw_flow
    from sim.study.flow import lived_flow

    flow = lived_flow(plan, name)
    people, days = plan.shoppers.initial, plan.horizon_days
    return draw_flow(Sheet(name, plan.journeys[name], flow, people, days, lang))
