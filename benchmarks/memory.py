"""Memory of this process as the kernel counts it: now, and at the most since a moment."""

from __future__ import annotations

import gc
import math
from pathlib import Path

_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def _kernel(field: str) -> float:
    """Bytes of a field of the process status; NaN on a system that has none (only Linux has)."""
    if not _STATUS.exists():
        return math.nan
    lines = dict(line.split(":", 1) for line in _STATUS.read_text(encoding="utf-8").splitlines())
    return float(lines[field].split()[0]) * 1024.0


def resident() -> float:
    """Bytes resident now, after what nobody refers to any more was collected."""
    gc.collect()
    return _kernel("VmRSS")


def forget_peak() -> None:
    """From now on `peak` counts anew (Linux: proc(5), clear_refs)."""
    if _CLEAR.exists():
        _CLEAR.write_text("5", encoding="utf-8")


def peak() -> float:
    """Most bytes resident since `forget_peak`."""
    return _kernel("VmHWM")
