"""Columns of Arrow tables from arrays of numbers and lists of texts.

`pyarrow.array` does the same; but before it looks at an array it loads pandas, if that is
installed, to ask whether the array is one of pandas' own: a tenth of the time a run takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa


def numbers(values: npt.NDArray[Any], *, nan_is_null: bool = False) -> pa.Array:
    """An array of numbers, of booleans or of texts, shape (rows,).

    nan_is_null: whether a NaN is written as nothing.
    """
    if values.dtype.kind == "U":
        return texts(values.tolist())
    if values.dtype.kind == "b":
        bits = np.packbits(values, bitorder="little")
        return pa.Array.from_buffers(pa.bool_(), len(values), [None, pa.py_buffer(bits)])
    there: Any = None
    nulls = 0
    if nan_is_null and values.dtype.kind == "f":
        known = ~np.isnan(values)
        nulls = len(values) - int(np.count_nonzero(known))
        there = pa.py_buffer(np.packbits(known, bitorder="little")) if nulls else None
    data = pa.py_buffer(np.ascontiguousarray(values))
    kind = pa.from_numpy_dtype(values.dtype)
    return pa.Array.from_buffers(kind, len(values), [there, data], null_count=nulls)


def texts(values: Sequence[str]) -> pa.Array:
    """A list of texts."""
    encoded = [value.encode() for value in values]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int32)
    return pa.StringArray.from_buffers(
        len(encoded), pa.py_buffer(ends), pa.py_buffer(b"".join(encoded))
    )


def repeated(value: str, rows: int) -> pa.Array:
    """One text, so many times."""
    encoded = value.encode()
    ends = np.arange(rows + 1, dtype=np.int32) * len(encoded)
    return pa.StringArray.from_buffers(rows, pa.py_buffer(ends), pa.py_buffer(encoded * rows))
