"""The engine is picked by size, and a run that cannot fit is refused before it starts."""

from __future__ import annotations

import subprocess
import sys

import pytest

from sim.config.errors import InputError
from sim.population import engine
from sim.population.compiled.layout import EXTRA, HEAD, LIFE, flow_width
from tests.conftest import Planner

PICKS = [
    pytest.param("auto", 300, "simpy", id="small"),
    pytest.param("auto", 310, "compiled", id="large"),
    pytest.param("simpy", 50_000, "simpy", id="asked for simpy"),
    pytest.param("compiled", 10, "compiled", id="asked for compiled"),
]


@pytest.mark.parametrize(("asked", "people", "picked"), PICKS)
def test_auto_picks_by_size(plan: Planner, asked: str, people: int, picked: str) -> None:
    """`auto` takes the compiled engine above a year of some 300 people."""
    made = plan("baseline", f"engine={asked}", f"shoppers.initial={people}")
    assert engine.chosen(made) == picked


BUSY = [
    pytest.param("touch_heavy", 365, "compiled", id="ten promotions a day for a year"),
    pytest.param("touch_heavy", 7, "simpy", id="for a week"),
    pytest.param("fila_333", 365, "simpy", id="three messages after an order"),
]


@pytest.mark.parametrize(("scenario", "days", "picked"), BUSY)
def test_auto_picks_by_what_is_sent(plan: Planner, scenario: str, days: int, picked: str) -> None:
    """People who get thousands of messages each take the readable engine long, however few."""
    made = plan(scenario, f"horizon_days={days}", "shoppers.initial=250", "engine=auto")
    assert engine.chosen(made) == picked


def test_the_planned_row_is_the_row(plan: Planner) -> None:
    """The memory plan counts a row and what lies beside it."""
    assert HEAD.itemsize + LIFE.itemsize + 2 + 2 + 2 + 2 == engine._ROW
    assert EXTRA.itemsize == engine._EXTRA
    assert flow_width(3) * 2 == engine._FLOW * (3 + 1)


_PEAK = r"""
import re, sys
from pathlib import Path
from sim.config.compose import compose_plan
from sim.world import World
World(compose_plan(sys.argv[1], sys.argv[2:]).plan, 0, threads=2).run()
print(int(re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())[1]) * 1024)
"""


def _peak(*chosen: str) -> int:
    """The most memory the run of a plan takes, in a process of its own, in bytes."""
    told = [sys.executable, "-c", _PEAK, *chosen]
    return int(subprocess.run(told, check=True, capture_output=True, text=True).stdout)


@pytest.mark.parametrize(
    ("scenario", "people"),
    [
        pytest.param("baseline", 600_000, id="little to do"),
        pytest.param("fila_333", 400_000, id="journeys"),
        pytest.param("group_by_talk", 400_000, id="groups"),
        pytest.param("value_by_activity", 400_000, id="stage views"),
        pytest.param("flash_sale", 400_000, id="a day's stock of coupons"),
        pytest.param("smaller_order_answered", 400_000, id="signals"),
    ],
)
def test_a_run_takes_what_is_said(plan: Planner, scenario: str, people: int) -> None:
    """A run nobody is invited in, whose people are foreseen, takes the memory it is said to."""
    chosen = (f"shoppers.initial={people}", "horizon_days=40", "engine=compiled")
    _peak(scenario, *chosen, "shoppers.initial=1000")  # making machine code takes memory too
    took = _peak(scenario, *chosen)
    assert took == pytest.approx(engine.needed_bytes(plan(scenario, *chosen)), rel=0.15)


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two gigabytes, whatever this machine has."""
    monkeypatch.setattr(engine, "free_bytes", lambda: 2e9)


@pytest.mark.usefixtures("free")
def test_a_run_that_cannot_fit_is_refused_with_advice(plan: Planner) -> None:
    """A hundred billion shoppers do not fit; the message says what would."""
    huge = plan("baseline", "shoppers.initial=1000000000", "horizon_days=3650")
    with pytest.raises(InputError, match="do not fit into memory") as refused:
        engine.check_memory([huge], 64)
    assert "fewer shoppers or workers=1" in str(refused.value)


@pytest.mark.usefixtures("free")
def test_a_large_need_is_reported(plan: Planner, capsys: pytest.CaptureFixture[str]) -> None:
    """Above a gigabyte the need and what is free are named before the start."""
    engine.check_memory([plan("baseline", "shoppers.initial=6000000")], 1)
    said = capsys.readouterr().err
    assert "memory: needs 1.4 GB for 1 run at once, 2.0 GB free" in said
