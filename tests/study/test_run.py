"""One result folder: whole, the same bytes for the same seed, never in place of something else."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from worlds import FailingWorld, toy_world

from sim.config.compose import Composed, compose_plan
from sim.config.errors import InputError
from sim.measure.definitions import KPIS
from sim.measure.tally import SERIES
from sim.study.run import run_study
from sim.study.write import result_path

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


def test_a_failure_in_the_middle_leaves_nothing(tmp_path):
    """No half result, and no draft beside it."""
    asked = study(tmp_path / "out", "baseline", workers=1)
    with pytest.raises(RuntimeError):
        run_study(asked, command="run", argv=[], simulate=FailingWorld(last=1))
    assert list(tmp_path.iterdir()) == []


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
    asked = study(tmp_path / "out", "baseline", "touch_heavy", workers=1)
    run_study(asked, command="compare", argv=[], simulate=toy_world)
    said = capsys.readouterr().out
    assert "touch_heavy against baseline: difference over 3 twin worlds, 95% interval" in said
    with (tmp_path / "out" / "comparison.csv").open() as stream:
        rows = {row["kpi"]: row["verdict"] for row in csv.DictReader(stream)}
    line = next(line for line in said.splitlines() if "Active members" in line)
    assert line.endswith(rows["active_30"])


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
