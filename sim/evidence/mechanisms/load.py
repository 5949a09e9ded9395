"""The map of mechanisms as written in map.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml


@dataclass(frozen=True)
class Series:
    """Mechanisms numbered in one row in a source.

    prefix: what stands before the number in an id.
    digits: how many digits the number has at least.
    last: the last number; the first is 1.
    """

    prefix: str
    digits: int
    last: int
    en: str
    zh: str

    def ids(self) -> list[str]:
        """Every id of the series, from number 1."""
        return [f"{self.prefix}{number:0{self.digits}}" for number in range(1, self.last + 1)]


@dataclass(frozen=True)
class Mechanism:
    """One thing a brand of the sources does or meets.

    Exactly one of the last four is given.

    lever: the settings that simulate its main effect today, as full keys.
    reported: the settings of the figures a report shows of it, by which no shopper, cost or limit
        changes.
    missing: names of `missing_levers` it would need.
    not_simulated: why no lever is meant to simulate it.
    """

    id: str
    en: str
    zh: str
    lever: tuple[str, ...] = ()
    reported: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    not_simulated: str = ""


@dataclass(frozen=True)
class Question:
    """A planning question the readers of the sources want answered.

    It has scenarios, a command, or missing levers.

    scenarios: those that answer it, compared with each other.
    missing: names of `missing_levers` an answer would need.
    command: what answers it, where it is about all plans and not about one; how: in words.
    """

    id: str
    en: str
    zh: str
    scenarios: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    command: str = ""
    how: str = ""


@dataclass(frozen=True)
class Lacking:
    """A lever that would be needed."""

    en: str
    zh: str


@lru_cache(maxsize=1)
def _content() -> dict[str, Any]:
    text = resources.files("sim.evidence.mechanisms").joinpath("map.yaml").read_text("utf-8")
    content: dict[str, Any] = yaml.safe_load(text)
    return content


def mechanisms() -> list[Mechanism]:
    """Every mechanism, in the order of map.yaml."""
    return [Mechanism(**_fields(record)) for record in _content()["mechanisms"]]


def questions() -> list[Question]:
    """Every planning question, in the order of map.yaml."""
    return [Question(**_fields(record)) for record in _content()["questions"]]


def _fields(record: dict[str, Any]) -> dict[str, Any]:
    lists = {key: tuple(value) for key, value in record.items() if isinstance(value, list)}
    return {**record, **lists}


def series() -> list[Series]:
    """The series of the sources, in the order of the map."""
    return [Series(**record) for record in _content()["series"]]


def missing_levers() -> dict[str, Lacking]:
    """The levers that are missing, by name."""
    return {name: Lacking(**record) for name, record in _content()["missing_levers"].items()}
