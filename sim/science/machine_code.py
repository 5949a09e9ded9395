"""Machine code as it is kept: loaded by LLVM alone, without the compiler that made it.

Numba takes half a second to load before it can tell that there is nothing to compile. What it made
is an object file with a way in for Python; to call that, LLVM's loader and two small parts of
Numba, written in C, are enough. `sim.science.compiling` makes what is not there.
"""

from __future__ import annotations

import builtins
import ctypes
import hashlib
import os
import pickle
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.metadata import version
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any, cast

import numpy as np
from llvmlite import binding

from sim.kept import folder_for, write

_SCIENCE = ("behaviour", "randomness", "population", "measure")  # what compiled code is made of
_MAKERS = ("frontend.py", "linking.py")  # and by, beside this package
_ROOT = Path(__file__).parents[1]
_NOT_OF_THE_CODE = ("NUMBA_CACHE_DIR", "NUMBA_NUM_THREADS")

Taken = tuple[Any, ...]
"""What an argument has to be: (kind, bytes of an item, dimensions) of an array, several such of a
tuple of arrays, nothing of a number."""


@dataclass(frozen=True)
class Code:
    """One function, with all it calls.

    way_in: the name of what Python calls.
    environment: the name of the place for what the way in looks up, and what it finds there.
    takes: what each argument has to be.
    """

    machine: bytes
    way_in: str
    environment: str
    constants: list[Any]
    takes: tuple[Taken, ...]


@cache
def folder() -> Path:
    """Where machine code is kept: a folder for each state of the sources, processor and compiler.

    A change in a function would go unnoticed by those that have it in their code, so the folder is
    named by a digest of all the sources such code is made of.
    """
    sources = [one for part in _SCIENCE for one in sorted((_ROOT / part).rglob("*.py"))]
    makers = [*sorted(Path(__file__).parent.glob("*.py")), *(_ROOT / one for one in _MAKERS)]
    set_by_hand = sorted(
        f"{name}={value}"
        for name, value in os.environ.items()
        if name.startswith("NUMBA_") and name not in _NOT_OF_THE_CODE
    )
    machine = (binding.get_process_triple(), binding.get_host_cpu_name(), features() or "")
    made_by = (sys.version, np.__version__, version("numba"), version("llvmlite"))
    home = os.environ.get("NUMBA_CACHE_DIR")
    return folder_for(
        "machine-code",
        [*sources, *makers],
        *(*machine, *made_by, *set_by_hand),
        home=Path(home) if home else None,
    )


def code_of(function: Any) -> Code:
    """The machine code of a scientific function, made if this machine has not made it before."""
    place = place_of(function)
    if not place.exists():
        from sim.science.compiling import make

        make(function)
    return cast(Code, pickle.loads(place.read_bytes()))


def keep(function: Any, code: Code) -> None:
    """Keep the machine code of a function for this process and others."""
    write(place_of(function), pickle.dumps(code))


def place_of(function: Any) -> Path:
    """The file of a function's machine code."""
    original = function.py_func
    name = f"{original.__module__}.{original.__qualname__}"
    return folder() / f"{name}{_beyond(original.__code__.co_filename)}.code"


def to_link() -> Path:
    """Where code to link is kept: what a function took in may stand beyond those sources."""
    beyond = [one for one in sorted(_ROOT.rglob("*.py")) if not _is_science(one)]
    digest = hashlib.sha256(b"".join(one.read_bytes() for one in beyond))
    return folder() / f"to-link-{digest.hexdigest()[:16]}"


def _is_science(file: Path) -> bool:
    return file.relative_to(_ROOT).parts[0] in _SCIENCE


@cache
def _beyond(file: str) -> str:
    """A digest of what stands beside a function that is not of the sources all code is made of."""
    path = Path(file)
    if not path.is_relative_to(_ROOT):
        sources = [path]
    elif _is_science(path):
        return ""
    else:
        sources = sorted((_ROOT / path.relative_to(_ROOT).parts[0]).rglob("*.py"))
    digest = hashlib.sha256(b"".join(one.read_bytes() for one in sources))
    return f"-{digest.hexdigest()[:16]}"


def features() -> str | None:
    """What the processor can do, with vectors as wide as it has; None leaves it to the compiler.

    Left to itself the compiler keeps to half the width, which old processors ran at a higher pace.
    """
    found = binding.get_host_cpu_features()
    return f"{found.flatten()},-prefer-256-bit" if found.get("avx512f") else None


def loaded(code: Code, function: Any) -> Callable[..., Any]:
    """What Python calls: a built-in function that runs the code.

    function: the Python it was made from.
    """
    engine, make_function, environment = _loader()
    engine.add_object_file(binding.ObjectFileRef.from_data(code.machine))
    engine.finalize_object()
    known = environment(function.__globals__)
    known.consts[:] = code.constants
    place = engine.get_global_value_address(code.environment)
    if place:
        _pointer_at(place)[0] = id(known)
    module = sys.modules[function.__module__]
    address = engine.get_function_address(code.way_in)
    made: Callable[..., Any] = make_function(
        module, function.__name__, function.__doc__ or "", address, known, (engine, known)
    )
    return made


def check(function: Any, takes: Sequence[Taken], given: Sequence[Any]) -> None:
    """Refuse arrays of another type: machine code would read them as if they were of the right one.

    Raises:
        TypeError: naming the function and the argument.
    """
    for place, (taken, value) in enumerate(zip(takes, given, strict=False)):
        if not _fits(taken, value):
            raise TypeError(
                f"{function.__qualname__} cannot take {value!r:.80} as argument {place}"
            )


def _fits(taken: Taken, value: Any) -> bool:
    if not taken:
        return not isinstance(value, (np.ndarray, tuple))
    if isinstance(taken[0], tuple):
        same = isinstance(value, tuple) and len(value) == len(taken)
        return same and all(_fits(part, one) for part, one in zip(taken, value, strict=True))
    if not isinstance(value, np.ndarray):
        return False
    form = (value.dtype.kind, value.dtype.itemsize, value.ndim)
    return form == taken and value.flags.c_contiguous


def _pointer_at(place: int) -> Any:
    return (ctypes.c_void_p * 1).from_address(place)


@cache
def _loader() -> tuple[Any, Any, Any]:
    """LLVM's loader, knowing where what code calls is, and how a function and its surroundings are
    made."""
    helpers, functions = _part_of_numba("_helperlib"), _part_of_numba("_dynfunc")
    named = {name: helpers.c_helpers[name] for name in _MATHS}
    named |= {
        f"numba_{name}": address
        for part in (helpers, functions)
        for name, address in part.c_helpers.items()
    }
    named["_Py_NoneStruct"] = id(None)
    named |= {f"PyExc_{name}": id(kind) for name, kind in vars(builtins).items() if _is_error(kind)}
    for name, address in named.items():
        binding.add_symbol(name, address)
    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    target = binding.Target.from_triple(binding.get_process_triple())
    machine = target.create_target_machine(opt=3, jit=True, reloc="static", codemodel="jitdefault")
    engine = binding.create_mcjit_compiler(binding.parse_assembly(""), machine)
    return engine, functions.make_function, functions.Environment


# Of the C library, where Numba's own code finds them.
_MATHS = (
    *("acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "ceil", "cos", "cosh", "exp"),
    *("expm1", "fabs", "floor", "fmod", "log", "log10", "log1p", "pow", "round", "sin", "sinh"),
    *("sqrt", "tan", "tanh", "trunc"),
)


def _is_error(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseException)


def _part_of_numba(name: str) -> Any:
    """One of Numba's modules in C, without all the Python around it."""
    full = f"numba.{name}"
    if full in sys.modules:
        return sys.modules[full]
    package = find_spec("numba")
    for home in (package.submodule_search_locations or ()) if package else ():
        for suffix in EXTENSION_SUFFIXES:
            file = Path(home, f"{name}{suffix}")
            if file.exists():
                spec = spec_from_file_location(full, file)
                assert spec is not None and spec.loader is not None
                module = module_from_spec(spec)
                spec.loader.exec_module(module)
                return module
    raise ImportError(f"this version of Numba has no {full}")
