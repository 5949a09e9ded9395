"""Every gate by name, found in `sim.prove.gates`: one file for each family."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module

from sim.prove import gates
from sim.prove.gate import Gate

Family = tuple[Gate, ...]


@cache
def families() -> tuple[Family, ...]:
    """The gates of each file; gates of one family may share the lives they measure."""
    names = sorted(module.name for module in pkgutil.iter_modules(gates.__path__))
    return tuple(import_module(f"{gates.__name__}.{name}").GATES for name in names)


@cache
def known_gates() -> Mapping[str, Gate]:
    """All gates by name."""
    return {gate.name: gate for family in families() for gate in family}
