"""Every scenario of the library says who asks and what is expected, and shows it in twin worlds."""

from __future__ import annotations

from functools import cache

import pytest

from sim.config.compose import compose_plan
from sim.config.scenarios import scenario_files
from sim.config.schema import Expectation, Story
from sim.config.validate import build_story
from sim.evidence import ledger
from sim.measure.definitions import KPIS
from sim.study.compare import compare
from sim.study.samples import Samples
from sim.world import simulate

SETTINGS = ["shoppers.initial=3000", "horizon_days=270", "engine=compiled"]
REPLICATIONS = 6
RARE = {"launches_untried": 24, "launches_on_trial": 24}  # a share of a handful of launches
PLACE = {one.key: place for place, one in enumerate(KPIS)}
STORIES: dict[str, Story] = {name: build_story(file) for name, file in scenario_files().items()}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_a_scenario_says_who_asks_and_what_is_expected(story: Story) -> None:
    """A reader, a fact from outside and a direction of a known KPI against a known scenario."""
    assert story.asked_by
    assert story.expects
    assert set(story.evidence) <= set(ledger())
    for one in story.expects:
        assert one.kpi in PLACE, one
        assert one.against in STORIES, one
        assert one.against != story.name


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_a_scenario_asks_something_in_both_languages(story: Story) -> None:
    """What stands as its question has a question mark, in English and in Chinese."""
    assert "?" in story.question["en"], story.question
    assert "？" in story.question["zh"], story.question


EXPECTED = [
    pytest.param(story.name, one, id=f"{story.name}: {one.kpi} {one.direction} than {one.against}")
    for story in STORIES.values()
    for one in story.expects
]


@pytest.mark.slow
@pytest.mark.parametrize(("scenario", "expected"), EXPECTED)
def test_a_scenario_shows_what_it_expects(scenario: str, expected: Expectation) -> None:
    """The 95 % interval of the paired difference lies on the side the scenario names."""
    samples = {expected.against: kpis(expected.against), scenario: kpis(scenario)}
    found = compare(samples)[PLACE[expected.kpi]]
    assert found.verdict == expected.direction, found


@cache
def kpis(scenario: str) -> Samples:
    """All KPIs of some replications, small."""
    plan = compose_plan(scenario, SETTINGS).plan
    replications = range(RARE.get(scenario, REPLICATIONS))
    return Samples.of([simulate(plan, replication) for replication in replications])
