"""Memory of people to come, written to once before they are there."""

from __future__ import annotations

import os
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

from sim.population.compiled.blocks import Block

_LARGE = 1 << 21  # bytes the system clears at once where it gives large pages
_APART = 512  # bytes between two places written to: a small page has some, and a large one as many
# as NumPy lets other threads run for


class Warming:
    """Writes nought to the memory of a block nobody lives in yet, while processors have nothing
    else to do.

    The system clears a page when it is first written to, and a machine that is a guest asks its
    host for it: up to several milliseconds for a large page, in which all others of a pass wait.
    """

    def __init__(self) -> None:
        # Other threads of the city go first. What `os.nice` says is said of one thread.
        self._thread = ThreadPoolExecutor(1, initializer=os.nice, initargs=(19,))
        self._moving_in = Event()
        self._done: Future[None] | None = None

    def begin(self, block: Block) -> None:
        """Write to the memory of an empty block from now on, until `end`."""
        self._moving_in.clear()
        self._done = self._thread.submit(self._write, block)

    def end(self) -> None:
        """Somebody moves in: from now on nothing is written."""
        if self._done is not None:
            self._moving_in.set()
            self._done.result()
            self._done = None

    def _write(self, block: Block) -> None:
        for memory in block.memory():
            for first in range(0, len(memory), _LARGE):
                if self._moving_in.is_set():
                    return
                memory[first : first + _LARGE : _APART] = 0
