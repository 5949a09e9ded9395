"""One result folder: whole, the same bytes for the same seed, never in place of something else."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from worlds import FailingWorld, toy_world

from sim.config.compose import Composed, compose_plan
from sim.config.errors import InputError
from sim.measure.definitions import KPIS
from sim.measure.tally import SERIES
from sim.study.packed import packed, unpacked
from sim.study.replicate import lived, simulate_world
from sim.study.run import run_study
from sim.study.store import Store
from sim.study.write import result_folder, result_path
from tests.conftest import Planner

SMALL = ["horizon_days=20", "replications=3", "report=false", "lang=en"]


def study(out: Path, *names: str, **settings: object) -> list[Composed]:
    own = [f"{key}={value}" for key, value in settings.items()]
    return [compose_plan(name, [*SMALL, f"out={out}", *own]) for name in names]


def files(folder: Path) -> dict[str, bytes]:
    return {f.name: f.read_bytes() for f in folder.iterdir() if f.name != "manifest.json"}


def test_workers_do_not_change_a_byte(tmp_path):
    """One process or two: the same files, the event log among them."""
    names = ("baseline", "touch_heavy")
    for workers in (1, 2):
        asked = study(tmp_path / str(workers), *names, workers=workers, events="true")
        run_study(asked, command="compare", argv=[], simulate=toy_world)
    assert files(tmp_path / "1") == files(tmp_path / "2")
    assert "events.parquet" in files(tmp_path / "1")


def test_the_folder_holds_what_the_decision_says(tmp_path):
    """Every table has its columns, every scenario and KPI its figures."""
    out = run_study(
        study(tmp_path / "out", "baseline", "touch_heavy", workers=1),
        command="compare",
        argv=["scenarios=[baseline,touch_heavy]"],
        simulate=toy_world,
    )
    kpis = pq.read_table(out / "kpis.parquet")
    assert kpis.column_names == ["scenario", "replication", "day", *SERIES]
    assert kpis.num_rows == 2 * 3 * 20
    runs = pq.read_table(out / "runs.parquet")
    assert runs.column_names == ["scenario", "replication", *(kpi.key for kpi in KPIS)]
    assert runs["payback_months"].null_count == 6
    summary = json.loads((out / "summary.json").read_text())
    assert list(summary) == ["baseline", "touch_heavy"]
    assert summary["baseline"]["payback_months"]["mean"] is None
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["replications"] == 3
    assert manifest["peak_memory_bytes"] > 1e6
    assert set(manifest["digests"]) == {"baseline", "touch_heavy"}


def test_csv_twins_hold_the_same_columns(tmp_path):
    """tables=csv writes the same tables for readers without Parquet."""
    asked = study(tmp_path / "out", "baseline", workers=1, tables="csv", events="true")
    out = run_study(asked, command="run", argv=[], simulate=toy_world)
    with (out / "events.csv").open() as stream:
        first = next(csv.DictReader(stream))
    assert first["scenario"] == "baseline"
    assert first["time_ms"] == "-5"
    assert not list(out.glob("*.parquet"))


def test_a_failure_before_the_first_run_is_done_leaves_nothing(tmp_path):
    """No half result, no draft beside it, and no index of nothing."""
    asked = study(tmp_path / "out", "baseline", workers=1)
    with pytest.raises(RuntimeError):
        run_study(asked, command="run", argv=[], simulate=FailingWorld(last=0))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("events", ["false", "true"], ids=["figures alone", "with the log"])
def test_a_failed_comparison_goes_on_where_it_stopped(tmp_path, capsys, events):
    """Four of six runs survive; the other two make the same bytes, and nothing is left beside."""
    names = ("baseline", "touch_heavy")
    asked = study(tmp_path / "out", *names, workers=1, events=events)
    with pytest.raises(RuntimeError):
        run_study(asked, command="compare", argv=[], simulate=FailingWorld(last=4))
    assert [path.name for path in tmp_path.iterdir()] == ["out.study"]
    rest = FailingWorld(last=99)
    out = run_study(asked, command="compare", argv=[], simulate=rest)
    assert len(rest.asked) == 2
    assert "4 of 6 runs were already done" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    whole = study(tmp_path / "whole", *names, workers=1, events=events)
    other = run_study(whole, command="compare", argv=[], simulate=toy_world)
    assert files(out) == files(other)
    assert ("events.parquet" in files(out)) is (events == "true")


@pytest.mark.parametrize(
    "other", [{"seed": 7}, {"events": "true"}], ids=["another seed", "with the log"]
)
def test_a_run_of_something_else_is_not_gone_on_from(tmp_path, other):
    """What was kept of another plan, or without the log asked for now, is not taken for it."""
    with pytest.raises(RuntimeError):
        first = study(tmp_path / "out", "baseline", workers=1)
        run_study(first, command="run", argv=[], simulate=FailingWorld(last=2))
    world = FailingWorld(last=99)
    second = study(tmp_path / "out", "baseline", workers=1, **other)
    run_study(second, command="run", argv=[], simulate=world)
    assert len(world.asked) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_the_runs_of_a_sweep_into_the_same_place_stay(tmp_path):
    """A comparison lets go of its own runs alone."""
    with Store(tmp_path / "out.study/study.sqlite") as store:
        store.put("p", 0, toy_world(study(tmp_path, "baseline")[0].plan, 0).parts)
    asked = study(tmp_path / "out", "baseline", workers=1)
    run_study(asked, command="run", argv=[], simulate=toy_world)
    with Store(tmp_path / "out.study/study.sqlite") as store:
        assert store.done("p") == {0}


def beside(out: Path, process: int, ending: str) -> Path:
    """A folder such as a study of some process writes beside its result."""
    with result_folder(out) as draft:
        name = draft.name
    return out.with_name(name.replace(str(os.getpid()), str(process)).replace(".draft", ending))


def gone() -> int:
    """The number of a process that has ended."""
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid


def test_drafts_of_killed_studies_are_cleaned(tmp_path):
    """The next study into the same place removes them; that of one at work, or of others, stays."""
    dead, alive = (beside(tmp_path / "out", one, ".draft") for one in (gone(), os.getppid()))
    others = tmp_path / dead.name.replace(".out.", ".out2.")
    for folder in (dead, alive, others):
        folder.mkdir()
        (folder / "runs.parquet").touch()
    run_study(study(tmp_path / "out", "baseline"), command="run", argv=[], simulate=toy_world)
    assert not dead.exists()
    assert alive.exists()
    assert others.exists()


def test_a_result_caught_between_two_names_is_not_lost(tmp_path):
    """Killed between two renames: the earlier result is back before anything can go wrong again."""
    out = run_study(study(tmp_path / "out", "baseline"), command="run", argv=[], simulate=toy_world)
    before, former = files(out), beside(out, gone(), ".former")
    shutil.rmtree(out)
    out = run_study(study(out, "baseline"), command="run", argv=[], simulate=toy_world)
    out.rename(former)
    with pytest.raises(RuntimeError):
        asked = study(out, "baseline", workers=1)
        run_study(asked, command="run", argv=[], simulate=FailingWorld(last=1))
    assert files(out) == before


@pytest.mark.parametrize("there", [True, False])
def test_a_link_leads_to_the_result_before_and_after(tmp_path, there):
    """Results on another disk: the folder behind the link is replaced, not the link."""
    real, link = tmp_path / "disk/results", tmp_path / "out"
    if there:
        real.mkdir(parents=True)
    link.symlink_to(real)
    for _ in range(2):
        run_study(study(link, "baseline"), command="run", argv=[], simulate=toy_world)
        assert link.is_symlink()
        assert (real / "manifest.json").is_file()
        assert [one.name for one in real.parent.iterdir()] == ["results"]


def test_an_end_between_two_names_leaves_the_earlier_result(tmp_path, monkeypatch):
    """Ctrl-C when the earlier result is out of the way and the new one not yet in its place."""
    out = run_study(study(tmp_path / "out", "baseline"), command="run", argv=[], simulate=toy_world)
    before, rename = files(out), Path.rename

    def ended(self: Path, target: Path) -> Path:
        if self.suffix == ".draft":
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", ended)
    with pytest.raises(KeyboardInterrupt), result_folder(out) as draft:
        (draft / "runs.parquet").touch()
    assert files(out) == before
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


def test_a_replication_packed_is_the_same_when_unpacked(plan: Planner):
    """With its stages, undefined figures and orders, to the last bit; nothing pickled in it."""
    small = plan("everything", "shoppers.initial=60", "horizon_days=70", "views=all")
    found = lived(small, 0, simulate_world, log=None, orders=True)
    again = unpacked(packed(found))
    assert found.orders is not None and again.orders is not None
    assert len(found.orders.uid) > 0 and len(found.result.stages) > 0
    np.testing.assert_array_equal(np.stack(found.orders), np.stack(again.orders))
    for name in ("cohort_size", "cohort_active", "ledger", "weekly_repeats"):
        np.testing.assert_array_equal(getattr(found.result, name), getattr(again.result, name))
    assert list(found.result.daily) == list(again.result.daily)
    for name, column in found.result.daily.items():
        np.testing.assert_array_equal(column, again.result.daily[name])
    np.testing.assert_equal(dict(found.result.parts), dict(again.result.parts))
    for ours, theirs in zip(found.result.stages, again.result.stages, strict=True):
        assert (ours.day, ours.view) == (theirs.day, theirs.view)
        np.testing.assert_array_equal(ours.flows, theirs.flows)


def test_a_failure_keeps_the_earlier_result(tmp_path):
    """A result is replaced by a whole one or stays as it was."""
    asked = study(tmp_path / "out", "baseline", workers=1)
    out = run_study(asked, command="run", argv=[], simulate=toy_world)
    before = files(out)
    with pytest.raises(RuntimeError):
        run_study(asked, command="run", argv=[], simulate=FailingWorld(last=1))
    assert files(out) == before
    run_study(asked, command="run", argv=[], simulate=toy_world)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    "theirs",
    [
        pytest.param({"thesis.txt": "ten years of work"}, id="documents"),
        pytest.param({"manifest.json": '{"name": "an extension"}'}, id="manifest of another tool"),
    ],
)
def test_a_foreign_folder_is_refused(tmp_path, theirs):
    """What we did not write we do not replace, and nothing is simulated first."""
    for name, text in theirs.items():
        (tmp_path / name).write_text(text)
    world = FailingWorld(last=99)
    with pytest.raises(InputError, match="not a result"):
        run_study(study(tmp_path, "baseline"), command="run", argv=[], simulate=world)
    assert {f.name: f.read_text() for f in tmp_path.iterdir()} == theirs
    assert world.asked == []


def test_scenarios_of_another_luck_are_no_twins(tmp_path):
    """A comparison over different days says which scenario and which key."""
    first, second = study(tmp_path / "a", "baseline"), study(tmp_path / "a", "touch_heavy", seed=7)
    with pytest.raises(InputError) as caught:
        run_study([*first, *second], command="compare", argv=[], simulate=toy_world)
    assert (caught.value.key, caught.value.value) == ("seed", 7)


@pytest.mark.parametrize(
    ("names", "name"),
    [
        pytest.param(["baseline"], "run-baseline", id="short"),
        pytest.param(["a" * 40, "b" * 40], "run-" + "a" * 40 + "-" + "b" * 15, id="cut"),
    ],
)
def test_default_folder(names, name):
    """Named after the command and its scenarios; a cut name keeps a mark of its own."""
    path = result_path("", "run", names)
    assert path.name.startswith(name)
    assert len(path.name) <= 70


def test_closing_words_follow_the_verdict(tmp_path, capsys):
    """The terminal never says more than the interval."""
    asked = study(tmp_path / "out", "baseline", "touch_heavy", workers=1, replications=4)
    run_study(asked, command="compare", argv=[], simulate=toy_world)
    said = capsys.readouterr().out
    assert "touch_heavy against baseline: difference over 4 twin worlds, 95% interval" in said
    with (tmp_path / "out" / "comparison.csv").open() as stream:
        rows = {row["kpi"]: row["verdict"] for row in csv.DictReader(stream)}
    line = next(line for line in said.splitlines() if "Active members" in line)
    assert line.endswith(rows["active_30"])
    assert rows["active_30"] == "higher"


def test_three_replications_that_agree_prove_nothing(tmp_path, capsys):
    """The toy world always adds the same, which three replications do not tell from luck."""
    asked = study(tmp_path / "out", "baseline", "touch_heavy", workers=1)
    run_study(asked, command="compare", argv=[], simulate=toy_world)
    assert "the same in too few replications" in capsys.readouterr().out
    with (tmp_path / "out" / "comparison.csv").open() as stream:
        verdicts = {row["kpi"]: (row["low"], row["verdict"]) for row in csv.DictReader(stream)}
    assert verdicts["active_30"] == ("", "cannot separate")


@pytest.mark.parametrize(
    ("names", "command"), [(("baseline",), "run"), (("baseline", "touch_heavy"), "compare")]
)
def test_one_replication_claims_no_interval(tmp_path, capsys, names, command):
    """What it brought is said, and not that there were several or how wide an interval is."""
    asked = study(tmp_path / "out", *names, workers=1, replications=1)
    run_study(asked, command=command, argv=[], simulate=toy_world)
    said = capsys.readouterr().out
    assert "no interval" in said.splitlines()[0]
    assert "95%" not in said and "replications" not in said and "1 twin worlds" not in said


def test_other_customers_are_named(tmp_path, capsys):
    """A plan in another trade is compared, and said to live with other people."""
    names = ("baseline", "touch_heavy", "trade_grocery")
    asked = study(tmp_path / "out", *names, workers=1)
    run_study(asked, command="compare", argv=[], simulate=toy_world)
    said = capsys.readouterr().out
    assert "Other customers than baseline's live in: trade_grocery." in said


@pytest.mark.parametrize("events", ["false", "true"], ids=["figures alone", "with the log"])
def test_each_world_is_lived_once(tmp_path, events):
    """Where orders come from is told by the runs themselves, the same with the log and without."""
    world = FailingWorld(last=99)
    asked = study(tmp_path / "out", "baseline", "touch_heavy", workers=1, events=events)
    run_study(asked, command="compare", argv=[], simulate=world)
    assert len(world.asked) == len(set(world.asked)) == 6
    with (tmp_path / "out" / "decomposition.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["scenario"], row["segment"]) for row in rows] == [
        ("touch_heavy", segment) for segment in ("initial", "new", "referred")
    ]
