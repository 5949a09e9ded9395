"""Compiling the engine: one machine function for each function written, typed by its annotations.

Without fixed types Numba makes a version for every mix of literals and widths it meets, and
compiling takes minutes instead of seconds.
"""

from __future__ import annotations

from typing import Any

from numba import boolean, from_dtype, int16, int32, types

from sim.population.compiled.layout import CONSTANTS, GUIDED, SEND, TASKS
from sim.population.compiled.person import PEOPLE, PERSON
from sim.population.compiled.pointers import NUMBERS
from sim.science import TYPES, F, typed

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
Shorts = Any  # int16, a row each
Flags = Any  # booleans
Floats = Any  # float64
Places = Any  # int32, rows
Counts = Any  # where the counts of a thread begin; handed on as it is, an array is nine numbers
Tape = Any  # where its tape begins


def _rows(dtype: Any) -> Any:
    return types.Array(from_dtype(dtype), 1, "C")


_TYPES = TYPES | {
    "Person": PERSON,
    "People": PEOPLE,
    "Rulebook": from_dtype(CONSTANTS),
    "Rulebooks": _rows(CONSTANTS),
    "Message": from_dtype(GUIDED),
    "Messages": _rows(GUIDED),
    "OneSend": from_dtype(SEND),
    "Sends": _rows(SEND),
    "Task": from_dtype(TASKS),
    "Tasks": _rows(TASKS),
    "Shorts": int16[::1],
    "Flags": boolean[::1],
    "Places": int32[::1],
    "Counts": NUMBERS,
    "Tape": NUMBERS,
}


def compiled(function: F) -> F:
    """Compile a function of the engine; it runs without the interpreter lock."""
    return typed(function, _TYPES)


def kernel(function: F) -> F:
    """Compile a function of the engine that Python calls, and no compiled function."""
    return typed(function, _TYPES, kernel=True)
