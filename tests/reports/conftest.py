from pathlib import Path

import pytest
from sample import write_sample


@pytest.fixture(scope="session")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small comparison: three plans, three replications, 125 days."""
    names = ("baseline", "fila_333", "touch_heavy")
    folder = tmp_path_factory.mktemp("compared")
    return write_sample(folder, names, replications=3, days=125, holdout=True)


@pytest.fixture(scope="session")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One plan on its own, stored as CSV, one replication."""
    folder = tmp_path_factory.mktemp("alone")
    return write_sample(folder, ("fila_333",), replications=1, days=60, tables="csv")
