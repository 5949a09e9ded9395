"""What a study that was interrupted says before it ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sim.config.said import note, say

Found = TypeVar("Found")

KEPT = say("finished runs are kept; the same command goes on from there")


def resumable(study: Callable[[], Found]) -> Found:
    """Run a study; on Ctrl-C say that nothing done is lost."""
    try:
        return study()
    except KeyboardInterrupt:
        note(KEPT)
        raise
