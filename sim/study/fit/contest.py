"""The hold-out of CDNOW: the published laws, rivals chosen without looking, and the simulator.

    python -m sim.study.fit.contest ORDERS                    print the tables
    python -m sim.study.fit.contest ORDERS docs/holdout.md    write them into the page

ORDERS is the CDNOW sample (`make data`). A rival is chosen on the calibration alone: forecasts made
at `ORIGINS` are held against the weeks left until the end of the calibration, and the one with the
smallest mean absolute error of the total goes into the hold-out.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from reports.numbers import minus
from sim.config.compose import compose_plan
from sim.study.coverage import write
from sim.study.fit.cohort import summarise
from sim.study.fit.estimate import fit_orders
from sim.study.fit.holdout import Holdout, hold_out
from sim.study.fit.lived import lived
from sim.study.fit.orders import Orders
from sim.study.fit.report import FitReport
from sim.study.fit.rivals import PUBLISHED, RIVALS, Fit

UNTIL = date(1997, 9, 30)
ORIGINS = (20, 24, 28, 32)  # weeks after which a forecast is made, of the 39 of the calibration
REPLICATIONS = 4
QUIET = ("acquisition=none", "shoppers.visits.per_week=0", "engine=compiled")
SIMULATOR = "siyu run"


def seen_only(orders: Orders, last_day: int) -> Orders:
    """The log as it was on a day: nothing later can leak into a choice."""
    then = orders.day <= last_day
    return replace(
        orders, customer=orders.customer[then], day=orders.day[then], value=orders.value[then]
    )


def rolling(orders: Orders, fits: Mapping[str, Fit]) -> dict[str, list[float]]:
    """Relative error of the total to the end of the log, from each origin, by name."""
    errors: dict[str, list[float]] = {name: [] for name in fits}
    for week in ORIGINS:
        last_day = 7 * week - 1
        cohort = summarise(orders, last_day)
        for name, fit in fits.items():
            known = seen_only(orders, last_day)
            test = hold_out(fit(known, cohort), orders, cohort, last_day)
            assert test is not None and test.total_error is not None, "orders follow every origin"
            errors[name].append(test.total_error)
    return errors


def score(errors: list[float]) -> float:
    """Mean absolute error in tenths of a percent; what is closer than that is a tie."""
    return round(float(np.abs(errors).mean()), 3)


def chosen(errors: Mapping[str, list[float]]) -> str:
    """The smallest score; in a tie what comes first, which is the simpler."""
    return min(errors, key=lambda name: score(errors[name]))


def simulator_test(report: FitReport) -> Holdout:
    """The engine's shoppers, at the estimate of the calibration, held against the later weeks."""
    shoppers = f"shoppers={report.out / 'shoppers.yaml'}"
    plan = compose_plan("baseline", [shoppers, *QUIET]).plan
    forecast = lived(plan, range(REPLICATIONS), report.last_day)
    test = hold_out(forecast, report.orders, report.cohort, report.last_day)
    assert test is not None, "the log goes on after the calibration"
    return test


def tests(report: FitReport, names: list[str]) -> dict[str, Holdout]:
    """The hold-out of the named forecasts and of the simulator."""
    known = seen_only(report.orders, report.last_day)
    fits = {**PUBLISHED, **RIVALS}
    found = {}
    for name in names:
        forecast = fits[name](known, report.cohort)
        test = hold_out(forecast, report.orders, report.cohort, report.last_day)
        assert test is not None, "the log goes on after the calibration"
        found[name] = test
    return found | {SIMULATOR: simulator_test(report)}


def rolling_table(errors: Mapping[str, list[float]]) -> str:
    """Errors of the total by origin, as a Markdown table."""
    heads = [f"after week {week}" for week in ORIGINS]
    lines = [_row("forecast", *heads, "mean absolute"), _row("---", *["--:"] * (len(heads) + 1))]
    for name, each in errors.items():
        told = (minus(f"{100 * error:+.1f} %") for error in each)
        lines.append(_row(name, *told, f"{100 * score(each):.1f} %"))
    return "\n".join(lines)


def totals_table(found: Mapping[str, Holdout]) -> str:
    """The three measures of each forecast, as a Markdown table."""
    heads = ("expected", "came", "total", "cumulative curve", "a customer")
    lines = [_row("forecast", *heads), _row("---", *["--:"] * len(heads))]
    for name, test in found.items():
        total, mape = test.total_error or 0.0, test.cumulative_mape or 0.0
        counts = f"{test.expected:,.0f}", f"{test.actual:,}"
        errors = minus(f"{100 * total:+.1f} %"), f"{100 * mape:.1f} %", f"{test.mae:.3f}"
        lines.append(_row(name, *counts, *errors))
    return "\n".join(lines)


def weeks_table(found: Mapping[str, Holdout], first_week: int) -> str:
    """Orders a week, real and from the tracking curve of each forecast."""
    lines = [_row("week", "came", *found), _row(*["--:"] * (len(found) + 2))]
    came = next(iter(found.values())).weekly_actual
    for week, real in enumerate(came):
        each = (f"{test.weekly_expected[week]:.1f}" for test in found.values())
        lines.append(_row(str(first_week + week), str(real), *each))
    return "\n".join(lines)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def main(args: list[str]) -> int:
    """Choose on the calibration, look at the hold-out, print or write."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "fit"
        report = fit_orders(Path(args[0]), out=out, until=UNTIL, customer="2", day="3", amount="5")
        known = seen_only(report.orders, report.last_day)
        errors = rolling(known, {**PUBLISHED, **RIVALS})
        winner = chosen(errors)
        names = [*PUBLISHED, *([] if winner in PUBLISHED else [winner])]
        found = tests(report, names)
    parts = (
        "### Chosen on weeks 1 to 39: error of the total until week 39",
        rolling_table(errors),
        f"Chosen: **{winner}**.",
        "### Weeks 40 to 78",
        totals_table(found),
        "### Orders a week",
        weeks_table(found, (report.last_day + 1) // 7 + 1),
    )
    measured = "\n\n".join(parts)
    if args[1:]:
        write(Path(args[1]), measured)
    else:
        print(measured)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
