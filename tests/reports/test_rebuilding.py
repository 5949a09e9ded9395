"""`siyu report`: what is built again, and what is said of a folder it cannot build again."""

from __future__ import annotations

import errno
import json
import shutil
from pathlib import Path

import pytest
from sample import write_sample

from reports.figures.curves import loads
from reports.load import read_results
from reports.whole import whole_file
from sim.cli import main
from sim.study.store import code_version


@pytest.fixture
def folder(compared: Path, tmp_path: Path) -> Path:
    ignored = shutil.ignore_patterns("figures", "report.html", "budget.xlsx")
    return Path(shutil.copytree(compared, tmp_path / "out", ignore=ignored))


def change(folder: Path, **facts: object) -> None:
    path = folder / "manifest.json"
    content = json.loads(path.read_text("utf-8")) | {"lang": "en"} | facts
    path.write_text(json.dumps({k: v for k, v in content.items() if v is not None}))


@pytest.mark.parametrize("command", ["trace", "sensitivity", "optimize"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_pages_that_are_not_built_again(folder, command, lang, capsys):
    """One sentence, and the command that builds them, in the language asked for."""
    change(folder, command=command, argv=["scenarios=[a,b]", "lang=en", "replications=3"])
    assert main(["report", str(folder), f"lang={lang}"]) == 2
    said = capsys.readouterr().err
    assert f"siyu {command} 'scenarios=[a,b]' replications=3 lang={lang}" in said
    sentence = {"en": "does not build the page of siyu", "zh": "不重做 siyu"}
    assert f"{sentence[lang]} {command}" in said


@pytest.mark.parametrize(
    ("file", "old", "new", "field"),
    [
        ("manifest.json", '"digests"', '"digest"', "digests"),
        ("summary.json", '"net_sales"', '"sales"', "net_sales"),
        ("comparison.csv", "variance_factor", "factor", "variance_factor"),
        ("manifest.json", '"finance"', '"money"', "finance"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_folder_of_another_version(folder, file, old, new, field, lang, capsys):
    """Which field is missing and what to do, and no trace of the code."""
    change(folder)
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new))
    assert main(["report", str(folder), f"lang={lang}"]) == 2
    said = capsys.readouterr().err
    assert field in said
    assert {"en": "run the study again", "zh": "请重跑"}[lang] in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("en", "the numbers are those of version 0.0+of-yesterday, the page was made by version "),
        ("zh", "数据出自版本 0.0+of-yesterday，页面由版本 "),
    ],
)
def test_a_folder_of_another_version_that_still_fits(folder, lang, sentence, capsys):
    """The page is made, and it is said whose numbers it shows; of one's own nothing is said."""
    change(folder, code_version="0.0+of-yesterday")
    assert main(["report", str(folder), f"lang={lang}"]) in (None, 0)
    said = capsys.readouterr()
    assert str(folder / "report.html") in said.out
    assert f"{sentence}{code_version()}" in said.err
    change(folder, code_version=code_version())
    assert main(["report", str(folder), f"lang={lang}"]) in (None, 0)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("file", ["summary.json", "kpis.parquet", "runs.parquet"])
@pytest.mark.parametrize(("lang", "said"), [("en", "damaged"), ("zh", "已损坏")])
def test_a_damaged_file_is_named(folder, file, lang, said, capsys):
    """A file cut short, as a copy that broke off leaves it, is the reader's to mend."""
    change(folder)
    path = folder / file
    path.write_bytes(path.read_bytes()[:7])
    assert main(["report", str(folder), f"lang={lang}"]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert str(path) in told


@pytest.mark.parametrize("days", [1, 6, 7])
def test_a_run_of_a_few_days_has_a_page(days, tmp_path, capsys):
    """A first try is short; of less than a week there is no weekly panel, and all the others."""
    folder = write_sample(tmp_path / "out", ("fila_333",), replications=2, days=days)
    assert main(["report", str(folder), "lang=en"]) in (None, 0)
    assert (folder / "report.html").is_file()
    results = read_results(folder)
    assert ("touches" in loads(results)) == (days >= 7)
    assert (folder / "figures" / "load.svg").is_file() == bool(loads(results))


def test_figures_the_page_has_no_more_go(tmp_path):
    """What an earlier version drew and this one does not; a picture of the reader's own stays."""
    folder = write_sample(tmp_path / "out", ("fila_333",), replications=2, days=10)
    figures = folder / "figures"
    figures.mkdir(exist_ok=True)
    for name in ("bridge.svg", "bridge.png", "mine.png", "members.svg"):
        (figures / name).write_text("as it was")
    assert main(["report", str(folder), "lang=en"]) in (None, 0)
    assert not list(figures.glob("bridge.*"))  # of one plan alone there is none
    assert (figures / "mine.png").read_text() == "as it was"
    assert (figures / "members.svg").read_text() != "as it was"


def test_a_file_that_cannot_be_written_is_left_as_it_was(tmp_path):
    """Neither half of the new one nor a draft of it stays."""
    path = tmp_path / "page.html"
    path.write_text("as it was")
    with pytest.raises(OSError, match="full") as caught, whole_file(path) as fresh:
        fresh.write_text("half")
        raise OSError(errno.ENOSPC, "full")
    assert caught.value.filename == str(path)
    assert [one.name for one in tmp_path.iterdir()] == ["page.html"]
    assert path.read_text() == "as it was"


def test_a_mistake_of_this_version_is_no_old_folder(folder, monkeypatch):
    """What this code wrote and cannot read is its own fault, and is not said to be another's."""

    def broken(*_: object) -> None:
        raise KeyError("finance")

    change(folder, code_version=code_version())
    monkeypatch.setattr("reports.rebuild", broken)
    with pytest.raises(KeyError):
        main(["report", str(folder)])
