"""Shoppers from five numbers about buyers, for a brand without an order log."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.config.errors import Allowed, InputError
from sim.config.overrides import COMMAND_LINE_FILE
from sim.config.said import Said, listed, say
from sim.study.fit import writing
from sim.study.fit.btyd import BgNbd, expected_repeats
from sim.study.fit.gammagamma import BOUNDS
from sim.study.fit.moments import (
    KEYS,
    LATE,
    OFTEN,
    REPEAT_KEYS,
    Figure,
    Solution,
    nearest_beside,
    not_lost_by,
    numbers_of,
    orders_between,
    solve,
    within_rounding,
)

YEAR = 365 / 7
SHARES = ("bought_again", "bought_often", "active")
DAYS_ALLOWED = range(28, 3651)
# Five numbers do not tell how order values differ. These are CDNOW's shapes (L5), the default of
# the simulator; the ranges are those of its trades.
P, Q = 6.25, 3.74
P_SOURCE, Q_SOURCE = "L5; assumption 1..10", "L5; assumption 2..10"


@dataclass(frozen=True)
class Range:
    """A value, and the lowest and highest one found among laws that have the numbers as typed."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class FiveReport:
    """What five numbers say about the shoppers.

    given: the numbers as typed, by name.
    days: how long people are followed from their first order.
    buyers: members on day 0; None leaves the default.
    solution: the BG/NBD that has the numbers (weeks), and how near it comes to each.
    parameters: r, alpha (weeks), a, b with what the digits leave open.
    outlook: what the law says about one first-time buyer: `first_year` and `second_year` further
        orders, `again_first_year` and `again_second_year` the chance of one, `not_lost` the chance
        to be no lost buyer after the first year.
    v: scale of order values in yuan, beside the assumed shapes `P` and `Q`.
    label, out: name of the customer base, folder of the files.
    """

    given: Mapping[str, Figure]
    days: int
    buyers: int | None
    solution: Solution
    parameters: Mapping[str, Range]
    outlook: Mapping[str, Range]
    v: float
    label: str
    out: Path


OUTLOOK: Mapping[str, Callable[[BgNbd], float]] = {
    "first_year": lambda law: _orders_by(law, YEAR),
    "second_year": lambda law: _orders_by(law, 2 * YEAR) - _orders_by(law, YEAR),
    "again_first_year": lambda law: numbers_of(law, YEAR)["bought_again"],
    "again_second_year": lambda law: orders_between(law, YEAR, 2 * YEAR),
    "not_lost": lambda law: not_lost_by(law, YEAR),
}


def fit_numbers(
    given: Mapping[str, Figure],
    *,
    out: Path,
    days: int = 365,
    buyers: int | None = None,
    label: str | None = None,
) -> FiveReport:
    """Find the shoppers who have five numbers, and write them to `out`.

    Args:
        given: of people followed for `days` from their first order: `bought_again`, the share with
            a further order; `orders`, mean further orders; `bought_often`, the share with three
            or more; `active`, the share with an order in the last third of the days; and
            `order_value`, the mean order in yuan.
        out: folder for fit.json and shoppers.yaml; written whole or not at all.
        days: how long they are followed.
        buyers: members on day 0; the default of the simulator if None.
        label: name of the customer base.

    Raises:
        InputError: a number is missing, impossible, contradicts another, or no law has them all.
    """
    _check(given, days, buyers)
    weeks = days / 7
    best = solve(given, weeks)
    if not best.reached:
        raise _out_of_reach(given, weeks, best)
    laws = within_rounding(given, weeks, best)
    report = FiveReport(
        given=given,
        days=days,
        buyers=buyers,
        solution=best,
        parameters={
            name: _range([float(vars(law)[name]) for law in laws]) for name in vars(best.model)
        },
        outlook={name: _range([measure(law) for law in laws]) for name, measure in OUTLOOK.items()},
        v=given["order_value"].value * (Q - 1) / P,
        label=" ".join((label or _label(given["bought_again"])).split()),
        out=out,
    )
    writing.put(out, {"fit.json": as_json(report), "shoppers.yaml": shoppers_yaml(report)})
    return report


def _label(again: Figure) -> str:
    return f"五个数字（复购 {again.text}） | Five numbers ({again.text} bought again)"


def _orders_by(law: BgNbd, weeks: float) -> float:
    return float(expected_repeats(law, np.array(weeks)))


def _range(values: list[float]) -> Range:
    return Range(values[0], min(values), max(values))


def _refusal(what: Said, given: Mapping[str, Figure], key: str, allowed: Allowed) -> InputError:
    value = given[key].text if key in given else None
    return InputError(what, file=COMMAND_LINE_FILE, key=key, value=value, allowed=allowed)


def _check(given: Mapping[str, Figure], days: int, buyers: int | None) -> None:
    """Refuse what no buyers at all could have.

    Raises:
        InputError: naming the number.
    """
    for key in KEYS:
        _check_alone(key, given)
    _check_together(given)
    if days not in DAYS_ALLOWED:
        allowed = say(
            "a whole number from {least:,} to {most:,}",
            least=DAYS_ALLOWED[0],
            most=DAYS_ALLOWED[-1],
        )
        raise InputError(
            say("people cannot be followed for so long"),
            file=COMMAND_LINE_FILE,
            key="days",
            value=days,
            allowed=allowed,
        )
    if buyers is not None and not 1 <= buyers <= 1e9:
        raise InputError(
            say("there must be someone to simulate"),
            file=COMMAND_LINE_FILE,
            key="buyers",
            value=buyers,
            allowed=say("a whole number from 1 to 1,000,000,000"),
        )


def _check_alone(key: str, given: Mapping[str, Figure]) -> None:
    """Refuse a number that is not there, or that no buyers have whatever the others are."""
    if key not in given:
        what = say("four numbers leave the shoppers open, all five are needed")
        raise _refusal(what, given, key, [" ".join(f"{one}=" for one in KEYS)])
    if given[key].value <= 0:
        raise _refusal(say("{key} must be above 0", key=key), given, key, say("a number above 0"))
    if key in SHARES and given[key].value >= 1:
        raise _refusal(
            say("{key} is a share of all buyers", key=key),
            given,
            key,
            say("0.41 or 41%, below 1"),
        )
    low, high = (v * P / (Q - 1) for v in BOUNDS["v"])
    if key == "order_value" and not low <= given[key].value <= high:
        what = say("order_value is the mean of an order in yuan")
        raise _refusal(
            what, given, "order_value", say("{low:.2g} to {high:,.0f}", low=low, high=high)
        )


def _check_together(given: Mapping[str, Figure]) -> None:
    """Refuse numbers that contradict each other."""
    again, orders, often, active = (given[key] for key in REPEAT_KEYS)
    if often.value >= again.value:
        what = say("who bought often has bought again")
        raise _refusal(
            what, given, "bought_often", say("below bought_again, {text}", text=again.text)
        )
    if active.value > again.value:
        what = say("who ordered in the last third of the days has bought again")
        raise _refusal(what, given, "active", say("at most bought_again, {text}", text=again.text))
    least = again.value + (OFTEN - 1) * often.value
    if orders.value <= least:
        what = say("too few further orders for so many who bought again, and so many often")
        why = say(
            "above {least:.4g}: one each of bought_again, two more of bought_often", least=least
        )
        raise _refusal(
            what, given, "orders", say("{why}; the mean counts who never came back too", why=why)
        )


def _out_of_reach(given: Mapping[str, Figure], weeks: float, best: Solution) -> InputError:
    """No law has the numbers: which one to change least, and to what."""
    beside = {key: nearest_beside(key, given, weeks, best.model) for key in REPEAT_KEYS}
    mends = {key: value for key, value in beside.items() if value is not None}
    what = say("no buyers who keep a rate and stop for good one day have these numbers together")
    if not mends:
        key = max(best.misses, key=lambda one: abs(best.misses[one]))
        near = ", ".join(f"{one}={value:.3g}" for one, value in best.numbers.items())
        return _refusal(
            what, given, key, say("more than one must change; near them is {near}", near=near)
        )
    order = sorted(mends, key=lambda one: abs(mends[one] / given[one].value - 1))
    words = [say("{one} about {value:.4g}", one=one, value=mends[one]) for one in order]
    allowed = say("beside the others as they are: {words}", words=listed(words, ", or "))
    return _refusal(what, given, order[0], allowed)


def as_json(report: FiveReport) -> str:
    """The content of fit.json: every number in full precision, time in weeks."""
    best = report.solution
    content = {
        "source": "five numbers",
        "label": report.label,
        "days": report.days,
        "numbers": {
            key: {
                "given": report.given[key].value,
                "half_a_digit": report.given[key].half,
                "fitted": best.numbers.get(key, report.given[key].value),
                "residual": best.numbers.get(key, report.given[key].value)
                - report.given[key].value,
            }
            for key in KEYS
        },
        "active_from_day": LATE * report.days,
        "bgnbd": {
            **vars(best.model),
            "ranges": {name: [one.low, one.high] for name, one in report.parameters.items()},
            "at_bound": list(best.at_bound),
        },
        "gammagamma": {"p": P, "q": Q, "v": report.v, "assumed": ["p", "q"]},
        "outlook": {name: vars(one) for name, one in report.outlook.items()},
        "time_unit": "weeks",
        "currency_rate": 1.0,
        "holdout": None,
    }
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)


def shoppers_yaml(report: FiveReport) -> str:
    """The customer base as configuration: each number followed by where it comes from."""
    typed = ", ".join(f"{key} {report.given[key].text}" for key in REPEAT_KEYS)
    source = f"five numbers over {report.days} days, {typed}"
    worth = report.given["order_value"].text
    ranges = {name: f"{one.low:.4g}..{one.high:.4g}" for name, one in report.parameters.items()}
    keys = {"r": "r", "alpha_weeks": "alpha", "a": "a", "b": "b"}
    law = vars(report.solution.model)
    lines = [
        "# @package _global_",
        f"# Shoppers who have these numbers: {typed}, order_value {worth}.",
        "shoppers:",
        f"  label: {writing.quoted(report.label)}",
        *([f"  initial: {report.buyers}  # plan"] if report.buyers is not None else []),
        "  repeat:",
        "    law: bgnbd",
        *(
            f"    {key}: {law[name]!r}  # fit: {source}, digits allow {ranges[name]}"
            for key, name in keys.items()
        ),
        "  spend:",
        f"    p: {P}  # {P_SOURCE}",
        f"    q: {Q}  # {Q_SOURCE}",
        f"    v_yuan: {report.v!r}  # fit: five numbers, mean order {worth} yuan at these p and q",
    ]
    return "\n".join(lines) + "\n"
