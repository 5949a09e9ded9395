"""From an order log to fitted shoppers: clean, split, fit, test, write."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from sim.config.errors import InputError
from sim.config.said import Said, listed, pair, say
from sim.study.fit import writing
from sim.study.fit.cohort import Cohort, summarise
from sim.study.fit.gammagamma import fit_gammagamma
from sim.study.fit.holdout import Holdout, cumulative_expected, hold_out
from sim.study.fit.issues import KINDS, Issue, counts
from sim.study.fit.laws import FittedLaw, fit_laws
from sim.study.fit.maximise import Maximum
from sim.study.fit.orders import Orders, clean
from sim.study.fit.report import FitReport
from sim.study.fit.table import read_table

SPLIT_FROM_DAYS = 26 * 7  # a shorter log is too short to give half of it away to a test


def fit_orders(
    path: Path,
    *,
    out: Path,
    until: date | None = None,
    customer: str = "customer",
    day: str = "date",
    amount: str = "amount",
    currency_rate: float = 1.0,
    people_per_customer: int = 20,
    label: str | None = None,
) -> FitReport:
    """Estimate repeat buying and order values from an order log and write the results to `out`.

    Args:
        path: the log: separated text or Parquet, one row for each order or refund.
        out: folder for fit.json, import.csv and shoppers.yaml; written whole or not at all.
        until: last date of the calibration, later orders are the hold-out. Without it the first
            half of a log of at least 26 weeks, else all of it.
        customer, day, amount: columns, by name or by number from 1.
        currency_rate: yuan for one unit of the log's currency.
        people_per_customer: simulated people for each real one, so that chance stays small.
        label: name of the customer base; without it the name of the file.

    Raises:
        InputError: the log or a setting is wrong.
    """
    _check(currency_rate, people_per_customer, out)
    cleaned = _orders(path, customer, day, amount)
    last_day = _calibration_end(path, cleaned, until)
    cohort = summarise(cleaned, last_day)
    _check_repeats(path, cohort, cleaned.issues)
    laws = fit_laws(cohort)
    report = FitReport(
        source=_one_line(path.name),
        label=_one_line(label or path.stem),
        orders=cleaned,
        cohort=cohort,
        last_day=last_day,
        laws=laws,
        gammagamma=_spending(cohort),
        value_correlation=_correlation(cohort),
        calibration_expected=_expected(laws, cohort, last_day),
        holdouts=_tests(laws, cleaned, cohort, last_day),
        currency_rate=currency_rate,
        people_per_customer=people_per_customer,
        out=out,
    )
    writing.write_folder(report)
    return report


def _orders(path: Path, customer: str, day: str, amount: str) -> Orders:
    """What the log says, row by row, of which some order must be left."""
    cleaned = clean(read_table(path, customer, day, amount))
    if not isinstance(cleaned, Orders):
        raise _no_orders(path, cleaned)
    return cleaned


def _one_line(name: str) -> str:
    return " ".join(name.split())


def _spending(cohort: Cohort) -> Maximum:
    """Order values of who has a repeat order with a value."""
    valued = cohort.valued > 0
    return fit_gammagamma(cohort.valued[valued], cohort.mean_value[valued])


def _expected(laws: Mapping[str, FittedLaw], cohort: Cohort, last_day: int) -> dict[str, float]:
    """Repeat orders of the calibration, by law."""
    return {name: cumulative_expected(law, cohort, last_day) for name, law in laws.items()}


def _tests(
    laws: Mapping[str, FittedLaw], orders: Orders, cohort: Cohort, last_day: int
) -> dict[str, Holdout]:
    """Each law against the orders after the calibration, if there are any."""
    tests = {name: hold_out(law, orders, cohort, last_day) for name, law in laws.items()}
    return {name: test for name, test in tests.items() if test is not None}


def _check(currency_rate: float, people_per_customer: int, out: Path) -> None:
    if not (math.isfinite(currency_rate) and currency_rate > 0):
        raise InputError(
            say("the currency rate is not a price"),
            key="currency_rate",
            value=currency_rate,
            allowed=say("yuan for one unit of the log's currency, above 0"),
        )
    if people_per_customer < 1:
        raise InputError(
            say("there must be someone to simulate"),
            key="people_per_customer",
            value=people_per_customer,
            allowed=say("a whole number from 1"),
        )
    if out.exists() and not out.is_dir():
        raise InputError(say("the results need a folder, this is a file"), key="out", value=out)


def _found(issues: tuple[Issue, ...]) -> Said:
    """What was odd in the rows, and how often."""
    found = [
        say("{n} {n:row|rows}: {kind}", n=n, kind=pair(*KINDS[kind]))
        for kind, n in counts(issues).items()
    ]
    return listed(found, "; ")


def _no_orders(path: Path, issues: tuple[Issue, ...]) -> InputError:
    return InputError(
        say("the order log holds no order that can be used"),
        file=f"{path}:{issues[0].line}",
        value=issues[0].text,
        allowed=say(
            "a customer, a date and an amount in each row (found {found})",
            found=_found(issues),
        ),
    )


def _calibration_end(path: Path, orders: Orders, until: date | None) -> int:
    """Last day of the calibration, counted from day 0."""
    span = int(orders.day.max()) + 1
    if until is None:
        return (span // 2 if span >= SPLIT_FROM_DAYS else span) - 1
    end = orders.start + timedelta(days=span - 1)
    if not orders.start <= until <= end:
        raise InputError(
            say("the calibration must end within the order log"),
            file=path,
            key="until",
            value=until,
            allowed=say("{first} to {last}", first=orders.start, last=end),
        )
    return (until - orders.start).days


def _check_repeats(path: Path, cohort: Cohort, issues: tuple[Issue, ...]) -> None:
    if not cohort.x.any():
        many = say("{many} {many:customer|customers}, 0 repeat orders", many=len(cohort.x))
        raise InputError(
            say("no customer bought again in the calibration: nothing to learn repeat buying from"),
            file=path,
            value=say("{many} (found {found})", many=many, found=_found(issues))
            if issues
            else many,
            allowed=say(
                "orders of one customer on two or more days; a later `until` takes in more"
            ),
        )
    if not cohort.valued.any():
        raise InputError(
            say("no repeat order in the calibration has a value: nothing to learn spending from"),
            file=path,
            key="amount",
            value=say(
                "{orders} repeat {orders:order|orders}, all of amount 0", orders=int(cohort.x.sum())
            ),
            allowed=say("amounts above 0"),
        )


def _correlation(cohort: Cohort) -> float | None:
    """Of repeat orders and their mean value, over customers with a valued repeat order."""
    valued = cohort.valued > 0
    x, mean = cohort.x[valued], cohort.mean_value[valued]
    if np.ptp(x) == 0 or np.ptp(mean) == 0:
        return None
    return float(np.corrcoef(x, mean)[0, 1])
