"""One cell of an order log: a customer, a date, an amount."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

from sim.config.said import say

MISSING = frozenset({"", "null", "nan", "none", "\\n"})
DATES_ALLOWED = say(
    "20240131, 2024-01-31, 2024/1/31 or 2024年1月31日, with or without a time of day"
)
# A date far outside any order log is a slip or a placeholder (1900-01-00, 9999-12-31).
YEARS = range(1970, 2100)

_SEPARATED = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
_CLOCK = r"(?:[T ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?"
_FORMS = (
    re.compile(_SEPARATED + _CLOCK),
    re.compile(r"(\d{4})(\d{2})(\d{2})" + _CLOCK),
    re.compile(r"(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})"),
)
_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,2})?")
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d*)?")


def is_missing(text: str) -> bool:
    """Whether a cell holds nothing, or one of the words exports write for nothing."""
    return text.lower() in MISSING


@lru_cache(maxsize=65536)
def parse_date(text: str) -> tuple[int, int] | None:
    """Day (proleptic ordinal) and second of that day of a date cell; None if it is not a date.

    The time is taken as written: a zone is read past, so a day is the shop's own day.
    """
    match = next((m for form in _FORMS if (m := form.fullmatch(text))), None)
    if match is None:
        return None
    numbers = [int(group or 0) for group in match.groups()]
    try:
        moment = datetime(*numbers)  # type: ignore[arg-type]
    except ValueError:
        return None
    if moment.year not in YEARS:
        return None
    second = moment.hour * 3600 + moment.minute * 60 + moment.second
    return moment.toordinal(), second


def parse_amount(text: str) -> float | None:
    """Amount of a cell, with or without a currency sign and thousands commas; None if neither."""
    plain = re.sub(r"[¥￥$€]\s*", "", text, count=1)
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    return float(plain) if _NUMBER.fullmatch(plain) else None
