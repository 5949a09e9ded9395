"""What the brand owes its members, month by month: opening + what came - what went = closing.

Coupons at face value, points at their worth, stored value as paid in and added; what was paid
ahead (fees of cards, goods sent at fixed times, deposits of leads) as paid.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
from xlsxwriter.utility import xl_rowcol_to_cell

from reports.money import apportion, exact_mean, yuan
from reports.results import PERIODIC_PAID, Ints, Results, Scenario
from reports.rounding import rounded_means
from reports.sheets.book import Book
from sim.ledger.accounts import INDEX

OPENING = 2  # column


@dataclass(frozen=True)
class Held:
    """Where else a flow stands.

    accounts: on the sheet of the plan.
    points: flows of the points' roll-forward that it holds besides (1), or that the accounts hold
        beside it (-1).
    """

    accounts: tuple[str, ...]
    points: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Liability:
    """One roll-forward.

    name: its sheet is `sheet.NAME` in the words, the note under the title `book.NAME_note`.
    account: of the ledger.
    came, went: what adds to it and what takes from it, in order of the columns; a flow is the sum
        of some daily series.
    booked: by flow where else it may stand; the first that is just this flow in every month of
        every replication counts.
    """

    name: str
    account: str
    came: Mapping[str, tuple[str, ...]]
    went: Mapping[str, tuple[str, ...]]
    booked: Mapping[str, tuple[Held, ...]]

    @property
    def flows(self) -> dict[str, tuple[str, ...]]:
        """All flows, in order of the columns."""
        return {**self.came, **self.went}

    @property
    def closing(self) -> int:
        """Column of the closing balance."""
        return OPENING + 1 + len(self.flows)


def _coupons(flow: str) -> tuple[str, ...]:
    return tuple(f"{kind}_{flow}_fen" for kind in ("coupon", "reward_coupon", "member_coupon"))


_GRANTED = ("coupons_granted", "referral_rewards")
_LAPSED = ("coupon_breakage", "reward_breakage")
COUPONS = Liability(
    "coupons",
    "coupon_liability",
    {"issued": _coupons("issued")},
    {"redeemed": _coupons("redeemed"), "expired": _coupons("expired")},
    {
        "issued": (
            Held(_GRANTED),
            Held(_GRANTED, {"turned": 1}),
            Held((*_GRANTED, "tier_benefits"), {"turned": 1}),
        ),
        "expired": (Held(_LAPSED), Held((*_LAPSED, "loyalty_breakage"), {"expired": -1})),
    },
)
POINTS = Liability(
    "points",
    "points_liability",
    {"granted": ("points_granted_fen",)},
    {
        "turned": ("points_spent_fen",),
        "taken_off": ("points_off_fen",),
        "expired": ("points_expired_fen",),
    },
    {"granted": (Held(("points_granted",)),), "expired": (Held(("loyalty_breakage",)),)},
)
STORED = Liability(
    "stored",
    "stored_liability",
    {"paid_in": ("topped_up_fen",), "bonus": ("top_up_bonus_fen",)},
    {"used": ("stored_used_fen",)},
    {"bonus": (Held(("stored_bonus",)),)},
)
FEES = Liability(
    "fees",
    "fees_deferred",
    {"fees_paid": ("fee_paid_fen",)},
    {"earned": ("fee_earned_fen",), "given_back": ("fee_given_back_fen",)},
    {"earned": (Held(("membership_fees",)),)},
)
PERIODIC = Liability(
    "periodic",
    "periodic_deferred",
    {"paid_ahead": (PERIODIC_PAID,)},
    {"sent": ("periodic_fen",)},
    {"sent": (Held(("periodic_sales",)),)},
)
DEPOSITS = Liability(
    "deposits",
    "deposits_held",
    {"deposits_paid": ("deposit_paid_fen",)},
    {"credited": ("deposit_used_fen",), "given_back": ("deposit_returned_fen",)},
    {},
)


def write(book: Book) -> None:
    """The coupons of every plan; what else is owed where some plan has it."""
    _sheet(book, COUPONS)
    for liability in (POINTS, STORED, FEES, PERIODIC, DEPOSITS):
        if any(
            monthly(book.results, scenario, series).any()
            for scenario in book.results.scenarios
            for series in liability.flows.values()
        ):
            _sheet(book, liability)


def monthly(results: Results, scenario: Scenario, series: tuple[str, ...]) -> Ints:
    """A flow by month in fen, shape (replications, months)."""
    daily = np.sum([results.daily(scenario.name, name) for name in series], axis=0)
    return results.calendar.by_month(daily)


def _sheet(book: Book, liability: Liability) -> None:
    """One row for each plan and month."""
    words = book.words
    note = words(f"book.{liability.name}_note", n=book.results.replications)
    sheet = book.sheet(words(f"sheet.{liability.name}"), note)
    balance = ("closing", "closing_p50", "closing_p90")
    keys = ("scenario", "month", "opening", *liability.flows, *balance)
    book.head(sheet, 2, [words(f"book.{key}") for key in keys], OPENING)
    row = 3
    for scenario in book.results.scenarios:
        row = _scenario(book, sheet, row, scenario, liability) + 1
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 10)
    sheet.set_column(OPENING, liability.closing + 2, 16)
    sheet.freeze_panes(3, 2)
    sheet.repeat_rows(2)


def _scenario(book: Book, sheet: Any, row: int, scenario: Scenario, liability: Liability) -> int:
    """The months of one plan; returns the row after its last."""
    results, signs = book.results, _signs(liability)
    flows = [monthly(results, scenario, series) for series in liability.flows.values()]
    means = mean_flows(results, scenario, liability)
    net = np.sum([sign * flow for sign, flow in zip(signs, flows, strict=True)], axis=0)
    percentiles = np.percentile(net.cumsum(axis=1), (50, 90), axis=0)
    opening, money, closing = 0, book.styles["money"], liability.closing
    for m, month in enumerate(results.calendar.month_names()):
        at = row + m
        sheet.write(at, 0, scenario.title[book.words.lang], book.styles["text"])
        sheet.write(at, 1, month, book.styles["text"])
        start = "=0" if m == 0 else f"={xl_rowcol_to_cell(at - 1, closing)}"
        sheet.write_formula(at, OPENING, start, money, yuan(opening))
        for i, mean in enumerate(means, start=OPENING + 1):
            sheet.write_number(at, i, yuan(mean[m]), money)
        opening += sum(sign * mean[m] for sign, mean in zip(signs, means, strict=True))
        total = f"={xl_rowcol_to_cell(at, OPENING)}" + "".join(
            f"{'+' if sign > 0 else '-'}{xl_rowcol_to_cell(at, i)}"
            for i, sign in enumerate(signs, start=OPENING + 1)
        )
        sheet.write_formula(at, closing, total, money, yuan(opening))
        for i in range(2):
            sheet.write_number(at, closing + 1 + i, yuan(round(percentiles[i, m])), money)
    return row + len(net[0])


def _signs(liability: Liability) -> list[int]:
    return [1] * len(liability.came) + [-1] * len(liability.went)


def mean_flows(results: Results, scenario: Scenario, liability: Liability) -> list[list[int]]:
    """Mean of each flow by month in whole fen, the same wherever else it stands in the workbook."""
    flows = [monthly(results, scenario, series) for series in liability.flows.values()]
    ledger = results.ledger(scenario.name)
    rounded = rounded_means(ledger)
    points: dict[str, tuple[Ints, Ints]] = {}
    if any(held.points for places in liability.booked.values() for held in places):
        named = zip(POINTS.flows.items(), mean_flows(results, scenario, POINTS), strict=True)
        points = {
            name: (monthly(results, scenario, series), np.array(mean, np.int64))
            for (name, series), mean in named
        }
    shown = [
        _as_booked(flow, liability.booked.get(name, ()), (ledger, rounded), points)
        for name, flow in zip(liability.flows, flows, strict=True)
    ]
    movement = -rounded[:, INDEX[liability.account]]
    return _mean_fen(flows, _signs(liability), movement, shown)


def _as_booked(
    flow: Ints,
    places: Sequence[Held],
    books: tuple[Ints, Ints],
    points: Mapping[str, tuple[Ints, Ints]],
) -> Ints | None:
    """Means by month of a flow as they stand elsewhere; None if it stands nowhere by itself.

    books: the ledger, and its means in whole fen. points: by flow of the points' roll-forward what
    went through it, and its means in whole fen.
    """
    ledger, rounded = books
    for held in places:
        at = [INDEX[one] for one in held.accounts]
        exact = np.abs(ledger[:, :, at].sum(axis=2))
        mean = np.abs(rounded[:, at].sum(axis=1))
        for name, sign in held.points.items():
            exact, mean = exact + sign * points[name][0], mean + sign * points[name][1]
        if (exact == flow).all() and (mean >= 0).all():
            return np.asarray(mean, np.int64)
    return None


def _mean_fen(
    flows: Sequence[Ints], signs: Sequence[int], movement: Ints, shown: Sequence[Ints | None]
) -> list[list[int]]:
    """Mean of each flow by month in whole fen, which come to the movement of the account.

    A flow that stands elsewhere is the same here (`shown`); the others take up what its
    rounding leaves, a few fen at most, if there are others in that month. Where the series
    themselves come to something else than the account, they stand for themselves: the
    reconciliation shows it.
    """
    found: list[list[int]] = [[] for _ in flows]
    for m, moved in enumerate(movement):
        exact = [sign * exact_mean(flow[:, m]) for sign, flow in zip(signs, flows, strict=True)]
        net = sum(exact, Fraction(0))
        whole = int(moved) if abs(net - int(moved)) < 1 else round(net)
        fixed = {i: signs[i] * int(one[m]) for i, one in enumerate(shown) if one is not None}
        month = _settled(exact, whole, fixed)
        for mine, sign, fen in zip(found, signs, month, strict=True):
            mine.append(sign * fen)
    return found


def _settled(exact: Sequence[Fraction], whole: int, fixed: Mapping[int, int]) -> list[int]:
    """Parts in whole fen that come to `whole`, some of them given.

    Those given are kept unless the others are nothing, or so little that they would turn round.
    """
    free = [i for i, part in enumerate(exact) if i not in fixed and part]
    rest = whole - sum(fixed.values())
    off = rest - sum((exact[i] for i in free), Fraction(0))
    shares = apportion([exact[i] + off / len(free) for i in free], rest) if free else []
    turned = any(share * exact[i] < 0 for i, share in zip(free, shares, strict=True))
    if turned or sum(shares) != rest:
        return apportion(exact, whole)
    given = {**fixed, **dict(zip(free, shares, strict=True))}
    return [given.get(i, 0) for i in range(len(exact))]
