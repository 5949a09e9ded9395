"""Which plan earns most: the best held against each of the others."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from reports.answers import stands
from reports.load import read_results
from reports.page import render
from reports.standing import Standing, standing, standing_told
from reports.words import words
from sim.measure.ranking import Pair
from sim.study.compare import compare_one
from sim.study.samples import Floats, Samples

LUCK = np.array([1000.0, 1400.0, 900.0, 1200.0, 1100.0])
WOBBLE = np.array([3.0, -2.0, 1.0, -4.0, 2.0])


def worlds(*, close: bool) -> dict[str, Floats]:
    """A reference, and two plans that both earn more, by much the same or not."""
    ahead = 151.0 if close else 190.0
    return {"none": LUCK, "care": LUCK + 150 + WOBBLE, "gift": LUCK + ahead + 3 * WOBBLE[::-1]}


def test_two_plans_better_than_the_reference_need_not_differ_from_each_other() -> None:
    """Each is far above the reference, which says nothing of which of the two is better."""
    found = standing(worlds(close=True))
    assert found is not None
    assert (found.best, found.next, found.rivals) == ("gift", "care", ("care",))
    assert found.low < 0.0 < found.difference < found.high
    apart = standing(worlds(close=False))
    assert apart is not None
    assert (apart.best, apart.rivals) == ("gift", ())
    assert 0.0 < apart.low < apart.difference < apart.high


@pytest.mark.parametrize("shift", [100.0, -100.0])
def test_one_pair_has_one_interval(shift: float) -> None:
    """Between the best and the reference it is the comparison's own, whichever of them is best."""
    values = {"none": LUCK, "care": LUCK + shift + WOBBLE, "gift": LUCK - 300 + 2 * WOBBLE[::-1]}
    found = standing(values)
    ones = np.ones((len(LUCK), 1))
    rows = compare_one({k: Samples(v[:, None], ones) for k, v in values.items()}, "contribution")
    (row,) = (one for one in rows if one.scenario == "care")
    assert found is not None and {found.best, found.next} == {"none", "care"}
    ends = (row.low, row.high) if shift > 0 else (-(row.high or 0.0), -(row.low or 0.0))
    assert (found.low, found.high) == ends


def test_who_is_told_best_is_seldom_not_the_best() -> None:
    """Of four equal plans none is the best: one is said to be in a twentieth of studies or less."""
    rng = np.random.default_rng(5)
    wrong = 0
    for _ in range(400):
        values = rng.normal(size=(6, 4))
        found = standing({f"p{k}": values[:, k] for k in range(4)})
        assert found is not None
        wrong += not found.rivals
    assert wrong <= 28  # 95 % of binomials (400, 0.05) are at most this


def test_nothing_is_said_where_there_is_nothing_to_say() -> None:
    """Two plans have one difference; one replication tells nothing."""
    assert standing({"none": LUCK, "care": LUCK + 1}) is None
    assert standing({name: one[:1] for name, one in worlds(close=False).items()}) is None


def test_of_many_rivals_some_are_named_and_the_others_counted() -> None:
    """A sentence of three hundred names is read by nobody."""
    names = {name: name.upper() for name in "abcdef"}
    found = Standing("a", "b", 1.0, -1.0, 3.0, ("b", "c", "d", "e", "f"))
    assert "B · C · D and 2 more" in standing_told(found, names, words("en"))
    assert "B、C、D以及另外 2 个方案" in standing_told(found, names, words("zh"))


def test_the_page_says_which_earns_most(compared: Path) -> None:
    """Beside the differences from the reference; where every pair is told, it is left to that."""
    results, wording = read_results(compared), words("en")
    assert stands(results, wording)
    assert '<p class="survival">' in render(results, wording)
    pair = Pair("central", "fila_333", "baseline", "contribution", 1.0, 0.5, 1.5, "higher")
    assert stands(replace(results, pairs=(pair,)), wording) == ""


def test_a_copy_that_kept_its_title_is_told_from_the_original(
    compared: Path, tmp_path: Path
) -> None:
    """A plan of one's own begins as a copy: two plans of one name are told apart by nobody."""
    copy = Path(shutil.copytree(compared, tmp_path / "copy"))
    path = copy / "manifest.json"
    record = json.loads(path.read_text("utf-8"))
    first, second, third = record["scenarios"]
    third["title"] = dict(second["title"])
    path.write_text(json.dumps(record), "utf-8")
    for lang, (before, after) in {"en": (" (", ")"), "zh": ("（", "）")}.items():
        alike = second["title"][lang]
        assert [one.title[lang] for one in read_results(copy).scenarios] == [
            first["title"][lang],
            *(f"{alike}{before}{one['name']}{after}" for one in (second, third)),
        ]
