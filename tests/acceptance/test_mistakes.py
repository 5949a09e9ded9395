"""A person's mistakes: a message that names the place, code 2, and not a file more than before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Siyu = Callable[..., CompletedProcess[str]]

STORY = "story: {title: {zh: 一, en: one}, question: {zh: 一, en: one}, evidence: []}\n"
RUN = ("run", "scenario=baseline")
OWN = ("run", "scenario=mine", "scenario_dir=我的方案")

# What was typed; what stands in the reader's own file, if anything; what the answer must name.
MISTAKES: dict[str, tuple[tuple[str, ...], dict[str, str], tuple[str, ...]]] = {
    "unknown scenario": (
        ("run", "scenario=filla_333"),
        {},
        ("file: command line", "key: scenario", "value: filla_333", "did you mean: fila_333"),
    ),
    "unknown key": (
        (*RUN, "shoppers.inital=5"),
        {},
        ("file: command line", "value: 5", "did you mean: shoppers.initial"),
    ),
    "out of range": ((*RUN, "shoppers.initial=0"), {}, ("value: 0", "allowed: 1 to 1,000,000,000")),
    "not a number": ((*RUN, "touch.weekly_cap=NaN"), {}, ("key: touch.weekly_cap", "value: nan")),
    "text for a number": ((*RUN, "coupon.face=fifty"), {}, ("key: coupon.face", "value: 'fifty'")),
    "contradictory dates": (
        (*RUN, "referral.from_day=30", "referral.until_day=10"),
        {},
        ("key: referral.until_day", "value: 10", "allowed: from_day (30) or later"),
    ),
    "no such day": ((*RUN, "start_date=2026-02-30"), {}, ("key: start_date", "YYYY-MM-DD")),
    "beyond the calendar": ((*RUN, "start_date=9999-12-01"), {}, ("key: start_date", "2999-12-31")),
    "negative budget": ((*RUN, "finance.budget=-1"), {}, ("key: finance.budget", "value: -1")),
    "a key twice": ((*RUN, "coupon.face=1", "coupon.face=2"), {}, ("given twice", "coupon.face")),
    "out below a file": ((*RUN, "out=taken/out"), {"taken": ""}, ("key: out", "taken is a file")),
    "out is somebody's folder": (
        (*RUN, "out=mine"),
        {"mine/thesis.docx": "years of work"},
        ("key: out", "allowed: a new or empty folder"),
    ),
    "own scenario out of range": (
        OWN,
        {"我的方案/mine.yaml": STORY + "coupon: {face: -5}\n"},
        ("file: 我的方案/mine.yaml", "key: coupon.face", "value: -5", "allowed: 0 to 100,000"),
    ),
    "own scenario with a typo": (
        OWN,
        {"我的方案/mine.yaml": STORY + "touch: {weekly_kap: 3}\n"},
        ("file: 我的方案/mine.yaml", "did you mean: touch.weekly_cap"),
    ),
    "own scenario, broken": (
        OWN,
        {"我的方案/mine.yaml": STORY + "coupon: {face: 5\n"},
        ("file: 我的方案/mine.yaml", "line 3 is not YAML"),
    ),
    "own scenario with a key twice": (
        OWN,
        {"我的方案/mine.yaml": STORY + "coupon: {face: 1}\ncoupon: {face: 2}\n"},
        ("file: 我的方案/mine.yaml", "line 3"),
    ),
    "twins of another seed": (
        ("compare", "scenarios=[baseline,mine]", "scenario_dir=我的方案"),
        {"我的方案/mine.yaml": STORY + "seed: 5\n"},
        ("key: seed", "value: 5"),
    ),
    "one bad point of a sweep": (
        ("sweep", "scenario=baseline", "touch.weekly_cap=1,2,-3"),
        {},
        ("key: touch.weekly_cap", "value: -3", "allowed: 0 to 105"),
    ),
    "no shoppers file": ((*RUN, "shoppers=no/such.yaml"), {}, ("file: no/such.yaml",)),
    "empty order log": (
        ("fit", "orders.csv"),
        {"orders.csv": ""},
        ("the order log is empty", "file: orders.csv"),
    ),
    "order log without orders": (
        ("fit", "orders.csv"),
        {"orders.csv": "customer,date,amount\n"},
        ("the order log is empty", "file: orders.csv"),
    ),
    "order log of bad rows": (
        ("fit", "orders.csv"),
        {"orders.csv": "customer,date,amount\nA,someday,5\nB,2024-01-01,much\n"},
        ("file: orders.csv:2", "value: 'someday'", "2024-01-31"),
    ),
    "order log of refunds": (
        ("fit", "orders.csv"),
        {"orders.csv": "customer,date,amount\nA,2024-01-01,-5\n"},
        ("file: orders.csv:2", "refund of no known order"),
    ),
    "order log that is no Parquet": (
        ("fit", "订单.parquet"),
        {"订单.parquet": "customer,date,amount\n"},
        ("the order log is not Parquet", "file: 订单.parquet"),
    ),
    "column nobody has": (
        ("fit", "订单.csv", "customer=会员"),
        {"订单.csv": "客户,date,amount\nA,2024-01-01,5\n"},
        ("key: customer", "value: 会员", "allowed: 客户, date, amount"),
    ),
    "a range left open": (
        ("sweep", "scenario=baseline", "touch.weekly_cap=range(1,9"),
        {},
        ("key: touch.weekly_cap", "value: range(1,9", "key=range(start,stop,step)"),
    ),
    "two scenarios for a command of one": (
        ("sweep", "scenarios=[baseline,fila_333]", "touch.weekly_cap=1,2"),
        {},
        ("key: scenarios", "value: [baseline,fila_333]", "allowed: scenario=NAME"),
    ),
    "options with dashes": (
        ("run", "--scenario", "fila_333"),
        {},
        ("key: scenario", "value: fila_333", "did you mean: scenario=fila_333"),
    ),
    "an option with dashes": ((*RUN, "--workers", "2"), {}, ("did you mean: workers=…",)),
    "an argument of a search misspelt": (
        ("optimize", "scenario=baseline", "touch.weekly_cap=interval(1,9)", "trails=5"),
        {},
        ("key: trails", "value: 5", "did you mean: trials"),
    ),
    "a range as elsewhere": (
        ("sweep", "scenario=baseline", "touch.weekly_cap=1..7"),
        {},
        ("Nothing is swept", "did you mean: touch.weekly_cap=range(1,8)"),
    ),
    "several values in brackets": (
        ("sweep", "scenario=baseline", "touch.weekly_cap=[1,3]"),
        {},
        ("Nothing is swept", "did you mean: touch.weekly_cap=1,3"),
    ),
    "an interval as elsewhere": (
        ("optimize", "scenario=baseline", "touch.weekly_cap=1-7"),
        {},
        ("nothing to vary", "did you mean: touch.weekly_cap=interval(1,7)"),
    ),
    "an interval of letters": (
        ("optimize", "scenario=baseline", "touch.weekly_cap=interval(a,b)"),
        {},
        ("key: touch.weekly_cap", "value: interval(a,b)", "key=interval(low,high)"),
    ),
    "results half written": (
        ("report", "mine"),
        {"mine/manifest.json": '{"lang": "en", "command": "run"', "mine/summary.json": "{"},
        ("this folder holds no results", "value: mine"),
    ),
    "report of no results": (("report", "."), {}, ("this folder holds no results", "value: .")),
}


@pytest.mark.parametrize(("args", "files", "named"), MISTAKES.values(), ids=MISTAKES)
def test_mistake(
    args: tuple[str, ...],
    files: dict[str, str],
    named: tuple[str, ...],
    siyu: Siyu,
    tmp_path: Path,
) -> None:
    """The answer names what to mend; nothing is run and nothing written."""
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    done = siyu(*args)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("siyu: ")
    assert "Traceback" not in done.stderr
    assert all(one in done.stderr for one in named), done.stderr
    assert sorted(tmp_path.rglob("*")) == before
