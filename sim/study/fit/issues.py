"""What an import can find wrong or odd in a row, and what it then does with the row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

KINDS: dict[str, tuple[str, str]] = {
    "missing_customer": ("no customer, left out", "缺客户编号，已剔除"),
    "bad_date": ("not a date, left out", "日期无法识别，已剔除"),
    "bad_amount": ("not an amount, left out", "金额无法识别，已剔除"),
    "duplicate": ("equal to an earlier row, kept once", "与前面某行完全相同，只留一次"),
    "equal_order": (
        "equal to an earlier row, kept: these customers order more than once a day",
        "与前面某行完全相同，保留：该日志的客户会一天多单",
    ),
    "refund": ("refund, cancels an earlier order", "退款，抵消之前的一单"),
    "refund_unmatched": ("refund of no known order, left out", "退款找不到原订单，已剔除"),
    "zero_amount": (
        "zero amount, kept as an order, its value is not used",
        "金额为零，计入订单时间，不计入金额",
    ),
}


@dataclass(frozen=True)
class Issue:
    """One finding: line of the file (1-based), kind (a key of `KINDS`), and the row in words."""

    line: int
    kind: str
    text: str


def counts(issues: Sequence[Issue]) -> dict[str, int]:
    """Number of findings by kind, in the order of `KINDS`; kinds not found are absent."""
    found = Counter(issue.kind for issue in issues)
    return {kind: found[kind] for kind in KINDS if found[kind]}
