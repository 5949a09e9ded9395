"""The result folder, checked before an hour of simulation rather than after it."""

from __future__ import annotations

import os
from pathlib import Path

from sim.config.errors import InputError


def check_writable(out: Path) -> None:
    """Refuse a result folder that could not be written.

    Raises:
        InputError: it, or the nearest folder above it that exists, is a file or write-protected.
    """
    nearest_there = next(one for one in (out, *out.absolute().parents) if one.exists())
    if not nearest_there.is_dir():
        reason = f"{nearest_there} is a file"
    elif not os.access(nearest_there, os.W_OK | os.X_OK):
        reason = f"{nearest_there} is write-protected"
    else:
        return
    raise InputError(
        f"results cannot be written: {reason}",
        key="out",
        value=out,
        allowed="a new or writable folder",
    )
