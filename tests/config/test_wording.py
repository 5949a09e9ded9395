"""Units and sources in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_origin

import pytest

from sim.config.keys import allowed_words, field_levers, field_types, is_group
from sim.config.lever import Lever
from sim.config.schema import Plan, Study
from sim.config.wording import UNITS, source_words, unit_words


def levers(kind: Any) -> Iterator[Lever]:
    """Every lever below a configuration dataclass."""
    for name, below in field_types(kind).items():
        lever = field_levers(kind)[name]
        inner = (
            get_args(below)[-1 if get_origin(below) is dict else 0] if get_args(below) else below
        )
        if lever is not None:
            yield lever
        elif is_group(inner):
            yield from levers(inner)


def test_every_unit_has_its_chinese_word() -> None:
    """No lever shows an English unit on a Chinese page, and no word is left over."""
    assert {one.unit for root in (Plan, Study) for one in levers(root)} == set(UNITS)


@pytest.mark.parametrize(
    ("source", "chinese"),
    [
        ("S002-039; assumption 0.05..0.4", "S002-039；假设 0.05..0.4"),
        ("plan", "方案自定"),
        ("P1; rule", "P1；平台规则"),
        ("fit: BG/NBD, plan.csv", "拟合：BG/NBD, plan.csv"),
        ("command line", "命令行"),
        ("", ""),
    ],
)
def test_sources_in_chinese(source: str, chinese: str) -> None:
    """Ids and ranges stay; the words around them are translated."""
    assert source_words(source, "zh") == chinese
    assert source_words(source, "en") == source


def test_allowed_in_both_languages() -> None:
    """A range names its unit in the reader's language."""
    [cap] = [one for one in levers(Plan) if one.unit == "touches/week"]
    assert allowed_words(cap) == "0 to 105 (touches/week)"
    assert allowed_words(cap).told("zh") == "0 至 105（次触达/周）"
    assert unit_words("fen", "zh") == "分"
