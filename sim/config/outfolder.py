"""The result folder, checked before an hour of simulation rather than after it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sim.config.errors import InputError, because
from sim.config.said import say


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
        why = (
            say("is a file")
            if is_file
            else say("takes no new files ({reason})", reason=because(error))
        )
    raise InputError(
        say(
            "results cannot be written: {nearest_there} {why}", nearest_there=nearest_there, why=why
        ),
        key="out",
        value=out,
        allowed=say("a new or writable folder"),
    )
