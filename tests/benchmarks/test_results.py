"""Agreement, ratios, the gate and the record, on figures made up for the purpose."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import gate, record
from benchmarks.agreement import worst, z_scores
from benchmarks.lifecycle import Outcome
from benchmarks.registry import OURS, peer
from benchmarks.report import PAGE, table, with_table
from benchmarks.results import RECORDED, Results, Spread, Timing, load
from benchmarks.run import work


def timing(*rates: float) -> Timing:
    return Timing("1.0", 100, 90, list(rates), [8.0] * len(rates), [9.0] * len(rates))


def results(**rates: tuple[float, ...]) -> Results:
    timings = {name: timing(*values) for name, values in rates.items()}
    return Results(machine={"cores": 2}, quick=False, timings=timings)


def outcome(purchases: int) -> Outcome:
    return Outcome(100, 100, 9_000, 2_700, 800, 10, purchases, 900)


def test_a_ratio_is_taken_within_its_repeat() -> None:
    """A load that slows one repeat of both leaves the ratio alone."""
    run = results(siyu=(100.0, 50.0, 90.0), mesa=(10.0, 5.0, 10.0))
    assert run.ratios() == {"mesa": Spread(10.0, 9.0, 10.0)}


def test_the_table_shows_the_ratio_beside_the_peer() -> None:
    """Median and range of ours / peer stand at the end of the peer's line."""
    lines = table(results(siyu=(100.0, 50.0, 90.0), mesa=(10.0, 5.0, 10.0))).splitlines()
    assert lines[1].startswith("siyu")
    assert lines[2].startswith("mesa")
    assert lines[2].split()[-5:] == ["10.00", "[9.00..10.00]", "100", "not", "reached"]


@pytest.mark.parametrize(
    ("rate", "said"), [(10.0, "100 not reached"), (1.0, "100 reached")], ids=["short", "there"]
)
def test_the_table_says_whether_an_aim_is_reached(rate: float, said: str) -> None:
    """The median counts, and nobody writes the verdict by hand."""
    assert table(results(siyu=(100.0,), mesa=(rate,))).splitlines()[2].endswith(said)


def test_without_ours_there_are_no_ratios() -> None:
    """The table says so rather than show a column of nothing."""
    run = results(mesa=(10.0,))
    assert run.ratios() == {}
    assert f"no ratios: {OURS!r} was not run" in table(run)


def test_the_page_shows_the_recorded_run() -> None:
    """docs/benchmarks.md cannot say other figures than the gate holds runs against."""
    page = PAGE.read_text(encoding="utf-8")
    assert with_table(page, load(RECORDED)) == page
    other = results(siyu=(100.0,), mesa=(10.0,))
    assert table(other) in with_table(page, other)


def test_results_survive_the_file(tmp_path: Path) -> None:
    """What is saved is what is loaded."""
    run = results(siyu=(100.0,), mesa=(10.0,))
    run.save(tmp_path / "latest.json")
    assert load(tmp_path / "latest.json") == run


def test_a_missing_file_names_the_command(tmp_path: Path) -> None:
    """The error says what to run."""
    with pytest.raises(FileNotFoundError, match=r"`python -m benchmarks\.record` makes it"):
        load(tmp_path / "recorded.json")


@pytest.mark.parametrize(
    ("rate", "fallen"), [(100.0, 0), (71.0, 0), (69.0, 1)], ids=["equal", "29 % less", "31 % less"]
)
def test_the_gate_allows_a_fall_of_thirty_percent(rate: float, fallen: int) -> None:
    """The lead may shrink by up to 30 % of the recorded ratio, not more."""
    before = results(siyu=(100.0,), mesa=(10.0,))
    assert len(gate.failures(results(siyu=(rate,), mesa=(10.0,)), before)) == fallen


def test_a_peer_that_vanished_fails_the_gate() -> None:
    """A recorded peer that was not run is a failure, not a pass."""
    before = results(siyu=(100.0,), mesa=(10.0,), simpy=(5.0,))
    lines = gate.failures(results(siyu=(100.0,), mesa=(10.0,)), before)
    assert lines == ["simpy: recorded at 20.00, missing from the latest run"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"quick": True}, "--quick"),
        ({"machine": {"cores": 8}}, "8 cores"),
        ({"timings": {"mesa": timing(1.0)}}, "no ratios"),
    ],
    ids=["quick sizes", "other cores", "no ratios"],
)
def test_runs_of_another_kind_are_not_compared(change: dict[str, object], reason: str) -> None:
    """The gate says why rather than compare what differs by construction."""
    run = results(siyu=(100.0,), mesa=(10.0,))
    assert reason in gate.incomparable(replace(run, **change), run)


def test_a_run_that_breaks_the_law_is_not_recorded() -> None:
    """A fast wrong answer has no speed."""
    run = results(siyu=(100.0,), mesa=(10.0,))
    assert record.refusal(run) == ""
    wrong = replace(run, agreement={"mesa": {"growth": 4.5}})
    assert record.refusal(wrong).startswith("mesa does not obey the declared law (growth: +4.5")
    assert "--quick" in record.refusal(replace(run, quick=True))


def test_distance_is_in_standard_errors_of_the_difference() -> None:
    """Means 0.1 apart with standard error 0.1 of the difference are 1 apart."""
    scores = z_scores([outcome(9_000), outcome(10_800)], [outcome(9_900), outcome(11_700)])
    assert scores["purchases a day"] == pytest.approx(0.1 / math.sqrt(0.02))
    assert scores["growth"] == 0.0
    assert worst(scores)[0] == "purchases a day"


def test_an_unknown_peer_is_named_with_the_known_ones() -> None:
    """The error lists who is registered."""
    with pytest.raises(KeyError, match="'netlogo'; registered: simpy, salabim"):
        peer("netlogo")


def test_a_worker_answers_with_rate_and_memory() -> None:
    """A shopper of the NumPy peer is 23 bytes of arrays; set-up may leave the zero 9 unwritten."""
    answer = work("time", "numpy", 400_000, 3, 1)
    assert answer["rate"] == pytest.approx(answer["shopper_days"] / answer["seconds"])
    assert answer["measures"]["growth"] >= 1.0
    assert 13.0 < answer["state"] < 24.0
    assert 23.0 < answer["peak"] < 60.0
