"""The page of a sensitivity study."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reports.leaf import Cell, LeafTable, write_leaf
from reports.numbers import about, amount, change, change_span, plain
from reports.words import Words, words
from sim.config.keys import lever_at
from sim.config.schema import Study
from sim.config.sources import Origin
from sim.config.wording import source_words, unit_words
from sim.measure.definitions import BY_KEY
from sim.study.compare import or_nan
from sim.study.sensitivity.field import Field
from sim.study.sensitivity.found import End, Found, Row
from sim.study.sensitivity.telling import meaning, opening, sentences, size, size_span
from sim.study.span import Span
from sim.study.stopped import stopped_folded

TEXT = {
    "en": {
        "one": "{a}: what {kpi} hangs on",
        "two": "{b} against {a}: what the difference in {kpi} hangs on",
        "caption": "Every setting that reaches something, the one that does most alone first",
        "head": ("setting", "range", "as written", "at its low end", "at its high end"),
        "verdict": "the winner",
        "together": "all together",
        "source": "source",
        "difference": "difference {figure}",
        "first": "alone {share}",
        "total": "in all {share}",
        "spread": "{span}; spread {spread}",
        "turns": "turns",
        "opens": "may be open",
        "settles": "may be settled",
        "holds": "stays",
        "open": "open",
        "stopped": "an end stopped",
        "end stopped": "stopped",
        "unreached": "Assumptions that change nothing at either end",
    },
    "zh": {
        "one": "{a}：{kpi}系于什么",
        "two": "{b} 相对 {a}：{kpi}之差系于什么",
        "caption": "所有有影响的参数，单独影响最大的在前",
        "head": ("参数", "范围", "原设定", "取低端", "取高端"),
        "verdict": "胜负",
        "together": "一起变动",
        "source": "来源",
        "difference": "差值 {figure}",
        "first": "单独 {share}",
        "total": "合计 {share}",
        "spread": "{span}；离散度 {spread}",
        "turns": "会反转",
        "opens": "可能难分",
        "settles": "可能分出",
        "holds": "不变",
        "open": "难分",
        "stopped": "有一端中途停止",
        "end stopped": "中途停止",
        "unreached": "取到两端都不改变任何指标的假设",
    },
}


def write_report(
    folder: Path,
    found: Found,
    field: Field,
    scenarios: Sequence[str],
    kpi: str,
    study: Study,
    manifest: dict[str, Any],
) -> None:
    """Write `report.html` of a folder that has its picture."""
    said = words(study.lang)
    text: dict[str, Any] = TEXT[study.lang]
    titles = [one.plan.story.title[study.lang] for one in field.written]
    title = text["two" if len(titles) > 1 else "one"].format(
        a=titles[0], b=titles[-1], kpi=said.kpi_inside(kpi)
    )
    head = [*text["head"], *([text["verdict"]] if len(titles) > 1 else [])]
    together = [text["together"]] if found.ranked else []
    table = LeafTable(
        text["caption"],
        (*head, *together, text["source"]),
        [_row(one, found, field, said, BY_KEY[kpi].unit, text) for one in found.rows],
    )
    hidden = [(text["unreached"], ", ".join(found.unreached))] if found.unreached else []
    hidden += stopped_folded(found.stopped, study)
    lines = sentences(found, scenarios, kpi, study)
    write_leaf(
        folder,
        said,
        title=title,
        sentences=[lines[0], opening(found, scenarios, kpi, study), *lines[1:]],
        tables=[table] if found.rows else [],
        picture="sensitivity",
        manifest=manifest,
        details=hidden,
    )


def _row(
    row: Row, found: Found, field: Field, said: Words, unit: str, text: dict[str, Any]
) -> list[Cell]:
    key = row.factor.key
    lever = lever_at(key)
    of = unit_words(lever.unit, said.lang) if lever is not None else ""
    none = Origin("", "", "")
    origins = (one.provenance.get(key, none).source for one in field.written)
    source = next((one for one in origins if one), "")
    cells = [
        Cell(meaning(key, said) or key, key),
        Cell(f"{plain(row.low.value)}–{plain(row.high.value)}", of),
        Cell("" if row.written is None else plain(row.written)),
        *(_end(one, said, unit, text, two=row.verdict is not None) for one in (row.low, row.high)),
    ]
    if row.verdict is not None:
        near = "" if row.turns_at is None else f"≈ {about(row.turns_at)}"
        cells.append(Cell(text[row.verdict], near))
    if found.ranked:
        cells.append(_together(row, said, unit, text))
    return [*cells, Cell(source_words(source, said.lang) if source else "")]


def _end(end: End, said: Words, unit: str, text: dict[str, Any], *, two: bool) -> Cell:
    """The change there, its interval, and of two scenarios the difference itself."""
    if not end.lived:
        return Cell(text["end stopped"])
    small = [_changes(end.change, said, unit)]
    if two:
        figure = change(said, or_nan(end.figure.mean), unit)
        small.append(text["difference"].format(figure=figure))
    return Cell(
        change(said, or_nan(end.change.mean), unit), " · ".join(one for one in small if one)
    )


def _together(row: Row, said: Words, unit: str, text: dict[str, Any]) -> Cell:
    if row.star is not None:
        spread, between = size(said, or_nan(row.spread), unit), size_span(said, row.star, unit)
        mean = size(said, or_nan(row.star.mean), unit)
        return Cell(mean, text["spread"].format(span=between, spread=spread))
    if row.first is None or row.total is None:
        return Cell("")
    alone, whole = (amount(said, or_nan(one.mean), "share") for one in (row.first, row.total))
    return Cell(text["total"].format(share=whole), text["first"].format(share=alone))


def _changes(one: Span, said: Words, unit: str) -> str:
    if one.low is None or one.high is None or one.low == one.high:
        return ""
    return change_span(said, one.low, one.high, unit)
