"""The published CDNOW sample, and the fit of it that several stories share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from sim.study.fit import FitReport, fit_orders

CDNOW = Path(__file__).parents[2] / "build" / "cdnow" / "CDNOW_sample.txt"


@pytest.fixture(scope="session")
def cdnow() -> Path:
    """Customer number in column 2, date in 3, US dollars in 5."""
    if not CDNOW.exists():
        pytest.fail(f"{CDNOW} is missing: run make data")
    return CDNOW


@pytest.fixture(scope="session")
def cdnow_fit(cdnow: Path, tmp_path_factory: pytest.TempPathFactory) -> FitReport:
    return fit_orders(
        cdnow,
        out=tmp_path_factory.mktemp("cdnow") / "fit",
        until=date(1997, 9, 30),
        customer="2",
        day="3",
        amount="5",
        currency_rate=8.28,
    )


@pytest.fixture
def write_log(tmp_path: Path) -> Callable[[str], Path]:
    """Puts the text of an order log into a file."""

    def write(text: str) -> Path:
        path = tmp_path / "orders.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write
