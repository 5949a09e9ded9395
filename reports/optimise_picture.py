"""A search in one picture: what was tried, and what is left of the best on fresh luck."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from reports.figures.canvas import INK, SOFT, UNCLEAR, Amounts, bare, wrap
from reports.figures.marks import COLOURS
from reports.figures.saving import look, save_files
from reports.words import Words, words

TEXT = {
    "en": {
        "title": "{scenario}: the best plan by {kpi}",
        "tried": "Plans tried, in order",
        "any": "a plan",
        "kept": "keeps the limits",
        "unkept": "does not",
        "best so far": "best so far",
        "final": "On fresh luck: change against the plan as written",
        "promised": "what the search promised",
        "plan": "plan {place}",
        "note": "Line: the plan as written. Intervals hold for all finalists at once.",
        "seed": "siyu {version}, seed {seed}",
    },
    "zh": {
        "title": "{scenario}：按{kpi}找最好的方案",
        "tried": "依次试过的方案",
        "any": "一个方案",
        "kept": "守住限制",
        "unkept": "未守住",
        "best so far": "到此为止最好",
        "final": "新的运气下：与原设定之差",
        "promised": "搜索时看似",
        "plan": "方案 {place}",
        "note": "竖线为原设定。各区间同时成立。",
        "seed": "siyu {version}，种子 {seed}",
    },
}


def draw_optimise(folder: Path, lang: str) -> None:
    """Write `optimize.svg` and `.png` from `optimize.json` and `manifest.json`."""
    said = words(lang)
    found = json.loads((folder / "optimize.json").read_text("utf-8"))
    record = json.loads((folder / "manifest.json").read_text("utf-8"))
    text = TEXT[lang]
    with look():
        figure = Figure(figsize=(8.4, 5.4), layout="constrained")
        title = text["title"].format(
            scenario=record["scenarios"][0]["title"][lang], kpi=said.kpi_inside(found["kpi"])
        )
        figure.suptitle(wrap(title, 80), x=0.01, ha="left", fontsize=13, color=INK)
        seed = text["seed"].format(version=record["code_version"], seed=record["seed"])
        note = f"{text['note']}\n{seed}"
        figure.supxlabel(note, x=0.01, ha="left", fontsize=7, color=SOFT)
        above, below = figure.subplots(2, 1, height_ratios=(3, 2))
        _tried(above, found, said)
        _final(below, found, said)
        save_files(figure, folder, "optimize")


def _tried(axes: Axes, found: dict[str, Any], said: Words) -> None:
    """Every plan by its mean in the search, and the best so far."""
    text = TEXT[said.lang]
    bare(axes)
    axes.set_title(text["tried"])
    rows = [(i, one) for i, one in enumerate(found["tried"], 1) if one["mean"] is not None]
    for kept, colour, name in ((True, COLOURS[0], "kept"), (False, UNCLEAR, "unkept")):
        own = [(i, one["mean"]) for i, one in rows if one["kept"] is kept]
        if own:
            x, y = zip(*own, strict=True)
            label = text[name if found["limits"] else "any"]
            axes.scatter(x, y, color=colour, s=16, label=label, zorder=3)
    best = max if found["maximise"] else min
    steps: list[tuple[int, float]] = []
    for i, one in rows:
        if one["kept"]:
            steps.append((i, best(one["mean"], steps[-1][1]) if steps else one["mean"]))
    if steps:
        x, y = zip(*steps, strict=True)
        axes.step(x, y, where="post", color=COLOURS[1], lw=1.4, label=text["best so far"])
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(Amounts(said, found["unit"]))
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    _legend(axes)


def _final(axes: Axes, found: dict[str, Any], said: Words) -> None:
    """The finalists against the plan as written."""
    text = TEXT[said.lang]
    bare(axes, grid="x")
    axes.set_title(text["final"])
    rows = found["finalists"][1:]
    for y, one in enumerate(rows):
        change = one["change"]
        if change["low"] is not None:
            axes.plot([change["low"], change["high"]], [y, y], color=COLOURS[0], lw=2)
        axes.scatter([change["mean"]], [y], color=COLOURS[0], s=28, zorder=3)
        label = text["promised"] if y == 0 else None
        axes.scatter([one["promised"]], [y], marker="x", color=COLOURS[1], s=28, label=label)
    axes.axvline(0, color=INK, lw=1)
    axes.set_yticks(range(len(rows)), [text["plan"].format(place=i + 1) for i in range(len(rows))])
    axes.set_ylim(max(len(rows), 1) - 0.5, -0.5)
    axes.xaxis.set_major_locator(MaxNLocator(6))
    axes.xaxis.set_major_formatter(Amounts(said, found["unit"]))
    if rows:
        _legend(axes)


def _legend(axes: Axes) -> None:
    """Above the panel, at the right: nothing is drawn there."""
    axes.legend(
        fontsize=7, frameon=False, ncols=3, loc="lower right", bbox_to_anchor=(1, 1), borderpad=0
    )
