"""Functions that only compiled functions call are kept as code to link, not as machine code.

Numba optimizes every function together with all it calls and makes machine code of the whole, and
does so again for each of its callers: three hundred functions of eight levels, each many times
over, half of the time a first compile took. Here a function that Python never calls stays as it
left Numba's front end. What calls it takes it in, and only what Python calls is optimized, once,
with everything below it in sight, and becomes machine code.

What it took in is nobody else's: the optimizer may drop arguments nobody reads and outcomes that
never come, and write what is called into who calls it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Any

from llvmlite import binding
from numba.core.codegen import JITCodeLibrary
from numba.np import linalg

_KIND = "to be linked"  # what such code is called in the files of machine code
_INLINED = 600  # the cost up to which a call is replaced by what it calls; LLVM's own is 250
_Library: Any = JITCodeLibrary


class _Nowhere(_Library):  # type: ignore[misc]
    """Code that does not run from here."""

    @property
    def codegen(self) -> Any:
        """Who sets the environments of this code: whoever links or loads it, not this library."""
        return _Nobody

    def get_pointer_to_function(self, name: str) -> int:
        """No address: this code is nowhere."""
        self._ensure_finalized()
        return 0

    def _finalize_final_module(self) -> None:
        self._finalize_dynamic_globals()
        self._verify_declare_only_symbols()
        self._finalized = True


class ToBeLinked(_Nowhere):
    """The code of one function and of all it calls."""

    def serialize_using_object_code(self) -> tuple[str, str, bytes]:
        """What is written to the file of this function."""
        return (self.name, _KIND, self._get_module_for_linking().as_bitcode())

    def _optimize_final_module(self) -> None:
        """Nothing: it is optimized where it is linked."""

    @classmethod
    def _unserialize(cls, codegen: Any, state: tuple[str, str, Any]) -> Any:
        name, kind, code = state
        if kind != _KIND:  # a helper of Numba's own
            return super()._unserialize(codegen, state)
        library = cls(codegen, name)
        library._final_module = library._shared_module = binding.parse_bitcode(code)
        library._finalize_final_module()
        return library


class MadeToRun(_Nowhere):
    """The machine code of a function that Python calls, with all it calls.

    machine_code: an object file; somebody else loads it (`sim.science.machine_code`).
    """

    machine_code: bytes

    def _finalize_final_module(self) -> None:
        super()._finalize_final_module()
        self.machine_code = self._codegen._tm.emit_object(self._final_module)

    def _optimize_final_module(self) -> None:
        """In one go: Numba's first one is for counts of references, which are not kept here."""
        module = self._final_module
        mark = zlib.crc32(self.name.encode())
        taken_in = [one for one in module.functions if one.linkage == binding.Linkage.linkonce_odr]
        for number, one in enumerate(taken_in):
            one.linkage = "internal"
            # No two of a process may share a name: whoever came first would be called for both.
            one.name = f"{mark:08x}.{number}"
        machine = self._codegen._tm
        options = binding.create_pipeline_tuning_options(speed_level=3)
        options.loop_vectorization = True
        options.inlining_threshold = _INLINED
        passes = binding.create_pass_builder(machine, options)
        passes.getModulePassManager().run(module, passes)


class _Nobody:
    """Stands where a library sets the environment of a function it has placed in memory."""

    @staticmethod
    def set_env(name: str, environment: object) -> None:
        """Nothing: the function has no place."""


@contextmanager
def kept_for_linking(dispatcher: Any) -> Iterator[None]:
    """What is compiled or loaded meanwhile is only ever linked into other code."""
    with _making(dispatcher, ToBeLinked):
        yield


@contextmanager
def made_to_run(dispatcher: Any) -> Iterator[None]:
    """What is compiled meanwhile is machine code, whole with all it calls."""
    with _making(dispatcher, MadeToRun):
        yield


@cache
def _without_linear_algebra() -> None:
    """Let Numba believe that there is linear algebra to compile with, until somebody uses it.

    It looks by loading scipy's, a tenth of the time a warm run takes, and nothing here needs it.
    """
    looks_for_it, linalg.ensure_blas = linalg.ensure_blas, lambda: None
    try:
        import_module("numba.np.arraymath")
    finally:
        linalg.ensure_blas = looks_for_it


@contextmanager
def _making(dispatcher: Any, library: type) -> Iterator[None]:
    _without_linear_algebra()
    codegen = dispatcher.targetctx.codegen()
    before, codegen._library_class = codegen._library_class, library
    try:
        yield
    finally:
        codegen._library_class = before
