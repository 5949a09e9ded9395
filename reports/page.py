"""The page: one self-contained `report.html` that opens offline and prints."""

from __future__ import annotations

import math
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from reports import credit, evidence, stages
from reports.amounts import amounts_note
from reports.answers import MAIN, answers, asked_against, headline, sentence, side, single, stands
from reports.budget import against_budget
from reports.figures import Picture, pictures_of, remove_former
from reports.figures.canvas import Canvas, colour_of, mark_in
from reports.figures.holdout import holdout_error, holdout_of
from reports.figures.marks import MOST, badge
from reports.figures.saving import inline, look, rows_of, save_files, settle, svg, tall
from reports.figures.tables import Table, tables_of
from reports.numbers import amount, change, change_span, factor, percent, span
from reports.precision import precision_told
from reports.results import Difference, Results, Scenario
from reports.settings import settings
from reports.statement import beside_orders, statement
from reports.survival import MARKS, survived
from reports.templating import page_templates
from reports.whole import whole_file
from reports.words import Words
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
        beside_orders=beside_orders(results, wording),
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
        asked_against=lambda scenario: asked_against(results, scenario, wording),
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
        return {"headline": single(results, wording), "stands": "", "each": []}
    found = answers(results, wording)
    each = [(s, [sentence(part, wording) for part in found[s.name]]) for s in results.others]
    lead = {"headline": headline(results, wording), "stands": stands(results, wording)}
    return {**lead, "each": each}


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
        table=tables_of(picture.name, results, wording),
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
        "reference": results.reference.quoted(wording.lang),
        "n": results.replications,
    }
    if picture.name == "decomposition":
        facts["replication"] = results.moved[results.others[0].name][0].replication + 1
    if picture.name == "holdout":
        facts["error"] = percent(holdout_error(holdout_of(results)))
    return wording(f"figure.{picture.name}.caption", **facts)


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
