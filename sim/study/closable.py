"""What is opened with `with` is closed at its end, whatever happens in between."""

from __future__ import annotations

from types import TracebackType
from typing import Self


class Closable:
    """Something with a `close` of its own."""

    def close(self) -> None:
        """Let go of what is held open."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
