"""The look every figure shares: colours, direct labels, footer, axes."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Annotation
from matplotlib.ticker import Formatter, MaxNLocator

from reports.figures.marks import MOST, REFERENCE_COLOUR, Mark, every, mark_of
from reports.numbers import tick, ticks
from reports.results import Results, Scenario
from reports.words import Words

INK, SOFT, FAINT = "#1F2933", "#66727F", "#E3E7EB"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LINE_INCHES = 0.15  # height of a line of label text
ROW_INCHES = 0.24  # height of a row with a dot or a bar, at least
LABEL_WIDTH = {True: 18, False: 13}  # letters of a name beside a line
AXES_SHARE = 0.7  # of the height of a figure, at least
FITTING = 20  # rounds of widening an axis: each leaves a third at most of what is missing
ROOM = 6  # pixels around a label: what is laid out again moves a little
_SIGN = 1.035  # where the mark of a line stands before its name, in widths of the axes
GAIN, LOSS, UNCLEAR = "#0072B2", "#DD7834", "#8C959E"


@dataclass(frozen=True)
class Canvas:
    """What a figure is drawn from: results, language and shape (wide page or narrow phone)."""

    results: Results
    words: Words
    wide: bool

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios a figure draws, in the order of the results."""
        return drawn(self.results)

    @property
    def others(self) -> tuple[Scenario, ...]:
        """Those of them that are held against the reference."""
        return _held(self.results)

    def title(self, scenario: Scenario, width: int = 0) -> str:
        """A scenario's title, wrapped to `width` Latin letters (0: one line)."""
        text = scenario.title[self.words.lang]
        return wrap(text, width) if width else text

    def figure(self, name: str, height: float) -> Figure:
        """An empty figure of the page's width with title and footer; `height` in inches."""
        figure = Figure(figsize=(8.4 if self.wide else 3.3, height), layout="constrained")
        title = self.words(f"figure.{name}.title")
        figure.suptitle(
            title if self.wide else wrap(title, 34), x=0.01, ha="left", fontsize=13, color=INK
        )
        figure.supxlabel(self.footer(), x=0.01, ha="left", fontsize=6, color=SOFT)
        return figure

    def roomy(self, height: float, panels: int = 1) -> float:
        """That height in inches, or what the names at the right of so many panels need."""
        scenarios = self.scenarios
        titles = (self.title(one, LABEL_WIDTH[self.wide]) for one in scenarios)
        lines = max(2, *(title.count("\n") + 1 for title in titles))
        names = lines * LINE_INCHES * len(scenarios)
        return max(height, panels * names + 1.4, panels * names / AXES_SHARE if lines > 2 else 0.0)

    def rows(self, scenarios: Sequence[Scenario]) -> float:
        """Inches for a row for each of them, with its name at the left (`row_title`)."""
        lines = max(self.row_title(one).count("\n") + 1 for one in scenarios)
        return max(ROW_INCHES, lines * LINE_INCHES) * len(scenarios)

    def row_title(self, scenario: Scenario) -> str:
        """A scenario's title as it stands at the left of its row."""
        return self.title(scenario, 18)

    def footer(self) -> str:
        """Code version, seed and the digest of each plan: what this picture was made from."""
        digests = ", ".join(f"{s.name} {s.digest[:8]}" for s in self.scenarios)
        text = self.words(
            "figure.footer",
            version=self.results.manifest["code_version"],
            seed=self.results.manifest["seed"],
            digests=digests,
        )
        return textwrap.fill(text, 150 if self.wide else 56)

    def colour(self, scenario: Scenario) -> str:
        """The colour of a scenario, the same in every figure and on the page."""
        return colour_of(self.results, scenario)

    def mark(self, scenario: Scenario) -> Mark:
        """What tells the line of a scenario from the others, in print too."""
        return mark_in(self.results, scenario)

    def line(self, axes: Axes, scenario: Scenario, x: Any, y: Any) -> None:
        """The line of a scenario, with a few markers on it."""
        mark = self.mark(scenario)
        some = every(_place(self.results, scenario), len(x))
        axes.plot(x, y, **mark.line(), **mark.markers(), markevery=some)

    def value_axis(self, axes: Axes, unit: str, ticks: int, axis: str = "y") -> None:
        """Label one axis with short numbers in their unit."""
        chosen = axes.yaxis if axis == "y" else axes.xaxis
        chosen.set_major_locator(MaxNLocator(ticks))
        chosen.set_major_formatter(Amounts(self.words, unit))

    def month_axis(self, axes: Axes) -> None:
        """Label the days of the x axis by calendar month."""
        calendar = self.results.calendar
        every = -(-calendar.months // (13 if self.wide else 5))
        firsts = [calendar.first_of(m) for m in range(0, calendar.months + 1, every)]
        shown = [d for d in firsts if 0 <= calendar.day_of(d) < calendar.days]
        axes.set_xticks([calendar.day_of(d) for d in shown])
        names = [self._month(d.year, d.month, d == shown[0] or d.month <= every) for d in shown]
        axes.set_xticklabels(names)
        axes.set_xlim(0, calendar.days)

    def _month(self, year: int, month: int, with_year: bool) -> str:
        name = f"{month}月" if self.words.lang == "zh" else MONTHS[month - 1]
        return f"{name}\n{year}" if with_year else name

    def end_labels(self, axes: Axes, ends: Sequence[tuple[float, str, Mark]]) -> None:
        """Name lines at their right end, moved apart where they would overlap.

        Args:
            axes: with its limits already set; panels of one figure stand on top of each other.
            ends: for each line the y it ends at, its label and its mark.
        """
        low, high = axes.get_ylim()
        panels = len(axes.figure.axes)
        lines = max(label.count("\n") for _, label, _ in ends) + 1
        gap = lines * LINE_INCHES * panels / (_inches(axes) * AXES_SHARE)
        order = sorted(ends)
        places = spread([(y - low) / (high - low) for y, _, _ in order], gap)
        for (y, label, mark), place in zip(order, places, strict=True):
            style = {**mark.line(), **mark.markers()}
            beside: dict[str, Any] = {"transform": axes.transAxes, "clip_on": False}
            height = (y - low) / (high - low)
            axes.plot([1, _SIGN], [height, place], markevery=[1], **beside, **style)
            at: dict[str, Any] = {"va": "center", "fontsize": 8, "linespacing": 1.0, "color": INK}
            # In points: on a narrow page a share of the width is less than half a marker.
            room: dict[str, Any] = {"textcoords": "offset points", "annotation_clip": False}
            axes.annotate(label, (_SIGN, place), (6.5, 0), axes.transAxes, **room, **at)


class Amounts(Formatter):
    """Labels of an axis: short numbers in their unit, no two of them alike."""

    def __init__(self, words: Words, unit: str) -> None:
        """In a language; `unit` as in `reports.numbers.tick`."""
        self._words, self._unit = words, unit

    def __call__(self, x: float, pos: int | None = None) -> str:
        """The label of a single value."""
        return tick(self._words, x, self._unit, self._largest())

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        """The labels of all values."""
        return ticks(self._words, values, self._unit, self._largest())

    def _largest(self) -> float:
        assert self.axis is not None
        return float(max(map(abs, self.axis.get_view_interval())))


def colour_of(results: Results, scenario: Scenario) -> str:
    """The colour of a scenario, the same in every figure and on the page."""
    return mark_in(results, scenario).colour


def legible(colour: str) -> str:
    """A colour dark enough for text on white: a contrast of 4.5 to 1 at least (WCAG 2.2, 1.4.3).

    The hue stays, so that a title is known for the plan whose line is drawn in the colour itself.
    """
    red, green, blue = to_rgb(colour)
    while contrast_on_white(to_hex((red, green, blue))) < 4.5:
        red, green, blue = 0.97 * red, 0.97 * green, 0.97 * blue
    return to_hex((red, green, blue))


def contrast_on_white(colour: str) -> float:
    """Contrast ratio to white: 1 for white itself, 21 for black (WCAG 2.2, relative luminance)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def mark_in(results: Results, scenario: Scenario) -> Mark:
    """The mark of a scenario; the reference has none but its grey."""
    if results.compared and scenario.name == results.reference.name:
        return Mark(REFERENCE_COLOUR)
    if scenario.name not in {one.name for one in drawn(results)}:
        return Mark(UNCLEAR)
    return mark_of(_place(results, scenario))


def drawn(results: Results) -> tuple[Scenario, ...]:
    """All scenarios, or of too many the reference and those that differ most from it."""
    if len(results.others) <= MOST:
        return results.scenarios
    names = {results.reference.name, *(one.name for one in results.furthest[:MOST])}
    return tuple(one for one in results.scenarios if one.name in names)


def _held(results: Results) -> tuple[Scenario, ...]:
    """Those drawn that are held against the reference."""
    names = {one.name for one in results.others}
    return tuple(one for one in drawn(results) if one.name in names)


def _place(results: Results, scenario: Scenario) -> int:
    names = [one.name for one in _held(results)]
    return names.index(scenario.name) if scenario.name in names else 0


def _inches(axes: Axes) -> float:
    """Height of the figure an axes stands in."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    return figure.get_figheight()


def spread(places: Sequence[float], gap: float) -> list[float]:
    """Sorted places moved apart to at least `gap`; neighbours that touch share their middle."""
    blocks: list[list[float]] = []
    for place in places:
        blocks.append([place])
        while len(blocks) > 1 and _first(blocks[-1], gap) < _last(blocks[-2], gap) + gap:
            last = blocks.pop()
            blocks[-1] += last
    return [_first(block, gap) + gap * i for block in blocks for i in range(len(block))]


def _first(block: list[float], gap: float) -> float:
    """Where the lowest of a block of labels stands: around their middle, not below zero."""
    return max(sum(block) / len(block) - gap * (len(block) - 1) / 2, 0.0)


def _last(block: list[float], gap: float) -> float:
    return _first(block, gap) + gap * (len(block) - 1)


def wrap(text: str, width: int) -> str:
    """Break a text into lines of `width` Latin letters; a Chinese character counts as two."""
    if text.isascii() or " " in text:
        return textwrap.fill(text, width)
    half = max(width // 2, 1)
    return "\n".join(text[i : i + half] for i in range(0, len(text), half))


def bare(axes: Axes, grid: str = "y") -> None:
    """Take away what is not data: frame, tick marks; leave a faint grid."""
    axes.spines[["top", "right", "left", "bottom"]].set_visible(False)
    axes.tick_params(length=0, colors=SOFT, labelsize=8)
    axes.grid(axis=grid, color=FAINT, linewidth=0.8)  # type: ignore[arg-type]
    axes.set_axisbelow(True)


def fit_labels(figure: Figure, panels: Sequence[Axes]) -> None:
    """Widen each panel's x axis until the labels beside its bars stand within the panel.

    Beyond it they would cover the names of the rows, or be cut off at the edge of a narrow page.
    """
    figure.draw_without_rendering()
    for axes in panels:
        low, high = axes.get_xlim()
        labels = [_beside(axes, one) for one in axes.texts if isinstance(one, Annotation)]
        for _ in range(FITTING):
            span = high - low
            low = min([low, *(x + left * span for x, left, _ in labels)])
            high = max([high, *(x + right * span for x, _, right in labels)])
        axes.set_xlim(low, high)


def _beside(axes: Axes, label: Annotation) -> tuple[float, float, float]:
    """The x a label stands beside, and its ends from there in widths of the panel."""
    x, box = float(label.xy[0]), label.get_window_extent().padded(ROOM)
    start, width = axes.transData.transform((x, 0))[0], axes.get_window_extent().width
    return x, float(box.x0 - start) / width, float(box.x1 - start) / width
