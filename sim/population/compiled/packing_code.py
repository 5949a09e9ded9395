"""What the compiler writes where a kernel packs numbers (`packing`)."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import boolean, int64
from numba.core import cgutils

from sim.population.compiled import packing
from sim.population.compiled.pointer_code import writes

FLAGS: Any = boolean[::1]
_tools: Any = cgutils
_LANE = ir.IntType(8)


@writes(packing.pack)
def _pack(_: Any, flags: Any, first: Any, numbers: Any, found: Any, number: Any) -> Any:
    def generate(context: Any, builder: Any, _: Any, arguments: Any) -> Any:
        kind = context.get_value_type(numbers.dtype)
        bits = _set_of(context, builder, flags, *arguments[:2])
        place = _place(context, builder, numbers, arguments[2], arguments[3])
        signature = ir.FunctionType(ir.VoidType(), [_many(kind), place.type, bits.type])
        name = f"llvm.masked.compressstore.v{packing.LANES}{kind.intrinsic_name}"
        store = _tools.get_or_insert_function(builder.module, signature, name)
        builder.call(store, [_counted(builder, kind, arguments[4]), place, bits])
        set_bits = builder.ctpop(builder.bitcast(bits, ir.IntType(packing.LANES)))
        return builder.zext(set_bits, context.get_value_type(int64))

    return int64(flags, first, numbers, found, number), generate


def _many(kind: Any) -> Any:
    return ir.VectorType(kind, packing.LANES)


def _place(context: Any, builder: Any, kind: Any, array: Any, at: Any) -> Any:
    """Where an item of an array of one dimension begins."""
    begins = context.make_array(kind)(context, builder, array).data
    return builder.gep(begins, [at])


def _set_of(context: Any, builder: Any, kind: Any, flags: Any, first: Any) -> Any:
    """Which of sixteen flags are set, a bit each."""
    place = _place(context, builder, kind, flags, first)
    lanes = builder.load(builder.bitcast(place, _many(_LANE).as_pointer()), align=1)
    return builder.icmp_unsigned("!=", lanes, ir.Constant(_many(_LANE), None))


def _counted(builder: Any, kind: Any, number: Any) -> Any:
    """`number` and the fifteen after it."""
    if kind.width < number.type.width:
        number = builder.trunc(number, kind)
    alone = builder.insert_element(
        ir.Constant(_many(kind), ir.Undefined), number, ir.IntType(32)(0)
    )
    everywhere = ir.Constant(_many(ir.IntType(32)), [0] * packing.LANES)
    spread = builder.shuffle_vector(alone, alone, everywhere)
    return builder.add(spread, ir.Constant(_many(kind), list(range(packing.LANES))))
