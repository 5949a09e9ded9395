"""Events of the log as a reader would say them, and what the amount of each is to the brand.

The words are data (`eventwords.yaml`); there is an entry for every event of `sim.measure.events`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sim.config.filling import filled

LANES = ("touch", "coupon", "order", "life", "service")
INCOME = ("sales", "income")
"""What the brand takes; the rest of `MONEY` it gives."""
MONEY = (
    *INCOME,
    *("discount", "returned", "messages", "commission", "rewards", "handling", "amends"),
)
SOURCES = {
    "initial": {"en": "the members of day 0", "zh": "初始会员"},
    "referral": {"en": "a friend's invitation", "zh": "好友邀请"},
}
"""Where people come from who come by no acquisition channel; no channel has such a name."""

_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, kw_only=True)
class EventWords:
    """How one event is told.

    en, zh: what happened, with fields in braces and what may be left out in brackets.
    lane: where it stands in a picture of a life, one of `LANES`.
    money: what its amount is, one of `MONEY`, or `none`.
    routine: said together with others like it.
    quiet: left out of a story, as what follows from it is told.
    named: its reference is a name hash.
    why: by language, what its reference stands for.
    """

    en: str
    zh: str
    lane: str
    money: str
    routine: bool = False
    quiet: bool = False
    named: bool = False
    why: Mapping[str, list[str]] | None = None

    def say(
        self, lang: str, *, way: str, yuan: str, reference: int, names: Mapping[int, str]
    ) -> str:
        """The event in words.

        Args:
            lang: `en` or `zh`.
            way: its channel, or nothing.
            yuan: its amount in words, or nothing.
            reference: as in the log.
            names: parts of the plan by name hash.
        """
        reasons = self.why[lang] if self.why else []
        values = {
            "way": way,
            "yuan": yuan,
            "n": str(reference),
            "nth": str(reference + 1),
            "name": names.get(reference, "") if self.named else "",
            "why": reasons[reference] if 0 <= reference < len(reasons) else "",
        }

        def kept(part: re.Match[str]) -> str:
            return part[1] if all(values[one] for one in _FIELD.findall(part[1])) else ""

        text = self.zh if lang == "zh" else self.en
        return filled(_OPTIONAL.sub(kept, text), **values)


def source_words(channel: str, lang: str) -> str:
    """Where somebody joined from: an acquisition channel by its name in the plan, or in words."""
    return SOURCES[channel][lang] if channel in SOURCES else channel


@cache
def event_words() -> dict[str, EventWords]:
    """Every event by its name in the log."""
    file = Path(__file__).with_suffix(".yaml")
    entries: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return {name: EventWords(**entry) for name, entry in entries.items()}
