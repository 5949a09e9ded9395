"""Rule: groups of settings are what frozen dataclasses are, made in a tenth of the time."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest

from sim.config import lever
from sim.config.compose import compose_plan
from sim.config.lever import settings
from sim.config.schema import Study


@settings(frozen=True, kw_only=True)
class Ours:
    """A group."""

    face: float = lever.lever("yuan", "face", "面额", 0, 10)
    name: str = lever.lever("name", "name", "名称")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Theirs:
    """The same group, made by the standard library."""

    face: float
    name: str


THEIRS = Theirs(face=5.0, name="a")
OURS = Ours(face=5.0, name="a")


def test_they_are_equal_hashed_shown_and_replaced_alike() -> None:
    for change in ({}, {"face": 6.0}, {"name": "b"}):
        one, other = replace(OURS, **change), replace(THEIRS, **change)  # type: ignore[arg-type]
        assert (one == OURS) is (other == THEIRS)
        assert hash(one) == hash(other)
        assert repr(one) == repr(other).replace("Theirs", "Ours")
        assert dataclasses.asdict(one) == dataclasses.asdict(other)
    assert OURS != THEIRS
    assert [one.name for one in dataclasses.fields(Ours)] == ["face", "name"]


@pytest.mark.parametrize("wrong", [{"face": 5.0}, {"face": 5.0, "name": "a", "more": 1}, {}])
def test_what_is_missing_or_unknown_is_refused(wrong: dict[str, Any]) -> None:
    for kind in (Ours, Theirs):
        with pytest.raises(TypeError):
            kind(**wrong)


def test_nothing_in_them_can_be_changed() -> None:
    for one in (OURS, THEIRS):
        with pytest.raises(FrozenInstanceError):
            one.face = 6.0  # type: ignore[misc]
        with pytest.raises(FrozenInstanceError):
            del one.name


def test_they_travel_to_other_processes() -> None:
    for one in (OURS, compose_plan("baseline", []).plan.finance):
        assert pickle.loads(pickle.dumps(one)) == one == copy.deepcopy(one)
    assert dataclasses.is_dataclass(Study)
