"""The page: one self-contained `report.html` that opens offline and prints."""

from __future__ import annotations

import math
import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from markupsafe import Markup

from reports import credit, evidence, stages
from reports.amounts import amounts_note
from reports.answers import MAIN, answers, headline, sentence, side, single
from reports.budget import against_budget
from reports.figures import Picture, pictures_of, remove_former
from reports.figures.bridge import bridges
from reports.figures.canvas import (
    Canvas,
    colour_of,
    inline,
    look,
    mark_in,
    rows_of,
    save_files,
    settle,
    svg,
    tall,
)
from reports.figures.holdout import holdout_error, holdout_of
from reports.figures.marks import MOST, badge
from reports.numbers import amount, change, change_span, factor, minus, percent, span, value_text
from reports.precision import precision_told
from reports.results import Difference, Own, Results, Scenario, differs, settings_of
from reports.statement import statement
from reports.survival import MARKS, survived
from reports.templating import page_templates
from reports.whole import whole_file
from reports.words import Words
from sim.config.wording import source_words, unit_words
from sim.evidence.load import Evidence
from sim.measure.definitions import BY_KEY, KPIS, Kpi

FACTORS = ("members", "orders", "net_sales", "contribution")
GROUPS = ("growth", "retention", "value", "load")


_NOTHING = dict.fromkeys(("change", "relative", "change_span", "mark", "verdict", "side"), "")
_SAME = _NOTHING | {"mark": MARKS["same"]}


@dataclass(frozen=True)
class Cell:
    """One KPI of one scenario, in words."""

    value: str
    span: str
    defined: str
    change: str
    relative: str
    change_span: str
    mark: str
    verdict: str
    side: str


class Table(NamedTuple):
    """Numbers behind a figure."""

    caption: str
    head: tuple[str, ...]
    rows: list[tuple[str, ...]]


@dataclass(frozen=True)
class Drawn:
    """A figure on the page, wide and narrow, and the numbers behind it.

    wide: row by row, if all of it would be too small to read on one printed page.
    """

    name: str
    title: str
    caption: str
    wide: Markup
    narrow: Markup
    table: tuple[Table, ...]


@dataclass(frozen=True)
class Fact:
    """One entry of the evidence ledger, in words."""

    id: str
    text: str
    numbers: str
    source: str
    grade: str


@dataclass(frozen=True)
class Setting:
    """One assumption: its value where all scenarios agree, or one value for each that differs.

    differs: whether they do, or some have no such setting.
    """

    key: str
    meaning: str
    unit: str
    values: list[tuple[str, str]]
    differs: bool
    sources: list[str]


def write_page(results: Results, wording: Words) -> Path:
    """Write `report.html` and `figures/` into the result folder; figures it has no more go."""
    path = results.folder / "report.html"
    with whole_file(path) as fresh:
        fresh.write_text(render(results, wording), encoding="utf-8")
    remove_former(results.folder / "figures", pictures_of(results))
    return path


def render(results: Results, wording: Words) -> str:
    """The page as HTML; the figures are also written to `figures/`."""
    environment = page_templates()
    environment.filters["linked"] = evidence.linked
    environment.filters["nth"] = lambda place, of: of[place]
    told, idle = _told(results)
    return environment.get_template("page.html.j2").render(
        w=wording,
        results=results,
        lang=wording.lang,
        answers=_answers(results, wording),
        precision=precision_told(results.manifest.get("precision"), results.compared, wording),
        base=wording.own(results.manifest["shoppers_label"]),
        main=[BY_KEY[key] for key in MAIN if BY_KEY[key] in told],
        statement=statement(results, wording),
        budget=against_budget(results, wording),
        kpis=[(group, [kpi for kpi in told if kpi.group == group]) for group in GROUPS],
        idle=[wording.name(kpi) for kpi in idle],
        other_people=[one.title[wording.lang] for one in results.other_people],
        cell=lambda scenario, kpi: _cell(results, scenario, kpi, wording),
        figures=[draw(results, picture, wording) for picture in pictures_of(results)],
        settings=settings(results, wording),
        evidence=[_fact(entry, wording) for entry in evidence.cited(results)],
        factors=FACTORS,
        survived=survived(results, wording),
        views=stages.views(results, wording),
        credited=credit.credited(results, wording),
        luck=_luck(results, wording),
        most_marks=MOST,
        blocks=lambda wide: blocks(results, wide),
        colour=lambda scenario: colour_of(results, scenario),
        badge=lambda scenario: Markup(badge(mark_in(results, scenario))),
        command=command(results),
        count=lambda n: amount(wording, float(n), "people"),
        title=lambda scenario: scenario.title[wording.lang],
        amounts_note=lambda scenario: amounts_note(scenario, wording),
    )


def _told(results: Results) -> tuple[list[Kpi], list[Kpi]]:
    """The KPIs that have something to tell, and those that are zero or undefined in every plan.

    Most plans use few of the levers there are; what the others would count is named, not tabled.
    """
    said: dict[bool, list[Kpi]] = {True: [], False: []}
    for kpi in KPIS:
        means = [results.summary[one.name][kpi.key].mean for one in results.scenarios]
        said[any(mean and not math.isnan(mean) for mean in means)].append(kpi)
    return said[True], said[False]


def blocks(results: Results, wide: int) -> list[list[int]]:
    """Places of the plans, at most so many to a table: what is cut at its edge nobody reads.

    Each table of a comparison begins with the reference.
    """
    places = list(range(len(results.scenarios)))
    if len(places) <= wide:
        return [places]
    first = [results.scenarios.index(results.reference)] if results.compared else []
    others, room = [one for one in places if one not in first], wide - len(first)
    return [[*first, *others[at : at + room]] for at in range(0, len(others), room)]


def _answers(results: Results, wording: Words) -> dict[str, Any]:
    if not results.compared:
        return {"headline": single(results, wording), "each": []}
    found = answers(results, wording)
    each = [(s, [sentence(part, wording) for part in found[s.name]]) for s in results.others]
    return {"headline": headline(results, wording), "each": each}


def _cell(results: Results, scenario: Scenario, kpi: Kpi, wording: Words) -> Cell:
    found = results.summary[scenario.name][kpi.key]
    difference = results.differences.get((scenario.name, kpi.key))
    partly = 0 < found.n < results.replications
    return Cell(
        value=amount(wording, found.mean, kpi.unit),
        span=span(wording, found.low, found.high, kpi.unit) if found.low < found.high else "",
        defined=wording("page.defined", n=found.n, of=results.replications) if partly else "",
        **_difference_words(results, difference, kpi, wording),
    )


def _difference_words(
    results: Results, row: Difference | None, kpi: Kpi, wording: Words
) -> dict[str, str]:
    """The second half of a cell; empty for the reference and where nothing is defined."""
    if row is None:
        return _NOTHING
    if math.isnan(row.difference):
        theirs = results.summary[row.reference][kpi.key].mean
        why = "no reference" if math.isnan(theirs) else "undefined"
        return _NOTHING | {"mark": MARKS[row.verdict], "verdict": wording(f"verdict.{why}")}
    if row.verdict == "same":
        return _SAME | {"verdict": wording("verdict.same")}
    # A percentage of nothing, or of a loss, says nothing; shares differ in points.
    whole = kpi.unit not in ("share", "points")
    based = whole and results.summary[row.reference][kpi.key].mean > 0
    relative = percent(row.relative) if based and abs(row.relative) > 0 else ""
    # The unit stands with the difference, just above.
    interval = change_span(wording, row.low, row.high, kpi.unit)
    return {
        "change": change(wording, row.difference, kpi.unit),
        "relative": relative,
        "change_span": interval.removesuffix(wording("unit.points")) if row.low < row.high else "",
        "mark": MARKS[row.verdict],
        "verdict": wording(f"verdict.{row.verdict}"),
        "side": side(row),
    }


def draw(results: Results, picture: Picture, wording: Words) -> Drawn:
    """Draw a figure wide and narrow; the wide one is also written to `figures/`."""
    folder = results.folder / "figures"
    folder.mkdir(exist_ok=True)
    shapes = []
    with look():
        for wide in (True, False):
            figure = settle(picture.draw(Canvas(results, wording, wide)))
            text = save_files(figure, folder, picture.name) if wide else svg(figure)
            pieces = rows_of(figure) if wide and tall(text) else [text]
            prefix = f"{picture.name}-{'wide' if wide else 'narrow'}"
            shapes.append(_inlined(pieces, prefix))
    return Drawn(
        name=picture.name,
        title=wording(f"figure.{picture.name}.title"),
        caption=_caption(results, picture, wording),
        wide=shapes[0],
        narrow=shapes[1],
        table=TABLES[picture.name](results, wording) if picture.name in TABLES else (),
    )


def _inlined(pieces: Sequence[str], prefix: str) -> Markup:
    """SVG files below one another inside a page."""
    several = len(pieces) > 1
    return Markup("\n").join(
        Markup(inline(text, f"{prefix}-{place}" if several else prefix))
        for place, text in enumerate(pieces)
    )


def _caption(results: Results, picture: Picture, wording: Words) -> str:
    facts: dict[str, object] = {
        "reference": results.reference.title[wording.lang],
        "n": results.replications,
    }
    if picture.name == "decomposition":
        facts["replication"] = results.moved[results.others[0].name][0].replication + 1
    if picture.name == "holdout":
        facts["error"] = percent(holdout_error(holdout_of(results)))
    return wording(f"figure.{picture.name}.caption", **facts)


def _bridge(results: Results, wording: Words) -> tuple[Table, ...]:
    """The bridge to the fen: for each scenario its rows of group, difference, interval."""
    head = tuple(wording(f"bridge_table.{h}") for h in ("group", "difference", "low", "high"))

    def row(bar: Any) -> tuple[str, ...]:
        interval = ("—" if math.isnan(x) else minus(f"{x / 100:,.2f}") for x in (bar.low, bar.high))
        return (wording(f"group.{bar.group}"), minus(f"{bar.fen / 100:,.2f}"), *interval)

    found = bridges(results)
    return tuple(
        Table(s.title[wording.lang], head, [row(bar) for bar in found[s.name]])
        for s in results.others
    )


def _orders(results: Results, wording: Words) -> tuple[Table, ...]:
    """Orders of the decomposition, by segment and in all; the differences add up exactly."""
    kinds = ("anyway", "pulled_forward", "gained", "lost", "difference")
    said = {kind: wording(f"figure.decomposition.{kind}") for kind in kinds}
    days = wording("figure.decomposition.days_earlier")
    head = (wording("figure.decomposition.segment"), *said.values(), days)
    tables = []
    for scenario in results.others:
        parts = results.moved[scenario.name]
        rows = [
            (
                wording(f"figure.decomposition.{part.segment}"),
                *(minus(f"{getattr(part, kind):,}") for kind in kinds),
                "—" if math.isnan(part.days_earlier) else minus(f"{part.days_earlier:.1f}"),
            )
            for part in parts
        ]
        sums = (minus(f"{sum(getattr(part, kind) for part in parts):,}") for kind in kinds)
        rows.append((wording("figure.decomposition.all"), *sums, ""))
        tables.append(Table(scenario.title[wording.lang], head, rows))
    return tuple(tables)


TABLES = {"bridge": _bridge, "decomposition": _orders}


def settings(results: Results, wording: Words) -> list[Setting]:
    """Every assumption once, first those in which scenarios differ, with their own values."""
    titles = {scenario.name: scenario.title[wording.lang] for scenario in results.scenarios}
    found = settings_of(results.scenarios).items()
    rows = [_setting(key, own, titles, wording) for key, own in found]
    return sorted(rows, key=lambda one: (not one.differs, one.key))


def _setting(key: str, rows: Own, titles: Mapping[str, str], wording: Words) -> Setting:
    shown = [(titles[name], value_text(row["value"])) for name, row in rows.items()]
    common = Counter(value for _, value in shown).most_common(1)[0][0]
    own = [(title, value) for title, value in shown if value != common]
    values = [("" if not own else wording("page.others"), common), *own]
    first = next(iter(rows.values()))
    return Setting(
        key=key,
        meaning=first[f"meaning_{wording.lang}"],
        unit=unit_words(first["unit"], wording.lang),
        values=shown if len(rows) < len(titles) else values,
        differs=differs(rows, len(titles)),
        sources=list(
            dict.fromkeys(source_words(str(row["source"]), wording.lang) for row in rows.values())
        ),
    )


def _fact(entry: Evidence, wording: Words) -> Fact:
    numbers, unit = evidence.figures(entry), evidence.unit(entry, wording.lang)
    return Fact(
        id=entry.id,
        text=entry.zh if wording.lang == "zh" else entry.en,
        numbers=numbers and wording("evidence.numbers", numbers=numbers, unit=unit),
        source=evidence.source(entry, wording.lang),
        grade=evidence.grade(entry, wording.lang),
    )


def _luck(results: Results, wording: Words) -> list[tuple[str, list[str]]]:
    """By plan: how many times less variance twin worlds leave in the main differences."""
    rows = []
    for scenario in results.others:
        factors = [results.differences[scenario.name, kpi].variance_factor for kpi in FACTORS]
        rows.append((scenario.title[wording.lang], [factor(value) for value in factors]))
    return rows


def command(results: Results) -> str:
    """The command line that makes these results again."""
    return shlex.join(["siyu", results.manifest["command"], *results.manifest["argv"]])
