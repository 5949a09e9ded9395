"""One table of the result folder, Parquet or CSV, as plain arrays by column name."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from pyarrow import ArrowInvalid, parquet
from pyarrow import csv as arrow_csv

from sim.config.errors import InputError
from sim.config.said import say

Column = npt.NDArray[Any]
Columns = dict[str, Column]

AGAIN = say(
    "a folder written by this version of siyu; run the study again, its command is in manifest.json"
)
"""What is allowed where a folder lacks something that an older version did not write."""


def require(path: Path) -> Path:
    """The path, if the file is there.

    Raises:
        InputError: the file is missing.
    """
    if not path.is_file():
        raise InputError(
            say("the result folder has no {name}", name=path.name),
            file=path,
            allowed=say("a complete result folder, as a run or a comparison leaves it"),
        )
    return path


def spoiled(path: Path) -> InputError:
    """The error to raise where a file of the folder is there and cannot be read as what it was."""
    return InputError(
        say("this file of the result folder is damaged"),
        file=path,
        allowed=say("the file as siyu wrote it; or run the study again: manifest.json has how"),
    )


def read_json(path: Path) -> Any:
    """What a JSON file of the folder holds.

    Raises:
        InputError: it is missing, or is no JSON.
    """
    try:
        return json.loads(require(path).read_text("utf-8"))
    except ValueError:
        raise spoiled(path) from None


def read_table(folder: Path, name: str, columns: Sequence[str]) -> Columns:
    """Columns of `name.parquet`, or of `name.csv` where the study was written with tables=csv.

    Raises:
        InputError: neither file is there, one cannot be read, or a column is missing.
    """
    csv_path = folder / f"{name}.csv"
    path = csv_path if csv_path.is_file() else require(folder / f"{name}.parquet")
    try:
        table = (arrow_csv.read_csv if path == csv_path else parquet.read_table)(path)
    except ArrowInvalid:
        raise spoiled(path) from None
    for column in columns:
        if column not in table.column_names:
            raise _no_column(path, column)
    return {column: table[column].to_numpy() for column in columns}


def read_rows(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """Rows of a small CSV file, as text by column name.

    Raises:
        InputError: the file or a column is missing.
    """
    with require(path).open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        present = list(reader.fieldnames or ())
        for column in columns:
            if column not in present:
                raise _no_column(path, column)
        return list(reader)


def number(text: str) -> float:
    """A number from a CSV cell; an empty cell is undefined (NaN)."""
    return float(text) if text else float("nan")


def floats(column: Column) -> npt.NDArray[np.float64]:
    """A column as floats; a missing value is NaN."""
    return np.array([np.nan if value is None else value for value in column], dtype=np.float64)


def _no_column(path: Path, column: str) -> InputError:
    return InputError(
        say("{file} has no column {column}", file=path.name, column=column),
        file=path,
        key=column,
        allowed=AGAIN,
    )
