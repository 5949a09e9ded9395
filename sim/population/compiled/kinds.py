"""The compiler's types of what kernels are handed, by the names that `machine` gives them."""

from __future__ import annotations

from typing import Any

from numba import from_dtype, int16, int32, types

from sim.population.compiled.layout import CONSTANTS, GUIDED, SEND, TASKS
from sim.population.compiled.packing_code import FLAGS
from sim.population.compiled.person_kind import PEOPLE, PERSON
from sim.population.compiled.pointer_code import NUMBERS
from sim.science import Kinds, compiling


def _rows(dtype: Any) -> Any:
    return types.Array(from_dtype(dtype), 1, "C")


KINDS: Kinds = compiling.KINDS | {
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
    "Flags": FLAGS,
    "Places": int32[::1],
    "Counts": NUMBERS,
    "Tape": NUMBERS,
}
