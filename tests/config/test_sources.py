"""Every number says where it comes from."""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable

import pytest

from sim.config.sources import entries, is_source, package_of, problems

GOOD = {
    "evidence": "S002-033",
    "other book": "S3A-012",
    "literature": "F9",
    "two ids": "F9; S002-033",
    "assumption": "assumption 0.1..0.5",
    "negative assumption": "assumption -1..1e3",
    "id and range": "P1; assumption 3..7",
    "ranges of two": "S000-002; assumption hour 8..21; assumption minutes 0..30",
    "fit": "fit: BG/NBD on orders.csv",
    "decision": "plan",
    "design": "rule",
}
BAD = {
    "remark": "门店",
    "nothing": "",
    "no range": "assumption",
    "long id": "F123",
    "word after id": "F9 roughly",
}


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
def test_is_a_source(text: str) -> None:
    """Evidence, assumptions with a range, fits and decisions are sources."""
    assert is_source(text)


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_is_no_source(text: str) -> None:
    """A remark is not a source."""
    assert not is_source(text)


def sources(text: str) -> dict[str, str | None]:
    return {entry.key: entry.source for entry in entries(text)}


def test_own_comment_wins_over_the_one_above() -> None:
    """A source beside a name covers what stands below it and has none."""
    found = sources("repeat:  # L2\n  r: 1\n  a: 2  # F9\nspend:  # 花费\n  p: 3\n")
    assert found == {"repeat.r": "L2", "repeat.a": "F9", "spend.p": None}


def test_an_assumption_may_be_of_one_of_several_numbers() -> None:
    """Where a line holds several numbers, a range that names one is no other's."""
    found = sources("steps:\n  - {day: 3, hour: 10}  # F7; assumption hour 8..21\n")
    assert found["steps.0.day"] == "F7"
    assert found["steps.0.hour"] == found["steps"] == "F7; assumption 8..21"


def test_a_list_has_the_sources_of_its_numbers() -> None:
    """A list of numbers carries its line's source, or those of its elements."""
    assert sources("hours: [9, 20]  # F7\n")["hours"] == "F7"
    assert sources("hours:\n  - 9  # F7\n  - 20  # plan\n")["hours"] == "F7; plan"


def test_a_source_may_stand_above_its_line() -> None:
    """A source alone on a line covers the next line and no more."""
    found = sources("# fit: orders.csv\nhours: [9, 20]\nface: 3\n")
    assert (found["hours"], found["face"]) == ("fit: orders.csv", None)


def test_a_hash_in_a_text_is_text() -> None:
    """Only a comment counts, and only one that names a source."""
    assert sources("# Prices of F9\na: 1\nb: 'x # F9'\n") == {"a": None, "b": None}


TROUBLE = {
    "none": ("face: 3\n", "f.yaml:1 coupon.face: a number without a source"),
    "remark": ("face: 3  # 面额\n", "f.yaml:1 coupon.face: a number without a source"),
    "outside": (
        "face: 3  # assumption 4..5\n",
        "f.yaml:1 coupon.face: 3 lies outside its own assumption 4..5",
    ),
    "refused": ("face: -3  # F9\n", "f.yaml:1 coupon.face: -3 is not allowed: 0 to 100,000 (yuan)"),
    "no lever": ("fase: 3  # F9\n", "f.yaml:1 coupon.fase: not a lever"),
}


@pytest.mark.parametrize(("text", "expected"), TROUBLE.values(), ids=TROUBLE)
def test_trouble(text: str, expected: str) -> None:
    """A number without a source, or against its own, is named with file, line and key."""
    assert problems(text, "f.yaml", "coupon") == [expected]


def shipped() -> list[tuple[str, str, Traversable]]:
    """Name, package and file of everything in conf/ and scenarios/."""
    conf, scenarios = resources.files("conf"), resources.files("scenarios")
    found = [("conf/config.yaml", "", conf / "config.yaml")]
    found += [
        (f"conf/{group.name}/{file.name}", package_of(file.read_text("utf-8"), group.name), file)
        for group in conf.iterdir()
        if group.is_dir()
        for file in group.iterdir()
        if file.name.endswith(".yaml")
    ]
    found += [(f"scenarios/{file.name}", "", file) for file in scenarios.iterdir()]
    return [one for one in found if one[0].endswith(".yaml")]


@pytest.mark.parametrize(("name", "package", "file"), shipped(), ids=[one[0] for one in shipped()])
def test_every_shipped_number_has_a_source(name: str, package: str, file: Traversable) -> None:
    """No number in conf/ or scenarios/ stands without a source that holds it."""
    assert problems(file.read_text("utf-8"), name, package) == []


@pytest.mark.parametrize(
    ("name", "file"), [(n, f) for n, p, f in shipped() if n.startswith("scenarios/")]
)
def test_evidence_ids_are_well_formed(name: str, file: Traversable) -> None:
    """The evidence a scenario names has the form of an evidence id."""
    keys = [entry for entry in entries(file.read_text("utf-8")) if entry.key == "story.evidence"]
    assert keys, name
