"""The state of one shopper, read from whichever engine lives them; for looking, never for running.

Fields are found by the names the engine gives them, so a field more or less needs no change here.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.behaviour.clock import NEVER, SECOND
from sim.population.interface import Population

State = dict[str, Any]
"""Value by name; None where there is no such moment or day (yet)."""

_FLAGS = (
    "arrived", "alive", "member", "initial", "hunter", "fake", "officer", "kept", "again",
    "muted", "opted_out",
)  # fmt: skip
_IN_SECONDS = ("anchor", "joined", "last_touch", "order_from", "visit_at")


def state_of(population: Population, uid: int) -> State:
    """What an engine holds about the shopper of that uid now; empty if there is nobody."""
    if hasattr(population, "shoppers"):
        found = (_of_object(one) for one in population.shoppers if one.uid == uid)
    else:
        found = (_of_row(block, uid) for block in getattr(population, "blocks", ()))
    state = next((state for state in found if state), {})
    return {name: value for name, value in state.items() if name != "uid"}


def _of_object(shopper: Any) -> State:
    """A shopper of the readable engine: its numbers, and its wallet and journeys in short."""
    values = {name: getattr(shopper, name, None) for name in type(shopper).__slots__}
    state = {name: _number(v) for name, v in values.items() if isinstance(v, int | float)}
    return state | {
        "held": len(shopper.wallet),
        "running": {j: k for j, k in shopper.journeys.items() if k >= 0},
    }


def _of_row(block: Any, uid: int) -> State:
    """A row of the compiled engine: the fields of every array that has an entry for each person."""
    heads = block.people.heads
    rows = np.flatnonzero(heads["uid"][: block.size] == uid)
    if not rows.size:
        return {}
    state: State = {}
    for name, array in {**vars(block), **block.people._asdict()}.items():
        if not isinstance(array, np.ndarray) or name.startswith("_") or len(array) != len(heads):
            continue
        one = array[rows[0]]
        fields = one.dtype.names or ()
        state |= {field: _plain(one[field]) for field in fields} or {name: _plain(one)}
    return _in_common_words(state)


def _in_common_words(state: State) -> State:
    """Flags by name, moments in ms, and running journeys as the readable engine keeps them."""
    from sim.population.compiled import layout

    flags = state.pop("flags", 0)
    for name in _FLAGS:
        if hasattr(layout, name.upper()):
            state[name] = bool(flags & getattr(layout, name.upper()))
    for name in _IN_SECONDS:
        if state.get(name) is not None:
            state[name] *= SECOND
    if "got" in state:
        state["coupons_got"] = state.pop("got")
    if flow := state.pop("flows", []):
        state["running"] = {j: k for j, k in enumerate(flow[: len(flow) // 2 - 1]) if k >= 0}
        state["answered"] = flow[-2]
    return state


def _plain(value: Any) -> Any:
    """A value as Python has it; the marks for `never` in any width become None."""
    if value.dtype.kind == "i" and value.ndim == 0 and value.dtype.itemsize < 8:
        ends = np.iinfo(value.dtype)
        return None if int(value) in (ends.min, ends.max) else int(value)
    return _number(value.tolist())


def _number(value: Any) -> Any:
    return None if value in (NEVER, -NEVER) else value
