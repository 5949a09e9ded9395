"""The answer of a plan speaks of what its question is about, not of what every plan is held by."""

from dataclasses import replace
from pathlib import Path

import pytest

from reports.answers import answers, asked_against
from reports.load import read_results
from reports.results import Difference, Estimate, Results
from reports.words import words


@pytest.fixture
def results(compared: Path) -> Results:
    return read_results(compared)


def told(results: Results) -> str:
    """All that is said of the first plan beside the reference."""
    return " ".join(answers(results, words("en"))[results.others[0].name])


def with_figures(results: Results, scenario: str, **means: float) -> Results:
    """The same results with other means of a scenario."""
    found = {
        kpi: Estimate(mean, mean, mean, mean, mean, mean, results.replications)
        for kpi, mean in means.items()
    }
    summary = {**results.summary, scenario: {**results.summary[scenario], **found}}
    return replace(results, summary=summary)


def asking(results: Results, *kpis: str) -> Results:
    """The same results, the first plan's question being about these figures."""
    reference, one, *rest = results.scenarios
    expects = [{"kpi": kpi, "direction": "higher", "against": "baseline"} for kpi in kpis]
    plan = {**one.plan, "story": {**one.plan.get("story", {}), "expects": expects}}
    return replace(results, scenarios=(reference, replace(one, plan=plan), *rest))


def test_a_question_put_against_another_plan_is_known_for_it(results: Results) -> None:
    """A salon beside a brand without stores differs by the stores too."""
    reference, name = results.reference, results.others[0].name
    for against, said in ((reference.name, ""), ("site_one", "put against site_one. The diff")):
        expects = [{"kpi": "orders", "direction": "higher", "against": against}] * 2
        story = {"story": {"expects": expects}}
        found = replace(results.scenario(name), plan=results.scenario(name).plan | story)
        told = asked_against(results, found, words("en"))
        assert said in told and bool(said) == bool(told)
        assert (reference.quoted("en") in told) == bool(said)


def test_a_plan_with_a_test_is_told_what_the_test_can_see(results: Results) -> None:
    """What it earns, and most of the year it goes on after the test, says nothing of that."""
    name = results.others[0].name
    means = {"test_difference": 0.0085, "test_detectable": 0.0378, "test_detected": 0.2}
    said = told(with_figures(results, name, test_people=322.0, **means))
    assert "322 people in the smaller arm and find a difference of 3.78 pp four times in" in said
    assert "they read +0.85 pp on average, and 20.0% of them told it from chance" in said
    assert "its tests" not in told(with_figures(results, name, test_people=0.0))


@pytest.mark.parametrize(
    ("verdict", "theirs", "expected"),
    [
        ("higher", 14.0, "what is asked about: groups open 35 (+21)"),
        ("cannot separate", 14.0, "groups open 35 (+21, which nobody can tell from zero)"),
        ("higher", 0.0, "what is asked about: groups open 35"),
        ("same", 35.0, ""),
    ],
)
def test_figures_of_the_question_are_told(
    results: Results, verdict: str, theirs: float, expected: str
) -> None:
    """Of a question about groups their number, which no other sentence of the answer has."""
    name, reference = results.others[0].name, results.reference.name
    found = with_figures(with_figures(results, name, groups=35.0), reference, groups=theirs)
    row = Difference(name, reference, "groups", 35.0 - theirs, 20.0, 22.0, 1.5, verdict, 1.0)
    found = replace(found, differences={**results.differences, (name, "groups"): row})
    said = told(asking(found, "groups", "net_sales"))
    assert expected in said
    assert ("what is asked about" in said) is bool(expected)
    assert "(" not in said[said.find("what is asked about") :] or theirs
