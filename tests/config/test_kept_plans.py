"""Rule: a plan is found as it was composed before, and anything that would change it changes it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.config.compose import compose_plan
from sim.config.errors import InputError

ROOT = Path(sim.__file__).parents[1]
MINE = """story: {{title: {{zh: 一, en: one}}, question: {{zh: 一, en: one}}, evidence: [F9]}}
coupon: {{face: {face}}}  # plan
"""
FACE = """
import sys
from sim.config.compose import compose_plan
print(compose_plan("touch_heavy", sys.argv[1:]).plan.touch.weekly_cap, "hydra" in sys.modules)
"""


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))


def _own(folder: Path, face: int) -> str:
    folder.mkdir(exist_ok=True)
    (folder / "mine.yaml").write_text(MINE.format(face=face), encoding="utf-8")
    return f"scenario_dir={folder}"


def test_an_own_scenario_that_changed_is_read_again(tmp_path: Path) -> None:
    """And so is one that cannot be composed any more."""
    own = _own(tmp_path / "plans", 5)
    assert [compose_plan("mine", [own]).plan.coupon.face for _ in range(2)] == [5.0, 5.0]
    _own(tmp_path / "plans", 6)
    assert compose_plan("mine", [own]).plan.coupon.face == 6.0
    _own(tmp_path / "plans", -1)
    with pytest.raises(InputError, match="out of range"):
        compose_plan("mine", [own])


def test_a_shoppers_file_that_changed_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "shoppers.yaml"
    for days in (70, 71):
        file.write_text(f"horizon_days: {days}  # fit: orders\n", encoding="utf-8")
        assert compose_plan("baseline", [f"shoppers={file}"]).plan.horizon_days == days


def test_other_words_are_another_plan() -> None:
    faces = [compose_plan("baseline", [f"coupon.face={face}"]).plan.coupon.face for face in (5, 6)]
    assert faces == [5.0, 6.0]


def test_a_changed_source_changes_the_plan_and_hydra_is_loaded_only_then(tmp_path: Path) -> None:
    """conf/, a shipped scenario, and the code that composes."""
    for part in ("sim", "conf", "scenarios"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / part, tmp_path / part, ignore=ignored)
    first = _composed(tmp_path)
    assert first.endswith("True")
    assert _composed(tmp_path) == first.replace("True", "False")
    scenario = tmp_path / "scenarios" / "touch_heavy.yaml"
    cap = first.split()[0]
    text = scenario.read_text("utf-8")
    assert f"weekly_cap: {cap}" in text
    scenario.write_text(text.replace(f"weekly_cap: {cap}", "weekly_cap: 8"), "utf-8")
    assert _composed(tmp_path) == "8 False"  # conf/ stays as it was composed
    conf = tmp_path / "conf" / "config.yaml"
    conf.write_text(conf.read_text("utf-8") + "\n", "utf-8")
    assert _composed(tmp_path) == "8 True"
    code = tmp_path / "sim" / "config" / "reading.py"
    code.write_text(code.read_text("utf-8") + "\n", "utf-8")
    assert _composed(tmp_path) == "8 True"


def _composed(root: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    run = [sys.executable, "-c", FACE]
    done = subprocess.run(
        run, env=environment, capture_output=True, text=True, check=True, cwd=root
    )
    return done.stdout.strip()
