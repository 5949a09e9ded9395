"""What a plan's amounts are worth in its trade (行业).

Thirty yuan off are a deep cut on a basket of groceries and none on a kitchen. A plan therefore says
for orders of which size its amounts were written; in a trade of other orders they keep their share
of the mean order. An amount the command line sets stands as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sim.config.sources import Origin

# Amounts that mean something only beside an order, by their place in a plan; * is any name.
AMOUNTS = (
    *("coupon.face", "coupon.threshold", "coupon.budget"),
    *("coupons.*.face", "coupons.*.threshold", "coupons.*.price", "coupons.*.cost"),
    *("referral.inviter_reward", "referral.invitee_reward", "referral.review.cashback"),
    *("tiers.levels.*.from_yuan", "tiers.levels.*.coupon", "tiers.levels.*.birthday_gift"),
    *("stored_value.top_up", "stored_value.bonus"),
    *("audiences.*.spent_from", "audiences.*.spent_to"),
    *("views.*.stages.*.spent_from", "views.*.stages.*.spent_to"),
)
WHOLE = ("tiers.levels.*.from_yuan",)  # in whole yuan
_SAID = ("command line", "file")  # who set it there meant the amount in this trade


def scale_of(data: Mapping[str, Any]) -> float:
    """What an amount of the plan becomes in its trade; 1 if the two sizes agree or cannot be read.

    What cannot be read is refused by the validator, with its place.
    """
    trade = data.get("trade")
    sizes = [trade.get(key) for key in ("order_yuan", "written_for_yuan")] if trade else []
    numbers = [one for one in sizes if isinstance(one, int | float) and one >= 1]
    return numbers[0] / numbers[1] if len(numbers) == 2 else 1.0


def in_trade(data: Mapping[str, Any], provenance: Mapping[str, Origin]) -> Mapping[str, Any]:
    """Composed data with the plan's amounts in the money of its trade, to two figures.

    Args:
        data: nested plain dicts, lists and scalars, as composed.
        provenance: what set each full key.
    """
    scale = scale_of(data)
    return data if scale == 1.0 else {k: scaled(v, k, scale, provenance) for k, v in data.items()}


def scaled(value: Any, key: str, scale: float, provenance: Mapping[str, Origin]) -> Any:
    """What stands at a key, its amounts times a scale; not those set on the command line."""
    if isinstance(value, dict):
        return {k: scaled(v, f"{key}.{k}", scale, provenance) for k, v in value.items()}
    number = isinstance(value, int | float) and not isinstance(value, bool)
    origin = provenance.get(key)
    if not number or not is_amount(key) or (origin is not None and origin.kind in _SAID):
        return value
    rounded = float(f"{value * scale:.2g}")  # nobody prints a coupon of 6.16 yuan
    return max(1, round(rounded)) if _names(WHOLE, key) else rounded


def is_amount(key: str) -> bool:
    """Is a full key one of `AMOUNTS`?"""
    return _names(AMOUNTS, key)


def _names(patterns: tuple[str, ...], key: str) -> bool:
    """Does one of the patterns, in which * is any name, fit a key?"""
    return any(re.fullmatch(re.escape(one).replace(r"\*", "[^.]+"), key) for one in patterns)
