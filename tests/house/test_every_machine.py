"""What a shopper does comes to the same bits on every machine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

BEHAVIOUR = sorted((Path(__file__).parents[2] / "sim" / "behaviour").glob("*.py"))
OF_A_LIBRARY = re.compile(r"\b(?:math|np)\.(?:exp|expm1|log|log1p|sin|cos|tan|pow|power)\b")


@pytest.mark.parametrize("file", BEHAVIOUR, ids=lambda file: file.stem)
def test_no_library_decides_on_a_last_bit(file: Path) -> None:
    """Libraries of machines differ in the last bit of these; `elementary` has its own. (A square
    root is rounded rightly by all of them.)"""
    lines = file.read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if OF_A_LIBRARY.search(line)]
