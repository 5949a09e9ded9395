"""How a scientific function is marked: plain Python to read, machine code to run."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar, cast

from llvmlite import binding
from numba import boolean, config, float64, int64, njit
from numba.core.compiler_lock import global_compiler_lock
from numba.core.runtime.nrt import rtsys

from sim.frontend import spare_the_front_end
from sim.kept import folder_for
from sim.linking import kept_for_linking, made_to_run

Table = Any  # numbers, two-dimensional
Sheet = Any  # whole numbers, two-dimensional
F = TypeVar("F", bound=Callable[..., object])
TYPES: dict[str, Any] = {
    "int": int64,
    "float": float64,
    "bool": boolean,
    "Season": float64[:, ::1],
    "Table": float64[:, ::1],
    "Ints": int64[::1],
    "Sheet": int64[:, ::1],
    "Floats": float64[::1],
}
_SCIENCE = ("behaviour", "randomness", "population", "measure")  # what compiled code is made of
_MAKERS = ("frontend.py", "linking.py", "science.py")  # and by
_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy"}
_NO_WAY_IN: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def _cache_folder() -> Path:
    """Where machine code is kept: one folder for each state of the sources.

    Numba looks only at the file of the function itself; a change in a function it calls would go
    unnoticed, so the folder is named by a digest of all the sources compiled code is made of.
    """
    root = Path(__file__).parent
    sources = [one for part in _SCIENCE for one in sorted((root / part).rglob("*.py"))]
    return folder_for("machine-code", [*sources, *(root / one for one in _MAKERS)])


def _widest() -> str | None:
    """What the processor can do, with vectors as wide as it has; None leaves it to the compiler.

    Left to itself the compiler keeps to half the width, which old processors ran at a higher pace.
    """
    found = binding.get_host_cpu_features()
    return f"{found.flatten()},-prefer-256-bit" if found.get("avx512f") else None


spare_the_front_end()
if config.CPU_FEATURES is None:  # type: ignore[attr-defined]
    config.CPU_FEATURES = _widest()  # type: ignore[attr-defined]
if "NUMBA_CACHE_DIR" not in os.environ:
    config.CACHE_DIR = str(_cache_folder())  # type: ignore[attr-defined]


def never_compiled() -> bool:
    """Whether the sources as they are were never compiled here."""
    return not any(Path(str(config.CACHE_DIR)).rglob("day.live-*.nbi"))  # type: ignore[attr-defined]


def typed(
    function: F, types: dict[str, Any], *, allocates: bool = False, kernel: bool = False
) -> F:
    """Compile a function for the one set of types its annotations name.

    Strict IEEE arithmetic (no fast-math), so that compiled and interpreted results agree bit for
    bit; tests compare the two. No interpreter lock is held. `NUMBA_DISABLE_JIT=1` interprets all.
    A function that makes no array (`allocates` is false) counts no references: threads that read
    the same table would wait for each other at its counter, a fifth of the time. kernel: whether
    it is Python that calls this function in a run of the engine.
    """
    arguments = tuple(
        types[str(one)] for name, one in function.__annotations__.items() if name != "return"
    )
    options = {**_OPTIONS, "_nrt": allocates}
    made: Any = njit(**options)(function)
    if config.DISABLE_JIT:  # type: ignore[attr-defined]
        return cast(F, made)
    called = _Made(lambda: made, arguments, made_to_run)
    inside = _Made(
        lambda: njit(**options, **_NO_WAY_IN)(_copy(function)), arguments, kept_for_linking
    )
    if kernel:
        _KERNELS.append(called)
    else:
        _INSIDE.append(inside)

    def typed_call(args: Any, kws: Any) -> Any:
        inside.ready()
        return inside.dispatcher.get_call_template(args, kws)

    def overload(signature: Any) -> Any:
        return inside.dispatcher.get_overload(signature)

    made.get_call_template, made.get_overload = typed_call, overload  # for compiled callers
    made._compile_for_args = lambda *args, **kws: called.ready()  # for Python
    return cast(F, made)


def _copy(function: F) -> F:
    """The function under a name of its own, for a file of its own among the machine code.

    What only compiled functions call needs no way in from Python, a fifth of the work to compile.
    """
    original = cast(FunctionType, function)
    copy = FunctionType(original.__code__, original.__globals__, original.__name__)
    copy.__qualname__ = f"{original.__qualname__}.inside"
    copy.__module__ = original.__module__
    return cast(F, copy)


class _Made:
    """The machine code of one function, made or loaded when first needed and not before.

    A run calls few functions from Python; the others are part of those, and need not be loaded.
    Processes that start together on a new machine make each function once: who is first locks it,
    and the others load what was made.
    """

    def __init__(
        self,
        dispatcher: Callable[[], Any],
        arguments: tuple[Any, ...],
        kept: Callable[[Any], AbstractContextManager[None]],
    ) -> None:
        self._new = dispatcher
        self._arguments = arguments
        self._kept = kept  # as machine code, or for those that link it

    @cached_property
    def dispatcher(self) -> Any:
        """What compiles the function; it looks for its file only now: there are hundreds."""
        made = self._new()
        made.enable_caching()
        return made

    def ready(self) -> Any:
        """Its entry point, after waiting for another process that is making it."""
        with global_compiler_lock:
            if not self.dispatcher.overloads:
                with _locked(self._name, wait=True):
                    self._make()
        return self.dispatcher.overloads[self._arguments].entry_point

    def try_to_make(self) -> bool:
        """Make it unless another process is at it; returns whether it is made."""
        with global_compiler_lock:
            if not self.dispatcher.overloads:
                with _locked(self._name, wait=False) as mine:
                    if not mine:
                        return False
                    self._make()
        return True

    @property
    def _name(self) -> str:
        function = self.dispatcher.py_func
        return f"{function.__module__}.{function.__qualname__}"

    def _make(self) -> None:
        if self.dispatcher.targetoptions["_nrt"]:
            rtsys.initialize(self.dispatcher.targetctx)  # what makes arrays calls their allocator
        with self._kept(self.dispatcher):
            self.dispatcher.compile(self._arguments)
        self.dispatcher.disable_compile()


@contextmanager
def _locked(name: str, *, wait: bool) -> Iterator[bool]:
    """Hold the one lock of a name, for as long as this process lives at most."""
    place = Path(str(config.CACHE_DIR))  # type: ignore[attr-defined]
    place.mkdir(parents=True, exist_ok=True)  # a folder of the reader's own may not be there yet
    with (place / f"{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True


# In the order of their definition: who is called before who calls.
_INSIDE: list[_Made] = []
_KERNELS: list[_Made] = []


def compile_everything() -> None:
    """Make the machine code of every function that is defined by now, on all processors."""
    context = multiprocessing.get_context("fork")
    others = [context.Process(target=_make_all) for _ in range(len(os.sched_getaffinity(0)) - 1)]
    for other in others:
        other.start()
    _make_all()
    for other in others:
        other.join()


def _make_all() -> None:
    """Make what nobody else is making, again and again until everything is made.

    First what is linked; then what runs, which is long to make, and the longest comes last in the
    order of definition: nobody should be left alone with it.
    """
    left = [*_INSIDE, *reversed(_KERNELS)]
    while left:
        busy = [one for one in left if not one.try_to_make()]
        if len(busy) == len(left):
            busy.pop(0).ready()
        left = busy


def science(function: F) -> F:
    """Compile a pure scientific function; the original stays reachable as `.py_func`."""
    return typed(function, TYPES)


def inlined(function: F) -> F:
    """A scientific function to be written into the loop that calls it, with all it calls.

    A loop without calls is compiled to instructions that take several shoppers at once. Types are
    those of the loop: hand over float64 and int64, as the function's own annotations say.
    """
    original = cast(Any, function).py_func
    names = original.__globals__ | {
        name: inlined(value)
        for name in original.__code__.co_names
        if hasattr(value := original.__globals__.get(name), "py_func")
    }
    copy = FunctionType(original.__code__, names, original.__name__)
    return cast(F, njit(inline="always", error_model="numpy")(copy))
