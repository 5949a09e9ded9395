"""Every scientific function gives the same bits compiled and interpreted."""

from __future__ import annotations

import copy
import importlib
import inspect
import pkgutil
import struct
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import sim.behaviour
from sim.behaviour import clock, stages
from sim.randomness.philox import WORD

TABLE = clock.season_table(np.array([1.0, 0.7, 1.4] * 20), 0.95, 0.9, 0.8, 0.97)
SITES = np.array(
    [[0.0, 1.0, 1.5, 0.0, 30.0], [4.0, -2.0, 0.7, 25.0, 99.0], [9.0, 9.0, 1.0, 0.0, 99.0]]
)
AREAS = np.array([[1.0, 0.0, 3.0, 0.4], [8.0, 7.0, 2.0, 1.0]])
STAGES = np.array(  # by days since joining, orders, days since the last one, fen
    [[0.0, 99.0, 0.0, 0.0, 0.0, 1e15, 0.0, 1e9], [0.0, 40.0, 1.0, 9.0, 0.0, 20.0, 0.0, 1e9]]
)
_MEMBERS = 12
OF_STAGES = {"first": 0, "last": 2, "leaves": 0, "enters": 6, "day": 60}
OF_ONE = {  # what a name means in one function alone
    "stage_of": {"first": 0},
    "pull": {"most": 1.3},
    "stage_by_orders": OF_STAGES,
    "turned": OF_STAGES | {"before": 1, "after": 2},
    "_turns_on": OF_STAGES,
    "next_turn": OF_STAGES,
    "needed": {"worth_fen": 5_000, "every_days": 30},
    "left_of": {"deliveries": 6},
    "squared_km": {"site": 1},
    "is_there": {"site": 1},
    "lives_near": {"site": 1},
}


def functions() -> list[Any]:
    """Every function marked as science under sim.behaviour."""
    found = []
    for module in pkgutil.iter_modules(sim.behaviour.__path__):
        loaded = importlib.import_module(f"sim.behaviour.{module.name}")
        found += [
            pytest.param(value, id=f"{module.name}.{name}")
            for name, value in vars(loaded).items()
            if hasattr(value, "py_func") and value.py_func.__module__ == loaded.__name__
        ]
    return found


def arguments(function: Callable[..., Any], rng: np.random.Generator) -> list[Any]:
    """Plausible arguments by name and type."""
    made: dict[str, Any] = {
        "season": TABLE,
        "first_day": -10,
        "time": int(rng.integers(-9, 40) * clock.DAY // 3),
        "until": int(rng.integers(0, 49) * clock.DAY),
        "not_before": 14 * clock.DAY,
        "earliest": 24,
        "mechanism": 3 << 24,
        "first": 4 << 24,
        "second": 5 << 24,
        "now": int(rng.integers(-(10**9), 10**10)),
        "midnights": int(rng.integers(0, 50)),
        "days": int(rng.integers(0, 9)),
        "day_from": int(rng.integers(0, 20)),
        "day_to": int(rng.integers(20, 50)),
        "day": int(rng.integers(20, 50)),
        "from_day": int(rng.integers(15, 50)),
        "recovery_days": int(rng.integers(0, 9)),
        "test": int(rng.integers(0, 1 << 24)),
        "row": 0,
        "column": 0,
        "term": 1,
        "law": int(rng.integers(0, 4)),
        "u": float(rng.uniform(0.001, 0.999)),
        "joined": int(rng.integers(0, 99)),
        "market": int(rng.integers(0, 99)),
        "kind": int(rng.integers(0, 2)),
        "window": int(rng.integers(0, 4)),
        "kept": int(rng.integers(0, 1 << 14)),
        "bits": int(rng.integers(0, 5)),
        "length": int(rng.integers(1, 8)),
        "most": int(rng.integers(1, 9)),
        "before": -(10**9) - int(rng.integers(0, 10**9)),
        "since": int(rng.integers(-12, 12)) * clock.DAY,
        "book": int(rng.integers(0, 99)),
        "books": 99,
        "office": int(rng.integers(1, 99)),
        "number": int(rng.integers(0, 9)),
        "sent": int(rng.integers(0, 1 << 28)),
        "gap_ms": int(rng.integers(0, 10**8)),
        "weekly_cap": int(rng.integers(0, 30)),
        "min_gap_ms": int(rng.integers(0, 10**7)),
        "preferred": int(rng.integers(0, 96)),
        "shape": float(rng.uniform(0.05, 20)),
        "a": float(rng.uniform(0.1, 5)),
        "b": float(rng.uniform(0.1, 5)),
        "mean": float(rng.uniform(0.01, 0.99)),
        "ordinal": int(rng.integers(0, 99)),
        "face_fen": 5000,
        "threshold_fen": int(rng.integers(0, 30_000)),
        "list_fen": int(rng.integers(1, 40_000)),
        "elapsed_ms": int(rng.integers(0, 10**10)),
        "fen": int(rng.integers(0, 10**9)),
        "basis_points": 4500,
        "base": float(rng.exponential(0.1)),
        "left": float(rng.exponential()),
        "pull": float(rng.uniform(1, 4)),
        "centre": 20.0,
        "p": 6.25,
        "index": int(rng.integers(0, 20)),
        "spread": float(rng.uniform(0.5, 9)),
        "rate": float(rng.exponential(0.1)),
        "epoch": 739_617,
        "month": int(rng.integers(24_000, 25_000)),
        "months": int(rng.choice([1, 3, 6, 12])),
        "mark": int(rng.integers(0, 2)),
        "net_fen": int(rng.integers(0, 10**8)),
        "points": int(rng.integers(0, 5000)),
        "price": int(rng.integers(0, 3000)),
        "balance_fen": int(rng.integers(0, 3)),
        "growth_yuan": int(rng.integers(0, 65_536)),
        "form": int(rng.integers(0, 5)),
        "share_bp": int(rng.integers(0, 10_001)),
        "article_fen": int(rng.integers(0, 9_000)),
        "rung": int(rng.integers(0, 16)),
        "ran_before": bool(rng.integers(0, 2)),
        "orders": int(rng.integers(0, 5)),
        "opens": 9 * 3_600_000,
        "closes": int(rng.integers(10, 25)) * 3_600_000,
        "of": int(rng.integers(0, 7)),
        "sites": SITES,
        "areas": AREAS,
        "rows": STAGES,
        "bounds": rng.integers(0, 99, 3 * stages.WIDTH * 2),
        "seen": rng.integers(0, 99, _MEMBERS * stages.WIDTH),
    }
    days_and_bits = (
        *("place", "new_year", "ahead", "after", "since", "every", "started", "reentry_days"),
        *("stages", "sources", "inside", "without", "source", "reach"),
        *("orders_from", "orders_to", "silent_from", "since_order", "since_active"),
    )
    made |= {name: int(rng.integers(0, 99)) for name in days_and_bits}
    words = ("seed", "replication", "uid")
    made |= {name: int(rng.integers(0, WORD)) for name in words}
    made["mine"] = made["index"] % (len(SITES) + 1) - 1
    made["until"] = max(made["until"], made["time"])  # nobody lives backwards
    made |= OF_ONE.get(function.__name__, {})
    return [
        _fitting(str(one.annotation), made.get(one.name), rng)
        for one in inspect.signature(function).parameters.values()
    ]


def _fitting(kind: str, value: Any, rng: np.random.Generator) -> Any:
    """A value of the type a parameter is annotated with, any plausible one if none is given."""
    if kind in ("Ints", "Floats") and value is None:
        return rng.integers(0, 99, _MEMBERS) if kind == "Ints" else rng.uniform(0, 1, _MEMBERS)
    if kind == "int":
        return int(rng.integers(0, 99) if value is None else value)
    if kind in ("float", "bool"):
        plausible = float(rng.uniform(0.01, 0.99)) if value is None else float(value)
        return plausible if kind == "float" else plausible > 0.5
    return value


def bits(value: Any) -> Any:
    """A float by its bits, everything else as it is."""
    if isinstance(value, (tuple, list)):
        return tuple(bits(item) for item in value)
    if isinstance(value, np.ndarray):
        return value.tobytes()
    if value is None:
        return None
    return struct.pack("d", value) if isinstance(value, float) else int(value)


@pytest.mark.parametrize("function", functions())
def test_compiled_equals_interpreted(function: Any) -> None:
    """200 random calls agree to the last bit, in what they return and in what they fill in."""
    rng = np.random.default_rng(11)
    for _ in range(200):
        given = arguments(function.py_func, rng)
        filled = copy.deepcopy(given)
        assert bits(function(*given)) == bits(function.py_func(*filled)), given
        assert bits(given) == bits(filled)
