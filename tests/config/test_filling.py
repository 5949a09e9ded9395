"""A count has its noun in the right number, and no space parts Chinese from Chinese."""

from __future__ import annotations

import pytest

from sim.config.filling import filled
from sim.measure.eventwords import event_words


@pytest.mark.parametrize(
    ("n", "told"), [(0, "0 runs"), (1, "1 run"), (2, "2 runs"), (1000, "1,000 runs")]
)
def test_a_count_says_its_noun_in_the_right_number(n: int, told: str) -> None:
    """One of a thing is no plural, none and many are."""
    assert filled("{n:,} {n:run|runs}", n=n) == told


@pytest.mark.parametrize(
    ("name", "told"), [("store", "来自 store 的人"), ("初始会员", "来自初始会员的人")]
)
def test_a_gap_between_spaces_closes_up_around_chinese(name: str, told: str) -> None:
    """Latin names keep the space that Chinese ones do without."""
    assert filled("来自 {name} 的人", name=name) == told


def test_spaces_that_somebody_meant_stay() -> None:
    """What stands in a value or lines up a table is left alone, and so is English."""
    assert filled("{what}：{value}", what="设定项", value="券 生日") == "设定项：券 生日"
    assert filled("公式  {name}", name="均值") == "公式  均值"
    assert filled("{a} {b!r:>5}", a="A", b="x") == "A   'x'"


def test_events_are_told_so() -> None:
    """A point earned and where somebody came from, as a life tells them."""
    words = event_words()

    def told(event: str, lang: str, reference: int = 0, way: str = "") -> str:
        return words[event].say(lang, way=way, yuan="", reference=reference, names={})

    assert told("points_earned", "en", 1) == "1 point earned"
    assert told("points_earned", "en", 2) == "2 points earned"
    assert told("joined", "zh", way="初始会员") == "加入，来自初始会员"
    assert told("joined", "zh", way="store") == "加入，来自 store"
