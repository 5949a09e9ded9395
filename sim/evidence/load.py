"""The evidence ledger: look an entry up, and find the settings that lean on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import yaml

from sim.config.cited import cited
from sim.config.errors import InputError, nearest
from sim.config.said import say
from sim.config.sources import package_of

GRADES: dict[str, tuple[str, str]] = {
    "P": ("primary source or official page seen", "见过原始来源或官方页面"),
    "S": ("secondary page quoting it", "二手页面引用"),
    "W": ("weak: vendor or blog", "弱：厂商或博客"),
    "C": ("computed again from the source", "由来源重新计算"),
    "NF": ("looked for and not found", "查找未果"),
    "A": (
        "an operator's anecdote, plan rule or target, without a control",
        "案例、规定或目标，无对照",
    ),
}


@dataclass(frozen=True)
class Evidence:
    """One fact from outside the simulator.

    numbers: the figures of the fact, in the order in which `unit` names them; empty if it only
        gives a direction.
    window: period or horizon the figures hold for.
    grade: how well it is founded, a key of `GRADES`.
    conflicts: entries that say otherwise; mutual.
    """

    id: str
    zh: str
    en: str
    numbers: tuple[float, ...]
    unit: str
    window: str
    source: str
    grade: str
    conflicts: tuple[str, ...]


@lru_cache(maxsize=1)
def ledger() -> dict[str, Evidence]:
    """Every entry by id, in the order of ledger.yaml."""
    text = resources.files("sim.evidence").joinpath("ledger.yaml").read_text("utf-8")
    found = [_evidence(record) for record in yaml.safe_load(text)]
    return {one.id: one for one in found}


def _evidence(record: dict[str, object]) -> Evidence:
    lists = {key: tuple(value) for key, value in record.items() if isinstance(value, list)}
    return Evidence(**{**record, **lists})  # type: ignore[arg-type]  # tests hold the file to it


@lru_cache(maxsize=3)
def _in_chinese(file: str) -> dict[str, str]:
    text = resources.files("sim.evidence").joinpath(file).read_text("utf-8")
    return dict(yaml.safe_load(text))


def unit_words(unit: str, lang: str) -> str:
    """The unit of an entry's numbers in the language of the reader."""
    if lang != "zh":
        return unit
    known = _in_chinese("units.yaml")
    parts = [unit] if unit in known else re.split("; |, ", unit)
    return "；".join(known[part] for part in parts)


def window_words(window: str, lang: str) -> str:
    """The period of an entry in the language of the reader."""
    return _in_chinese("windows.yaml")[window] if lang == "zh" else window


def source_words(source: str, lang: str) -> str:
    """Where an entry comes from, in the language of the reader; papers stay as they are printed."""
    known = _in_chinese("sources.yaml")
    parts = re.split(r"(, |; | \(|\))", source)
    if lang != "zh" or not all(part in known for part in parts[::2] if part):
        return source
    marks = {", ": "，", "; ": "；", " (": "（", ")": "）"}
    return "".join(marks.get(part, known.get(part, "")) for part in parts)


def entry(evidence_id: str) -> Evidence:
    """The entry of that id.

    Raises:
        InputError: there is none; the message names the nearest.
    """
    known = ledger()
    if evidence_id not in known:
        raise InputError(
            say("there is no evidence {id}", id=evidence_id),
            value=evidence_id,
            allowed=say("an id of docs/evidence.md, such as F1 or S002-031"),
            nearest=nearest(evidence_id, known),
        )
    return known[evidence_id]


def cited_by(evidence_id: str) -> list[str]:
    """The settings that cite an entry, as `FILE: KEY`, in the order of the files."""
    return list(citations().get(evidence_id, []))


@lru_cache(maxsize=1)
def citations() -> dict[str, list[str]]:
    """Every id cited in conf/ and scenarios/, with the settings that cite it as `FILE: KEY`."""
    found: dict[str, list[str]] = {}
    for file, package, text in _settings():
        for evidence_id, key in cited(text, yaml.safe_load(text) or {}):
            place = f"{file}: {package}{_setting(key)}"
            places = found.setdefault(evidence_id, [])
            if place not in places:
                places.append(place)
    return found


def _settings() -> Iterator[tuple[str, str, str]]:
    """File, leading part of its keys and text of everything in conf/ and scenarios/."""
    conf, scenarios = resources.files("conf"), resources.files("scenarios")
    groups = sorted((one for one in conf.iterdir() if one.is_dir()), key=lambda one: one.name)
    folders = [("conf", "", conf), *((f"conf/{one.name}", one.name, one) for one in groups)]
    for folder, group, path in [*folders, ("scenarios", "", scenarios)]:
        for file in sorted(path.iterdir(), key=lambda one: one.name):
            if file.name.endswith(".yaml"):
                text = file.read_text("utf-8")
                package = package_of(text, group)
                yield f"{folder}/{file.name}", f"{package}." if package else "", text


def _setting(key: str) -> str:
    """A key as far as a reader cares: a list of numbers as a whole, a step of a journey as one."""
    parts = key.split(".")
    for place, part in enumerate(parts):
        if part.isdigit():
            last = place == len(parts) - 1
            return ".".join(parts[:place] if last else parts[: place + 1])
    return key
