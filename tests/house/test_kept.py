"""Rule: what was worked out is worked out again only when something it is made of has changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sim.kept import folder_for, kept


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    file = tmp_path / "source.yaml"
    file.write_text("face: 30")
    return file


def test_the_same_sources_share_a_folder_and_changed_ones_do_not(source: Path) -> None:
    before = folder_for("conf", [source], "1.3")
    assert folder_for("conf", [source], "1.3") == before
    assert folder_for("conf", [source], "1.4") != before
    source.write_text("face: 50")
    assert folder_for("conf", [source], "1.3") != before


def test_it_is_made_once_for_each_key(source: Path) -> None:
    folder, made = folder_for("conf", [source]), []

    def make(value: str) -> dict[str, str]:
        made.append(value)
        return {"coupon": value}

    keys = ("none", "weekly", "none")
    found = [kept(folder, key, lambda key=key: make(key)) for key in keys]  # type: ignore[misc]
    assert found == [{"coupon": "none"}, {"coupon": "weekly"}, {"coupon": "none"}]
    assert made == ["none", "weekly"]


def test_what_fails_leaves_nothing(source: Path) -> None:
    folder = folder_for("conf", [source])
    with pytest.raises(ZeroDivisionError):
        kept(folder, "key", lambda: 1 / 0)
    assert not list(folder.iterdir())


def test_old_states_are_deleted(source: Path) -> None:
    folders = [folder_for("conf", [source], str(state)) for state in range(20)]
    assert folders[-1].exists()
    assert sum(folder.exists() for folder in folders) <= 12


def test_what_was_asked_for_is_there_whatever_the_clock_says(source: Path) -> None:
    """Others may be of the same moment, or of a later one on a disk with a clock of its own."""
    for state in range(13):
        os.utime(folder_for("conf", [source], str(state)), (4e9, 4e9))
    assert folder_for("conf", [source], "now").exists()


def test_another_process_may_delete_meanwhile(source: Path) -> None:
    """What was there when the folder was read, and is gone when it is looked at."""
    folder = folder_for("conf", [source])
    (folder.parent / "gone").symlink_to(source.parent / "nowhere")
    assert folder_for("conf", [source], "now").exists()
