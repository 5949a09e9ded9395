"""What a study that was interrupted says before it ends."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

Found = TypeVar("Found")

KEPT = {
    "en": "finished runs are kept; the same command goes on from there",
    "zh": "已完成的模拟都已保存；再输入同样的命令即可接着进行",
}


def resumable(study: Callable[[], Found], args: Sequence[str]) -> Found:
    """Run a study; on Ctrl-C say that nothing done is lost."""
    try:
        return study()
    except KeyboardInterrupt:
        print(KEPT["en" if "lang=en" in args else "zh"], file=sys.stderr)
        raise
