"""The proof pack: the engine meets its targets, notices when it does not, and answers mistakes."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.cells import cell_len

from sim import cli
from sim.commands import prove as command
from sim.config.errors import InputError
from sim.prove import console, repeats
from sim.prove.gate import Finding, Settings, foreseen, mean, share
from sim.prove.gates import bass, bgnbd, queue
from sim.prove.page import write
from sim.prove.registry import known_gates
from sim.prove.runner import SEED, Experiment, Proof, pack, run
from sim.prove.trial import Trial
from sim.prove.verdict import judge

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def quick() -> list[Proof]:
    """The pack one in fifty shoppers strong, on one seed."""
    return list(run(pack("quick", SEED, 1, "auto"), workers=2))


def test_quick_pack_is_green(quick: list[Proof]) -> None:
    """Every number of the engine lies within 3.5 standard errors of its closed form."""
    off = [
        f"{proof.experiment.command}: {one.quantity} at {one.t} is {one.measured}, not {one.target}"
        for proof in quick
        for one in proof.findings
        if not one.passed
    ]
    assert off == []


def test_pack_covers_every_gate(quick: list[Proof]) -> None:
    """At least 60 numbers, each gate among them."""
    assert {proof.experiment.gate for proof in quick} == set(known_gates())
    assert judge(quick).numbers >= 60


CONTRACT = {
    "bgnbd": (
        "r=0.3 alpha=6 a=0.9 b=2.2 t=[3,10]",
        ["expected_purchases", "p0"] * 2,
        [3, 3, 10, 10],
    ),
    "paretonbd": (
        "r=0.5 alpha=6 s=0.7 beta=9 t=[3,10]",
        ["expected_purchases", "p0"] * 2,
        [3, 3, 10, 10],
    ),
    "mbgnbd": ("r=0.5 a=0.9 t=[3,10]", ["expected_purchases", "p0"] * 2, [3, 3, 10, 10]),
    "sbg": ("alpha=0.9 beta=2 t=[1,4]", ["survival"] * 2, [1, 4]),
    "bass": ("p=0.2 q=0.4 t=[0.5,2]", ["adopted"] * 2, [0.5, 2]),
    "gammagamma": ("p=6 q=4 v=15 t=[0,1]", ["conditional_mean"] * 4, [0, 1, 1, 1]),
    "galton_watson": (
        "k=0.4 t=3",
        ["mean_size", "size_variance", "p1", "p_at_least"],
        [0.4, 0.4, 0.4, 3],
    ),
    "mmc": ("c=1 lam=2 mu=3", ["wq", "lq", "p0"], [0, 0, 0]),
}


ASKED = [(gate, engine) for gate in CONTRACT for engine in ("simpy", "compiled")]
ASKED.remove(("mmc", "simpy"))  # ten thousand people ask, whatever `n`


@pytest.mark.parametrize(("gate", "engine"), ASKED)
def test_own_parameters_as_json(gate: str, engine: str, capsys: Capture) -> None:
    """A gate under a reader's own parameters prints a list of rows, and nothing else."""
    arguments, quantities, points = CONTRACT[gate]
    people = 400 if engine == "simpy" else 4000
    asked = [*arguments.split(), f"n={people}", "seed=7", f"engine={engine}", "format=json"]
    code = cli.main(["prove", gate, *asked])
    rows = json.loads(capsys.readouterr().out)
    assert code == 0
    assert [row["quantity"] for row in rows] == quantities
    assert [row["t"] for row in rows] == points
    for row in rows:
        assert row["gate"] == gate
        if engine == "compiled":  # of four hundred people some counts are judged by their tail
            assert row["z"] == pytest.approx((row["measured"] - row["target"]) / row["se"])


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_people_of_two_kinds_alone(engine: str, capsys: Capture) -> None:
    """With tiny shapes one half leaves at once and the other never does."""
    asked = ["sbg", "alpha=0.001", "beta=0.001", "t=[1,3]", "n=2000", f"engine={engine}"]
    assert cli.main(["prove", *asked, "format=json"]) == 0
    assert [row["target"] for row in json.loads(capsys.readouterr().out)] == [
        pytest.approx(0.5, abs=0.001),
        pytest.approx(0.5, abs=0.001),
    ]


def test_a_market_that_is_full_is_no_mistake(capsys: Capture) -> None:
    """Long after the last has joined there is nothing left to vary, and the target is still met."""
    asked = ["prove", "bass", "p=2", "q=1", "t=[1,20]", "n=400", "format=json"]
    assert cli.main(asked) == 0
    assert [row["measured"] for row in json.loads(capsys.readouterr().out)][1:] == [1.0]


def test_a_market_too_slow_for_any_horizon_is_said_so(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr(bass, "LONGEST_DAYS", 100)
    assert cli.main(["prove", "bass", "t=[5]", "n=400", "format=json"]) == 2
    assert "market is not full" in capsys.readouterr().err


def test_a_gate_may_have_a_key_of_its_own_name(capsys: Capture) -> None:
    """`cap` is a gate and the number it is about."""
    asked = ["prove", "cap", "cap=3", "n=200", "t=[2]", "engine=simpy", "format=json"]
    assert cli.main(asked) == 0
    assert {row["given"]["cap"] for row in json.loads(capsys.readouterr().out)} == {3.0}


def test_a_mode_may_stand_alone(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    """`siyu prove quick` is what `mode=quick` is."""
    asked = []
    monkeypatch.setattr(command, "pack", lambda mode, *_: asked.append(mode) or [])
    monkeypatch.setattr(command, "_say", lambda *_: 0)
    assert cli.main(["prove", "quick", "format=json"]) == 0
    assert asked == ["quick"]


@pytest.mark.parametrize("queue", ["c=50 lam=45", "c=200 lam=10", "c=2 lam=0.001"])
def test_a_queue_in_which_something_never_happens(queue: str, capsys: Capture) -> None:
    """Nobody waits, or the desk is never idle: what theory says of chance stands for the error."""
    assert cli.main(["prove", "mmc", *queue.split(), "mu=1", "n=1000", "format=json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert all(row["se"] > 0 and abs(row["z"]) < 3.5 for row in rows)


def test_a_queue_that_forgets_slowly_is_lived_longer() -> None:
    """At 98 % of what the desk can answer, 1,000 questions asked for do not do."""
    assert queue._needed(1, 0.98, 1.0) > 900_000
    assert queue._needed(3, 2.0, 1.0) < 10_000


def test_nobody_has_bought_yet(capsys: Capture) -> None:
    """After an instant three people bought nothing, which is what was to be expected of them."""
    asked = ["bgnbd", "n=3", "t=[0.01,1]", "engine=simpy", "format=json"]
    assert cli.main(["prove", *asked]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["quantity"] for row in rows] == ["expected_purchases", "p0"] * 2
    assert rows[0]["measured"] == 0.0
    assert rows[0]["se"] == pytest.approx(math.sqrt(rows[0]["target"] / 3), rel=0.01)


def test_a_few_histories_alike_claim_no_certainty(capsys: Capture) -> None:
    """All of a handful still buy and none bought again: that says little, so its error is large."""
    asked = ["paretonbd_history", "observed=2", "ahead=0.1", "t=[1,2]", "n=300", "engine=simpy"]
    assert cli.main(["prove", *asked, "s=0.05", "format=json"]) == 0
    for row in json.loads(capsys.readouterr().out):
        least = row["target"] * (1 - row["target"]) / 300
        assert row["se"] ** 2 > 0.9 * least


@pytest.mark.parametrize("law", ["bgnbd", "mbgnbd", "paretonbd"])
def test_scatter_of_repeat_orders_is_what_many_people_show(law: str) -> None:
    """The error of a mean that theory gives is the one the people themselves show."""
    (found, _), (counts,) = _lived_orders(law)
    shown = counts.std(ddof=1) / math.sqrt(len(counts))
    assert found.se == pytest.approx(shown, rel=0.1)


def _lived_orders(law: str) -> tuple[list[Finding], list[np.ndarray]]:
    """What a gate finds after 20 weeks, and the repeat orders of each person it looked at."""
    seen: list[np.ndarray] = []
    honest = repeats.counted

    def watched(quantity: str, t: float, target: float, scatter: float, counts: Any) -> Finding:
        seen.append(counts)
        return honest(quantity, t, target, scatter, counts)

    gate = known_gates()[law]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repeats, "counted", watched)
        found = gate.measure(gate.settings({}, (20.0,)), Trial(20_000, 5, "compiled"))
    return list(found), seen


def test_a_desk_idle_for_a_moment_claims_no_certainty() -> None:
    """One stretch of forty with a glimpse of an idle desk: its scatter alone is next to nothing."""
    found = queue._finding("p0", 1e-4, [1e-9, *[0.0] * 39], 2e-5)
    assert found.se == 2e-5


def test_more_opens_than_sends_are_none(capsys: Capture) -> None:
    """Every point asked for has its row: that nobody opens five of two sends is a target, too."""
    asked = ["opens", "sends=2", "t=[0,2,5]", "n=90", "engine=simpy", "format=json"]
    assert cli.main(["prove", *asked]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["t"] for row in rows] == [0, 2, 5]
    assert (rows[2]["target"], rows[2]["measured"], rows[2]["z"]) == (0, 0, 0)


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("gate", ["bgnbd_history", "paretonbd_history"])
def test_who_is_not_there_is_said(gate: str, form: str, capsys: Capture) -> None:
    """Nobody has 900 repeat orders: that point has no row, which is said beside the others."""
    asked = [gate, "t=[0,900]", "observed=2", "ahead=1", "n=90", "engine=simpy"]
    assert cli.main(["prove", *asked, f"format={form}", "lang=en"]) == 0
    shown = capsys.readouterr()
    assert f"{gate} has no row for t=900: nobody came so far" in shown.err
    if form == "json":
        assert {row["t"] for row in json.loads(shown.out)} == {0.0}


def test_a_handful_of_sharers_claims_no_certainty(capsys: Capture) -> None:
    """How many friends a few ask scatters as a geometric number does, not as those few show."""
    asked = ["invitations", "asked=5", "share=0.05", "n=200", "engine=simpy", "format=json"]
    cli.main(["prove", *asked])
    rows = {row["quantity"]: row for row in json.loads(capsys.readouterr().out)}
    sharers = round(rows["sharers"]["measured"] * 200)
    assert rows["mean_asked"]["se"] == pytest.approx(math.sqrt(5 * 4 / sharers))


def test_a_market_without_word_of_mouth(capsys: Capture) -> None:
    """Bass with q = 0: everybody comes alone, exponentially."""
    asked = ["bass", "p=0.4", "q=0", "t=[0.5,2]", "n=400", "engine=compiled", "format=json"]
    assert cli.main(["prove", *asked]) == 0
    targets = [row["target"] for row in json.loads(capsys.readouterr().out)]
    assert targets == pytest.approx([-math.expm1(-0.2), -math.expm1(-0.8)])


def test_both_engines_give_the_same_numbers() -> None:
    """What is measured does not depend on the engine."""
    of = known_gates()["bgnbd"].settings({}, (4.0,))
    simpy, compiled = (
        bgnbd.measure_expectation(of, Trial(300, 3, one)) for one in ("simpy", "compiled")
    )
    assert simpy == compiled


def test_a_wrong_target_is_noticed(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    """Did everybody buy a tenth more often, the command would leave with exit code 1."""
    honest = bgnbd.live

    def biased(model: bgnbd.BgNbd, weeks: float, trial: Trial) -> bgnbd.Orders:
        return honest(bgnbd.BgNbd(model.r * 1.1, model.alpha, model.a, model.b), weeks, trial)

    monkeypatch.setattr(bgnbd, "live", biased)
    assert cli.main(["prove", "bgnbd", "n=20000", "t=[39]", "lang=en"]) == 1
    assert "FAIL" in capsys.readouterr().out


@pytest.mark.parametrize("written", ["t=10,39", "t=[10,39]", "t=[10, 39]"])
def test_points_are_written_as_a_sweep_takes_values_or_as_a_list(
    written: str, capsys: Capture
) -> None:
    """All ways of writing two points measure at both."""
    assert cli.main(["prove", "sbg", "n=200", written.replace("10,", "1,"), "format=json"]) == 0
    assert [row["t"] for row in json.loads(capsys.readouterr().out)] == [1, 39]


WRONG = {
    "gate": (["bgnbdd"], "did you mean: bgnbd"),
    "key": (["bgnbd", "alfa=1"], "did you mean: alpha"),
    "number": (["bgnbd", "r=much"], "r cannot be read"),
    "range": (["galton_watson", "k=1.5"], "a number from 0.01 to 0.95"),
    "not a number": (["galton_watson", "k=nan"], "k is out of range"),
    "list": (["bgnbd", "t=[a]"], "t cannot be read"),
    "whole": (["sbg", "t=1.5"], "a whole number from 1 to 100"),
    "people": (["bgnbd", "n=1"], "n is out of range"),
    "engine": (["bgnbd", "engine=simp"], "did you mean: simpy"),
    "mode": (["mode=slow"], "full, quick"),
    "pack with a gate's key": (["n=100"], "does not take this argument"),
    "twice": (["bgnbd", "n=100", "n=200"], "given twice"),
    "endless queue": (["mmc", "c=2", "lam=5", "mu=2"], "less than c x mu, 4"),
    "two gates": (["bgnbd", "sbg"], "one gate at a time"),
    "no target": (
        ["bgnbd", "r=2", "alpha=1", "a=1000", "b=1", "t=400", "n=20", "engine=simpy"],
        "beyond what its formula can compute",
    ),
    "nobody shares": (["invitations", "n=2", "share=0.01", "engine=simpy"], "too few came so far"),
    "a third of two": (["gammagamma", "n=2", "t=1", "engine=simpy"], "too few came so far"),
    "beyond any horizon": (["bgnbd", "t=2000"], "from 0.001 to 1042"),
    "together beyond any horizon": (["bgnbd_counts", "observed=1000", "ahead=100"], "most 1042"),
    "an answer too short": (["mmc", "lam=0.001", "mu=10"], "allowed: at most 1.44"),
    "nobody bought so often": (["bgnbd_history", "n=9", "t=[900]", "engine=simpy"], "more people"),
    "all but endless queue": (["mmc", "c=1", "lam=0.999", "mu=1"], "at most 0.99"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_answered(name: str, capsys: Capture) -> None:
    """Exit code 2, nothing on standard output, and what would have been right."""
    args, answer = WRONG[name]
    assert cli.main(["prove", *args]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert answer in shown.err


def test_errors_of_a_mean_and_a_share() -> None:
    """A mean takes its error from the values, a share from its target."""
    values = np.array([1.0, 2.0, 3.0, 4.0])
    assert mean("x", 0, 2.0, values).se == pytest.approx(math.sqrt(5 / 3 / 4))
    never = share("x", 0, 0.1, np.zeros(2000, dtype=bool))
    assert never.z == pytest.approx(-0.1 / math.sqrt(0.1 * 0.9 / 2000))


def test_values_all_alike_say_nothing_of_chance() -> None:
    with pytest.raises(InputError, match="came out the same for everybody"):
        mean("orders", 0, 2.0, np.array([1.0, 1.0, 1.0]))


def test_error_of_what_was_foreseen() -> None:
    """Where each history has its own expectation, only the difference from it is luck."""
    found = foreseen("x", 0, np.array([1.0, 5.0, 9.0]), np.array([2.0, 5.0, 8.0]))
    assert (found.target, found.measured, found.se) == (5.0, 5.0, pytest.approx(1 / math.sqrt(3)))


def proof(*z: float) -> Proof:
    findings = tuple(Finding("x", 0, 10.0, 10.0 + one * 0.01, 0.01) for one in z)
    asked = Experiment("bgnbd", Settings({}, ()), "", 1, (1,), "auto")
    return Proof(asked, findings, tuple(map(abs, z)))


def test_many_numbers_are_judged_together() -> None:
    """Holm's smallest p and Bonferroni's bound count every number of the pack."""
    found = judge([proof(0.1, -1.0), proof(3.6)])
    assert (found.numbers, found.failed, found.resolved) == (3, 1, 3)
    assert found.largest_z == pytest.approx(3.6)
    assert found.holm == pytest.approx(3 * math.erfc(3.6 / math.sqrt(2)))
    assert found.by_chance == pytest.approx(3 * 4.6526e-4, rel=1e-3)
    assert found.largest_error == pytest.approx(0.0036)


def test_seeds_are_pooled() -> None:
    """Two seeds give the mean of both, with an error smaller by the square root of two."""
    of = known_gates()["sbg"].settings({}, (2.0,))
    alone = [known_gates()["sbg"].measure(of, Trial(500, seed, "simpy"))[0] for seed in (1, 2)]
    (pooled,) = run([[Experiment("sbg", of, "", 500, (1, 2), "simpy")]], workers=1)
    (found,) = pooled.findings
    assert found.measured == pytest.approx((alone[0].measured + alone[1].measured) / 2)
    assert found.se == pytest.approx(alone[0].se / math.sqrt(2))
    assert pooled.worst[0] == max(abs(one.z) for one in alone)


def test_page_shows_every_number_and_its_command(quick: list[Proof], tmp_path: Path) -> None:
    """The page has a table row for each number, the command of each table, and its pictures."""
    page = tmp_path / "proof.md"
    write(quick, page)
    text = page.read_text("utf-8")
    assert text.count("| pass |") == judge(quick).numbers
    for proof in quick:
        assert f"\n    {proof.experiment.command}\n" in text
    pictures = re.findall(r"\]\((images/[^)]+)\)", text)
    assert len(pictures) == 2
    assert all(
        (tmp_path / name).read_text("utf-8").rstrip().endswith("</svg>") for name in pictures
    )


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_columns_of_a_table_keep_apart(lang: str) -> None:
    """A number as long as numbers get stands clear of its neighbours, under its heading."""
    gate = known_gates()["galton_watson"]
    asked = Experiment("galton_watson", gate.settings({"k": 0.2}, (10.0,)), "", 1, (1,), "auto")
    found = Finding("p_at_least", 10, 3.12477e-05, -3.12477e-05, 5.6e-06, {"k": 0.2})
    _, _, head, row = console.table(Proof(asked, (found,), (1.3,)), lang).split("\n")
    assert row.split()[2:5] == ["10", "3.12477e-05", "−3.12477e-05"]
    ends = [
        cell_len(line[: line.index(word) + len(word)])
        for line, word in ((head, console.TEXT[lang]["head"][3]), (row, "−3.12477e-05"))
    ]
    assert ends[0] == ends[1]


def test_command_of_an_experiment_gives_it_again() -> None:
    """What stands under a table is what has to be typed."""
    of = known_gates()["bgnbd"].settings({"r": 0.3}, (10.0, 39.0))
    asked = Experiment("bgnbd", of, "", 500, (7, 8), "auto")
    assert asked.command == "siyu prove bgnbd r=0.3 t=[10,39] n=500 seed=7 seeds=2"
