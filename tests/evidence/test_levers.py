"""The reference of levers is complete, and what it names exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.config.keys import lever_at
from sim.evidence.levers import Reference, effects, references, told
from sim.evidence.levers.load import _functions, pattern_of
from sim.evidence.levers.page import page

IDS = [one.key for one in references()]


def test_every_setting_is_there_once() -> None:
    """No key twice, each a lever of the schema, and whatever conf/ sets is among them."""
    assert len(IDS) == len(set(IDS)) > 300
    for key in IDS:
        assert lever_at(key) is not None, key


@pytest.mark.parametrize("one", references(), ids=IDS)
def test_a_setting_says_what_it_is(one: Reference) -> None:
    """Unit, both languages, and where it takes effect."""
    assert one.lever.unit
    assert one.lever.en
    assert re.search("[一-鿿]", one.lever.zh), "no Chinese"
    assert one.effects, f"{one.key} has no entry in sim/evidence/levers/functions.yaml"
    for name in one.effects:
        assert told(name)


def test_every_entry_covers_a_setting() -> None:
    """No entry of functions.yaml is idle, and none names what does not exist."""
    for entry, functions in _functions().items():
        assert any(key == entry or key.startswith(f"{entry}.") for key in IDS), entry
        assert all(told(name) for name in functions)


def test_a_name_of_a_plan_is_looked_up_too() -> None:
    """The longest entry wins, whatever the table calls it."""
    assert effects("touch.channels.guide.click_rate") == ("sim.behaviour.touch.led_to",)
    assert effects("journeys.care.steps.2.hour") == ("sim.population.rules.StepRule",)
    assert effects("nothing") == ()
    assert pattern_of("journeys.care.steps.2.hour", set(IDS)) == "journeys.NAME.steps.N.hour"


def test_what_does_not_exist_says_nothing() -> None:
    """A slip in functions.yaml is an error."""
    with pytest.raises(LookupError):
        told("sim.behaviour.touch.open_chanse")


def test_a_scenario_is_named_where_it_sets_something() -> None:
    """fila_333 sets its journey and no tier; who chooses a group uses what the group sets."""
    used = {one.key: one.scenarios for one in references()}
    assert "fila_333" in used["journeys.NAME.trigger"]
    assert "fila_333" not in used["tiers.levels.NAME.from_yuan"]
    assert "tiers_four" in used["tiers.levels.NAME.from_yuan"]


def test_the_page_is_current() -> None:
    """docs/levers.md is what `python -m sim.evidence.levers docs/levers.md` writes."""
    assert (Path(__file__).parents[2] / "docs/levers.md").read_text("utf-8") == page()
