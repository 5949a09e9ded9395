"""A sweep runs every point once, ever."""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from worlds import FailingWorld, stopping_world, toy_world

from reports.figures.saving import look
from reports.sweep_picture import _figure, _read
from reports.words import words
from sim.cli import main
from sim.config.errors import InputError, StoppedError
from sim.config.schema import Plan
from sim.measure.events import Take
from sim.measure.result import RunResult
from sim.study.stopped import all_lived
from sim.study.sweep import sweep

SMALL = ["horizon_days=20"]


def run(
    out: Path,
    *keys: str,
    workers: int = 1,
    lang: str = "en",
    simulate=toy_world,
    replications: int = 2,
) -> Path:
    asked = [
        *SMALL,
        f"replications={replications}",
        f"workers={workers}",
        f"lang={lang}",
        f"out={out}",
        *keys,
    ]
    return sweep("baseline", asked, [], simulate=simulate)


def table(folder: Path) -> list[dict[str, str]]:
    with (folder / "sweep.csv").open() as stream:
        return list(csv.DictReader(stream))


def tables(folder: Path) -> dict[str, bytes]:
    return {f.name: f.read_bytes() for f in folder.iterdir() if f.name != "manifest.json"}


def test_points_are_twin_worlds(tmp_path):
    """The toy world adds 0.5 for each touch, whatever the luck: the difference has no width.

    Two replications that agree do not tell that from luck; four do.
    """
    few = table(run(tmp_path / "few", "touch.weekly_cap=1,3,7"))
    assert [row["cac_diff_high"] for row in few] == ["0.0", "", ""]
    rows = table(run(tmp_path / "out", "touch.weekly_cap=1,3,7", replications=4))
    assert [row["touch.weekly_cap"] for row in rows] == ["1", "3", "7"]
    assert [float(row["cac_diff"]) for row in rows] == pytest.approx([0, 1, 3])
    assert float(rows[2]["cac_diff_high"]) == pytest.approx(3)
    assert float(rows[2]["cac_high"]) > float(rows[2]["cac_low"])
    assert rows[0]["payback_months_mean"] == ""


def test_csv_and_parquet_agree(tmp_path):
    """Both tables hold the same numbers to the last digit."""
    out = run(tmp_path / "out", "touch.weekly_cap=1,3", "coupon.face=range(0,2.1,0.7)")
    stored = pq.read_table(out / "sweep.parquet").to_pylist()
    read = table(out)
    assert len(read) == 6
    for ours, theirs in zip(stored, read, strict=True):
        assert {k: "" if v is None else repr(v) for k, v in ours.items()} == theirs


def test_workers_do_not_change_a_byte(tmp_path):
    """One process or two: the same tables and pictures."""
    for workers in (1, 2):
        run(tmp_path / str(workers), "touch.weekly_cap=1,3", workers=workers)
    assert tables(tmp_path / "1") == tables(tmp_path / "2")


def test_a_killed_sweep_goes_on_where_it_stopped(tmp_path, capsys):
    """Three of six runs survive the failure; the next sweep runs the other three."""
    with pytest.raises(RuntimeError):
        run(tmp_path / "out", "touch.weekly_cap=1,3,7", simulate=FailingWorld(last=3))
    assert not (tmp_path / "out").exists()
    world = FailingWorld(last=99)
    out = run(tmp_path / "out", "touch.weekly_cap=1,3,7", simulate=world)
    assert world.asked == [(3, 1), (7, 0), (7, 1)]
    assert "6 runs, 3 of them already done" in capsys.readouterr().out
    assert tables(out) == tables(run(tmp_path / "whole", "touch.weekly_cap=1,3,7"))


@pytest.mark.parametrize("workers", [1, 2])
def test_a_point_that_stops_costs_no_other_its_figures(tmp_path, capsys, workers):
    """It is named with its reason, has no figures, and all others are what they are without it."""
    keys = ("touch.weekly_cap=1,3,7", "coupon.face=0,20")
    whole = table(run(tmp_path / "whole", *keys))
    capsys.readouterr()
    out = run(tmp_path / "out", *keys, simulate=stopping_world, workers=workers)
    said = capsys.readouterr().out
    rows = table(out)
    for row, other in zip(rows, whole, strict=True):
        if row["touch.weekly_cap"] == "3":
            assert {value for key, value in row.items() if "." not in key} == {""}
        else:
            assert row == other
    assert "2 of the points stopped and have no figures" in said
    assert "touch.weekly_cap=3 coupon.face=20: one shopper orders without end" in said
    assert "the best 4 of 6" in said
    stopped = json.loads((out / "manifest.json").read_text())["stopped"]
    assert list(stopped) == [f"touch.weekly_cap=3 coupon.face={face}" for face in (0, 20)]
    assert not all_lived(out)
    assert all_lived(tmp_path / "whole")


def test_where_the_first_point_stops_nothing_is_held_against_it(tmp_path):
    """The others keep their own figures and have no difference."""
    rows = table(run(tmp_path / "out", "touch.weekly_cap=3,7", simulate=stopping_world))
    assert [row["members_mean"] == "" for row in rows] == [True, False]
    assert [row["members_diff"] for row in rows] == ["", ""]


def test_main_effects_are_drawn_of_the_points_that_are_there(tmp_path):
    """One point that stopped leaves no hole in the mean over all others; the picture says so."""
    keys = ("touch.weekly_cap=1,3", "coupon.face=0,20", "coupon.gate=issue,redemption")
    out = run(tmp_path / "out", *keys, simulate=stopping_world)
    swept = _read(out)
    with look():
        figure = _figure(swept, words("en"))
    assert "Left out, as they stopped: 4 of 8 points." in figure.get_supxlabel()
    lines = [axes.lines[0].get_ydata() for axes in figure.axes]
    assert [bool(np.isnan(one).any()) for one in lines[:3]] == [True, False, False]


def test_what_is_left_of_a_point_that_stopped_is_not_lived(tmp_path):
    """It has no figures whatever its other replications would be."""
    asked: list[tuple[int, int]] = []

    def world(plan: Plan, replication: int, events: bool | Take = False) -> RunResult:
        asked.append((plan.touch.weekly_cap, replication))
        return stopping_world(plan, replication, events)

    run(tmp_path / "out", "touch.weekly_cap=3,7", simulate=world, replications=4)
    assert asked == [(3, 0), (3, 1), *((7, replication) for replication in range(4))]


def test_a_sweep_of_which_no_point_can_be_lived_ends_in_words(tmp_path):
    """There is no table of nothing."""
    with pytest.raises(StoppedError, match=r"every point stopped; coupon\.face=0: .* without end"):
        run(tmp_path / "out", "touch.weekly_cap=3", "coupon.face=0,20", simulate=stopping_world)
    assert not (tmp_path / "out").exists()


def test_a_sweep_that_ends_before_its_first_run_leaves_nothing(tmp_path):
    """No index of nothing beside a result that is not there."""
    with pytest.raises(RuntimeError):
        run(tmp_path / "out", "touch.weekly_cap=1,3", simulate=FailingWorld(last=0))
    assert list(tmp_path.iterdir()) == []


def test_the_best_points_are_said(tmp_path, capsys):
    """The terminal names the points as typed, largest contribution first, held against the first.

    It says five at most, and that the best of many is partly luck.
    """
    out = run(tmp_path / "out", "touch.weekly_cap=1,2,3,4,5,6,7")
    said = capsys.readouterr().out.splitlines()
    head = next(
        i for i, line in enumerate(said) if line.startswith("Contribution: the best 5 of 7")
    )
    named = [line.split()[0] for line in said[head + 1 : head + 6]]
    rows = table(out)
    best = sorted(rows, key=lambda row: -float(row["contribution_mean"]))
    assert named == [f"touch.weekly_cap={row['touch.weekly_cap']}" for row in best[:5]]
    assert said[head + 6].startswith("The best of many points is partly the luckiest")


@pytest.mark.parametrize(("lang", "said"), [("en", "Changes nothing"), ("zh", "完全一样")])
def test_a_key_that_does_nothing_is_named(lang, said, tmp_path, capsys):
    """Three equal lines look like a fault of the tool; the other key is not named with it."""
    run(tmp_path / "out", "touch.weekly_cap=1,3", "guides.minutes_per_day=30,60", lang=lang)
    told = [line for line in capsys.readouterr().out.splitlines() if said in line]
    assert len(told) == 1
    assert "guides.minutes_per_day" in told[0]
    assert "touch.weekly_cap" not in told[0]


def test_nobody_is_the_luckiest_of_points_that_are_the_same(tmp_path, capsys):
    """Where no point earns another amount, none is the best."""
    run(tmp_path / "out", "guides.minutes_per_day=30,60", lang="en")
    assert "partly the luckiest" not in capsys.readouterr().out


def test_a_band_is_that_of_the_difference(tmp_path):
    """It has no width at the first point, and elsewhere is the difference's, on that level."""
    out = run(tmp_path / "out", "touch.weekly_cap=1,3,7", replications=4)
    mean, low, high = _read(out).band("contribution_per_member")
    rows = table(out)
    assert (low[0], high[0]) == (mean[0], mean[0])
    for name, ends in (("diff_low", low), ("diff_high", high)):
        wide = [float(row[f"contribution_per_member_{name}"]) for row in rows]
        assert list(ends - mean[0]) == pytest.approx(wide)


def test_a_finished_sweep_runs_nothing_again(tmp_path):
    """The same sweep reads the store; a wider one runs only what is new."""
    run(tmp_path / "out", "touch.weekly_cap=1,3")
    again = FailingWorld(last=0)
    out = run(tmp_path / "out", "touch.weekly_cap=1,3", simulate=again)
    assert json.loads((out / "manifest.json").read_text())["sweep"]["already_done"] == 4
    wider = FailingWorld(last=99)
    run(tmp_path / "out", "touch.weekly_cap=1,3,5", simulate=wider)
    assert (again.asked, wider.asked) == ([], [(5, 0), (5, 1)])


def test_a_wrong_point_is_found_before_the_first_run(tmp_path):
    """The last value is out of range: nothing is simulated, nothing written."""
    world = FailingWorld(last=99)
    with pytest.raises(InputError) as caught:
        run(tmp_path / "out", "touch.weekly_cap=1,3,-7", simulate=world)
    assert caught.value.key == "touch.weekly_cap"
    assert (world.asked, list(tmp_path.iterdir())) == ([], [])


@pytest.mark.parametrize(
    ("keys", "lang"),
    [
        pytest.param(["touch.weekly_cap=1,3,7"], "en", id="one key"),
        pytest.param(["coupon.gate=issue,redemption"], "zh", id="one key of words"),
        pytest.param(["touch.weekly_cap=1,3", "coupon.face=0,20"], "en", id="two keys"),
        pytest.param(["touch.weekly_cap=1,3", "coupon.face=range(7)"], "zh", id="map"),
        pytest.param(
            ["touch.weekly_cap=1,3", "coupon.face=0,20", "coupon.gate=issue,redemption"],
            "en",
            id="effects",
        ),
    ],
)
def test_picture(tmp_path, keys, lang):
    """Whatever is swept, there is a picture to look at."""
    out = run(tmp_path / "out", *keys, lang=lang)
    assert ET.parse(out / "sweep.svg").getroot().tag.endswith("svg")
    assert (out / "sweep.png").stat().st_size > 10_000


def test_the_picture_is_drawn_again(tmp_path, capsys):
    """`siyu report` draws it in the other language, and in the first to the same bytes."""
    out = run(tmp_path / "out", "touch.weekly_cap=1,3")
    first = (out / "sweep.svg").read_bytes()
    for lang, same in (("zh", False), ("en", True)):
        assert main(["report", str(out), f"lang={lang}"]) in (None, 0)
        assert ((out / "sweep.svg").read_bytes() == first) is same
    assert str(out / "sweep.svg") in capsys.readouterr().out
