"""The `key=value` arguments of a command, read in Hydra's grammar and checked for sense."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from importlib import resources
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_origin

from sim.config.errors import InputError, nearest
from sim.config.keys import kind_at, leaves, lever_at
from sim.config.said import Said, say

if TYPE_CHECKING:
    from hydra.core.override_parser.types import Override

COMMAND_LINE_FILE = say("command line")
ORDER_LOGS = (".csv", ".tsv", ".txt", ".parquet", ".pq")
FREE_TEXT = ("path", "text")
EVERY_EVIDENCE = "siyu compare 'scenarios=[baseline,NAME]' evidence=all"
NOT_SETTINGS = ("scenario", "shoppers_file", "hydra")


@dataclass(frozen=True)
class Setting:
    """One override: `text` as Hydra takes it, `parsed` as Hydra read it."""

    text: str
    parsed: Override

    @property
    def key(self) -> str:
        """The full key, or the name of the group."""
        return self.parsed.key_or_group

    @cached_property
    def is_group(self) -> bool:
        """Does it choose an option of a group (`coupon=fifty`) rather than set a value?"""
        value = None if self.parsed.is_delete() else self.parsed.value()
        return not isinstance(value, dict) and self.key in group_options()

    @cached_property
    def is_value(self) -> bool:
        """Does it set the value of one key, and neither add, take away nor merge anything?"""
        from hydra.core.override_parser.types import OverrideType

        changes = self.parsed.type is OverrideType.CHANGE
        plain = changes and not self.is_group and "[" not in self.key
        return plain and not isinstance(self.parsed.value(), dict)


@dataclass(frozen=True)
class Asked:
    """The arguments of a command: two that name files, and the settings Hydra takes."""

    scenario_dir: Path | None
    shoppers_file: Path | None
    settings: tuple[Setting, ...]

    def split(self) -> tuple[Asked, tuple[Setting, ...]]:
        """What Hydra must compose, and the values at the end that can be set on top of it.

        Groups are chosen first wherever they stand; of the others the last one wins, so only
        values that nothing but values follow can wait.
        """
        groups = [one for one in self.settings if one.is_group]
        others = [one for one in self.settings if not one.is_group]
        values = [*takewhile(lambda one: one.is_value, reversed(others))][::-1]
        first = (*groups, *others[: len(others) - len(values)])
        return replace(self, settings=first), tuple(values)


def read_overrides(overrides: Sequence[str]) -> Asked:
    """Read `key=value` arguments.

    Raises:
        InputError: one is not in Hydra's grammar, holds several values, or looks something up.
    """
    paths: dict[str, Path] = {}
    settings = []
    for text in overrides:
        key, _, value = text.partition("=")
        if key == "scenario_dir" or (key == "shoppers" and looks_like_a_path(value)):
            if key in paths:
                raise given_twice(key, value)
            paths[key] = Path(value)
        else:
            settings.append(_setting(text))
    return Asked(paths.get("scenario_dir"), paths.get("shoppers"), tuple(settings))


def given_twice(key: str, value: str) -> InputError:
    """The error to raise where the command line sets one key again."""
    return InputError(
        say("{key} is given twice", key=key),
        file=COMMAND_LINE_FILE,
        key=key,
        value=value,
        allowed=say("each key once"),
    )


def looks_like_a_path(value: str) -> bool:
    """Whether `shoppers=…` names a file rather than an option of conf/shoppers."""
    is_table = value.startswith("{")
    return not is_table and ("/" in value or "\\" in value or value.endswith((".yaml", ".yml")))


def _is_log(key: str, value: str) -> bool:
    """Whether `shoppers=…` names an order log, which is no customer base yet."""
    return key == "shoppers" and value.endswith(ORDER_LOGS)


@lru_cache(maxsize=4096)
def _setting(text: str) -> Setting:
    quoted = _quote_free_text(text)
    parsed = parse_override(quoted)
    if parsed.is_sweep_override():
        raise InputError(
            say("several values for one setting"),
            file=COMMAND_LINE_FILE,
            key=parsed.key_or_group,
            value=text.partition("=")[2],
            allowed=say("one value here; `siyu sweep` takes several, a list is written [a,b]"),
        )
    if "${" in text or parsed.package is not None:
        raise InputError(
            say("a setting is a plain key and a plain value"),
            file=COMMAND_LINE_FILE,
            value=text,
            allowed=say("key=value without ${{…}} or @"),
        )
    if parsed.key_or_group.split(".")[0] in NOT_SETTINGS or "/" in parsed.key_or_group:
        raise InputError(
            say("{key} is not a setting of a plan", key=parsed.key_or_group),
            file=COMMAND_LINE_FILE,
            key=parsed.key_or_group,
            value=text.partition("=")[2] or None,
        )
    return Setting(quoted, parsed)


def _quote_free_text(text: str) -> str:
    """Quote a path or a name: it may hold what Hydra's grammar does not, such as 双11 (1)."""
    key, _, value = text.partition("=")
    lever = lever_at(key)
    is_free = (lever is not None and lever.unit in FREE_TEXT) or _is_log(key, value)
    if not is_free or value.startswith(("'", '"')):
        return text
    # In Hydra's quotes a backslash is itself, except right before a quote.
    escaped = re.sub(r"(\\*)('|$)", lambda run: run[1] * 2 + run[2].replace("'", "\\'"), value)
    return f"{key}='{escaped}'"


@lru_cache(maxsize=4096)
def parse_override(text: str) -> Override:
    """Read one override in Hydra's grammar.

    Raises:
        InputError: it is not in that grammar.
    """
    # Hydra is a fifth of what a run loads, and most have nothing for it to read.
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.errors import HydraException

    try:
        return OverridesParser.create().parse_override(text)
    except HydraException:
        raise InputError(
            say("this argument cannot be read"),
            file=COMMAND_LINE_FILE,
            value=text,
            allowed=say(
                "key=value, +key=value or ~key; text with other signs in quotes: \"key='…'\""
            ),
            nearest=_meant_by(text),
        ) from None


def _meant_by(text: str) -> str | None:
    """What somebody meant who left a bracket open, or is used to options with dashes."""
    if text.count("[") == text.count("]") + 1:
        return f"{text}]"
    option = text.lstrip("-")
    return f"{option.replace('-', '_')}=…" if option != text and option.isascii() else None


@cache
def group_options() -> dict[str, list[str]]:
    """The groups of conf/, each a lever that can be swapped as a whole, with their options."""
    folders = (one for one in resources.files("conf").iterdir() if one.is_dir())
    found = {
        folder.name: sorted(
            one.name.removesuffix(".yaml") for one in folder.iterdir() if one.name.endswith(".yaml")
        )
        for folder in folders
    }
    return {group: options for group, options in sorted(found.items()) if options}


def refuse_wrong_groups(asked: Asked) -> None:
    """Refuse `coupon=NAME` when conf/coupon has no such option.

    Raises:
        InputError: with the options there are.
    """
    for setting in asked.settings:
        if not setting.is_group or setting.parsed.is_delete():
            continue
        option, options = str(setting.parsed.value()), group_options()[setting.key]
        if (setting.key, option) == ("evidence", "all"):
            raise InputError(
                say(
                    "all sets of evidence are for a comparison: does the ranking of plans survive?"
                ),
                file=COMMAND_LINE_FILE,
                key=setting.key,
                value=option,
                allowed=say(
                    "one of {options}; or {command}",
                    options=", ".join(options),
                    command=EVERY_EVIDENCE,
                ),
            )
        if option not in options:
            files = [say("a file such as fit/shoppers.yaml")] if setting.key == "shoppers" else []
            known = [*options, "all"] if setting.key == "evidence" else list(options)
            raise InputError(
                say("there is no {key} named {option}", key=setting.key, option=option),
                file=COMMAND_LINE_FILE,
                key=setting.key,
                value=option,
                allowed=[*known, *files],
                # An order log becomes a customer base by a fit.
                nearest=f"siyu fit {option}"
                if _is_log(setting.key, option)
                else nearest(option, known),
            )


def with_value(data: Any, parts: Sequence[str], value: object, *, may_be_new: bool) -> Any:
    """A copy of nested dicts and lists with another value at one place; `data` stays as it is.

    may_be_new: whether the last name may be missing in the group it belongs to.

    Raises:
        LookupError: there is no such place.
    """
    if not parts:
        return value
    name, *below = parts
    if isinstance(data, dict):
        if may_be_new and not below:
            return {**data, name: value}
        return {**data, name: with_value(data[name], below, value, may_be_new=may_be_new)}
    if not isinstance(data, list) or not name.isdecimal():
        raise LookupError(name)
    place = int(name)
    inner = with_value(data[place], below, value, may_be_new=may_be_new)
    return [*data[:place], inner, *data[place + 1 :]]


def unsaid(key: str) -> bool:
    """Whether a setting may be absent because it says that a mechanism is left out."""
    lever = lever_at(key)
    return lever is not None and lever.off is not None


def refuse_unknown_keys(settings: Sequence[Setting], known: Any) -> None:
    """Refuse the first setting of a key that is not in nested data; called once one was refused.

    Raises:
        InputError: with the nearest known key, if an override is at fault.
    """
    names = [*known, *_all_keys(known)]  # a table without entries has no keys below it
    for setting in settings:
        if setting.parsed.is_add() or setting.parsed.is_force_add():
            names += [setting.key, *_all_keys(setting.parsed.value(), setting.key)]
        elif setting.key not in names:
            raise InputError(
                say("unknown key {key}", key=setting.key),
                file=COMMAND_LINE_FILE,
                key=setting.key,
                value=None if setting.parsed.is_delete() else setting.text.partition("=")[2],
                allowed=_entries(setting.key, known),
                nearest=nearest(setting.key, names),
            )


def _entries(key: str, known: Any) -> Said | None:
    """What a table holds, where a key names an entry it lacks; None where that is not at fault."""
    table: list[str] = []
    for part in key.split("."):
        if not isinstance(known, dict):
            return None
        if part not in known:
            break
        table, known = [*table, part], known[part]
    name = ".".join(table)
    if not table or get_origin(kind_at(name)) is not dict or kind_at(key) is None:
        return None
    there = ", ".join(known) if known else say("none")
    return say("{there}; +{name}.NAME={{…}} adds one", there=there, name=name)


def _all_keys(data: Any, top: str = "") -> Iterator[str]:
    """Every full key of nested data: leaves and the groups above them."""
    seen: set[str] = set()
    for key, _ in leaves(data, top):
        parts = key.split(".")
        seen |= {".".join(parts[:end]) for end in range(1, len(parts) + 1)}
    yield from sorted(seen)
