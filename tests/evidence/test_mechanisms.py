"""The map of mechanisms is complete, and what it names exists."""

from __future__ import annotations

import shlex
from pathlib import Path

from sim.cli import COMMANDS
from sim.config.keys import lever_at
from sim.config.scenarios import scenario_files
from sim.evidence import ledger
from sim.evidence.mechanisms import mechanisms, missing_levers, questions, series
from sim.evidence.mechanisms.page import page


def test_every_mechanism_of_every_series_is_there_once() -> None:
    """The ids are the numbers 1 to last of each series, no fewer and no more."""
    assert [one.id for one in mechanisms()] == [name for row in series() for name in row.ids()]


def test_ids_are_written_as_in_the_sources() -> None:
    """Two digits in the first part of the book, as many as it takes elsewhere."""
    known = {one.id for one in mechanisms()}
    assert {"OP-T1", "OP-17.21", "S3A-M01", "S3A-AL7", "S3B-A32", "S3B-2.16"} <= known


def test_a_mechanism_has_one_answer() -> None:
    """One of lever, figure of the report, missing lever and reason; a line in each language."""
    for one in mechanisms():
        assert one.en, one
        assert one.zh, one
        answers = [one.lever, one.reported, one.missing, one.not_simulated]
        assert sum(map(bool, answers)) == 1, one


def test_the_levers_exist() -> None:
    """Each key a mechanism names is a setting of the schema."""
    for one in mechanisms():
        for key in (*one.lever, *one.reported):
            assert lever_at(key) is not None, f"{one.id}: {key}"


LOOKING_ON = ("views.", "monitors.", "warning.", "attribution.")
ANSWERS = {
    "monitors.NAME.campaign",
    "monitors.NAME.journey",
    "monitors.NAME.yuan_per_alarm",
    "warning.campaign",
    "attribution.commission",
}


def acts(key: str) -> bool:
    """Does a shopper, a cost or a limit change by this setting, or only what is counted?"""
    return key in ANSWERS or not key.startswith(LOOKING_ON)


def test_a_lever_changes_more_than_a_report() -> None:
    """Stages, lists and alarms nobody answers are figures, and are called so."""
    for one in mechanisms():
        assert not one.lever or any(map(acts, one.lever)), one
        assert not any(map(acts, one.reported)), one


def test_what_the_page_names_looking_on_exists() -> None:
    """An answer that lost its name would let any alarm pass for a lever."""
    assert all(lever_at(key) is not None for key in ANSWERS)


def test_the_missing_levers_are_known_and_needed() -> None:
    """Each missing lever has its explanation, and some mechanism waits for it."""
    needed = {name for one in mechanisms() for name in one.missing}
    assert needed == set(missing_levers())
    assert {name for one in questions() for name in one.missing} <= needed


def test_every_question_of_the_sources_is_there_once() -> None:
    """The questions are numbered as in their sources: 25, 35 and 33 of them."""
    known = [f"OP-Q{number}" for number in range(1, 26)]
    known += [f"S3A-Q{number:02}" for number in range(1, 36)]
    known += [f"S3B-Q{number}" for number in range(1, 34)]
    assert [one.id for one in questions()] == known


def test_a_question_has_one_answer() -> None:
    """Scenarios that exist, a missing lever, or a command that can be typed; never two of them."""
    for one in questions():
        assert one.en, one
        assert one.zh, one
        assert sum([bool(one.scenarios), bool(one.missing), bool(one.command)]) == 1, one
        assert bool(one.how) == bool(one.command), one
        assert set(one.scenarios) <= set(scenario_files()), one


def test_a_command_that_answers_is_one_of_ours() -> None:
    """It names scenarios and evidence that exist, and a reader can type it as it stands."""
    asked = [one for one in questions() if one.command]
    assert asked
    for one in asked:
        program, command, argument = shlex.split(one.command)
        assert program == "siyu" and command in COMMANDS, one
        names = argument.removeprefix("scenarios=").strip("[]").split(",")
        assert set(names) <= {*scenario_files(), *ledger()}, one


def test_the_page_is_current() -> None:
    """docs/mechanisms.md is what `python -m sim.evidence.mechanisms docs/mechanisms.md` writes."""
    assert (Path(__file__).parents[2] / "docs/mechanisms.md").read_text("utf-8") == page()
