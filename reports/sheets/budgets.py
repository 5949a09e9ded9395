"""Three budgets (三预算) by month, and the media budget with its reserve and innovation share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from reports.money import COSTS, RESULT_ACCOUNTS, apportion, column, cost, exact_mean, yuan
from reports.results import Ints, Results, Scenario
from reports.rounding import rounded_means
from reports.sheets.book import Book
from sim.ledger.accounts import INDEX, Account

BUDGETS = ("project", "daily", "development")
"""Campaigns and everything given away; people and the daily run; tools and training."""
_OF_GROUP = {
    **dict.fromkeys(("coupons", "loyalty", "referral", "touch", "acquisition"), "project"),
    **dict.fromkeys(("guides", "fixed"), "daily"),
}
_OF_ACCOUNT = {
    "community_labour": "daily",
    "tags": "development",
    "tools": "development",
    "guide_training": "development",
}
POTS = ("ordinary", "reserve", "innovation")
MEDIA = ("media", "innovation_media")
PLAN, MONTH, FIRST = 0, 1, 2


def budget_of(account: Account) -> str:
    """The budget a cost is paid from: its account's own, or its group's."""
    return _OF_ACCOUNT.get(account.key, _OF_GROUP[account.group])


@dataclass(frozen=True)
class Block:
    """Some pots beside each other, fen by month.

    approved: of each pot, or None where none was approved. spent: of each pot.
    ledger: what the ledger says they cost together.
    """

    names: tuple[str, ...]
    approved: tuple[list[int] | None, ...]
    spent: tuple[list[int], ...]
    ledger: list[int]


def three_budgets(results: Results, scenario: Scenario) -> Block:
    """What was approved and spent of each budget, mean over replications."""
    means = rounded_means(results.ledger(scenario.name))
    costs = [account for account in RESULT_ACCOUNTS if account.group in COSTS]
    given = scenario.plan["control"]["budgets"]
    return Block(
        BUDGETS,
        tuple(_by_month(results, scenario, float(given[name])) for name in BUDGETS),
        tuple(
            means[:, [column(a) for a in costs if budget_of(a) == name]].sum(axis=1).tolist()
            for name in BUDGETS
        ),
        cost(means, COSTS).tolist(),
    )


def media_budget(results: Results, scenario: Scenario) -> Block:
    """The media money of a calendar month: ordinary channels, the reserve, innovation."""
    ledger = results.ledger(scenario.name)
    ordinary = ledger[:, :, INDEX[MEDIA[0]]]
    drawn = results.calendar.by_month(results.daily(scenario.name, "reserve_fen"))
    control = scenario.plan["control"]
    month = round(float(control["month_budget"]) * scenario.thousands * 100)
    kept = {name: int(month * float(control[name])) for name in ("reserve", "innovation")}
    pots = (month - sum(kept.values()), kept["reserve"], kept["innovation"])
    months = results.calendar.months
    means = rounded_means(ledger)
    usual, innovation = (means[:, INDEX[key]] for key in MEDIA)
    return Block(
        POTS,
        tuple([pot] * months if month else None for pot in pots),
        (*_shared((ordinary - drawn, drawn), usual), innovation.tolist()),
        (usual + innovation).tolist(),
    )


def _by_month(results: Results, scenario: Scenario, per_month: float) -> list[int] | None:
    """What was approved of each calendar month; None if nothing was.

    A whole month has all of it, whatever its days; a part month its share of them, as the costs
    that are paid by the month have (`sim.brand.bookkeeping.book_month`).
    """
    if per_month == 0.0:
        return None
    month = round(per_month * scenario.thousands * 100)
    return [round(Fraction(month * days, of)) for days, of in results.calendar.days_of_months()]


def _shared(parts: Sequence[Ints], wholes: Ints) -> tuple[list[int], ...]:
    """Means over replications of what adds up to rounded means, month by month, in whole fen."""
    exact = [[exact_mean(part[:, m]) for part in parts] for m in range(len(wholes))]
    months = [apportion(month, int(all_)) for month, all_ in zip(exact, wholes, strict=True)]
    return tuple(list(part) for part in zip(*months, strict=True))


def write(book: Book) -> None:
    """One row for each plan and month, and its total; two blocks beside each other."""
    words = book.words
    note = words("book.budgets_note", n=book.results.replications)
    sheet = book.sheet(words("sheet.budgets"), note, note_width=12)
    row = 4
    for scenario in book.results.scenarios:
        blocks = (three_budgets(book.results, scenario), media_budget(book.results, scenario))
        row = _scenario(book, sheet, row, scenario, blocks) + 1
    sheet.set_column(PLAN, PLAN, 26)
    sheet.set_column(MONTH, MONTH, 10)
    sheet.set_column(FIRST, FIRST + 2 * _width(3) - 1, 15)
    sheet.freeze_panes(4, FIRST)
    sheet.repeat_rows(2, 3)


def _width(pots: int) -> int:
    """Columns of a block: three a pot, together, ledger, difference."""
    return 3 * pots + 3


def _scenario(
    book: Book, sheet: Any, row: int, scenario: Scenario, blocks: tuple[Block, ...]
) -> int:
    """The months of one plan and their total; returns the row after it."""
    months = book.results.calendar.month_names()
    for at, month in enumerate([*months, book.words("book.total")], start=row):
        style = book.styles["text" if at < row + len(months) else "total_text"]
        sheet.write(at, PLAN, scenario.title[book.words.lang], style)
        sheet.write(at, MONTH, month, style)
    left = FIRST
    for block in blocks:
        if row == 4:
            _heading(book, sheet, left, block)
        _block(book, sheet, row, left, block)
        left += _width(len(block.names))
    return row + len(months) + 1


def _heading(book: Book, sheet: Any, left: int, block: Block) -> None:
    words, right = book.words, book.styles["head_right"]
    for i, name in enumerate(block.names):
        text = words(f"book.budget_{name}")
        sheet.merge_range(2, left + 3 * i, 2, left + 3 * i + 2, text, book.styles["head"])
        for j, key in enumerate(("approved", "spent", "unspent")):
            sheet.write(3, left + 3 * i + j, words(f"book.{key}"), right)
    end = left + 3 * len(block.names)
    sheet.merge_range(2, end, 2, end + 2, words("book.together"), book.styles["head"])
    for j, key in enumerate(("spent", "ledger", "difference")):
        sheet.write(3, end + j, words(f"book.{key}"), right)


def _block(book: Book, sheet: Any, row: int, left: int, block: Block) -> None:
    """Amounts, what is unspent, and the difference to the ledger, all but amounts as formulas."""
    months = len(block.ledger)
    end = left + 3 * len(block.names)
    for i, (approved, spent) in enumerate(zip(block.approved, block.spent, strict=True)):
        at = left + 3 * i
        _column(book, sheet, row, at + 1, spent)
        if approved is None:
            continue
        _column(book, sheet, row, at, approved)
        for m in range(months + 1):
            given, used = (xl_rowcol_to_cell(row + m, at + j) for j in (0, 1))
            rest = _sum(approved, m) - _sum(spent, m)
            style = book.styles["money" if m < months else "total"]
            sheet.write_formula(row + m, at + 2, f"={given}-{used}", style, yuan(rest))
    for m in range(months + 1):
        style, fen = book.styles["money" if m < months else "total"], book.styles["fen"]
        cells = [xl_rowcol_to_cell(row + m, left + 3 * i + 1) for i in range(len(block.names))]
        together = sum(_sum(spent, m) for spent in block.spent)
        sheet.write_formula(row + m, end, f"={'+'.join(cells)}", style, yuan(together))
        mine, theirs = (xl_rowcol_to_cell(row + m, end + j) for j in (0, 1))
        difference = together - _sum(block.ledger, m)
        formula = f"=ROUND(({mine}-{theirs})*100,0)"
        sheet.write_formula(row + m, end + 2, formula, fen, difference)
    _column(book, sheet, row, end + 1, block.ledger)


def _column(book: Book, sheet: Any, row: int, at: int, fen: list[int]) -> None:
    """Amounts of the months below each other, and their live sum."""
    for m, amount in enumerate(fen):
        sheet.write_number(row + m, at, yuan(amount), book.styles["money"])
    first, last = (xl_rowcol_to_cell(row + m, at) for m in (0, len(fen) - 1))
    total = book.styles["total"]
    sheet.write_formula(row + len(fen), at, f"=SUM({first}:{last})", total, yuan(sum(fen)))


def _sum(fen: list[int], month: int) -> int:
    """The amount of a month, or of all of them for the one after the last."""
    return fen[month] if month < len(fen) else sum(fen)
