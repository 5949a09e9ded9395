"""Making machine code: what Numba does with a scientific function, on all processors at once."""

from __future__ import annotations

import fcntl
import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from types import FunctionType, ModuleType
from typing import Any

from numba import boolean, config, float64, int64, njit, types
from numba.core.compiler_lock import global_compiler_lock
from numba.np import numpy_support

from sim.config.said import note, say
from sim.frontend import index_from_the_front, spare_the_front_end
from sim.linking import kept_for_linking, made_to_run
from sim.science import DEFINED, Called, Function, Kinds
from sim.science.machine_code import Code, Taken, features, folder, keep, place_of, to_link

KINDS: Kinds = {
    "int": int64,
    "float": float64,
    "bool": boolean,
    "Season": float64[:, ::1],
    "Table": float64[:, ::1],
    "Ints": int64[::1],
    "Sheet": int64[:, ::1],
    "Floats": float64[::1],
}
_OPTIONS: Kinds = {"nogil": True, "error_model": "numpy", "_nrt": False}
_NO_WAY_IN: Kinds = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
_types: Any = types  # none of these has types of its own
_njit: Any = njit

spare_the_front_end()
index_from_the_front()
if config.CPU_FEATURES is None:  # type: ignore[attr-defined]
    config.CPU_FEATURES = features()  # type: ignore[attr-defined]
config.CACHE_DIR = str(to_link())  # type: ignore[attr-defined]


def make(function: Function) -> None:
    """Make and keep the machine code of a function, after waiting for another process at it."""
    with global_compiler_lock, _locked(place_of(function).name, wait=True):
        if not place_of(function).exists():
            if function.when == "in some runs":
                _tell_once()
            keep(function, _code_of(function))


@cache
def _tell_once() -> None:
    note(say("compiling what this plan adds to the engine, once; some seconds"))


def _try_to_make(function: Function) -> bool:
    """Make it unless another process is at it; returns whether it is made."""
    with global_compiler_lock, _locked(place_of(function).name, wait=False) as mine:
        if mine and not place_of(function).exists():
            keep(function, _code_of(function))
        return mine


def _code_of(function: Function) -> Code:
    dispatcher: Any = _njit(**_OPTIONS, no_cfunc_wrapper=True)(function.py_func)
    arguments = _arguments_of(function)
    with made_to_run(dispatcher):
        dispatcher.compile(arguments)
    made = dispatcher.overloads[arguments]
    return Code(
        machine=made.library.machine_code,
        way_in=made.fndesc.llvm_cpython_wrapper_name,
        environment=made.environment.env_name,
        constants=list(made.environment.consts),
        takes=tuple(_taken(one) for one in arguments),
    )


def _arguments_of(function: Function) -> tuple[Any, ...]:
    kinds = function.kinds()
    annotations = function.py_func.__annotations__
    return tuple(kinds[str(one)] for name, one in annotations.items() if name != "return")


def _taken(kind: Any) -> Taken:
    """What an argument of a type has to be."""
    if isinstance(kind, _types.BaseTuple):
        return tuple(_taken(part) for part in kind)
    if not isinstance(kind, _types.Array):
        return ()
    dtype = numpy_support.as_dtype(kind.dtype)
    return dtype.kind, dtype.itemsize, kind.ndim


class _ToLink:
    """A function as its compiled callers take it in, made or read when first needed.

    Processes that start together on a new machine make each function once: who is first locks it,
    and the others read what was made.
    """

    def __init__(self, function: Function) -> None:
        self._arguments = _arguments_of(function)
        self.dispatcher: Any = _njit(**_OPTIONS, **_NO_WAY_IN)(_copy(function.py_func))
        self.dispatcher.enable_caching()
        # What callers see; a type only points at it.
        self._seen: Any = _njit(**_OPTIONS)(function.py_func)
        self._seen.get_call_template = self._typed
        self._seen.get_overload = self.dispatcher.get_overload
        self.kind = _types.Dispatcher(self._seen)

    def _typed(self, args: Any, kws: Any) -> Any:
        self.ready()
        return self.dispatcher.get_call_template(args, kws)

    def ready(self) -> None:
        """Make it, after waiting for another process that is making it."""
        with global_compiler_lock:
            if not self.dispatcher.overloads:
                with _locked(self._name, wait=True):
                    self._make()

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
        return f"{self.dispatcher.py_func.__module__}.{self.dispatcher.py_func.__qualname__}"

    def _make(self) -> None:
        with kept_for_linking(self.dispatcher):
            self.dispatcher.compile(self._arguments)
        self.dispatcher.disable_compile()


def _copy(function: FunctionType) -> FunctionType:
    """The function under a name of its own, for a file of its own among the code to link.

    What only compiled functions call needs no way in from Python, a fifth of the work to compile.
    """
    copy = FunctionType(function.__code__, function.__globals__, function.__name__)
    copy.__qualname__ = f"{function.__qualname__}.inside"
    copy.__module__ = function.__module__
    return copy


@cache
def _to_link(function: Function) -> _ToLink:
    """A function as compiled callers take it in."""
    return _ToLink(function)


def type_of(function: Function) -> Any:
    """What compiled callers take a function for."""
    return _to_link(function).kind


def made_inline(function: FunctionType) -> Any:
    """A function that the compiler writes into its callers."""
    return _njit(inline="always", error_model="numpy")(function)


def type_of_inlined(dispatcher: Any) -> Any:
    """What compiled callers take such a function for."""
    return _types.Dispatcher(dispatcher)


@contextmanager
def _locked(name: str, *, wait: bool) -> Iterator[bool]:
    """Hold the one lock of a name, for as long as this process lives at most."""
    with (folder() / f"{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True


def compile_for_every_run() -> None:
    """Make the machine code of what Python calls in every run, on all processors.

    What it calls in some runs the others go on to make, as long as this process is there; what is
    not made by then is made when it is called.
    """
    gc.freeze()  # a hundred thousand objects of the compiler's that stay
    _helped(len(os.sched_getaffinity(0)) - 1)
    _make_all("in every run")


def _helped(processes: int) -> None:
    """Processes that make everything, as long as this one is there."""
    context = multiprocessing.get_context("fork")
    for _ in range(processes):
        context.Process(target=_help, args=(os.getpid(),), daemon=True).start()


def _help(helped: int) -> None:
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, signal.SIG_DFL)  # who ends the study has nothing to be told

    def needed() -> bool:
        return os.getppid() == helped

    _make_all("in every run", needed)
    os.nice(10)  # the run has begun, or is about to
    _make_all("in some runs", needed)


def _make_all(when: Called, go_on: Callable[[], bool] = lambda: True) -> None:
    """Make what is called then and nobody else is making, again and again until all is made.

    First what is linked; then what runs, which is long to make, and the longest comes last in the
    order of definition: nobody should be left alone with it.
    """
    called = [one for one in reversed(DEFINED) if one.when == when]
    within = _within(called)
    linked = [_to_link(one) for one in DEFINED if one in within]
    left: list[tuple[Callable[[], bool], Callable[[], None]]] = [
        *((one.try_to_make, one.ready) for one in linked),
        *((partial(_try_to_make, one), partial(make, one)) for one in called),
    ]
    while left and go_on():
        busy = [(attempt, wait) for attempt, wait in left if go_on() and not attempt()]
        if len(busy) == len(left):
            busy.pop(0)[1]()
        left = busy


def _within(called: Iterable[Function]) -> set[Function]:
    """The compiled functions that are called by these, and by those they call."""
    found: set[Function] = set()
    left = [one.py_func for one in called]
    while left:
        function = left.pop()
        names, known = function.__code__.co_names, function.__globals__
        modules = [known[one] for one in names if isinstance(known.get(one), ModuleType)]
        values = [known.get(one) for one in names]
        values += [getattr(module, one, None) for module in modules for one in names]
        for value in values:
            if isinstance(value, Function) and value not in found:
                found.add(value)
                left.append(value.py_func)
    return found
