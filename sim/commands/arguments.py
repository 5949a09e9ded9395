"""The arguments a command takes for itself; what is left goes to the plan."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping, Sequence
from pathlib import Path

from sim.config.errors import InputError, nearest
from sim.config.overrides import COMMAND_LINE_FILE, given_twice, parse_override
from sim.config.said import LANGUAGES, Language, say
from sim.config.scenarios import scenario_files, scenario_named, which

"""The first is what every command speaks unless asked (`lang` in conf/config.yaml)."""


def take(args: Sequence[str], *names: str) -> tuple[dict[str, str], list[str]]:
    """Split `name=value` arguments of the given names from the rest.

    Raises:
        InputError: one of them is given twice.
    """
    taken: dict[str, str] = {}
    rest = []
    for text in args:
        name, equals, value = text.partition("=")
        if not equals or name not in names:
            rest.append(text)
        elif name in taken:
            raise given_twice(name, value)
        else:
            taken[name] = value
    return taken, rest


def one_of(taken: Mapping[str, str], name: str, known: Sequence[str]) -> str:
    """One of some words; the first unless another is asked for.

    Raises:
        InputError: it is none of them.
    """
    given = taken.get(name, known[0])
    if given not in known:
        raise InputError(
            say("there is no {name} {given}", name=name, given=given),
            file=COMMAND_LINE_FILE,
            key=name,
            value=given,
            allowed=list(known),
            nearest=nearest(given, known),
        )
    return given


def refuse_twice(overrides: Sequence[str]) -> None:
    """Refuse a setting typed twice: of two values one would be passed over without a word.

    Raises:
        InputError: naming the key.
    """
    seen = set()
    for text in overrides:
        key, _, value = text.partition("=")
        if key in seen:
            raise given_twice(key, value)
        seen.add(key)


def refuse_misspelt(overrides: Sequence[str], names: Sequence[str]) -> None:
    """Refuse what is no setting, and is nearly an argument of the command itself.

    Raises:
        InputError: with that argument; a setting misspelt is left to whoever knows them all.
    """
    from sim.config.keys import field_types
    from sim.config.overrides import group_options
    from sim.config.schema import Plan, Study

    top = {*field_types(Study), *field_types(Plan), *group_options(), "scenario_dir"}
    for text in overrides:
        key, _, value = text.partition("=")
        meant = None if "." in key or key in top else nearest(key, [*names, *top])
        if meant in names:
            raise InputError(
                say("unknown key {key}", key=key),
                file=COMMAND_LINE_FILE,
                key=key,
                value=value,
                nearest=meant,
            )


def scenario_dir(args: Sequence[str]) -> Path | None:
    """The reader's own folder of scenarios, if one is given."""
    taken, _ = take(args, "scenario_dir")
    return Path(taken["scenario_dir"]) if taken else None


def one_scenario(args: Sequence[str]) -> tuple[str, list[str]]:
    """The name in `scenario=NAME`, checked, and the arguments left.

    Raises:
        InputError: it is missing or unknown.
    """
    taken, rest = take(args, "scenario")
    known = scenario_files(scenario_dir(rest))
    if "scenario" not in taken:
        bare = [one for one in rest if "=" not in one]
        given = next((one for one in bare if one in known), bare[0] if bare else "")
        meant = nearest(given, known)
        several = [one for one in rest if one.startswith("scenarios=")]
        if several:
            raise InputError(
                say("this command takes one scenario"),
                file=COMMAND_LINE_FILE,
                key="scenarios",
                value=several[0].partition("=")[2],
                allowed=say("scenario=NAME"),
            )
        raise InputError(
            say("which scenario?"),
            file=COMMAND_LINE_FILE,
            key="scenario",
            value=given or None,
            allowed=which(known),
            nearest=f"scenario={meant}" if meant else None,
        )
    compared = _as_list(taken["scenario"], known)
    if compared:
        raise InputError(
            say("this command takes one scenario"),
            file=COMMAND_LINE_FILE,
            key="scenario",
            value=taken["scenario"],
            allowed=say("scenario=NAME"),
            nearest=f"siyu compare {compared}",
        )
    return scenario_named(taken["scenario"], known).name, rest


def several_scenarios(args: Sequence[str]) -> tuple[list[str], list[str]]:
    """The names in `scenarios=[a,b,group_*]`, checked, and the arguments left.

    Raises:
        InputError: it is missing, not a list of two or more, names one twice or one unknown.
    """
    taken, rest = take(args, "scenarios")
    known = scenario_files(scenario_dir(rest))
    written = taken.get("scenarios", "")
    value = parse_override(f"scenarios={written}").value() if written else None
    asked = [str(name) for name in value] if isinstance(value, list) else []
    names = [name for one in asked for name in _meant(one, asked, known)]
    if len(names) < 2:
        raise InputError(
            say(
                "which scenarios? Give two or more; the first is the one the "
                "others are held against"
            ),
            file=COMMAND_LINE_FILE,
            key="scenarios",
            value=written or " ".join(one for one in rest if "=" not in one) or None,
            allowed=say("a list without spaces, such as scenarios=[baseline,fila_333,group_*]"),
            nearest=_as_list(written or ",".join(one for one in rest if "=" not in one), known),
        )
    for name in names:
        scenario_named(name, known)
        if names.count(name) > 1:
            raise InputError(
                say("scenario {name} is given twice", name=name),
                file=COMMAND_LINE_FILE,
                key="scenarios",
                value=written,
                allowed=say("each scenario once"),
            )
    return names, rest


def _as_list(written: str, known: Mapping[str, object]) -> str | None:
    """What was meant by `a,b` or `a b`, if those are scenarios."""
    names = [one.strip("[] ") for one in written.split(",")]
    fit = len(names) > 1 and all(name in known or set(name) & set("*?") for name in names)
    return f"scenarios=[{','.join(names)}]" if fit else None


def _meant(one: str, asked: Sequence[str], known: Mapping[str, object]) -> list[str]:
    """The scenario of that name; or those a pattern fits and no other part of the list names."""
    if not set(one) & set("*?"):
        return [one]
    named = {other for other in asked if other != one}
    fits = sorted(name for name in fnmatch.filter(known, one) if name not in named)
    return fits or [one]


def language(args: Sequence[str]) -> tuple[Language, list[str]]:
    """The language of `lang=zh|en`, and the arguments left.

    Raises:
        InputError: there is no text in that language.
    """
    taken, rest = take(args, "lang")
    return checked_language(taken.get("lang", LANGUAGES[0])), rest


def checked_language(name: str) -> Language:
    """The language of that name.

    Raises:
        InputError: there is no text in it.
    """
    for language in LANGUAGES:
        if name == language:
            return language
    raise InputError(
        say("there is no text in this language"),
        file=COMMAND_LINE_FILE,
        key="lang",
        value=name,
        allowed=LANGUAGES,
    )


def refuse_rest(rest: Sequence[str], allowed: list[str]) -> None:
    """Refuse an argument the command has no use for.

    Raises:
        InputError: naming the first one.
    """
    for text in rest:
        name = text.partition("=")[0]
        raise InputError(
            say("this command does not take this argument"),
            file=COMMAND_LINE_FILE,
            value=text,
            allowed=allowed,
            nearest=nearest(name, [one.partition("=")[0] for one in allowed]),
        )
