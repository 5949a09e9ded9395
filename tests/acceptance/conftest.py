"""`siyu` as a person runs it: a command line, a folder, an exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
Siyu = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def siyu(tmp_path: Path) -> Siyu:
    """Run `siyu ARGUMENTS` in an empty folder, `tmp_path`."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}

    def run(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "sim", *args],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=environment,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def log_text() -> str:
    """An order log with Chinese column names: 60 customers over 40 weeks, many of them back."""
    rows = ["客户,日期,金额"]
    for person in range(60):
        for order in range(person % 5):
            day = (person * 3 + order * (11 + person % 7)) % 280
            rows.append(f"顾客{person},{_date(day)},{50 + (person * 37 + order * 11) % 200}.5")
    return "\n".join(rows) + "\n"


def _date(day: int) -> str:
    return f"2025年{1 + day // 28}月{1 + day % 28}日"
