"""How a scientific function is marked: plain Python to read, machine code to run.

What makes machine code is loaded when there is something to make, and never otherwise
(`sim.science.compiling`); loading what was made (`sim.science.machine_code`) takes little.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from functools import cached_property, partial, update_wrapper
from types import FunctionType
from typing import Any, Literal, TypeVar, cast

Table = Any  # numbers, two-dimensional
Sheet = Any  # whole numbers, two-dimensional
F = TypeVar("F", bound=Callable[..., object])
Kinds = dict[str, Any]
"""The compiler's type of each name used in annotations."""
Called = Literal["in every run", "in some runs", "by chance"]
_INTERPRETED = os.environ.get("NUMBA_DISABLE_JIT", "0") not in {"", "0"}


class Function(partial[Any]):
    """A function that Python and compiled functions call.

    py_func: the Python it was made from.
    kinds: gives the compiler's type of each name in its annotations.
    when: when Python calls it in a run of the compiled engine.

    Called for the first time it loads its machine code, or has it made, and from then on stands
    for that: what is left of this class is a call from one built-in function to another.
    """

    py_func: Any  # a function
    kinds: Callable[[], Kinds]
    when: Called

    @property
    def _numba_type_(self) -> Any:
        """What compiled callers take it for."""
        from sim.science.compiling import type_of

        return type_of(self)

    def __reduce__(self) -> str:
        """By its name, as a function."""
        return str(self.py_func.__qualname__)


_LOADING = threading.RLock()
DEFINED: list[Function] = []
"""In the order of definition: who is called before who calls."""


def typed(function: F, kinds: Callable[[], Kinds], *, when: Called = "by chance") -> F:
    """Compile a function for the one set of types its annotations name.

    Strict IEEE arithmetic (no fast-math), so that compiled and interpreted results agree bit for
    bit; tests compare the two. No interpreter lock is held. `NUMBA_DISABLE_JIT=1` interprets all.
    It can make no array, and counts no references: threads that read the same table would wait for
    each other at its counter, a fifth of the time. when: as in `Function`.
    """
    if _INTERPRETED:
        return function
    made = Function(function)
    made.py_func, made.kinds, made.when = function, kinds, when
    update_wrapper(made, function)
    _stand_for(made, partial(_first, made))
    DEFINED.append(made)
    return cast(F, made)


def _stand_for(function: Function, code: Callable[..., Any]) -> None:
    function.__setstate__((code, (), {}, vars(function)))  # type: ignore[attr-defined]


def _first(function: Function, *given: Any) -> Any:
    """The first call: with arguments of the right form, for machine code does not look."""
    from sim.science.machine_code import check, code_of, loaded

    with _LOADING:  # threads call a kernel together
        if not _is_loaded(function):
            code = code_of(function)
            check(function, code.takes, given)
            _stand_for(function, loaded(code, function.py_func))
    return function(*given)


def _is_loaded(function: Function) -> bool:
    return not isinstance(function.func, partial)


def missing(when: Called) -> list[Function]:
    """What Python calls then and has no machine code on this machine."""
    from sim.science.machine_code import place_of

    return [one for one in DEFINED if one.when == when and not place_of(one).exists()]


def _scientific() -> Kinds:
    from sim.science.compiling import KINDS

    return KINDS


def science(function: F) -> F:
    """Compile a pure scientific function; the original stays reachable as `.py_func`."""
    return typed(function, _scientific)


def in_every_run(function: F) -> F:
    """A compiled function that Python calls whatever the plan; it is made before a first run."""
    if not _INTERPRETED:
        cast(Any, function).when = "in every run"
    return function


def inlined(function: F) -> F:
    """A scientific function to be written into the loop that calls it, with all it calls.

    A loop without calls is compiled to instructions that take several shoppers at once. Types are
    those of the loop: hand over float64 and int64, as the function's own annotations say.
    """
    return cast(F, _Inlined(cast(Any, function)))


class _Inlined:
    """What the compiler finds where an inlined function is called."""

    def __init__(self, function: Any) -> None:
        self._function = function

    def __call__(self, *arguments: Any) -> Any:
        """As the function."""
        return self._function(*arguments)

    @cached_property
    def _made(self) -> Any:
        from sim.science.compiling import made_inline

        original = getattr(self._function, "py_func", self._function)
        names = original.__globals__ | {
            name: inlined(value)
            for name in original.__code__.co_names
            if hasattr(value := original.__globals__.get(name), "py_func")
        }
        return made_inline(FunctionType(original.__code__, names, original.__name__))

    @property
    def targetoptions(self) -> dict[str, Any]:
        """That it is to be written into its caller."""
        options: dict[str, Any] = self._made.targetoptions
        return options

    @property
    def py_func(self) -> FunctionType:
        """The Python to be written there."""
        function: FunctionType = self._made.py_func
        return function

    @property
    def _numba_type_(self) -> Any:
        from sim.science.compiling import type_of_inlined

        return type_of_inlined(self._made)
