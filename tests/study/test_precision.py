"""Replications until an interval is narrow: how many, what is written, and whether it is true."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import numpy as np
import pytest
from worlds import FailingWorld, toy_world

from reports.precision import precision_told
from reports.words import words
from sim.cli import main
from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.config.schema import Plan
from sim.measure.events import Take
from sim.measure.result import Quotient, RunResult
from sim.study import narrowing
from sim.study.precision import AHEAD, PILOT, Width, _half, _next, settled
from sim.study.run import run_study

SMALL = ["horizon_days=20", "report=false", "lang=en"]


def level(plan: Plan, replication: int, events: bool | Take = False) -> RunResult:
    """Contribution of 10 with luck of standard deviation 2, and 3 more for a cap above 7.

    The difference has a luck of its own, of standard deviation 1.5.
    """
    found = toy_world(plan, replication, events)
    luck = np.random.default_rng([9, replication]).normal(size=2)
    more = 3.0 + 1.5 * luck[1] if plan.touch.weekly_cap > 7 else 0.0
    found.parts["contribution"] = Quotient(10.0 + 2.0 * luck[0] + more)
    return found


def study(out: Path, *names: str, world=level, **settings: object) -> Path:
    asked = {"workers": 1, "precision": 0.1} | settings
    own = [f"{key}={value}" for key, value in asked.items()]
    composed = [compose_plan(name, [*SMALL, f"out={out}", *own]) for name in names]
    command = "run" if len(names) == 1 else "compare"
    return run_study(composed, command=command, argv=[], simulate=world)


def told(folder: Path) -> dict:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    return manifest["precision"] | {"replications": manifest["replications"]}


def files(folder: Path) -> dict[str, bytes]:
    return {f.name: f.read_bytes() for f in folder.iterdir() if f.name != "manifest.json"}


def stops(*narrow: int) -> int:
    return int(settled(np.array(narrow, dtype=bool)[:, None])[0])


@pytest.mark.parametrize(
    ("narrow", "at"),
    [
        pytest.param([1] * (AHEAD + 1), 0, id="at once"),
        pytest.param([1] * AHEAD, -1, id="not yet looked ahead"),
        pytest.param([1] * AHEAD + [0] + [1] * (AHEAD + 1), AHEAD + 1, id="not for long"),
        pytest.param([0] * 20, -1, id="never"),
    ],
)
def test_it_stops_where_an_interval_stays_narrow(narrow, at):
    """The first look that is followed by `AHEAD` that are narrow, too."""
    assert stops(*narrow) == at


NEXT = {  # replications so far, half width, figure, most allowed, the next look
    "four fifths of what seems needed, and to look ahead": (20, 1.0, 5.0, 999, 69),
    "a figure below nothing is as wide": (20, 1.0, -5.0, 999, 69),
    "no fewer than to look ahead": (20, 0.5, 5.0, 999, 25),
    "no more than are allowed": (20, 1.0, 5.0, 50, 50),
    "as few as can be where there is no interval yet": (20, math.inf, 5.0, 999, 25),
    "as few as can be where the figure is nothing": (20, 1.0, 0.0, 999, 25),
}


@pytest.mark.parametrize(("run", "half", "figure", "most", "then"), NEXT.values(), ids=NEXT)
def test_when_it_looks_again(run, half, figure, most, then):
    """A half of a tenth of the figure needs as many times more as the square of what is lacking."""
    assert _next(run, Width(half, figure), 0.1, most) == then


@pytest.mark.parametrize(
    ("low", "high", "half"),
    [(1.0, 4.0, 1.5), (None, None, math.inf), (math.nan, math.nan, math.inf)],
)
def test_no_interval_is_no_narrow_one(low, high, half):
    """Where nothing can be told yet the width is without end."""
    assert _half(low, high) == half
    assert not Width(math.inf, 5.0).within(1.0)


def test_studies_stop_each_by_itself():
    """Of several studies at once the same as of each alone."""
    draw = np.random.default_rng(2).random((40, 9)) < 0.8
    assert settled(draw).tolist() == [stops(*column) for column in draw.T]


def test_the_results_are_those_of_so_many_replications(tmp_path, capsys):
    """What is written has the bytes of a study told the number it stopped at, and no more runs."""
    out = study(tmp_path / "out", "baseline")
    found = told(out)
    assert found["kept"] and found["half_width"] <= 0.1 * found["of_figure"]
    assert PILOT < found["replications"] <= found["replications_run"] - AHEAD
    plain = study(tmp_path / "plain", "baseline", precision=0, replications=found["replications"])
    assert files(out) == files(plain)
    said = f"Reached: {found['replications']} replications leave ±"
    assert said in capsys.readouterr().out
    summary = json.loads((out / "summary.json").read_text("utf-8"))["baseline"]["contribution"]
    assert (summary["high"] - summary["low"]) / 2 == pytest.approx(found["half_width"])


def test_a_comparison_is_held_against_the_reference(tmp_path):
    """The differences are narrow, all at once, as a share of the reference's figure."""
    out = study(tmp_path / "out", "baseline", "touch_heavy", "fila_333", precision=0.05)
    found = told(out)
    with (out / "comparison.csv").open() as stream:
        rows = [row for row in csv.DictReader(stream) if row["kpi"] == "contribution"]
    widest = max((float(row["high"]) - float(row["low"])) / 2 for row in rows)
    assert widest == pytest.approx(found["half_width"])
    assert widest <= 0.05 * found["of_figure"] == pytest.approx(0.05 * 10, rel=0.1)
    assert found["replications"] > PILOT


def test_neither_workers_nor_an_interruption_change_the_number(tmp_path):
    """Two workers, or a study that goes on where it stopped: the same bytes."""
    one = study(tmp_path / "one", "baseline", "touch_heavy", workers=1)
    two = study(tmp_path / "two", "baseline", "touch_heavy", workers=2)
    with pytest.raises(RuntimeError):
        study(tmp_path / "out", "baseline", world=FailingWorld(last=13), workers=1)
    rest = FailingWorld(last=10_000)
    out = study(tmp_path / "out", "baseline", world=rest, workers=1, most_replications=60)
    assert len(rest.asked) == told(out)["replications_run"] - 13
    assert files(one) == files(two)
    assert told(one) == told(two)


def test_more_replications_to_begin_with_are_a_later_first_look(tmp_path):
    """`replications` above ten is what is run before the first look."""
    out = study(tmp_path / "out", "baseline", precision=1, replications=20)
    assert told(out)["replications"] == 20
    assert told(study(tmp_path / "few", "baseline", precision=1))["replications"] == PILOT


def test_the_most_allowed_is_said(tmp_path, capsys):
    """A precision that is not reached: the results of all there are, and the width they leave."""
    out = study(tmp_path / "out", "baseline", precision=0.001, most_replications=30)
    found = told(out)
    assert (found["kept"], found["replications"], found["replications_run"]) == (False, 30, 30)
    assert "Not reached: after 30 replications, the most allowed, it is still ±" in (
        capsys.readouterr().out
    )


@pytest.mark.parametrize(
    ("kept", "run", "half", "en", "zh"),
    [
        (True, 17, 10.0, "Reached: 12 replications", "已达到：重复 12 次"),
        (True, 12, 10.0, "Reached: 12 replications, the most allowed", "已达到：重复 12 次"),
        (False, 12, 30.0, "Not reached: after 12 replications", "未达到：重复 12 次已到上限"),
        (False, 12, None, "there is no interval yet", "仍没有区间"),
    ],
)
@pytest.mark.parametrize("compared", [False, True])
def test_what_is_said_of_a_precision(kept, run, half, en, zh, compared):
    """Which figure, how narrow, how many replications, reached or not; nothing if none was."""
    record = {"of": "members", "asked": 0.02, "half_width": half, "of_figure": 1000.0}
    record |= {"replications": 12, "replications_run": run, "kept": kept}
    for lang, expected, figure in (("en", en, "Members"), ("zh", zh, "会员数")):
        told = precision_told(record, compared, words(lang))
        assert expected in told and figure in told and "2%" in told
        assert ("reference" in told or "参照" in told) is compared
        assert half is None or f"{half / 10:g}%" in told
        assert precision_told(None, compared, words(lang)) == ""


def test_the_exit_code_says_whether_it_was_reached(tmp_path, capsys):
    """0 if so, 1 if the most allowed leave a wider interval; the result is there either way."""
    real = ["run", "scenario=baseline", "shoppers.initial=40", "horizon_days=30", "engine=simpy"]
    real += ["workers=1", "report=false", "precision_of=members", "lang=zh"]
    for share, most, code in ((0.9, 200, 0), (0.00001, 15, 1)):
        asked = [f"precision={share}", f"most_replications={most}", f"out={tmp_path / str(code)}"]
        assert main([*real, *asked]) == code
        assert told(tmp_path / str(code))["kept"] is (code == 0)
    assert "重复 15 次已到上限" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("settings", "what"),
    [
        ({"precision_of": "contributon"}, "no figure of this name"),
        ({"precision_of": "payback_months"}, "undefined in some run"),
        ({"most_replications": 12}, "cannot be seen in so few replications"),
    ],
)
def test_refused(tmp_path, settings, what):
    """With what would be right; no result folder is written."""
    with pytest.raises(InputError, match=what):
        study(tmp_path / "out", "baseline", **settings)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "command",
    [
        ["sweep", "scenario=baseline", "touch.weekly_cap=1,3"],
        ["sensitivity", "scenario=baseline", "touch.weekly_cap=interval(1,3)"],
        ["optimize", "scenario=baseline", "touch.weekly_cap=interval(1,3)"],
        ["compare", "scenarios=[baseline,fila_333]", "evidence=all"],
    ],
    ids=lambda command: command[0],
)
def test_studies_of_many_points_run_as_many_as_told(command, tmp_path, capsys):
    """They refuse a precision instead of passing it over."""
    assert main([*command, "precision=0.1", f"out={tmp_path / 'out'}", "lang=en"]) == 2
    assert "runs as many replications as it is told" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_the_rule_keeps_its_word():
    """A short study at the size that is claimed: nothing misses 94 to 96 % beyond its own error."""
    found = narrowing.measured(400, 60, narrowing.CLAIMED)
    rows = [row for row in found if narrowing.OURS in row.method]
    for row in rows:
        covered = f"{100 * row.coverage:.1f} % covered"
        print(f"{row.method}, {row.quantity}: {covered}, {row.replications} replications")
    assert [row for row in rows if row.coverage < 0.94 - 3 * max(row.error, 0.01)] == []
    assert all(row.narrow == 1.0 for row in rows)


def test_a_rule_that_stops_at_the_first_is_told_from_ours():
    """The table shows both on the same studies, and ours runs longer."""
    rows = list(narrowing.measured(12, 2, 20))
    first = [row for row in rows if narrowing.AT_FIRST in row.method]
    ours = [row for row in rows if narrowing.OURS in row.method]
    assert len(first) == len(ours) == 13
    pairs = zip(first, ours, strict=True)
    assert all(one.replications <= other.replications for one, other in pairs)
    assert narrowing.table(rows).count("\n") == 27
