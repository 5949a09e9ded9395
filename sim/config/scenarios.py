"""Scenarios and fitted shoppers as data: read, checked to hold nothing but data, never executed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.metadata import version
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sim.config.errors import InputError, because, nearest
from sim.config.said import Said, say
from sim.kept import folder_for, kept

if TYPE_CHECKING:
    import yaml

SCENARIO_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
PLAIN_VALUES = ("str", "int", "float", "bool", "null")
PLAIN_TREES = ("map", "seq")
OPTIONAL_STORY = ("asked_by", "expects")
Read = TypeVar("Read")
SHOPPERS_FILE_KEYS = ("horizon_days", "start_date", "shoppers")


@dataclass(frozen=True)
class DataFile:
    """A YAML file that holds nothing but data.

    name: the file's stem.
    file: the file as a message or a manifest names it.
    kind: "scenario" or "file" (`shoppers=FILE`).
    text: the file as written, comments and all.
    content: what it says.
    """

    name: str
    file: str
    kind: str
    text: str
    content: dict[str, Any]


class _Library(Mapping[str, DataFile]):
    """Scenarios by name, each read when it is asked for: there are many, and a run needs few.

    To ask for one that cannot be used raises an InputError; nobody else is stopped by it.
    """

    def __init__(self, own: Mapping[str, Path]) -> None:
        self._shipped = _shipped()
        self._own = own
        self._found: dict[str, DataFile] = {}

    def __getitem__(self, name: str) -> DataFile:
        if name not in self._found:
            self._found[name] = self._own_file(name) if name in self._own else _read(name)
        return self._found[name]

    def _own_file(self, name: str) -> DataFile:
        path = self._own[name]
        if name in self._shipped:
            raise InputError(
                say("there are two scenarios named {stem}", stem=name),
                file=path,
                value=name,
                allowed=say("a name other than that of {place}", place=_place(self._shipped[name])),
            )
        return _cites_known(_scenario(path, str(path)))

    def __contains__(self, name: object) -> bool:
        return name in self._shipped or name in self._own

    def __iter__(self) -> Iterator[str]:
        yield from self._shipped
        yield from (name for name in self._own if name not in self._shipped)

    def __len__(self) -> int:
        return len(self._shipped.keys() | self._own.keys())


def scenario_files(scenario_dir: Path | None = None) -> Mapping[str, DataFile]:
    """Every scenario by name: the shipped ones, then those of the reader's own folder.

    A file that cannot be used, or has the name of a shipped one, raises an InputError when it is
    asked for (`usable` for all there are).

    Raises:
        InputError: the folder holds no scenarios.
    """
    return _Library({path.stem: path for path in _own_paths(scenario_dir)})


def usable(
    known: Mapping[str, DataFile], read: Callable[[DataFile], Read]
) -> tuple[dict[str, Read], list[InputError]]:
    """What can be read of every scenario, by name in order, and what is wrong with the others."""
    found: dict[str, Read] = {}
    wrong: list[InputError] = []
    for name in sorted(known):
        try:
            found[name] = read(known[name])
        except InputError as error:
            wrong.append(error)
    return found, wrong


@cache
def _shipped() -> dict[str, Traversable]:
    folder = resources.files("scenarios")
    paths = sorted((p for p in folder.iterdir() if p.name.endswith(".yaml")), key=lambda p: p.name)
    return {Path(p.name).stem: p for p in paths}


def shipped_text(name: str) -> list[str]:
    """The names of all shipped scenarios, and what that one says, if it is one of them."""
    shipped = _shipped()
    return [*shipped, shipped[name].read_text(encoding="utf-8")] if name in shipped else [*shipped]


def _place(path: Traversable) -> str:
    """A shipped scenario as messages and manifests name it."""
    return f"scenarios/{path.name}"


@cache
def _read(name: str) -> DataFile:
    """A shipped scenario; parsing all of them takes seconds, so the next run finds them parsed."""
    path = _shipped()[name]
    key = name, path.read_text(encoding="utf-8")
    return kept(read_before(), key, lambda: _scenario(path, _place(path)))


@cache
def read_before() -> Path:
    """Where the next run finds what this one parsed and composed, named by all it is made of."""
    conf, here = Path(str(resources.files("conf"))), Path(__file__).parent
    sources = (*sorted(conf.rglob("*.yaml")), *sorted(here.rglob("*.py")))
    return folder_for("config", sources, *map(version, ("hydra-core", "omegaconf", "PyYAML")))


def _own_paths(scenario_dir: Path | None) -> list[Path]:
    if scenario_dir is None:
        return []
    paths = sorted(scenario_dir.glob("*.yaml"))
    if not paths:
        raise InputError(
            say("no scenario files here"),
            file=say("command line"),
            key="scenario_dir",
            value=scenario_dir,
            allowed=say("a folder with .yaml files"),
        )
    return paths


def _scenario(path: Traversable, file: str) -> DataFile:
    name = Path(path.name).stem
    if not SCENARIO_NAME.fullmatch(name):
        raise InputError(
            say("a scenario's file name is its name"),
            file=file,
            value=name,
            allowed=say("small letters, digits, _ and -"),
        )
    found = _data_file(path, file, "scenario")
    story = found.content.get("story")
    if isinstance(story, dict):
        if "name" in story:
            what = say("a scenario's file name is its name; leave story.name out")
            raise InputError(what, file=file, key="story.name", value=story["name"])
        story["name"] = name
        # A reader's own file need not say who asks, nor what is expected.
        for key in OPTIONAL_STORY:
            story.setdefault(key, [])
    return found


def which(known: Mapping[str, DataFile]) -> Said:
    """Which names there are, in a message: hundreds would bury it."""
    return say(
        "one of {known} names; `siyu list` says what each asks; your own: scenario_dir=FOLDER",
        known=len(known),
    )


def scenario_named(name: str, known: Mapping[str, DataFile]) -> DataFile:
    """The scenario of that name.

    Raises:
        InputError: there is none; the message names the nearest.
    """
    if name not in known:
        raise InputError(
            say("there is no scenario named {name}", name=name),
            file=say("command line"),
            key="scenario",
            value=name,
            allowed=which(known),
            nearest=nearest(name, known),
        )
    return known[name]


def shoppers_file(path: Path) -> DataFile:
    """A customer base as `siyu fit` writes it.

    Raises:
        InputError: it cannot be read, or sets more than the customer base and its calendar.
    """
    found = _data_file(path, str(path), "file")
    for key in found.content:
        if key not in SHOPPERS_FILE_KEYS:
            raise InputError(
                say("a shoppers file sets only the customer base and its calendar"),
                file=path,
                key=key,
                allowed=SHOPPERS_FILE_KEYS,
                nearest=nearest(key, SHOPPERS_FILE_KEYS),
            )
    return _cites_known(found)


def _cites_known(own: DataFile) -> DataFile:
    """A reader's own file whose evidence the ledger has; of the shipped ones a test sees to it."""
    from sim.config.cited import refuse_unknown_evidence

    refuse_unknown_evidence(own.text, own.content, own.file)
    return own


def _data_file(path: Traversable, file: str, kind: str) -> DataFile:
    import yaml  # a run that finds everything as it was read before need not load it

    from sim.config.reading import Reader, has_alias

    try:
        text = path.read_text(encoding="utf-8")
        reader = Reader(text)
        tree = None if has_alias(text) else reader.get_single_node()
    except OSError as error:
        raise InputError(say("this file cannot be read"), file=file, value=because(error)) from None
    except UnicodeDecodeError:
        raise InputError(say("this is not text"), file=file, allowed=say("YAML in UTF-8")) from None
    except yaml.YAMLError as error:
        raise _not_yaml(error, text, file) from None
    if not isinstance(tree, yaml.MappingNode):
        allowed = say("key: value lines, each written out (no &name, *name)")
        raise InputError(
            say("this file holds no settings that can be used"), file=file, allowed=allowed
        )
    _refuse_code(tree, "", file)
    try:
        content = reader.construct_document(tree)
    except yaml.YAMLError as error:
        raise _not_yaml(error, text, file) from None
    return DataFile(Path(path.name).stem, file, kind, text, {str(k): v for k, v in content.items()})


def _not_yaml(error: yaml.YAMLError, text: str, file: str) -> InputError:
    import yaml

    from sim.config.reading import PROBLEMS

    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        line, problem = error.problem_mark.line + 1, error.problem
    elif isinstance(error, yaml.reader.ReaderError):
        line, problem = text.encode()[: error.position].count(b"\n") + 1, error.reason
    else:
        return InputError(say("this is not YAML: {error}", error=error), file=file)
    return InputError(
        say(
            "line {line} is not YAML: {problem}", line=line, problem=PROBLEMS.get(problem, problem)
        ),
        file=file,
    )


def _refuse_code(node: yaml.Node, key: str, file: str) -> None:
    """Refuse whatever would make the file more than data: `_target_` and its kin, `${…}`, tags."""
    import yaml

    allowed = say("plain names, numbers, words and lists")
    what = say("a file of settings runs no code")
    tag = node.tag.rpartition(":")[2]
    if not isinstance(node, yaml.ScalarNode) and tag not in PLAIN_TREES:
        raise InputError(what, file=file, key=key or None, value=node.tag, allowed=allowed)
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            below = f"{key}.{name.value}" if key else str(name.value)
            if str(name.value).startswith("_"):
                raise InputError(what, file=file, key=below, allowed=allowed)
            _refuse_code(name, below, file)
            _refuse_code(value, below, file)
    elif isinstance(node, yaml.SequenceNode):
        for place, item in enumerate(node.value):
            _refuse_code(item, f"{key}.{place}", file)
    elif "${" in node.value or tag not in PLAIN_VALUES:
        raise InputError(
            say("a file of settings looks nothing up"),
            file=file,
            key=key,
            value=node.value,
            allowed=allowed,
        )
