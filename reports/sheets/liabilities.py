"""What the brand owes its members, month by month: opening + what came - what went = closing.

Coupons at face value, points at their worth, stored value as paid in and added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from xlsxwriter.utility import xl_rowcol_to_cell

from reports.money import apportion, exact_mean, yuan
from reports.results import Ints, Results, Scenario
from reports.rounding import rounded_means
from reports.sheets.book import Book
from sim.ledger.accounts import INDEX

OPENING = 2  # column


@dataclass(frozen=True)
class Liability:
    """One roll-forward.

    name: its sheet is `sheet.NAME` in the words, the note under the title `book.NAME_note`.
    account: of the ledger.
    came, went: what adds to it and what takes from it, in order of the columns; a flow is the sum
        of some daily series.
    booked: by flow the accounts that hold it on the sheet of the plan, unless they hold more.
    """

    name: str
    account: str
    came: Mapping[str, tuple[str, ...]]
    went: Mapping[str, tuple[str, ...]]
    booked: Mapping[str, tuple[str, ...]]

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


COUPONS = Liability(
    "coupons",
    "coupon_liability",
    {"issued": _coupons("issued")},
    {"redeemed": _coupons("redeemed"), "expired": _coupons("expired")},
    {
        "issued": ("coupons_granted", "referral_rewards"),
        "expired": ("coupon_breakage", "reward_breakage"),
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
    {"granted": ("points_granted",), "expired": ("loyalty_breakage",)},
)
STORED = Liability(
    "stored",
    "stored_liability",
    {"paid_in": ("topped_up_fen",), "bonus": ("top_up_bonus_fen",)},
    {"used": ("stored_used_fen",)},
    {"bonus": ("stored_bonus",)},
)


def write(book: Book) -> None:
    """The coupons of every plan; points and stored value where some plan has them."""
    _sheet(book, COUPONS)
    for liability in (POINTS, STORED):
        if any(
            monthly(book.results, scenario, series).any()
            for scenario in book.results.scenarios
            for series in liability.flows.values()
        ):
            _sheet(book, liability)


def monthly(results: Results, scenario: Scenario, series: tuple[str, ...]) -> Ints:
    """A flow by month in fen, shape (replications, months)."""
    daily = np.sum([results.daily(scenario.name, name) for name in series], axis=0)
    calendar = results.calendar
    firsts = np.searchsorted(calendar.month_of_days(), np.arange(calendar.months))
    return np.add.reduceat(daily, firsts, axis=1)


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
    results, signs = book.results, [1] * len(liability.came) + [-1] * len(liability.went)
    flows = [monthly(results, scenario, series) for series in liability.flows.values()]
    ledger = results.ledger(scenario.name)
    rounded = rounded_means(ledger)
    movement = -rounded[:, INDEX[liability.account]]
    shown = [
        _as_booked(flow, [INDEX[one] for one in liability.booked.get(name, ())], ledger, rounded)
        for name, flow in zip(liability.flows, flows, strict=True)
    ]
    means = _mean_fen(flows, signs, movement, shown)
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


def _as_booked(flow: Ints, accounts: list[int], ledger: Ints, rounded: Ints) -> Ints | None:
    """Means by month of the accounts that hold just this flow, as the plan's own sheet shows them.

    None if there are no such accounts, or they hold something else besides.
    """
    if not accounts or (np.abs(ledger[:, :, accounts].sum(axis=2)) != flow).any():
        return None
    return np.asarray(np.abs(rounded[:, accounts].sum(axis=1)), np.int64)


def _mean_fen(
    flows: Sequence[Ints], signs: Sequence[int], movement: Ints, shown: Sequence[Ints | None]
) -> list[list[int]]:
    """Mean of each flow by month in whole fen, which come to the movement of the account.

    A flow that the plan's sheet shows is the same here (`shown`); the others take up what its
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
