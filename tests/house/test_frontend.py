"""Rule: what Numba's front end is spared leaves the code that comes out as it was."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import math, sys
from numba import float64, int64, njit

if sys.argv[1] == "spared":
    from sim.frontend import spare_the_front_end

    spare_the_front_end()


@njit(float64(float64, int64))
def called(x, n):
    return min(x, n) + (x if n > 2 else -x) * n


@njit(float64(float64, float64[::1]))
def calling(x, row):
    total = 0.0
    for k in range(len(row)):
        total += called(x, k) / max(k, 1) - row[k] * math.sqrt(abs(total))
    return total


print(next(iter(calling.inspect_llvm().values())))
"""


def test_the_same_code_comes_out(tmp_path: Path) -> None:
    """Two functions, compiled by Numba as it is and as it is used here, to the last instruction."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    plain, spared = (_compiled(program, how) for how in ("plain", "spared"))
    assert "fmul" in plain
    assert spared == plain


def _compiled(program: Path, how: str) -> str:
    path = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, str(program), how],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout
