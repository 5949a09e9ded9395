"""list and explain: what can be run, and what each setting means and comes from."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from sim.commands import words
from sim.commands.arguments import language, refuse_rest, scenario_dir, take
from sim.commands.flow import explain_journey
from sim.config.compose import Composed, Composer, Layered, compose_layers
from sim.config.errors import InputError, nearest
from sim.config.keys import (
    allowed_words,
    field_levers,
    leaves,
    lever_at,
    number_words,
    schema_levers,
)
from sim.config.lever import Lever
from sim.config.overrides import COMMAND_LINE_FILE
from sim.config.said import Language, note, pair, say
from sim.config.scenarios import DataFile, scenario_files, scenario_named, usable
from sim.config.schema import Plan, Story, Study
from sim.config.sources import EVIDENCE_ID, Origin
from sim.config.validate import build_story, validate_part
from sim.config.wording import source_words, unit_words
from sim.evidence.levers import effects, own_name, pattern_of, told

Rows = list[tuple[str, ...]]

TEXT: dict[Language, dict[str, str]] = {
    "en": {
        "list": "scenario|title|question",
        "changes": "setting|default|here|unit|meaning|source",
        "evidence": "evidence: {ids}",
        "against": "asked against: {names}",
        "about": "{key}\n  meaning: {meaning}\n  unit: {unit}\n  default: {default}\n"
        "  allowed: {allowed}\n  source: {source}\n  takes effect in: {effects}\n"
        "  changed by: {changed}",
        "fact": "{id}: {fact}\n  source: {source}\n  window: {window}\n"
        "  grade: {grade}\n  contradicted by: {conflicts}\n  leaned on by:",
        "changed": "{scenario} ({value})",
        "comma": ", ",
        "none": "none",
        "nobody": "no scenario",
    },
    "zh": {
        "list": "方案|名称|问题",
        "changes": "设定|默认|本方案|单位|含义|来源",
        "evidence": "证据：{ids}",
        "against": "问的是与谁相比：{names}",
        "about": "{key}\n  含义：{meaning}\n  单位：{unit}\n  默认：{default}\n"
        "  允许：{allowed}\n  来源：{source}\n  作用于：{effects}\n  改动它的方案：{changed}",
        "fact": "{id}：{fact}\n  来源：{source}\n  期间：{window}\n"
        "  等级：{grade}\n  相反证据：{conflicts}\n  依据它的设定：",
        "changed": "{scenario}（{value}）",
        "comma": "、",
        "none": "无",
        "nobody": "无",
    },
}


def _explain_evidence(evidence_id: str, lang: Language) -> None:
    """Print one fact from outside, how well it is founded, and who leans on it."""
    from sim.evidence import load
    from sim.evidence.load import GRADES, cited_by, entry

    words, one = TEXT[lang], entry(evidence_id)
    english, chinese = GRADES[one.grade]
    print(
        words["fact"].format(
            id=one.id,
            fact=one.zh if lang == "zh" else one.en,
            source=load.source_words(one.source, lang),
            window=load.window_words(one.window, lang),
            grade=f"{one.grade}, {chinese if lang == 'zh' else english}",
            conflicts=words["comma"].join(one.conflicts) or words["none"],
        )
    )
    for place in cited_by(evidence_id) or [words["none"]]:
        print(f"    {place}")


def list_scenarios(args: list[str]) -> None:
    """Print every scenario with its title and question, or those that have all words asked for."""
    lang, rest = language(args)
    sought = [one for one in rest if "=" not in one]
    taken, others = take([one for one in rest if "=" in one], "scenario_dir", "asked_by")
    refuse_rest(others, ["WORD", "asked_by=READER", "scenario_dir=FOLDER", "lang=zh", "lang=en"])
    reader = _reader(taken.get("asked_by"))
    stories, wrong = usable(scenario_files(scenario_dir(rest)), build_story)
    asked = {name: one for name, one in stories.items() if reader in (None, *one.asked_by)}
    rows = _rows(asked, sought, lang)
    if not rows and (rows := _rows(asked, sought, lang, loosely=True)):
        note(say("no plan says {words}; these speak of the same", words=" ".join(sought)))
    if not rows:
        raise InputError(
            say("no scenario has all of these words in its name, title or question"),
            file=COMMAND_LINE_FILE,
            value=" ".join(sought + [f"{key}={value}" for key, value in taken.items()]),
            allowed=say(
                "fewer or other words; `siyu explain WORD` finds settings and who changes them,"
                " `siyu list` alone lists every scenario"
            ),
        )
    _table(TEXT[lang]["list"], rows)
    _left_out(wrong)


def _rows(
    stories: Mapping[str, Story], sought: Sequence[str], lang: Language, *, loosely: bool = False
) -> Rows:
    """Name, title and question of the plans that have all words sought, in either language.

    loosely: a word of the trade may stand for any other of the same meaning.
    """
    shipped, wanted = (
        scenario_files(None),
        [words.alike(one) if loosely else (one,) for one in sought],
    )
    rows: Rows = []
    # The reader's own come first: they would be lost among the hundreds that are shipped.
    for name in sorted(stories, key=lambda name: (name in shipped, name)):
        story = stories[name]
        told = "\n".join([name, *story.title.values(), *story.question.values()]).lower()
        if all(any(word.lower() in told for word in one) for one in wanted):
            rows.append((name, story.title[lang], story.question[lang]))
    return rows


def _left_out(wrong: Sequence[InputError]) -> None:
    """Say what could not be read, after all that could."""
    for error in wrong:
        note(say("left out: {why}", why=pair(error.told("en"), error.told("zh"))))


def _reader(name: str | None) -> str | None:
    """The reader of `asked_by=READER`, checked."""
    lever = field_levers(Story)["asked_by"]
    assert lever is not None  # a choice of words
    if name is not None and name not in lever.choices:
        raise InputError(
            say("nobody of this name asks questions"),
            file=COMMAND_LINE_FILE,
            key="asked_by",
            value=name,
            allowed=lever.choices,
            nearest=nearest(name, lever.choices),
        )
    return name


def explain(args: list[str]) -> None:
    """Print what a scenario changes, what levers mean, or the fact behind an evidence id.

    `journey=NAME` draws a journey instead.
    """
    if any(one.startswith("journey=") for one in args):
        explain_journey(args)
        return
    lang, rest = language(args)
    taken, names = take(rest, "scenario_dir", "scenario")
    own = [f"scenario_dir={taken['scenario_dir']}"] if "scenario_dir" in taken else []
    known = scenario_files(scenario_dir(own))
    if "scenario" in taken:  # as every other command takes it
        names.append(scenario_named(taken["scenario"], known).name)
    if len(names) != 1 or "=" in names[0]:
        allowed = say(
            "siyu explain NAME: a scenario, a setting by full or partial key,"
            " or an evidence id; or journey=NAME"
        )
        raise InputError(say("explain what?"), value=" ".join(names) or None, allowed=allowed)
    if EVIDENCE_ID.fullmatch(names[0]):
        _explain_evidence(names[0], lang)
    elif names[0] in known:
        _explain_scenario(names[0], own, lang)
    else:
        _explain_levers(names[0], known, own, lang)


def _explain_scenario(name: str, own: list[str], lang: Language) -> None:
    composer, text = Composer(name), TEXT[lang]
    composed = composer.plan(own)
    story = composed.plan.story
    print(f"{name}{'：' if lang == 'zh' else ': '}{story.title[lang]}\n{story.question[lang]}")
    ids = text["comma"].join(story.evidence) or text["none"]
    print(text["evidence"].format(ids=ids))
    against = text["comma"].join(dict.fromkeys(one.against for one in story.expects))
    print((text["against"].format(names=against) + "\n") if against else "")
    _table(text["changes"], _changes(composed, composer.layers(own), lang))


def _changes(composed: Composed, here: Layered, lang: Language) -> Rows:
    """The settings of a scenario that differ from the defaults of conf/."""
    defaults = dict(leaves(compose_layers(None).data))
    rows: Rows = []
    for key, value in leaves(here.data):
        lever = lever_at(key)
        if lever is None or key.startswith("story.") or defaults.get(key) == value:
            continue
        before = _words(defaults[key]) if key in defaults else "-"
        unit, meaning = unit_words(lever.unit, lang), _meaning(lever, lang)
        source = source_words(composed.origin(key).source, lang)
        rows.append((key, before, _words(value), unit, meaning, source))
    return rows


def _explain_levers(
    name: str, scenarios: Mapping[str, DataFile], own: list[str], lang: Language
) -> None:
    defaults = compose_layers(None)
    settings, wrong = usable(scenarios, lambda file: _settings(file, defaults, own))
    values: dict[str | None, dict[str, Any]] = {None: dict(leaves(defaults.data))}
    values.update(settings.items())
    every = {
        key: None
        for one in values.values()
        for key in one
        if lever_at(key) is not None and not key.startswith("story.")
    }
    forms = _forms(name) or words.forms_of(name)
    if forms:
        values = {scenario: own | _folded(forms, own) for scenario, own in values.items()}
    inside = [*forms, *(key for key in every if f".{name}." in f".{key}.")]
    figure = None if inside else words.figure_named(name)
    called = [] if figure else _matching(name, list(every)) or _meaning_it(name, list(every))
    found = [*forms, *(key for key in called if pattern_of(key, forms) is None)]
    figures = [figure] if figure else words.figures_of(name)
    if not (found or figures):
        if rows := _rows(usable(scenarios, build_story)[0], [name], lang):
            note(say("no setting is called {name}; these plans speak of it", name=name))
            _table(TEXT[lang]["list"], rows)
            return
        raise InputError(
            say("there is no scenario and no setting named {name}", name=name),
            value=name,
            allowed=say(
                "a name, a part of one or a word of its meaning; `siyu list WORD`"
                " finds scenarios, docs/levers.md has every setting"
            ),
            nearest=nearest(name, [*scenarios, *every]),
        )
    told = [_about(key, defaults, values, lang) for key in found]
    print("\n\n".join([*told, *(words.told(one, lang) for one in figures)]))
    _left_out(wrong)


def _settings(file: DataFile, defaults: Layered, own: list[str]) -> dict[str, Any]:
    """Every setting of a scenario; only one that swaps whole groups has to be composed for it."""
    if "defaults" in file.content:
        return dict(leaves(compose_layers(file.name, own).data))
    validate_part(file)
    return {**dict(leaves(defaults.data)), **dict(leaves(file.content))}


def _forms(name: str) -> list[str]:
    """The settings of a key written as the reference page writes it, `journeys.NAME.trigger`, and
    all below it; none if it names no table's or list's NAME or N."""
    if not {"NAME", "N"} & set(name.split(".")):
        return []
    keys = (key for key, _ in (*schema_levers(Plan), *schema_levers(Study)))
    return [key for key in keys if f"{key}.".startswith(f"{name}.")]


def _folded(forms: Sequence[str], settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings of these forms by their form, each value after the names it stands under."""
    found: dict[str, Any] = {}
    for key, value in settings.items():
        form = pattern_of(key, forms)
        if form is not None:
            one = f"{own_name(form, key)} {_words(value)}".strip()
            found[form] = f"{found[form]}; {one}" if form in found else one
    return found


def _matching(name: str, keys: Sequence[str]) -> list[str]:
    """The key of that name; else the keys below or ending in it; else those that contain it."""
    inside = [key for key in keys if f".{name}." in f".{key}."]
    return [key for key in keys if key == name] or inside or [key for key in keys if name in key]


def _meaning_it(word: str, keys: Sequence[str]) -> list[str]:
    """The keys whose meaning, in either language, has that word in it."""
    sought = word.lower()
    levers = {key: lever for key in keys if (lever := lever_at(key)) is not None}
    return [key for key, one in levers.items() if sought in f"{one.en}\n{one.zh}".lower()]


def _about(
    key: str, defaults: Layered, values: dict[str | None, dict[str, Any]], lang: Language
) -> str:
    lever, text = lever_at(key), TEXT[lang]
    assert lever is not None  # only levers are looked up
    default = values[None].get(key)
    changed = [
        text["changed"].format(scenario=scenario, value=_words(own[key]))
        for scenario, own in values.items()
        if scenario is not None and key in own and own[key] != default
    ]
    origin = defaults.provenance.get(key)
    return text["about"].format(
        key=key,
        meaning=_meaning(lever, lang),
        unit=unit_words(lever.unit, lang),
        default=text["none"] if default is None else _words(default),
        allowed=allowed_words(lever).told(lang),
        source=_source(origin, lang) if origin else text["none"],
        effects=text["comma"].join(_effect(name, lang) for name in effects(key)) or text["none"],
        changed=text["comma"].join(changed) or text["nobody"],
    )


def _effect(name: str, lang: Language) -> str:
    """Where a setting takes effect; its equation is told in English, as in the code."""
    return name if lang == "zh" else f"{name} ({told(name).rstrip('.')})"


def _source(origin: Origin, lang: Language) -> str:
    source = source_words(origin.source, lang)
    return TEXT[lang]["comma"].join(one for one in (source, origin.file) if one)


def _meaning(lever: Lever, lang: Language) -> str:
    return lever.zh if lang == "zh" else lever.en


def _words(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return number_words(value)
    if isinstance(value, list):
        return f"[{', '.join(_words(one) for one in value)}]"
    return str(value) or '""'


def _table(headings: str, rows: Rows) -> None:
    """A table on a terminal; plain lines, tabs between, for a file or a pipe."""
    header = tuple(headings.split("|"))
    if not sys.stdout.isatty():
        print("\n".join("\t".join(row) for row in [header, *rows]))
        return
    # Folded, never cut: Chinese has no spaces to break at, and a name cut off cannot be typed.
    columns = [Column(one, overflow="fold", no_wrap=place == 0) for place, one in enumerate(header)]
    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)
