"""The wording of page, figures and workbook, in Chinese and English: data in text/*.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sim.config.errors import InputError
from sim.config.filling import filled
from sim.config.said import LANGUAGES, Language, say
from sim.kept import folder_for, kept
from sim.ledger.accounts import Account
from sim.measure.definitions import BY_KEY, Kpi

TEXT = Path(__file__).parent / "text"


@dataclass(frozen=True)
class Words:
    """All wording in one language. Keys are dotted: `figure.members.title`."""

    lang: Language
    texts: dict[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The text under a key, with `{names}` filled in; an unknown key is a KeyError."""
        return filled(self.texts[key], **values)

    def kpi(self, key: str) -> str:
        """Name of a KPI."""
        return self.name(BY_KEY[key])

    def kpi_inside(self, key: str) -> str:
        """Name of a KPI within a sentence: `active members`, but `CAC` and `K-factor`."""
        return self.inside(self.kpi(key))

    @staticmethod
    def inside(name: str) -> str:
        """A name within a sentence: its capital is kept only where it is an abbreviation's."""
        return name[0].lower() + name[1:] if name[1:2].islower() else name

    def name(self, item: Kpi | Account) -> str:
        """Name of a KPI or an account."""
        return item.zh if self.lang == "zh" else item.en

    def definition(self, kpi: Kpi) -> str:
        """Definition of a KPI: formula, cohort, window and denominator."""
        return kpi.definition_zh if self.lang == "zh" else kpi.definition_en

    def own(self, text: str) -> str:
        """The half of `中文 | English` in this language; a text of one half is for both."""
        chinese, _, english = text.partition(" | ")
        return english if self.lang == "en" and english else chinese

    def listed(self, parts: list[str]) -> str:
        """Parts as a list within a sentence."""
        return self.texts["join.list"].join(parts)


@cache
def words(lang: str) -> Words:
    """The wording in one language.

    Raises:
        InputError: there is no such language.
    """
    known = next((one for one in LANGUAGES if one == lang), None)
    if known is None:
        raise InputError(say("unknown language"), key="lang", value=lang, allowed=LANGUAGES)
    file = TEXT / f"{lang}.yaml"
    return Words(
        known, kept(folder_for("words", [file, Path(__file__)]), lang, lambda: _read(file))
    )


def _read(file: Path) -> dict[str, str]:
    import yaml  # a run that finds the wording as it was read before need not load it

    return dict(_flatten(yaml.safe_load(file.read_text(encoding="utf-8")), ""))


def _flatten(tree: dict[str, Any], prefix: str) -> list[tuple[str, str]]:
    leaves: list[tuple[str, str]] = []
    for key, value in tree.items():
        if isinstance(value, dict):
            leaves += _flatten(value, f"{prefix}{key}.")
        else:
            leaves.append((f"{prefix}{key}", str(value)))
    return leaves
