"""What the quick reader says of a text is what OmegaConf says of it."""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import pytest
import yaml
from omegaconf import OmegaConf

from sim.config.reading import Reader, has_alias

WORDS = [
    *("1e3", "1E-3", "1.5e3", "-.5", "1_000", "010", "0o7", "0x1F", "1:30", "1:30.5", ".inf"),
    *("yes", "on", "True", "null", "~", "", "2026-01-02", "2026-01-02 03:04:05", "'1e3'", '"yes"'),
    *(".nan", "12e", "e3", "+7", "0.1.2", "小 1", "[1e2, a]", "{a: 1e2, 3: 2026-01-01}"),
]


def said(text: str) -> Any:
    """What the quick reader makes of a text."""
    reader = Reader(text)
    return reader.construct_document(reader.get_single_node())


def files(folder: Traversable) -> list[Traversable]:
    """Every YAML file below a folder."""
    below = [file for one in folder.iterdir() if one.is_dir() for file in files(one)]
    return [*below, *(one for one in folder.iterdir() if one.name.endswith(".yaml"))]


@pytest.mark.parametrize("folder", ["conf", "scenarios"])
def test_every_shipped_file_says_the_same(folder: str) -> None:
    """Names, numbers, text, their types and their order."""
    found = files(resources.files(folder))
    assert len(found) > 30
    for file in found:
        text = file.read_text("utf-8")
        assert repr(said(text)) == repr(OmegaConf.to_container(OmegaConf.create(text))), file.name


@pytest.mark.parametrize("word", WORDS)
def test_a_plain_word_is_what_it_is_elsewhere(word: str) -> None:
    """Numbers in powers of ten are numbers, dates are text."""
    text = f"key: {word}\n"
    assert repr(said(text)) == repr(OmegaConf.to_container(OmegaConf.create(text)))


def test_a_name_said_twice_is_refused_with_its_line() -> None:
    """In a table within a table, too."""
    with pytest.raises(yaml.MarkedYAMLError) as caught:
        said("a:\n  b: 1\n  b: 2\n")
    assert caught.value.problem_mark is not None and caught.value.problem_mark.line == 2


def test_an_alias_is_seen_and_a_star_is_none() -> None:
    """`*` in a comment or in text points nowhere."""
    assert has_alias("a: &x 1\nb: *x\n")
    assert not has_alias("a: '*x'  # *y\nb: 2 * 3\n")
