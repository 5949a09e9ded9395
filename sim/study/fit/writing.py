"""The three files a fit leaves: fit.json, import.csv and shoppers.yaml."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from sim.study.fit.cohort import repeat_days
from sim.study.fit.holdout import Holdout
from sim.study.fit.issues import KINDS, counts
from sim.study.fit.laws import ENGINE_LAW
from sim.study.fit.maximise import Maximum
from sim.study.fit.report import FitReport

FILES = ("fit.json", "import.csv", "shoppers.yaml")
ROWS_SHOWN = 20  # of each kind of issue in fit.json; import.csv has them all


def write_folder(report: FitReport) -> None:
    """Write all files to `report.out`, whole or not at all; an earlier fit is replaced."""
    texts = {
        "fit.json": json.dumps(as_json(report), ensure_ascii=False, indent=1, allow_nan=False),
        "import.csv": import_csv(report),
        "shoppers.yaml": shoppers_yaml(report),
    }
    put(report.out, texts)


def put(out: Path, texts: Mapping[str, str]) -> None:
    """Write the files of a fit, whole or not at all; what an earlier fit left there goes.

    What else lies in the folder stays.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    sibling = out.parent / f".{out.name}.{os.getpid()}.partial"
    fresh, former = sibling / "fresh", sibling / "former"
    fresh.mkdir(parents=True)
    former.mkdir()
    try:
        for name, text in texts.items():
            # Spreadsheet programs read Chinese in a CSV file only behind a byte order mark.
            encoding = "utf-8-sig" if name.endswith(".csv") else "utf-8"
            (fresh / name).write_text(text, encoding=encoding, newline="")
        if out.exists():
            _exchange(out, fresh, former)
        else:
            fresh.rename(out)
    finally:
        shutil.rmtree(sibling, ignore_errors=True)


def _exchange(out: Path, fresh: Path, former: Path) -> None:
    """Move an earlier fit out of a folder and a new one in; if that fails, all of it back."""
    moves = [(out / name, former / name) for name in FILES if (out / name).exists()]
    moves += [(one, out / one.name) for one in sorted(fresh.iterdir())]
    try:
        for source, target in moves:
            source.rename(target)
    except BaseException:
        for source, target in reversed(moves):
            if not source.exists():
                target.rename(source)
        raise


def as_json(report: FitReport) -> dict[str, object]:
    """The content of fit.json: every number in full precision, time in weeks."""
    orders, cohort = report.orders, report.cohort
    return {
        "source": report.source,
        "label": report.label,
        "rows": orders.rows,
        "customers": int(orders.customer.max()) + 1,
        "orders": len(orders.day),
        "rows_merged": orders.merged,
        "calibration": {
            "from": orders.start.isoformat(),
            "until": report.until.isoformat(),
            "weeks": report.weeks,
            "customers": len(cohort.x),
            "repeat_customers": int((cohort.x > 0).sum()),
            "repeats": int(cohort.x.sum()),
            "expected_repeats": report.calibration_expected[ENGINE_LAW],
        },
        **{name: _law_json(report, name) for name in report.laws},
        "gammagamma": {
            **_model_json(report.gammagamma),
            "frequency_value_correlation": report.value_correlation,
        },
        "time_unit": "weeks",
        "currency_rate": report.currency_rate,
        "holdout": _holdout_json(report.holdout),
        "issues": _issues_json(report),
    }


def _model_json(fit: Maximum) -> dict[str, object]:
    return {
        **fit.estimate,
        "log_likelihood": fit.log_likelihood,
        "standard_errors": fit.standard_errors,
        "at_bound": list(fit.at_bound),
    }


def _law_json(report: FitReport, name: str) -> dict[str, object]:
    return {
        **_model_json(report.laws[name].maximum),
        "calibration_expected": report.calibration_expected[name],
        "holdout": _holdout_json(report.holdouts.get(name)),
    }


def _holdout_json(test: Holdout | None) -> dict[str, object] | None:
    if test is None:
        return None
    return {
        "days": test.days,
        "actual": test.actual,
        "expected": test.expected,
        "total_error": test.total_error,
        "cumulative_mape": test.cumulative_mape,
        "mae": test.mae,
        "weekly_actual": list(test.weekly_actual),
        "weekly_expected": list(test.weekly_expected),
    }


def _issues_json(report: FitReport) -> list[dict[str, object]]:
    issues = report.orders.issues
    return [
        {
            "kind": kind,
            "meaning": KINDS[kind][0],
            "count": count,
            "rows": [{"line": i.line, "text": i.text} for i in issues if i.kind == kind][
                :ROWS_SHOWN
            ],
        }
        for kind, count in counts(issues).items()
    ]


def import_csv(report: FitReport) -> str:
    """Every odd row of the log: line, kind, text."""
    page = io.StringIO()
    table = csv.writer(page)
    table.writerow(["line", "kind", "text"])
    table.writerows([i.line, i.kind, i.text] for i in report.orders.issues)
    return page.getvalue()


def shoppers_yaml(report: FitReport) -> str:
    """The fitted customer base as configuration: each number followed by where it comes from."""
    orders, cohort = report.orders, report.cohort
    span = int(orders.day.max()) + 1
    _, day = repeat_days(orders, cohort)
    weekly = np.bincount(day // 7, minlength=span // 7)[: span // 7]
    people = len(cohort.x)
    # A semicolon would begin the next source in the comment.
    window = f"{report.source.replace(';', ',')}, {orders.start}..{report.until}"
    times = report.people_per_customer
    lines = [
        "# @package _global_",
        f"# Shoppers fitted to the order log {window}.",
        f"horizon_days: {span}  # fit: days from the first to the last order of the log",
        f"start_date: {orders.start}  # fit: first day of the log",
        "shoppers:",
        f"  label: {quoted(report.label)}",
        f"  initial: {times * people}  # fit: {times} simulated people for each real customer",
        "  start: cohort",
        f"  first_orders: {_flow(np.bincount(cohort.first))}"
        "  # fit: real customers by day of their first order",
        f"  real_customers: {people}  # fit: customers with a first order in {window}",
        f"  real_weekly_repeats: {_flow(weekly)}"
        "  # fit: their repeat orders by complete week of the whole log",
        f"  calibration_weeks: {(report.last_day + 1) // 7}  # fit: complete weeks in {window}",
        *_repeat_lines(report, window),
        *_spend_lines(report, window),
    ]
    return "\n".join(lines) + "\n"


def _repeat_lines(report: FitReport, window: str) -> list[str]:
    values = report.bgnbd.estimate
    keys = {"r": "r", "alpha_weeks": "alpha", "a": "a", "b": "b"}
    source = f"BG/NBD, {window}"
    return ["  repeat:"] + [
        f"    {key}: {values[name]!r}  # fit: {source}{_error(report.bgnbd, name)}"
        for key, name in keys.items()
    ]


def _spend_lines(report: FitReport, window: str) -> list[str]:
    fit, rate = report.gammagamma, report.currency_rate
    source = f"  # fit: Gamma-Gamma, {window}"
    v = fit.estimate["v"]
    return [
        "  spend:",
        f"    p: {fit.estimate['p']!r}{source}{_error(fit, 'p')}",
        f"    q: {fit.estimate['q']!r}{source}{_error(fit, 'q')}",
        f"    v_yuan: {v * rate!r}{source}, {v:.4g} at {rate:g} yuan{_error(fit, 'v')}",
    ]


def _error(fit: Maximum, name: str) -> str:
    return f", s.e. {fit.standard_errors[name]:.2g}" if fit.standard_errors else ""


def _flow(numbers: np.ndarray[tuple[int], np.dtype[np.int64]]) -> str:
    return "[" + ", ".join(map(str, numbers.tolist())) + "]"


def quoted(text: str) -> str:
    """A YAML string. Configuration is data: a name that looks like a look-up loses that look."""
    return json.dumps(text.replace("${", "$ {"), ensure_ascii=False)
