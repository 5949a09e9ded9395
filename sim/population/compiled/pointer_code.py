"""What the compiler writes where a kernel asks for the place of an array (`pointers`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import float64, int64, types
from numba.core.typing import templates

from sim.behaviour.clock import COLUMNS
from sim.behaviour.sites import AREA_COLUMNS, SITE_COLUMNS
from sim.behaviour.stages import BY_ORDERS
from sim.population.compiled import pointers

_numba: Any = types
_typing: Any = templates
NUMBERS = _numba.CPointer(int64)
_TABLE = types.Array(float64, 2, "C")


def writes(function: Any) -> Callable[[Any], Any]:
    """The decorated function gives the types and the code of calls of that one."""

    def known(written: Any) -> Any:
        template = _typing.make_intrinsic_template(function, written, function.__name__)
        _typing.infer(template)
        _typing.infer_global(function, types.Function(template))
        return written

    return known


@writes(pointers.start)
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

    return read


def _number(begins: str) -> Any:
    """What reads one number of a table; a field of a plan's record knows where that begins."""

    def read(_: Any, c: Any, place: Any) -> Any:
        def generate(context: Any, builder: Any, _: Any, arguments: Any) -> Any:
            first = context.get_getattr(c, begins)(context, builder, c, arguments[0], begins)
            table = builder.inttoptr(first, ir.DoubleType().as_pointer())
            return builder.load(builder.gep(table, [arguments[1]]))

        return float64(c, place), generate

    return read


writes(pointers.mood_at)(_number("moods"))
writes(pointers.appeal_at)(_number("appeals"))
writes(pointers.season_of)(_table("season", "season_days", COLUMNS))
writes(pointers.sites_of)(_table("sites", "site_count", len(SITE_COLUMNS)))
writes(pointers.stages_in)(_table("stages", "stage_rows", 2 * len(BY_ORDERS)))
writes(pointers.areas_of)(_table("areas", "area_count", len(AREA_COLUMNS)))
