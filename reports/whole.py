"""A file appears whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A place to write to that becomes `path` once everything is written; else nothing is left."""
    fresh = path.with_name(f"{path.name}.new")
    try:
        yield fresh
        fresh.replace(path)
    except BaseException as error:
        fresh.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename is None:  # a full disk does not say which
            error.filename = str(path)
        raise


def copied(path: Path, to: Path) -> Path:
    """The same file at another place; returns that place."""
    with whole_file(to) as fresh:
        shutil.copyfile(path, fresh)
    return to
