"""The picture of a journey: numbers that add up, drawn where they belong."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from sim.behaviour.clock import DAY
from sim.commands.catalogue import explain
from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.measure.flows import Flow, ordered_after
from sim.study.flow import lived_flow

SIZE = ["shoppers.initial=800", "horizon_days=150"]


@pytest.fixture(scope="module")
def flow() -> Flow:
    """The journey of a plan with a branch and an exit."""
    return lived_flow(compose_plan("second_chance", SIZE).plan, "recall")


def test_the_numbers_of_a_flow_add_up(flow: Flow) -> None:
    """Nobody passes a step who did not enter, answers what was not sent, or orders twice."""
    first, opened, unopened = flow.steps
    assert flow.entered.came > 300
    assert first.came <= flow.entered.came
    assert 0 < opened.came <= first.answered
    assert unopened.came > 0
    assert flow.entered.came >= opened.came + unopened.came
    for step in flow.steps:
        assert step.came == step.sent + step.held_back
        assert step.answered <= step.sent
        assert 0 <= step.ordered <= step.sent
        assert 0 <= step.anyway <= step.sent
    assert 0 < flow.left < flow.entered.came


def test_a_coupon_moves_more_than_would_have_ordered_anyway(flow: Flow) -> None:
    """Those who got 20 yuan off order more often in the week than their twins."""
    assert flow.steps[1].ordered > flow.steps[1].anyway


def test_an_order_counts_within_a_week_and_after_the_moment() -> None:
    """Not the order that came with it, and not one eight days later."""
    orders = {7: [5, 5 + 7 * DAY], 8: [8 * DAY]}
    assert ordered_after([(7, 5), (7, 4), (8, 0), (9, 0)], orders) == 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_picture_says_every_number(
    lang: str, flow: Flow, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An SVG with the numbers sent at each step; the last line printed is its path."""
    file = tmp_path / "flow.svg"
    explain(["journey=recall", "scenario=second_chance", f"out={file}", f"lang={lang}", *SIZE])
    assert capsys.readouterr().out.splitlines()[-1] == str(file)
    texts = [one.text for one in ElementTree.parse(file).iter() if one.tag.endswith("text")]
    verb = "sent" if lang == "en" else "发送"
    for step in flow.steps:
        assert f"{verb} {step.sent:,}" in texts
    assert any(f"{flow.entered.came:,}" in str(text) for text in texts)


def test_which_journey_is_meant(tmp_path: Path) -> None:
    """One that several scenarios have needs its scenario; an unknown one has a nearest name."""
    with pytest.raises(InputError, match="which scenario's journey"):
        explain(["journey=care_333"])
    with pytest.raises(InputError) as refused:
        explain(["journey=seveer"])
    assert "severe" in str(refused.value)


def test_where_the_picture_goes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Into a folder that is there; a name no viewer would take for a picture is refused first."""
    monkeypatch.setattr("sim.commands.flow._drawn", lambda *_: "<svg/>")
    asked = ["journey=recall", "scenario=second_chance"]
    explain([*asked, f"out={tmp_path}"])
    file = tmp_path / "journey-recall.svg"
    assert capsys.readouterr().out.splitlines()[-1] == str(file)
    assert file.read_text("utf-8") == "<svg/>"
    with pytest.raises(InputError, match="is an SVG file") as refused:
        explain([*asked, f"out={tmp_path / 'flow.pdf'}"])
    assert refused.value.nearest == str(tmp_path / "flow.svg")
    with pytest.raises(InputError, match="cannot be written"):
        explain([*asked, f"out={file / 'below' / 'flow.svg'}"])
