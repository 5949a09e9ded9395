"""What ends a command in words: a mistake in what was asked for, or a study that cannot go on."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from pathlib import Path


class InputError(Exception):
    """The input is wrong: what, where, what is allowed, and the nearest known name.

    The commands print it without a traceback and leave with exit code 2.

    Args:
        what: the mistake in one sentence.
        file: the file it stands in, or "command line".
        key: the full configuration key, such as `coupon.face`.
        value: the value that was refused.
        allowed: what would have been right, in words, or the list of allowed names.
        nearest: the known name that looks most like the one given.
    """

    def __init__(
        self,
        what: str,
        *,
        file: str | Path | None = None,
        key: str | None = None,
        value: object = None,
        allowed: str | Sequence[str] | None = None,
        nearest: str | None = None,
    ) -> None:
        super().__init__(what)
        self.what = what
        self.file = file
        self.key = key
        self.value = value
        self.allowed = allowed
        self.nearest = nearest

    def __str__(self) -> str:
        """One line for the mistake, then one indented line for each fact that helps to mend it."""
        allowed = self.allowed
        if allowed is not None and not isinstance(allowed, str):
            allowed = ", ".join(allowed)
        facts = {
            "file": self.file,
            "key": self.key,
            "value": self.value,
            "allowed": allowed,
            "did you mean": self.nearest,
        }
        lines = [f"  {name}: {fact}" for name, fact in facts.items() if fact is not None]
        return "\n".join([self.what, *lines])


class StoppedError(RuntimeError):
    """A study cannot go on, though nothing is wrong with what was asked for.

    The commands print it without a traceback and leave with exit code 1.
    """


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name a reader most likely meant, or None if nothing looks like it.

    A dotted name is found by its last part too: `weekly_cap` gives `touch.weekly_cap`.
    """
    names = list(known)
    by_tail = {one.rsplit(".", 1)[-1]: one for one in reversed(names)}
    if name in by_tail:
        return by_tail[name]
    close = difflib.get_close_matches(name, names, n=1)
    if close:
        return close[0]
    tail = difflib.get_close_matches(name.rsplit(".", 1)[-1], by_tail, n=1, cutoff=0.7)
    return by_tail[tail[0]] if tail else None
