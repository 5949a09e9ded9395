"""A mistake is told in the language of the reader, whatever is wrong with the plan."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim import cli
from tests.acceptance.test_mistakes import MISTAKES

Capture = pytest.CaptureFixture[str]
HAN = re.compile("[一-鿿]")
OUT_OF_RANGE = ["run", "scenario=baseline", "touch.weekly_cap=999"]
CHINESE = """\
siyu: touch.weekly_cap 超出范围
  文件：命令行
  设定项：touch.weekly_cap
  所给值：999
  可用：0 至 105（次触达/周）
"""
ENGLISH = """\
siyu: touch.weekly_cap is out of range
  file: command line
  key: touch.weekly_cap
  value: 999
  allowed: 0 to 105 (touches/week)
"""


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["lang=zh"], CHINESE),
        (["lang=en"], ENGLISH),
        ([], CHINESE + ENGLISH),
    ],
    ids=["zh", "en", "none"],
)
def test_a_mistake_speaks_the_language_asked_for(
    asked: list[str], told: str, capsys: Capture
) -> None:
    """Who has asked for no language is told in both: the plan that would say so is not there."""
    assert cli.main([*OUT_OF_RANGE, *asked]) == 2
    assert capsys.readouterr().err == told


@pytest.mark.parametrize(("args", "files", "named"), MISTAKES.values(), ids=MISTAKES)
def test_no_english_is_left_in_chinese(
    args: tuple[str, ...],
    files: dict[str, str],
    named: tuple[str, ...],
    capsys: Capture,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """First line and labels are Chinese; what is left of Latin letters is what was typed."""
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert cli.main([*args, "lang=zh"]) == 2
    chinese = capsys.readouterr().err
    assert cli.main([*args, "lang=en"]) == 2
    english = capsys.readouterr().err
    assert len(chinese.splitlines()) == len(english.splitlines())
    assert all(HAN.search(line) for line in chinese.splitlines())
    assert all(one in english for one in named)
    assert not set(re.findall(r"[a-z]+ [a-z]+ [a-z]+", chinese)) & set(
        re.findall(r"[a-z]+ [a-z]+ [a-z]+", english)
    )


def test_an_end_before_its_time_is_told_in_chinese_too(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C, and a machine that refuses."""

    def interrupted(args: list[str]) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.commands.catalogue.list_scenarios", interrupted)
    assert cli.main(["list", "lang=zh"]) == 130
    assert capsys.readouterr().err == "siyu: 已中断\n"

    def refused(args: list[str]) -> None:
        raise PermissionError(13, "no", "out/x.parquet")

    monkeypatch.setattr("sim.commands.catalogue.list_scenarios", refused)
    assert cli.main(["list", "lang=zh"]) == 1
    assert (
        capsys.readouterr().err == "siyu: 已停止，未留下写到一半的文件：没有权限: out/x.parquet\n"
    )


def test_a_fact_is_told_without_english(capsys: Capture) -> None:
    """The period of a fact is in the language of the reader, as its source is."""
    assert cli.main(["explain", "S002-031", "lang=zh"]) == 0
    assert "期间：3 个月" in capsys.readouterr().out
    assert cli.main(["explain", "S002-031", "lang=en"]) == 0
    assert "window: 3 months" in capsys.readouterr().out
