"""What a command leaves behind, and that it leaves the same every time."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Siyu = Callable[..., CompletedProcess[str]]

SMALL = ("shoppers.initial=80", "horizon_days=70", "replications=2")
TABLES = ("kpis", "cohorts", "ledger", "runs", "events")


def done(process: CompletedProcess[str]) -> CompletedProcess[str]:
    assert process.returncode == 0, process.stderr
    return process


def results(folder: Path) -> dict[str, bytes]:
    """Every result of a folder; the manifest and the pages also say when and how it was made."""
    names = [f"{name}.parquet" for name in TABLES] + ["summary.json", "comparison.csv"]
    found = {name: folder / name for name in names}
    return {name: file.read_bytes() for name, file in found.items() if file.exists()}


SUBJECTS = {
    "run": ("run", "scenario=two_sided_referral"),
    "compare": ("compare", "scenarios=[baseline,fila_333,touch_heavy]"),
}


@pytest.mark.parametrize("subject", SUBJECTS.values(), ids=SUBJECTS)
def test_same_seed_same_bytes(subject: tuple[str, str], siyu: Siyu, tmp_path: Path) -> None:
    """Two runs leave the same bytes, with one worker or two; another seed does not."""
    asked = (*subject, *SMALL, "events=true", "report=false")
    for out, more in {
        "first": "workers=1",
        "again": "workers=1",
        "two": "workers=2",
        "other": "seed=7",
    }.items():
        done(siyu(*asked, more, f"out={out}"))
    first = results(tmp_path / "first")
    assert len(first) >= len(TABLES) + 1
    assert first == results(tmp_path / "again") == results(tmp_path / "two")
    assert first != results(tmp_path / "other")


def test_a_comparison_has_its_page_in_both_languages(siyu: Siyu, tmp_path: Path) -> None:
    """The folder is named last; the page can be had again in the other language, offline."""
    said = done(siyu("compare", "scenarios=[baseline,touch_heavy]", *SMALL, "out=对比")).stdout
    folder = tmp_path / "对比"
    assert said.splitlines()[-1] == str(folder)
    page = folder / "report.html"
    assert (folder / "budget.xlsx").stat().st_size > 10_000
    for lang, tag, word in (("zh", "zh-CN", "结论"), ("en", "en", "The answer")):
        done(siyu("report", "对比", f"lang={lang}"))
        html = page.read_text("utf-8")
        assert f'<html lang="{tag}">' in html
        assert word in html
        assert "http://" not in html
        assert "https://" not in html


def test_the_console_the_summary_and_the_table_agree(siyu: Siyu, tmp_path: Path) -> None:
    """A difference is the difference of the means, wherever it stands."""
    asked = ("compare", "scenarios=[baseline,touch_heavy]", *SMALL, "lang=en", "report=false")
    done(siyu(*asked, "out=out"))
    summary = json.loads((tmp_path / "out/summary.json").read_text("utf-8"))
    with (tmp_path / "out/comparison.csv").open(encoding="utf-8") as stream:
        rows = {row["kpi"]: row for row in csv.DictReader(stream)}
    for kpi in ("members", "net_sales", "programme_cost", "contribution"):
        both = (summary[name][kpi]["mean"] for name in ("touch_heavy", "baseline"))
        assert float(rows[kpi]["difference"]) == pytest.approx(next(both) - next(both), abs=1e-6)


def test_a_sweep_leaves_table_and_picture(siyu: Siyu, tmp_path: Path) -> None:
    """One row for each point of the grid, a picture as SVG and PNG, and nothing to run again."""
    asked = ("sweep", "scenario=touch_heavy", "touch.weekly_cap=1,7", "coupon.face=range(0,60,20)")
    done(siyu(*asked, *SMALL, "out=sweep"))
    with (tmp_path / "sweep/sweep.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    points = [(row["touch.weekly_cap"], row["coupon.face"]) for row in rows]
    assert points == [(cap, face) for cap in ("1", "7") for face in ("0", "20", "40")]
    assert all(row["contribution_low"] for row in rows)
    for name in ("sweep.parquet", "sweep.svg", "sweep.png"):
        assert (tmp_path / "sweep" / name).stat().st_size > 1000
    assert (
        "12 runs, 12 of them already done"
        in done(siyu(*asked, *SMALL, "out=sweep", "lang=en")).stdout
    )


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_from_an_order_log_to_its_hold_out(
    encoding: str, log_text: str, siyu: Siyu, tmp_path: Path
) -> None:
    """A Chinese order log becomes a customer base, and is held against its own later weeks."""
    (tmp_path / "订单.csv").write_bytes(log_text.encode(encoding))
    columns = ("customer=客户", "date=日期", "amount=金额")
    done(siyu("fit", "订单.csv", *columns, "until=2025-06-01", "out=客群"))
    base = ("shoppers=客群/shoppers.yaml", "shoppers.initial=120", "replications=2")
    said = done(siyu("run", "scenario=baseline", *base, "out=结果", "lang=en")).stdout
    assert "hold-out: later than anything the fit has seen" in said
    assert (tmp_path / "结果/holdout.csv").exists()
    assert 'id="figure-holdout"' in (tmp_path / "结果/report.html").read_text("utf-8")
