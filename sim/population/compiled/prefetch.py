"""Rows brought near before they are lived, so that fetching one does not hold up the next."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, overload

from sim.population.compiled.layout import SHOPPER

_LINE = 64  # bytes the processor fetches at once
_TO_WRITE, _KEEP, _DATA = 1, 3, 1


def prefetch(people: Any, row: int) -> None:
    """Have a row of SHOPPER brought near; it changes nothing but the time living it takes."""


def prefetch_head(people: Any, row: int) -> None:
    """The same for what a touch reads of it."""


def _fetching(lines: range) -> Any:
    """A function for kernels that has these bytes of a row fetched."""

    def fetch(_: Any, people: Any, row: Any) -> Any:
        def generate(context: Any, builder: Any, _: Any, arguments: Any) -> Any:
            tools: Any = cgutils
            array = context.make_array(people)(context, builder, arguments[0])
            start = tools.get_item_pointer(
                context, builder, people, array, [arguments[1]], wraparound=False
            )
            byte, word = ir.IntType(8), ir.IntType(32)
            kind = ir.FunctionType(ir.VoidType(), [byte.as_pointer(), word, word, word])
            call = tools.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
            place = builder.bitcast(start, byte.as_pointer())
            how = [word(_TO_WRITE), word(_KEEP), word(_DATA)]
            for line in lines:
                builder.call(call, [builder.gep(place, [word(line)]), *how])
            return context.get_dummy_value()

        return types.void(people, row), generate

    kernel: Any = intrinsic(fetch)

    def bring(people: Any, row: int) -> None:
        kernel(people, row)

    return bring


overload(prefetch, strict=False)(lambda people, row: _fetching(range(0, SHOPPER.itemsize, _LINE)))
overload(prefetch_head, strict=False)(lambda people, row: _fetching(range(1)))
