"""Every sentence a reader can meet is said in a way that has its Chinese."""

from __future__ import annotations

import ast
import pickle
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
import yaml

import sim
from sim.config.errors import InputError
from sim.config.keys import allowed_words, schema_levers
from sim.config.said import listed, pair, say

ROOT = Path(sim.__file__).parents[1]
LABELS = ("  {name}: {fact}",)  # a line of a mistake: both parts are said already
CATALOGUE = ROOT / "sim" / "config" / "said.zh.yaml"


def _sentences() -> Iterator[tuple[str, ast.Call]]:
    """Each call of `say` in the code, with its place."""
    for path in sorted((*ROOT.glob("sim/**/*.py"), *ROOT.glob("reports/**/*.py"))):
        tree = ast.parse(path.read_text("utf-8"))
        imported = any(
            isinstance(node, ast.ImportFrom)
            and node.module == "sim.config.said"
            and any(one.name == "say" for one in node.names)
            for node in ast.walk(tree)
        )
        for node in ast.walk(tree) if imported or path.name == "said.py" else ():
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "say":
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def _gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_every_sentence_has_its_chinese_and_no_chinese_is_left_over() -> None:
    """A sentence is written out where it is said; whoever adds one adds its Chinese."""
    said = set()
    for place, call in _sentences():
        first = call.args[0]
        assert isinstance(first, ast.Constant), f"{place}: the sentence is not written out"
        assert _gaps(first.value) == {one.arg for one in call.keywords}, place
        said.add(first.value)
    assert len(said) > 500  # the reader above has found them
    assert said == set(yaml.safe_load(CATALOGUE.read_text("utf-8")))


def test_chinese_fills_the_same_gaps_and_is_chinese() -> None:
    """No fact of a sentence is lost in the other language, and none is left in English."""
    catalogue = yaml.safe_load(CATALOGUE.read_text("utf-8"))
    for english, chinese in catalogue.items():
        assert _gaps(chinese) == _gaps(english), english
        assert any("一" <= sign <= "鿿" for sign in chinese) or english in LABELS, english


def test_nothing_is_told_on_standard_error_that_was_not_said() -> None:
    """Notes go through `note`, mistakes through the command line: both know the language."""
    doors = {"sim/config/said.py", "sim/cli.py"}
    for path in sorted((*ROOT.glob("sim/**/*.py"), *ROOT.glob("reports/**/*.py"))):
        printed = "file=sys.stderr" in path.read_text("utf-8")
        assert not printed or str(path.relative_to(ROOT)) in doors, path


def test_no_catalogue_line_is_written_twice() -> None:
    """YAML would keep the last of two without a word."""
    lines = [line for line in CATALOGUE.read_text("utf-8").splitlines() if line.startswith('"')]
    assert len(lines) == len(yaml.safe_load(CATALOGUE.read_text("utf-8")))


def test_said_is_english_text_and_tells_itself_in_chinese() -> None:
    """It compares and joins as text; gaps that were said are translated with it."""
    said = say("allowed")
    assert said == "allowed" and f"{said}!" == "allowed!"
    full = say("0, or {allowed}", allowed=say("a sales channel online"))
    assert full == "0, or a sales channel online"
    assert full.told("en") == full
    assert full.told("zh") == "0，或线上成交渠道"
    assert say("{low} to {high:,}", low=1, high=2000).told("zh") == "1 至 2,000"
    assert pair("yuan", "元").told("zh") == "元"
    assert listed([pair("a", "甲"), pair("b", "乙")]).told("zh") == "甲、乙"


def test_a_mistake_survives_the_way_from_another_process() -> None:
    """A worker's mistake is told in the reader's language by the process that prints it."""
    error = InputError(say("{key} is out of range", key="seed"), key="seed", allowed=["1"])
    back = pickle.loads(pickle.dumps(error))
    assert str(back) == str(error) == "seed is out of range\n  key: seed\n  allowed: 1"
    assert back.told("zh") == "seed 超出范围\n  设定项：seed\n  可用：1"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_every_lever_allows_can_be_told(lang: str) -> None:
    """Each range has its unit in the language of the reader."""
    told = [allowed_words(lever).told(lang) for _, lever in schema_levers()]
    assert all(told)
    if lang == "zh":
        assert not [words for words in told if " to " in words]
