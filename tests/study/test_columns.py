"""Rule: columns are what pyarrow makes of the same arrays, to the byte of the file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from sim.study.columns import numbers, repeated, texts

ARRAYS = [
    np.arange(300) * 0.5,
    np.array([1.0, np.nan, 2.0, *([np.nan] * 20), -0.0, np.inf]),
    np.array([np.nan]),
    np.array([], dtype=np.float64),
    np.arange(9, dtype=np.int64)[::2],
    np.arange(9, dtype=np.int16),
    np.array([True, False, True] * 5),
    np.array(["a", "会员", "", "b" * 40]),
]


@pytest.mark.parametrize("values", ARRAYS, ids=[str(n) for n in range(len(ARRAYS))])
def test_numbers(values: Any, tmp_path: Path) -> None:
    made = numbers(values, nan_is_null=True)
    made.validate(full=True)
    theirs = pa.array(values, from_pandas=True)
    assert made.equals(theirs)
    assert _file(tmp_path / "a", made) == _file(tmp_path / "b", theirs)


def test_texts(tmp_path: Path) -> None:
    for values in ([], ["a"], ["会员", "", "b"]):
        made, theirs = texts(values), pa.array(values, pa.string())
        made.validate(full=True)
        assert made.equals(theirs)
        assert _file(tmp_path / "a", made) == _file(tmp_path / "b", theirs)
    for rows in (0, 1, 5):
        assert repeated("会员", rows).equals(pa.repeat(pa.scalar("会员"), rows))


def _file(path: Path, column: pa.Array) -> bytes:
    parquet.write_table(pa.table({"column": column}), path)
    return path.read_bytes()


def test_pandas_is_not_loaded_for_them() -> None:
    code = (
        "import sys, numpy as np, pyarrow as pa\n"
        "from sim.study.columns import numbers, repeated, texts\n"
        "pa.table({'a': numbers(np.ones(3)), 'b': texts(['a'] * 3), 'c': repeated('a', 3)})\n"
        "print('pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
