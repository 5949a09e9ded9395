"""The page of a search."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reports.leaf import Cell, LeafTable, write_leaf
from reports.numbers import plain
from reports.words import words
from sim.config.filling import filled
from sim.config.schema import Study
from sim.study.optimise.asked import Asked, Best
from sim.study.optimise.telling import TEXT as SPOKEN
from sim.study.optimise.telling import answer, cells, counts
from sim.study.sensitivity.telling import meaning
from sim.study.space import Space
from sim.study.stopped import stopped_folded

TEXT = {
    "en": {
        "title": "{scenario}: the best plan by {kpi}",
        "head": ("plan", "settings", "figure", "against the plan as written", "95% interval"),
        "limits": "limits",
        "space": "What was searched",
        "space head": ("setting", "values", "best found"),
    },
    "zh": {
        "title": "{scenario}：按{kpi}找最好的方案",
        "head": ("方案", "取值", "指标", "与原设定之差", "95% 区间"),
        "limits": "限制",
        "space": "搜索了什么",
        "space head": ("参数", "取值范围", "找到的最好取值"),
    },
}


def write_report(
    folder: Path,
    found: Best,
    titles: dict[str, str],
    scenario: str,
    asked: Asked,
    space: Space,
    study: Study,
    manifest: dict[str, Any],
) -> None:
    """Write `report.html` of a folder that has its picture; `titles` are by language."""
    said = words(study.lang)
    text: dict[str, Any] = TEXT[study.lang]
    spoken = SPOKEN[study.lang]
    head = (*text["head"], *([text["limits"]] if asked.limits else []))
    finalists = LeafTable(
        filled(spoken["fresh"], kpi=said.kpi(asked.kpi), n=asked.confirm),
        head,
        [
            [Cell(cell) for cell in cells(i, one, asked, said, spoken)]
            for i, one in enumerate(found.finalists)
        ],
    )
    best = found.finalists[1].tried if len(found.finalists) > 1 else None
    searched = LeafTable(
        text["space"],
        text["space head"],
        [
            [
                Cell(meaning(factor.key, said) or factor.key, factor.key),
                Cell(
                    ", ".join(map(plain, factor.listed.values))
                    if factor.listed
                    else f"{plain(factor.low)}–{plain(factor.high)}"
                ),
                Cell("" if best is None else plain(best.values[factor.key])),
            ]
            for factor in space.factors
        ],
    )
    title = text["title"].format(scenario=titles[study.lang], kpi=said.kpi_inside(asked.kpi))
    write_leaf(
        folder,
        said,
        title=title,
        sentences=[*answer(found, scenario, asked, space, study), *counts(found, asked, study)],
        tables=[finalists, searched],
        picture="optimize",
        manifest=manifest,
        details=stopped_folded(found.stopped, study),
    )
