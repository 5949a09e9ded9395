"""A question's amounts in the trade its plan was tried in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reports.amounts import amounts_note
from reports.load import read_results
from reports.results import Scenario
from reports.words import words
from sim.config.compose import compose_plan
from sim.config.record import assumption_rows


def tried(name: str, *overrides: str) -> tuple[float, float, tuple[dict[str, Any], ...]]:
    """Sizes of an order, here and as written for, and the settings of a plan."""
    composed = compose_plan(name, overrides)
    trade = composed.plan.trade
    return trade.order_yuan, trade.written_for_yuan, tuple(assumption_rows(composed))


@pytest.fixture(scope="module")
def stored(alone: Path) -> Scenario:
    """A scenario of a result folder."""
    return read_results(alone).scenarios[0]


def noted(stored: Scenario, lang: Any, *overrides: str, plan: str = "member_day") -> str:
    """What the page says of the amounts."""
    order, written, rows = tried(plan, *overrides)
    parts = {**stored.plan, "trade": {"order_yuan": order, "written_for_yuan": written}}
    return amounts_note(replace(stored, plan=parts, assumptions=rows), words(lang))


def test_in_another_trade_the_page_says_what_amounts_have_become(stored: Scenario) -> None:
    """Thirty off 200 for orders of 292 yuan were tried as 6.2 off 41 for orders of 60."""
    said = noted(stored, "en", "trade=grocery")
    assert "orders of 292 yuan" in said and "an order is 60 yuan" in said
    assert "coupon.face 6.2" in said and "coupon.threshold 41" in said
    assert "coupon.face 6.2" in noted(stored, "zh", "trade=grocery")


def test_who_sets_an_amount_here_means_it_here(stored: Scenario) -> None:
    """What the command line says was not changed."""
    said = noted(stored, "en", "trade=grocery", "coupon.face=7")
    assert "coupon.face" not in said and "coupon.threshold 41" in said


def test_a_question_without_money_is_told_nothing_of_it(stored: Scenario) -> None:
    """A plan that sets no amount asks of none, in whatever trade."""
    said = noted(stored, "en", "trade=grocery", plan="fresh_clearance")
    assert said == ""
    assert noted(stored, "en", "trade=grocery", "coupon.face=3", plan="fresh_clearance")


def test_where_amounts_stand_nothing_is_said(stored: Scenario) -> None:
    """In its own trade a question is as it was written."""
    assert noted(stored, "en") == ""
    assert amounts_note(stored, words("en")) == ""
