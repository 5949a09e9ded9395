"""What a shopper's rows are to the compiler: one person, with the fields of all of them."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import extending, from_dtype, types
from numba.core import cgutils
from numba.core.typing import templates

from sim.population.compiled.layout import EXTRA, HEAD, HOMES, LIFE, LINE, byte_of
from sim.population.compiled.person import (
    People,
    near,
    nearer,
    person,
    person_at,
    prefetch,
    prefetch_at,
)

_LAST, _MORE = LIFE.itemsize - 1, EXTRA.itemsize - 1  # last bytes of both
_ENROLLED = byte_of(LIFE, "enrolled")
_NEAREST, _NEARER, _DATA = (1, 3), (0, 2), 1  # whether to be written; how near, of 3
_tools: Any = cgutils  # none of these has types
_extend: Any = extending
_typing: Any = templates
_numba: Any = types


_HEAD: Any = from_dtype(HEAD)
_LIFE: Any = from_dtype(LIFE)
_EXTRA: Any = from_dtype(EXTRA)
_KINDS = {"head": _HEAD, "life": _LIFE, "extra": _EXTRA}
_ROWS = {
    "head": "heads",
    "life": "lives",
    "extra": "extras",
    "flow": "flows",
    "taste": "tastes",
}
_NUMBERS = {"flow": types.int16, "taste": types.float64}  # rows of which are numbers alone
_POINTERS: Any = {field: _numba.CPointer(kind) for field, kind in _NUMBERS.items()}


class _PersonType(types.Type):
    """A head, a life and what only some plans need, by reference."""

    def __init__(self) -> None:
        super().__init__(name="Person")

    def part(self, field: str) -> str:
        """Which of the two rows has that field."""
        return next(part for part, kind in _KINDS.items() if field in kind.fields)


PERSON = _PersonType()
PEOPLE = _numba.NamedTuple(
    [
        *(types.Array(kind, 1, "C") for kind in _KINDS.values()),
        *(types.Array(kind, 2, "C") for kind in _NUMBERS.values()),
    ],
    People,
)


@_extend.register_model(_PersonType)
class _PersonModel(_extend.models.StructModel):  # type: ignore[misc]
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, [(part, types.voidptr) for part in _ROWS])


@_typing.infer_getattr
class _Fields(_typing.AttributeTemplate):  # type: ignore[misc]
    key = _PersonType

    def generic_resolve(self, person: _PersonType, field: str) -> Any:
        if field in _POINTERS:
            return _POINTERS[field]
        return _KINDS[person.part(field)].typeof(field)


def _row(context: Any, builder: Any, person: _PersonType, value: Any, field: str) -> Any:
    """The row that has a field: its type and where it is."""
    part = person.part(field)
    kind = _KINDS[part]
    place = getattr(_tools.create_struct_proxy(person)(context, builder, value=value), part)
    return kind, builder.bitcast(place, context.get_value_type(kind))


@_extend.lower_getattr_generic(_PersonType)
def _read(context: Any, builder: Any, person: _PersonType, value: Any, field: str) -> Any:
    if field in _POINTERS:
        place = getattr(_tools.create_struct_proxy(person)(context, builder, value=value), field)
        return builder.bitcast(place, context.get_value_type(_POINTERS[field]))
    kind, row = _row(context, builder, person, value, field)
    return context.get_getattr(kind, field)(context, builder, kind, row, field)


@_extend.lower_setattr_generic(_PersonType)
def _write(context: Any, builder: Any, sig: Any, arguments: Any, field: str) -> Any:
    kind, row = _row(context, builder, sig.args[0], arguments[0], field)
    write = context.get_setattr(field, _typing.signature(types.void, kind, sig.args[1]))
    return write(builder, (row, arguments[1]))


def _place(context: Any, builder: Any, people: Any, value: Any, part: str, row: Any) -> Any:
    """Where a row of an array of people begins."""
    number = People._fields.index(part)
    kind = people.types[number]
    array = context.make_array(kind)(context, builder, builder.extract_value(value, number))
    if part in ("extras", "flows", "tastes"):
        size = builder.extract_value(array.shape, 0)
        alone = builder.icmp_signed("==", size, size.type(1))
        row = builder.select(alone, row.type(0), row)
    place = [row]
    if kind.ndim == 2:
        place = [builder.sext(row, size.type), size.type(0)]
    return _tools.get_item_pointer(context, builder, kind, array, place, wraparound=False)


@_extend.intrinsic
def _join(_: Any, people: Any, row: Any) -> Any:
    def generate(context: Any, builder: Any, sig: Any, arguments: Any) -> Any:
        rows = _tools.create_struct_proxy(PERSON)(context, builder)
        any_place = context.get_value_type(types.voidptr)
        for part, array in _ROWS.items():
            place = _place(context, builder, people, arguments[0], array, arguments[1])
            setattr(rows, part, builder.bitcast(place, any_place))
        return rows._getvalue()

    return PERSON(people, row), generate


@_extend.overload(person, strict=False, inline="always")
def _person(people: Any, row: Any) -> Any:
    def made(people: Any, row: int) -> Any:
        return _join(people, row)

    return made


@_extend.intrinsic
def _meet(_: Any, head: Any, life: Any, extra: Any, flow: Any, taste: Any) -> Any:
    """The person whose rows begin at these addresses."""

    def generate(context: Any, builder: Any, sig: Any, arguments: Any) -> Any:
        rows = _tools.create_struct_proxy(PERSON)(context, builder)
        any_place = context.get_value_type(types.voidptr)
        for part, address in zip(_ROWS, arguments, strict=True):
            setattr(rows, part, builder.inttoptr(address, any_place))
        return rows._getvalue()

    return PERSON(*[types.int64] * len(_ROWS)), generate


@_extend.overload(person_at, strict=False, inline="always")
def _person_at(homes: Any, index: Any) -> Any:
    def made(homes: Any, index: int) -> Any:
        block = index // homes[0]
        row = index - block * homes[0]
        first = HOMES + (HOMES - 1) * block
        return _meet(
            homes[first] + row * homes[1],
            homes[first + 1] + row * homes[2],
            homes[first + 2] + row * homes[3],
            homes[first + 3] + row * homes[4],
            homes[first + 4] + row * homes[5],
        )

    return made


def _bring(
    builder: Any, start: Any, lines: tuple[int, ...], how: tuple[int, int] = _NEAREST
) -> None:
    """Have the bytes so far behind a place brought near."""
    byte, word = ir.IntType(8), ir.IntType(32)
    kind = ir.FunctionType(ir.VoidType(), [byte.as_pointer(), word, word, word])
    call = _tools.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
    place = builder.bitcast(start, byte.as_pointer())
    for at in lines:
        given = [*(word(one) for one in how), word(_DATA)]
        builder.call(call, [builder.gep(place, [word(at)]), *given])


@_extend.intrinsic
def _fetch(_: Any, people: Any, row: Any) -> Any:
    def generate(context: Any, builder: Any, _: Any, arguments: Any) -> Any:
        lines = {
            "heads": (0,),
            "lives": (*range(0, _LAST, LINE), _LAST),
            "flows": (0,),
            "extras": (0, _MORE),
            "tastes": (0,),
        }
        for part, bytes_ in lines.items():
            start = _place(context, builder, people, arguments[0], part, arguments[1])
            _bring(builder, start, bytes_)
        return context.get_dummy_value()

    return types.void(people, row), generate


def _fetch_row(how: tuple[int, int]) -> Any:
    """An intrinsic that has a line of a row of an array brought near."""

    @_extend.intrinsic
    def fetch(_: Any, rows: Any, place: Any, byte: Any) -> Any:
        def generate(context: Any, builder: Any, sig: Any, arguments: Any) -> Any:
            array = context.make_array(rows)(context, builder, arguments[0])
            where = context.cast(builder, arguments[1], sig.args[1], types.intp)
            at = [where, where.type(0)][: rows.ndim]
            start = _tools.get_item_pointer(context, builder, rows, array, at, wraparound=False)
            first = builder.bitcast(start, ir.IntType(8).as_pointer())
            _bring(builder, builder.gep(first, [arguments[2]]), (0,), how)
            return context.get_dummy_value()

        return types.void(rows, place, types.intp), generate

    return fetch


_fetch_near, _fetch_towards = _fetch_row(_NEAREST), _fetch_row(_NEARER)


@_extend.overload(near, strict=False)
def _near(rows: Any, place: Any, byte: Any) -> Any:
    def bring(rows: Any, place: int, byte: int) -> None:
        _fetch_near(rows, place, byte)

    return bring


@_extend.overload(nearer, strict=False)
def _nearer(rows: Any, place: Any, byte: Any) -> Any:
    def bring(rows: Any, place: int, byte: int) -> None:
        _fetch_towards(rows, place, byte)

    return bring


@_extend.intrinsic
def _fetch_reader(_: Any, person: Any) -> Any:
    def generate(context: Any, builder: Any, sig: Any, arguments: Any) -> Any:
        rows = _tools.create_struct_proxy(PERSON)(context, builder, value=arguments[0])
        _bring(builder, rows.life, (_ENROLLED,))
        _bring(builder, rows.flow, (0,))
        return context.get_dummy_value()

    return types.void(person), generate


@_extend.overload(prefetch_at, strict=False)
def _prefetch_at(homes: Any, index: Any) -> Any:
    def bring(homes: Any, index: int) -> None:
        _fetch_reader(person_at(homes, index))

    return bring


@_extend.overload(prefetch, strict=False)
def _prefetch(people: Any, row: Any) -> Any:
    def bring(people: Any, row: int) -> None:
        _fetch(people, row)

    return bring
