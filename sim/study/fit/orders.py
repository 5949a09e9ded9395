"""From the rows of a log to clean orders, with every odd row accounted for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.config.said import say
from sim.study.fit.cells import DATES_ALLOWED, is_missing, parse_amount, parse_date
from sim.study.fit.issues import Issue
from sim.study.fit.table import Table

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class Entry(NamedTuple):
    """One valid row: day is a proleptic ordinal, second counts from midnight."""

    line: int
    customer: str
    day: int
    second: int
    amount: float
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Orders:
    """Clean orders, at most one a customer and day, sorted by customer, then day.

    customer: number of the customer, 0 for the first, shape (orders,).
    day: days since the first day of the log, shape (orders,).
    value: value of that day's purchases in the log's currency, shape (orders,).
    start: calendar date of day 0.
    rows: data rows in the file.
    merged: rows added to another order of the same customer and day.
    """

    customer: Ints
    day: Ints
    value: Floats
    start: date
    rows: int
    merged: int
    issues: tuple[Issue, ...]


def clean(table: Table) -> Orders | tuple[Issue, ...]:
    """Orders of a log; or, if not one row is left, the issues that say why."""
    issues: list[Issue] = []
    entries = _valid_entries(table, issues)
    entries = _without_duplicates(entries, table.columns, issues)
    entries = _without_refunds(entries, issues)
    issues.extend(
        Issue(
            e.line,
            "zero_amount",
            say("customer {customer}, {day}", customer=e.customer, day=_day(e)),
        )
        for e in entries
        if e.amount == 0
    )
    issues.sort(key=lambda issue: issue.line)
    if not entries:
        return tuple(issues)
    return _merge_days(entries, len(table.rows), tuple(issues))


def _day(entry: Entry) -> str:
    return date.fromordinal(entry.day).isoformat()


def _valid_entries(table: Table, issues: list[Issue]) -> list[Entry]:
    """Rows with a customer, a date and an amount; the first thing missing is reported."""
    customer_at, date_at, amount_at = table.columns
    entries = []
    for line, cells in table.rows:
        customer, day, amount = cells[customer_at], cells[date_at], cells[amount_at]
        when, worth = parse_date(day), parse_amount(amount)
        if is_missing(customer):
            issues.append(
                Issue(
                    line,
                    "missing_customer",
                    say("date '{day}', amount '{amount}'", day=day, amount=amount),
                )
            )
        elif when is None:
            issues.append(
                Issue(
                    line, "bad_date", say("'{day}'; allowed: {dates}", day=day, dates=DATES_ALLOWED)
                )
            )
        elif worth is None:
            issues.append(
                Issue(line, "bad_amount", say("'{amount}'; allowed: a plain number", amount=amount))
            )
        else:
            entries.append(Entry(line, customer, *when, worth, cells))
    return entries


def _without_duplicates(
    entries: list[Entry], columns: tuple[int, int, int], issues: list[Issue]
) -> list[Entry]:
    """Rows equal in every column: one order written twice, or two equal orders of one day."""
    first: dict[tuple[str, ...], Entry] = {}
    repeats = []
    for entry in entries:
        if first.setdefault(entry.cells, entry) is not entry:
            repeats.append(entry)
    unique = list(first.values())
    kept = _repeats_are_orders(unique, len(repeats), columns)
    kind = "equal_order" if kept else "duplicate"
    issues.extend(
        Issue(
            e.line,
            kind,
            say("equal to line {line}: {row}", line=first[e.cells].line, row=" | ".join(e.cells)),
        )
        for e in repeats
    )
    return entries if kept else unique


def _repeats_are_orders(unique: list[Entry], repeats: int, columns: tuple[int, int, int]) -> bool:
    """Whether equal rows are equal orders: CDNOW has them, and its published fit counts them.

    Where the log tells orders apart, by a time of day or an order number, equal rows are one
    order. Otherwise the log's own habit decides: customers whose different orders share a day
    more often than there are equal rows do order more than once a day.
    """
    if any(entry.second for entry in unique):
        return False
    others = set(range(len(unique[0].cells) if unique else 0)) - set(columns)
    if any(len({e.cells[k] for e in unique}) == len(unique) for k in others):
        return False
    bought = [(e.customer, e.day) for e in unique if e.amount >= 0]
    return len(bought) - len(set(bought)) > repeats


def _without_refunds(entries: list[Entry], issues: list[Issue]) -> list[Entry]:
    """Each refund cancels its customer's latest earlier order of the same amount, if any."""
    open_orders: dict[tuple[str, int], list[Entry]] = {}
    cancelled: set[int] = set()
    in_time = sorted(entries, key=lambda e: (e.day, e.second, e.amount < 0, e.line))
    for entry in in_time:
        # Cents, because -12.30 and 12.3 are the same money.
        waiting = open_orders.setdefault((entry.customer, round(abs(entry.amount) * 100)), [])
        if entry.amount >= 0:
            waiting.append(entry)
            continue
        cancelled.add(entry.line)
        row = say(
            "customer {customer}, {day}, {amount:g}",
            customer=entry.customer,
            day=_day(entry),
            amount=entry.amount,
        )
        if waiting:
            order = waiting.pop()
            cancelled.add(order.line)
            issues.append(
                Issue(
                    entry.line,
                    "refund",
                    say("{row}: cancels line {line}", row=row, line=order.line),
                )
            )
        else:
            issues.append(Issue(entry.line, "refund_unmatched", row))
    return [entry for entry in entries if entry.line not in cancelled]


def _merge_days(entries: list[Entry], rows: int, issues: tuple[Issue, ...]) -> Orders:
    """One order a customer and day, worth the day's sum (the published treatment of CDNOW)."""
    _, customer = np.unique(np.array([e.customer for e in entries]), return_inverse=True)
    day = np.array([e.day for e in entries], dtype=np.int64)
    start = int(day.min())
    # One key for (customer, day): sorting it sorts by customer, then day.
    span = int(day.max()) - start + 1
    key, place = np.unique(customer * span + (day - start), return_inverse=True)
    return Orders(
        customer=key // span,
        day=key % span,
        value=np.bincount(place, [e.amount for e in entries]).astype(np.float64),
        start=date.fromordinal(start),
        rows=rows,
        merged=len(entries) - len(key),
        issues=issues,
    )
