"""A file appears whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A place to write to that becomes `path` once everything is written."""
    fresh = path.with_name(f"{path.name}.new")
    yield fresh
    fresh.replace(path)
