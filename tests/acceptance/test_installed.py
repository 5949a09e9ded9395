"""siyu away from its source tree: from a wheel, in an empty folder; and help without a wait."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Siyu = Callable[..., CompletedProcess[str]]

ROOT = Path(__file__).parents[2]
HELP_STARTS = 15  # half a second where Python starts in a thirtieth of one; it takes about five


def test_help_is_there_at_once(siyu: Siyu, tmp_path: Path) -> None:
    """`siyu --help` takes some starts of Python, whatever the machine; the best of three each."""
    assert siyu("--help").returncode == 0
    helped = min(seconds(siyu, "--help") for _ in range(3))
    started = min(seconds(run, tmp_path, sys.executable, "-c", "") for _ in range(3))
    assert helped < HELP_STARTS * started


def seconds(do: Callable[..., object], *args: object) -> float:
    """How long something takes."""
    began = time.perf_counter()
    do(*args)
    return time.perf_counter() - began


@pytest.mark.slow
def test_a_wheel_runs_in_an_empty_folder(tmp_path: Path) -> None:
    """conf/, scenarios/, reports/ and the font travel in the wheel; nothing else is needed."""
    place = tmp_path / "place"
    place.mkdir()
    run(tmp_path, sys.executable, "-m", "venv", "env")
    python = tmp_path / "env/bin/python"
    run(tmp_path, python, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", "dist", ROOT)
    [wheel] = (tmp_path / "dist").glob("siyu-*.whl")
    run(tmp_path, python, "-m", "pip", "install", "--quiet", "--use-pep517", wheel)
    siyu = tmp_path / "env/bin/siyu"
    assert "fila_333" in run(place, siyu, "list")
    small = ("shoppers.initial=50", "horizon_days=40", "replications=2")
    run(place, siyu, "compare", "scenarios=[baseline,fila_333]", *small, "out=out")
    assert "结论" in (place / "out/report.html").read_text("utf-8")
    assert (place / "out/budget.xlsx").exists()


def run(folder: Path, *command: object) -> str:
    """What a command prints, run without this project's source on its path.

    pip leaves a build tree beside the source only for backends that build in place; hatchling
    does not.
    """
    done = subprocess.run(
        [str(part) for part in command], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
