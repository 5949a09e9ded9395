"""What is known from outside is written down once, graded, and found again."""

from __future__ import annotations

import re
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import pytest

from sim.config.errors import InputError
from sim.config.sources import EVIDENCE_ID, entries
from sim.evidence import Evidence, cited_by, entry, ledger
from sim.evidence.load import GRADES, citations, source_words, unit_words, window_words
from sim.evidence.page import page


def settings(folder: Traversable) -> list[Traversable]:
    """Every YAML file below a folder."""
    found = [one for one in folder.iterdir() if one.name.endswith(".yaml")]
    return found + [file for one in folder.iterdir() if one.is_dir() for file in settings(one)]


@pytest.mark.parametrize("package", ["conf", "scenarios"])
def test_every_id_cited_beside_a_value_is_in_the_ledger(package: str) -> None:
    """A setting never leans on evidence nobody can look up."""
    for file in settings(resources.files(package)):
        for one in entries(file.read_text("utf-8")):
            for evidence_id in EVIDENCE_ID.findall(one.source or ""):
                assert evidence_id in ledger(), f"{file.name}:{one.line} {one.key}"


def test_every_id_a_story_names_is_in_the_ledger() -> None:
    """A scenario's evidence can be looked up, too."""
    assert set(citations()) <= set(ledger())


def test_the_ledger_is_large_enough_to_lean_on() -> None:
    """At least 80 entries, in both languages, each id once."""
    text = resources.files("sim.evidence").joinpath("ledger.yaml").read_text("utf-8")
    assert text.count("\n- id: ") == len(ledger()) >= 80


@pytest.mark.parametrize("one", ledger().values(), ids=ledger())
def test_an_entry_is_complete(one: Evidence) -> None:
    """Id, both languages, unit, window, source and a known grade; numbers unless none are given."""
    assert EVIDENCE_ID.fullmatch(one.id)
    assert all((one.zh, one.en, one.unit, one.window, one.source))
    assert one.grade in GRADES
    assert all(isinstance(number, int | float) for number in one.numbers)
    assert any("一" <= sign <= "鿿" for sign in window_words(one.window, "zh"))
    assert one.numbers or "direction" in one.unit or one.id in {"P6", "C17"}


def test_conflicts_are_mutual() -> None:
    """If one entry says otherwise than another, both say so."""
    for one in ledger().values():
        for other in one.conflicts:
            assert one.id in entry(other).conflicts


def test_an_entry_tells_who_leans_on_it() -> None:
    """The weekly cap cites the platform rule; a list or a step is named once."""
    assert "conf/touch/wecom.yaml: touch.weekly_cap" in cited_by("P1")
    steps = [place for place in cited_by("S000-003") if "scenarios/fila_333.yaml" in place]
    assert steps == [
        "scenarios/fila_333.yaml: journeys.care_333.steps.1",
        "scenarios/fila_333.yaml: story.evidence",
    ]
    assert cited_by("L6") == []


def test_an_unknown_id_names_the_nearest() -> None:
    """A slip of the pen is met with the entry that was meant."""
    with pytest.raises(InputError) as caught:
        entry("S002-31")
    assert caught.value.nearest == "S002-031"
    assert caught.value.what == "there is no evidence S002-31"


def test_the_page_is_current() -> None:
    """docs/evidence.md is what `python -m sim.evidence docs/evidence.md` writes."""
    assert (Path(__file__).parents[2] / "docs/evidence.md").read_text("utf-8") == page()


def test_units_are_told_in_chinese() -> None:
    """A page in Chinese says what each number counts without a word of English."""
    told = {one.unit: unit_words(one.unit, "zh") for one in ledger().values()}
    assert {unit: words for unit, words in told.items() if re.search("[A-Za-z]", words)} == {}
    assert unit_words("%; orders", "en") == "%; orders"
    assert told["% of lost orders"] == "占流失订单 %"


def test_operators_and_documents_are_named_in_chinese() -> None:
    """Only what is printed in English, a paper or its like, is named in English."""
    found = {one.source: source_words(one.source, "zh") for one in ledger().values()}
    own = ("Operator", "Omni-channel", "Apparel", "Member", "WeCom", "Vendor")
    assert [one for one, words in found.items() if one.startswith(own) and one == words] == []
    assert found["Omni-channel book, part 2 (KFC)"] == "全渠道案例书，第二部分（肯德基）"
    paper = "Gupta 1988; van Heerde, Gupta and Wittink"
    assert found[paper] == paper
