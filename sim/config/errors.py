"""What ends a command in words: a mistake in what was asked for, or a study that cannot go on."""

from __future__ import annotations

import difflib
import errno
from collections.abc import Iterable
from pathlib import Path

from sim.config.said import Said, say, told

Allowed = Said | list[str] | tuple[str, ...] | None
"""What would have been right: said in words, or a list of names; text by itself is neither."""


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
        what: Said,
        *,
        file: str | Path | None = None,
        key: str | None = None,
        value: object = None,
        allowed: Allowed = None,
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
        """The message in English."""
        return self.told("en")

    def told(self, lang: str) -> str:
        """One line for the mistake, then one indented line for each fact that helps to mend it."""
        allowed: object = self.allowed
        if isinstance(allowed, list | tuple):
            allowed = ", ".join(str(told(one, lang)) for one in allowed)
        facts = {
            say("file"): self.file,
            say("key"): self.key,
            say("value"): self.value,
            say("allowed"): allowed,
            say("did you mean"): self.nearest,
        }
        lines = [
            say("  {name}: {fact}", name=name, fact=fact).told(lang)
            for name, fact in facts.items()
            if fact is not None
        ]
        return "\n".join([self.what.told(lang), *lines])


REASONS = {
    errno.ENOENT: say("No such file or directory"),
    errno.EACCES: say("Permission denied"),
    errno.EPERM: say("Operation not permitted"),
    errno.EISDIR: say("Is a directory"),
    errno.ENOTDIR: say("Not a directory"),
    errno.EEXIST: say("File exists"),
    errno.ENOSPC: say("No space left on device"),
    errno.EDQUOT: say("Disk quota exceeded"),
    errno.EROFS: say("Read-only file system"),
    errno.EIO: say("Input/output error"),
    errno.ENAMETOOLONG: say("File name too long"),
}
"""What a machine says when it cannot do something with a file."""


def because(error: OSError) -> str:
    """The machine's reason; one of `REASONS`, or in its own words."""
    if error.errno in REASONS:
        return REASONS[error.errno]
    return error.strerror or type(error).__name__


class StoppedError(RuntimeError):
    """A study cannot go on, though nothing is wrong with what was asked for.

    The commands print it without a traceback and leave with exit code 1.

    Args:
        why: what ended it, in one sentence.
    """

    def __init__(self, why: Said) -> None:
        super().__init__(why)
        self.why = why

    def told(self, lang: str) -> str:
        """The sentence in the language asked for."""
        return self.why.told(lang)


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
