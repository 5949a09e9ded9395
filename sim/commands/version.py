"""`siyu --version`: what a report of a fault has to name."""

from __future__ import annotations

from sim.study.store import code_version


def version_line() -> str:
    """Package version and digest of the source, as a page and a result folder say it."""
    return f"siyu {code_version()}"
