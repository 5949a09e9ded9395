"""The map of mechanisms and the library of scenarios as a Markdown page."""

from __future__ import annotations

from collections.abc import Sequence

from sim.config.scenarios import scenario_files
from sim.config.schema import Story
from sim.config.validate import build_story
from sim.evidence.mechanisms.load import (
    Mechanism,
    Question,
    mechanisms,
    missing_levers,
    questions,
    series,
)

HEADER = """# Mechanisms, and what simulates them

Every mechanism of the operator plans (OP) and of the two parts of the omni-channel book (S3A, S3B),
by the id of its source: the settings that simulate its main effect, those of the figures a report
shows of it (nobody acts on them), the lever it lacks, or why it is not simulated.
`python -m sim.evidence.mechanisms docs/mechanisms.md` writes this page from
`sim/evidence/mechanisms/map.yaml` and `scenarios/`. NAME and N stand for any name of a table and
any place in a list.
"""


def page() -> str:
    """The whole page."""
    lacking = [_lacking()] if missing_levers() else []
    parts = [HEADER, _counts(), *lacking, _library(), _questions(), *_all_series()]
    return "\n".join(parts)


def _table(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [columns, ("---",) * len(columns), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _counts() -> str:
    every = mechanisms()
    simulated = sum(bool(one.lever) for one in every)
    reported = sum(bool(one.reported) for one in every)
    lacking = sum(bool(one.missing) for one in every)
    rest = len(every) - simulated - reported - lacking
    asked = questions()
    answered = sum(bool(one.scenarios) for one in asked)
    by_command = sum(bool(one.command) for one in asked)
    return (
        f"{len(every)} mechanisms: {simulated} have levers, {reported} are figures of the report, "
        f"{lacking} lack a lever, {rest} are not simulated. "
        f"{len(asked)} questions: scenarios answer {answered}, "
        f"a command that works on any plan {by_command}.\n"
    )


def _lacking() -> str:
    """The missing levers, those that more mechanisms wait for first."""
    every = mechanisms()
    waiting = {name: [one for one in every if name in one.missing] for name in missing_levers()}
    alone = {name: sum(len(one.missing) == 1 for one in found) for name, found in waiting.items()}
    order = sorted(waiting, key=lambda name: (-len(waiting[name]), -alone[name], name))
    known = missing_levers()
    rows = [
        (f"`{name}`", known[name].en, known[name].zh, f"{len(waiting[name])}", f"{alone[name]}")
        for name in order
    ]
    columns = ("lever", "what it would be", "含义", "mechanisms", "that need no other")
    return f"## Levers that are missing\n\n{_table(columns, rows)}"


def _library() -> str:
    stories = [build_story(file) for file in scenario_files().values()]
    rows = [_told(story) for story in stories]
    columns = ("scenario", "question", "问题", "asked by", "expected")
    return f"## Scenarios\n\n{_table(columns, rows)}"


def _told(story: Story) -> tuple[str, ...]:
    expected = "; ".join(f"{one.kpi} {one.direction} than {one.against}" for one in story.expects)
    asked = ", ".join(story.asked_by)
    return f"`{story.name}`", story.question["en"], story.question["zh"], asked, expected


def _questions() -> str:
    rows = [(one.id, one.en, one.zh, _answer(one)) for one in questions()]
    columns = ("id", "question", "问题", "answered by")
    return f"## Questions of the readers\n\n{_table(columns, rows)}"


def _answer(one: Question) -> str:
    if one.scenarios:
        return ", ".join(f"`{name}`" for name in one.scenarios)
    return f"`{one.command}`: {one.how}" if one.command else _missing(one)


def _missing(one: Mechanism | Question) -> str:
    return "missing: " + ", ".join(one.missing)


def _lack(one: Mechanism) -> str:
    if one.missing:
        return _missing(one)
    return f"not simulated: {one.not_simulated}"


def _all_series() -> list[str]:
    by_id = {one.id: one for one in mechanisms()}
    columns = ("id", "what it is", "含义", "simulated by")
    return [
        f"## {row.prefix.rstrip('.')}: {row.en} ({row.zh})\n\n"
        + _table(columns, [_row(by_id[name]) for name in row.ids()])
        for row in series()
    ]


def _row(one: Mechanism) -> tuple[str, ...]:
    return one.id, one.en, one.zh, _how(one)


def _how(one: Mechanism) -> str:
    if one.lever:
        return _keys(one.lever)
    return f"reported by {_keys(one.reported)}" if one.reported else _lack(one)


def _keys(keys: Sequence[str]) -> str:
    return ", ".join(f"`{key}`" for key in keys)
