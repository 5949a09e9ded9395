"""siyu diff: where two runs part, from their folders or lived for the purpose."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim import cli
from sim.config.compose import compose_plan
from sim.study.run import run_study
from sim.world import simulate

Capture = pytest.CaptureFixture[str]
PEOPLE = ["shoppers.initial=60", "horizon_days=20", "engine=simpy"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A comparison of two scenarios, two replications, with its event log."""
    how = [f"out={tmp_path_factory.mktemp('diff') / 'twins'}", "replications=2", "workers=1"]
    how += ["events=true", "report=false"]
    composed = [compose_plan(name, [*PEOPLE, *how]) for name in ("baseline", "fila_333")]
    return run_study(composed, command="compare", argv=[])


def copy_with(folder: Path, to: Path, **changed: object) -> int:
    """Copy a result and change one order of the second run of fila_333; its place in that log."""
    shutil.copytree(folder, to)
    rows = pq.read_table(to / "events.parquet").to_pylist()
    own = [row for row in rows if (row["scenario"], row["replication"]) == ("fila_333", 1)]
    row = [row for row in own if row["event"] == "order"][-1]
    place = own.index(row)
    row |= changed
    pq.write_table(pa.Table.from_pylist(rows), to / "events.parquet")
    return place


def test_the_same_folder(folder: Path, tmp_path: Path, capsys: Capture) -> None:
    """A copy is the same in every run: exit code 0, and how much was compared."""
    shutil.copytree(folder, tmp_path / "copy")
    assert cli.main(["diff", str(folder), str(tmp_path / "copy"), "lang=en"]) == 0
    rows = pq.ParquetFile(folder / "events.parquet").metadata.num_rows
    assert capsys.readouterr().out == f"the same: {rows:,} events in 4 runs\n"


def test_one_row_of_one_run(folder: Path, tmp_path: Path, capsys: Capture) -> None:
    """One order costs a fen more: that row on both sides, and what is known of that shopper."""
    place = copy_with(folder, tmp_path / "copy", amount_fen=123456)
    assert cli.main(["diff", str(folder), str(tmp_path / "copy"), "lang=en"]) == 1
    said = capsys.readouterr().out
    assert "fila_333  replication=2" in said
    assert f"{place:,} events are the same, then they part" in said
    parted = [line for line in said.splitlines() if line.startswith("> ")]
    assert len(parted) == 2
    assert "order  1,234.56 yuan" in parted[1]
    assert "order" in parted[0] and "1,234.56" not in parted[0]
    uid = parted[0].split()[4]
    assert f"shopper {uid} so far, in both" in said
    assert "joined day" in said


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "ordered for 1,234.56 yuan"), ("zh", "下单 1,234.56 元")]
)
def test_events_are_told_in_words_and_by_their_names_in_the_log(
    folder: Path, tmp_path: Path, capsys: Capture, lang: str, words: str
) -> None:
    """Who reads no code knows what happened; who looks into the log finds the row."""
    copy_with(folder, tmp_path / "copy", amount_fen=123456)
    assert cli.main(["diff", str(folder), str(tmp_path / "copy"), f"lang={lang}"]) == 1
    ours, theirs = (line for line in capsys.readouterr().out.splitlines() if line.startswith("> "))
    assert words in theirs and words not in ours
    assert "[order  1,234.56" in theirs and "[order  " in ours


def test_a_file_names_a_log_too(folder: Path, tmp_path: Path, capsys: Capture) -> None:
    """The log itself instead of its folder, one replication of it."""
    copy_with(folder, tmp_path / "copy", amount_fen=1)
    files = [str(place / "events.parquet") for place in (folder, tmp_path / "copy")]
    assert cli.main(["diff", *files, "scenario=fila_333", "replication=1", "lang=en"]) == 0
    assert cli.main(["diff", *files, "scenario=fila_333", "replication=2", "lang=en"]) == 1


def test_two_scenarios_of_one_folder(folder: Path, capsys: Capture) -> None:
    """Twin worlds part where the plan first makes a difference, stored or lived alike."""
    assert cli.main(["diff", str(folder), "scenario=baseline,fila_333", "lang=en"]) == 1
    stored = capsys.readouterr().out
    logs = [
        simulate(compose_plan(name, PEOPLE).plan, 0, events=True).events
        for name in ("baseline", "fila_333")
    ]
    rows = [list(zip(*(c.tolist() for c in log.values()), strict=True)) for log in logs if log]
    place = next(i for i, (a, b) in enumerate(zip(*rows, strict=False)) if a != b)
    first = min(rows[0][place], rows[1][place])
    assert f"{place:,} events are the same" in stored
    assert f"shopper {first[1]} so far, in both" in stored
    assert "journeys.care_333: only B" in stored
    assert cli.main(["diff", "scenario=baseline,fila_333", *PEOPLE, "lang=en"]) == 1
    lived = capsys.readouterr().out
    begin = stored.index("settings that differ")
    assert lived[lived.index("settings that differ") :].startswith(stored[begin:].rstrip())
    assert f"shopper {first[1]} at the midnight day {first[0] // 86_400_000} begins with" in lived


def test_both_engines(capsys: Capture) -> None:
    """The same plan in the two engines: no event apart."""
    people = ["shoppers.initial=60", "horizon_days=20"]
    assert cli.main(["diff", "scenario=everything", "engine=simpy,compiled", *people]) == 0
    assert "完全相同：1 次模拟" in capsys.readouterr().out


def test_two_seeds(capsys: Capture) -> None:
    """Other people: they part at once, as folders of two seeds do; the seed is what differs."""
    people = ["shoppers.initial=60", "horizon_days=3", "lang=en"]
    assert cli.main(["diff", "scenario=baseline", "seed=1,2", *people]) == 1
    said = capsys.readouterr().out
    assert "seed: 1 | 2" in said and "0 events are the same" in said
    assert cli.main(["diff", "scenario=baseline", "seed=2,2", *people]) == 0


WRONG = {
    "three seeds": (["scenario=baseline", "seed=1,2,3"], "more than two sides"),
    "no seed": (["scenario=baseline", "seed=1,two"], "seed is not a number"),
    "nothing": ([], "which two runs?"),
    "one side": (["scenario=baseline", "coupon.face=3"], "with two values for one setting"),
    "three sides": (["scenario=baseline", "coupon.face=1,2,3"], "more than two sides"),
    "three scenarios": (["scenario=baseline,fila_333,touch_heavy"], "more than two sides"),
    "misspelt scenario": (["scenario=baseline,fila_33"], "did you mean: fila_333"),
    "misspelt key": (["scenario=baseline,fila_333", "coupon.fase=1"], "did you mean: coupon.face"),
    "how to run": (["scenario=baseline,fila_333", "workers=2"], "workers changes nothing here"),
    "replication": (["scenario=baseline,fila_333", "replication=one"], "1 for the first"),
    "nowhere": (["nowhere", "elsewhere"], "there is no event log here"),
    "one folder": (["{folder}"], "which two event logs?"),
    "a plan and a folder": (["{folder}", "{folder}", "seed=3"], "does not take this argument"),
    "not in the log": (["{folder}", "scenario=baseline,fila_33"], "did you mean: fila_333"),
    "no replication 0": (["scenario=baseline,fila_333", "replication=0"], "1 for the first"),
    "no such replication": (["{folder}", "{folder}", "replication=7"], "no such replication"),
    "other runs": (["{folder}", "{other}"], "do not hold the same runs"),
    "another table": (["{folder}", "{folder}/kpis.parquet"], "it has no column time_ms"),
    "no table": (["{folder}", "{folder}/summary.json"], "it has no column scenario"),
}


@pytest.mark.parametrize(("args", "text"), WRONG.values(), ids=WRONG)
def test_wrong_input(
    args: list[str], text: str, folder: Path, tmp_path: Path, capsys: Capture
) -> None:
    """Wrong input ends with code 2 and says what would be right."""
    log = pq.read_table(folder / "events.parquet")
    pq.write_table(log.slice(0, 9), tmp_path / "other.parquet")
    places = {"folder": folder, "other": tmp_path / "other.parquet"}
    assert cli.main(["diff", *(arg.format(**places) for arg in args)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert text in said.err
