"""A sensitivity study in one picture: each setting alone, and all of them together."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from reports.figures.canvas import INK, SOFT, Amounts, bare, wrap
from reports.figures.marks import COLOURS
from reports.figures.saving import look, save_files
from reports.numbers import plain
from reports.words import Words, words
from sim.config.filling import filled

SHOWN = 15
LONGEST = 48
"""Characters of a meaning that fit beside a bar."""
LOW, HIGH = COLOURS[5], COLOURS[0]

TEXT = {
    "en": {
        "one": "{a}: what {kpi} hangs on",
        "two": "{b} against {a}: what the difference in {kpi} hangs on",
        "ends": "Each alone, all else as written",
        "low": "at its low end",
        "high": "at its high end",
        "morris": "All together: a step over the whole range",
        "sobol": "All together: share of the variance",
        "star": "mean size of the effect, 95% interval",
        "spread": "spread: depends on the others",
        "first": "alone",
        "total": "with all it interacts with",
        "note": "The line is the plan as written; whiskers: 95% interval of the change over {n} "
        "{n:replication|replications} in twin worlds.",
        "note two": "Black: as written. Dashed: nobody is ahead. Whiskers: 95% interval of the "
        "difference over {n} {n:replication|replications} in twin worlds.",
        "still": "Moved alone, {n} more do nothing to this figure.",
        "stopped": "Left out, as they stopped: {n} {n:point|points}.",
        "seed": "siyu {version}, seed {seed}",
    },
    "zh": {
        "one": "{a}：{kpi}系于什么",
        "two": "{b} 相对 {a}：{kpi}之差系于什么",
        "ends": "逐一变动，其余不变",
        "low": "取范围低端",
        "high": "取范围高端",
        "morris": "一起变动：走完整个范围的影响",
        "sobol": "一起变动：方差占比",
        "star": "平均影响（绝对值），95% 区间",
        "spread": "离散度：取决于其他假设的程度",
        "first": "单独",
        "total": "连同全部交互",
        "note": "竖线为按原设定；细线为变化的 95% 区间，孪生世界中 {n} 次重复。",
        "note two": "黑线为按原设定，虚线处无人领先；细线为差值的 95% 区间，"
        "孪生世界中 {n} 次重复。",
        "still": "另有 {n} 项单独变动时对此指标没有影响。",
        "stopped": "有 {n} 个点中途停止，未计入。",
        "seed": "siyu {version}，种子 {seed}",
    },
}


def draw_sensitivity(folder: Path, lang: str) -> None:
    """Write `sensitivity.svg` and `.png` from `sensitivity.json` and `manifest.json`."""
    said = words(lang)
    found = json.loads((folder / "sensitivity.json").read_text("utf-8"))
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    with look():
        save_files(_figure(found, manifest, said), folder, "sensitivity")


def _figure(found: dict[str, Any], manifest: dict[str, Any], said: Words) -> Figure:
    text = TEXT[said.lang]
    factors = list(found["factors"].values())
    alone = [one for one in factors if _moves(one)][:SHOWN] or factors[:SHOWN]
    ranked = sorted((one for one in factors if one["rank"]), key=lambda one: one["rank"])
    together = [one for one in ranked if _counts(one)][:SHOWN] or ranked[:SHOWN]
    panels = [one for one in (alone, together) if one]
    heights = [max(len(one), 2) for one in panels] or [2]
    figure = Figure(figsize=(8.4, 2.2 + 0.36 * sum(heights)), layout="constrained")
    two = len(found["scenarios"]) > 1
    titles = [one["title"][said.lang] for one in manifest["scenarios"]]
    head = text["two" if two else "one"].format(
        a=titles[0], b=titles[-1], kpi=said.kpi_inside(found["kpi"])
    )
    figure.suptitle(wrap(head, 80), x=0.01, ha="left", fontsize=13, color=INK)
    hidden = [one for one in factors if one not in alone] if len(alone) < SHOWN else []
    empty = sum(_lived(one) for one in hidden)
    stopped = len(manifest.get("stopped", ()))
    notes = [
        *([text["still"].format(n=empty)] if empty else []),
        *([filled(text["stopped"], n=stopped)] if stopped else []),
        filled(text["note two" if two else "note"], n=manifest["replications"]),
        text["seed"].format(version=manifest["code_version"], seed=manifest["seed"]),
    ]
    figure.supxlabel("\n".join(notes), x=0.01, ha="left", fontsize=7, color=SOFT)
    if panels:
        axes = figure.subplots(len(panels), 1, squeeze=False, height_ratios=heights)[:, 0]
        _tornado(axes[0], alone, found, said)
        if together and together[0]["star"]:
            _morris(axes[1], together, found, said)
        elif together:
            _sobol(axes[1], together, said)
    return figure


def _moves(one: dict[str, Any]) -> bool:
    """Whether an end of its range changes the figure: an empty row says nothing."""
    ends = (one[f"{end}_change"] for end in ("low", "high"))
    return any(end[part] for end in ends for part in ("mean", "low", "high"))


def _lived(one: dict[str, Any]) -> bool:
    """Whether neither end of its range stopped."""
    return all(one[f"{end}_figure"]["mean"] is not None for end in ("low", "high"))


def _counts(one: dict[str, Any]) -> bool:
    """Whether it does anything where all move together."""
    return any(one[name] and one[name]["high"] for name in ("star", "total"))


def _rows(axes: Axes, rows: list[dict[str, Any]], title: str, said: Words, unit: str) -> None:
    """One row a factor, the first on top, named by key and range."""
    bare(axes)
    points = f" [{said('unit.points').strip()}]" if unit == "points" else ""
    axes.set_title(title + points)
    axes.set_yticks(range(len(rows)), [_name(one, said) for one in rows], fontsize=6.5)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.grid(False, axis="y")
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_major_formatter(Amounts(said, unit))


def _moved_unit(found: dict[str, Any]) -> str:
    """The unit of a difference: shares differ in points, in the tables too."""
    return "points" if found["unit"] == "share" else str(found["unit"])


def _name(one: dict[str, Any], said: Words) -> str:
    """What a factor means, and below it its key and range."""
    meaning = one[f"meaning_{said.lang}"] or ""
    cut = f"{meaning[:LONGEST]}…" if len(meaning) > LONGEST else meaning
    below = f"{one['key']}  {plain(one['low'])}–{plain(one['high'])}"
    return f"{cut}\n{below}" if cut else below


def _legend(axes: Axes) -> None:
    """Above the panel, at the right: nothing is drawn there."""
    axes.legend(
        fontsize=7,
        frameon=False,
        ncols=2,
        loc="lower right",
        bbox_to_anchor=(1, 1),
        borderpad=0,
        columnspacing=1.2,
        handlelength=1.4,
        handletextpad=0.5,
    )


def _tornado(axes: Axes, rows: list[dict[str, Any]], found: dict[str, Any], said: Words) -> None:
    """Bars from the plan as written to each end; whiskers are the interval of what is asked."""
    text, base = TEXT[said.lang], found["written"]["mean"]
    two = len(found["scenarios"]) > 1
    _rows(axes, rows, text["ends"], said, _moved_unit(found) if two else found["unit"])
    for end, colour in (("low", LOW), ("high", HIGH)):
        figures = [one[f"{end}_figure"]["mean"] for one in rows]
        means = [math.nan if one is None else one for one in figures]  # None of one that stopped
        axes.barh(
            range(len(rows)),
            [mean - base for mean in means],
            left=base,
            height=0.62,
            color=colour,
            label=text[end],
        )
        for y, one in enumerate(rows):
            span, start = (one[f"{end}_figure"], 0) if two else (one[f"{end}_change"], base)
            if span["low"] is not None:
                ends = [start + span["low"], start + span["high"]]
                axes.plot(ends, [y, y], color=INK, lw=0.7, alpha=0.55)
    axes.axvline(base, color=INK, lw=1)
    if two:
        axes.axvline(0, color=SOFT, lw=1, ls="--")
    _legend(axes)


def _morris(axes: Axes, rows: list[dict[str, Any]], found: dict[str, Any], said: Words) -> None:
    text = TEXT[said.lang]
    _rows(axes, rows, text["morris"], said, _moved_unit(found))
    places = range(len(rows))
    stars = [one["star"] for one in rows]
    axes.barh(places, [one["mean"] for one in stars], height=0.62, color=HIGH, label=text["star"])
    axes.hlines(places, [s["low"] for s in stars], [s["high"] for s in stars], color=INK, lw=1.2)
    spreads = [math.nan if one["spread"] is None else one["spread"] for one in rows]
    axes.scatter(spreads, places, color=COLOURS[1], s=18, zorder=3, label=text["spread"])
    axes.set_xlim(left=0)
    _legend(axes)


def _sobol(axes: Axes, rows: list[dict[str, Any]], said: Words) -> None:
    text = TEXT[said.lang]
    _rows(axes, rows, text["sobol"], said, "share")
    for share, shift, colour in (("first", -0.17, HIGH), ("total", 0.17, COLOURS[1])):
        places = [y + shift for y in range(len(rows))]
        spans = [one[share] for one in rows]
        axes.barh(places, [s["mean"] for s in spans], height=0.3, color=colour, label=text[share])
        axes.hlines(places, [s["low"] for s in spans], [s["high"] for s in spans], color=INK, lw=1)
    _legend(axes)
