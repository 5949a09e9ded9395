"""What each ledger account does to contribution, and how means are shown without losing a fen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from sim.ledger.accounts import ACCOUNTS, Account

Ints = npt.NDArray[np.int64]

# The lines of the report from sales down to contribution, in the order finance reads them.
GROUPS = (
    *("sales", "goods", "selling", "coupons", "loyalty", "referral"),
    *("touch", "guides", "fixed", "acquisition"),
)
PROGRAMME = ("coupons", "loyalty", "referral", "touch", "guides", "fixed")
COSTS = (*PROGRAMME, "acquisition")

RESULT_ACCOUNTS: tuple[Account, ...] = tuple(
    sorted((a for a in ACCOUNTS if a.group != "balance"), key=lambda a: GROUPS.index(a.group))
)
BALANCE_ACCOUNTS: tuple[Account, ...] = tuple(a for a in ACCOUNTS if a.group == "balance")


_PLACES = {account.key: place for place, account in enumerate(ACCOUNTS)}


def column(account: Account) -> int:
    """Place of an account on the last axis of a ledger array."""
    return _PLACES[account.key]


def sign(account: Account) -> int:
    """+1 if the account's natural amount adds to contribution, -1 if it takes from it.

    Refunds are kept beside sales, yet their natural amount is what went back to shoppers.
    """
    return 1 if account.kind == "income" and account.key != "refunds" else -1


def contribution(ledger: Ints) -> Ints:
    """Contribution in fen: credit less debit of every account outside the balance."""
    return -cost(ledger, GROUPS)


def cost(ledger: Ints, groups: Sequence[str]) -> Ints:
    """Cost of some groups in fen: debit less credit."""
    columns = [column(a) for a in RESULT_ACCOUNTS if a.group in groups]
    return np.asarray(ledger[..., columns].sum(axis=-1), np.int64)


def exact_mean(fen: Ints) -> Fraction:
    """Mean over replications without rounding; `fen` has shape (replications,)."""
    return Fraction(int(fen.sum()), len(fen))


def apportion(parts: Sequence[Fraction], total: int) -> list[int]:
    """Round each part down or up to a whole fen so that they add up to `total` (largest remainder).

    Args:
        parts: exact amounts in fen.
        total: their sum, rounded down or up to a whole fen.

    Returns:
        Whole fen, each less than one fen from its part; a part that is whole stays as it is.
    """
    floors = [math.floor(part) for part in parts]
    missing = total - sum(floors)
    by_remainder = sorted(range(len(parts)), key=lambda i: (floors[i] - parts[i], i))
    for i in by_remainder[:missing]:
        floors[i] += 1
    return floors


def yuan(fen: int) -> float:
    """Fen as yuan: the double nearest to the exact amount, so that two decimals show every fen."""
    return int(fen) / 100
