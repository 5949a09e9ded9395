"""Compiling the engine: one machine function for each function written, typed by its annotations.

Without fixed types Numba makes a version for every mix of literals and widths it meets, and
compiling takes minutes instead of seconds.
"""

from __future__ import annotations

from typing import Any

from sim.science import F, Kinds, typed

Person = Any  # see `person`
People = Any
Rulebook = Any  # one record of CONSTANTS
Rulebooks = Any  # an array of one: a lone record takes long to hand over
Message = Any
Messages = Any  # rows of GUIDED
OneSend = Any
Sends = Any  # rows of SEND
Task = Any
Tasks = Any  # rows of TASKS
Sheet = Any  # int64, two-dimensional
Shorts = Any  # int16, a row each
Flags = Any  # booleans
Floats = Any  # float64
Places = Any  # int32, rows
Counts = Any  # where the counts of a thread begin; handed on as it is, an array is nine numbers
Tape = Any  # where its tape begins


def _kinds() -> Kinds:
    from sim.population.compiled.kinds import KINDS

    return KINDS


def compiled(function: F) -> F:
    """Compile a function of the engine; it runs without the interpreter lock."""
    return typed(function, _kinds)


def kernel(function: F) -> F:
    """Compile a function of the engine that Python calls in every run, and no compiled function."""
    return typed(function, _kinds, when="in every run")


def kernel_of_some(function: F) -> F:
    """Compile a function of the engine that Python calls if a plan has what it is for."""
    return typed(function, _kinds, when="in some runs")
