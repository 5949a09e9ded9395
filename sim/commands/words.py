"""What a word of the trade is about: settings of a plan, figures of its results.

Who types 免打扰 or `frequency cap` does not know that the settings say 静默 and `weekly_cap`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources

from reports.words import words
from sim.config.keys import schema_levers
from sim.config.said import Language
from sim.config.schema import Plan, Study
from sim.measure.definitions import BY_KEY, KPIS, Kpi

TEXT: dict[Language, str] = {
    "en": "{key} (a figure of every run)\n  name: {name}\n  meaning: {meaning}\n  unit: {unit}",
    "zh": "{key}（每次运行都给出的指标）\n  名称：{name}\n  含义：{meaning}\n  单位：{unit}",
}
BETTER = {1: "page.better_up", -1: "page.better_down", 0: "page.better_depends"}


def figure_named(name: str) -> Kpi | None:
    """The figure of that key or that name in either language; None if there is none."""
    sought = name.casefold()
    called = ({one.key, one.en.casefold(), one.zh.casefold()} for one in KPIS)
    return next((one for one, names in zip(KPIS, called, strict=True) if sought in names), None)


def figures_of(word: str) -> list[Kpi]:
    """The figures that have a word in their name, in either language, or that it is about."""
    sought = word.casefold()
    named = [one for one in KPIS if sought in f"{one.en}\n{one.zh}\n{one.key}".casefold()]
    return [
        *named,
        *(BY_KEY[key] for key in _about(word) if key in BY_KEY and BY_KEY[key] not in named),
    ]


def forms_of(word: str) -> list[str]:
    """The settings a word is about, by their form on the reference page (`coupons.NAME.stock`)."""
    about = _about(word)
    if not about:
        return []
    every = [key for key, _ in (*schema_levers(Plan), *schema_levers(Study))]
    return [form for one in about for form in every if f"{form}.".startswith(f"{one}.")]


def alike(word: str) -> tuple[str, ...]:
    """The word, and what else the trade calls it."""
    return next((one for one in spoken_alike() if _plain(word) in one), (word,))


def told(kpi: Kpi, lang: Language) -> str:
    """What a figure is, in the language of the reader."""
    wording = words(lang)
    unit = wording(f"unit.{kpi.unit}").strip()
    return TEXT[lang].format(
        key=kpi.key,
        name=wording.name(kpi),
        meaning=wording.definition(kpi),
        unit=wording.listed([unit, wording(BETTER[kpi.better])]),
    )


def _about(word: str) -> Sequence[str]:
    """The settings and figures of an entry of words.yaml, _ and spaces being one."""
    return spoken().get(_plain(word), ())


def _plain(word: str) -> str:
    return word.casefold().replace("_", " ").strip()


@cache
def spoken() -> dict[str, tuple[str, ...]]:
    """What each word of words.yaml is about."""
    return {
        word: tuple(entry["about"]) for entry in _entries() for word in map(str, entry["words"])
    }


@cache
def spoken_alike() -> tuple[tuple[str, ...], ...]:
    """The words of each entry of words.yaml, which mean the same."""
    return tuple(tuple(map(str, entry["words"])) for entry in _entries())


@cache
def _entries() -> list[dict[str, list[str]]]:
    import yaml

    text = resources.files("sim.commands").joinpath("words.yaml").read_text("utf-8")
    entries: list[dict[str, list[str]]] = yaml.safe_load(text)
    return entries
