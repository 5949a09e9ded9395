"""What Numba's front end works out again and again is worked out once.

Half of a first compile is Numba's own Python: three hundred small functions, thirty passes each.
A fifth of all its time went into answers it had given before, or that nobody had asked for. The
code that comes out is the same, but for `index_from_the_front`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from llvmlite import ir as llvm
from numba.core import caching, event, ir, targetconfig, types
from numba.core.annotations.type_annotations import TypeAnnotation
from numba.core.codegen import CPUCodeLibrary
from numba.core.inline_closurecall import InlineClosureCallPass
from numba.core.typed_passes import NopythonRewrites
from numba.np import arrayobj

_SIMPLE = (types.Number, types.Boolean, types.NoneType, types.Array)
_resolve: Any = types.functions.BaseFunction.get_call_type
_fix_index: Any = arrayobj.fix_integer_index
_OURS = "_ZN3sim"  # how the names of our functions begin in machine code
_INSTRUCTION: Any = ir.Inst
_start: Any = event.start_event
_end: Any = event.end_event
_size_of: Any = llvm.Type.get_abi_size
_alignment_of: Any = llvm.Type.get_abi_alignment
_find_closures: Any = InlineClosureCallPass.run
_rewrite: Any = NopythonRewrites.run_pass
_CALLS_OF_LLVM = "numba:llvm_lock"  # timed for statistics nobody reads


def spare_the_front_end() -> None:
    """Have Numba keep what it finds out; for this process and those forked from it."""
    # Written out at each of the passes, for listeners nobody has; rows have a hundred fields.
    _replace(types.Record, "__repr__", cache(types.Record.__repr__))
    _replace(types.functions.BaseFunction, "get_call_type", _type_of_call)
    _replace(targetconfig.TargetConfig, "values", _all_flags)
    _replace(targetconfig.TargetConfig, "__hash__", lambda flags: hash(type(flags)))
    _replace(ir.Inst, "_rec_list_vars", _variables_in)
    _replace(CPUCodeLibrary, "_optimize_functions", _optimize_each_function)
    _replace(event, "start_event", _start_if_asked)
    _replace(event, "end_event", _end_if_asked)
    _replace(caching.Cache, "load_overload", _load_as_it_is)
    _replace(llvm.Type, "get_abi_size", _size)
    _replace(llvm.Type, "get_abi_alignment", _alignment)
    _replace(TypeAnnotation, "__str__", lambda _: "")  # a listing with types, kept with the code
    _replace(InlineClosureCallPass, "run", _inline_closures)
    _replace(NopythonRewrites, "run_pass", _rewrite_typed)


def index_from_the_front() -> None:
    """Have our functions take an index as it is, never from an array's end.

    That a negative one counts from the end costs three instructions at each of thousands of places,
    a twentieth of a run. No compiled function here counts so; Numba's own may.
    """
    _replace(arrayobj, "fix_integer_index", _index_as_it_is)


def _index_as_it_is(context: Any, builder: Any, kind: Any, index: Any, size: Any) -> Any:
    """The place an index names in an array."""
    if kind.signed and builder.function.name.startswith(_OURS):
        return context.cast(builder, index, kind, types.intp)
    return _fix_index(context, builder, kind, index, size)


def _replace(owner: Any, name: str, better: Any) -> None:
    """Put a function in the place of Numba's own, which has to be there."""
    if not hasattr(owner, name):
        raise AttributeError(f"this version of Numba has no {owner.__name__}.{name}")
    setattr(owner, name, better)


_TYPED: dict[Any, Any] = {}


def _type_of_call(function: Any, context: Any, args: Any, kws: Any) -> Any:
    """The types of a call of one of Numba's own functions, as of `+` for two floats.

    Numba tries all it knows of that name, for arrays and texts too, at each place it is written.
    """
    if kws or not all(isinstance(one, _SIMPLE) for one in args):
        return _resolve(function, context, args, kws)
    key = function.key, args
    if key not in _TYPED:
        signature = _resolve(function, context, args, kws)
        _TYPED[key] = signature, function._impl_keys[signature.args]
    signature, implementation = _TYPED[key]
    function._impl_keys[signature.args] = implementation
    return signature


def _all_flags(flags: Any) -> dict[str, Any]:
    """All flags of a compilation with their values, set or not."""
    there = flags._values
    return {name: there.get(name, option.default) for name, option in flags.options.items()}


def _variables_in(instruction: Any, value: Any) -> Any:
    """The variables within a part of an instruction, in order."""
    if isinstance(value, ir.Var):
        return [value]
    if isinstance(value, _INSTRUCTION):
        return value.list_vars()
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, (list, tuple)):
        return []
    found = []
    for part in value:
        if type(part) is ir.Var:  # nearly all are, or are none of these
            found.append(part)
        elif type(part) is not str and type(part) is not ir.Loc:
            found += _variables_in(instruction, part)
    return found


def _optimize_each_function(library: Any, module: Any) -> None:
    """Optimize the functions of a module; those only named in it have nothing to optimize."""
    module.data_layout = library._codegen._data_layout
    for function in module.functions:
        if not function.is_declaration:
            manager, builder = library._codegen._function_pass_manager()
            manager.run(function, builder)


def _start_if_asked(kind: str, data: object = None) -> None:
    """Tell that something begins; not each of a hundred thousand calls of LLVM."""
    if kind != _CALLS_OF_LLVM:
        _start(kind, data)


def _end_if_asked(kind: str, data: object = None, exc_details: object = None) -> None:
    """Tell that it ended."""
    if kind != _CALLS_OF_LLVM:
        _end(kind, data, exc_details)


def _load_as_it_is(cache: Any, signature: Any, context: Any) -> Any:
    """Load code that was made before, without learning how to make any.

    Numba first registers all it can compile, half of what loading takes; its compiler does so
    itself when there is something to compile.
    """
    with cache._guard_against_spurious_io_errors():
        return cache._load_overload(signature, context)


_SIZES: dict[Any, int] = {}


def _size(kind: Any, target_data: Any, context: Any = None) -> int:
    """Bytes of a type; LLVM is asked by way of a module written, read and thrown away."""
    return _asked_once(_size_of, kind, target_data, context)


def _alignment(kind: Any, target_data: Any, context: Any = None) -> int:
    """What the address of a type is a multiple of."""
    return _asked_once(_alignment_of, kind, target_data, context)


def _asked_once(ask: Any, kind: Any, target_data: Any, context: Any) -> int:
    if isinstance(kind, llvm.IdentifiedStructType):  # its name says nothing of what is in it
        return int(ask(kind, target_data, context))
    key = ask, str(kind), str(target_data)
    if key not in _SIZES:
        _SIZES[key] = ask(kind, target_data, context)
    return _SIZES[key]


def _inline_closures(search: Any) -> None:
    """Write functions defined within a function into it, where there are any."""
    instructions = (one for block in search.func_ir.blocks.values() for one in block.body)
    if any(
        getattr(getattr(one, "value", None), "op", "") == "make_function" for one in instructions
    ):
        _find_closures(search)


_OF_ARRAYS = ("unary", "binop", "inplace_binop", "call", "arrayexpr")


def _rewrite_typed(step: Any, state: Any) -> bool:
    """Make loops of expressions over arrays, and fields of texts, where there are any.

    Nothing else is rewritten in code without lists.
    """
    if any(isinstance(kind, types.StringLiteral) for kind in state.typemap.values()):
        rewritten: bool = _rewrite(step, state)
        return rewritten
    for block in state.func_ir.blocks.values():
        for one in block.find_insts(ir.Assign):
            expression = isinstance(one.value, ir.Expr) and one.value.op in _OF_ARRAYS
            if expression and isinstance(state.typemap[one.target.name], types.Array):
                changed: bool = _rewrite(step, state)
                return changed
    return False
