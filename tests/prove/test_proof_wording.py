"""Proofs in Chinese: no quantity, condition or origin stays in English."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from sim.prove import gates
from sim.prove.registry import known_gates
from sim.prove.wording import GIVEN, PHRASES, QUANTITIES, origin_words

CALLS = ("share", "mean", "counted", "foreseen", "foreseen_share", "Finding")
PAGE = Path(__file__).parents[2] / "docs" / "proof.md"
HAN = re.compile(r"[\u4e00-\u9fff]")


def written() -> tuple[set[str], set[str]]:
    """Quantities and conditions that stand as text where a gate says what it found."""
    quantities, given = set(), set()
    for file in Path(gates.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in CALLS:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    quantities.add(str(first.value))
                given |= {one.arg for one in node.keywords if one.arg}
    return quantities, given


def shown() -> tuple[set[str], set[str]]:
    """Quantities and conditions of the page of proofs, which holds the whole pack."""
    cells = re.findall(
        r"^\| ([a-z][a-z_0-9]*)((?: [a-z_]+=\S+)*) \| ", PAGE.read_text("utf-8"), re.M
    )
    names = {name for _, given in cells for name in re.findall(r" ([a-z_]+)=", given)}
    return {quantity for quantity, _ in cells} - {"quantity"}, names


def test_every_quantity_and_condition_has_its_chinese():
    """Those written in the code and those of the page; none that nobody measures."""
    for mine, theirs, known in zip(written(), shown(), (QUANTITIES, GIVEN), strict=True):
        assert mine | theirs == set(known)
        assert all(HAN.search(text) for text in known.values())


@pytest.mark.parametrize("gate", sorted(known_gates()))
def test_every_origin_is_told(gate):
    """Papers as they are cited; nothing else in English."""
    one = known_gates()[gate]
    for text in (one.source, *(case.source for case in one.cases)):
        told = origin_words(text, "zh")
        assert origin_words(text, "en") == text
        assert HAN.search(told) or re.search(r"\(\d{4}\)", told)


def test_no_phrase_is_left_over():
    """Each stands in some gate."""
    every = [
        text
        for one in known_gates().values()
        for text in (one.source, *(c.source for c in one.cases))
    ]
    assert {part for text in every for part in text.split("; ")} >= set(PHRASES)
