"""trace: the life of one shopper, in words, in one world or in the two of a comparison."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.commands.arguments import language, refuse_twice, several_scenarios, take
from sim.commands.sides import refuse_how_to_run, replication_in, whole_number, worlds
from sim.config.errors import InputError
from sim.config.overrides import COMMAND_LINE_FILE
from sim.config.said import Language, say

if TYPE_CHECKING:
    from sim.config.compose import Composed
    from sim.study.trace.told import Trace

_FORMS = say(
    "siyu trace scenario=NAME [uid=N], siyu trace 'scenarios=[A,B]' "
    "[uid=N], or siyu trace scenario=NAME key=A,B [uid=N]"
)
_LARGEST = 2**63 - 1
_MEANT = ("out", "report")


def trace(args: list[str]) -> None:
    """Tell a life; without uid= or member= that of the shopper whose spending differs most."""
    lang, rest = language(args)
    asked, settings = take(rest, "uid", "member", "replication", "scenario", "scenarios")
    replication = replication_in(asked.get("replication")) or 0
    composed, own = _worlds(asked, settings, lang)
    uid = _uid(asked, composed[0])
    from sim.study.trace.run import chosen, lived

    if uid is None:
        uid = chosen([one.plan for one in composed], replication, lang)
    if uid is not None:
        found = lived([one.plan for one in composed], own, replication, uid, lang)
        _check_known(found, asked)
        _tell(found, composed, args)


def _worlds(
    asked: dict[str, str], settings: list[str], lang: Language
) -> tuple[list[Composed], list[str]]:
    """The plans of one world or of two, and the settings that tell two of one name apart."""
    refuse_how_to_run(settings, _MEANT)
    for text in (one for one in settings if "=" not in one):
        raise InputError(say("which life?"), file=COMMAND_LINE_FILE, value=text, allowed=_FORMS)
    refuse_twice(settings)
    if "scenarios" in asked:
        names, settings = several_scenarios([f"scenarios={asked['scenarios']}", *settings])
        if "scenario" in asked:
            raise InputError(
                say("either one scenario or two"),
                file=COMMAND_LINE_FILE,
                key="scenario",
                value=asked["scenario"],
                allowed=_FORMS,
            )
    else:
        names = asked["scenario"].split(",") if "scenario" in asked else []
    if not names:
        raise InputError(say("which life?"), file=COMMAND_LINE_FILE, allowed=_FORMS)
    from sim.config.compose import compose_plan
    from sim.study.run import check_twins

    sides = worlds(settings, names)
    composed = [compose_plan(side.scenario, [*side.overrides, f"lang={lang}"]) for side in sides]
    check_twins([one.plan for one in composed])
    return composed, [" ".join(side.own) for side in sides]


def _uid(asked: dict[str, str], composed: Composed) -> int | None:
    """The uid asked for, that of a member of day 0 asked for by number, or None."""
    people = composed.plan.shoppers.initial
    members = say("a whole number from 1 to {people:,}, the members of day 0", people=people)
    number = whole_number("member", asked.get("member"), members)
    uid = whole_number(
        "uid", asked.get("uid"), say("a uid of the event log, 0 to {largest:,}", largest=_LARGEST)
    )
    if number is None or uid is not None:
        if number is not None:
            raise InputError(
                say("one shopper at a time"),
                file=COMMAND_LINE_FILE,
                key="member",
                value=number,
                allowed=say("uid=N or member=N"),
            )
        return uid
    if not 1 <= number <= people:
        raise InputError(
            say("there is no such member"),
            file=COMMAND_LINE_FILE,
            key="member",
            value=number,
            allowed=members,
        )
    from sim.study.trace.run import uid_of_member

    return uid_of_member(number)


def _check_known(found: Trace, asked: dict[str, str]) -> None:
    """Refuse a uid nobody has in any of these worlds."""
    if any(life.rows for life in found.lives):
        return
    people = " / ".join(dict.fromkeys(f"{life.people:,}" for life in found.lives))
    raise InputError(
        say("nobody of this uid ever came"),
        file=COMMAND_LINE_FILE,
        key="uid",
        value=asked.get("uid", found.uid),
        allowed=say(
            "the uid of one of the {people} people of an event log; member=1 "
            "to member={initial} are the members of day 0; without uid= "
            "somebody worth a look is told",
            people=people,
            initial=found.plans[0].shoppers.initial,
        ),
    )


def _tell(found: Trace, composed: Sequence[Composed], args: list[str]) -> None:
    """Print the life; write its page unless `report=false`."""
    from sim.study.trace.console import as_text
    from sim.study.trace.told import told
    from sim.study.trace.write import write_trace
    from sim.study.write import result_path

    study = composed[0].study
    text, page = told(found), None
    if study.report:  # first, for who pipes the text into a pager and leaves it
        names = [one.plan.story.name for one in composed]
        out = result_path(study.out, "trace", [*dict.fromkeys(names), str(found.uid)])
        page = write_trace(out, found, text, composed, args)
    print(as_text(text))
    if page is not None:
        print(f"\n{page}")
