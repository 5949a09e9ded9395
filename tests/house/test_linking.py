"""Rule: what Python calls is machine code, loaded as it was made; the rest is linked into it."""

from __future__ import annotations

import ast
import importlib
import os
import pkgutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import sim
from sim.science import DEFINED, Function

ROOT = Path(sim.__file__).parent
SCIENCE = ("behaviour", "randomness", "population", "measure")

PROGRAM = """
from __future__ import annotations

import sys

from sim.science import science


def _double(x: float) -> float:
    return 2.0 * x


double = science(_double)


def _quadruple(x: float) -> float:
    return double(double(x))


quadruple = science(_quadruple)
print(quadruple(1.5), "numba.core" in sys.modules)
"""

PROGRAM_OF_ARRAYS = """
from __future__ import annotations

import numpy as np

from sim.science import science

Floats = np.ndarray


@science
def total(numbers: Floats) -> float:
    found = 0.0
    for one in numbers:
        found += one
    return found


def answer(numbers):
    try:
        return str(total(numbers))
    except TypeError:
        return "refused"


wrong = [np.arange(4), np.zeros((2, 2)), np.zeros(8)[::2]]
refused = [answer(one) for one in wrong]
print(answer(np.arange(4.0)), *refused)
"""


def test_who_calls_takes_in_what_it_calls_and_alone_becomes_machine_code(tmp_path: Path) -> None:
    """The caller's file holds an executable object, the called one's does not; both are read, and
    what was made is loaded without the compiler."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    answers = [_run(program, tmp_path) for _ in ("made", "loaded")]
    assert answers == ["6.0 True", "6.0 False"]
    assert not any(b"\x7fELF" in code for code in _files(tmp_path, "program._double.inside-*.nbc"))
    assert all(b"\x7fELF" in code for code in _files(tmp_path, "__main__._quadruple-*.code"))


def test_a_changed_function_is_made_anew(tmp_path: Path) -> None:
    """Also where it is the one called that has changed."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    _run(program, tmp_path)
    program.write_text(PROGRAM.replace("2.0 * x", "3.0 * x"))
    assert _run(program, tmp_path) == "13.5 True"


def test_an_array_of_another_kind_is_refused(tmp_path: Path) -> None:
    """Machine code would read its bytes as if they were what it takes."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM_OF_ARRAYS)
    for _ in ("made", "loaded"):
        assert _run(program, tmp_path) == "6.0 refused refused refused"


def test_machine_code_hangs_on_nothing_its_folder_is_not_named_by() -> None:
    """No constant of a compiled function comes from a module outside the sources of the digest."""
    found = []
    for function in _all_functions():
        original = function.py_func
        module = sys.modules[original.__module__]
        home = original.__module__.split(".")[1]
        for name, source in _imported(module).items():
            inside = source.split(".")[0] != "sim" or source.split(".")[1] in {*SCIENCE, home}
            is_code = hasattr(getattr(module, name, None), "py_func")
            if name in original.__code__.co_names and not inside and not is_code:
                found.append(f"{original.__qualname__} of {module.__name__}: {source}.{name}")
    assert not found


def _all_functions() -> list[Function]:
    for one in (*SCIENCE, "brand", "statistics", "study"):
        for module in pkgutil.walk_packages([str(ROOT / one)], f"sim.{one}."):
            importlib.import_module(module.name)
    return DEFINED


def _imported(module: ModuleType) -> dict[str, str]:
    tree = ast.parse(Path(str(module.__file__)).read_text("utf-8"))
    return {
        one.asname or one.name: str(node.module)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for one in node.names
    }


def _run(program: Path, home: Path) -> str:
    environment = {**os.environ, "XDG_CACHE_HOME": str(home)}
    environment.pop("NUMBA_CACHE_DIR", None)
    done = subprocess.run(
        [sys.executable, str(program)], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def _files(home: Path, named: str) -> list[bytes]:
    found = [file.read_bytes() for file in home.rglob(named)]
    assert found
    return found
