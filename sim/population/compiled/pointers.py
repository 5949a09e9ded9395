"""Where arrays begin, for functions within kernels.

An array handed to a function is nine numbers, its place is one; most of what a shopper's day calls
would do little but hand on arrays.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import extending, float64, int64, types

from sim.behaviour.clock import COLUMNS
from sim.behaviour.sites import AREA_COLUMNS, SITE_COLUMNS

_numba: Any = types
_extend: Any = extending
NUMBERS = _numba.CPointer(int64)
_TABLE = types.Array(float64, 2, "C")


@_extend.intrinsic
def _start(_: Any, numbers: Any) -> Any:
    def generate(context: Any, builder: Any, _: Any, arguments: Any) -> Any:
        return context.make_array(numbers)(context, builder, arguments[0]).data

    return NUMBERS(numbers), generate


def _table(begins: str, rows: str, columns: int) -> Any:
    """What reads a table of so many columns; fields of a plan's record know its place and rows."""

    def read(_: Any, c: Any) -> Any:
        def generate(context: Any, builder: Any, _: Any, arguments: Any) -> Any:
            place, many = (
                context.get_getattr(c, field)(context, builder, c, arguments[0], field)
                for field in (begins, rows)
            )
            table = context.make_array(_TABLE)(context, builder)
            number = context.get_value_type(types.intp)
            context.populate_array(
                table,
                data=builder.inttoptr(place, table.data.type),
                shape=[many, number(columns)],
                strides=[number(8 * columns), number(8)],
                itemsize=number(8),
                meminfo=None,
            )
            return table._getvalue()

        return _TABLE(c), generate

    return _extend.intrinsic(read)


@_extend.intrinsic
def _mood_at(_: Any, c: Any, place: Any) -> Any:
    def generate(context: Any, builder: Any, _: Any, arguments: Any) -> Any:
        begins = context.get_getattr(c, "moods")(context, builder, c, arguments[0], "moods")
        table = builder.inttoptr(begins, ir.DoubleType().as_pointer())
        return builder.load(builder.gep(table, [arguments[1]]))

    return float64(c, place), generate


@_extend.intrinsic
def _appeal_at(_: Any, c: Any, place: Any) -> Any:
    def generate(context: Any, builder: Any, _: Any, arguments: Any) -> Any:
        begins = context.get_getattr(c, "appeals")(context, builder, c, arguments[0], "appeals")
        table = builder.inttoptr(begins, ir.DoubleType().as_pointer())
        return builder.load(builder.gep(table, [arguments[1]]))

    return float64(c, place), generate


start: Any = _start
"""start(numbers): where an array of int64 begins."""

season_of: Any = _table("season", "season_days", COLUMNS)
"""season_of(c): the season table (`sim.behaviour.clock`) of a plan; its record knows the place."""

sites_of: Any = _table("sites", "site_count", len(SITE_COLUMNS))
"""sites_of(c): the table of sites (`sim.behaviour.sites`) of a plan."""

areas_of: Any = _table("areas", "area_count", len(AREA_COLUMNS))
"""areas_of(c): the table of areas of a plan."""

mood_at: Any = _mood_at
"""mood_at(c, place): a number of the table of moods of groups, which a plan's record finds."""

appeal_at: Any = _appeal_at
"""appeal_at(c, place): a number of the table of appeals of goods, which a plan's record finds."""
