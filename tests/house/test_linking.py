"""Rule: what Python calls is machine code; what only compiled functions call is linked into it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
from __future__ import annotations

from sim.science import TYPES, typed


def _double(x: float) -> float:
    return 2.0 * x


double = typed(_double, TYPES)


def _quadruple(x: float) -> float:
    return double(double(x))


quadruple = typed(_quadruple, TYPES, kernel=True)
print(quadruple(1.5))
"""


def test_who_calls_takes_in_what_it_calls_and_alone_becomes_machine_code(tmp_path: Path) -> None:
    """The caller's file holds an executable object, the called one's does not; both are read."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    answers = [_run(program, tmp_path) for _ in ("made", "read from the files")]
    assert answers == ["6.0", "6.0"]
    assert not any(b"\x7fELF" in code for code in _files(tmp_path, "_double.inside"))
    assert all(b"\x7fELF" in code for code in _files(tmp_path, "_quadruple"))


def _run(program: Path, home: Path) -> str:
    environment = {**os.environ, "XDG_CACHE_HOME": str(home)}
    environment.pop("NUMBA_CACHE_DIR", None)
    done = subprocess.run(
        [sys.executable, str(program)], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def _files(home: Path, function: str) -> list[bytes]:
    found = [file.read_bytes() for file in home.rglob(f"program.{function}-*.nbc")]
    assert found
    return found
