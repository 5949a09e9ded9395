"""The result folder, checked before an hour of simulation rather than after it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sim.config.errors import InputError


def check_writable(out: Path) -> None:
    """Refuse a result folder that could not be written.

    Raises:
        InputError: nothing can be written into it, or into the nearest folder above it that
            exists.
    """
    nearest_there = next(one for one in (out, *out.absolute().parents) if one.exists())
    try:
        # Only trying tells: a permission bit says nothing of a full, foreign or read-only disk.
        with tempfile.TemporaryDirectory(prefix=".siyu-", dir=nearest_there):
            return
    except OSError as error:
        is_file = isinstance(error, NotADirectoryError)
        why = "is a file" if is_file else f"takes no new files ({error.strerror})"
    raise InputError(
        f"results cannot be written: {nearest_there} {why}",
        key="out",
        value=out,
        allowed="a new or writable folder",
    )
