"""A command that is told to end, by `kill` or a terminal that closes, ends as an interrupted one.

Otherwise the system ends it on the spot: with a half-written folder beside its results, with
workers that go on, and without a word of what is kept.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from sim.config.said import Said, say

SIGNALS = (signal.SIGTERM, signal.SIGHUP)


class Ended(KeyboardInterrupt):
    """A signal told this process to end.

    code: the exit code, by the custom of shells 128 and the signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.code = 128 + number
        self._name = signal.Signals(number).name

    @property
    def told(self) -> Said:
        """What to say of it."""
        return say("siyu: told to end ({signal})", signal=self._name)


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Within it a signal to end raises `Ended`; one that is ignored (`nohup`) stays so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    ours = [one for one in SIGNALS if signal.getsignal(one) is signal.SIG_DFL]
    for one in ours:
        signal.signal(one, _end)
    try:
        yield
    finally:
        for one in ours:
            signal.signal(one, signal.SIG_DFL)


def _end(number: int, _: FrameType | None) -> None:
    for one in SIGNALS:  # `timeout` tells the process, then its group: the second word adds nothing
        signal.signal(one, signal.SIG_IGN)
    raise Ended(number)
