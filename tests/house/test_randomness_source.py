"""Model code draws its luck from `sim.randomness` alone, and never looks at the clock."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODEL = ("behaviour", "brand", "ledger", "measure", "population", "randomness", "world.py")
FORBIDDEN = (
    "random",
    "secrets",
    "uuid",
    "time",
    "numpy.random",
    "scipy.stats",
    "os.urandom",
    "os.getrandom",
    "os.getpid",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "datetime.date.today",
)
BUILTINS = ("hash",)  # of a text, differs from process to process


def sources() -> list[Path]:
    """Every module of the model."""
    places = [ROOT / "sim" / name for name in MODEL]
    return [file for place in places for file in (sorted(place.rglob("*.py")) or [place])]


def bindings(tree: ast.AST) -> dict[str, str]:
    """What each imported name stands for: `np` for `numpy`, `now` for `time.time`."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                first = one.name.partition(".")[0]
                names[one.asname or first] = one.name if one.asname else first
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
    return names


def dotted(node: ast.expr, names: dict[str, str]) -> str:
    """The full name an expression like `np.random.normal` stands for; empty if it is none."""
    if isinstance(node, ast.Name):
        return names.get(node.id, "")
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value, names)
        return f"{owner}.{node.attr}" if owner else ""
    return ""


def uses(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and full name of everything imported, looked up in a module, or built in and called."""
    names = bindings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, one.name) for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{one.name}") for one in node.names)
        elif isinstance(node, ast.Attribute):
            yield node.lineno, dotted(node, names)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.lineno, node.func.id


def other_sources(source: str, file: str) -> list[str]:
    """`file:line uses NAME` for each source of luck or clock that is not `sim.randomness`."""
    return sorted(
        {
            f"{file}:{line} uses {name}; model code draws from sim.randomness alone"
            for line, name in uses(ast.parse(source))
            if name in BUILTINS or any(f"{name}.".startswith(f"{bad}.") for bad in FORBIDDEN)
        }
    )


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_model_code_has_no_other_source(path: Path) -> None:
    """No other generator, no system entropy, no wall clock, no hash of this process."""
    found = other_sources(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT)))
    assert not found, "\n".join(found)


CAUGHT = [
    pytest.param("import random", id="import random"),
    pytest.param("from random import random as luck", id="from random"),
    pytest.param("import numpy as np\nx = np.random.default_rng(1)", id="np.random"),
    pytest.param("import numpy.random as nr", id="numpy.random by another name"),
    pytest.param("from numpy import random", id="random from numpy"),
    pytest.param("from numpy.random import normal", id="from numpy.random"),
    pytest.param("from scipy import stats", id="scipy.stats"),
    pytest.param("import os\nseed = os.urandom(8)", id="os.urandom"),
    pytest.param("from os import urandom", id="urandom"),
    pytest.param("def f():\n    import secrets", id="inside a function"),
    pytest.param("import uuid\nx = uuid.uuid4()", id="uuid"),
    pytest.param("import time\nseed = time.time_ns()", id="time"),
    pytest.param("from datetime import datetime as d\nx = d.now()", id="datetime.now"),
    pytest.param("import datetime\nx = datetime.date.today()", id="date.today"),
    pytest.param("seed = hash('store')", id="hash"),
]


@pytest.mark.parametrize("source", CAUGHT)
def test_the_rule_catches(source: str) -> None:
    """Each way round the rule is named with its file and line."""
    found = other_sources(source, "here.py")
    assert found
    assert all(one.startswith("here.py:") for one in found)


ALLOWED = [
    pytest.param("from sim.randomness.philox import uniform", id="addressed draws"),
    pytest.param("import numpy as np\nx = np.zeros(3)", id="numpy"),
    pytest.param("from datetime import date, timedelta", id="the plan's calendar"),
    pytest.param("time = 3\nx = shopper.time\nhash: int = rule.hash", id="names of the model"),
]


@pytest.mark.parametrize("source", ALLOWED)
def test_the_rule_lets_pass(source: str) -> None:
    """Names that only look alike are no offence."""
    assert not other_sources(source, "here.py")
