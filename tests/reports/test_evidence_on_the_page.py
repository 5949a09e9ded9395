"""The page of a comparison under every set of evidence says whether the ranking survives."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import astuple, fields
from pathlib import Path

import pytest
from markupsafe import escape

from reports import rebuild
from reports.load import read_results
from reports.page import render
from reports.survival import survival_told, survived
from reports.words import words
from sim.config.errors import InputError
from sim.config.said import LANGUAGES, Language
from sim.measure.ranking import Pair, survival_of

PLANS = ("baseline", "fila_333", "touch_heavy")
SETS = ("central", "optimistic")


def pair(evidence: str, scenario: str, reference: str, middle: float, half: float) -> Pair:
    verdict = "cannot separate" if abs(middle) <= half else "higher" if middle > 0 else "lower"
    ends = (middle - half, middle + half)
    return Pair(evidence, scenario, reference, "contribution", middle, *ends, verdict)


# Guide care is best under both sets; which of the others is better turns.
TURNED = (
    pair("central", "fila_333", "baseline", 4321.0, 100.0),
    pair("central", "touch_heavy", "baseline", -500.0, 100.0),
    pair("central", "touch_heavy", "fila_333", -4821.0, 100.0),
    pair("optimistic", "fila_333", "baseline", 6000.0, 100.0),
    pair("optimistic", "touch_heavy", "baseline", 900.0, 100.0),
    pair("optimistic", "touch_heavy", "fila_333", -5100.0, 100.0),
)
HELD = tuple(row for row in TURNED if row.scenario == "fila_333")


def write_pairs(folder: Path, pairs: tuple[Pair, ...]) -> None:
    with (folder / "evidence.csv").open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow([*(field.name for field in fields(Pair)), "over_all_sets"])
        out.writerows([*astuple(row), ""] for row in pairs)


def one_set(compared: Path, folder: Path, name: str, pairs: tuple[Pair, ...]) -> Path:
    """The result folder of one set of evidence."""
    ignored = shutil.ignore_patterns("figures", "report.html", "budget.xlsx")
    shutil.copytree(compared, folder, ignore=ignored)
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"evidence_set": name}))
    write_pairs(folder, pairs)
    return folder


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_what_survives(compared: Path, tmp_path: Path, lang: Language) -> None:
    """A plain sentence, the ranking under each set, and every difference with its interval."""
    folder = one_set(compared, tmp_path / "central", "central", TURNED)
    said, results = words(lang), read_results(folder)
    page = render(results, said)
    sentence = said("survival.fails", pairs=3, turned=1, open=0)
    best = said("survival.winner", name=results.scenario("fila_333").quoted(lang))
    assert page.count(str(escape(best + said("join.sentence") + sentence))) == 2
    assert 'id="survival"' in page
    found = survived(results, said)
    assert found is not None
    titles = {one.name: one.title[lang] for one in results.scenarios}
    assert found.rankings == [
        [titles[name] for name in ("fila_333", "baseline", "touch_heavy")],
        [titles[name] for name in ("fila_333", "touch_heavy", "baseline")],
    ]
    for names in found.rankings:
        assert "<ol>" + "".join(f"<li>{name}</li>" for name in names) + "</ol>" in page
    assert [held.outcome for held in found.pairs] == [
        said(f"survival.{outcome}") for outcome in ("holds", "reversed", "holds")
    ]
    for reading in (one for held in found.pairs for one in held.readings):
        assert reading.change and reading.span and reading.verdict
    assert found.pairs[1].readings[0].change == "−¥500.00"
    assert "+¥4,321" in page
    assert found.own == said("survival.central")


def test_a_ranking_that_holds(compared: Path, tmp_path: Path) -> None:
    """Where every pair keeps its sign the page says so."""
    folder = one_set(compared, tmp_path / "central", "central", HELD)
    found = survived(read_results(folder), words("en"))
    assert found is not None
    assert found.verdict.endswith(words("en")("survival.survives"))


# By set of evidence how far care, then gift, lies above the reference, and gift above care.
LEADS = {
    "another leads": (
        {"pessimistic": (-300, 200), "central": (300, 600), "optimistic": (900, 400)},
        "No plan is best under every set: under pessimistic, central evidence GIFT earns most; "
        "under optimistic evidence CARE earns most.",
        "没有方案在每种设定下都最好：悲观、中性设定下，贡献利润最高的是GIFT；"
        "乐观设定下，贡献利润最高的是CARE。",
    ),
    "nobody can tell under one": (
        {"pessimistic": (-300, 20), "central": (-300, 200), "optimistic": (500, 460)},
        "No plan is best under every set: under pessimistic evidence GIFT has the highest mean, "
        "but cannot be told from NONE; under central evidence GIFT earns most; "
        "under optimistic evidence CARE has the highest mean, but cannot be told from GIFT.",
        "没有方案在每种设定下都最好：悲观设定下，均值最高的是GIFT，但与NONE分不清；"
        "中性设定下，贡献利润最高的是GIFT；乐观设定下，均值最高的是CARE，但与GIFT分不清。",
    ),
    "the reference leads": (
        {"pessimistic": (-500, -700), "central": (20, 10), "optimistic": (-10, -20)},
        "No plan is best under every set: under pessimistic evidence NONE earns most; "
        "under central evidence CARE has the highest mean, but cannot be told from GIFT · NONE; "
        "under optimistic evidence NONE has the highest mean, but cannot be told from CARE · GIFT.",
        "没有方案在每种设定下都最好：悲观设定下，贡献利润最高的是NONE；"
        "中性设定下，均值最高的是CARE，但与GIFT、NONE分不清；"
        "乐观设定下，均值最高的是NONE，但与CARE、GIFT分不清。",
    ),
}


@pytest.mark.parametrize(("means", "en", "zh"), LEADS.values(), ids=LEADS)
def test_without_a_winner_it_is_said_who_leads_when(
    means: dict[str, tuple[float, float]], en: str, zh: str
) -> None:
    """From the sceptic's evidence to the advocate's, in whatever order the sets were lived."""
    pairs = [
        row
        for name in ("central", "optimistic", "pessimistic")
        for row in (
            pair(name, "care", "none", means[name][0], 100.0),
            pair(name, "gift", "none", means[name][1], 100.0),
            pair(name, "gift", "care", means[name][1] - means[name][0], 100.0),
        )
    ]
    titles = {name: name.upper() for name in ("none", "care", "gift")}
    for lang, told in (("en", en), ("zh", zh)):
        assert survival_told(pairs, survival_of(pairs), titles, words(lang))[0] == told


def test_one_set_claims_nothing(compared: Path) -> None:
    """A comparison under one set of evidence says nothing of others."""
    results = read_results(compared)
    assert survived(results, words("en")) is None
    assert 'id="survival"' not in render(results, words("en"))


def test_a_verdict_its_interval_does_not_carry_is_refused(compared: Path, tmp_path: Path) -> None:
    """`higher` with an interval across zero, or without one, is no result of ours."""
    for ends in ((-1.0, 9.0), (None, None)):
        bad = Pair("central", "fila_333", "baseline", "contribution", 4.0, *ends, "higher")
        folder = one_set(compared, tmp_path / str(ends[0]), "central", (bad,))
        with pytest.raises(InputError, match="contradicts its interval"):
            read_results(folder)


def test_the_whole_folder_is_rebuilt(compared: Path, tmp_path: Path) -> None:
    """Each set has page and workbook; the folder itself opens on the page of the first set."""
    out = tmp_path / "out"
    for name in SETS:
        one_set(compared, out / name, name, TURNED)
    (out / "manifest.json").write_text(json.dumps({"lang": "en", "evidence": SETS}))
    made = rebuild(out, "en")
    files = ("report.html", "budget.xlsx")
    assert made == (out / files[0], *(out / name / file for name in SETS for file in files))
    assert made[0].read_bytes() == made[1].read_bytes()
    assert words("en")("survival.own", own="optimistic", others="central") in made[3].read_text()
