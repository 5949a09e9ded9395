"""A sweep in one picture: lines over one key, lines or a map over two, main effects over more."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from reports.figures.canvas import INK, SOFT, Amounts, bare, wrap
from reports.figures.marks import Mark, mark_of
from reports.figures.saving import look, save_files
from reports.tables import Columns, read_table
from reports.words import Words, words
from sim.config.keys import lever_at
from sim.measure.definitions import BY_KEY
from sim.statistics.intervals import Interval, possible

MAIN = ("contribution_per_member", "active_30", "opted_out_share", "repurchase_rate")
MOST_LINES = 6
"""More values of a second key: a map says it better than lines."""

MOST_LABELS = 9
LONGEST = 52
"""Characters of a meaning that fit below a panel."""

ACROSS, BESIDE = 68, 30
"""Letters of a line of the title, and of what stands beside the panels."""

PARTS = ("mean", "diff_low", "diff_high")

Floats = npt.NDArray[np.float64]
_ALONE = mark_of(0)

TEXT = {
    "en": {
        "lines": "{scenario}: what {keys} changes",
        "band": "Dotted: the first point. Bands: 95% interval of the difference from it over {n} "
        "replications in twin worlds;\nwhere a band leaves the dotted line, the point differs from "
        "the first.",
        "band_one": "Dotted: the first point. One replication: nobody can tell what is chance.",
        "map": "Mean of {n} replications.",
        "map_one": "One replication: nobody can tell what is chance.",
        "effects": "Mean over all settings of the other keys; the band spans the least and the "
        "greatest of them.",
        "still": "The same at every point: {names}.",
        "unknown": "Without a value at any point: {names}.",
        "stopped": "Left out, as they stopped: {stopped} of {points} points.",
        "seed": "siyu {version}, seed {seed}",
    },
    "zh": {
        "lines": "{scenario}：{keys} 的影响",
        "band": "虚线：第一个点。色带：孪生世界中 {n} 次重复，与第一个点之差的 95% 区间；"
        "色带离开虚线处，该点与第一个点确有差异。",
        "band_one": "虚线：第一个点。只有一次重复，无法分辨偶然。",
        "map": "{n} 次重复的均值。",
        "map_one": "只有一次重复，无法分辨偶然。",
        "effects": "对其余各键全部取值求均值；色带为其中最小与最大值。",
        "still": "各点相同：{names}。",
        "unknown": "各点均无值：{names}。",
        "stopped": "{points} 个点中有 {stopped} 个中途停止，未计入。",
        "seed": "siyu {version}，种子 {seed}",
    },
}


@dataclass(frozen=True)
class Swept:
    """A stored sweep: `values` by key in order, `table` with one row for each point."""

    keys: tuple[str, ...]
    values: dict[str, list[Any]]
    table: Columns
    manifest: dict[str, Any]

    def grid(self, kpi: str, part: str) -> Floats:
        """One part of a KPI (such as `mean`), one axis for each key; NaN where undefined."""
        shape = [len(self.values[key]) for key in self.keys]
        return np.asarray(self.table[f"{kpi}_{part}"], dtype=np.float64).reshape(shape)

    def of_kind(self, kind: str) -> list[str]:
        """The main KPIs that are `moving` from point to point, `still` or `unknown` at all."""
        kinds = {kpi: _kind(self.grid(kpi, "mean")) for kpi in MAIN}
        return [kpi for kpi in MAIN if kinds[kpi] == kind]

    @property
    def drawn(self) -> list[str]:
        """The KPIs that have a panel: those that move; if none does, those that have a value."""
        return self.of_kind("moving") or self.of_kind("still") or list(MAIN)

    def band(self, kpi: str) -> list[Floats]:
        """The mean of a KPI, and between what it lies if the first point is where it is.

        All points share their luck, which moves their levels together: the interval of the
        difference, laid on the first point's level, is what tells them apart.
        """
        mean, low, high = (self.grid(kpi, part) for part in PARTS)
        found = Interval(mean, mean.flat[0] + low, mean.flat[0] + high)
        return list(possible(found, 0.0, 1.0) if BY_KEY[kpi].unit == "share" else found)


def _kind(mean: Floats) -> str:
    known = mean[~np.isnan(mean)]
    if not known.size:
        return "unknown"
    return "still" if known.size == mean.size and np.ptp(known) == 0.0 else "moving"


def draw_sweep(folder: Path, lang: str) -> None:
    """Write `sweep.svg` and `sweep.png` from the `sweep.parquet` and `manifest.json` of a sweep."""
    said = words(lang)
    swept = _read(folder)
    with look():
        save_files(_figure(swept, said), folder, "sweep")


def _read(folder: Path) -> Swept:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    record = manifest["sweep"]
    columns = [f"{kpi}_{part}" for kpi in MAIN for part in PARTS]
    table = read_table(folder, "sweep", columns)
    return Swept(tuple(record["keys"]), record["values"], table, manifest)


def _figure(swept: Swept, said: Words) -> Figure:
    if len(swept.keys) == 1:
        return _panels(swept, said, "band", _one_key)
    if len(swept.keys) > 2:
        return _effects(swept, said)
    few = len(swept.values[swept.keys[1]]) <= MOST_LINES
    return _panels(swept, said, "band", _two_keys) if few else _panels(swept, said, "map", _map)


def _panels(
    swept: Swept, said: Words, note: str, draw: Callable[[Axes, Swept, Words, str], None]
) -> Figure:
    """A panel for each main KPI that the keys move."""
    kpis = swept.drawn
    rows, columns = -(-len(kpis) // 2), min(len(kpis), 2)
    figure = _page(swept, said, note, 0.4 + 3.0 * rows)
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes in panels[len(kpis) :]:
        axes.set_visible(False)
    for axes, kpi in zip(panels, kpis, strict=False):
        bare(axes)
        axes.set_title(said.kpi(kpi))
        axes.set_xlabel(_named(swept.keys[0], said), fontsize=8)
        draw(axes, swept, said, kpi)
    if draw is _two_keys:
        handles, labels = figure.axes[0].get_legend_handles_labels()
        figure.legend(
            handles,
            labels,
            title="\n".join(wrap(one, BESIDE) for one in _named(swept.keys[1], said).split("\n")),
            loc="outside right center",
            fontsize=7,
            title_fontsize=7,
            frameon=False,
        )
    return figure


def _named(key: str, said: Words) -> str:
    """What a swept key means, and below it the key itself."""
    lever = lever_at(key)
    if lever is None:  # a whole group
        return key
    meaning = lever.zh if said.lang == "zh" else lever.en
    most = LONGEST // 2 if said.lang == "zh" else LONGEST
    return f"{meaning[:most]}…\n{key}" if len(meaning) > most else f"{meaning}\n{key}"


def _one_key(axes: Axes, swept: Swept, said: Words, kpi: str) -> None:
    x = _axis(axes, swept.values[swept.keys[0]])
    _first_point(axes, swept, kpi)
    _line(axes, x, swept.band(kpi), _ALONE)
    _value_axis(axes, said, kpi)


def _first_point(axes: Axes, swept: Swept, kpi: str) -> None:
    """The level all the others are held against."""
    axes.axhline(float(swept.grid(kpi, "mean").flat[0]), color=SOFT, lw=0.9, ls=":")


def _two_keys(axes: Axes, swept: Swept, said: Words, kpi: str) -> None:
    """A line for each value of the second key, named beside the panels."""
    first, second = swept.keys
    x = _axis(axes, swept.values[first])
    _first_point(axes, swept, kpi)
    band = swept.band(kpi)
    for i, value in enumerate(swept.values[second]):
        _line(axes, x, [part[:, i] for part in band], mark_of(i))
        axes.lines[-1].set_label(str(value))
    _value_axis(axes, said, kpi)


def _map(axes: Axes, swept: Swept, said: Words, kpi: str) -> None:
    first, second = swept.keys
    mean = swept.grid(kpi, "mean").T
    mesh = axes.pcolormesh(np.ma.masked_invalid(mean), cmap="cividis", rasterized=True)
    for axis, key in ((axes.xaxis, first), (axes.yaxis, second)):
        places, labels = _labels(swept.values[key])
        axis.set_ticks(places + 0.5, labels)
    axes.grid(False)
    axes.set_ylabel(_named(second, said), fontsize=8)
    bar = cast(Figure, axes.figure).colorbar(mesh, ax=axes, format=Amounts(said, BY_KEY[kpi].unit))
    bar.ax.tick_params(length=0, labelsize=7, colors=SOFT)
    bar.outline.set_visible(False)


def _effects(swept: Swept, said: Words) -> Figure:
    """A row for each KPI, a column for each key, the other keys averaged out."""
    kpis = swept.drawn
    figure = _page(swept, said, "effects", 0.8 + 1.9 * len(kpis))
    panels = figure.subplots(len(kpis), len(swept.keys), sharey="row", squeeze=False)
    for row, kpi in zip(panels, kpis, strict=True):
        mean = swept.grid(kpi, "mean")
        for i, (axes, key) in enumerate(zip(row, swept.keys, strict=True)):
            bare(axes)
            x = _axis(axes, swept.values[key])
            others = np.moveaxis(mean, i, 0).reshape(len(x), -1)
            known = np.ma.masked_invalid(others)
            band = [part.filled(np.nan) for part in _spread(known)]
            _line(axes, x, band, _ALONE)
            _value_axis(axes, said, kpi)
            if kpi == kpis[-1]:
                axes.set_xlabel(_named(key, said), fontsize=8)
        row[0].set_title(said.kpi(kpi))
    return figure


def _spread(known: Any) -> list[Any]:
    """Mean, least and greatest over the second axis of a masked array."""
    return [known.mean(axis=1), known.min(axis=1), known.max(axis=1)]


def _page(swept: Swept, said: Words, note: str, height: float) -> Figure:
    """An empty figure with title, how to read its bands, and what it was made from."""
    text = TEXT[said.lang]
    title = swept.manifest["scenarios"][0]["title"][said.lang]
    figure = Figure(figsize=(8.4, height), layout="constrained")
    keys = " × ".join(swept.keys)
    lines = textwrap.fill(text["lines"].format(scenario=title, keys=keys), ACROSS)
    figure.suptitle(lines, x=0.01, ha="left", fontsize=13, color=INK)
    figure.supxlabel(
        "\n".join(_footer(swept, said, note)), x=0.01, ha="left", fontsize=7, color=SOFT
    )
    return figure


def _footer(swept: Swept, said: Words, note: str) -> list[str]:
    """How to read the panels, which KPIs have none and why, and what it was made from."""
    text, manifest = TEXT[said.lang], swept.manifest
    once = manifest["replications"] == 1 and f"{note}_one" in text
    lines = [text[f"{note}_one" if once else note].format(n=manifest["replications"])]
    for kind in ("still", "unknown"):
        idle = [said.kpi(kpi) for kpi in swept.of_kind(kind) if kpi not in swept.drawn]
        if idle:
            lines.append(text[kind].format(names=said("join.comma").join(idle)))
    if stopped := manifest.get("stopped"):
        points = len(swept.grid(MAIN[0], "mean").flat)
        lines.append(text["stopped"].format(stopped=len(stopped), points=points))
    made = text["seed"].format(version=manifest["code_version"], seed=manifest["seed"])
    return [*lines, made]


def _line(axes: Axes, x: Floats, band: Sequence[Floats], mark: Mark) -> None:
    """A line in its band; `band` is mean, low and high."""
    mean, low, high = band
    axes.fill_between(x, low, high, color=mark.colour, alpha=0.16, lw=0)
    axes.plot(x, mean, **mark.line(), **mark.markers())


def _axis(axes: Axes, values: Sequence[Any]) -> Floats:
    """Places along x: numbers where they lie, words side by side."""
    if all(_is_number(value) for value in values):
        return np.array(values, dtype=np.float64)
    places, labels = _labels(values)
    axes.set_xticks(places, labels)
    return np.arange(len(values), dtype=np.float64)


def _labels(values: Sequence[Any]) -> tuple[Floats, list[str]]:
    """Places and names of evenly chosen values, few enough to be read."""
    every = -(-len(values) // MOST_LABELS)
    places = np.arange(0, len(values), every, dtype=np.float64)
    return places, [f"{v:g}" if _is_number(v) else str(v) for v in values[::every]]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _value_axis(axes: Axes, said: Words, kpi: str) -> None:
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(Amounts(said, BY_KEY[kpi].unit))
