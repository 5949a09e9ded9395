"""Does a ranking survive another reading of the evidence? Pairs, verdicts, and one whole folder."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from worlds import FailingWorld, toy_world

from sim.cli import main
from sim.config.compose import Composed, compose_layers, compose_plan
from sim.config.keys import leaves
from sim.config.sources import assumed_range
from sim.measure.definitions import KPIS
from sim.measure.ranking import HOLDS, OPEN, REVERSED, Pair, ranking, survival_of
from sim.study.evidence_sets import RANKED_BY, SETS, pairs_of, run_evidence
from sim.study.samples import Samples

NAMES = ("baseline", "touch_heavy")  # in the toy world the cap decides: 7 against 105
SMALL = ("horizon_days=20", "replications=4", "report=false", "lang=en", "workers=1")


def sets(out: Path) -> dict[str, list[Composed]]:
    return {
        name: [compose_plan(one, [*SMALL, f"out={out}", f"evidence={name}"]) for one in NAMES]
        for name in SETS
    }


def pair(evidence: str, scenario: str, reference: str, verdict: str) -> Pair:
    return Pair(evidence, scenario, reference, RANKED_BY, 0.0, 0.0, 0.0, verdict)


OUTCOMES = {
    "the same sign": (("higher", "higher", "higher"), HOLDS, "b"),
    "the other way": (("lower", "lower", "lower"), HOLDS, "a"),
    "turned": (("higher", "cannot separate", "lower"), REVERSED, None),
    "once undecided": (("higher", "higher", "cannot separate"), OPEN, None),
    "no difference in one": (("higher", "same", "higher"), OPEN, None),
}


@pytest.mark.parametrize(("verdicts", "outcome", "winner"), OUTCOMES.values(), ids=OUTCOMES)
def test_what_survives(verdicts: tuple[str, ...], outcome: str, winner: str | None):
    """A pair holds if every set decides it the same way; only then is there a winner."""
    rows = [pair(name, "b", "a", verdict) for name, verdict in zip(SETS, verdicts, strict=True)]
    found = survival_of(rows)
    assert found.outcomes == {("b", "a"): outcome}
    assert (found.survives, found.winner) == (outcome == HOLDS, winner)


def test_a_winner_needs_no_whole_ranking():
    """The best may be clear where the places behind it are not."""
    rows = [
        row
        for name in SETS
        for row in (
            pair(name, "b", "a", "higher"),
            pair(name, "c", "a", "cannot separate"),
            pair(name, "c", "b", "lower"),
        )
    ]
    found = survival_of(rows)
    assert (found.survives, found.winner) == (False, "b")
    assert found.counts == {"pairs": 3, "turned": 0, "open": 1}


def test_a_ranking_is_by_the_mean():
    """Best first, whatever can be told from chance; the reference stands at zero."""
    leads = {("b", "a"): -1.0, ("c", "a"): 2.0, ("c", "b"): 3.0}
    rows = [
        Pair("central", *names, RANKED_BY, lead, None, None, "cannot separate")
        for names, lead in leads.items()
    ]
    assert ranking(rows) == ["c", "a", "b"]


def test_every_pair_is_compared_in_twin_worlds():
    """Three scenarios make three pairs, the later less the earlier, replication by replication."""

    def samples(values: list[float]) -> Samples:
        column = np.repeat(np.array(values, dtype=np.float64)[:, None], len(KPIS), axis=1)
        return Samples(column, np.ones_like(column))

    rows = pairs_of(
        "central",
        {
            "a": samples([1, 9, 5, 2, 6]),
            "b": samples([3, 11, 7, 4, 8]),
            "c": samples([0, 12, 4, 5, 3]),
        },
    )
    assert [(one.scenario, one.reference) for one in rows] == [("b", "a"), ("c", "a"), ("c", "b")]
    assert (rows[0].difference, rows[0].low, rows[0].verdict) == (2.0, 2.0, "higher")
    assert rows[1].verdict == "cannot separate"


def test_one_folder_with_a_folder_for_each_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Table, summary and terminal say the same; each set is a result folder of its own."""
    out = run_evidence(sets(tmp_path / "out"), argv=["evidence=all"], simulate=toy_world)
    with (out / "evidence.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["evidence"] for row in rows] == list(SETS)
    assert {(row["scenario"], row["verdict"], row["over_all_sets"]) for row in rows} == {
        ("touch_heavy", "higher", "holds")
    }
    summary = json.loads((out / "summary.json").read_text())
    assert (summary["survives"], summary["winner"]) == (True, "touch_heavy")
    assert summary["rankings"] == {name: ["touch_heavy", "baseline"] for name in SETS}
    for name in SETS:
        plans = json.loads((out / name / "manifest.json").read_text())["plans"]
        lift = compose_plan("baseline", [f"evidence={name}"]).plan.coupon.lift
        assert plans["baseline"]["coupon"]["lift"] == lift
        assert (out / name / "comparison.csv").is_file()
        assert (out / name / "evidence.csv").read_bytes() == (out / "evidence.csv").read_bytes()
    told = capsys.readouterr().out
    assert "Best under every set: touch_heavy." in told
    assert "The ranking survives: every pair has the same sign under every set." in told


def test_a_failure_leaves_no_half_result(tmp_path: Path):
    """Whole or not there at all, also when the last set fails; then it goes on from there."""
    everything = FailingWorld(last=99)
    whole = run_evidence(sets(tmp_path / "whole"), argv=[], simulate=everything)
    with pytest.raises(RuntimeError):
        run_evidence(sets(tmp_path / "out"), argv=[], simulate=FailingWorld(last=15))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.study", "whole"]
    rest = FailingWorld(last=99)
    out = run_evidence(sets(tmp_path / "out"), argv=[], simulate=rest)
    assert len(rest.asked) == len(everything.asked) - 15
    assert (out / "evidence.csv").read_bytes() == (whole / "evidence.csv").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "whole"]


def test_a_scenario_wins_over_the_set():
    """What a scenario sets itself stays; what it leaves to the defaults follows the set."""
    plan = compose_plan("recall_words_only", ["evidence=optimistic"])
    assert plan.plan.touch.channels["official"].open_rate == 0.2
    assert plan.plan.touch.response.annoyance == 0.00065
    assert plan.origin("touch.response.annoyance").file == "conf/evidence/optimistic.yaml"
    assert plan.origin("touch.response.annoyance").source == "F9; assumption 0.0003..0.005"


def test_central_is_the_defaults():
    """`evidence=central` changes nothing."""
    assert compose_plan("baseline", ["evidence=central"]).plan == compose_plan("baseline").plan


def changed(name: str) -> dict[str, tuple[float, float, str, str]]:
    """By key a set changes: its value, the default, and the source of each."""
    ours, defaults = compose_layers(None, [f"evidence={name}"]), compose_layers(None)
    before = dict(leaves(defaults.data))
    file = f"conf/evidence/{name}.yaml"
    return {
        key: (value, before[key], ours.provenance[key].source, defaults.provenance[key].source)
        for key, value in leaves(ours.data)
        if key in ours.provenance and ours.provenance[key].file == file
    }


@pytest.mark.parametrize("name", ["optimistic", "pessimistic", "contact_pays", "coupon_advertises"])
def test_a_set_stays_within_the_ranges_of_the_defaults(name: str):
    """A set reads the documented ranges; it makes none of its own."""
    for key, (value, _, source, documented) in changed(name).items():
        bounds = assumed_range(documented)
        assert bounds is not None and bounds == assumed_range(source), key
        assert bounds[0] <= value <= bounds[1], key


def test_advocate_and_sceptic_stand_on_either_side():
    """The two sets change the same settings, in opposite directions from the default."""
    better, worse = changed("optimistic"), changed("pessimistic")
    assert better.keys() == worse.keys()
    for key, (value, default, _, _) in better.items():
        assert (value - default) * (worse[key][0] - default) < 0.0, key


@pytest.mark.parametrize("command", ["run", "sweep"])
def test_all_sets_are_for_a_comparison(command: str, capsys: pytest.CaptureFixture[str]):
    """One scenario has no ranking: `evidence=all` is refused, with what to type."""
    given = ["scenario=baseline", "evidence=all", *["touch.weekly_cap=1,2"][: command == "sweep"]]
    assert main([command, *given]) == 2
    said = capsys.readouterr().err
    assert "all sets of evidence are for a comparison" in said and "central" in said
    assert "siyu compare 'scenarios=[baseline,NAME]' evidence=all" in said
