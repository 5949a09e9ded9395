"""A sentence said in English that can be told in Chinese too.

Messages are written in English where they arise: `say("{key} is out of range", key=…)`. What comes
back *is* that English text, so it compares, logs and prints as any text does; it also remembers
its sentence and what fills the gaps of it, and so can be told in Chinese. The Chinese of every
sentence is in `said.zh.yaml`, read when somebody asks for it; a test holds both in step.
"""

from __future__ import annotations

import sys
from contextvars import ContextVar
from functools import cache
from importlib import resources
from typing import Literal, LiteralString

from sim.config.filling import filled

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
"""In which people are spoken to; the first unless they ask for another."""


class Said(str):
    """English text that can be told in another language."""

    def told(self, lang: str) -> str:
        """The text in the language asked for."""
        raise NotImplementedError


class Sentence(Said):
    """A sentence of the catalogue and what fills its gaps."""

    sentence: str
    gaps: dict[str, object]

    def told(self, lang: str) -> str:
        """The sentence in the language asked for; what fills a gap and was said is translated."""
        if lang != "zh":
            return str(self)
        gaps = {name: told(value, lang) for name, value in self.gaps.items()}
        return filled(_chinese()[self.sentence], **gaps)


class Pair(Said):
    """Words that come with their Chinese, such as what a lever means."""

    zh: str

    def told(self, lang: str) -> str:
        """The words in the language asked for."""
        return self.zh if lang == "zh" else str(self)


def say(sentence: LiteralString, **gaps: object) -> Said:
    """Say a sentence.

    Args:
        sentence: English, its gaps in braces, which may hold a format: `{most:,}`. It is written
            out here and nowhere else: its Chinese is found by it.
        gaps: what fills them; numbers, names, or something said.
    """
    said = Sentence(filled(sentence, **gaps))
    said.sentence, said.gaps = sentence, gaps
    return said


def pair(en: str, zh: str) -> Said:
    """Say words that stand in both languages already."""
    said = Pair(en)
    said.zh = zh
    return said


def listed(words: list[Said], joint: str = ", ") -> Said:
    """Say several things in a row."""
    return pair(
        joint.join(words), ("；" if ";" in joint else "、").join(w.told("zh") for w in words)
    )


SPOKEN: ContextVar[str] = ContextVar("SPOKEN", default="en")
"""The language of whoever reads standard error; a command sets it before anything else."""


def speak(lang: str) -> None:
    """From here on notes are told in this language."""
    SPOKEN.set(lang)


def note(said: Said) -> None:
    """Tell the person who waits something, on standard error."""
    print(said.told(SPOKEN.get()), file=sys.stderr, flush=True)


def told(value: object, lang: str) -> object:
    """A value as it stands in a message: translated if it was said, else as it is."""
    return value.told(lang) if isinstance(value, Said) else value


@cache
def _chinese() -> dict[str, str]:
    import yaml

    text = resources.files("sim.config").joinpath("said.zh.yaml").read_text("utf-8")
    found: dict[str, str] = yaml.safe_load(text)
    return found
