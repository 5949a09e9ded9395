"""How a scientific function is marked: plain Python to read, machine code to run."""

from __future__ import annotations

import hashlib
import inspect
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar, cast

from llvmlite import binding
from numba import boolean, config, float64, int64, njit
from numba.core.compiler_lock import global_compiler_lock

Table = Any  # numbers, two-dimensional
F = TypeVar("F", bound=Callable[..., object])
TYPES: dict[str, Any] = {
    "int": int64,
    "float": float64,
    "bool": boolean,
    "Season": float64[:, ::1],
    "Table": float64[:, ::1],
    "Ints": int64[::1],
    "Floats": float64[::1],
}
_SCIENCE = ("behaviour", "randomness", "population", "measure")  # what compiled code is made of
_OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy"}
_KEPT = 12  # compiled versions of the sources kept side by side


def _cache_folder() -> Path:
    """Where machine code is kept: one folder for each state of the sources.

    Numba looks only at the file of the function itself; a change in a function it calls would go
    unnoticed, so the folder is named by a digest of all the sources compiled code is made of.
    """
    root = Path(__file__).parent
    digest = hashlib.sha256()
    for folder in _SCIENCE:
        for source in sorted((root / folder).rglob("*.py")):
            digest.update(source.read_bytes())
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    if not os.access(home if home.exists() else home.parent, os.W_OK):
        home = Path(tempfile.gettempdir())
    place = home / "siyu" / "machine-code" / digest.hexdigest()[:16]
    place.mkdir(parents=True, exist_ok=True)
    os.utime(place)
    for old in sorted(place.parent.iterdir(), key=lambda one: -one.stat().st_mtime)[_KEPT:]:
        shutil.rmtree(old, ignore_errors=True)
    return place


def _widest() -> str | None:
    """What the processor can do, with vectors as wide as it has; None leaves it to the compiler.

    Left to itself the compiler keeps to half the width, which old processors ran at a higher pace.
    """
    found = binding.get_host_cpu_features()
    return f"{found.flatten()},-prefer-256-bit" if found.get("avx512f") else None


if config.CPU_FEATURES is None:  # type: ignore[attr-defined]
    config.CPU_FEATURES = _widest()  # type: ignore[attr-defined]
if "NUMBA_CACHE_DIR" not in os.environ:
    config.CACHE_DIR = str(_cache_folder())  # type: ignore[attr-defined]


def never_compiled() -> bool:
    """Whether the sources as they are were never compiled here."""
    return not any(Path(str(config.CACHE_DIR)).rglob("day.live-*"))  # type: ignore[attr-defined]


def typed(function: F, types: dict[str, Any], *, allocates: bool = False) -> F:
    """Compile a function for the one set of types its annotations name.

    Strict IEEE arithmetic (no fast-math), so that compiled and interpreted results agree bit for
    bit; tests compare the two. No interpreter lock is held. `NUMBA_DISABLE_JIT=1` interprets all.
    A function that makes no array (`allocates` is false) counts no references: threads that read
    the same table would wait for each other at its counter, a fifth of the time.
    """
    names = inspect.signature(function).parameters.values()
    arguments = tuple(types[str(one.annotation)] for one in names)
    made: Any = njit(**{**_OPTIONS, "_nrt": allocates})(function)
    if config.DISABLE_JIT:  # type: ignore[attr-defined]
        return cast(F, made)
    _MADE.append(_made_when_needed(made, arguments))
    return cast(F, made)


_MADE: list[Callable[[], Any]] = []  # makes, or loads, each function's machine code


def _made_when_needed(made: Any, arguments: tuple[Any, ...]) -> Callable[[], Any]:
    """Have machine code made, or loaded, at the first call and not before.

    A run calls few functions from Python; the others are part of those, and need not be loaded.
    """

    def ready() -> Any:
        with global_compiler_lock:
            if not made.overloads:
                made.compile(arguments)
                made.disable_compile()
        return made.overloads[arguments].entry_point

    template = made.get_call_template

    def typed_call(args: Any, kws: Any) -> Any:
        ready()
        return template(args, kws)

    made.get_call_template = typed_call  # when a compiled function calls it
    made._compile_for_args = lambda *args, **kws: ready()  # when Python calls it
    return ready


def compile_everything() -> None:
    """Make the machine code of every function that is defined by now."""
    for ready in _MADE:
        ready()


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
