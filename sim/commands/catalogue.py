"""list and explain: what can be run, and what each setting means and comes from."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.commands.arguments import language, refuse_rest, scenario_dir, take
from sim.config.compose import Composed, Layered, compose_layers, compose_plan
from sim.config.errors import InputError, nearest
from sim.config.keys import allowed_words, leaves, lever_at, number_words
from sim.config.lever import Lever
from sim.config.scenarios import scenario_files
from sim.config.sources import Origin
from sim.config.validate import build_story

Rows = list[tuple[str, ...]]


def list_scenarios(args: list[str]) -> None:
    """Print every scenario with its title and question."""
    lang, rest = language(args)
    refuse_rest(take(rest, "scenario_dir")[1], ["scenario_dir=FOLDER", "lang=zh", "lang=en"])
    rows: Rows = []
    for name, file in sorted(scenario_files(scenario_dir(rest)).items()):
        story = build_story(file)
        rows.append((name, story.title[lang], story.question[lang]))
    _table(("scenario", "title", "question"), rows)


def explain(args: list[str]) -> None:
    """Print what a scenario changes, or what the levers of that name mean."""
    lang, rest = language(args)
    folder, names = take(rest, "scenario_dir")
    if len(names) != 1 or "=" in names[0]:
        allowed = "siyu explain NAME: a scenario, or a setting by full or partial key"
        raise InputError("explain what?", value=" ".join(names) or None, allowed=allowed)
    own = [f"scenario_dir={path}" for path in folder.values()]
    scenarios = sorted(scenario_files(scenario_dir(own)))
    if names[0] in scenarios:
        _explain_scenario(names[0], own, lang)
    else:
        _explain_levers(names[0], scenarios, own, lang)


def _explain_scenario(name: str, own: list[str], lang: str) -> None:
    composed = compose_plan(name, own)
    story = composed.plan.story
    print(f"{name}: {story.title[lang]}\n{story.question[lang]}")
    print(f"evidence: {', '.join(story.evidence) or 'none'}\n")
    header = ("setting", "default", "here", "unit", "meaning", "source")
    _table(header, _changes(composed, compose_layers(name, own), lang))


def _changes(composed: Composed, here: Layered, lang: str) -> Rows:
    """The settings of a scenario that differ from the defaults of conf/."""
    defaults = dict(leaves(compose_layers(None).data))
    rows: Rows = []
    for key, value in leaves(here.data):
        lever = lever_at(key)
        if lever is None or key.startswith("story.") or defaults.get(key) == value:
            continue
        before = _words(defaults[key]) if key in defaults else "-"
        meaning, source = _meaning(lever, lang), composed.origin(key).source
        rows.append((key, before, _words(value), lever.unit, meaning, source))
    return rows


def _explain_levers(name: str, scenarios: list[str], own: list[str], lang: str) -> None:
    layers: dict[str | None, Layered] = {None: compose_layers(None)}
    layers |= {scenario: compose_layers(scenario, own) for scenario in scenarios}
    every = {
        key: None
        for layered in layers.values()
        for key, _ in leaves(layered.data)
        if lever_at(key) is not None and not key.startswith("story.")
    }
    found = _matching(name, list(every))
    if not found:
        raise InputError(
            f"there is no scenario and no setting named {name}",
            value=name,
            nearest=nearest(name, [*scenarios, *every]),
        )
    values = {scenario: dict(leaves(layered.data)) for scenario, layered in layers.items()}
    print("\n\n".join(_about(key, layers[None], values, lang) for key in found))


def _matching(name: str, keys: Sequence[str]) -> list[str]:
    """The key of that name; else the keys below or ending in it; else those that contain it."""
    inside = [key for key in keys if f".{name}." in f".{key}."]
    return [key for key in keys if key == name] or inside or [key for key in keys if name in key]


def _about(key: str, defaults: Layered, values: dict[str | None, dict[str, Any]], lang: str) -> str:
    lever = lever_at(key)
    assert lever is not None  # only levers are looked up
    default = values[None].get(key)
    lines = [key, f"  meaning: {_meaning(lever, lang)}", f"  unit: {lever.unit}"]
    lines.append(f"  default: {'none' if default is None else _words(default)}")
    lines.append(f"  allowed: {allowed_words(lever)}")
    if key in defaults.provenance:
        lines.append(f"  source: {_source(defaults.provenance[key])}")
    changed = [
        f"{scenario} ({_words(own[key])})"
        for scenario, own in values.items()
        if scenario is not None and key in own and own[key] != default
    ]
    lines.append(f"  changed by: {', '.join(changed) or 'no scenario'}")
    return "\n".join(lines)


def _source(origin: Origin) -> str:
    return f"{origin.source}, {origin.file}" if origin.source else origin.file


def _meaning(lever: Lever, lang: str) -> str:
    return lever.zh if lang == "zh" else lever.en


def _words(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return number_words(value)
    if isinstance(value, list):
        return f"[{', '.join(_words(one) for one in value)}]"
    return str(value) or '""'


def _table(header: Sequence[str], rows: Rows) -> None:
    """A table on a terminal; plain lines, tabs between, for a file or a pipe."""
    if not sys.stdout.isatty():
        print("\n".join("\t".join(row) for row in [tuple(header), *rows]))
        return
    table = Table(*header, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)
